// The packages for Node, Python, Go and C#, and the programs that their pages show.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import {
  assertGoHost,
  compileGo,
  compileTypeScript,
  execute,
  filesIn,
  folderWith,
  generate,
  linkPackages,
  listPropertiesSet,
  openCSharp,
  projectWithPlugin,
  pythonProgram,
  withGo,
  withGoHost,
  withPython,
} from "../helpers/cli/package/sdks.js";
import { readPage } from "../helpers/unit/docs/page.js";

/** Returns the go.mod of a program that uses the package in a folder. */
const moduleFile = (sdk: string): string => `module dhcp

go 1.25

require (
	example.com/pulumi-dhcp-failover/sdk v0.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.228.0
)

replace example.com/pulumi-dhcp-failover/sdk => ${sdk}
`;

withGo("the packages for other languages", () => {
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

  it("say what each is for, with their license, version and the plugin that they need", () => {
    for (const language of ["nodejs", "nodejs/bin", "python", "go", "dotnet"]) {
      const read = (name: string) => readFileSync(join(sdks, language, name), "utf8");
      expect(read("LICENSE"), language).toContain("Apache License");
      expect(read("README.md"), language).toContain("pulumi-resource-dhcp-failover` of the same");
    }
    const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const file of [
      "nodejs/bin/package.json",
      "python/setup.py",
      "python/pulumi_dhcp_failover/pulumi-plugin.json",
      "go/dhcpfailover/internal/pulumiUtilities.go",
      "dotnet/Pulumi.DhcpFailover.csproj",
    ])
      expect(readFileSync(join(sdks, file), "utf8"), file).toContain(about.version);
  });

  it("for Node has strict types, and the program of the page runs through the plugin", async () => {
    const sdk = join(sdks, "nodejs");
    const [program] = readPage("docs/typescript.md").blocks("ts");
    await expect(
      compileTypeScript(program!.replace('"replicate"', '"replicated"'), sdk),
    ).rejects.toThrow(`'"replicated"' is not assignable to type`);

    const { folder, pulumi, readPartner } = await projectWithPlugin({
      "Pulumi.yaml": "name: typed\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": '{ "private": true }',
      "index.js": await compileTypeScript(program!, sdk),
    });
    linkPackages(folder, sdk);
    const output = await pulumi("up", "--yes", "--skip-preview");
    expect(output).toContain('scopeId      : "10.0.1.0/24"');
    expect(output).toContain('name    : "headquarters"');
    expect(readPartner()).toContain("10.0.0.53, 10.0.0.54");
    await pulumi("preview", "--expect-no-changes");
  });

  withPython("for Python compiles to bytecode, and has each name that the page uses", async () => {
    const programs = readPage("docs/python.md").blocks("python");
    expect(programs).toHaveLength(2);
    const files = programs.map((program, index) => [`program${index}.py`, program]);
    const folder = folderWith(Object.fromEntries(files));
    await execute(folder, pythonProgram(), [
      "-m",
      "compileall",
      "-q",
      join(sdks, "python"),
      folder,
    ]);
    const names = join(root, "test", "helpers", "cli", "package", "python-names.py");
    const module = join(sdks, "python", "pulumi_dhcp_failover");
    for (const [name] of files)
      expect(await execute(folder, pythonProgram(), [names, module, name!]), name).toBe("");
  });

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

  withGoHost("for Go compiles, and the program of the page runs through the plugin", async () => {
    assertGoHost();
    const [program, server, exportStandby] = readPage("docs/go.md").blocks("go");
    const imports = /import \([^)]*\)/.exec(program!)![0];
    const { folder, pulumi, readPartner } = await projectWithPlugin({
      "Pulumi.yaml": readPage("docs/go.md").blocks("yaml")[0]!,
      "main.go": program!.replace("return nil", "return exportStandby(ctx)"),
      "standby.go": `package main\n\n${imports}\n\n${exportStandby}`,
      "server/server.go": `package server\n\n${imports}\n\nvar ${server!.replace(":=", "=")}`,
      "go.mod": moduleFile(join(sdks, "go")),
    });
    await compileGo(folder, "./server");

    expect(await pulumi("preview", "--diff")).toContain(
      'value: "10.0.0.8 => 10.0.0.53, 10.0.0.54"',
    );
    expect(readPartner()).not.toContain("10.0.0.53");
    const output = await pulumi("up", "--yes", "--skip-preview");
    expect(output).toContain('scopeId      : "10.0.1.0/24"');
    expect(output).toMatch(/standby +: \[\s+\[0\]: "headquarters"/);
    expect(readPartner()).toContain("10.0.0.53, 10.0.0.54");
    await pulumi("preview", "--expect-no-changes");
  });
});
