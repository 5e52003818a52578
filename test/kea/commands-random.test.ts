// Random changes written by commands leave the configuration that one config-set leaves: on a running
// Kea 3.0 with the hook libraries for it, in memory and in the file that it writes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Json } from "../../provider/core/model.js";
import { drivers } from "../../provider/drivers/index.js";
import { parseConfiguration, type KeaMap } from "../../provider/drivers/kea/model/index.js";
import { seeded } from "../helpers/unit/drivers/kea/model/respelled.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { commandHooks, reachable } from "../helpers/kea/configuration.js";
import { ending, makeFolder, removeFolder } from "../helpers/kea/ending.js";
import { keaSays } from "../helpers/kea/judge.js";
import type { Choose } from "../helpers/kea/random-options.js";
import { dhcp4, drawServer, type Server as Drawn } from "../helpers/kea/random-server.js";
import { server, type Server } from "../helpers/kea/server.js";
import { kea as find, withKea } from "../helpers/kea/versions.js";

/**
 * `SEED=7 DRAWS=1000 npm run test:random-commands` draws these again, and so many; `ONLY=41` one of
 * them.
 */
const draws = Number(process.env["DRAWS"] ?? 12);
const seed = Number(
  process.env["SEED"] ?? (process.env["DRAWS"] === undefined ? 1 : Date.now() % 1_000_000),
);
const only = process.env["ONLY"];
const version = "3.0.3";

let one: Server;
let own: Record<string, unknown>;
let end: () => Promise<void>;

async function drawTaken(draw: () => Drawn): Promise<Drawn> {
  for (;;) {
    const drawn = draw();
    if ((await keaSays(version, { Dhcp4: dhcp4(drawn) })).takes) return drawn;
  }
}

/** Draws two servers that differ in what commands can change, and now and then in more. */
async function drawPair(draw: number): Promise<readonly [Drawn, Drawn]> {
  const random = seeded(seed * 100_003 + draw);
  const choose: Choose = (options) => Math.floor(random() * options);
  const primary = await drawTaken(() => drawServer(choose, version));
  const differsInMore = choose(8) === 0;
  const partner = await drawTaken(() => {
    const drawn = drawServer(choose, version, primary);
    return differsInMore ? drawn : withCommandsAlone(choose, drawn, primary);
  });
  return [primary, partner];
}

/**
 * Returns a server with the globals, definitions and shared networks of the primary. The classes
 * that both have are the first of the primary: commands add a class behind all others.
 */
function withCommandsAlone(choose: Choose, drawn: Drawn, primary: Drawn): Drawn {
  const { globals, definitions } = primary;
  const networks = new Map(
    [...drawn.networks].map(([name, map]) => [name, primary.networks.get(name) ?? map]),
  );
  const shared = [...primary.classes].slice(0, choose(primary.classes.size + 1));
  const classes = new Map([
    ...shared.map(([name, map]) => [name, drawn.classes.get(name) ?? map] as const),
    ...[...drawn.classes].filter(([name]) => !primary.classes.has(name)),
  ]);
  return { ...drawn, globals, definitions, networks, classes };
}

async function read(): Promise<KeaMap> {
  const { arguments: answer } = await one.command("config-get");
  return answer!["Dhcp4"] as KeaMap;
}

/** Loads a configuration into the server, which keeps its sockets and hooks. */
async function load(configuration: Json): Promise<void> {
  const { result, text } = await one.command("config-set", {
    Dhcp4: { ...(configuration as object), ...own },
  });
  expect(`${result} ${text}`).toMatch(/^0 /);
}

const meaningOf = (raw: KeaMap) => parseConfiguration(raw, "3.0").configuration;

type Outcome = "refused" | "commands" | "config-set" | "nothing";

async function replicate(
  [primary, partner]: readonly [Drawn, Drawn],
  apply: "auto" | "config-set",
): Promise<{ readonly outcome: Outcome; readonly why: string }> {
  const folder = mkdtempSync(join(tmpdir(), "random-commands-"));
  try {
    const path = join(folder, "dhcp1.conf");
    writeFileSync(path, JSON.stringify({ Dhcp4: dhcp4(primary) }));
    await load(dhcp4(partner));
    const backupDir = join(folder, "kept");
    const program = {
      all: {
        primary: { driver: "file", path, release: "3.0", backupDir },
        partner: { driver: "kea", url: one.unixUrl, apply, backupDir },
        prune: true,
        force: true,
        serverSettings: "replicate",
      },
    };
    const engine = new Engine(drivers, "replication");
    const [preview] = Object.values(await engine.preview(program));
    const said = engine.said.join("\n");
    if (preview!.failures.length > 0)
      return { outcome: "refused", why: preview!.failures.map(({ reason }) => reason).join(" ") };
    const [up] = Object.values(await engine.up(program));
    const why = up!.failures.map(({ reason }) => reason).join(" ");
    if (/this write is \d+ commands?\./.test(said)) return { outcome: "commands", why };
    return { outcome: said.includes("config-set") ? "config-set" : "nothing", why };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Replicates one drawn pair by commands, and then by a config-set. Returns what the two leave
 * differently, or nothing.
 */
async function tryDraw(draw: number, counts: Record<Outcome, number>): Promise<string | undefined> {
  const pair = await drawPair(draw);
  const { outcome, why } = await replicate(pair, "auto");
  counts[outcome]++;
  if (outcome === "refused" || outcome === "nothing") return undefined;
  if (why !== "") return why;
  if (outcome !== "commands") return undefined;
  const after = meaningOf(await read());
  const file = JSON.parse(readFileSync(one.configuration, "utf8")) as { Dhcp4: Json };
  await load(file.Dhcp4);
  if (!isEqual(meaningOf(await read()), after)) return "its file reads differently";
  const set = await replicate(pair, "config-set");
  if (set.why !== "") return `by config-set: ${set.why}`;
  return isEqual(meaningOf(await read()), after) ? undefined : "config-set leaves another one";
}

withKea(version)(`changes by commands on Kea ${version}`, () => {
  beforeAll(async () => {
    const kea = find(version);
    const folder = makeFolder(kea);
    const text = (inside: string) => {
      own = {
        ...reachable(version, inside),
        "lease-database": { type: "memfile", persist: false },
        "hooks-libraries": commandHooks(kea.hooks),
        "interfaces-config": { interfaces: [] },
      };
      return JSON.stringify({ Dhcp4: { ...own, subnet4: [] } });
    };
    one = server({ kea, folder: join(folder, "server"), text });
    end = ending(async () => {
      await one.daemon.stop();
      removeFolder(folder);
    });
    await one.daemon.start();
  });
  afterAll(() => end());

  it("leave what one config-set leaves, in memory and in its file", {
    timeout: 60_000 + draws * 60_000,
  }, async () => {
    const counts = { refused: 0, commands: 0, "config-set": 0, nothing: 0 };
    const failures: string[] = [];
    const numbers =
      only === undefined ? Array.from({ length: draws }, (_, i) => i) : [Number(only)];
    for (const draw of numbers) {
      const failed = await tryDraw(draw, counts).catch(async (error: unknown) => {
        await one.daemon.start();
        return `thrown: ${String(error)}`;
      });
      if (failed !== undefined) failures.push(`SEED=${seed} ONLY=${draw}: ${failed}`);
    }
    console.log(`seed ${seed}: ${JSON.stringify(counts)}, ${failures.length} failed`);
    expect(failures).toEqual([]);
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch (error) {
    if (only !== undefined) console.log((error as Error).message);
    return false;
  }
}
