// Reads ranges of addresses: Kea's pools as a collection by `first-last`.
import { hasHostBits, ipv4ToNumber, normalizeRange } from "../../../../core/address.js";
import { messages } from "../../messages.js";
import type { Json, Tree } from "../../../../core/model.js";
import type { Definitions } from "../options/definitions.js";
import { recognizeBy, type Member, type Recognition } from "../plan/list-edits.js";
import { asMaps, withSubject, asName, type KeaMap } from "../kea-map.js";
import { readTree } from "./read-tree.js";

/** One range of an array, under its key. */
export interface ReadRange {
  readonly key: string;
  readonly member: Tree;
}

/** Returns the ranges of an array in its order. Throws where two are the same. */
export function readRanges(
  list: Json | undefined,
  definitions: Definitions,
  where: string,
): readonly ReadRange[] {
  const seen = new Map<string, KeaMap>();
  const place = `${where} ranges`;
  return asMaps(list, place).map((raw) =>
    withSubject(raw, () => {
      const key = rangeKeyOf(asName(raw, "pool", place));
      const twin = seen.get(key);
      if (twin)
        throw messages.keaDuplicateKey(where, "ranges", key, [String(twin.pool), String(raw.pool)]);
      seen.set(key, raw);
      return { key, member: readTree("range", raw, { definitions, where: `${place}.${key}` }) };
    }),
  );
}

/** Returns the ranges of an array as a collection; nothing where there are none. */
export function readRangeCollection(
  list: Json | undefined,
  definitions: Definitions,
  where: string,
): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  const collection: Record<string, Json> = Object.create(null);
  for (const { key, member } of readRanges(list, definitions, where)) collection[key] = member;
  return collection;
}

/** Returns the key of a pool. Throws where it is no range. */
export function rangeKeyOf(pool: string): string {
  const text = pool.replace(/[ \t]/g, "");
  const key = normalizeRange(text);
  // 2.2 takes a prefix with host bits set from that host on; 2.6 and later refuse it. Seen on
  // 2.2.0, 2.6.3 and 3.0.3.
  if (!hasHostBits(text)) return key;
  const first = text.slice(0, text.indexOf("/"));
  const last = key.slice(key.indexOf("-") + 1);
  return `${first}-${last}`;
}

/**
 * Recognizes a range that was resized: it begins or ends with the same address, or has addresses in
 * common with the former one.
 */
export const resizings: readonly Recognition[] = [
  recognizeBy((range) => String(bounds(range)[0])),
  recognizeBy((range) => String(bounds(range)[1])),
  recognizeOverlap,
];

/** Recognizes a range in the first one that has addresses in common with it. */
function recognizeOverlap(open: ReadonlyMap<string, Tree>): (from: Member) => string | undefined {
  const sorted = [...open.keys()]
    .map((key) => ({ key, bounds: bounds({ key }) }))
    .sort((a, b) => a.bounds[0] - b.bounds[0]);
  const recognized = new Set<string>();
  return (from) => {
    const [first, last] = bounds(from);
    // Ranges of one scope have no addresses in common, so those that end before this one begins
    // are all in front.
    let at = firstIndex(sorted.length, (i) => sorted[i]!.bounds[1] >= first);
    while (at < sorted.length && sorted[at]!.bounds[0] <= last && recognized.has(sorted[at]!.key))
      at++;
    const found = sorted[at];
    if (found === undefined || found.bounds[0] > last) return undefined;
    recognized.add(found.key);
    return found.key;
  };
}

/**
 * Returns the first index that fulfils a condition, which all indices behind it fulfil as well;
 * `length` where none does.
 */
function firstIndex(length: number, isFulfilled: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFulfilled(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function bounds({ key }: Pick<ReadRange, "key">): readonly [first: number, last: number] {
  const [first, last] = key.split("-");
  return [ipv4ToNumber(first!), ipv4ToNumber(last!)];
}
