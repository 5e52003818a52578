import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** The names that stand at the top level, tracked or about to be. */
const topLevel = [
  ".ci",
  ".editorconfig",
  ".git-blame-ignore-revs",
  ".github",
  ".gitignore",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "NOTICE",
  "Pulumi.demo.yaml",
  "Pulumi.yaml",
  "README.md",
  "SECURITY.md",
  "bench",
  "biome.json",
  "docs",
  "examples",
  "package-lock.json",
  "package.json",
  "provider",
  "report.schema.json",
  "schema.json",
  "setup",
  "stack.schema.json",
  "test",
  "tsconfig.json",
  "vitest.config.ts",
];

/** Which room may look into which: `room: what its files may import`, ours by folder, packages by name. */
const directions: Readonly<Record<string, readonly string[]>> = {
  core: ["core", "deep-diff", "fastest-levenshtein", "ip-num", "p-limit", "zod"],
  storage: ["storage", "core/messages"],
  transports: ["transports", "storage", "core/messages"],
  "drivers/driver": [
    "core/explain",
    "core/messages",
    "core/model",
    "drivers/relationship-support",
    "drivers/snapshot",
  ],
  "drivers/relationship-support": ["core/model", "core/shape", "drivers/snapshot"],
  "drivers/snapshot": ["core/health", "core/messages", "core/model"],
  drivers: ["drivers", "core", "transports", "storage", "saxes"],
  lifecycle: [
    "lifecycle",
    "start/provider",
    "core",
    "drivers/index",
    "drivers/driver",
    "transports/engine",
    "transports/engine-calls",
    "transports/engine-log",
    "resources/type-prefix",
  ],
  native: [
    "native",
    "start/compiled-code",
    "start/node-version",
    "commands/servers",
    "core",
    "drivers/index",
    "lifecycle",
    "transports/credentials",
    "transports/engine",
    "transports/engine-address",
    "transports/engine-calls",
    "transports/engine-log",
    "@grpc/grpc-js",
    "@pulumi/pulumi/proto",
    "google-protobuf",
  ],
  resources: ["resources", "@pulumi/pulumi"],
  commands: [
    "commands",
    "start/compiled-code",
    "start/node-version",
    "core",
    "drivers/index",
    "drivers/driver",
    "lifecycle",
    "storage/files",
    "storage/output-file",
    "stack/file",
    "report",
    "yaml",
  ],
  "report/html": ["report", "core/printable", "diff"],
  report: ["report", "core"],
  start: ["start", "storage/folders", "@pulumi/pulumi"],
  index: ["resources", "start/program"],
  stack: [
    "stack",
    "start/program",
    "resources",
    "core",
    "lifecycle/arguments",
    "drivers/index",
    "@pulumi/pulumi",
  ],
};

/** Each package enters by one file. */
const doors: Readonly<Record<string, string>> = {
  "deep-diff": "core/compare",
  diff: "report/html/marks",
  "fastest-levenshtein": "core/nearest",
  "ip-num": "core/address",
  "p-limit": "core/limited",
  saxes: "drivers/windows/export/xml",
  yaml: "commands/check/stack-file",
  zod: "core/zod",
};

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (statSync(join(folder, name)).isDirectory()) return files(join(folder, name));
    return name.endsWith(".ts") ? [join(folder, name)] : [];
  });
}

const provider = join(root, "provider");
const sources = files(provider).map((file) => {
  const text = readFileSync(file, "utf8");
  const name = relative(provider, file).replace(/\.ts$/, "");
  const imports = [...text.matchAll(/(?:from|import)\s+"([^"\n]+)";/g)].map(([, target]) =>
    target!.startsWith(".")
      ? relative(provider, resolve(dirname(file), target!)).replace(/\.js$/, "")
      : target!,
  );
  return { name, text, imports };
});
const roomOf = (name: string) =>
  Object.keys(directions)
    .filter((room) => name === room || name.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

describe("the house", () => {
  it("has these entrances and no other", () => {
    const names = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    })
      .trim()
      .split("\n")
      .map((path) => path.split("/")[0]!);
    expect([...new Set(names)].filter((name) => !topLevel.includes(name))).toEqual([]);
  });

  it("has a room for every file", () => {
    expect(
      sources.filter(({ name }) => roomOf(name) === undefined).map(({ name }) => name),
    ).toEqual([]);
  });

  it.each(sources)("lets $name look only where it may", ({ name, imports }) => {
    const allowed = directions[roomOf(name)!]!;
    const seen = imports.filter((target) => !target.startsWith("node:"));
    expect(
      seen.filter(
        (target) => !allowed.some((room) => target === room || target.startsWith(`${room}/`)),
      ),
    ).toEqual([]);
  });

  it("lets each package in by one door", () => {
    for (const { name, imports } of sources)
      for (const target of imports)
        if (doors[target]) expect(`${target} by ${name}`).toBe(`${target} by ${doors[target]}`);
  });

  /** Names that only one driver may use, in code, strings and messages. */
  const driverWords: Readonly<Record<string, readonly RegExp[]>> = {
    "drivers/kea/": [
      /kea|subnet4|option-def|ha-reset|config-(?:get|set|test|write)|control agent/i,
      /Dhcp4/,
    ],
    "drivers/windows/": [/windows(?!Hide)|power-?shell|DhcpServer|cmdlet|CredSSP|Microsoft/i],
  };

  /** Files outside a driver's folder that name it rightly, and why. */
  const namingDrivers: readonly string[] = [
    "index", // the public types
    "resources/provider-configuration",
    "resources/relationship",
    "resources/server",
    "drivers/index", // the list of drivers
    "drivers/file/format", // files of each kind of server
    "drivers/file/index",
    "drivers/file/kea",
    "drivers/file/windows",
    "commands/servers", // servers as a command line names them
    "commands/check/stack-file",
    "core/messages/commands", // the help of the command line
    "transports/powershell", // a transport that is a PowerShell
    "transports/powershell-failure",
    "transports/powershell-frame",
    "transports/powershell-messages",
    "transports/powershell-options",
    "transports/ssh-forwarder", // the systems and programs on the other side of ssh
    "transports/ssh-messages",
  ];

  const withoutComments = (text: string): string =>
    text.replace(
      /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
      (found) => (found.startsWith("/") ? "" : found),
    );

  it("names no driver outside its folder, in code, strings and messages", () => {
    const naming = sources.filter(({ name, text }) =>
      Object.entries(driverWords).some(
        ([folder, words]) =>
          !name.startsWith(folder) && words.some((word) => word.test(withoutComments(text))),
      ),
    );
    expect(naming.map(({ name }) => name).sort()).toEqual([...namingDrivers].sort());
  });

  it("speaks to people in one place", () => {
    const speaking = sources.filter(
      ({ name, text }) =>
        /^(core|lifecycle|drivers|transports|storage|commands|stack)\//.test(name) &&
        !name.startsWith("core/messages/") &&
        /new (Error|UserError)\(/.test(text),
    );
    expect(speaking.map(({ name }) => name)).toEqual([]);
  });
});
