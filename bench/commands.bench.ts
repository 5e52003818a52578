// npm run bench:commands: the time from the begin of an update until it is verified and failover works, by commands and by one
// config-set, side by side on the same pair of Kea 3.0.3.
import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
import { drivers } from "../provider/drivers/index.js";
import { Engine } from "../test/helpers/unit/lifecycle/engine.js";
import { pair, type KeaServer } from "../test/helpers/kea/servers.js";

/** Milliseconds; a production pair has 10,000. */
const heartbeatDelay = Number(process.env["HEARTBEAT"] ?? 4_000);
const repeats = Number(process.env["RUNS"] ?? 3);

type Dhcp4 = Record<string, any>;

const subnet = (id: number): Dhcp4 => ({
  id,
  subnet: `10.${Math.floor(id / 250)}.${id % 250}.0/24`,
  pools: [
    {
      pool: `10.${Math.floor(id / 250)}.${id % 250}.100-10.${Math.floor(id / 250)}.${id % 250}.199`,
    },
  ],
});
const hex = (number: number) => number.toString(16).padStart(2, "0");
const host = (number: number): Dhcp4 => ({
  "hw-address": `02:00:00:00:01:${hex(number)}`,
  "ip-address": `10.0.1.${number}`,
});
const serves = (): Dhcp4 => ({ "valid-lifetime": 3600, subnet4: [1, 2, 3].map(subnet) });

const changes: Readonly<Record<string, (dhcp4: Dhcp4) => void>> = {
  "one reservation": (d) => (d.subnet4[0].reservations = [host(1)]),
  "one option": (d) => (d.subnet4[0]["option-data"] = [{ name: "routers", data: "10.0.1.1" }]),
  "one scope": (d) => d.subnet4.push(subnet(4)),
  "100 reservations": (d) =>
    (d.subnet4[0].reservations = Array.from({ length: 100 }, (_, i) => host(i + 1))),
  "100 scopes": (d) => d.subnet4.push(...Array.from({ length: 100 }, (_, i) => subnet(i + 4))),
};

async function load(server: KeaServer, change: (dhcp4: Dhcp4) => void): Promise<void> {
  const { Dhcp4 } = (await server.command("config-get")).arguments!;
  const { hash: _, ...held } = Dhcp4 as Dhcp4;
  const served = serves();
  change(served);
  const { result, text } = await server.command("config-set", { Dhcp4: { ...held, ...served } });
  if (result !== 0) throw new Error(text);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

it("measures updates by commands and by config-set", { timeout: 3_600_000 }, async () => {
  const kept = mkdtempSync(join(tmpdir(), "bench-commands-"));
  const servers = await pair({ version: "3.0.3", heartbeatDelay, hasCommands: true, serves });
  const { server1, server2 } = servers;
  const rows: string[] = [];
  try {
    for (const [what, change] of Object.entries(changes)) {
      const times: Record<string, number[]> = { commands: [], "config-set": [] };
      for (let i = 0; i < repeats; i++)
        for (const apply of ["commands", "config-set"]) {
          await load(server1, change);
          await load(server2, () => {});
          await servers.working();
          const engine = new Engine(drivers, "replication");
          const program = {
            all: {
              primary: server1.args,
              partner: { ...server2.args, apply, backupDir: kept },
              force: true,
            },
          };
          const began = performance.now();
          const { failures } = (await engine.up(program)).all!;
          times[apply]!.push(performance.now() - began);
          if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
        }
      const [commands, set] = [median(times["commands"]!), median(times["config-set"]!)];
      const cells = [what, commands.toFixed(0), set.toFixed(0), (set / commands).toFixed(1)];
      rows.push(`| ${cells.join(" | ")} |`);
    }
  } finally {
    await servers.end();
    rmSync(kept, { recursive: true, force: true });
  }
  console.log(
    [
      `heartbeat-delay ${heartbeatDelay} ms, Kea 3.0.3, medians of ${repeats}`,
      "| change | commands, ms | config-set, ms | ratio |",
      "|---|---|---|---|",
      ...rows,
    ].join("\n"),
  );
});
