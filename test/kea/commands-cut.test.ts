// A list of commands that is cut at every place: the partner is what it was, or the error names
// what is different; nothing goes that the preview did not announce; the next update completes it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import type { JsonObject } from "../helpers/kea/configuration.js";
import { passage, type Exchange } from "../helpers/kea/reliability/passage.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

type Dhcp4 = Record<string, any>;

const subnet = (id: number, more: JsonObject = {}): JsonObject => ({
  id,
  subnet: `10.0.${id}.0/24`,
  pools: [{ pool: `10.0.${id}.100 - 10.0.${id}.199` }],
  ...more,
});
const host = (id: number, number: number, more: JsonObject = {}): JsonObject => ({
  "hw-address": `02:00:00:00:0${id}:0${number}`,
  "ip-address": `10.0.${id}.${number}`,
  ...more,
});
const classOf = (name: string, option: number): JsonObject => ({
  name,
  test: `option[${option}].exists`,
});

/** What the partner holds. */
const former: JsonObject = {
  "client-classes": [classOf("phones", 60), classOf("guests", 61)],
  "shared-networks": [{ name: "campus", subnet4: [subnet(5)] }],
  subnet4: [
    subnet(1, { reservations: [host(1, 1), host(1, 2)] }),
    subnet(3, { reservations: [host(3, 1)] }),
  ],
};
/** What the primary holds: a command of every kind lies between the two. */
const desired: JsonObject = {
  "client-classes": [classOf("phones", 77), classOf("printers", 60)],
  "shared-networks": [
    { name: "campus", subnet4: [] },
    { name: "floor", subnet4: [subnet(5)] },
  ],
  subnet4: [
    subnet(1, {
      "valid-lifetime": 1800,
      reservations: [host(1, 1, { hostname: "desk" }), host(1, 3)],
    }),
    subnet(4),
  ],
};

const kinds: readonly string[] = [
  ...["class-add", "class-del", "class-update"],
  ...["network4-add", "network4-subnet-add", "network4-subnet-del"],
  ...["reservation-add", "reservation-del", "reservation-update"],
  ...["subnet4-add", "subnet4-del", "subnet4-update"],
];
const isChange = (name: string): boolean => /^(class|subnet4|network4|reservation)-/.test(name);
const refusal = JSON.stringify([{ result: 1, text: "not today" }]);

/** Cuts the list at a command. Returns false to let a command pass that follows it. */
type Cut = (exchange: Exchange, isFirst: boolean) => Promise<boolean>;

const cuts: Readonly<Record<string, Cut>> = {
  "the connection is closed before it": async ({ cut }, isFirst) => {
    if (isFirst) cut();
    return isFirst;
  },
  "the connection is closed behind it": async ({ pass, cut }, isFirst) => {
    if (isFirst) await pass().then(cut);
    return isFirst;
  },
  "it is refused": async ({ reply }, isFirst) => {
    if (isFirst) reply(200, refusal);
    return isFirst;
  },
  "it is refused, and all that follow": async ({ reply }) => {
    reply(200, refusal);
    return true;
  },
};

/** Returns the scopes, classes, shared networks and reservations of a server, each by a name. */
function objectsOf(dhcp4: Dhcp4): ReadonlyMap<string, string> {
  const networks = dhcp4["shared-networks"] as readonly Dhcp4[];
  const placed = [dhcp4, ...networks].flatMap(({ name = "", subnet4 }) =>
    (subnet4 as readonly Dhcp4[]).map((one) => [name as string, one] as const),
  );
  return new Map([
    ...networks.map(({ name }) => [`sharedNetworks.${name}`, ""] as const),
    ...(dhcp4["client-classes"] as readonly Dhcp4[]).map(
      (one) => [`classes.${one["name"]}`, canonicalText(one as never)] as const,
    ),
    ...placed.map(
      ([network, one]) => [one["subnet"], `${network} ${canonicalText(one as never)}`] as const,
    ),
  ]);
}

/** What the partner holds before and after, and what becomes of it. */
interface CutPartner {
  readonly before: Dhcp4;
  readonly after: Dhcp4;
  readonly running: () => Promise<Dhcp4>;
  readonly file: () => Dhcp4;
}

/** Returns what is wrong after an update that was cut. `reason`: its error. */
async function judgeCut(
  { before, after, running }: CutPartner,
  reason: string | undefined,
): Promise<readonly string[]> {
  const now = await running();
  const [old, planned, left] = [before, after, now].map(objectsOf) as [
    ReadonlyMap<string, string>,
    ReadonlyMap<string, string>,
    ReadonlyMap<string, string>,
  ];
  const gone = [...old.keys()].filter((one) => planned.has(one) && !left.has(one));
  if (reason === undefined)
    return canonicalText(now) === canonicalText(after) ? gone : ["silent", ...gone];
  const unnamed = [...new Set([...old.keys(), ...left.keys()])].filter(
    (one) => old.get(one) !== left.get(one) && !reason.includes(one),
  );
  return [
    ...gone.map((object) => `${object} is gone`),
    ...unnamed.map((object) => `${object} is not named: ${reason}`),
  ];
}

type Program = Record<string, Record<string, unknown>>;

/** Updates once. Returns the error, or nothing. */
async function update(engine: Engine, program: Program): Promise<string | undefined> {
  try {
    return (await engine.up(program)).all!.failures[0]?.reason;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns what is wrong after the next update. */
async function judgeNext(
  { after, running, file }: CutPartner,
  engine: Engine,
  program: Program,
): Promise<readonly string[]> {
  const reason = await update(engine, program);
  if (reason !== undefined) return [`not completed: ${reason}`];
  const { added } = (await engine.preview(program)).all!;
  const expected = canonicalText(after);
  return [
    ...(canonicalText(await running()) === expected ? [] : ["not completed"]),
    ...(canonicalText(file()) === expected ? [] : ["not persisted"]),
    ...(added.length === 0 ? [] : [`not in sync: ${added.join(", ")}`]),
  ];
}

async function cutEverywhere(
  servers: KeaPair,
  backupDir: string,
  cutList: Cut,
): Promise<readonly string[]> {
  const { server2 } = servers;
  const way = await passage(servers);
  const program = {
    all: {
      primary: { driver: "kea", url: way.urls.server1 },
      partner: { driver: "kea", url: way.urls.server2, apply: "commands", backupDir },
      prune: true,
      force: true,
      serverSettings: "replicate",
    },
  };
  const running = async (): Promise<Dhcp4> => {
    const { hash: _, ...dhcp4 } = (await server2.command("config-get")).arguments!["Dhcp4"];
    return dhcp4;
  };
  const file = (): Dhcp4 => JSON.parse(readFileSync(server2.configuration, "utf8")).Dhcp4;
  const before = await running();
  const wrong: string[] = [];
  try {
    way.watch();
    expect(await update(new Engine(drivers, "replication"), program)).toBeUndefined();
    const names = way.commands().flatMap(({ name }) => (isChange(name) ? [name] : []));
    expect([...new Set(names)].sort()).toEqual(kinds);
    expect(names.length).toBeGreaterThanOrEqual(12);
    const partner = { before, after: await running(), running, file };
    for (const [place, name] of names.entries()) {
      await server2.command("config-set", { Dhcp4: before });
      await server2.command("config-write");
      let met = 0;
      way.watch(async (exchange) => {
        if (!isChange(exchange.command.name) || met++ < place) return false;
        return cutList(exchange, met === place + 1);
      });
      const engine = new Engine(drivers, "replication");
      const reason = await update(engine, program);
      await way.quiet();
      way.watch();
      const judged = [
        ...(await judgeCut(partner, reason)),
        ...(await judgeNext(partner, engine, program)),
      ];
      wrong.push(...judged.map((why) => `at ${name} (${place}): ${why}`));
    }
  } finally {
    await way.end();
  }
  return wrong;
}

withKea("3.0.3")("a list of commands of every kind", () => {
  it.for(Object.entries(cuts))(
    "leaves the former configuration or names what is different, and is completed by the next update, wherever %s",
    async ([, kind]) => {
      const kept = mkdtempSync(join(tmpdir(), "commands-cut-"));
      const servers = await pair({
        version: "3.0.3",
        hasCommands: true,
        alone: ["server1", "server2"],
        serves: (name) => (name === "server1" ? desired : former),
      });
      try {
        expect(await cutEverywhere(servers, kept, kind)).toEqual([]);
      } finally {
        await servers.end();
        rmSync(kept, { recursive: true });
      }
    },
  );
});
