// Parses a Kea configuration into the model: equal configurations give equal results.
import { byName } from "../../../../core/canonical.js";
import type { UserError } from "../../../../core/messages.js";
import type {
  ConfigObject,
  Configuration,
  Json,
  ScopeId,
  SharedKey,
  Tree,
  UnreadableOption,
} from "../../../../core/model.js";
import {
  indexConfiguration,
  type ConfigIndex,
  type IndexedObject,
  type IndexedSubnet,
} from "./config-index.js";
import {
  convertOnce,
  createSurroundings,
  type ConvertedScope,
  type Outer,
} from "./converted-scopes.js";
import { readRelationships } from "../failover/ha-relationships.js";
import { withInherited, type EffectiveValues, type InheritanceLevel } from "./inheritance.js";
import {
  classKey,
  collectNames,
  createClosure,
  createReferenceFinder,
  listContainerKeys,
  networkKey,
  optionDefinitionKey,
  type NamedObjects,
  type References,
} from "./references.js";
import type { Release } from "../release.js";
import { findUnreadableOptions } from "./unreadable-options.js";
import { collectWarnings, findReadOnlyReason } from "./warnings.js";

export interface ParsedConfiguration {
  readonly configuration: Configuration;
  /** Warnings about values that are not compared, and about mistakes that Kea accepts. */
  readonly warnings: readonly string[];
  /** Why the configuration can be read and not written. Absent: it can be written. */
  readonly readOnlyReason?: string;
  /** Options whose value is not returned: written back, they would lose it. */
  readonly unreadableOptions: readonly UnreadableOption[];
  /** Scopes of which a part could not be read, and why. */
  readonly unreadableScopes: ReadonlyMap<ScopeId, UserError>;
}

/**
 * Parses the value of `Dhcp4`, of a file or of a server's config-get. `release`: the server's,
 * where it is known.
 */
export function parseConfiguration(dhcp4: Json, release?: Release): ParsedConfiguration {
  const index = indexConfiguration(dhcp4, release);
  const undefinedClasses = new Map<string, string[]>();
  const configuration = toConfiguration(index, undefinedClasses);
  const readOnlyReason = findReadOnlyReason(index.server);
  const unreadableOptions = findUnreadableOptions(index);
  return {
    configuration,
    warnings: collectWarnings(index, undefinedClasses, unreadableOptions),
    unreadableOptions,
    unreadableScopes: new Map(
      [...index.subnets].flatMap(([id, { unreadable }]) =>
        unreadable ? [[id, unreadable] as const] : [],
      ),
    ),
    ...(readOnlyReason !== undefined && { readOnlyReason }),
  };
}

/** The conversion of one index into a configuration. */
interface Conversion {
  readonly index: ConfigIndex;
  /** Returns the shared objects among those named, and the classes that are not defined. */
  readonly findReferences: (named: NamedObjects) => References;
  /** Returns the shared objects that a tree names, and notes classes that are not defined. */
  readonly findKeys: (tree: Tree, where: string) => readonly SharedKey[];
  readonly noteUndefined: (classes: readonly string[], where: string) => void;
  /** The shared objects that each shared object names. */
  readonly namedBy: ReadonlyMap<SharedKey, readonly SharedKey[]>;
  /** Returns these shared objects and all that they need in turn. */
  readonly withNeeded: (keys: readonly SharedKey[]) => readonly SharedKey[];
}

/**
 * Returns the configuration that an index stands for. Adds each class that is named and not defined
 * to `undefinedClasses`, with the objects that name it.
 */
export function toConfiguration(
  index: ConfigIndex,
  undefinedClasses: Map<string, string[]> = new Map(),
): Configuration {
  const conversion = startConversion(index, undefinedClasses);
  const settings = convertSettings(conversion);
  const shared = convertSharedObjects(conversion, settings);
  const scopes = convertSubnets(conversion, { settings, shared });
  const placed = [...index.subnets].map(([id, { local, network }]) => ({
    id,
    local,
    around: network === undefined ? undefined : index.networks.get(network)?.local,
  }));
  return {
    scopes: sortByName(scopes),
    shared: sortByName(shared),
    settings,
    order: { classes: [...index.classes.keys()] },
    relationships: readRelationships(index.server.raw, index.knownRelease, placed),
  };
}

function startConversion(index: ConfigIndex, undefinedClasses: Map<string, string[]>): Conversion {
  const { definitions, definitionEntries, classes, networks } = index;
  const findReferences = createReferenceFinder(classes, definitions);
  const noteUndefined: Conversion["noteUndefined"] = (names, where) => {
    for (const name of names) {
      const places = undefinedClasses.get(name);
      if (places) places.push(where);
      else undefinedClasses.set(name, [where]);
    }
  };
  const findKeys: Conversion["findKeys"] = (tree, where) => {
    const references = findReferences(collectNames(tree));
    noteUndefined(references.undefinedClasses, where);
    return references.keys;
  };
  const namedBy = new Map<SharedKey, readonly SharedKey[]>();
  for (const option of definitionEntries.keys())
    namedBy.set(optionDefinitionKey(option), listContainerKeys(option, definitions));
  for (const [name, { explicit }] of classes)
    namedBy.set(classKey(name), findKeys(explicit, classKey(name)));
  for (const [name, { explicit }] of networks)
    namedBy.set(networkKey(name), findKeys(explicit, networkKey(name)));
  const withNeeded = createClosure(namedBy);
  return { index, findReferences, findKeys, noteUndefined, namedBy, withNeeded };
}

function convertSettings({ index, findKeys, withNeeded }: Conversion): ConfigObject {
  const { server } = index;
  return {
    ...resolveValues(index, "server", server, { outer: [], around: undefined }),
    uses: withNeeded(findKeys(server.explicit, "the server")),
    local: {},
  };
}

function convertSharedObjects(
  conversion: Conversion,
  settings: ConfigObject,
): Record<SharedKey, ConfigObject> {
  const { index } = conversion;
  const shared: Record<SharedKey, ConfigObject> = {};
  const convert = (
    key: SharedKey,
    { local }: IndexedObject,
    values: Pick<ConfigObject, "properties" | "inherited">,
  ): void => {
    const needed = conversion.withNeeded(conversion.namedBy.get(key) ?? []);
    shared[key] = { ...values, uses: needed.filter((used) => used !== key), local };
  };
  for (const [option, entry] of index.definitionEntries)
    convert(optionDefinitionKey(option), entry, { properties: entry.explicit, inherited: [] });
  for (const [name, entry] of index.classes)
    convert(classKey(name), entry, { properties: entry.explicit, inherited: [] });
  const around = { outer: [index.server.explicit], around: settings.properties };
  for (const [name, entry] of index.networks)
    convert(networkKey(name), entry, resolveValues(index, "network", entry, around));
  return shared;
}

type AroundScopes = Pick<Configuration, "settings" | "shared">;

/** Returns the scopes of an index. Those that another index has alike are the same objects. */
function convertSubnets(
  conversion: Conversion,
  around: AroundScopes,
): Readonly<Record<ScopeId, ConfigObject>> {
  const { index, namedBy, noteUndefined } = conversion;
  const findOuter = (network: string | undefined) => outerOf(index, around, network);
  const describeSurroundings = createSurroundings(index, namedBy, findOuter);
  const scopes: Record<ScopeId, ConfigObject> = {};
  for (const [id, subnet] of index.subnets) {
    const { scope, undefinedClasses } = convertOnce(
      subnet,
      describeSurroundings(subnet.network),
      () => convertSubnet(conversion, subnet, findOuter(subnet.network)),
    );
    noteUndefined(undefinedClasses, id);
    scopes[id] = scope;
  }
  return scopes;
}

/** Returns the values that a scope in a shared network, or in none, may inherit. */
const outerOf = (
  { server, networks }: ConfigIndex,
  { settings, shared }: AroundScopes,
  network: string | undefined,
): Outer =>
  network === undefined
    ? { outer: [server.explicit], around: settings.properties }
    : {
        outer: [networks.get(network)!.explicit, server.explicit],
        around: shared[networkKey(network)]!.properties,
      };

function convertSubnet(
  { index, findReferences, withNeeded }: Conversion,
  subnet: IndexedSubnet,
  surroundings: Outer,
): ConvertedScope {
  const { id, local, network, read } = subnet;
  const { keys, undefinedClasses } = findReferences(read.names ?? collectNames(read.explicit));
  const { knownRelease } = index;
  let values: EffectiveValues | undefined;
  const findValues = (): EffectiveValues => {
    values ??= resolveSubnet({ id, network, read, knownRelease }, surroundings);
    return values;
  };
  const scope: ConfigObject = {
    // Most scopes are equal on both servers, and nobody asks for their properties.
    get properties() {
      return findValues().properties;
    },
    get inherited() {
      return findValues().inherited;
    },
    uses: withNeeded(network === undefined ? keys : [...keys, networkKey(network)]),
    local,
  };
  return { scope, undefinedClasses };
}

function resolveSubnet(
  {
    id,
    network,
    read: { explicit },
    knownRelease,
  }: Pick<IndexedSubnet, "id" | "network" | "read"> & Pick<ConfigIndex, "knownRelease">,
  surroundings: Outer,
): EffectiveValues {
  const { properties, inherited } = resolveValues(
    { knownRelease },
    "subnet",
    { explicit },
    surroundings,
  );
  properties.id = id;
  if (network !== undefined) properties.sharedNetwork = network;
  return { properties, inherited };
}

const resolveValues = (
  { knownRelease }: Pick<ConfigIndex, "knownRelease">,
  level: InheritanceLevel,
  { explicit }: Pick<IndexedObject, "explicit">,
  outer: Outer,
): ReturnType<typeof withInherited> =>
  withInherited(level, explicit, { ...outer, release: knownRelease });

const sortByName = <T>(parts: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => byName(a, b)));
