// Removes inherited values from a live server's configuration: a server answers with inherited
// values in every subnet, and sent back as they are they would be each subnet's own from then on.
import type { Json, Tree } from "../../../core/model.js";
import { applyEdits } from "../apply-edits.js";
import type { Edit } from "../json-edit.js";
import type { Document } from "./plan-edits.js";
import { equal } from "../../../core/equal.js";
import { inheritedValue, valuesAt, type InheritanceLevel } from "./inheritance.js";
import { indexConfiguration, type IndexedObject } from "./config-index.js";
import type { Release } from "./release.js";
import { listEncodings } from "./field-mappings.js";

/**
 * The document without what its subnets and shared networks say only because they inherit it. It
 * reads the same.
 */
export function withoutInherited(root: Document, release?: Release): Document {
  const from = indexConfiguration(root.Dhcp4, release);
  const made: Edit[] = [];
  const explicit = new Map<string | undefined, readonly Tree[]>([
    [undefined, [from.server.explicit]],
  ]);
  for (const [name, entry] of from.networks)
    explicit.set(name, [
      removeInherited("network", entry, [from.server.explicit], from.knownRelease, made),
      from.server.explicit,
    ]);
  for (const subnet of from.subnets.values())
    removeInherited("subnet", subnet, explicit.get(subnet.network)!, from.knownRelease, made);
  return applyEdits(root as unknown as Json, made) as unknown as Document;
}

/**
 * The values that a server writes into each object that inherits them. Kea's INHERIT_TO_SUBNET4;
 * seen on 2.2.0, 2.6.3 and 3.0.3. All others it returns only where they were set.
 */
const writtenWhenInherited = new Set([
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

/** Removes inherited values from an object, and returns those that are its own. */
function removeInherited(
  level: InheritanceLevel,
  { explicit, raw, path }: IndexedObject,
  outer: readonly Tree[],
  release: Release | undefined,
  made: Edit[],
): Tree {
  const left: Record<string, Json> = { ...explicit };
  for (const value of valuesAt(level)) {
    const word = left[value.name];
    if (word === undefined || !writtenWhenInherited.has(value.name)) continue;
    const keys = listEncodings(level, value.name).filter(({ key }) => raw[key] !== undefined);
    if (keys.length === 0 || !equal(inheritedValue(value, left, outer, release), word)) continue;
    delete left[value.name];
    for (const { key } of keys) made.push({ kind: "remove", path: [...path, key] });
  }
  return left;
}
