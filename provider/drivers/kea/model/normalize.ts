// Normalizes a desired configuration for one server: resolves inherited values anew, and finds what
// the server cannot hold.
import { valueAt, byName, mapOf } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import { parseSharedName } from "../../../core/apply.js";
import type {
  Configuration,
  Json,
  ConfigObject,
  Location,
  ScopeId,
  SharedKey,
  Tree,
} from "../../../core/model.js";
import { formatScopedProperty } from "../../../core/paths.js";
import { findRelationshipOf } from "../../../core/relationship.js";
import { sortClasses } from "./class-order.js";
import { equal } from "../../../core/equal.js";
import { findCrossErrors } from "./cross-checks.js";
import { findUnsupportedFailover } from "./failover-unsupported.js";
import {
  toListEntry,
  createDefinitions,
  definitionsInClass,
  type Definitions,
} from "./definitions.js";
import {
  markInherited,
  valuesAt,
  valueIfInherited,
  type EffectiveValues,
  type InheritanceLevel,
} from "./inheritance.js";
import { hidesValue, optionIdentity } from "./options.js";
import type { ConfigIndex } from "./config-index.js";
import { choosePeer } from "./hook-edits.js";
import { failoverPeer } from "./server-specific.js";
import {
  classKey,
  createClosure,
  optionDefinitionKey,
  listContainerKeys,
  createReferenceFinder,
  networkKey,
} from "./references.js";
import { peerNames, readRelationships, assignScopes } from "./ha-relationships.js";
import { reassignKeys } from "./reservations.js";
import { findTooNew, type Target } from "./target.js";
import { findBuiltIn, standardOptions } from "./standard-options.js";
import type { ObjectKind } from "./field-mappings.js";

export interface NormalizedConfiguration {
  readonly configuration: Configuration;
  /** One sentence each. Not empty: the server cannot be made to hold it. */
  readonly unsupported: readonly string[];
  /** Those of the sentences that are about what only another release takes. */
  readonly otherRelease: readonly string[];
}

/** The work of one normalization: what it starts from, and the sentences it collects. */
interface Normalization {
  readonly index: ConfigIndex;
  readonly current: Configuration;
  readonly desired: Configuration;
  readonly target: Target;
  /** The meaning of options in the desired configuration. */
  readonly definitions: Definitions;
  /** True where the failover relationships are to change. */
  readonly isRegrouped: boolean;
  /** Returns the shared objects that a tree names. */
  readonly findKeys: (tree: Tree) => readonly SharedKey[];
  /** Returns these shared objects and all that they need in turn. */
  readonly withNeeded: (keys: readonly SharedKey[]) => readonly SharedKey[];
  /** The shared objects that each shared object names. */
  readonly namedBy: ReadonlyMap<SharedKey, readonly SharedKey[]>;
  readonly unsupported: string[];
  readonly otherRelease: string[];
}

type SharedObjects = Readonly<Record<SharedKey, ConfigObject>>;
type Scopes = Readonly<Record<ScopeId, ConfigObject>>;

/**
 * Returns the desired configuration as the server would hold it, and what it cannot hold.
 * `current`: what the index reads as; objects that `desired` has unchanged are not checked again.
 */
export function normalizeConfiguration(
  index: ConfigIndex,
  current: Configuration,
  desired: Configuration,
  target: Target,
): NormalizedConfiguration {
  const work = startNormalization(index, current, desired, target);
  const { unsupported, otherRelease, definitions } = work;
  const settings = normalizeSettings(work);
  const shared = normalizeSharedObjects(work, settings);
  if (settings !== current.settings)
    checkObject(work, { kind: "settings" }, settings, current.settings);
  const scopes = normalizeScopes(work, settings, shared);
  unsupported.push(...findSharedIds(scopes, target));
  const relationships = normalizeRelationships(work, shared, scopes);
  const order = { ...desired.order, classes: orderClasses(work, shared) };
  const next = { scopes, shared, settings, order, relationships };
  unsupported.push(
    ...findCrossErrors(
      { configuration: next, definitions },
      { configuration: current, definitions: index.definitions },
      target,
    ),
  );
  return { configuration: next, unsupported: [...otherRelease, ...unsupported], otherRelease };
}

function startNormalization(
  index: ConfigIndex,
  current: Configuration,
  desired: Configuration,
  target: Target,
): Normalization {
  const definitions = definitionsOfConfiguration(desired, index);
  const classes = sharedObjects(desired, "classes");
  const findReferences = createReferenceFinder(classes, definitions);
  const findKeys = (tree: Tree): readonly SharedKey[] => findReferences(tree).keys;
  const namedBy = new Map<SharedKey, readonly SharedKey[]>();
  for (const key of sharedObjects(desired, "optionDefinitions").keys())
    namedBy.set(optionDefinitionKey(key), listContainerKeys(key, definitions));
  for (const [name, { properties }] of classes) namedBy.set(classKey(name), findKeys(properties));
  for (const [name, { properties }] of sharedObjects(desired, "sharedNetworks"))
    namedBy.set(networkKey(name), findKeys(properties));
  return {
    index,
    current,
    desired,
    target,
    definitions,
    isRegrouped: desired.relationships !== current.relationships,
    findKeys,
    withNeeded: createClosure(namedBy),
    namedBy,
    unsupported: [],
    otherRelease: [],
  };
}

function normalizeSettings(work: Normalization): ConfigObject {
  const { desired, current, target, findKeys, withNeeded } = work;
  const effective = resolveInherited("server", desired.settings, undefined, target);
  return reuseIfEqual(current.settings, {
    ...effective,
    uses: withNeeded(findKeys(effective.properties)),
    local: {},
  });
}

function normalizeSharedObjects(work: Normalization, settings: ConfigObject): SharedObjects {
  const shared: Record<SharedKey, ConfigObject> = {};
  for (const [key, part] of sortedEntries(work.desired.shared)) {
    const standing = work.current.shared[key];
    shared[key] = reuseIfEqual(standing, normalizeSharedObject(work, key, part, settings));
    if (shared[key] !== standing) checkObject(work, { kind: "shared", key }, shared[key], standing);
  }
  return shared;
}

function normalizeSharedObject(
  work: Normalization,
  key: SharedKey,
  part: ConfigObject,
  settings: ConfigObject,
): ConfigObject {
  const isNetwork = key.startsWith("sharedNetworks.");
  const effective = isNetwork
    ? resolveInherited("network", part, settings.properties, work.target)
    : { properties: part.properties, inherited: [] };
  const uses = work.withNeeded(work.namedBy.get(key) ?? []).filter((used) => used !== key);
  const standing = work.current.shared[key];
  if (standing) return { ...effective, uses, local: standing.local };
  return { ...effective, uses, local: isNetwork ? chooseLocal(work, key, part) : {} };
}

function normalizeScopes(
  work: Normalization,
  settings: ConfigObject,
  shared: SharedObjects,
): Scopes {
  const { current, desired, isRegrouped } = work;
  const isSharedUnchanged =
    Object.keys(shared).length === Object.keys(current.shared).length &&
    Object.entries(shared).every(([key, part]) => part === current.shared[key]);
  const scopes: Record<ScopeId, ConfigObject> = {};
  for (const [id, part] of sortedEntries(desired.scopes)) {
    const standing = current.scopes[id];
    const { outer, isOuterUnchanged } = findOuter(work, id, settings, shared);
    const isUnchanged = standing === part && isOuterUnchanged;
    if (isUnchanged && isSharedUnchanged && !isRegrouped) {
      scopes[id] = part;
      continue;
    }
    const effective = isUnchanged
      ? part
      : resolveInherited("subnet", part, outer.properties, work.target);
    const normalized = normalizeScope(work, id, effective, shared);
    scopes[id] = reuseIfEqual(standing, normalized, isUnchanged && !isRegrouped);
    if (scopes[id] !== standing)
      checkObject(work, { kind: "scope", key: id }, scopes[id], standing);
  }
  return scopes;
}

const sharedNetworkOf = ({ properties }: Pick<ConfigObject, "properties">): string | undefined =>
  properties.sharedNetwork as string | undefined;

/** Returns the object that a scope inherits from: its shared network, or the server. */
function findOuter(
  { current, desired, unsupported }: Normalization,
  id: ScopeId,
  settings: ConfigObject,
  shared: SharedObjects,
): { readonly outer: ConfigObject; readonly isOuterUnchanged: boolean } {
  const name = sharedNetworkOf(desired.scopes[id]!);
  if (name === undefined)
    return { outer: settings, isOuterUnchanged: settings === current.settings };
  const network = shared[networkKey(name)];
  if (!network) unsupported.push(messages.keaNetworkMissing(id, name));
  const outer = network ?? settings;
  return { outer, isOuterUnchanged: outer === current.shared[networkKey(name)] };
}

function normalizeScope(
  work: Normalization,
  id: ScopeId,
  { properties, inherited }: EffectiveValues,
  shared: SharedObjects,
): ConfigObject {
  const part = work.desired.scopes[id]!;
  const name = sharedNetworkOf(part);
  const keys = work.findKeys(properties);
  const local = work.current.scopes[id]?.local ?? chooseLocal(work, id, part);
  return {
    properties,
    inherited,
    uses: work.withNeeded(name === undefined ? keys : [...keys, networkKey(name)]),
    local: work.isRegrouped ? withPeer(work, id, local, localOfNetwork(shared, name)) : local,
  };
}

const localOfNetwork = (shared: SharedObjects, name: string | undefined): Tree | undefined =>
  name === undefined ? undefined : shared[networkKey(name)]?.local;

/** Returns the server-specific properties of a scope with the peer that it should name. */
function withPeer(
  { desired, current }: Normalization,
  id: ScopeId,
  local: Tree,
  around: Tree | undefined,
): Tree {
  const { [failoverPeer]: former, ...rest } = local;
  const peer = choosePeer({
    id,
    local,
    around,
    relationships: desired.relationships,
    former: current.relationships,
  });
  if (peer === former) return local;
  return peer === undefined ? rest : { ...rest, [failoverPeer]: peer };
}

function normalizeRelationships(
  work: Normalization,
  shared: SharedObjects,
  scopes: Scopes,
): Configuration["relationships"] {
  const { index, current, desired, target, isRegrouped, unsupported } = work;
  const placed = Object.entries(scopes).map(([id, { local, properties }]) => ({
    id,
    local,
    around: localOfNetwork(shared, sharedNetworkOf({ properties })),
  }));
  if (!isRegrouped) return readRelationships(index.server.raw, target.knownRelease, placed);
  const grouped = assignScopes(desired.relationships, placed);
  unsupported.push(
    ...findUnsupportedFailover({
      grouped,
      desired: desired.relationships,
      current: current.relationships,
      scopes,
      shared,
      server: index.server,
      release: target.release,
    }),
  );
  return grouped;
}

/** Returns the names of classes in an order that Kea accepts. */
function orderClasses({ desired, current }: Normalization, shared: SharedObjects) {
  const classes = sharedObjects(desired, "classes");
  const names = new Set([...(desired.order.classes ?? []), ...classes.keys()]);
  const listed = [...names].filter((name) => classes.has(name));
  return sortClasses(listed, shared, current.shared);
}

const sortedEntries = <Item>(items: Readonly<Record<string, Item>>) =>
  Object.entries(items).sort(([a], [b]) => byName(a, b));

/**
 * Returns an object as it would be read: inherited values follow the objects around it on this
 * server.
 */
function resolveInherited(
  level: InheritanceLevel,
  { properties: wanted, inherited }: ConfigObject,
  outer: Tree | undefined,
  { knownRelease }: Target,
): EffectiveValues {
  const foreign = new Set(inherited);
  const properties: Record<string, Json> = { ...wanted };
  for (const value of valuesAt(level)) {
    if (wanted[value.name] !== undefined && !foreign.has(value.name)) continue;
    const found = valueIfInherited(value, properties, outer, knownRelease);
    if (found === undefined) delete properties[value.name];
    else properties[value.name] = found;
  }
  if (properties.reservations !== undefined)
    properties.reservations = reassignKeys(properties.reservations as Tree);
  return markInherited(level, properties, outer, knownRelease);
}

/**
 * Returns the object that stands where nothing about it is new: then it need not be checked again.
 * `isKnownEqual`: only its references may differ.
 */
function reuseIfEqual(
  standing: ConfigObject | undefined,
  part: ConfigObject,
  isKnownEqual = false,
): ConfigObject {
  if (!standing) return part;
  const isSame = isKnownEqual
    ? standing.uses === part.uses || standing.uses.join() === part.uses.join()
    : equal(standing, part);
  return isSame ? standing : part;
}

/** Collects a sentence for each thing in a new or changed object that this server cannot hold. */
function checkObject(
  work: Normalization,
  location: Location,
  object: ConfigObject,
  standing: ConfigObject | undefined,
): void {
  const isDefinition = location.kind === "shared" && location.key.startsWith("optionDefinitions.");
  const where = location.kind === "settings" ? "the server" : location.key;
  if (isDefinition) checkBuiltIn(work, where, object);
  checkKeywords(work, where, kindOf(location), object);
  checkReadableValues(work, location, object.properties, standing?.properties);
  if (!isDefinition) checkBounds(work, where, object);
}

function kindOf(location: Location): ObjectKind {
  if (location.kind === "settings") return "server";
  if (location.kind === "scope") return "subnet";
  if (location.key.startsWith("sharedNetworks.")) return "network";
  return location.key.startsWith("classes.") ? "class" : "definition";
}

/**
 * Checks the lease duration against its bounds. Those that an object inherits here may leave no
 * room for its own duration; Kea refuses that.
 */
function checkBounds(
  { unsupported }: Normalization,
  where: string,
  { properties }: ConfigObject,
): void {
  const {
    leaseDuration: lease,
    minimumLeaseDuration: least,
    maximumLeaseDuration: most,
  } = properties;
  // Kea does not compare the server's own shares: it compares them in each object that has them.
  if (where !== "the server") checkRenewalShares(where, properties, unsupported);
  if (typeof lease !== "number") return;
  if (typeof least === "number" && lease < least)
    unsupported.push(messages.keaLeaseBound(where, lease, least, "least"));
  if (typeof most === "number" && lease > most)
    unsupported.push(messages.keaLeaseBound(where, lease, most, "most"));
}

/**
 * Refuses a renewal share that is not below the rebinding share: one of them may be inherited here.
 */
function checkRenewalShares(
  where: string,
  { "calculate-tee-times": calculated, "t1-percent": t1, "t2-percent": t2 }: Tree,
  unsupported: string[],
): void {
  if (calculated === true && typeof t1 === "number" && typeof t2 === "number" && t1 >= t2)
    unsupported.push(messages.keaTeesCrossed(where, t1, t2));
}

/** Refuses a keyword that the target's release does not know. */
function checkKeywords(
  { target, otherRelease }: Normalization,
  where: string,
  kind: ObjectKind,
  { properties, inherited }: ConfigObject,
): void {
  const explicit = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !inherited.includes(name)),
  );
  const name = findTooNew(kind, explicit, target);
  if (name !== undefined) otherRelease.push(messages.keaTooNew(where, name, target.release));
}

/**
 * Refuses a definition of a built-in option, or by a name that the release has for another option.
 */
function checkBuiltIn(
  { target: { release }, otherRelease }: Normalization,
  key: SharedKey,
  { properties: { name } }: ConfigObject,
): void {
  const option = parseSharedName(key);
  const { space, code } = optionIdentity(option);
  const standardCode =
    space === "dhcp4" ? standardOptions(release).codes.get(`dhcp4:${String(name)}`) : undefined;
  if (findBuiltIn(release, option)) otherRelease.push(messages.keaBuiltIn(option, release));
  else if (standardCode !== undefined && standardCode !== code)
    otherRelease.push(messages.keaNameBuiltIn(option, String(name), standardCode, release));
}

/**
 * Refuses option values that a running server would accept and never return: nobody could see them,
 * and its own file would lose them. Values that it holds and returns already (`standing`) are
 * accepted.
 */
function checkReadableValues(
  { target: { knownRelease, isRunning = false }, definitions, unsupported }: Normalization,
  location: Location,
  tree: Tree,
  standing: Tree | undefined,
): void {
  if (knownRelease === undefined || !isRunning) return;
  const inPlace = definitionsInClass(tree, definitions);
  const checkOptions = (above: readonly string[]): void => {
    for (const [key, option] of Object.entries(mapOf(valueAt(tree, [...above, "options"])))) {
      const path = [...above, "options", key];
      const { value = "" } = mapOf(option);
      if (
        value !== "" &&
        hidesValue(optionIdentity(key).option, inPlace, definitions, knownRelease) &&
        !equal(value, mapOf(valueAt(standing, path)).value)
      )
        unsupported.push(messages.keaBytesKept(formatScopedProperty(location, path), knownRelease));
    }
  };
  checkOptions([]);
  for (const list of ["ranges", "reservations"])
    for (const key of Object.keys(mapOf(tree[list]))) checkOptions([list, key]);
}

/**
 * Returns the server-specific properties of a new object: the interface that serves it, and its
 * peer in a hub.
 */
function chooseLocal(
  { index, desired: { relationships }, target, unsupported }: Normalization,
  where: string,
  { local }: ConfigObject,
): Tree {
  const name = typeof local.interface === "string" ? local.interface : undefined;
  const mapped = name === undefined ? undefined : mapInterface(name, target, index);
  if (name !== undefined && mapped === undefined)
    unsupported.push(messages.keaCardUnknown(where, name));
  const peer = local[failoverPeer];
  const peers = Object.values(relationships).flatMap(peerNames);
  const isPeerKnown = peer !== undefined && peers.includes(String(peer));
  const isPlaced = isPeerKnown || findRelationshipOf(where, { relationships }) !== undefined;
  if (Object.keys(relationships).length > 1 && !isPlaced && isScopeId(where))
    unsupported.push(messages.keaPeerMissing(where, peers));
  return {
    ...(mapped !== undefined && { interface: mapped }),
    ...(isPeerKnown && { [failoverPeer]: peer }),
  };
}

/** Returns the name of a primary's interface on this server; nothing where it is not known. */
function mapInterface(
  name: string,
  { interfaces = {} }: Target,
  index: ConfigIndex,
): string | undefined {
  if (Object.hasOwn(interfaces, name)) return interfaces[name];
  return interfacesOf(index).has(name) ? name : undefined;
}

/** Only scopes must name their peer in a hub; a shared network may leave that to its subnets. */
const isScopeId = (where: string): boolean => /^\d/.test(where);

const interfacesCache = new WeakMap<ConfigIndex, ReadonlySet<string>>();

/** Returns the interfaces that a configuration names, computed once for each index. */
function interfacesOf(from: ConfigIndex): ReadonlySet<string> {
  const known = interfacesCache.get(from);
  if (known) return known;
  const names = listInterfaces(from);
  interfacesCache.set(from, names);
  return names;
}

/** Returns the interfaces that a configuration names. `eth0/10.0.0.1` is eth0; * is none. */
function listInterfaces({ server, networks, subnets }: ConfigIndex): ReadonlySet<string> {
  const config = server.raw["interfaces-config"];
  const listed =
    typeof config === "object" && config !== null && !Array.isArray(config)
      ? (config as { readonly interfaces?: Json }).interfaces
      : undefined;
  const named = Array.isArray(listed)
    ? listed.flatMap((name: Json) => (typeof name === "string" ? [name.split("/")[0]!] : []))
    : [];
  const served = [...networks.values(), ...subnets.values()].flatMap(({ local }) =>
    typeof local.interface === "string" ? [local.interface] : [],
  );
  return new Set([...named.filter((name) => name !== "*"), ...served]);
}

function findSharedIds(
  scopes: Readonly<Record<ScopeId, ConfigObject>>,
  { sources = [] }: Target,
): string[] {
  const byId = Map.groupBy(Object.keys(scopes), (scope) => scopes[scope]!.properties.id!);
  const isOnSource = (scope: ScopeId): boolean =>
    sources.length === 0 || sources.some(({ configuration }) => configuration.scopes[scope]);
  return [...byId]
    .filter(([, holders]) => holders.length > 1)
    .map(([id, holders]) =>
      messages.keaIdTaken(
        String(id),
        holders,
        holders.filter((scope) => !isOnSource(scope)),
      ),
    );
}

/** Returns the shared objects of one kind, by name. */
export function sharedObjects(
  configuration: Configuration,
  prefix: string,
): ReadonlyMap<string, ConfigObject> {
  return new Map(
    Object.entries(configuration.shared)
      .filter(([key]) => key.startsWith(`${prefix}.`))
      .map(([key, part]) => [parseSharedName(key), part]),
  );
}

/** Returns the meaning of options in a configuration that is not yet written. */
export function definitionsOfConfiguration(
  configuration: Configuration,
  { release }: { readonly release: ConfigIndex["release"] },
): Definitions {
  const list = [...sharedObjects(configuration, "optionDefinitions")].map(([key, { properties }]) =>
    toListEntry(key, properties),
  );
  return createDefinitions(list, release);
}
