// A primary in memory whose scopes are divided between two partners, and a resource that replicates to both.
import { withValueAt } from "../../../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type Relationship,
} from "../../../../provider/core/model.js";
import type { Memory } from "../../../../provider/drivers/memory/index.js";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import type { Snapshot, Server } from "../../../../provider/drivers/driver.js";
import type { Drivers } from "../../../../provider/drivers/index.js";
import { Engine, servers as inMemory } from "./engine.js";

export const scopeOf = (id: string, n: number): ConfigObject => ({
  ...emptyObject,
  uses: ["classes.phones"],
  properties: { id: n, leaseDuration: 691200, options: { "dhcp4:6": { value: id } } },
});
export const ids = ["10.10.10.0/24", "10.10.11.0/24", "20.20.20.0/24", "20.20.21.0/24"];
export const [ten, eleven, twenty, twentyOne] = ids as [string, string, string, string];
export const configuration = (
  scopes: readonly string[],
  relationships: Record<string, Relationship>,
): Configuration => ({
  ...emptyConfiguration,
  scopes: Object.fromEntries(scopes.map((id) => [id, scopeOf(id, ids.indexOf(id) + 1)])),
  shared: { "classes.phones": { ...emptyObject, properties: { test: "true" } } },
  order: { classes: ["phones"] },
  relationships,
});
export const relationship = (
  self: string,
  partner: string,
  scopes: readonly string[],
  role: "active" | "standby" = "active",
): Relationship => ({ mode: "hotStandby", self, partner, role, scopes });
export const memory = (name: string, initial: Configuration): Memory => ({
  name,
  configuration: initial,
  reads: 0,
  writes: 0,
});

export let primary: Memory;
export let sin: Memory;
export let lon: Memory;
export let engine: Engine;

/** Servers that do not answer, by name. */
export let silent: Set<string>;

/** Servers that will not be written, by name. */
export let refusing: Set<string>;

/** The events on each server: `begin` once it was told to write, `end` once it had. */
export let happened: string[];

/** Sets up a primary whose scopes are divided between two partners. */
export function setUp(): void {
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
  engine = new Engine(drivers(primary, sin, lon), "replication");
}

/** Servers in memory, some of which may not answer, and which take a moment to write. */
export function drivers(...all: Memory[]): Drivers {
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
export const at = (name: string) => ({ driver: "memory", name });
export const both = () => ({
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
export const lease = (server: Memory, id: string, value: number) =>
  edit(server, id, ["leaseDuration"], value);

/** One edit of each scope, on the primary. */
export const everyScope = () => ids.forEach((id, n) => void lease(primary, id, 100_000 + n));

export const preview = async (args: object = {}) =>
  (await engine.preview({ all: { ...both(), ...args } })).all!;
export const up = async (args: object = {}) =>
  (await engine.up({ all: { ...both(), ...args } })).all!;
export const refused = async (args: object) =>
  (await preview(args)).failures.map(({ reason }) => reason);
export const held = (server: Memory) =>
  Object.entries(server.configuration.scopes).map(
    ([id, { properties }]) => `${id} ${String(properties.leaseDuration)}`,
  );
