// Normalizes a desired configuration for one server: resolves inherited values again, and finds
// what the server cannot hold.
import { byName } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import { messages } from "../../messages.js";
import type { Configuration, ConfigObject, Json, ScopeId, Tree } from "../../../../core/model.js";
import { checkObject } from "./check-object.js";
import { chooseLocal } from "./choose-local.js";
import { sortClasses } from "./class-order.js";
import { findCrossErrors } from "./cross-checks.js";
import {
  markInherited,
  valueIfInherited,
  valuesAt,
  type EffectiveValues,
  type InheritanceLevel,
} from "../parse/inheritance.js";
import {
  findUnchanged,
  networkOf,
  startNormalization,
  type Normalization,
  type NormalizationInput,
  type Scopes,
  type SharedObjects,
} from "./normalization.js";
import { localOfNetwork, normalizeRelationships, withPeer } from "./normalize-relationships.js";
import { networkKey } from "../parse/references.js";
import type { Target } from "../target.js";
import { reassignKeys } from "../parse/reservations.js";
import { sharedNetworkOf, sharedObjects } from "./shared-objects.js";

export interface NormalizedConfiguration {
  readonly configuration: Configuration;
  /** One sentence each. Not empty: the server cannot hold the configuration. */
  readonly unsupported: readonly string[];
  /** Those of the sentences that are about keywords and options of another release. */
  readonly otherRelease: readonly string[];
}

/**
 * Returns the desired configuration as the server would hold it, and what it cannot hold. Objects
 * that are the same as in `current` are not checked again.
 */
export function normalizeConfiguration(input: NormalizationInput): NormalizedConfiguration {
  const work = startNormalization(input);
  const { index, current, desired, target, definitions, unsupported, otherRelease } = work;
  const settings = normalizeSettings(work);
  const shared = normalizeSharedObjects(work, settings);
  if (settings !== current.settings)
    checkObject(work, { kind: "settings" }, settings, current.settings);
  const scopes = normalizeScopes(work, settings, shared);
  unsupported.push(...findSharedIds(work, scopes));
  const relationships = normalizeRelationships(work, shared, scopes);
  const order = { ...desired.order, classes: orderClasses(work, shared) };
  const configuration = { scopes, shared, settings, order, relationships };
  unsupported.push(
    ...findCrossErrors(
      { configuration, definitions },
      { configuration: current, definitions: index.definitions },
      target,
    ),
  );
  return { configuration, unsupported: [...otherRelease, ...unsupported], otherRelease };
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
  const shared: Record<string, ConfigObject> = {};
  for (const [key, object] of sortedEntries(work.desired.shared)) {
    const current = work.current.shared[key];
    const normalized = normalizeSharedObject(work, key, object, settings);
    shared[key] = reuseIfEqual(current, normalized);
    if (shared[key] !== current) checkObject(work, { kind: "shared", key }, shared[key], current);
  }
  return shared;
}

function normalizeSharedObject(
  work: Normalization,
  key: string,
  object: ConfigObject,
  settings: ConfigObject,
): ConfigObject {
  const isNetwork = key.startsWith("sharedNetworks.");
  const effective = isNetwork
    ? resolveInherited("network", object, settings.properties, work.target)
    : { properties: object.properties, inherited: [] };
  const uses = work.withNeeded(work.namedBy.get(key) ?? []).filter((used) => used !== key);
  const current = work.current.shared[key];
  if (current) return { ...effective, uses, local: current.local };
  return { ...effective, uses, local: isNetwork ? chooseLocal(work, key, object) : {} };
}

function normalizeScopes(
  work: Normalization,
  settings: ConfigObject,
  shared: SharedObjects,
): Scopes {
  const { current, desired, isRegrouped } = work;
  const isSharedUnchanged =
    Object.keys(shared).length === Object.keys(current.shared).length &&
    Object.entries(shared).every(([key, object]) => object === current.shared[key]);
  const scopes: Record<ScopeId, ConfigObject> = {};
  for (const [id, scope] of sortedEntries(desired.scopes)) {
    const currentScope = current.scopes[id];
    const { outer, isOuterUnchanged } = findOuter(work, id, settings, shared);
    const isUnchanged = currentScope === scope && isOuterUnchanged;
    if (isUnchanged && isSharedUnchanged && !isRegrouped) {
      scopes[id] = scope;
      continue;
    }
    const effective = isUnchanged
      ? scope
      : resolveInherited("subnet", scope, outer.properties, work.target);
    const normalized = normalizeScope(work, id, effective, shared);
    scopes[id] = reuseIfEqual(currentScope, normalized, isUnchanged && !isRegrouped);
    if (scopes[id] !== currentScope)
      checkObject(work, { kind: "scope", key: id }, scopes[id], currentScope);
  }
  return scopes;
}

/** Returns the object that a scope inherits from: its shared network, or the server. */
function findOuter(
  work: Normalization,
  id: ScopeId,
  settings: ConfigObject,
  shared: SharedObjects,
): { readonly outer: ConfigObject; readonly isOuterUnchanged: boolean } {
  const { current, unsupported } = work;
  const name = networkOf(work, id, work.desired.scopes[id]!);
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
  const scope = work.desired.scopes[id]!;
  const name = sharedNetworkOf(scope);
  const keys = work.findKeys(properties);
  const local = work.current.scopes[id]?.local ?? chooseLocal(work, id, scope);
  return {
    properties,
    inherited,
    uses: work.withNeeded(name === undefined ? keys : [...keys, networkKey(name)]),
    local: work.isRegrouped ? withPeer(work, id, local, localOfNetwork(shared, name)) : local,
  };
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

/** Returns the values in force in an object on this server, where it may inherit other values. */
function resolveInherited(
  level: InheritanceLevel,
  { properties: desired, inherited }: ConfigObject,
  outer: Tree | undefined,
  { knownRelease }: Target,
): EffectiveValues {
  const inheritedOnSource = new Set(inherited);
  const properties: Record<string, Json> = { ...desired };
  for (const value of valuesAt(level)) {
    if (desired[value.name] !== undefined && !inheritedOnSource.has(value.name)) continue;
    const found = valueIfInherited(value, properties, outer, knownRelease);
    if (found === undefined) delete properties[value.name];
    else properties[value.name] = found;
  }
  if (properties.reservations !== undefined)
    properties.reservations = reassignKeys(properties.reservations as Tree);
  return markInherited(level, properties, outer, knownRelease);
}

/**
 * Returns the current object where the normalized one is equal to it, so that it is not checked
 * again. `isKnownEqual`: only its references may differ.
 */
function reuseIfEqual(
  current: ConfigObject | undefined,
  normalized: ConfigObject,
  isKnownEqual = false,
): ConfigObject {
  if (!current) return normalized;
  const isSame = isKnownEqual
    ? current.uses === normalized.uses || current.uses.join() === normalized.uses.join()
    : equal(current, normalized);
  return isSame ? current : normalized;
}

/** Returns a sentence for each subnet id that several scopes would have. */
function findSharedIds(work: Normalization, scopes: Scopes): readonly string[] {
  const { sources = [] } = work.target;
  const idOf = (scope: ScopeId): Json =>
    findUnchanged(work, scope, scopes[scope]!)?.id ?? scopes[scope]!.properties.id!;
  const byId = Map.groupBy(Object.keys(scopes), idOf);
  const isOnSource = (scope: ScopeId): boolean =>
    sources.length === 0 || sources.some(({ configuration }) => configuration.scopes[scope]);
  return [...byId]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([id, sharing]) => {
      const onlyHere = sharing.filter((scope) => !isOnSource(scope));
      return messages.keaIdTaken(String(id), sharing, onlyHere);
    });
}
