// init where somebody has a project already, and from a report: what it prints is enough, and nothing of theirs is changed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { added, project } from "../helpers/cli/engine/cli.js";
import { folder, run } from "../helpers/cli/commands/command.js";
import { both, conf } from "../helpers/cli/commands/init.js";

const twoFiles = { "dhcp1.conf": conf("dhcp1.conf"), "dhcp2.conf": conf("dhcp2.conf") };
const print = [...both, "--print"];
const nodejs = "name: network\nruntime:\n  name: nodejs\n  options: { typescript: false }\n";
const contents = (here: string) =>
  Object.fromEntries(
    readdirSync(here).map((name) => [name, readFileSync(join(here, name), "utf8")]),
  );

/** Returns what stands between two lines of an output. */
const between = (text: string, first: string, last: string): string =>
  text.split(`${first}\n`)[1]!.split(`\n${last}\n`)[0]!;

describe("init --print", () => {
  it("tells a project all that it needs to preview the pair", async () => {
    const theirs = await project({
      program: "",
      empty: true,
      files: { ...twoFiles, "Pulumi.yaml": `${nodejs}main: program.js\n`, "program.js": "" },
    });
    const { code, stdout } = await run(theirs.folder, print);
    expect(code).toBe(0);
    expect(await theirs.read("program.js")).toBe("");
    await theirs.write(
      "Pulumi.production.yaml",
      between(stdout, "Create Pulumi.production.yaml:", "Add to the program:"),
    );
    await theirs.write("program.js", between(stdout, "Add to the program:", "").trim());
    expect(stdout).toContain("\nPulumi.yaml can stay as it is: ");
    expect(stdout).toMatch(
      /\n {2}pulumi stack init production\n {2}pulumi preview --diff --stack production\n$/,
    );
    expect(await theirs.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
    expect(added(await theirs.previewJson()).length).toBe(3);
  });

  it("changes nothing, and asks only for what the project does not have", async () => {
    const here = folder({
      ...twoFiles,
      "Pulumi.yaml": `${nodejs}options:\n  refresh: always\n`,
      "Pulumi.production.yaml": "config:\n  network:region: here\n",
      "tsconfig.json": "{}",
      "package.json": '{ "dependencies": { "@pulumi/pulumi": "^3.216.0" } }',
    });
    const before = contents(here);
    const { code, stdout } = await run(here, print);
    expect(code).toBe(0);
    expect(contents(here)).toEqual(before);
    expect(stdout).toMatch(/\nInstall:\n {2}npm install "?pulumi-dhcp-failover@file:\S+"?\n/);
    expect(stdout).not.toContain("@pulumi/pulumi@");
    expect(stdout).toContain("\nAdd to Pulumi.production.yaml, where sections of the same names");
    expect(stdout).toContain('\n  import "pulumi-dhcp-failover/stack";\n');
    expect(stdout).not.toMatch(/refresh: always|stack init/);
    const { config } = parse(between(stdout, "are there into these:", "Add to the program:")) as {
      config: object;
    };
    expect(Object.keys(config)).toEqual(["dhcp-failover:servers", "dhcp-failover:replications"]);
  });

  it("shows the files of an empty folder, and makes none", async () => {
    const here = folder(twoFiles);
    const { stdout } = await run(here, print);
    expect(readdirSync(here).sort()).toEqual(["dhcp1.conf", "dhcp2.conf"]);
    for (const name of ["Pulumi.production.yaml", "Pulumi.yaml", "index.js", "package.json"])
      expect(stdout).toContain(`\n--- ${name}\n`);
  });

  it.each(["runtime: python", "runtime:\n  name: python", 'runtime: { name: "python" }'])(
    "says that a program in another language cannot use this package: %j",
    async (runtime) => {
      const here = folder({ ...twoFiles, "Pulumi.yaml": `name: network\n${runtime}\n` });
      const { code, stderr } = await run(here, print);
      expect([code, stderr]).toEqual([
        1,
        'The programs of Pulumi.yaml are for the runtime "python". What init prints here is for nodejs. Go to an empty folder and run init there: it creates a project of its own. For a project in YAML, add --yaml. [runtime-other]\n',
      ]);
    },
  );

  it("is named where a project is in the way", async () => {
    const here = folder({ ...twoFiles, "Pulumi.yaml": nodejs });
    const { stderr } = await run(here, both);
    expect(stderr).toContain("or run init with --print: it shows what to add to the project");
  });
});

describe("init --from", () => {
  const server = (name: string, address = `${name}.conf`) => ({ name, address, reached: true });
  const report = (...pairs: (readonly [string, string])[]) =>
    JSON.stringify({
      version: 1,
      pairs: pairs.map(([primary, partner]) => ({
        name: `${primary} and ${partner}`,
        servers: { primary: server(primary), partner: server(partner) },
      })),
    });

  it("takes the servers of a report that check wrote", async () => {
    const here = folder(twoFiles);
    const words = ["check", "dhcp1.conf", "dhcp2.conf", "--json=report.json"];
    expect(await run(here, words)).toMatchObject({ code: 7 });
    const { code, stdout } = await run(here, ["init", "--from", "report.json"]);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "dhcp1: dhcp1.conf, 2 scopes"]);
    expect(stdout).toContain("\n1 of 2 failover scopes differs: 10.0.1.0/24");
    expect(readFileSync(join(here, "Pulumi.production.yaml"), "utf8")).toContain(
      'dhcp2: { driver: file, path: "dhcp2.conf" }',
    );
  });

  it.each<[string, string | undefined, string]>([
    ["none", undefined, "cannot be read"],
    ["text", "dhcp1", "is not a report"],
    ["null", "null", "is not a report"],
    ["of a later version", '{ "version": 2, "pairs": [] }', "is not a report of this version"],
    ["without pairs", '{ "version": 1, "pairs": [] }', "is not a report"],
    ["without addresses", '{ "version": 1, "pairs": [{ "servers": {} }] }', "is not a report"],
    [
      "of several primaries",
      report(["a", "b"], ["c", "d"]),
      "has pairs with different primaries: a and b, c and d. A project of init has one primary",
    ],
  ])("refuses a report that is %s", async (_, text, sentence) => {
    const here = folder();
    if (text !== undefined) writeFileSync(join(here, "report.json"), text);
    const { code, stderr } = await run(here, ["init", "--from", "report.json"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`--from: report.json ${sentence}`);
  });

  it("refuses other servers beside those of the report", async () => {
    const words = ["init", "--from", "report.json", "--partner", "dhcp2.conf"];
    expect(await run(folder(), words)).toMatchObject({
      code: 2,
      stderr: "--from and --partner are both given. Give one of them. [usage]\n",
    });
  });
});
