// Parses a Kea configuration into the model: equal configurations give equal results.
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
import { withInherited, type InheritanceLevel } from "./inheritance.js";
import { findUnreadableOptions, collectWarnings, findReadOnlyReason } from "./warnings.js";
import { indexConfiguration, type IndexedObject, type ConfigIndex } from "./config-index.js";
import {
  classKey,
  createClosure,
  optionDefinitionKey,
  listContainerKeys,
  createReferenceFinder,
  networkKey,
} from "./references.js";
import { readRelationships } from "./ha-relationships.js";
import type { Release } from "./release.js";

export interface ParsedConfiguration {
  readonly configuration: Configuration;
  /** Warnings: what is not compared, what Kea takes silently and should not. One sentence each. */
  readonly warnings: readonly string[];
  /** Why it cannot be written although it can be read; absent when it can. */
  readonly readOnlyReason?: string;
  /** Options whose bytes are not told: written back, they would be lost. */
  readonly unreadableOptions: readonly UnreadableOption[];
  /** Scopes of which not all could be read, and why. */
  readonly unreadableScopes: ReadonlyMap<ScopeId, UserError>;
}

/**
 * Reads the value of `Dhcp4`, of a file or of a server's config-get. `release`: the server's, where
 * it is known.
 */
export function parseConfiguration(dhcp4: Json, release?: Release): ParsedConfiguration {
  return parseIndex(indexConfiguration(dhcp4, release));
}

export function parseIndex(from: ConfigIndex): ParsedConfiguration {
  const undefinedClasses = new Map<string, string[]>();
  const configuration = toConfiguration(from, undefinedClasses);
  const readOnly = findReadOnlyReason(from.server);
  const unreadableOptions = findUnreadableOptions(from);
  const unreadable = new Map(
    [...from.subnets].flatMap(([id, subnet]) =>
      subnet.unreadable ? [[id, subnet.unreadable] as const] : [],
    ),
  );
  return {
    configuration,
    warnings: collectWarnings(from, undefinedClasses, unreadableOptions),
    unreadableOptions,
    unreadableScopes: unreadable,
    ...(readOnly !== undefined && { readOnlyReason: readOnly }),
  };
}

/**
 * The configuration that an outline comes to. Classes that nobody defines are put down with where
 * they are named.
 */
export function toConfiguration(
  { knownRelease, definitions, server, networks, subnets, classes, definitionEntries }: ConfigIndex,
  undefinedClasses: Map<string, string[]> = new Map(),
): Configuration {
  const follow = createReferenceFinder(classes, definitions);
  const names = (tree: Tree, where: string): readonly SharedKey[] => {
    const { keys, undefinedClasses: missing } = follow(tree);
    for (const name of missing) {
      const places = undefinedClasses.get(name);
      if (places) places.push(where);
      else undefinedClasses.set(name, [where]);
    }
    return keys;
  };
  const inForce = (
    level: InheritanceLevel,
    entry: IndexedObject,
    outer: readonly IndexedObject[],
    around: Tree | undefined,
  ) =>
    withInherited(
      level,
      entry.explicit,
      outer.map(({ explicit }) => explicit),
      around,
      knownRelease,
    );
  const direct = new Map<SharedKey, readonly SharedKey[]>();
  for (const option of definitionEntries.keys())
    direct.set(optionDefinitionKey(option), listContainerKeys(option, definitions));
  for (const [name, { explicit }] of classes)
    direct.set(classKey(name), names(explicit, classKey(name)));
  for (const [name, { explicit }] of networks)
    direct.set(networkKey(name), names(explicit, networkKey(name)));
  const all = createClosure(direct);
  const part = (
    key: SharedKey,
    { local }: IndexedObject,
    tree: { readonly properties: Tree; readonly inherited: readonly string[] },
  ): ConfigObject => ({
    ...tree,
    uses: all(direct.get(key) ?? []).filter((used) => used !== key),
    local,
  });

  const settings: ConfigObject = {
    ...inForce("server", server, [], undefined),
    uses: all(names(server.explicit, "the server")),
    local: {},
  };
  const shared: Record<SharedKey, ConfigObject> = {};
  for (const [option, entry] of definitionEntries)
    shared[optionDefinitionKey(option)] = part(optionDefinitionKey(option), entry, {
      properties: entry.explicit,
      inherited: [],
    });
  for (const [name, entry] of classes)
    shared[classKey(name)] = part(classKey(name), entry, {
      properties: entry.explicit,
      inherited: [],
    });
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
    const uses = names(entry.explicit, id);
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
    scopes: sortByName(scopes),
    shared: sortByName(shared),
    settings,
    order: { classes: [...classes.keys()] },
    relationships: readRelationships(server.raw, knownRelease, placed),
  };
}

const sortByName = <T>(parts: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => byName(a, b)));
