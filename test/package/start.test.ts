// How the package starts where it cannot work: one sentence, from each of its entries.
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { nodeTooOld } from "../../provider/start/node-version.js";
import { root } from "../../setup/paths.mjs";
import { kea } from "../helpers/cli/engine/pair.js";
import { project } from "../helpers/cli/engine/cli.js";

const servers =
  '{ primary: { driver: "file", path: "dhcp1.conf" }, partner: { driver: "file", path: "dhcp2.conf" } }';
const program = `const dhcp = require("pulumi-dhcp-failover");\nnew dhcp.FailoverReplication("all", ${servers});\n`;
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };

/** Makes Node say that it is an old one, where the process matches. */
const oldNode = (processes: string) =>
  `if (${processes}) Object.defineProperty(process.versions, "node", { value: "20.19.4" });\n`;
const sentence =
  /pulumi-dhcp-failover needs Node 22 or later, and this is Node 20\.19\.4\. Install a current Node/;

describe("a Node that is older than the package needs", () => {
  it("is named in one sentence by the command", async () => {
    const file = join(root, "node_modules", ".cache", "old-node.cjs");
    await writeFile(file, oldNode("true"));
    const ran = promisify(execFile)(process.execPath, [
      "--require",
      file,
      join(root, "dist", "commands", "main.js"),
      "--version",
    ]);
    await expect(ran).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(new RegExp(`^${sentence.source}[^\\n]*\\n$`)),
    });
    await rm(file);
  });

  it.each([
    ["program", "!process.argv.some((word) => word.includes('dynamic-provider'))"],
    ["provider", "process.argv.some((word) => word.includes('dynamic-provider'))"],
  ])("is named in one sentence by the %s", async (_, processes) => {
    const one = await project({ program, files: { ...files, "old-node.cjs": oldNode(processes) } });
    const { code, output } = await one.pulumi("preview", "--diff");
    expect(code, output).toBe(0); // with the Node of the tests it works
    const old = await project({
      program,
      files,
      env: { NODE_OPTIONS: `--require ${join(one.folder, "old-node.cjs")}` },
    });
    const refused = await old.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(sentence);
    expect(refused.output).not.toMatch(/\n\s+at |node-version\.js/);
  });

  it("is any release before 22", () => {
    expect(
      ["20.20.2", "21.0.0", "8.17.0"].map((version) => nodeTooOld(version) === undefined),
    ).toEqual([false, false, false]);
    expect(["22.0.0", "24.1.0"].map((version) => nodeTooOld(version))).toEqual([
      undefined,
      undefined,
    ]);
  });
});
