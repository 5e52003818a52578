// The differences between what the partner holds and what it should hold, property by property.
import deepDiff from "deep-diff";
import { valueAt, byName, isMap, canonicalText } from "./canonical.js";
import { equal } from "./equal.js";
import {
  collections,
  type Change,
  type Configuration,
  type Json,
  type ConfigObject,
  type Location,
  type Plan,
  type Tree,
} from "./model.js";
import { formatSegment } from "./paths.js";
import type { IgnoreRule } from "./keep.js";

/** The part of two configurations that is compared. */
export interface Selection {
  /** The scopes compared. A scope that only one server has is to be created or removed. */
  readonly scopes: readonly string[];
  /** True: all that is outside scopes is compared. False: only what the desired scopes use. */
  readonly settings: boolean;
  /** Returns true for a change that the two servers keep different on purpose. */
  readonly isIgnored: IgnoreRule;
}

/**
 * Returns the plan that makes `current` equal to `desired` within the selection. Empty: in sync.
 */
export function compare(
  current: Configuration,
  desired: Configuration,
  selection: Selection,
): Plan {
  const changes = [
    ...listSharedCompared(current, desired, selection).map((key) =>
      compareObjects({ kind: "shared", key }, current.shared[key], desired.shared[key]),
    ),
    ...Object.keys(desired.order).map((kind) => compareOrder(kind, current, desired, selection)),
    selection.settings
      ? compareObjects({ kind: "settings" }, current.settings, desired.settings)
      : [],
    ...selection.scopes.map((key) =>
      compareObjects({ kind: "scope", key }, current.scopes[key], desired.scopes[key]),
    ),
  ];
  return changes.flat().filter((change) => !selection.isIgnored(change));
}

/** Returns the differences outside scopes, whether or not a plan may change them. */
export function compareSettings(
  current: Configuration,
  desired: Configuration,
  selection: Selection,
): Plan {
  const replicated = new Set(listSharedCompared(current, desired, selection));
  const outside = (configuration: Configuration): Configuration => ({
    ...configuration,
    shared: Object.fromEntries(
      Object.entries(configuration.shared).filter(([key]) => !replicated.has(key)),
    ),
  });
  return compare(outside(current), outside(desired), { ...selection, scopes: [], settings: true });
}

/**
 * Returns the shared objects that a plan covers: those that the desired scopes use, or all but
 * those that only other scopes of the partner use.
 */
function listSharedCompared(
  current: Configuration,
  desired: Configuration,
  selection: Selection,
): readonly string[] {
  const used = listUsedObjects(desired, selection.scopes);
  if (!selection.settings) return [...used].sort(byName);
  const compared = new Set(selection.scopes);
  const elsewhere = listUsedObjects(
    current,
    Object.keys(current.scopes).filter((id) => !compared.has(id)),
  );
  const all = new Set([...Object.keys(current.shared), ...Object.keys(desired.shared)]);
  return [...all]
    .filter((key) => desired.shared[key] !== undefined || !elsewhere.has(key))
    .sort(byName);
}

/** Returns all shared objects that these scopes use. */
export function listUsedObjects(
  configuration: Configuration,
  scopes: Iterable<string>,
): Set<string> {
  const used = new Set<string>();
  for (const id of scopes) for (const key of configuration.scopes[id]?.uses ?? []) used.add(key);
  return used;
}

/** Compares the order of the shared objects of one kind that both servers have. */
function compareOrder(
  kind: string,
  current: Configuration,
  desired: Configuration,
  selection: Selection,
): Change[] {
  const used = selection.settings ? undefined : listUsedObjects(desired, selection.scopes);
  if (used?.size === 0) return [];
  const isCompared = (name: string) => used?.has(`${kind}.${formatSegment(name)}`) ?? true;
  const [mine, theirs] = [current.order[kind] ?? [], desired.order[kind] ?? []];
  const known = new Set(theirs);
  const common = new Set(mine.filter((name) => known.has(name) && isCompared(name)));
  const [from, to] = [
    mine.filter((name) => common.has(name)),
    theirs.filter((name) => common.has(name)),
  ];
  return equal(from, to)
    ? []
    : [{ location: { kind: "order", key: kind }, path: [], current: from, desired: to }];
}

/** Returns the rank of a change in a plan: removals first, then changes, then additions. */
function rankOf({ current, desired }: Change): number {
  if (desired === undefined) return 0;
  return current === undefined ? 2 : 1;
}

/** Returns the differences within one object. */
function compareObjects(
  location: Location,
  current: ConfigObject | undefined,
  desired: ConfigObject | undefined,
): Change[] {
  if (current === desired || (current && desired && equal(current, desired))) return [];
  if (!current || !desired)
    return [{ location, path: [], ...(current && { current }), ...(desired && { desired }) }];
  return compareTrees(location, ...withoutCommonInherited(current, desired));
}

/** Returns the properties in which two trees at one location differ. */
export function compareTrees(location: Location, from: Tree, to: Tree): Change[] {
  return findDifferences(from, to)
    .map((difference) => ({
      change: { location, ...difference },
      rank: rankOf({ location, ...difference }),
      name: canonicalText(difference.path),
    }))
    .sort((a, b) => a.rank - b.rank || byName(a.name, b.name))
    .map(({ change }) => change);
}

/**
 * Returns the properties of both objects without those that both inherit: these differ where they
 * are set.
 */
function withoutCommonInherited(
  current: ConfigObject,
  desired: ConfigObject,
): readonly [Tree, Tree] {
  const foreign = (part: ConfigObject, name: string) =>
    part.properties[name] === undefined || part.inherited.includes(name);
  const left = new Set(
    [...current.inherited, ...desired.inherited].filter(
      (name) => foreign(current, name) && foreign(desired, name),
    ),
  );
  if (left.size === 0) return [current.properties, desired.properties];
  const rest = (tree: Tree): Tree =>
    Object.fromEntries(Object.entries(tree).filter(([name]) => !left.has(name)));
  return [rest(current.properties), rest(desired.properties)];
}

/** A path at which two trees differ, and the value of each. */
type PropertyDifference = Omit<Change, "location">;

/**
 * Returns the paths at which two trees differ. deep-diff compares the properties of an object or a
 * member; an array is one value. Collections are compared here, member by member, because deep-diff
 * would search a list for each member.
 */
function findDifferences(
  from: Tree,
  to: Tree,
  above: readonly string[] = [],
): PropertyDifference[] {
  const walked: string[][] = [];
  const found = deepDiff<unknown, unknown>(from, to, {
    prefilter: (path, name) =>
      collections.has(String(name)) && walked.push([...path, name].map(String)) > 0,
    normalize: (_path, _name, lhs, rhs) =>
      Array.isArray(lhs) || Array.isArray(rhs) ? [arrayAsValue(lhs), arrayAsValue(rhs)] : undefined,
  });
  const paths = (found ?? []).map(({ path = [] }) => path.map(String));
  return [
    ...paths.flatMap((path) =>
      compareValues([...above, ...path], valueAt(from, path), valueAt(to, path)),
    ),
    ...walked.flatMap((path) =>
      compareCollections([...above, ...path], valueAt(from, path), valueAt(to, path)),
    ),
  ];
}

const arrayAsValue = (value: unknown): unknown =>
  Array.isArray(value) ? `array ${canonicalText(value)}` : value;

/**
 * Returns the differences of two collections. Members that both have are compared by themselves.
 */
function compareCollections(
  path: readonly string[],
  current: Json | undefined,
  desired: Json | undefined,
): PropertyDifference[] {
  if (!isMap(current) || !isMap(desired)) return compareValues(path, current, desired);
  const names = [
    ...Object.keys(current),
    ...Object.keys(desired).filter((name) => !Object.hasOwn(current, name)),
  ];
  return names.flatMap((name) => {
    const [mine, theirs] = [ownMember(current, name), ownMember(desired, name)];
    const inside = [...path, name];
    if (isMap(mine) && isMap(theirs)) return findDifferences(mine, theirs, inside);
    return compareValues(inside, mine, theirs);
  });
}

/** Returns the differences of two values at one path, at least one of which is no object. */
function compareValues(
  path: readonly string[],
  current: Json | undefined,
  desired: Json | undefined,
): PropertyDifference[] {
  if (current === undefined || desired === undefined) return listOneSided(path, current, desired);
  const isSame = current === desired || equal(current, desired);
  return isSame ? [] : [{ path, current, desired }];
}

const ownMember = (tree: Tree, name: string): Json | undefined =>
  Object.hasOwn(tree, name) ? tree[name] : undefined;

/**
 * Returns what only one of two trees holds: one difference, or one for each member of a collection.
 */
function listOneSided(
  path: readonly string[],
  current: Json | undefined,
  desired: Json | undefined,
): PropertyDifference[] {
  const value = current === undefined ? desired : current;
  if (value === undefined) return [];
  if (collections.has(path.at(-1) ?? "") && isMap(value)) {
    return Object.keys(value).flatMap((name) =>
      listOneSided(
        [...path, name],
        current === undefined ? undefined : value[name],
        desired === undefined ? undefined : value[name],
      ),
    );
  }
  return [
    { path, ...(current !== undefined && { current }), ...(desired !== undefined && { desired }) },
  ];
}
