// npm run bench:pauses: for how long clients wait where one of two failover partners is written, beside what a preview announces. Real pairs
// of Kea in network namespaces, 50 new clients a second from perfdhcp, the write by the product's own driver. A table in Markdown.
import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import limit from "p-limit";
import { it } from "vitest";
import { apply } from "../provider/core/apply.js";
import type { Plan } from "../provider/core/model.js";
import { kea } from "../provider/drivers/kea/index.js";
import type { Mode } from "../test/helpers/kea/configuration.js";
import { lab, wire } from "../test/helpers/kea/lab.js";
import type { Version } from "../test/helpers/kea/versions.js";

const environment = (name: string, usual: string): readonly string[] =>
  (process.env[name] ?? usual).split(",");

const rate = 50;
/** Seconds of traffic before the write. */
const before = 4;
const runs = Number(process.env["RUNS"] ?? 3);
const atOnce = Number(process.env["PARALLEL"] ?? 6);

interface Cell {
  readonly version: Version;
  readonly mode: Mode;
  /** Milliseconds. */
  readonly heartbeat: number;
  readonly response: number;
  readonly unacked: number;
  readonly written: "server1" | "server2";
}

const cells: readonly Cell[] = environment("VERSIONS", "2.6.3,3.0.3").flatMap((version) =>
  environment("MODES", "hot-standby,load-balancing").flatMap((mode) =>
    environment("HEARTBEATS", "10000,4000").flatMap((heartbeat) =>
      environment("RESPONSES", "0.5,3").flatMap((response) =>
        environment("UNACKED", "10").flatMap((unacked) =>
          environment("SIDES", "server1,server2").map((written) => ({
            version: version as Version,
            mode: mode as Mode,
            heartbeat: Number(heartbeat),
            response: Number(response) * Number(heartbeat),
            unacked: Number(unacked),
            written: written as Cell["written"],
          })),
        ),
      ),
    ),
  ),
);

interface Run {
  /** The longest time, in seconds, in which no client got a lease. */
  readonly nobody: number;
  readonly unanswered: number;
  readonly announced: number;
}

/**
 * For how long clients wait at most as a preview announces it, in seconds of all clients: half of them for 4 s count as 2 s.
 */
function announcedIn(sentence: string): number {
  const number = (pattern: RegExp): number => Number(pattern.exec(sentence)?.[1] ?? 0);
  const restart = number(/about ([\d.]+) s/);
  const all = /All clients wait that long/.test(sentence)
    ? restart
    : number(/All clients wait about ([\d.]+) s at first/);
  const half = /Half of the clients \(those of this server\) wait that long/.test(sentence)
    ? restart
    : number(/Half of the clients \(those of this server\) wait about ([\d.]+) s at first/);
  const both = number(/all clients wait for up to ([\d.]+) s/);
  return (
    both ||
    all +
      half / 2 +
      number(/[Nn]o client is answered for up to ([\d.]+) s/) +
      number(/for about ([\d.]+) s while/)
  );
}

/** Times at which leases were given, of a server's log, in milliseconds. */
const leasesIn = (log: string): readonly number[] =>
  [...log.matchAll(/^(\S+ \S+) INFO\s+\[\S+\] DHCP4_LEASE_ALLOC /gm)].map(([, time]) =>
    Date.parse(`${time!.replace(" ", "T")}Z`),
  );

const events = (log: string): string =>
  log
    .split("\n")
    .filter((line) =>
      /HA_STATE_TRANSITION|HA_LOCAL_DHCP|HA_SYNC|HA_COMMUNICATION|HA_DHCP_|COMMAND_RECEIVED Received command '(dhcp|ha-sync|ha-res|config-set)/.test(
        line,
      ),
    )
    .join("\n");

async function run(cell: Cell): Promise<Run> {
  const classes = (name: string) =>
    cell.mode === "load-balancing" ? { "client-class": `HA_${name}` } : {};
  const pools = [
    { pool: "10.20.1.0 - 10.20.127.255", ...classes("server1") },
    { pool: "10.20.128.0 - 10.20.255.254", ...classes("server2") },
  ];
  const pair = await lab({
    version: cell.version,
    mode: cell.mode,
    heartbeatDelay: cell.heartbeat,
    maxResponseDelay: cell.response,
    // Kea's own: a client counts as waiting after 10 s.
    maxAckDelay: 10_000,
    maxUnackedClients: cell.unacked,
    serves: () => ({ subnet4: [{ id: 1, subnet: wire, pools }] }),
  });
  try {
    const [written, other] =
      cell.written === "server1" ? [pair.server1, pair.server2] : [pair.server2, pair.server1];
    const server = kea({ url: written.unixUrl, backupDir: mkdtempSync(join(tmpdir(), "pauses-")) });
    const partner = kea({ url: other.unixUrl });
    const [from, primary] = [await server.read(), await partner.read()];
    const changes: Plan = [
      {
        location: { kind: "scope", key: wire },
        path: ["user-context", "note"],
        desired: "changed",
      },
    ];
    const desired = apply(changes, from.configuration, from.configuration);
    const write = { from, changes, desired, sources: [primary] };
    const source = { label: partner.label, snapshot: primary };
    const cost = await server.costs!.estimate(write, source);
    const seconds = before + Math.ceil((3 * cell.heartbeat) / 1000) + 4;
    const answered = pair.clients(rate, seconds);
    await wait(before * 1000 + Math.random() * Math.min(cell.heartbeat, 3_000));
    await server.apply(write);
    const { discovers, acks } = await answered;
    const logs = [await pair.server1.log(), await pair.server2.log()];
    const times = logs.flatMap(leasesIn).sort((a, b) => a - b);
    const nobody =
      times.slice(1).reduce((longest, time, i) => Math.max(longest, time - times[i]!), 0) / 1000;
    if (process.env["LOGS"])
      appendFileSync(
        process.env["LOGS"],
        `${JSON.stringify(cell)}\n--- server1\n${events(logs[0]!)}\n--- server2\n${events(logs[1]!)}\n`,
      );
    return { nobody, unanswered: discovers - acks, announced: announcedIn(cost.warnings[0]!) };
  } finally {
    await pair.end();
  }
}

it("measures pauses", async () => {
  const turn = limit(atOnce);
  await Promise.all(
    cells.map((cell) =>
      turn(async () => {
        const found: Run[] = [];
        for (let n = 0; n < runs; n++) found.push(await run(cell));
        const { version, mode, written, heartbeat, response } = cell;
        const list = (of: (run: Run) => string): string => found.map(of).join(", ");
        console.log(
          `| ${version} | ${mode} | ${written} | ${heartbeat / 1000} s | ${response / 1000} s | ${list(({ unanswered }) => (unanswered / rate).toFixed(1))} s | ${found[0]!.announced} s |`,
        );
      }),
    ),
  );
}, 3_600_000);
