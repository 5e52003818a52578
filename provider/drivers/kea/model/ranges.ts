// Ranges of addresses handed out: Kea's pools as a collection by `first-last`.
import { hostBits, ipv4ToNumber, rangeKey } from "../../../core/address.js";
import { messages } from "../../../core/messages.js";
import type { Json, Tree } from "../../../core/model.js";
import type { Definitions } from "./definitions.js";
import { items, lookingAt, name, type Raw } from "./raw.js";
import { treeOf } from "./tree.js";

/** One range of a list, read. */
export interface ReadRange {
  readonly key: string;
  readonly member: Tree;
}

/** The ranges of a list in its order. Throws where two are the same. */
export function readRanges(list: Json | undefined, definitions: Definitions, where: string): readonly ReadRange[] {
  const seen = new Map<string, Raw>();
  const place = { definitions, where: `${where} ranges` };
  return items(list, place.where).map((raw) => lookingAt(raw, () => {
    const key = keyOf(name(raw, "pool", place.where));
    const twin = seen.get(key);
    if (twin) throw messages.keaTwice(where, "ranges", key, String(twin.pool), String(raw.pool));
    seen.set(key, raw);
    return { key, member: treeOf("range", raw, place, key) };
  }));
}

/** The ranges of a list as a collection; nothing where there are none. */
export function ranges(list: Json | undefined, definitions: Definitions, where: string): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  const collection: Record<string, Json> = {};
  for (const { key, member } of readRanges(list, definitions, where)) collection[key] = member;
  return collection;
}

function keyOf(pool: string): string {
  const text = pool.replace(/[ \t]/g, "");
  const key = rangeKey(text);
  // 2.2 takes a prefix with host bits set from that host on; 2.6 and later refuse it. Seen on 2.2.0, 2.6.3 and 3.0.3.
  return hostBits(text) ? `${text.slice(0, text.indexOf("/"))}-${key.slice(key.indexOf("-") + 1)}` : key;
}

/** A range is the same one, resized, where it begins or ends with the same address, or has addresses in common with it. */
export const resizings: readonly ((from: ReadRange, to: ReadRange) => boolean)[] = [
  (from, to) => bounds(from)[0] === bounds(to)[0],
  (from, to) => bounds(from)[1] === bounds(to)[1],
  (from, to) => {
    const [[first, last], [otherFirst, otherLast]] = [bounds(from), bounds(to)];
    return first <= otherLast && otherFirst <= last;
  },
];

function bounds({ key }: ReadRange): readonly [first: number, last: number] {
  const [first, last] = key.split("-");
  return [ipv4ToNumber(first!), ipv4ToNumber(last!)];
}
