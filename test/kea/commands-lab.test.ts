// Real clients while a pair is changed by commands: failover never leaves its state, and each client is answered.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import type { JsonObject, Mode, ServerName } from "../helpers/kea/configuration.js";
import { lab, wire, type Lab } from "../helpers/kea/lab.js";
import { networks } from "../helpers/kea/network.js";
import type { KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

const kept = mkdtempSync(join(tmpdir(), "commands-lab-"));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

const poolsOf = (mode: Mode, network: string): readonly JsonObject[] =>
  mode === "load-balancing"
    ? [
        { pool: `${network}.1.0 - ${network}.127.255`, "client-class": "HA_server1" },
        { pool: `${network}.128.0 - ${network}.254.255`, "client-class": "HA_server2" },
      ]
    : [{ pool: `${network}.1.0 - ${network}.254.255` }];

const reservation = (number: number): JsonObject => ({
  "subnet-id": 1,
  "hw-address": `02:ff:00:00:00:${number.toString(16).padStart(2, "0")}`,
  "ip-address": `10.20.0.${number + 20}`,
});

/** Changes of the primary, each of which is then replicated. */
const changesFor = (
  mode: Mode,
): Readonly<Record<string, (primary: KeaServer) => Promise<void>>> => {
  const subnet = { id: 1, subnet: wire, pools: poolsOf(mode, "10.20") };
  const routers = (data: string) => ({ ...subnet, "option-data": [{ name: "routers", data }] });
  const other = { id: 2, subnet: "10.30.0.0/16", pools: poolsOf(mode, "10.30") };
  const memory = { "operation-target": "memory" };
  const tell = async (primary: KeaServer, name: string, args: JsonObject): Promise<void> => {
    const { result, text } = await primary.command(name, args);
    expect(`${name}: ${result} ${text}`).toMatch(/: 0 /);
  };
  return {
    "a reservation": (primary) =>
      tell(primary, "reservation-add", { ...memory, reservation: reservation(1) }),
    "an option": (primary) => tell(primary, "subnet4-update", { subnet4: [routers("10.20.0.1")] }),
    "a lease time": (primary) =>
      tell(primary, "subnet4-update", {
        subnet4: [{ ...routers("10.20.0.1"), "valid-lifetime": 1800 }],
      }),
    "a class": (primary) =>
      tell(primary, "class-add", { "client-classes": [{ name: "phones", test: "member('ALL')" }] }),
    "a scope": (primary) => tell(primary, "subnet4-add", { subnet4: [other] }),
    "fifty reservations": async (primary) => {
      for (let number = 2; number < 52; number++)
        await tell(primary, "reservation-add", { ...memory, reservation: reservation(number) });
    },
    "a scope less": (primary) => tell(primary, "subnet4-del", { id: 2 }),
  };
};

/** Looks at the states of both servers until it is ended. Returns all that were seen. */
function watchStates({ server1, server2 }: Lab): { end(): Promise<ReadonlySet<string>> } {
  const seen = new Set<string>();
  let isEnding = false;
  const watching = (async () => {
    while (!isEnding) {
      for (const server of [server1, server2]) seen.add(await server.state());
      await wait(30);
    }
  })();
  return {
    async end() {
      isEnding = true;
      await watching;
      return seen;
    },
  };
}

/** Makes every change while clients ask, and returns how many of them were not answered. */
async function changeUnderClients(mode: Mode, partnerName: ServerName): Promise<number> {
  const scope = { id: 1, subnet: wire, pools: poolsOf(mode, "10.20") };
  const running = await lab({
    mode,
    hasCommands: true,
    serves: () => ({ subnet4: [scope], "valid-lifetime": 3600 }),
  });
  const partner = running[partnerName];
  const primary = partnerName === "server1" ? running.server2 : running.server1;
  const program = {
    all: {
      primary: primary.args,
      partner: { ...partner.args, backupDir: kept, apply: "commands" },
      serverSettings: "replicate",
      prune: true,
      force: true,
    },
  };
  const engine = new Engine(drivers, "replication");
  const states = watchStates(running);
  const crowd = running.clients(50, 25);
  await wait(1_000);
  for (const [what, change] of Object.entries(changesFor(mode))) {
    await change(primary);
    const { failures, said } = (await engine.up(program)).all!;
    expect({ what, failures }).toEqual({ what, failures: [] });
    expect(said.join(" ")).toMatch(/this write is \d+ commands?\. Failover continues/);
  }
  const { discovers, acks } = await crowd;
  expect(discovers).toBeGreaterThan(500);
  expect([...(await states.end())]).toEqual([mode]);
  await running.end();
  return discovers - acks;
}

withKea("3.0.3", networks)("a pair that is changed by commands under 50 clients a second", () => {
  for (const mode of ["hot-standby", "load-balancing"] as const)
    for (const partner of ["server1", "server2"] as const)
      it(`answers all of them in ${mode} while ${partner} is written, and failover goes on`, async () => {
        // A machine that stalls may lose an answer as well: a config-set loses some each time.
        const lost: number[] = [];
        do lost.push(await changeUnderClients(mode, partner));
        while (lost.at(-1) !== 0 && lost.length < 3);
        expect(lost.at(-1), `lost: ${lost.join(", ")}`).toBe(0);
      });
});
