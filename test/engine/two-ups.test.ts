// Two projects whose updates write one file at the same time.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { project } from "../helpers/cli/engine/cli.js";
import { kea } from "../helpers/cli/engine/pair.js";

it("two updates at the same time lose neither of their changes: each is made, or refused with a sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "two-ups-"));
  const shared = join(folder, "dhcp2.conf");
  writeFileSync(shared, kea("dhcp2"));
  const changes = [
    { scope: "10.0.1.0", from: '"valid-lifetime": 28800', to: '"valid-lifetime": 4800' },
    { scope: "10.0.2.0", from: '"10.0.2.100 - 10.0.2.149"', to: '"10.0.2.90 - 10.0.2.149"' },
  ];
  const made = await Promise.all(
    changes.map(async ({ scope, from, to }) => {
      const program = `
      const dhcp = require("pulumi-dhcp-failover");
      const primary = { driver: "file", path: "dhcp1.conf" };
      const partner = { driver: "file", path: ${JSON.stringify(shared)}, backupDir: "kept" };
      new dhcp.FailoverScope("one", { primary, partner, scopeId: "${scope}" });
    `;
      return project({ program, files: { "dhcp1.conf": kea("dhcp1").replace(from, to) } });
    }),
  );
  const ups = await Promise.all(made.map((one) => one.up()));
  for (const [i, { code, output }] of ups.entries()) {
    if (code === 0) expect(readFileSync(shared, "utf8")).toContain(changes[i]!.to);
    else
      expect(output).toMatch(
        /is being written by another run|changed after it was read|changed after this operation read it/,
      );
  }
  for (const [i, { code }] of ups.entries())
    if (code !== 0) expect(await made[i]!.up()).toMatchObject({ code: 0 });
  for (const { to } of changes) expect(readFileSync(shared, "utf8")).toContain(to);
  rmSync(folder, { recursive: true });
});
