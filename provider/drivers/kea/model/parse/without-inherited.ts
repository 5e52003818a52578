// Removes inherited values from a running server's configuration. A server returns inherited values
// in every subnet: sent back like that, they would be explicit values of each subnet.
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import { applyEdits } from "../../apply-edits.js";
import type { Edit } from "../../json-edit.js";
import { indexConfiguration, type IndexedObject } from "./config-index.js";
import { listEncodings } from "../field-mappings.js";
import { inheritedValue, valuesAt, type InheritanceLevel } from "./inheritance.js";
import type { Document } from "../plan/plan-edits.js";
import type { Release } from "../release.js";

/** Returns the document without inherited values. It is read as the same configuration. */
export function withoutInherited(root: Document, release?: Release): Document {
  const { server, networks, subnets, knownRelease } = indexConfiguration(root.Dhcp4, release);
  const edits: Edit[] = [];
  const chains = new Map<string | undefined, readonly Tree[]>([[undefined, [server.explicit]]]);
  for (const [name, entry] of networks) {
    const own = removeInherited(entry, {
      level: "network",
      outer: [server.explicit],
      release: knownRelease,
      edits,
    });
    chains.set(name, [own, server.explicit]);
  }
  for (const subnet of subnets.values())
    removeInherited(subnet, {
      level: "subnet",
      outer: chains.get(subnet.network)!,
      release: knownRelease,
      edits,
    });
  return applyEdits(root as unknown as Json, edits) as unknown as Document;
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

/** Kea's keywords of these values in a subnet. */
export const keywordsWrittenWhenInherited: readonly string[] = [...writtenWhenInherited].flatMap(
  (name) => listEncodings("subnet", name).map(({ key }) => key),
);

interface InheritedRemoval {
  readonly level: InheritanceLevel;
  /** The explicit values of the objects around, innermost first. */
  readonly outer: readonly Tree[];
  readonly release: Release | undefined;
  /** The edits so far. */
  readonly edits: Edit[];
}

/** Adds edits that remove inherited values from an object. Returns the values that remain. */
function removeInherited(
  { explicit, raw, path }: IndexedObject,
  { level, outer, release, edits }: InheritedRemoval,
): Tree {
  const remaining: Record<string, Json> = { ...explicit };
  for (const value of valuesAt(level)) {
    const current = remaining[value.name];
    if (current === undefined || !writtenWhenInherited.has(value.name)) continue;
    const keys = listEncodings(level, value.name).filter(({ key }) => raw[key] !== undefined);
    if (keys.length === 0) continue;
    if (!equal(inheritedValue(value, remaining, outer, release), current)) continue;
    delete remaining[value.name];
    for (const { key } of keys) edits.push({ kind: "remove", path: [...path, key] });
  }
  return remaining;
}
