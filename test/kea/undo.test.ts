// Going back to a kept configuration, and copying an edit of the partner to the primary, on a real pair while failover works.
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { drivers } from "../../provider/drivers/index.js";
import type { ServerArgs } from "../../provider/lifecycle/arguments.js";
import { listKept } from "../../provider/lifecycle/kept.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { carryOutUndo, planUndo } from "../../provider/lifecycle/undo.js";
import { run } from "../helpers/cli/commands/command.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { repeats } from "../parts.js";
import { allEdited } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

/** Returns the configuration that a server runs with, and the contents of its file. */
async function holds(args: ServerArgs): Promise<string> {
  const { session } = operation(drivers, () => {});
  const { configuration } = await session.read(args);
  await session.end();
  return canonicalText(configuration);
}

describe.each(repeats(["2.6.3", "3.0.3", "2.2.0"] as const))("Kea %s", (version) => {
  withKea(version)("undo of a real pair that an update wrote", () => {
    let servers: KeaPair;
    let kept: string;
    let before: string;
    const args = (server: KeaServer): ServerArgs => ({
      ...server.args,
      driver: "kea",
      backupDir: kept,
    });
    const partner = (): ServerArgs => args(servers.server2);
    beforeAll(async () => {
      servers = await pair({
        version,
        serves: (name) => allEdited(name === "server1" ? "primary" : "partner"),
      });
      kept = join(servers.server2.folder, "kept");
      before = await holds(partner());
      const all = {
        primary: args(servers.server1),
        partner: partner(),
        serverSettings: "replicate",
        prune: true,
        force: true,
      };
      const { all: outcome } = await new Engine(drivers, "replication").up({ all });
      expect(outcome!.failures).toEqual([]);
      expect(await holds(partner())).not.toBe(before);
    });
    afterAll(() => servers.end());

    const command = (...more: string[]) =>
      run(servers.server2.folder, ["undo", servers.server2.url, "--backup-dir", "kept", ...more]);

    it("writes nothing where somebody edited the partner after the plan was shown", async () => {
      const { session } = operation(drivers, () => {});
      const { states } = await listKept(session, partner());
      const copy = states[0]!.copy;
      const planned = await planUndo(session, { server: partner(), copy, force: true });
      const { hash: _, ...held } = (await servers.server2.command("config-get")).arguments as any;
      const option = held.Dhcp4.subnet4[0]["option-data"][0];
      const former = option.data;
      option.data = "10.0.1.77";
      await servers.server2.command("config-set", held);
      await servers.ready();
      const edited = await holds(partner());
      await expect(carryOutUndo(session, planned)).rejects.toMatchObject({
        code: "server-changed",
      });
      await session.end();
      expect(await holds(partner())).toBe(edited);
      option.data = former;
      await servers.server2.command("config-set", held);
      await servers.ready();
    });

    it("refuses the configuration of the other server, which had this address", async () => {
      const [sets] = readdirSync(kept);
      const [time] = readdirSync(join(kept, sets!)).filter((name) => name.endsWith("Z"));
      const other = join(kept, sets!, "2001-01-01T00-00-00.000Z");
      cpSync(join(kept, sets!, time!), other, { recursive: true });
      const { hash: _, ...held } = (await servers.server1.command("config-get")).arguments as any;
      writeFileSync(join(other, "kea-dhcp4.json"), JSON.stringify(held));
      const { code, stderr } = await command("--to", "2001", "--yes", "--force");
      expect(stderr).toMatch(
        / is of another server: it was kept of kea server1 .* \[kept-of-another-server\]\n$/,
      );
      expect(code).toBe(1);
    });

    it("shows the plan, asks, and makes the partner canonically what it was, also in its file", async () => {
      const refused = await command("--to", "20", "--force");
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining("[kept-ambiguous]"),
      ]);
      const { stdout: list } = await command();
      const time = list.match(/^ {2}(20[2-9]\S+Z) {2}\d+ differences/m)![1]!;
      const unasked = await command("--to", time, "--force");
      expect(unasked.stderr).toContain("[yes-needed]");
      expect(unasked.stdout).toContain(`back to ${time}, `);
      const { code, stdout, stderr } = await command("--to", time, "--yes", "--force");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("failover works again after");
      expect(await holds(partner())).toBe(before);
      const file = { driver: "file", path: servers.server2.configuration };
      expect(JSON.parse(await holds(file)).scopes).toEqual(JSON.parse(before).scopes);
      await servers.ready();
    });

    it("pull copies one reservation to the primary, and nothing else changes there", async () => {
      const { hash: _, ...held } = (await servers.server2.command("config-get")).arguments as any;
      const added = {
        "hw-address": "02:00:00:00:77:01",
        "ip-address": "10.0.1.77",
        hostname: "press",
      };
      held.Dhcp4.subnet4[0].reservations.push(added);
      await servers.server2.command("config-set", held);
      await servers.ready();
      const primary = args(servers.server1);
      const former = JSON.parse(await holds(primary)) as any;
      const untouched = await holds(partner());
      const pull = (...more: string[]) =>
        run(servers.server1.folder, [
          ...[
            "pull",
            "10.0.1.0",
            "--primary",
            servers.server1.url,
            "--partner",
            servers.server2.url,
          ],
          ...["--only", 'reservations["02:00:00:00:77:01"]', "--backup-dir", "kept", ...more],
        ]);
      const unasked = await pull();
      expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining("[yes-needed]")]);
      expect(unasked.stdout).toContain(
        "1 change\n  10.0.1.0/24\n    reservations.10.0.1.77: + hw:02-00-00-00-77-01 press\n",
      );
      expect(JSON.parse(await holds(primary))).toEqual(former);
      const { code, stdout, stderr } = await pull("--yes");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("was written, read again, and holds there what");
      former.scopes["10.0.1.0/24"].properties.reservations["10.0.1.77"] = {
        client: "hw:02-00-00-00-77-01",
        name: "press",
      };
      expect(JSON.parse(await holds(primary))).toEqual(former);
      const file = { driver: "file", path: servers.server1.configuration };
      expect(JSON.parse(await holds(file)).scopes).toEqual(former.scopes);
      expect(await holds(partner())).toBe(untouched);
      expect((await pull()).stdout).toContain("nothing to pull");
      await servers.ready();
    });
  });
});
