// One primary, several partners: each scope to its own. What the cmdlet's page shows, by its words, and what happens when not all can be written.
import { beforeEach, describe, expect, it } from "vitest";
import { withValueAt } from "../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type Relationship,
} from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { messages } from "../../provider/drivers/kea/messages.js";
import type { Snapshot, Server } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import { Engine, servers as inMemory } from "./engine.js";

const scopeOf = (id: string, n: number): ConfigObject => ({
  ...emptyObject,
  uses: ["classes.phones"],
  properties: { id: n, leaseDuration: 691200, options: { "dhcp4:6": { value: id } } },
});
const ids = ["10.10.10.0/24", "10.10.11.0/24", "20.20.20.0/24", "20.20.21.0/24"];
const [ten, eleven, twenty, twentyOne] = ids as [string, string, string, string];
const configuration = (
  scopes: readonly string[],
  relationships: Record<string, Relationship>,
): Configuration => ({
  ...emptyConfiguration,
  scopes: Object.fromEntries(scopes.map((id) => [id, scopeOf(id, ids.indexOf(id) + 1)])),
  shared: { "classes.phones": { ...emptyObject, properties: { test: "true" } } },
  order: { classes: ["phones"] },
  relationships,
});
const relationship = (
  self: string,
  partner: string,
  scopes: readonly string[],
  role: "active" | "standby" = "active",
): Relationship => ({ mode: "hotStandby", self, partner, role, scopes });
const memory = (name: string, held: Configuration): Memory => ({
  name,
  configuration: held,
  reads: 0,
  writes: 0,
});

let primary: Memory;
let sin: Memory;
let lon: Memory;
/** Servers that do not answer, by name. */
let silent: Set<string>;
/** Servers that will not be written, by name. */
let refusing: Set<string>;
/** What happened on which server: `begin`, when it was told to write, `end`, when it had. */
let happened: string[];
beforeEach(() => {
  primary = memory(
    "dhcpserver.contoso.com",
    configuration(ids, {
      "SFO-SIN-Failover": relationship("sfo", "sin", [ten, eleven]),
      "SFO-LON-Failover": relationship("sfo", "lon", [twenty, twentyOne]),
    }),
  );
  sin = memory(
    "sin.contoso.com",
    configuration([ten, eleven], {
      "SFO-SIN-Failover": relationship("sin", "sfo", [ten, eleven], "standby"),
    }),
  );
  lon = memory(
    "lon.contoso.com",
    configuration([twenty, twentyOne], {
      "SFO-LON-Failover": relationship("lon", "sfo", [twenty, twentyOne], "standby"),
    }),
  );
  silent = new Set();
  refusing = new Set();
  happened = [];
});

/** Servers in memory, some of which may not answer, and which take a moment to write. */
function drivers(...all: Memory[]): Drivers {
  const { memory: driver } = inMemory(...all);
  const watched = (server: Server): Server => ({
    ...server,
    async read(): Promise<Snapshot> {
      if (silent.has(server.label)) throw messages.earlierFailure(server.label);
      return server.read();
    },
    async apply(order) {
      if (refusing.has(server.label))
        throw messages.keaUncertain(server.label, "it is gone.", "a folder");
      happened.push(`begin ${server.label}`);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      const applied = await server.apply(order);
      happened.push(`end ${server.label}`);
      return applied;
    },
  });
  return {
    memory: { ...driver!, open: ((options: never) => watched(driver!.open(options))) as never },
  };
}
const at = (name: string) => ({ driver: "memory", name });
const both = () => ({
  primary: at(primary.name),
  partners: { sin: at(sin.name), lon: at(lon.name) },
});

function edit(server: Memory, id: string, path: string[], value: Json | undefined): void {
  const part = server.configuration.scopes[id]!;
  server.configuration = {
    ...server.configuration,
    scopes: {
      ...server.configuration.scopes,
      [id]: { ...part, properties: withValueAt(part.properties, path, value) },
    },
  };
}
const lease = (server: Memory, id: string, value: number) =>
  edit(server, id, ["leaseDuration"], value);
const shared = (server: Memory, test: string) =>
  (server.configuration = {
    ...server.configuration,
    shared: { "classes.phones": { ...emptyObject, properties: { test } } },
  });
/** One edit of each scope, on the primary. */
const everyScope = () => ids.forEach((id, n) => lease(primary, id, 100_000 + n));

describe("a replication to several partners", () => {
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine(drivers(primary, sin, lon), "replication");
  });
  const preview = async (args: object = {}) =>
    (await engine.preview({ all: { ...both(), ...args } })).all!;
  const up = async (args: object = {}) => (await engine.up({ all: { ...both(), ...args } })).all!;
  const refused = async (args: object) =>
    (await preview(args)).failures.map(({ reason }) => reason);
  const held = (server: Memory) =>
    Object.entries(server.configuration.scopes).map(
      ([id, { properties }]) => `${id} ${String(properties.leaseDuration)}`,
    );

  it("example 1: replicates all scopes which are part of the failover relationship named SFO-SIN-Failover to the partner", async () => {
    everyScope();
    expect((await preview({ names: ["SFO-SIN-Failover"] })).added).toEqual([
      `${ten} leaseDuration: 691200 => 100000`,
      `${eleven} leaseDuration: 691200 => 100001`,
    ]);
    await up({ names: ["SFO-SIN-Failover"] });
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
    expect(lon.writes + lon.reads).toBe(0); // it is not even looked at
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, eleven]);
    expect(engine.said).toContain('partners has "lon", but no selected scope needs it.');
  });

  it("example 2: replicates all of the failover scopes to the respective partners, based on the relationships", async () => {
    everyScope();
    await up();
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
    expect(held(lon)).toEqual([`${twenty} 100002`, `${twentyOne} 100003`]);
    expect(engine.states.get("all")!.outputs.replicated).toEqual(ids);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
    expect((await engine.refresh(true)).all).toEqual([]);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("example 3: replicates the scopes 10.10.10.0 and 20.20.20.0 to the respective partners of their relationships", async () => {
    everyScope();
    await up({ scopeIds: ["10.10.10.0", "20.20.20.0"] });
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 691200`]);
    expect(held(lon)).toEqual([`${twenty} 100002`, `${twentyOne} 691200`]);
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, twenty]);
  });

  it("takes two names in one resource", async () => {
    everyScope();
    await up({ names: ["SFO-SIN-Failover", "SFO-LON-Failover"] });
    expect([...held(sin), ...held(lon)]).toEqual(ids.map((id, n) => `${id} ${100_000 + n}`));
  });

  it("of two primaries is two resources in one up", async () => {
    const par = memory(
      "par.contoso.com",
      configuration(["30.30.30.0/24"], {
        "PAR-SIN": relationship("par", "sin", ["30.30.30.0/24"]),
      }),
    );
    const relationships = {
      ...sin.configuration.relationships,
      "PAR-SIN": relationship("sin", "par", [], "standby"),
    };
    sin.configuration = { ...sin.configuration, relationships };
    everyScope();
    const two = new Engine(drivers(primary, sin, lon, par), "replication");
    const programs = {
      sfo: both(),
      par: { primary: at(par.name), partners: { sin: at(sin.name) } },
    };
    await two.up(programs);
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`, "30.30.30.0/24 691200"]);
    expect(Object.values(await two.preview(programs)).map(({ op }) => op)).toEqual([
      "same",
      "same",
    ]);
  });

  it("refuses a scope whose partner it is not told, naming both, and scopes of nobody", async () => {
    expect(await refused({ partners: { sin: at(sin.name) } })).toEqual([
      `partners does not name the partner that selected scopes need: "lon" (${twenty}, ${twentyOne}). It names "sin". Add it under that name, or omit its scopes with exclude, names or scopeIds. [partners-missing]`,
    ]);
    expect(
      (await preview({ partners: { sin: at(sin.name) }, exclude: ["20.20.20.0", "20.20.21.0"] }))
        .failures,
    ).toEqual([]);
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": primary.configuration.relationships["SFO-SIN-Failover"]!,
      },
    };
    expect(await refused({ scopeIds: ["20.20.20.0"] })).toEqual([
      expect.stringContaining(
        `A selected scope is not in a failover relationship of the primary that names its partner: ${twenty}.`,
      ),
    ]);
  });

  it("refuses one partner where the selected scopes have several", async () => {
    const one = { partners: undefined, partner: at(sin.name) };
    expect(await refused(one)).toEqual([
      expect.stringMatching(
        /^The selected scopes belong to several partners, but only one is set: "sin" .*, "lon" .*Set partners with these names, or select the scopes of one partner with names or scopeIds\. \[partners-required\]$/,
      ),
    ]);
    expect((await preview({ ...one, names: ["SFO-SIN-Failover"] })).failures).toEqual([]);
  });

  it.each([
    [
      { partner: { driver: "memory", name: "sin.contoso.com" } },
      "partner and partners are both set.",
    ],
    [{ partners: {} }, "partners is empty."],
    [{ partners: { sin: { driver: "memory" } } }, "partners.sin.name is missing."],
    [{ partners: { sin: "sin" } }, 'partners.sin is "sin".'],
    [{ partners: ["sin"] }, "partners is an array."],
    [
      { throttleLimit: -1 },
      "throttleLimit is -1. Give a whole number, 0 or more. [property-invalid]",
    ],
    [
      { throttleLimit: 1.5 },
      "throttleLimit is 1.5. Give a whole number, 0 or more. [property-invalid]",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await refused(args)).toEqual([expect.stringContaining(sentence)]);
  });

  it("tells of each partner what is its own: a scope by its id, all else with the partner's name", async () => {
    lease(sin, ten, 5);
    shared(sin, "false");
    expect((await preview()).added).toEqual([
      `${ten} leaseDuration: 5 => 691200`,
      "sin classes.phones test: false => true",
    ]);
    shared(lon, "never");
    await up();
    shared(lon, "false");
    const { added, said } = await preview();
    expect(added).toEqual(["lon classes.phones test: false => true"]);
    expect(said).toContain(
      "classes.phones: since the last replication the primary changed nothing, the partner 1 property.",
    );
    expect((await engine.refresh(false)).all).toEqual(["lon classes.phones test: true => false"]);
  });

  it("prunes on each partner what its relationship has left behind", async () => {
    const left = "10.10.12.0/24";
    for (const server of [sin, lon]) {
      const [[name, own]] = Object.entries(server.configuration.relationships) as [
        [string, Relationship],
      ];
      server.configuration = {
        ...server.configuration,
        scopes: { ...server.configuration.scopes, [left]: scopeOf(left, 9) },
        relationships: { [name]: { ...own, scopes: [...own.scopes, left] } },
      };
    }
    const told = await preview();
    expect(told.added).toEqual([]);
    expect(told.said).toContain(
      `sin.contoso.com also has a scope that the primary does not have: ${left}. Not changed; prune: true removes it.`,
    );
    expect((await preview({ prune: true })).added).toEqual([
      expect.stringMatching(`^lon ${left} \\(scope\\): - `),
      expect.stringMatching(`^sin ${left} \\(scope\\): - `),
    ]);
    await up({ prune: true });
    expect([sin, lon].map(({ configuration }) => Object.keys(configuration.scopes))).toEqual([
      [ten, eleven],
      [twenty, twentyOne],
    ]);
    expect(await preview({ prune: true })).toMatchObject({ op: "same", added: [] });
  });

  it("prunes the last scope of a relationship, too", async () => {
    await up({ prune: true });
    primary.configuration = configuration([ten, eleven], {
      ...primary.configuration.relationships,
      "SFO-LON-Failover": relationship("sfo", "lon", []),
    });
    expect(await up({ prune: true })).toMatchObject({
      op: "update",
      added: [
        expect.stringMatching(`^lon ${twenty} `),
        expect.stringMatching(`^lon ${twentyOne} `),
      ],
    });
    expect(held(lon)).toEqual([]);
    expect(await preview({ prune: true })).toMatchObject({ op: "same", added: [] });
  });

  it("refuses edits of any partner when told to, naming each", async () => {
    await up({ onDrift: "refuse" });
    lease(sin, ten, 5);
    lease(lon, twenty, 6);
    await expect(preview({ onDrift: "refuse" })).rejects.toThrow(
      /^The partner, sin\.contoso\.com, was changed since the last replication: 10\.10\.10\.0\/24 leaseDuration \(last replicated 691200, on the primary 691200, on the partner 5\)\. The partner, lon\.contoso\.com, was changed/,
    );
  });

  it("refuses the reverse of the last direction with any partner", async () => {
    await up();
    await expect(
      engine.preview({ all: { primary: at(lon.name), partners: { sfo: at(primary.name) } } }),
    ).rejects.toThrow(
      "This resource last replicated from dhcpserver.contoso.com to lon.contoso.com, and would now replicate in the opposite direction.",
    );
  });

  it("knows a partner that was the only one by its server", async () => {
    await engine.up({
      all: {
        primary: at(primary.name),
        partner: at(sin.name),
        names: ["SFO-SIN-Failover"],
        onDrift: "refuse",
      },
    });
    lease(sin, ten, 5);
    await expect(preview({ onDrift: "refuse" })).rejects.toThrow(
      "The partner, sin.contoso.com, was changed since the last replication",
    );
    lease(sin, ten, 691200);
    expect(await up({ onDrift: "refuse" })).toMatchObject({ op: "update", added: [] });
    expect(await preview({ onDrift: "refuse" })).toMatchObject({ op: "same" });
  });

  it("writes all at the same time, and no more than it is told to", async () => {
    everyScope();
    await up();
    expect(happened.slice(0, 2).sort()).toEqual([`begin ${lon.name}`, `begin ${sin.name}`]);
    happened.length = 0;
    lease(sin, ten, 5);
    lease(lon, twenty, 5);
    await up({ throttleLimit: 1 });
    expect(happened).toEqual([
      `begin ${sin.name}`,
      `end ${sin.name}`,
      `begin ${lon.name}`,
      `end ${lon.name}`,
    ]);
  });

  it("moves a scope's record with it to another relationship", async () => {
    await up();
    const { relationships } = primary.configuration;
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": { ...relationships["SFO-SIN-Failover"]!, scopes: [ten] },
        "SFO-LON-Failover": {
          ...relationships["SFO-LON-Failover"]!,
          scopes: [eleven, twenty, twentyOne],
        },
      },
    };
    expect(await up()).toMatchObject({
      op: "update",
      added: [expect.stringMatching(`^${eleven} \\(scope\\): \\+ `)],
    });
    expect(Object.keys(lon.configuration.scopes)).toContain(eleven);
    expect(await preview()).toMatchObject({ op: "same" });
    lease(lon, eleven, 5);
    expect((await engine.refresh(false)).all).toEqual([`${eleven} leaseDuration: 691200 => 5`]);
  });

  it("forgets a partner with whom the primary has no relationship any more", async () => {
    await up();
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": primary.configuration.relationships["SFO-SIN-Failover"]!,
      },
    };
    expect(await up()).toMatchObject({ op: "update", added: [] });
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, eleven]);
    lease(lon, twenty, 5);
    expect((await engine.refresh(false)).all).toEqual([]);
    expect(await preview()).toMatchObject({ op: "same" });
  });

  it.each([
    [
      "with its relationships",
      (held: Configuration) => ({
        ...held,
        scopes: {},
        relationships: Object.fromEntries(
          Object.entries(held.relationships).map(([name, one]) => [name, { ...one, scopes: [] }]),
        ),
      }),
    ],
    ["without any", () => emptyConfiguration],
  ])("refuses a primary that was set up anew, %s, and keeps the record", async (_, anew) => {
    await up();
    const { outputs } = engine.states.get("all")!;
    primary.configuration = anew(primary.configuration);
    expect(await refused({})).toEqual([
      "The primary, dhcpserver.contoso.com, has no scopes. Check that primary names the right server. A reinstalled server must first be filled from the remaining one. If it should have no scopes, set force: true. [primary-empty]",
    ]);
    expect((await up()).op).toBe("failed");
    expect(engine.states.get("all")!.outputs).toBe(outputs);
    expect(await up({ force: true })).toMatchObject({ op: "update", added: [] });
  });

  it("has nothing to say against a branch that has no scopes yet, whatever its hub serves for others", async () => {
    const branch = memory("par.contoso.com", {
      ...emptyConfiguration,
      relationships: { "PAR-SIN": relationship("par", "sin", []) },
    });
    sin.configuration = {
      ...sin.configuration,
      relationships: {
        ...sin.configuration.relationships,
        "PAR-SIN": relationship("sin", "par", [], "standby"),
      },
    };
    const { all } = await new Engine(drivers(branch, sin), "replication").preview({
      all: { primary: at(branch.name), partner: at(sin.name), names: ["PAR-SIN"] },
    });
    expect(all!.failures).toEqual([]);
  });

  describe("one of which does not answer", () => {
    it("is an error in a preview and in a refresh, and names it", async () => {
      await up();
      silent.add(lon.name);
      const failures = await refused({});
      expect(failures).toEqual([expect.stringMatching(/^partners\.lon: lon\.contoso\.com /)]);
      await expect(engine.refresh(false)).rejects.toThrow(/^partners\.lon: lon\.contoso\.com /);
      expect((await preview({ names: ["SFO-SIN-Failover"] })).failures).toEqual([]); // who does not need it does not ask it
    });

    it("keeps the others from nothing in an up, and the record says who was written", async () => {
      await up();
      everyScope();
      silent.add(lon.name);
      const failed = await up().catch(
        (error: unknown) =>
          error as { id: string; properties: Record<string, unknown>; reasons: string[] },
      );
      expect(failed).toMatchObject({
        id: "all",
        reasons: [
          expect.stringMatching(/^partners\.lon: lon\.contoso\.com /),
          'The partner "sin" was written and is not written again.',
        ],
      });
      expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
      expect(engine.states.get("all")!.outputs.replicated).toEqual(ids); // as it was
      silent.clear();
      expect((await engine.refresh(false)).all).toEqual([]); // neither the one that was written nor the one that was not has drifted
      expect(await up()).toMatchObject({
        op: "update",
        added: [
          `${twenty} leaseDuration: 691200 => 100002`,
          `${twentyOne} leaseDuration: 691200 => 100003`,
        ],
      });
      expect([sin.writes, lon.writes]).toEqual([1, 1]);
      expect(await preview()).toMatchObject({ op: "same", added: [] });
    });

    it("or that refuses what is written is the same", async () => {
      await up();
      everyScope();
      refusing.add(sin.name);
      const failed = await up().catch((error: unknown) => error as { reasons: string[] });
      expect(failed).toMatchObject({
        id: "all",
        reasons: [
          expect.stringMatching(
            /^partners\.sin: sin\.contoso\.com was sent the new configuration, but it is unknown/,
          ),
          'The partner "lon" was written and is not written again.',
        ],
      });
      refusing.clear();
      expect((await engine.refresh(true)).all).toEqual([]);
      expect(await up()).toMatchObject({
        op: "update",
        added: [
          `${ten} leaseDuration: 691200 => 100000`,
          `${eleven} leaseDuration: 691200 => 100001`,
        ],
      });
      expect([sin.writes, lon.writes]).toEqual([1, 1]);
    });

    it("at the first up leaves a resource that holds what was written", async () => {
      everyScope();
      silent.add(lon.name);
      await expect(up()).rejects.toThrow("partners.lon: lon.contoso.com");
      expect(engine.states.get("all")!.outputs).toMatchObject({
        replicated: [ten, eleven],
        __partners: { sin: {} },
      });
      silent.clear();
      await up();
      expect(engine.states.get("all")!.outputs.replicated).toEqual(ids);
      expect(await preview()).toMatchObject({ op: "same", added: [] });
    });

    it("is a plain error where nothing was written, and where nobody answers", async () => {
      silent.add(lon.name);
      await expect(up()).rejects.toThrow(/^partners\.lon: /);
      expect(engine.states.size).toBe(0);
      silent.add(sin.name);
      expect((await up()).failures).toHaveLength(2);
    });
  });
});
