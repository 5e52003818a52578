// The packages for Node, Python, Go and C#, and the programs that their pages show.
import { readFileSync, symlinkSync } from "node:fs";
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
} from "../helpers/cli/package/sdks.js";
import { readPage } from "../helpers/unit/docs/page.js";

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

  it("for Node compiles with strict types", async () => {
    const folder = join(sdks, "nodejs");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const flags = ["-p", ".", "--ignoreDeprecations", "6.0", "--skipLibCheck", "--types", "node"];
    await execute(folder, node, [tsc, ...flags]);
    expect([...filesIn(join(folder, "bin"), ".d.ts").keys()]).toContain("failoverScope.d.ts");
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

  it("for Go compiles, and so do the programs of the page", async () => {
    const [program, server] = readPage("docs/go.md").blocks("go");
    const folder = folderWith({
      "main.go": program!,
      "server/server.go": `package server\n\nimport (${/import \(([^)]*)\)/.exec(program!)![1]})\n\nvar ${server!.replace(":=", "=")}`,
      "go.mod": `module program\n\ngo 1.25\n\nrequire (\n\texample.com/pulumi-dhcp-failover/sdk v0.0.0\n\tgithub.com/pulumi/pulumi/sdk/v3 v3.228.0\n)\n\nreplace example.com/pulumi-dhcp-failover/sdk => ${join(sdks, "go")}\n`,
    });
    const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off", CGO_ENABLED: "0" };
    await execute(folder, "go", ["build", "./..."], env);
    await execute(folder, "go", ["vet", "./..."], env);
  });
});
