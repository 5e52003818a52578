// npm run bench:write: one write of 1, 100 and 1,000 changed subnets to a running Kea 2.2.0 by config-set, beside curl and jq taking the
// same steps. Neither server has failover, which would be waited for. An empty program's time is taken off ours.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
import { root } from "../setup/paths.mjs";
import { serverNames } from "../test/helpers/kea/configuration.js";
import { pair, type KeaServer } from "../test/helpers/kea/servers.js";

type Dhcp4 = Record<string, any>;

const size = 2_000;
const runs = Number(process.env["RUNS"] ?? 5);
const work = join(root, "bench", "work");

const net = (n: number): string => `10.${n >> 8}.${n & 255}`;
const subnets = (changed: number): readonly Dhcp4[] =>
  Array.from({ length: size }, (_, n) => ({
    id: n + 1,
    subnet: `${net(n)}.0/24`,
    "valid-lifetime": n < changed ? 3600 : 7200,
    pools: [{ pool: `${net(n)}.100-${net(n)}.199` }],
    "option-data": [{ name: "routers", data: `${net(n)}.1` }],
    reservations: [10, 11].map((host) => ({
      "hw-address": `02:00:00:${(n >> 8).toString(16).padStart(2, "0")}:${(n & 255).toString(16).padStart(2, "0")}:${host}`,
      "ip-address": `${net(n)}.${host}`,
    })),
  }));

async function load(server: KeaServer, changed: number): Promise<void> {
  const { Dhcp4 } = (await server.command("config-get")).arguments!;
  const served = { ...(Dhcp4 as Dhcp4), subnet4: subnets(changed) };
  const { result, text } = await server.command("config-set", { Dhcp4: served });
  if (result !== 0) throw new Error(text);
}

function time(program: string, ...args: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}: ${stderr}`);
  return performance.now() - began;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

it("measures a write beside curl and jq", { timeout: 3_600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-write-"));
  const servers = await pair({
    version: "2.2.0",
    alone: serverNames,
    serves: () => ({ "valid-lifetime": 7200, subnet4: [] }),
  });
  const { server1, server2 } = servers;
  const rows: string[] = [];
  try {
    for (const changed of [1, 100, 1_000]) {
      await load(server1, changed);
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let i = 0; i < runs; i++) {
        await load(server2, 0);
        theirs.push(time("bash", join(work, "write.sh"), server1.url, server2.url, folder));
        await load(server2, 0);
        const empty = time(process.execPath, "-e", "0");
        const whole = time(
          process.execPath,
          join(work, "write.mjs"),
          server1.url,
          server2.url,
          join(folder, "kept"),
        );
        ours.push(whole - empty);
      }
      const ratio = median(ours.map((own, i) => own / theirs[i]!));
      const cells = [
        changed,
        median(ours).toFixed(0),
        median(theirs).toFixed(0),
        `${ratio.toFixed(2)} ×`,
      ];
      rows.push(`| ${cells.join(" | ")} |`);
    }
  } finally {
    await servers.end();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    [
      `${size} subnets, Kea 2.2.0, medians of ${runs}`,
      "| changed subnets | ours, ms | curl and jq, ms | ratio |",
      "|---|---|---|---|",
      ...rows,
    ].join("\n"),
  );
});
