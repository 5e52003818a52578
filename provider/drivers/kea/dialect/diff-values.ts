// Compares two JSON values and returns the edits that lead from one to the other. Equal elements
// stay where they are, with their comments.
import { equal } from "../../../core/equal.js";
import { isMap, canonicalText } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import type { RequestedEdits } from "../apply-edits.js";

/** Returns the edits inside `before` that make it `after`; nothing where they are of two kinds. */
export function diffValues(before: Json, after: Json): RequestedEdits | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return diffArrays(before as readonly Json[], after as readonly Json[]);
  }
  return isMap(before) && isMap(after) ? diffObjects(before, after) : undefined;
}

type Members = { readonly [name: string]: Json };

function diffObjects(before: Members, after: Members): RequestedEdits {
  const inside: RequestedEdits["inside"] = new Map();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const hasBoth = Object.hasOwn(before, name) && Object.hasOwn(after, name);
    if (hasBoth && equal(before[name], after[name])) continue;
    const requested: RequestedEdits = { inside: new Map() };
    if (Object.hasOwn(after, name)) requested.set = { value: after[name]! };
    else requested.removed = true;
    inside.set(name, requested);
  }
  return { inside };
}

/**
 * Returns the edits of an array. An element stays where an equal one, or one of the same name, is
 * in `after` in the same order.
 */
function diffArrays(before: readonly Json[], after: readonly Json[]): RequestedEdits {
  const pairs = pairElements(before, after);
  const isPermutation = before.length === after.length && pairs.size === before.length;
  const staying = isPermutation ? pairs : findLongestInOrder(pairs);
  const inside: RequestedEdits["inside"] = new Map();
  for (const [from, to] of staying) {
    if (!equal(before[from], after[to])) requestOf(inside, from).set = { value: after[to]! };
  }
  if (isPermutation) {
    const places = new Map([...pairs].map(([from, to]) => [to, from]));
    return { inside, order: after.map((_, to) => places.get(to)!) };
  }
  for (const index of before.keys())
    if (!staying.has(index)) requestOf(inside, index).removed = true;
  return { inside, append: addElements(inside, after, staying) };
}

function requestOf(inside: RequestedEdits["inside"], index: number): RequestedEdits {
  const requested = inside.get(index) ?? { inside: new Map() };
  inside.set(index, requested);
  return requested;
}

/** Adds new elements before the element that stays and follows them. Returns those at the end. */
function addElements(
  inside: RequestedEdits["inside"],
  after: readonly Json[],
  staying: ReadonlyMap<number, number>,
): { value: Json }[] {
  const places = new Map([...staying].map(([from, to]) => [to, from]));
  const following: (number | undefined)[] = [];
  for (let to = after.length - 1; to >= 0; to--)
    following[to] = places.get(to) ?? following[to + 1];
  const append: { value: Json }[] = [];
  for (const [to, value] of after.entries()) {
    if (places.has(to)) continue;
    const next = following[to];
    if (next === undefined) {
      append.push({ value });
      continue;
    }
    const requested = requestOf(inside, next);
    requested.before ??= [];
    requested.before.push(value);
  }
  return append;
}

/** Returns the position in `after` of each element of `before` that has a counterpart there. */
function pairElements(
  before: readonly Json[],
  after: readonly Json[],
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  pairBy(canonicalText, { before, after, pairs });
  pairBy(textOfName, { before, after, pairs });
  return pairs;
}

const textOfName = (element: Json): string | undefined =>
  isMap(element) && element.name !== undefined ? canonicalText(element.name) : undefined;

interface Pairing {
  readonly before: readonly Json[];
  readonly after: readonly Json[];
  /** The pairs so far, from the position in `before` to that in `after`. */
  readonly pairs: Map<number, number>;
}

/** Pairs elements that have the same mark and no counterpart yet, in their order. */
function pairBy(
  markOf: (element: Json) => string | undefined,
  { before, after, pairs }: Pairing,
): void {
  const paired = new Set(pairs.values());
  const unpaired = [...after.keys()].filter((to) => !paired.has(to)).reverse();
  const positionsByMark = Map.groupBy(unpaired, (to) => markOf(after[to]!));
  for (const [from, element] of before.entries()) {
    const mark = pairs.has(from) ? undefined : markOf(element);
    const to = mark === undefined ? undefined : positionsByMark.get(mark)?.pop();
    if (to !== undefined) pairs.set(from, to);
  }
}

/**
 * Returns the most pairs that are in the same order on both sides: the longest increasing
 * subsequence, found by the lowest end of the subsequences of each length.
 */
function findLongestInOrder(pairs: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const sorted = [...pairs].sort(([one], [other]) => one - other);
  /** The pair that ends the subsequence of each length. */
  const ends: number[] = [];
  const predecessors = sorted.map(([, to], i) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[ends[middle]!]![1] < to) low = middle + 1;
      else high = middle;
    }
    ends[low] = i;
    return low === 0 ? undefined : ends[low - 1];
  });
  const longest: (readonly [number, number])[] = [];
  for (let at = ends.at(-1); at !== undefined; at = predecessors[at]) longest.push(sorted[at]!);
  return new Map(longest.reverse());
}
