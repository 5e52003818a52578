// One stack used by two users of a machine, the second without a folder of its own.
import { readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { findCli, root } from "../../setup/paths.mjs";
import { again } from "../parts.js";
import { project } from "./cli.js";
import { kea } from "./pair.js";

const program = (primary = "dhcp1.conf", partner = "dhcp2.conf", more = "") => `
const dhcp = require("pulumi-dhcp-failover");
const [primary, partner] = ["${primary}", "${partner}"].map((path) => ({ driver: "file", path${more} }));
new dhcp.FailoverScope("hq", { primary, partner, scopeId: "10.0.1.0" });
`;
const files = { "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": kea("dhcp2") };
const shorter = kea("dhcp1").replace('"valid-lifetime": 28800', '"valid-lifetime": 600');
const kept = ', backupDir: "kept"';

/** Tells whether any user of this machine may come to a place. */
const isOpen = (path: string): boolean => (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpen(dirname(path)));

again(() => {
  const canBeAnother = process.getuid?.() === 0 && [root, findCli().folder].every(isOpen);
  it.runIf(canBeAnother)("finds the same servers, writes the partner, and hears where no copy can be kept", async () => {
    const first = await project({ program: program(), files });
    expect(await first.up()).toMatchObject({ code: 0 });
    const theirs = { user: 54_321, env: { HOME: "/root", USER: "another" } };
    const other = await project({ program: program("dhcp1.conf", "dhcp2.conf", kept), files, ...theirs });
    await other.write("state.json", JSON.stringify(await first.state()));
    expect(await other.pulumi("stack", "import", "--file", "state.json")).toMatchObject({ code: 0 });
    const { steps } = await other.previewJson();
    expect(steps.filter(({ op }) => op !== "same" && op !== "update")).toEqual([]);
    await other.write("index.js", program("dhcp2.conf", "dhcp1.conf", kept));
    expect((await other.preview()).output).toContain("This resource last replicated from dhcp1.conf to dhcp2.conf, and now the other way round.");

    await other.write("index.js", program("dhcp1.conf", "dhcp2.conf", kept));
    await other.write("dhcp1.conf", shorter);
    const up = await other.up();
    expect(up.code, up.output).toBe(0);
    expect(await other.read("dhcp2.conf")).toContain('"valid-lifetime": 600');

    await other.write("dhcp1.conf", kea("dhcp1"));
    await other.write("index.js", program());
    const before = readdirSync(other.folder);
    const { code, output } = await other.preview();
    expect(code, output).not.toBe(0);
    expect(output).toMatch(/not possible in \/root\/.*: permission denied\. Name a folder in backupDir/);
    expect(readdirSync(other.folder)).toEqual(before);
  });
});
