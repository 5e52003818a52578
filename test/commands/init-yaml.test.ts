// init --yaml: one file, which Pulumi runs with the provider plugin.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { folder, run } from "../helpers/cli/commands/command.js";
import { both, conf } from "../helpers/cli/commands/init.js";
import { project } from "../helpers/cli/engine/cli.js";

const files = { "dhcp1.conf": conf("dhcp1.conf"), "dhcp2.conf": conf("dhcp2.conf") };
const inYaml = [...both, "--yaml"];

describe("init --yaml", () => {
  it("makes one file, whose project previews, updates, and then has nothing to do", async () => {
    const stack = await project({ program: {}, empty: true, files });
    const { code, stdout } = await run(stack.folder, inYaml, {
      PULUMI_BACKEND_URL: "file://state",
    });
    expect(code).toBe(0);
    expect(stdout).toContain("Written: Pulumi.yaml.\n");
    expect(stdout).toContain("provider plugin dhcp-failover 0.1.0");
    expect(stdout).not.toContain("npm install");
    expect(readdirSync(stack.folder).filter((name) => !/^(\.|node_modules)/.test(name))).toEqual([
      "Pulumi.yaml",
      "dhcp1.conf",
      "dhcp2.conf",
    ]);
    expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
    const preview = await stack.preview("--diff");
    expect(preview, preview.output).toMatchObject({ code: 0 });
    expect(preview.output).toContain("10.0.0.8 => 10.0.0.53, 10.0.0.54");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    const outputs = JSON.parse((await stack.pulumi("stack", "output", "--json")).stdout);
    expect(Object.keys(outputs)).toEqual(["all"]);
  });

  it("keeps names and paths that mean something to Pulumi as they are", async () => {
    const renamed = (text: string, name: string) =>
      text.replaceAll("dhcp1", "dhcp-1").replaceAll("dhcp2", "dhcp-2").replace(/^/, `// ${name}\n`);
    const stack = await project({
      program: {},
      empty: true,
      files: {
        "${one}.conf": renamed(files["dhcp1.conf"], "one"),
        "two.conf": renamed(files["dhcp2.conf"], "two"),
      },
    });
    const servers = ["--primary", "${one}.conf", "--partner", "two.conf"];
    expect((await run(stack.folder, ["init", ...servers, "--yaml"])).code).toBe(0);
    const { variables } = parse(await stack.read("Pulumi.yaml"));
    expect(variables).toEqual({
      "dhcp-1": { driver: "file", path: "$${one}.conf" },
      "dhcp-2": { driver: "file", path: "two.conf" },
    });
    expect(await stack.pulumi("stack", "init", "production")).toMatchObject({ code: 0 });
    const preview = await stack.preview("--diff");
    expect(preview, preview.output).toMatchObject({ code: 0 });
    expect(preview.output).toContain("10.0.0.8 => 10.0.0.53, 10.0.0.54");
  });

  it("writes over no project", async () => {
    const here = folder({ ...files, "Pulumi.yaml": "name: network\nruntime: yaml\n" });
    const { code, stderr } = await run(here, inYaml);
    expect(code).toBe(1);
    expect(stderr).toContain("[files-exist]");
    expect(readFileSync(join(here, "Pulumi.yaml"), "utf8")).toBe("name: network\nruntime: yaml\n");
  });

  it("prints the file in a folder without a project, and writes nothing", async () => {
    const here = folder(files);
    const { stdout } = await run(here, [...inYaml, "--print"]);
    const { resources } = parse(stdout.split("--- Pulumi.yaml\n")[1]!);
    expect(resources).toEqual({
      all: {
        type: "dhcp-failover:index:FailoverReplication",
        properties: { primary: "${dhcp1}", partner: "${dhcp2}" },
      },
    });
    expect(readdirSync(here).toSorted()).toEqual(["dhcp1.conf", "dhcp2.conf"]);
  });

  it("prints what to add to a project in YAML, and refuses one of another runtime", async () => {
    const here = folder({ ...files, "Pulumi.yaml": "name: network\nruntime: yaml\n" });
    const { code, stdout } = await run(here, [...inYaml, "--print"]);
    expect(code).toBe(0);
    expect(stdout).toContain("To have the project of Pulumi.yaml keep these servers the same:");
    expect(stdout).toContain("\nresources:\n  all:\n");
    expect(stdout).not.toContain("runtime:");
    const inNode = folder({ ...files, "Pulumi.yaml": "name: network\nruntime: nodejs\n" });
    const { stderr } = await run(inNode, [...inYaml, "--print"]);
    expect(stderr).toContain("What init prints here is for yaml.");
  });
});
