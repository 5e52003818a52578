// The packages for Node, Python, Go and C#, and the programs that their pages show.
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { node, root } from "../../setup/paths.mjs";
import {
  execute,
  filesIn,
  folderWith,
  generate,
  lacksGo,
  lacksPython,
  listPropertiesSet,
  openCSharp,
  projectWithPlugin,
} from "../helpers/cli/package/sdks.js";
import { readPage } from "../helpers/unit/docs/page.js";

const nodeProgram = `
const dhcp = require("pulumi-dhcp-failover-sdk");
const primary = { driver: dhcp.types.enums.Driver.File, path: "dhcp1.conf" };
const partner = { driver: "file", path: "dhcp2.conf" };
const offices = new dhcp.FailoverReplication("offices", { primary, partner, prune: "refuse" });
exports.replicated = offices.replicated;
exports.scopes = dhcp.getScopeOutput({ server: primary }).scopes;
`;

/** Returns the go.mod of a program that uses the package in a folder. */
const moduleFile = (sdk: string): string => `module program

go 1.25

require (
	example.com/pulumi-dhcp-failover/sdk v0.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.228.0
)

replace example.com/pulumi-dhcp-failover/sdk => ${sdk}
`;

describe.skipIf(lacksGo)("the packages for other languages", () => {
  let sdks: string;
  beforeAll(async () => {
    sdks = await generate();
  });

  it("say in each language which servers have an argument", () => {
    for (const [language, extension] of [
      ["nodejs", ".ts"],
      ["python", ".py"],
      ["go", ".go"],
      ["dotnet", ".cs"],
    ] as const) {
      const text = [...filesIn(join(sdks, language), extension).values()].join("\n");
      expect(text, language).toContain("(`windows`) User name for ssh.");
    }
  });

  it("are not written from a schema that Pulumi does not allow", async () => {
    const schema = JSON.parse(readFileSync(join(root, "schema.json"), "utf8"));
    schema.resources["dhcp-failover:index:FailoverScope"].inputProperties.keep.type = "list";
    const folder = folderWith({ "schema.json": JSON.stringify(schema) });
    await expect(generate(join(folder, "schema.json"))).rejects.toThrow(
      "schema.json does not fit Pulumi's metaschema",
    );
  });

  it("for Node compiles with strict types, and a program with it runs through the plugin", async () => {
    const sdk = join(sdks, "nodejs");
    symlinkSync(join(root, "node_modules"), join(sdk, "node_modules"));
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const flags = ["-p", ".", "--ignoreDeprecations", "6.0", "--skipLibCheck", "--types", "node"];
    await execute(sdk, node, [tsc, ...flags]);
    copyFileSync(join(sdk, "package.json"), join(sdk, "bin", "package.json"));

    const { folder, env } = await projectWithPlugin({
      "Pulumi.yaml": "name: typed\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": '{ "private": true }',
      "index.js": nodeProgram,
    });
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(sdk, "bin"), join(folder, "node_modules", "pulumi-dhcp-failover-sdk"));
    symlinkSync(join(root, "node_modules", "@pulumi"), join(folder, "node_modules", "@pulumi"));
    const pulumi = (...args: string[]) =>
      execute(folder, "pulumi", [...args, "--non-interactive"], env);
    await pulumi("stack", "init", "dev");
    expect(await pulumi("up", "--yes", "--skip-preview")).toContain('scopeId      : "10.0.1.0/24"');
    expect(readFileSync(join(folder, "dhcp2.conf"), "utf8")).toContain("10.0.0.53, 10.0.0.54");
    await pulumi("preview", "--expect-no-changes");
  });

  it.skipIf(lacksPython)(
    "for Python compiles to bytecode, and has each name that the page uses",
    async () => {
      const programs = readPage("docs/python.md").blocks("python");
      expect(programs).toHaveLength(2);
      const files = programs.map((program, index) => [`program${index}.py`, program]);
      const folder = folderWith(Object.fromEntries(files));
      await execute(folder, "python3", ["-m", "compileall", "-q", join(sdks, "python"), folder]);
      const names = join(root, "test", "helpers", "cli", "package", "python-names.py");
      const module = join(sdks, "python", "pulumi_dhcp_failover");
      for (const [name] of files)
        expect(await execute(folder, "python3", [names, module, name!]), name).toBe("");
    },
  );

  it("for C# is C#, and has each property that the page sets", async () => {
    const parse = await openCSharp();
    const files = filesIn(join(sdks, "dotnet"), ".cs");
    for (const [name, text] of files) parse(name, text);
    const programs = readPage("docs/csharp.md").blocks("csharp");
    const set = programs.flatMap((program) => listPropertiesSet(parse("docs/csharp.md", program)));
    expect(set).toContainEqual(["FailoverReplicationArgs", "ServerSettings"]);
    for (const [name, property] of set) {
      const text = [...files.values()].find((one) => one.includes(`class ${name} `)) ?? "";
      expect(text, name).toMatch(new RegExp(`public [^\\n(]* ${property}\\s`));
    }
  });

  it("for Go compiles, and the program of the page runs through the plugin", async () => {
    const [program, server] = readPage("docs/go.md").blocks("go");
    const imports = /import \([^)]*\)/.exec(program!)![0];
    const source = folderWith({
      "main.go": program!.replace("pulumi.Run(program)", "runInline(program)"),
      "inline.go": readFileSync(join(root, "test/helpers/cli/package/inline.go"), "utf8"),
      "server/server.go": `package server\n\n${imports}\n\nvar ${server!.replace(":=", "=")}`,
      "go.mod": moduleFile(join(sdks, "go")),
    });
    const build = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off", CGO_ENABLED: "0" };
    await execute(source, "go", ["build", "./server"], build);
    await execute(source, "go", ["build", "-o", "program", "."], build);

    const { folder, env } = await projectWithPlugin({});
    const output = await execute(folder, join(source, "program"), [folder], env);
    expect(output).toContain('value: "10.0.0.8 => 10.0.0.53, 10.0.0.54"');
    expect(readFileSync(join(folder, "dhcp2.conf"), "utf8")).toContain("10.0.0.53, 10.0.0.54");
  });
});
