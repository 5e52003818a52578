// What would make the partner equal: the differences between what it holds and what it should hold, leaf by leaf.
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

/** How much of two configurations is compared. */
export interface Selection {
  /** The scopes compared, wherever they are: on one server only, they are to be made or removed. */
  readonly scopes: readonly string[];
  /** Whether what stands outside scopes is compared whole, or only what the desired scopes use. */
  readonly settings: boolean;
  /** Leaves in which the two differ on purpose. */
  readonly isIgnored: IgnoreRule;
}

/** The plan that makes `current` equal to `desired` as far as `extent` goes. Empty: in sync. */
export function compare(current: Configuration, desired: Configuration, extent: Selection): Plan {
  const changes = [
    ...listSharedCompared(current, desired, extent).map((key) =>
      compareObjects({ kind: "shared", key }, current.shared[key], desired.shared[key]),
    ),
    ...Object.keys(desired.order).map((kind) => compareOrder(kind, current, desired, extent)),
    extent.settings ? compareObjects({ kind: "settings" }, current.settings, desired.settings) : [],
    ...extent.scopes.map((key) =>
      compareObjects({ kind: "scope", key }, current.scopes[key], desired.scopes[key]),
    ),
  ];
  return changes.flat().filter((change) => !extent.isIgnored(change));
}

/** What stands outside scopes and differs, whether or not a plan may touch it. */
export function compareSettings(
  current: Configuration,
  desired: Configuration,
  extent: Selection,
): Plan {
  const replicated = new Set(listSharedCompared(current, desired, extent));
  const outside = (configuration: Configuration): Configuration => ({
    ...configuration,
    shared: Object.fromEntries(
      Object.entries(configuration.shared).filter(([key]) => !replicated.has(key)),
    ),
  });
  return compare(outside(current), outside(desired), { ...extent, scopes: [], settings: true });
}

/** The shared parts that a plan speaks of: those the desired scopes use, or all but those that only other scopes of the partner use. */
function listSharedCompared(
  current: Configuration,
  desired: Configuration,
  extent: Selection,
): readonly string[] {
  const used = listUsedObjects(desired, extent.scopes);
  if (!extent.settings) return [...used].sort(byName);
  const compared = new Set(extent.scopes);
  const elsewhere = listUsedObjects(
    current,
    Object.keys(current.scopes).filter((id) => !compared.has(id)),
  );
  const all = new Set([...Object.keys(current.shared), ...Object.keys(desired.shared)]);
  return [...all]
    .filter((key) => desired.shared[key] !== undefined || !elsewhere.has(key))
    .sort(byName);
}

/** Every shared part that these scopes use. */
export function listUsedObjects(
  configuration: Configuration,
  scopes: Iterable<string>,
): Set<string> {
  const used = new Set<string>();
  for (const id of scopes) for (const key of configuration.scopes[id]?.uses ?? []) used.add(key);
  return used;
}

/** The names of one kind of shared part that both sides have, in the order of each: told when the orders differ. */
function compareOrder(
  kind: string,
  current: Configuration,
  desired: Configuration,
  extent: Selection,
): Change[] {
  const used = extent.settings ? undefined : listUsedObjects(desired, extent.scopes);
  if (used?.size === 0) return [];
  const told = (name: string) => used?.has(`${kind}.${formatSegment(name)}`) ?? true;
  const [mine, theirs] = [current.order[kind] ?? [], desired.order[kind] ?? []];
  const known = new Set(theirs);
  const common = new Set(mine.filter((name) => known.has(name) && told(name)));
  const [from, to] = [
    mine.filter((name) => common.has(name)),
    theirs.filter((name) => common.has(name)),
  ];
  return equal(from, to)
    ? []
    : [{ place: { kind: "order", key: kind }, path: [], current: from, desired: to }];
}

/** What is listed first is what goes, then what changes, then what comes. */
const turnOf = (change: Change): number =>
  change.desired === undefined ? 0 : change.current === undefined ? 2 : 1;

/** The differences within one part. */
function compareObjects(
  place: Location,
  current: ConfigObject | undefined,
  desired: ConfigObject | undefined,
): Change[] {
  if (current === desired || (current && desired && equal(current, desired))) return [];
  if (!current || !desired)
    return [{ place, path: [], ...(current && { current }), ...(desired && { desired }) }];
  return compareTrees(place, ...withoutCommonInherited(current, desired));
}

/** The leaves in which two trees that stand in one place differ. */
export function compareTrees(place: Location, from: Tree, to: Tree): Change[] {
  return findDifferences(from, to)
    .map((leaf) => ({
      change: { place, ...leaf },
      turn: turnOf({ place, ...leaf }),
      name: canonicalText(leaf.path),
    }))
    .sort((a, b) => a.turn - b.turn || byName(a.name, b.name))
    .map(({ change }) => change);
}

/** Both parts without the properties that neither has of its own: what both inherit is told where it stands. */
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

/** Where two trees differ, and what each holds there. */
type PropertyDifference = Omit<Change, "place">;

/**
 * The leaves in which two trees differ. An array is one value; a whole collection that came or went is told member by member. deep-diff
 * compares what a part or a member holds. Members it would look up in a list of all, so collections are walked here.
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

/** The leaves in which two collections differ: a member that both have is compared by itself. */
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
    return isMap(mine) && isMap(theirs)
      ? findDifferences(mine, theirs, [...path, name])
      : compareValues([...path, name], mine, theirs);
  });
}

/** The leaves of two values that stand in one place, at least one of which is no tree. */
function compareValues(
  path: readonly string[],
  current: Json | undefined,
  desired: Json | undefined,
): PropertyDifference[] {
  if (current === undefined || desired === undefined) return listMembers(path, current, desired);
  return current === desired || equal(current, desired) ? [] : [{ path, current, desired }];
}

const ownMember = (tree: Tree, name: string): Json | undefined =>
  Object.hasOwn(tree, name) ? tree[name] : undefined;

/** The leaves of what only one of two trees holds. */
function listMembers(
  path: readonly string[],
  current: Json | undefined,
  desired: Json | undefined,
): PropertyDifference[] {
  const value = current === undefined ? desired : current;
  if (value === undefined) return [];
  if (collections.has(path.at(-1) ?? "") && isMap(value)) {
    return Object.keys(value).flatMap((name) =>
      listMembers(
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
