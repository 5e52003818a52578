// The archive of the provider plugin, on a machine that has nothing else: no Node, no package, no clone.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCli, findYamlHost, root } from "../../setup/paths.mjs";
import { type Declarations, toYaml } from "../helpers/cli/engine/doors.js";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { edited, kea } from "../helpers/cli/engine/pair.js";

const servers = {
  primary: { driver: "file", path: "dhcp1.conf" },
  partner: { driver: "file", path: "dhcp2.conf", backupDir: "kept" },
};
const all: Declarations = { hq: { type: "FailoverReplication", args: servers } };
const shorter = {
  what: "a shorter lease",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
const folder = mkdtempSync(join(tmpdir(), "archive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the archive of the provider plugin", () => {
  let archive: string;
  beforeAll(async () => {
    const packing = ["run", "-s", "plugin", "--", folder];
    const { stdout } = await promisify(execFile)("npm", packing, { cwd: root });
    archive = stdout.trim().split("\n").at(-1)!;
  });

  /** Opens a project whose PATH has the CLI, the language host for YAML and the system's programs. */
  const open = (): Promise<Project> =>
    project({
      program: toYaml(all),
      hasPlugin: false,
      refresh: "always",
      files: { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": edited(kea("dhcp2"), shorter) },
      env: { PATH: [findCli().folder, findYamlHost().folder, "/usr/bin", "/bin"].join(":") },
    });

  it("has the name by which Pulumi knows its release and its system", () => {
    expect(archive).toMatch(
      /\/pulumi-resource-dhcp-failover-v\d+\.\d+\.\d+-(linux|darwin)-(amd64|arm64)\.tar\.gz$/,
    );
  });

  it("is installed by the CLI, and serves a program in YAML", async () => {
    const one = await open();
    expect((await one.preview()).code).not.toBe(0);
    const release = /-v(\d+\.\d+\.\d+)-/.exec(archive)![1]!;
    const installing = ["install", "resource", "dhcp-failover", release, "--file", archive];
    expect(await one.pulumi("plugin", ...installing)).toMatchObject({ code: 0 });
    const preview = await one.preview("--diff");
    expect(preview).toMatchObject({ code: 0 });
    expect(preview.output).toContain("10.0.1.0/24 leaseDuration: 4800 => 28800");
    expect(await one.up()).toMatchObject({ code: 0 });
    expect(await one.read("dhcp2.conf")).toBe(kea("dhcp2"));
    expect(await one.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  it("has the schema, which the CLI reads from the program in it", async () => {
    const one = await open();
    await promisify(execFile)("tar", ["-xzf", archive, "-C", one.folder]);
    const program = join(one.folder, "pulumi-resource-dhcp-failover");
    const { code, stdout } = await one.pulumi("package", "get-schema", program);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout).resources)).toEqual([
      "dhcp-failover:index:FailoverRelationship",
      "dhcp-failover:index:FailoverReplication",
      "dhcp-failover:index:FailoverScope",
    ]);
  });
});
