// What a server would hold if told to: the desired configuration with everything handed down worked out anew, and what it cannot hold.
import { valueAt, byName, mapOf } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
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
import { equal } from "./equal.js";
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

/** `current` is what reading the outline gave: parts of it that `desired` has as they are need no second look. */
export function normalizeConfiguration(
  from: ConfigIndex,
  current: Configuration,
  desired: Configuration,
  target: Target,
): NormalizedConfiguration {
  const unsupported: string[] = [];
  const otherRelease: string[] = [];
  const own = definitionsOfConfiguration(desired, from);
  const classes = sharedObjects(desired, "classes");
  const networks = sharedObjects(desired, "sharedNetworks");
  const follow = createReferenceFinder(classes, own);
  const direct = new Map<SharedKey, readonly SharedKey[]>();
  for (const key of sharedObjects(desired, "optionDefinitions").keys())
    direct.set(optionDefinitionKey(key), listContainerKeys(key, own));
  for (const [name, { properties }] of [...classes].map(
    ([name, part]) => [classKey(name), part] as const,
  ))
    direct.set(name, follow(properties).keys);
  for (const [name, { properties }] of [...networks].map(
    ([name, part]) => [networkKey(name), part] as const,
  ))
    direct.set(name, follow(properties).keys);
  const all = createClosure(direct);

  const settingsIn = resolveInherited("server", desired.settings, undefined, target);
  const settings: ConfigObject = reuseIfEqual(current.settings, {
    ...settingsIn,
    uses: all(follow(settingsIn.properties).keys),
    local: {},
  });
  const shared: Record<SharedKey, ConfigObject> = {};
  for (const [key, part] of Object.entries(desired.shared).sort(([a], [b]) => byName(a, b))) {
    const network = key.startsWith("sharedNetworks.");
    const inForce = network
      ? resolveInherited("network", part, settings.properties, target)
      : { properties: part.properties, inherited: [] };
    const uses = all(direct.get(key) ?? []).filter((used) => used !== key);
    const standing = current.shared[key];
    shared[key] = reuseIfEqual(standing, {
      ...inForce,
      uses,
      local: standing
        ? standing.local
        : network
          ? localOf(part, key, desired.relationships, from, target, unsupported)
          : {},
    });
    if (shared[key] === standing) continue;
    if (key.startsWith("optionDefinitions.")) refuseBuiltIn(key, shared[key], target, otherRelease);
    refuse(
      key,
      network ? "network" : key.startsWith("classes.") ? "class" : "definition",
      shared[key],
      target,
      otherRelease,
    );
    refuseBytes(
      { kind: "shared", key },
      shared[key].properties,
      standing?.properties,
      own,
      target,
      unsupported,
    );
    if (!key.startsWith("optionDefinitions.")) refuseBounds(key, shared[key], unsupported);
  }
  if (settings !== current.settings) {
    refuse("the server", "server", settings, target, otherRelease);
    refuseBytes(
      { kind: "settings" },
      settings.properties,
      current.settings.properties,
      own,
      target,
      unsupported,
    );
    refuseBounds("the server", settings, unsupported);
  }

  const sameShared =
    Object.keys(shared).length === Object.keys(current.shared).length &&
    Object.entries(shared).every(([key, part]) => part === current.shared[key]);
  const regrouped = desired.relationships !== current.relationships;
  const theirs = (id: ScopeId, local: Tree, around: Tree | undefined): Tree => {
    const { [failoverPeer]: says, ...rest } = local;
    const peer = choosePeer(id, local, around, desired.relationships, current.relationships);
    return peer === says ? local : peer === undefined ? rest : { ...rest, [failoverPeer]: peer };
  };
  const networkAround = (name: string | undefined) =>
    name === undefined ? undefined : shared[networkKey(name)]?.local;
  const scopes: Record<ScopeId, ConfigObject> = {};
  for (const [id, part] of Object.entries(desired.scopes).sort(([a], [b]) => byName(a, b))) {
    const standing = current.scopes[id];
    const name = part.properties.sharedNetwork as string | undefined;
    const around = name === undefined ? settings : shared[networkKey(name)];
    if (!around) unsupported.push(messages.keaNetworkMissing(id, name!));
    const outer = around ?? settings;
    const sameAround =
      name === undefined ? outer === current.settings : outer === current.shared[networkKey(name)];
    const same = standing === part && sameAround;
    if (same && sameShared && !regrouped) {
      scopes[id] = part;
      continue;
    }
    const inForce = same ? part : resolveInherited("subnet", part, outer.properties, target);
    const keys = follow(inForce.properties).keys;
    const local = standing
      ? standing.local
      : localOf(part, id, desired.relationships, from, target, unsupported);
    const uses = all(name === undefined ? keys : [...keys, networkKey(name)]);
    scopes[id] = reuseIfEqual(
      standing,
      {
        properties: inForce.properties,
        inherited: inForce.inherited,
        uses,
        local: regrouped ? theirs(id, local, networkAround(name)) : local,
      },
      same && !regrouped,
    );
    if (scopes[id] === standing) continue;
    refuse(id, "subnet", scopes[id], target, otherRelease);
    refuseBytes(
      { kind: "scope", key: id },
      scopes[id].properties,
      standing?.properties,
      own,
      target,
      unsupported,
    );
    refuseBounds(id, scopes[id], unsupported);
  }
  unsupported.push(...findSharedIds(scopes, target));
  const placed = Object.entries(scopes).map(([id, { local, properties }]) => ({
    id,
    local,
    around: networkAround(properties.sharedNetwork as string | undefined),
  }));
  const grouped = regrouped
    ? assignScopes(desired.relationships, placed)
    : readRelationships(from.server.raw, target.knownRelease, placed);
  if (regrouped)
    unsupported.push(
      ...findUnsupportedFailover(
        grouped,
        desired.relationships,
        current.relationships,
        { scopes, shared },
        from,
        target,
      ),
    );
  const listed = [...new Set([...(desired.order.classes ?? []), ...classes.keys()])].filter(
    (name) => classes.has(name),
  );
  const order = { ...desired.order, classes: sortClasses(listed, shared, current.shared) };
  const next = { scopes, shared, settings, order, relationships: grouped };
  unsupported.push(
    ...findCrossErrors(
      { configuration: next, definitions: own },
      { configuration: current, definitions: from.definitions },
      target,
    ),
  );
  return { configuration: next, unsupported: [...otherRelease, ...unsupported], otherRelease };
}

/** A part as it would be read: what it has from further out follows what stands further out here. */
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

/** The part that stands, where nothing about it is new: then nobody need look at it again. */
function reuseIfEqual(
  standing: ConfigObject | undefined,
  part: ConfigObject,
  sure = false,
): ConfigObject {
  if (!standing) return part;
  if (sure)
    return standing.uses === part.uses || standing.uses.join() === part.uses.join()
      ? standing
      : part;
  return equal(standing, part) ? standing : part;
}

/** Bounds that a part has from further out here may leave no room for its own lease duration. Kea refuses that. */
function refuseBounds(where: string, { properties }: ConfigObject, unsupported: string[]): void {
  const {
    leaseDuration: lease,
    minimumLeaseDuration: least,
    maximumLeaseDuration: most,
  } = properties;
  // Kea compares the server's own shares with nothing: it does so in each part that has them.
  if (where !== "the server") refuseTees(where, properties, unsupported);
  if (typeof lease !== "number") return;
  if (typeof least === "number" && lease < least)
    unsupported.push(messages.keaLeaseBound(where, lease, least, "least"));
  if (typeof most === "number" && lease > most)
    unsupported.push(messages.keaLeaseBound(where, lease, most, "most"));
}

/** Refuses a renewal share that is not below the rebinding share: where either is from further out here, nobody may have meant the two together. */
function refuseTees(
  where: string,
  { "calculate-tee-times": calculated, "t1-percent": t1, "t2-percent": t2 }: Tree,
  unsupported: string[],
): void {
  if (calculated === true && typeof t1 === "number" && typeof t2 === "number" && t1 >= t2)
    unsupported.push(messages.keaTeesCrossed(where, t1, t2));
}

function refuse(
  where: string,
  kindOf: ObjectKind,
  { properties, inherited }: ConfigObject,
  target: Target,
  otherRelease: string[],
): void {
  const own = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !inherited.includes(name)),
  );
  const name = findTooNew(kindOf, own, target);
  if (name !== undefined) otherRelease.push(messages.keaTooNew(where, name, target.release));
}

/** Refuses a definition of what the release has built in, or by a name that the release has for another option. */
function refuseBuiltIn(
  key: SharedKey,
  { properties: { name } }: ConfigObject,
  { release }: Target,
  otherRelease: string[],
): void {
  const option = parseSharedName(key);
  const { space, code } = optionIdentity(option);
  const standing =
    space === "dhcp4" ? standardOptions(release).codes.get(`dhcp4:${String(name)}`) : undefined;
  if (findBuiltIn(release, option)) otherRelease.push(messages.keaBuiltIn(option, release));
  else if (standing !== undefined && standing !== code)
    otherRelease.push(messages.keaNameBuiltIn(option, String(name), standing, release));
}

/**
 * Bytes that a running server would take and then keep to itself: nobody could tell whether they are there, and its own file would lose
 * them. What it tells already (`standing`) it tells.
 */
function refuseBytes(
  place: Location,
  tree: Tree,
  standing: Tree | undefined,
  definitions: Definitions,
  { knownRelease, isRunning = false }: Target,
  unsupported: string[],
): void {
  if (knownRelease === undefined || !isRunning) return;
  const its = definitionsInClass(tree, definitions);
  const look = (above: readonly string[]): void => {
    for (const [key, option] of Object.entries(mapOf(valueAt(tree, [...above, "options"])))) {
      const path = [...above, "options", key];
      const { option: name } = optionIdentity(key);
      const { value = "" } = mapOf(option);
      if (
        value !== "" &&
        hidesValue(name, its, definitions, knownRelease) &&
        !equal(value, mapOf(valueAt(standing, path)).value)
      )
        unsupported.push(messages.keaBytesKept(formatScopedProperty(place, path), knownRelease));
    }
  };
  look([]);
  for (const list of ["ranges", "reservations"])
    for (const key of Object.keys(mapOf(tree[list]))) look([list, key]);
}

/** What a part that is new here has of its own: the card it is served on, and its peer in a hub. */
function localOf(
  { local }: ConfigObject,
  where: string,
  relationships: Configuration["relationships"],
  from: ConfigIndex,
  { interfaces = {} }: Target,
  unsupported: string[],
): Tree {
  const card = typeof local.interface === "string" ? local.interface : undefined;
  const here =
    card === undefined
      ? undefined
      : Object.hasOwn(interfaces, card)
        ? interfaces[card]
        : interfacesOf(from).has(card)
          ? card
          : undefined;
  if (card !== undefined && here === undefined)
    unsupported.push(messages.keaCardUnknown(where, card));
  const peer = local[failoverPeer];
  const peers = Object.values(relationships).flatMap(peerNames);
  const known = peer !== undefined && peers.includes(String(peer));
  const placed = known || findRelationshipOf(where, { relationships }) !== undefined;
  if (Object.keys(relationships).length > 1 && !placed && isScopeId(where))
    unsupported.push(messages.keaPeerMissing(where, peers));
  return {
    ...(here !== undefined && { interface: here }),
    ...(known && { [failoverPeer]: peer! }),
  };
}

/** Of scopes alone a hub must be told whose they are; a shared network may leave it to its subnets. */
const isScopeId = (where: string): boolean => /^\d/.test(where);

const interfacesCache = new WeakMap<ConfigIndex, ReadonlySet<string>>();

/** The network cards that a configuration names, worked out once. */
function interfacesOf(from: ConfigIndex): ReadonlySet<string> {
  let known = interfacesCache.get(from);
  if (!known) interfacesCache.set(from, (known = listInterfaces(from)));
  return known;
}

/** Returns the network cards that a configuration names. `eth0/10.0.0.1` is eth0; * is none. */
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

/** The shared parts of one kind, by name. */
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

/** What options mean in a configuration that is not yet written. */
export function definitionsOfConfiguration(
  configuration: Configuration,
  { release }: { readonly release: ConfigIndex["release"] },
): Definitions {
  const list = [...sharedObjects(configuration, "optionDefinitions")].map(([key, { properties }]) =>
    toListEntry(key, properties),
  );
  return createDefinitions(list, release);
}
