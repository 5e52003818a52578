// What a configuration of Kea's says, in the words that servers have in common: equal configurations give equal readings.
import { byName } from "../../../core/canonical.js";
import type { UserError } from "../../../core/messages.js";
import type {
  Configuration,
  UnreadableOption,
  Json,
  ConfigObject,
  ScopeId,
  SharedKey,
  Tree,
} from "../../../core/model.js";
import { withInherited, type Level } from "./inheritance.js";
import { hollowOptions, notes, whyReadOnly } from "./notes.js";
import { outline, type Entry, type Outline } from "./outline.js";
import {
  classKey,
  closure,
  definitionKey,
  definitionNames,
  follower,
  networkKey,
} from "./references.js";
import { relationships } from "./relationships.js";
import type { Release } from "./release.js";

export interface Reading {
  readonly configuration: Configuration;
  /** What a person should hear: what is not compared, what Kea takes silently and should not. One sentence each. */
  readonly notes: readonly string[];
  /** Why it cannot be written although it can be read; absent when it can. */
  readonly readOnly?: string;
  /** Options whose bytes are not told: written back, they would be lost. */
  readonly hollow: readonly UnreadableOption[];
  /** Scopes of which not all could be read, and why. */
  readonly unreadable: ReadonlyMap<ScopeId, UserError>;
}

/** Reads the value of `Dhcp4`, of a file or of a server's config-get. `release`: the server's, where it is known. */
export function read(dhcp4: Json, release?: Release): Reading {
  return reading(outline(dhcp4, release));
}

export function reading(from: Outline): Reading {
  const undefinedClasses = new Map<string, string[]>();
  const configuration = configurationOf(from, undefinedClasses);
  const readOnly = whyReadOnly(from.server);
  const hollow = hollowOptions(from);
  const unreadable = new Map(
    [...from.subnets].flatMap(([id, subnet]) =>
      subnet.unreadable ? [[id, subnet.unreadable] as const] : [],
    ),
  );
  return {
    configuration,
    notes: notes(from, undefinedClasses, hollow),
    hollow,
    unreadable,
    ...(readOnly !== undefined && { readOnly }),
  };
}

/** The configuration that an outline comes to. Classes that nobody defines are put down with where they are named. */
export function configurationOf(
  { told, definitions, server, networks, subnets, classes, definitionEntries }: Outline,
  undefinedClasses: Map<string, string[]> = new Map(),
): Configuration {
  const follow = follower(classes, definitions);
  const names = (tree: Tree, where: string): readonly SharedKey[] => {
    const { keys, undefinedClasses: missing } = follow(tree);
    for (const name of missing) {
      const places = undefinedClasses.get(name);
      if (places) places.push(where);
      else undefinedClasses.set(name, [where]);
    }
    return keys;
  };
  const inForce = (level: Level, entry: Entry, outer: readonly Entry[], around: Tree | undefined) =>
    withInherited(
      level,
      entry.own,
      outer.map(({ own }) => own),
      around,
      told,
    );
  const direct = new Map<SharedKey, readonly SharedKey[]>();
  for (const option of definitionEntries.keys())
    direct.set(definitionKey(option), definitionNames(option, definitions));
  for (const [name, { own }] of classes) direct.set(classKey(name), names(own, classKey(name)));
  for (const [name, { own }] of networks)
    direct.set(networkKey(name), names(own, networkKey(name)));
  const all = closure(direct);
  const part = (
    key: SharedKey,
    { local }: Entry,
    tree: { readonly properties: Tree; readonly inherited: readonly string[] },
  ): ConfigObject => ({
    ...tree,
    uses: all(direct.get(key) ?? []).filter((used) => used !== key),
    local,
  });

  const settings: ConfigObject = {
    ...inForce("server", server, [], undefined),
    uses: all(names(server.own, "the server")),
    local: {},
  };
  const shared: Record<SharedKey, ConfigObject> = {};
  for (const [option, entry] of definitionEntries)
    shared[definitionKey(option)] = part(definitionKey(option), entry, {
      properties: entry.own,
      inherited: [],
    });
  for (const [name, entry] of classes)
    shared[classKey(name)] = part(classKey(name), entry, { properties: entry.own, inherited: [] });
  for (const [name, entry] of networks)
    shared[networkKey(name)] = part(
      networkKey(name),
      entry,
      inForce("network", entry, [server], settings.properties),
    );
  const scopes: Record<string, ConfigObject> = {};
  for (const [id, entry] of subnets) {
    const network = entry.network === undefined ? undefined : networks.get(entry.network)!;
    const around = network ? shared[networkKey(entry.network!)]!.properties : settings.properties;
    const { properties, inherited } = inForce(
      "subnet",
      entry,
      network ? [network, server] : [server],
      around,
    );
    const uses = names(entry.own, id);
    scopes[id] = {
      properties: {
        ...properties,
        id: entry.id,
        ...(network && { sharedNetwork: entry.network! }),
      },
      inherited,
      uses: all(network ? [...uses, networkKey(entry.network!)] : uses),
      local: entry.local,
    };
  }
  const placed = [...subnets].map(([id, { local, network }]) => ({
    id,
    local,
    around: network === undefined ? undefined : networks.get(network)?.local,
  }));
  return {
    scopes: inOrder(scopes),
    shared: inOrder(shared),
    settings,
    order: { classes: [...classes.keys()] },
    relationships: relationships(server.raw, told, placed),
  };
}

const inOrder = <T>(parts: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => byName(a, b)));
