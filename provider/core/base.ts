// What was last replicated, kept with the resource: it tells afterwards who changed what.
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { valueAt, isMap, canonicalTextOfMaps } from "./canonical.js";
import { equal } from "./equal.js";
import {
  emptyConfiguration,
  type Change,
  type Configuration,
  type ConfigObject,
  type Location,
  type Plan,
} from "./model.js";

/** Canonical JSON, deflated, base64. */
export const encodeBase = (configuration: Configuration): string =>
  deflateRawSync(canonicalTextOfMaps(configuration as never)).toString("base64");

/** What tells whether a configuration is the one that was packed, without unpacking it. */
export const digestBase = (configuration: Configuration): string =>
  createHash("sha256")
    .update(canonicalTextOfMaps(configuration as never))
    .digest("base64");

/** What `pack` packed, or nothing where there is no record of a replication. Never throws: an unreadable record is none. */
export function decodeBase(packed: unknown): Configuration | undefined {
  if (typeof packed !== "string" || packed === "") return undefined;
  try {
    return {
      ...emptyConfiguration,
      ...(JSON.parse(
        inflateRawSync(Buffer.from(packed, "base64")).toString("utf8"),
      ) as Configuration),
    };
  } catch {
    return undefined;
  }
}

/** A leaf as the base, the primary and the partner have it. */
export interface AttributedChange {
  readonly place: Location;
  readonly path: readonly string[];
  readonly changedBy: "primary" | "partner" | "both";
  readonly values: readonly (Change["current"] | undefined)[];
}

/** Who changed what since the base: each leaf of a plan, held against what was replicated. */
export function attributeChanges(
  base: Configuration,
  primary: Configuration,
  partner: Configuration,
  plan: Plan,
): readonly AttributedChange[] {
  return plan.map(({ place, path }) => {
    const [was, mine, theirs] = [base, primary, partner].map((configuration) =>
      valueIn(configuration, place, path),
    );
    const changed = (value: typeof was) => !equal(comparableValue(value), comparableValue(was));
    return {
      place,
      path,
      values: [was, mine, theirs],
      changedBy: !changed(theirs) ? "primary" : changed(mine) ? "both" : "partner",
    };
  });
}

/** A part by what it holds: whose value is in force by inheritance does not count. */
const comparableValue = (value: AttributedChange["values"][number]) =>
  isConfigObject(value) ? value.properties : (value ?? null);
const isConfigObject = (value: AttributedChange["values"][number]): value is ConfigObject =>
  isMap(value) &&
  Array.isArray((value as unknown as ConfigObject).inherited) &&
  isMap((value as unknown as ConfigObject).properties);

function valueIn(
  configuration: Configuration,
  place: Location,
  path: readonly string[],
): Change["current"] | undefined {
  if (place.kind === "order") return configuration.order[place.key];
  if (place.kind === "relationship") return undefined; // no base speaks of relationships
  const part =
    place.kind === "settings"
      ? configuration.settings
      : (place.kind === "scope" ? configuration.scopes : configuration.shared)[place.key];
  return path.length === 0 ? part : valueAt(part?.properties, path);
}
