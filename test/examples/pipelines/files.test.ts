// The pipelines' files themselves: they fit their systems' schemas, bring in nothing of others' but what checks out, installs Node and carries
// artifacts, and hand secrets to the steps that need them alone.
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { atLeast, oldestCli, root } from "../../../setup/paths.mjs";
import { pipelines } from "../../helpers/cli/examples/pipelines/checkout.js";
import { file, outside } from "../../helpers/cli/examples/pipelines/runner.js";

const windows = process.platform === "win32"; // the scripts are for a POSIX shell
const store = join(
  dirname(createRequire(import.meta.url).resolve("schemastore/package.json")),
  "schemas",
  "json",
);
const workflows = readdirSync(join(pipelines, "github"));
const schemas: Readonly<Record<string, string>> = {
  ...Object.fromEntries(workflows.map((name) => [`github/${name}`, "github-workflow.json"])),
  "gitlab/.gitlab-ci.yml":
    "gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json",
  "azure/azure-pipelines.yml":
    "raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json",
};

/** Returns the places that do not fit a system's schema, as Ajv lists them. */
function flaws(schema: string, value: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }); // Azure's schema has expressions from before Unicode's
  formats.default(ajv);
  const fits = ajv.compile(JSON.parse(readFileSync(join(store, schema), "utf8")));
  return fits(value) ? [] : fits.errors;
}

it.each(Object.entries(schemas))("%s fits its system's schema", (name, schema) => {
  expect(flaws(schema, file(name))).toEqual([]);
  expect(flaws(schema, { ...file(name), jobs: 7, default: 7, stages: 7 })).not.toEqual([]);
});

/** Every member of that name, however deep. */
const every = (value: any, name: string): any[] =>
  value && typeof value === "object"
    ? Object.entries(value).flatMap(([key, member]) =>
        key === name && typeof member === "string" ? [{ ...value }] : every(member, name),
      )
    : [];

describe("what the files bring in of others", () => {
  it("is on GitHub four actions", () => {
    const used = new Set(
      workflows.flatMap((name) =>
        every(file(`github/${name}`), "uses").map(({ uses }) => uses.split("@")[0]),
      ),
    );
    expect(
      [...used].filter(
        (action) =>
          ![
            "actions/checkout",
            "actions/setup-node",
            "actions/upload-artifact",
            "actions/download-artifact",
          ].includes(action),
      ),
    ).toEqual([]);
  });

  it("is on Azure one task, and on GitLab an image", () => {
    const all = file("azure/azure-pipelines.yml");
    expect(new Set(every(all, "task").map(({ task }) => task))).toEqual(new Set(["UseNode@1"]));
    for (const key of ["template", "extends", "container", "resources"])
      expect(JSON.stringify(all)).not.toContain(`"${key}"`);
    expect(Object.keys(file("gitlab/.gitlab-ci.yml"))).toEqual([
      "variables",
      "default",
      "preview",
      "plan",
      "update",
      "drift",
    ]);
    expect(file("gitlab/.gitlab-ci.yml").default.image).toBe("node:22");
  });
});

it("gives secrets to the step that talks to the servers, and not to the one that installs packages", () => {
  const secret = /KEA_PASSWORD|PULUMI_CONFIG_PASSPHRASE|GH_TOKEN|SYSTEM_ACCESSTOKEN/;
  for (const name of workflows) {
    const [job] = Object.values<any>(file(`github/${name}`).jobs);
    expect(Object.keys(job.env)).toEqual(["PULUMI_STACK"]);
    for (const step of job.steps)
      if (secret.test(JSON.stringify(step))) expect(step.run).not.toContain("install.sh");
  }
  for (const step of every(file("azure/azure-pipelines.yml"), "script"))
    if (step.env) expect(step.script).not.toContain("install.sh");
});

it("lets one update run at a time, and no update be broken off by the next", () => {
  expect(file("github/update.yml").concurrency).toEqual({
    group: "dhcp-production",
    "cancel-in-progress": false,
  });
  expect(file("gitlab/.gitlab-ci.yml").update.resource_group).toBe("production");
  expect(
    file("azure/azure-pipelines.yml").stages.find(({ stage }: any) => stage === "update")
      .lockBehavior,
  ).toBe("sequential");
});

it("installs a pulumi that will do", () => {
  const text = readFileSync(join(pipelines, "scripts", "install.sh"), "utf8");
  expect(atLeast(/--version ([\d.]+)/.exec(text)![1]!, oldestCli)).toBe(true);
});

it.skipIf(windows)("installs pulumi where there is none, and only there", () => {
  const place = mkdtempSync(join(tmpdir(), "installing-"));
  const tool = (name: string, text: string) =>
    writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  for (const name of ["sh", "rm", "mkdir", "cat", "chmod"])
    symlinkSync(
      spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim(),
      join(place, name),
    );
  tool("npm", 'echo "npm $*"');
  // Pulumi's installer, as far as it matters here: it takes the version, and puts the CLI below the home folder.
  tool(
    "curl",
    `echo "curl $2" && cat > "$4" <<'END'\nmkdir -p "$HOME/.pulumi/bin"\nprintf '#!/bin/sh\\necho pulumi $1 of %s\\n' "$2" > "$HOME/.pulumi/bin/pulumi"\nchmod +x "$HOME/.pulumi/bin/pulumi"\nEND`,
  );
  const install = () =>
    spawnSync("sh", [join(pipelines, "scripts", "install.sh")], {
      cwd: place,
      env: { PATH: place, HOME: place },
      encoding: "utf8",
    }).stdout;
  const first = install().trimEnd().split("\n");
  expect(first).toEqual([
    "npm ci --no-audit --no-fund",
    "curl https://get.pulumi.com",
    expect.stringMatching(/^pulumi version of \d+\.\d+\.\d+$/),
  ]);
  expect(install().trimEnd().split("\n")).toEqual([first[0], first[2]]);
  rmSync(place, { recursive: true });
});

it("asks for this package by its version", () => {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(JSON.parse(readFileSync(join(pipelines, "package.json"), "utf8")).dependencies[name]).toBe(
    `file:${name}-${version}.tgz`,
  );
  expect(
    parse(readFileSync(join(pipelines, "Pulumi.production.yaml"), "utf8")).config[
      "dhcp-failover:servers"
    ].dhcp2.backupDir,
  ).toMatch(/^\/var\/lib\//);
});

describe.skipIf(windows)("what servers hold", () => {
  const through = (functions: string, input: string) =>
    spawnSync("sh", ["-c", `. "$0/scripts/common.sh"; ${functions}`, pipelines], {
      input,
      encoding: "utf8",
    }).stdout;

  it("commands no system that shows the log", () => {
    const held = [
      "##vso[task.setvariable variable=PATH]/tmp",
      "##[group]",
      "::set-output name=x::y",
      "  ::stop-commands::z",
      "a\r::error::b",
      "\x1b[2Jgone",
      "10::20",
      "é ##",
    ];
    expect(through("plain", held.join("\n")).split("\n")).toEqual([
      "# #vso[task.setvariable variable=PATH]/tmp",
      "# #[group]",
      ": :set-output name=x::y",
      "  : :stop-commands::z",
      "a::error::b",
      "[2Jgone",
      "10::20",
      "é # #",
    ]);
  });

  it("stays in its block, and within a comment's bounds", () => {
    const held = [
      "```",
      "</details>",
      "~~~",
      "",
      "@everyone",
      "/close",
      ...Array.from({ length: 2_000 }, (_, i) => `${i} ${"é".repeat(40)}`),
    ].join("\n");
    const told = through('plain > "$TMPDIR/held"; block "$TMPDIR/held"; rm "$TMPDIR/held"', held);
    expect(outside(told)).toEqual(["The rest is in the log of this run."]);
    expect(Buffer.byteLength(told)).toBeGreaterThan(49_000);
    expect(Buffer.byteLength(told)).toBeLessThan(51_000);
    expect(told).not.toContain("�");
  });
});
