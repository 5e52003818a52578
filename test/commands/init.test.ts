// init as users run it: from the packed package with npx on a real pair that has drifted, and what stands in its way.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { findPackageSource } from "../../provider/commands/package.js";
import { added, project } from "../engine/cli.js";
import { allEdited, edits } from "../kea/edits.js";
import { belongsTo, hub } from "../kea/hub.js";
import { pair, type PairOptions } from "../kea/servers.js";
import { withKea } from "../kea/versions.js";
import { npm, packed } from "../package/npm.js";
import { folder, run } from "./command.js";

const drifted = (more: Partial<PairOptions> = {}) =>
  pair({ serves: (name) => allEdited(name === "server1" ? "primary" : "partner"), ...more });
const conf = (name: string) => readFileSync(join(root, "examples", "two-files", name), "utf8");
const fits = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(root, "stack.schema.json"), "utf8")) as object,
);
const made = ["Pulumi.production.yaml", "Pulumi.yaml", "index.js", "package.json"];

const twoFiles = { "dhcp1.conf": conf("dhcp1.conf"), "dhcp2.conf": conf("dhcp2.conf") };
const both = ["init", "--primary", "dhcp1.conf", "--partner", "dhcp2.conf"];

withKea("2.2.0")("init on a real pair", () => {
  it("makes a project whose first preview tells exactly what has drifted", async () => {
    const servers = await drifted({ relationshipName: "campus" });
    try {
      const [tarball, stack] = await Promise.all([
        packed(),
        project({ program: "", bare: true, empty: true }),
      ]);
      const [, ...command] = /^npx .* init .*$/m
        .exec(readFileSync(join(root, "README.md"), "utf8"))![0]
        .split(" ");
      const here: Readonly<Record<string, string>> = {
        "--package=/path/to/pulumi-dhcp-failover-0.1.0.tgz": `--package=${tarball}`,
        "https://dhcp1:8000": servers.server1.url,
        "https://dhcp2:8000": servers.server2.url,
      };
      const said = await npm(
        stack.folder,
        "exec",
        "--yes",
        "--prefer-offline",
        ...command.flatMap((word) =>
          word === "pulumi-dhcp-failover" ? ["--", word] : [here[word] ?? word],
        ),
      );
      const expected = edits();
      const scopes = new Set(
        expected.filter(({ part, scope }) => part === scope).map(({ part }) => part),
      );
      expect(said).toMatch(
        new RegExp(
          `^server1: ${servers.server1.url}, Kea 2\\.2\\.\\d+, 7 scopes\nserver2: ${servers.server2.url}, Kea 2\\.2\\.\\d+, 6 scopes\n`,
        ),
      );
      expect(said).toContain(
        '\nFailover relationship "campus", hot standby: server1 reports "hot-standby", server2 reports "hot-standby".\n',
      );
      expect(said).toContain(
        `\n${scopes.size} of 7 failover scopes differ, and so do classes.phones, sharedNetworks.campus.\n`,
      );
      expect(said).toContain(
        `\nWritten: ${made.join(", ")}.\npackage.json installs this package from ${tarball}: `,
      );

      const steps = said
        .slice(said.indexOf("\nNext, here:\n"))
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.trim().replace(/\s+#.*/, ""));
      expect(steps).toEqual([
        "npm install",
        "pulumi login --local",
        "pulumi stack init production",
        "pulumi preview --diff",
      ]);
      await npm(stack.folder, "install", "--prefer-offline");
      expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
      const told = added(await stack.previewJson());
      expect(told.map((line) => line.replace(/: .*/, "")).sort()).toEqual(
        expected.map(({ part, leaf }) => `${part} ${leaf}`).sort(),
      );
      for (const { part, leaf, told: wanted } of expected)
        expect(
          told
            .find((line) => line.startsWith(`${part} ${leaf}: `))!
            .slice(`${part} ${leaf}: `.length),
        ).toMatch(wanted);
      expect(await stack.read("Pulumi.production.yaml")).toContain(
        "# yaml-language-server: $schema=node_modules/pulumi-dhcp-failover/stack.schema.json",
      );
      expect(
        existsSync(join(stack.folder, "node_modules", "pulumi-dhcp-failover", "stack.schema.json")),
      ).toBe(true);
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    } finally {
      await servers.end();
    }
  });

  it("reaches servers that want a password and a certificate, and writes down where these are", async () => {
    const servers = await drifted({ access: "https" });
    try {
      const { file } = servers.server1.args.password as { file: string };
      const { ca, client } = servers.certificates!;
      const stack = await project({ program: "", empty: true });
      const servers2 = ["--primary", servers.server1.url, "--partner", servers.server2.url];
      const tls = ["--ca", ca.cert, "--cert", client.cert, "--key", client.key];
      expect(await run(stack.folder, ["init", ...servers2, ...tls])).toEqual({
        code: 1,
        stdout: "",
        stderr: expect.stringContaining(" requires a user and a password."),
      });
      expect(
        await run(stack.folder, [
          "init",
          ...servers2,
          "--user",
          "admin",
          "--password-env",
          "KEA_PASSWORD",
          ...tls,
        ]),
      ).toEqual({
        code: 1,
        stdout: "",
        stderr: expect.stringContaining(
          'is read from the environment variable "KEA_PASSWORD", which is not set.',
        ),
      });
      expect(existsSync(join(stack.folder, "Pulumi.yaml"))).toBe(false);
      const password = readFileSync(file, "utf8");
      const { code, stdout, stderr } = await run(stack.folder, [
        "init",
        ...servers2,
        "--user",
        "admin",
        "--password-file",
        file,
        ...tls,
        "--stack",
        "lab",
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const text = await stack.read("Pulumi.lab.yaml");
      expect(stdout + text).not.toContain(password);
      const reference = {
        driver: "kea",
        user: "admin",
        password: { file },
        tls: { ca: { file: ca.cert }, cert: { file: client.cert }, key: { file: client.key } },
      };
      expect(parse(text)).toEqual({
        config: {
          "dhcp-failover:servers": {
            server1: { ...reference, url: servers.server1.url },
            server2: { ...reference, url: servers.server2.url },
          },
          "dhcp-failover:replications": { all: { primary: "server1", partner: "server2" } },
        },
      });
      expect(fits(parse(text)), JSON.stringify(fits.errors)).toBe(true);
      expect(await stack.pulumi("stack", "init", "lab")).toMatchObject({ code: 0 });
      expect(added(await stack.previewJson()).length).toBe(edits().length);
    } finally {
      await servers.end();
    }
  });

  it("refuses one server by two addresses and one that does not answer, and tells what a preview will refuse", async () => {
    const servers = await drifted({ alone: ["server2"] });
    try {
      const here = folder();
      const { url, unixUrl } = servers.server1;
      expect(await run(here, ["init", "--primary", url, "--partner", unixUrl])).toEqual({
        code: 1,
        stdout: "",
        stderr: `${url} and ${unixUrl} are the same server. Name each server once. [same-server]\n`,
      });
      const [first, ...more] = (
        await run(here, ["init", "--primary", url, "--partner", servers.server2.url])
      ).stdout.split("\n");
      expect(first).toMatch(/^server1: /);
      expect(more.join("\n")).toContain(
        `\nA preview currently fails: ${url} is in the failover relationship "server1/server2", but its partner, ${servers.server2.url}, runs no failover. `,
      );
      for (const name of readdirSync(here)) rmSync(join(here, name));
      await servers.server2.agent!.stop();
      expect(await run(here, ["init", "--primary", url, "--partner", servers.server2.url])).toEqual(
        {
          code: 1,
          stdout: "",
          stderr: `${servers.server2.url}: the connection was refused; no program listens at this address. Start the server, or correct the address. [connection-refused]\n`,
        },
      );
      expect(readdirSync(here)).toEqual([]);
    } finally {
      await servers.end();
    }
  });
});

withKea("2.6.3")("init on a real hub", () => {
  it("makes a project that replicates to both spokes", async () => {
    const subnet = (spoke: 1 | 2, lifetime: number) => ({
      id: spoke,
      subnet: `10.0.${spoke}.0/24`,
      "valid-lifetime": lifetime,
      ...belongsTo(spoke),
    });
    const servers = await hub({
      serves: (place) => ({
        subnet4:
          place === "hub"
            ? [subnet(1, 7200), subnet(2, 7200)]
            : [place === "spoke1" ? subnet(1, 3600) : subnet(2, 3600)],
      }),
    });
    try {
      const stack = await project({ program: "", empty: true });
      const { code, stdout, stderr } = await run(stack.folder, [
        "init",
        "--primary",
        servers.hub.url,
        "--partner",
        servers.spoke1.url,
        "--partner",
        servers.spoke2.url,
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(
        '\nFailover relationship "hub2/spoke2", hot standby: primary reports "hot-standby", spoke2 reports "hot-standby".\n2 of 2 failover scopes differ.\n',
      );
      expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
      expect(added(await stack.previewJson())).toEqual([
        "10.0.1.0/24 leaseDuration: 3600 => 7200",
        "10.0.2.0/24 leaseDuration: 3600 => 7200",
      ]);
    } finally {
      await servers.end();
    }
  });
});

describe("init on files", () => {
  it("makes a project that previews", async () => {
    const stack = await project({ program: "", empty: true, files: twoFiles });
    const { code, stdout } = await run(stack.folder, both, { PULUMI_BACKEND_URL: "file://state" });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dhcp1: dhcp1\.conf, 2 scopes\ndhcp2: dhcp2\.conf, 2 scopes\nFailover relationship "headquarters", hot standby\.\n1 of 2 failover scopes differs\.\n/,
    );
    expect(stdout).not.toContain("pulumi login");
    expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
    expect(added(await stack.previewJson()).length).toBe(3);
  });

  const scope = (n: number) => ({
    id: n,
    subnet: `10.0.${n}.0/24`,
    pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
  });
  const printers = [1, 2, 3].map((n) => ({
    "hw-address": `02:00:00:00:07:0${n}`,
    "ip-address": `10.0.1.${n}`,
    hostname: `printer-${n}`,
  }));
  const peers = ["alder", "birch"].map((name, i) => ({
    name,
    url: `http://192.0.2.${i + 1}:8001/`,
    role: i === 0 ? "primary" : "standby",
  }));
  const kea = (self: string, more: object) =>
    JSON.stringify({
      Dhcp4: {
        "hooks-libraries": [
          {
            library: "libdhcp_ha.so",
            parameters: {
              "high-availability": [{ "this-server-name": self, mode: "hot-standby", peers }],
            },
          },
        ],
        subnet4: [scope(1)],
        ...more,
      },
    });

  it("counts what the project reports and does not write, and names what would write it", async () => {
    const here = folder({
      "one.conf": kea("alder", { reservations: printers }),
      "two.conf": kea("birch", {
        reservations: printers.slice(1),
        "valid-lifetime": 600,
        subnet4: [scope(1), scope(2)],
      }),
    });
    const { code, stdout } = await run(here, [
      "init",
      "--primary",
      "one.conf",
      "--partner",
      "two.conf",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "\nNo failover scope of 1 differs.\n" +
        'Outside scopes, birch differs from alder in 2 places, which the project reports but does not write. Set serverSettings: "replicate" to write them.\n' +
        "birch has a scope that alder does not have, which the project reports but does not remove. Set prune: true to remove them.\n",
    );
    expect(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")).toContain(
      "DHCP_FAILOVER_REPORTED=refuse pulumi preview --expect-no-changes",
    );
  });

  it.each([
    [
      "a copy of the same server as its partner",
      "now.conf",
      "birch",
      "before.conf",
      "birch",
      ["now", "before"],
    ],
    [
      "a copy of the same server as the primary",
      "2026-11-30.conf",
      "birch",
      "birch.conf",
      "birch",
      ["primary", "birch"],
    ],
    ["a copy of the other server", "now.conf", "alder", "before.conf", "birch", ["alder", "birch"]],
    [
      "a partner that calls itself what the primary does",
      "kea.conf",
      "alder",
      "old/kea.conf",
      "alder",
      ["primary", "partner"],
    ],
  ])(
    "calls servers by what they are where one is %s",
    async (_, primary, mine, partner, theirs, names) => {
      const here = folder();
      mkdirSync(join(here, "old"));
      writeFileSync(join(here, primary), kea(mine, {}));
      writeFileSync(join(here, partner), kea(theirs, { "valid-lifetime": 600 }));
      const { stdout, stderr } = await run(here, [
        "init",
        "--primary",
        primary,
        "--partner",
        partner,
      ]);
      expect(stderr).toBe("");
      expect(stdout.split("\n").slice(0, 2)).toEqual([
        `${names[0]}: ${primary}, 1 scope`,
        `${names[1]}: ${partner}, 1 scope`,
      ]);
      const { config } = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
        config: Record<string, object>;
      };
      expect(Object.keys(config["dhcp-failover:servers"]!)).toEqual(names);
    },
  );

  it("knows an export of Windows by its name", async () => {
    const exports = Object.fromEntries(
      ["dhcp1.xml", "dhcp2.xml"].map((name) => [
        name,
        readFileSync(join(root, "examples", "windows-exports", name), "utf8"),
      ]),
    );
    const here = folder(exports);
    const { code, stdout } = await run(here, [
      "init",
      "--primary",
      "dhcp1.xml",
      "--partner",
      "dhcp2.xml",
    ]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^dhcp1: dhcp1\.xml, Windows Server 2016 or later, 2 scopes\n[^]*\ndhcp1 has no failover relationship: every scope is replicated\.\n/,
      ),
    });
    const file = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    expect(file.config["dhcp-failover:servers"]).toEqual({
      dhcp1: { driver: "file", path: "dhcp1.xml", format: "windows" },
      dhcp2: { driver: "file", path: "dhcp2.xml", format: "windows" },
    });
    expect(fits(file)).toBe(true);
  });

  describe("of a hub", () => {
    const relationship = (spoke: string, self: string) => ({
      "user-context": { name: `to-${spoke}` },
      "this-server-name": self,
      mode: "hot-standby",
      peers: [
        { name: "hub", url: "http://192.0.2.1:8001/", role: "primary" },
        { name: spoke, url: "http://192.0.2.2:8001/", role: "standby" },
      ],
    });
    const server = (lifetime: number, ...relationships: object[]) =>
      JSON.stringify({
        Dhcp4: {
          "hooks-libraries": [
            { library: "libdhcp_ha.so", parameters: { "high-availability": relationships } },
          ],
          subnet4: ["east", "west"].map((spoke, i) => ({
            id: i + 1,
            subnet: `10.0.${i + 1}.0/24`,
            "valid-lifetime": lifetime,
            "user-context": { "ha-server-name": spoke },
          })),
        },
      });
    const files = {
      "kea1.conf": server(3600, relationship("east", "hub"), relationship("west", "hub")),
      "kea2.conf": server(3600, relationship("west", "west")),
      "kea3.conf": server(7200, relationship("east", "east")),
    };

    it("replicates what it shares with the partner", async () => {
      const here = folder(files);
      const { code, stdout, stderr } = await run(here, [
        "init",
        "--primary",
        "kea1.conf",
        "--partner",
        "kea2.conf",
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(
        '\nThe two share "to-west": only the scopes of these relationships are replicated.\nNo failover scope of 1 differs.\n',
      );
      const file = parse(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")) as {
        config: Record<string, unknown>;
      };
      expect(file.config).toMatchObject({
        "dhcp-failover:servers": { hub: { path: "kea1.conf" }, west: { path: "kea2.conf" } },
        "dhcp-failover:replications": {
          "to-west": { primary: "hub", partner: "west", names: ["to-west"] },
        },
      });
    });

    it("replicates to several partners", async () => {
      const stack = await project({ program: "", empty: true, files });
      const { code, stdout, stderr } = await run(stack.folder, [
        "init",
        "--primary",
        "kea1.conf",
        "--partner",
        "kea2.conf",
        "--partner",
        "kea3.conf",
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("\n1 of 2 failover scopes differs.\n");
      const file = parse(await stack.read("Pulumi.production.yaml")) as {
        config: Record<string, unknown>;
      };
      expect(file.config["dhcp-failover:replications"]).toEqual({
        all: { primary: "hub", partners: { west: "west", east: "east" } },
      });
      expect(fits(file), JSON.stringify(fits.errors)).toBe(true);
      expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
      expect(added(await stack.previewJson())).toEqual(["10.0.1.0/24 leaseDuration: 7200 => 3600"]);
    });

    it("refuses several partners that it cannot tell apart", async () => {
      const here = folder({ ...files, ...twoFiles });
      expect(
        (
          await run(here, [
            "init",
            "--primary",
            "kea1.conf",
            "--partner",
            "kea2.conf",
            "--partner",
            "dhcp2.conf",
          ])
        ).stderr,
      ).toBe(
        "dhcp2.conf has no failover relationship of its own with kea1.conf. With several partners, each needs one. Give one --partner, and create a project for each partner. [partner-without-relationship]\n",
      );
      expect(
        (
          await run(here, [
            "init",
            "--primary",
            "kea1.conf",
            "--partner",
            "kea2.conf",
            "--partner",
            "./kea2.conf",
          ])
        ).stderr,
      ).toBe(
        "kea2.conf and ./kea2.conf are the same server. Name each server once. [same-server]\n",
      );
    });
  });

  it("takes the package from inside the folder by its path there, so that both can move", () => {
    const here = folder(twoFiles);
    const place = join(here, "node_modules", "pulumi-dhcp-failover");
    mkdirSync(place, { recursive: true });
    const installed = (resolved: string) => {
      writeFileSync(
        join(here, "node_modules", ".package-lock.json"),
        JSON.stringify({ packages: { "node_modules/pulumi-dhcp-failover": { resolved } } }),
      );
      return findPackageSource(here, place);
    };
    expect(installed("file:packages/100% ours.tgz")).toEqual({
      version: "file:packages/100% ours.tgz",
    });
    expect(installed("file:../elsewhere.tgz")).toEqual({
      version: `file:${join(tmpdir(), "elsewhere.tgz")}`,
      file: join(tmpdir(), "elsewhere.tgz"),
    });
    expect(
      installed("https://registry.npmjs.org/pulumi-dhcp-failover/-/pulumi-dhcp-failover-0.1.0.tgz"),
    ).toEqual({ version: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) });
  });

  it("writes over nothing, and leaves nothing half written", async () => {
    for (const name of [...made, "Pulumi.yml"]) {
      const here = folder({ ...twoFiles, [name]: "mine" });
      const { code, stdout, stderr } = await run(here, both);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: `There is ${name} in ${here} already, and existing files are not overwritten. Go to an empty folder, or move what is there. [files-exist]\n`,
      });
      expect(readdirSync(here).sort()).toEqual(["dhcp1.conf", "dhcp2.conf", name].sort());
      expect(readFileSync(join(here, name), "utf8")).toBe("mine");
    }
    const here = folder({ ...twoFiles, "index.js": "mine", "package.json": "{}" });
    expect((await run(here, both)).stderr).toContain("There are index.js, package.json in ");
  });
});

describe("a command line that is wrong", () => {
  const help = "Run pulumi-dhcp-failover --help for the commands and options. [usage]";
  const servers = ["--primary", "https://dhcp1:8000", "--partner", "https://dhcp2:8000"];
  const wrong: readonly (readonly [string, readonly string[], string])[] = [
    ["no command", [], `No command was given. The commands are: init or undo. ${help}`],
    ["an unknown command", ["pool"], `There is no command "pool"; there is init or undo. ${help}`],
    ["an unknown option", ["init", "--primery", "x"], `Unknown option '--primery'. ${help}`],
    [
      "an option without its value",
      ["init", "--primary"],
      `Option '--primary <value>' argument missing. ${help}`,
    ],
    [
      "a word too many",
      ["init", "now", ...servers],
      `init takes options only, but "now" is not an option. ${help}`,
    ],
    [
      "no partner",
      ["init", "--primary", "dhcp1.conf"],
      "--partner is missing. Give the address or the configuration file of a server, such as --partner https://dhcp1.example.com:8000 or --partner kea-dhcp4.conf. [usage]",
    ],
    [
      "an option twice",
      ["init", ...servers, "--user", "a", "--user", "b"],
      "--user is given more than once. Give it once. [usage]",
    ],
    [
      "an empty option",
      ["init", ...servers, "--stack", " "],
      "--stack is empty. Give it a value, or omit it. [usage]",
    ],
    [
      "a user without a password",
      ["init", ...servers, "--user", "admin"],
      "--user is given without --password-env or --password-file. Give both, or neither. [usage]",
    ],
    [
      "a password without a user",
      ["init", ...servers, "--password-env", "P"],
      "--password-env is given without --user. Give both, or neither. [usage]",
    ],
    [
      "a password from two places",
      ["init", ...servers, "--user", "admin", "--password-env", "P", "--password-file", "p"],
      "--password-env and --password-file are both given. Give one of them. [usage]",
    ],
    [
      "a certificate without its key",
      ["init", ...servers, "--cert", "c.pem"],
      "--cert is given without --key. Give both, or neither. [usage]",
    ],
    [
      "an authority for http",
      ["init", "--primary", "http://dhcp1:8000", "--partner", "dhcp2.conf", "--ca", "ca.pem"],
      "--ca has no effect here: it applies to servers whose address begins with https://. Remove it, or correct the addresses. [usage]",
    ],
    [
      "a user for files",
      [...both, "--user", "admin", "--password-env", "P"],
      "--user has no effect here: it applies to servers whose address begins with http:// or https://. Remove it, or correct the addresses. [usage]",
    ],
    [
      "a password in an address",
      ["init", "--primary", "https://admin:sesame@dhcp1:8000", "--partner", "dhcp2.conf"],
      "--primary.url contains a user name or a password.",
    ],
    [
      "an address of something else",
      ["init", "--primary", "ftp://dhcp1", "--partner", "dhcp2.conf"],
      "--primary.url is not the address of a Kea server.",
    ],
    [
      "an address without its beginning",
      ["init", "--primary", "dhcp1.example.com:8000", "--partner", "dhcp2.conf"],
      '--primary: there is no file "dhcp1.example.com:8000". If it is a server\'s address, write http://dhcp1.example.com:8000 or https://dhcp1.example.com:8000.',
    ],
    [
      "a stack that cannot be a file",
      [...both, "--stack", "../dev"],
      '--stack: "../dev" is not a stack name. Use letters, digits, hyphens, underscores and dots. [usage]',
    ],
  ];

  it.each(wrong)("%s", async (_what, args, sentence) => {
    const here = folder();
    const { code, stdout, stderr } = await run(here, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.slice(0, sentence.length)).toBe(sentence);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(stderr).not.toContain("sesame");
    expect(readdirSync(here)).toEqual([]);
  });

  it("is none in these", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string;
    };
    expect(await run(folder(), ["--version"])).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
    const { code, stdout } = await run(folder(), ["init", "--help"]);
    expect(code).toBe(0);
    for (const option of [
      "primary",
      "partner",
      "stack",
      "user",
      "password-env",
      "password-file",
      "ca",
      "cert",
      "key",
      "help",
      "version",
    ])
      expect(stdout).toContain(`--${option}`);
  });

  it("is a file that is not there, which is not a matter of usage", async () => {
    const here = folder({ "dhcp1.conf": conf("dhcp1.conf") });
    expect(await run(here, both)).toEqual({
      code: 1,
      stdout: "",
      stderr: `${join(here, "dhcp2.conf")}: the file does not exist. Correct the path, or create the file. [file-missing]\n`,
    });
  });
});
