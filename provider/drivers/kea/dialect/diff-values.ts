// The edits within a list or a map that make it another one: what both have in common stays where
// it stands, its comments with it.
import { equal } from "../../../core/equal.js";
import { isMap, canonicalText } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import type { RequestedEdits } from "../apply-edits.js";

/**
 * Returns what is asked inside `before` to make it `after`; nothing where they are of two kinds.
 */
export function diffValues(before: Json, after: Json): RequestedEdits | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return diffLists(before as readonly Json[], after as readonly Json[]);
  }
  return isMap(before) && isMap(after) ? diffMaps(before, after) : undefined;
}

type Members = { readonly [name: string]: Json };

function diffMaps(before: Members, after: Members): RequestedEdits {
  const inside: RequestedEdits["inside"] = new Map();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const hasBoth = Object.hasOwn(before, name) && Object.hasOwn(after, name);
    if (hasBoth && equal(before[name], after[name])) continue;
    const asked: RequestedEdits = { inside: new Map() };
    if (Object.hasOwn(after, name)) asked.set = { value: after[name]! };
    else asked.removed = true;
    inside.set(name, asked);
  }
  return { inside };
}

/**
 * An element stays where its equal, or the element of the same name, stands in `after` in the same
 * order.
 */
function diffLists(before: readonly Json[], after: readonly Json[]): RequestedEdits {
  const pairs = pairElements(before, after);
  const isPermutation = before.length === after.length && pairs.size === before.length;
  const inside: RequestedEdits["inside"] = new Map();
  const at = (index: number): RequestedEdits => {
    const asked = inside.get(index) ?? { inside: new Map() };
    inside.set(index, asked);
    return asked;
  };
  const kept = isPermutation ? pairs : findLongestInOrder(pairs);
  for (const [from, to] of kept) {
    if (!equal(before[from], after[to])) at(from).set = { value: after[to]! };
  }
  if (isPermutation) {
    const places = new Map([...pairs].map(([from, to]) => [to, from]));
    return { inside, order: after.map((_, to) => places.get(to)!) };
  }
  before.forEach((_, index) => {
    if (!kept.has(index)) at(index).removed = true;
  });
  const append: { value: Json }[] = [];
  const stays = new Map([...kept].map(([from, to]) => [to, from]));
  const next: (number | undefined)[] = []; // the element that stays and is the next one in `after`
  for (let to = after.length - 1; to >= 0; to--) next[to] = stays.get(to) ?? next[to + 1];
  after.forEach((value, to) => {
    const from = next[to];
    if (stays.has(to)) return;
    if (from === undefined) append.push({ value });
    else (at(from).before ??= []).push(value);
  });
  return { inside, append };
}

/** Which position of `before` becomes which of `after`. */
function pairElements(
  before: readonly Json[],
  after: readonly Json[],
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (markOf: (element: Json) => string | undefined): void => {
    const open = new Map<string, number[]>();
    for (let to = after.length - 1; to >= 0; to--) {
      const mark = taken.has(to) ? undefined : markOf(after[to]!);
      if (mark === undefined) continue;
      const alike = open.get(mark);
      if (alike) alike.push(to);
      else open.set(mark, [to]);
    }
    before.forEach((element, from) => {
      const mark = pairs.has(from) ? undefined : markOf(element);
      const to = mark === undefined ? undefined : open.get(mark)?.pop();
      if (to === undefined) return;
      pairs.set(from, to);
      taken.add(to);
    });
  };
  pair(canonicalText);
  pair((element) =>
    isMap(element) && element.name !== undefined ? canonicalText(element.name) : undefined,
  );
  return pairs;
}

/**
 * The most pairs that are in the same order on both sides: the longest rising row, by the ends of
 * the best rows of each length.
 */
function findLongestInOrder(pairs: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const sorted = [...pairs].sort(([one], [other]) => one - other);
  const ends: number[] = []; // which pair ends the row of each length, the lowest one that does
  const formers = sorted.map(([, to], i) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[ends[middle]!]![1] < to) low = middle + 1;
      else high = middle;
    }
    ends[low] = i;
    return low === 0 ? undefined : ends[low - 1];
  });
  const row: (readonly [number, number])[] = [];
  for (let at = ends.at(-1); at !== undefined; at = formers[at]) row.push(sorted[at]!);
  return new Map(row.reverse());
}
