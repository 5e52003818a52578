// What only the provider plugin can do: property paths, an import, and the state of the other door.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { pluginFolder, pluginName } from "../../setup/plugin-names.mjs";
import { type Declarations, dynamicDoor, pluginDoor, toYaml } from "../helpers/cli/engine/doors.js";
import { project } from "../helpers/cli/engine/cli.js";
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
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };

const compiledIn = (cache: string) => {
  const kept = join(cache, "pulumi-dhcp-failover", "compiled");
  return existsSync(kept)
    ? readdirSync(kept).map((name) => [name, statSync(join(kept, name)).ino])
    : [];
};

describe("the provider plugin", () => {
  it("keeps the code that it compiled once it has compared servers, and then takes it", async () => {
    const cache = mkdtempSync(join(tmpdir(), "cache-"));
    const env = { XDG_CACHE_HOME: cache };
    const pair = await pluginDoor.open(all, { files, refresh: "always", env });
    const program = join(root, "dist", pluginFolder, pluginName);
    expect(await pair.pulumi("package", "get-schema", program)).toMatchObject({ code: 0 });
    expect(compiledIn(cache)).toEqual([]);
    expect(await pair.preview()).toMatchObject({ code: 0 });
    const kept = compiledIn(cache);
    expect(kept).toEqual([
      [expect.stringMatching(/^plugin-[0-9a-f]{16}-v\d+/), expect.any(Number)],
    ]);
    expect(await pair.preview()).toMatchObject({ code: 0 });
    expect(compiledIn(cache)).toEqual(kept);
    rmSync(cache, { recursive: true });
  });

  it("is found in the folder that Pulumi.yaml names", async () => {
    const plugin = { name: "dhcp-failover", path: join(root, "dist", pluginFolder) };
    const program = { ...toYaml(all), plugins: { providers: [plugin] } };
    const pair = await project({ program, files, hasPlugin: false });
    expect(await pair.preview()).toMatchObject({ code: 0 });
  });

  it("names the property that differs by its path, with both values", async () => {
    const pair = await pluginDoor.open(all, { files, refresh: "always" });
    expect(await pair.up()).toMatchObject({ code: 0 });
    await pair.write("dhcp2.conf", edited(kea("dhcp2"), shorter));
    const { steps } = await pair.previewJson();
    const update = steps.find(({ op }) => op === "update")!;
    const path = 'configuration["10.0.1.0/24"].leaseDuration';
    expect(Object.keys(update.detailedDiff ?? {})).toEqual([path]);
    expect(update.detailedDiff![path]).toMatchObject({ kind: "update" });
    const scope = { "10.0.1.0/24": { leaseDuration: 4800 } };
    expect(update.oldState?.outputs?.["configuration"]).toEqual(scope);
    expect(update.newState?.inputs).not.toHaveProperty("replicate");
  });

  it("takes a folder for backups and defaults of servers from the stack's configuration", async () => {
    const partner = { driver: "file", path: "dhcp2.conf" };
    const args = { primary: { driver: "file", path: "dhcp1.conf" }, partner };
    const pair = await pluginDoor.open(
      { hq: { type: "FailoverReplication", args } },
      { files: { ...files, "dhcp2.conf": edited(kea("dhcp2"), shorter) }, refresh: "always" },
    );
    const configure = (...words: string[]) => pair.pulumi("config", "set", "--path", ...words);
    expect(await configure("dhcp-failover:file.format", "windows")).toMatchObject({ code: 0 });
    const refused = await pair.preview();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("[xml-invalid]");
    expect(await configure("dhcp-failover:file.format", "kea")).toMatchObject({ code: 0 });
    expect(await configure("dhcp-failover:backupDir", "copies")).toMatchObject({ code: 0 });
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(readdirSync(join(pair.folder, "copies"))).toHaveLength(1);
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
    expect(await configure("dhcp-failover:file.path", "dhcp3.conf")).toMatchObject({ code: 0 });
    const unknown = await pair.preview();
    expect(unknown.code).not.toBe(0);
    expect(unknown.output).toContain("path");
  });

  // The language hosts of the CLI's own release, which link it, cannot be built from Go modules.
  it("is read by pulumi package add, as far as the language host here can add it", async () => {
    const pair = await pluginDoor.open(all, { files, hasPlugin: false });
    const program = join(root, "dist", pluginFolder, pluginName);
    const { output } = await pair.pulumi("package", "add", program);
    expect(output).toContain("Successfully generated an SDK for the dhcp-failover package");
    expect(
      output
        .replace(/^warning: .*\n/gm, "")
        .split("\n")
        .slice(1)
        .join("\n")
        .trim(),
    ).toBe("error: linking package: method Link not implemented");
  });

  it("imports a pair that is equal, after which a preview is empty", async () => {
    const pair = await pluginDoor.open(all, { files, refresh: "always" });
    const partner = '{"driver":"file","path":"dhcp2.conf","backupDir":"kept"}';
    const imported = await pair.pulumi(
      ...["import", "dhcp-failover:index:FailoverReplication", "hq", `dhcp1.conf=>${partner}`],
      ...["--yes", "--protect=false"],
    );
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.output).not.toContain("failed to validate");
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
  });

  it("takes over the state of a program in Node without a change", async () => {
    const pair = await dynamicDoor.open(all, { files, refresh: "always" });
    expect(await pair.up()).toMatchObject({ code: 0 });
    const { deployment } = await pair.state();
    const { urn } = deployment.resources!.find(({ type }) => type.includes("FailoverReplication"))!;
    const { resources, outputs } = toYaml(all);
    const hq = { ...resources["hq"], options: { aliases: [urn] } };
    await pair.write(
      "Pulumi.yaml",
      JSON.stringify({ name: "dhcp", runtime: "yaml", resources: { hq }, outputs }),
    );
    await pair.installPlugin();
    const preview = await pair.preview("--expect-no-changes", "--diff");
    expect(preview, preview.output).toMatchObject({ code: 0 });
    expect(await pair.up()).toMatchObject({ code: 0 });
    await pair.write("dhcp2.conf", edited(kea("dhcp2"), shorter));
    const found = await pair.preview();
    expect(found.output).toContain("the primary changed nothing, the partner 1 property");
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(await pair.read("dhcp2.conf")).toBe(kea("dhcp2"));
  });
});
