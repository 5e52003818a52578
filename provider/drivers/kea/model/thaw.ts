// A live server's configuration as a person would have written it: a server answers with inherited values in every subnet, and sent back
// as they are they would be each subnet's own from then on.
import type { Json, Tree } from "../../../core/model.js";
import { applyEdits } from "../apply-edits.js";
import type { Edit } from "../edit.js";
import type { Document } from "./arrange.js";
import { equal } from "./equal.js";
import { unsaid, valuesAt, type Level } from "./inheritance.js";
import { outline, type Entry } from "./outline.js";
import type { Release } from "./release.js";
import { spellingsOf } from "./words.js";

/** The document without what its subnets and shared networks say only because they inherit it. It reads the same. */
export function thawed(root: Document, release?: Release): Document {
  const from = outline(root.Dhcp4, release);
  const made: Edit[] = [];
  const own = new Map<string | undefined, readonly Tree[]>([[undefined, [from.server.own]]]);
  for (const [name, entry] of from.networks)
    own.set(name, [
      silenced("network", entry, [from.server.own], from.told, made),
      from.server.own,
    ]);
  for (const subnet of from.subnets.values())
    silenced("subnet", subnet, own.get(subnet.network)!, from.told, made);
  return applyEdits(root as unknown as Json, made) as unknown as Document;
}

/** What a server writes into each part although nobody said it there. Kea's INHERIT_TO_SUBNET4; seen on 2.2.0, 2.6.3 and 3.0.3. All else it tells only where it was said. */
const toldUnasked = new Set([
  "leaseDuration",
  "minimumLeaseDuration",
  "maximumLeaseDuration",
  "renewalTime",
  "rebindingTime",
  "calculate-tee-times",
  "t1-percent",
  "t2-percent",
  "store-extended-info",
  "cache-threshold",
  "cache-max-age",
  "allocator",
  "offer-lifetime",
  "adaptive-lease-time-threshold",
  "relays",
]);

/** What is left to a part of its own word. */
function silenced(
  level: Level,
  { own, raw, path }: Entry,
  outer: readonly Tree[],
  release: Release | undefined,
  made: Edit[],
): Tree {
  const left: Record<string, Json> = { ...own };
  for (const value of valuesAt(level)) {
    const word = left[value.name];
    if (word === undefined || !toldUnasked.has(value.name)) continue;
    const keys = spellingsOf(level, value.name).filter(({ key }) => raw[key] !== undefined);
    if (keys.length === 0 || !equal(unsaid(value, left, outer, release), word)) continue;
    delete left[value.name];
    for (const { key } of keys) made.push({ kind: "remove", path: [...path, key] });
  }
  return left;
}
