// One text for equal values: servers are in sync where their canonical forms are equal.
import { createHash } from "node:crypto";
import { collections, type Json, type Tree } from "./model.js";

export const isMap = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns the value where it is an object, and an empty object otherwise. */
export const mapOf = (value: unknown): Tree => (isMap(value) ? value : {});

/** Compares names, for the one order in which everything is stored and shown. */
export function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Returns the value with its names in order. Names without a value are left out. */
export function canonical<T>(value: T): T {
  if (Array.isArray(value)) return value.map(canonical) as T;
  if (!isMap(value)) return (value === undefined ? null : value) as T;
  const ordered: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(value).sort(byName))
    if (value[name] !== undefined) ordered[name] = canonical(value[name]!);
  return ordered as T;
}

/** Returns the canonical text of a value, which is JSON: equal values have equal texts. */
export function canonicalText(value: unknown): string {
  // Most values have their names in order already; the engine's own function is the fastest then.
  if (isInOrder(value)) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const tree = value as Tree;
  const members = Object.keys(tree)
    .sort(byName)
    .filter((name) => tree[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${canonicalText(tree[name])}`);
  return `{${members.join()}}`;
}

/** Returns whether all objects in a value have their names in order. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last: string | undefined;
  for (const name in value) {
    if (last !== undefined && !(last < name)) return false;
    last = name;
    if (!isInOrder((value as Tree)[name])) return false;
  }
  return true;
}

const cachedTexts = new WeakMap<object, string>();

/** Returns the canonical text of a value that never changes. It is computed once. */
function cachedCanonicalText(value: object): string {
  const cached = cachedTexts.get(value);
  if (cached !== undefined) return cached;
  const text = canonicalText(value);
  cachedTexts.set(value, text);
  return text;
}

/** The length that a piece of a text has at least, unless it is the last one. */
const pieceLength = 65_536;

/**
 * Returns the canonical text of a large value in pieces, so that the whole need not be held in
 * memory. Two levels of objects are divided.
 */
export function* canonicalPieces(value: Readonly<Record<string, unknown>>): Generator<string> {
  let piece = "";
  for (const part of listParts(value, 2)) {
    piece += part;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

function* listParts(value: unknown, levels: number): Generator<string> {
  if (levels === 0 || !isMap(value)) {
    yield canonicalText(value);
    return;
  }
  let separator = "{";
  for (const name of Object.keys(value).sort(byName)) {
    if (value[name] === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* listParts(value[name], levels - 1);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

/**
 * Returns a short fingerprint (8 characters, 48 bits). It shows that a value changed and not what
 * it is.
 */
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

/** Returns the value at a path, or nothing. */
export function valueAt(tree: Tree | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = tree;
  for (const name of path) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * Trees that one piece of work created and may therefore change, each with the number of its
 * members.
 */
export type MadeTrees = WeakMap<object, number>;

/**
 * Returns the tree with a value at a path, or without it where the value is `undefined`. Objects on
 * the way are created. A collection that loses its last member is removed; any other object stays:
 * a range without properties is still a range.
 *
 * Pass one `made` for many values, and each tree is copied once rather than once for each value.
 */
export function withValueAt(
  tree: Tree,
  path: readonly string[],
  value: Json | undefined,
  made: MadeTrees = new WeakMap(),
): Tree {
  const [name, ...rest] = path as [string, ...string[]];
  const next = changeable(tree, made);
  const inner = rest.length === 0 ? value : withValueAt(mapOf(next[name]), rest, value, made);
  const isEmptied =
    value === undefined && collections.has(name) && isMap(inner) && made.get(inner) === 0;
  const comes = inner !== undefined && !isEmptied;
  made.set(next, made.get(next)! + Number(comes) - Number(Object.hasOwn(next, name)));
  if (comes) next[name] = inner;
  else delete next[name];
  return next;
}

/** Returns the tree itself where this work created it, and a copy otherwise. */
function changeable(tree: Tree, made: MadeTrees): Record<string, Json> {
  if (made.has(tree)) return tree as Record<string, Json>;
  const copy: Record<string, Json> = Object.assign(Object.create(null), tree);
  made.set(copy, Object.keys(copy).length);
  return copy;
}
