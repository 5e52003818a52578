// One spelling for equal things: "in sync" means that canonical forms are equal.
import { createHash } from "node:crypto";
import { collections, type Json, type Tree } from "./model.js";

export const isMap = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as a map: one without names where it is none. */
export const mapOf = (value: unknown): Tree => (isMap(value) ? value : {});

/** Names in the one order in which everything is kept and told. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same value with its names in order; names without a value are left out. */
export function canonical<T>(value: T): T {
  if (Array.isArray(value)) return value.map(canonical) as T;
  if (!isMap(value)) return (value === undefined ? null : value) as T;
  const ordered: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(value).sort(byName))
    if (value[name] !== undefined) ordered[name] = canonical(value[name]!);
  return ordered as T;
}

/** Canonical text, which is JSON: equal values give equal texts. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isMap(value)) return JSON.stringify(value ?? null);
  let line = "";
  for (const name of Object.keys(value).sort(byName))
    if (value[name] !== undefined)
      line += `${line === "" ? "" : ","}${JSON.stringify(name)}:${canonicalText(value[name])}`;
  return `{${line}}`;
}

const cachedTexts = new WeakMap<object, string>();

/** Canonical text of a value that is never changed once made: worked out once. */
export function cachedCanonicalText(value: object): string {
  let known = cachedTexts.get(value);
  if (known === undefined) cachedTexts.set(value, (known = canonicalText(value)));
  return known;
}

/** Canonical text of maps of values that are never changed once made: each value's is worked out once, whatever map it is in. */
export function canonicalTextOfMaps(value: Readonly<Record<string, unknown>>): string {
  const inner = (map: unknown): string =>
    isMap(map)
      ? `{${Object.keys(map)
          .sort(byName)
          .map(
            (name) =>
              `${JSON.stringify(name)}:${isMap(map[name]) ? cachedCanonicalText(map[name]) : canonicalText(map[name])}`,
          )
          .join()}}`
      : canonicalText(map);
  return `{${Object.keys(value)
    .sort(byName)
    .filter((name) => value[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${inner(value[name])}`)
    .join()}}`;
}

/** A short fingerprint (8 characters, 48 bits): tells whether something changed, not what it is. */
export function fingerprint(value: unknown): string {
  return createHash("sha256")
    .update(
      typeof value === "object" && value !== null
        ? cachedCanonicalText(value)
        : canonicalText(value),
    )
    .digest("base64url")
    .slice(0, 8);
}

/** The value at a path, or nothing. */
export function valueAt(tree: Tree | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = tree;
  for (const name of path) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Trees that one piece of work made and may therefore change, each with the number of its members. */
export type MadeTrees = WeakMap<object, number>;

/**
 * The tree with the value at a path put in, or with `undefined` taken out. Maps on the way are made; a collection that loses its
 * last member goes with it, any other map stays: a range without properties is still a range.
 *
 * `made`: who puts in many values passes the same one each time, and each tree is copied once rather than once for each value.
 */
export function withValueAt(
  tree: Tree,
  path: readonly string[],
  value: Json | undefined,
  made: MadeTrees = new WeakMap(),
): Tree {
  const [name, ...rest] = path as [string, ...string[]];
  const next = changeable(tree, made);
  const standing = next[name];
  const inner =
    rest.length === 0 ? value : withValueAt(isMap(standing) ? standing : {}, rest, value, made);
  const isEmptied =
    value === undefined && collections.has(name) && isMap(inner) && made.get(inner) === 0;
  const comes = inner !== undefined && !isEmptied;
  made.set(next, made.get(next)! + Number(comes) - Number(Object.hasOwn(next, name)));
  if (comes) next[name] = inner;
  else delete next[name];
  return next;
}

/** Returns the tree itself where it was made here, and a copy otherwise. */
function changeable(tree: Tree, made: MadeTrees): Record<string, Json> {
  if (made.has(tree)) return tree as Record<string, Json>;
  const copy: Record<string, Json> = Object.assign(Object.create(null), tree);
  made.set(copy, Object.keys(copy).length);
  return copy;
}
