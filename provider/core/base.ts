// What was last replicated, kept with the resource: it tells afterwards who changed what.
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { at, isMap, text, textOfMaps } from "./canonical.js";
import {
  emptyConfiguration,
  type Change,
  type Configuration,
  type ConfigObject,
  type Location,
  type Plan,
} from "./model.js";

/** Canonical JSON, deflated, base64. */
export const pack = (configuration: Configuration): string =>
  deflateRawSync(textOfMaps(configuration as never)).toString("base64");

/** What tells whether a configuration is the one that was packed, without unpacking it. */
export const print = (configuration: Configuration): string =>
  createHash("sha256")
    .update(textOfMaps(configuration as never))
    .digest("base64");

/** What `pack` packed, or nothing where there is no record of a replication. Never throws: an unreadable record is none. */
export function unpack(packed: unknown): Configuration | undefined {
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
export interface Moved {
  readonly place: Location;
  readonly path: readonly string[];
  readonly by: "primary" | "partner" | "both";
  readonly values: readonly (Change["current"] | undefined)[];
}

/** Who changed what since the base: each leaf of a plan, held against what was replicated. */
export function movement(
  base: Configuration,
  primary: Configuration,
  partner: Configuration,
  plan: Plan,
): readonly Moved[] {
  return plan.map(({ place, path }) => {
    const [was, mine, theirs] = [base, primary, partner].map((configuration) =>
      valueAt(configuration, place, path),
    );
    const changed = (value: typeof was) => text(plainly(value)) !== text(plainly(was));
    return {
      place,
      path,
      values: [was, mine, theirs],
      by: !changed(theirs) ? "primary" : changed(mine) ? "both" : "partner",
    };
  });
}

/** A part by what it holds: whose value is in force by inheritance does not count. */
const plainly = (value: Moved["values"][number]) =>
  isPart(value) ? value.properties : (value ?? null);
const isPart = (value: Moved["values"][number]): value is ConfigObject =>
  isMap(value) &&
  Array.isArray((value as unknown as ConfigObject).inherited) &&
  isMap((value as unknown as ConfigObject).properties);

function valueAt(
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
  return path.length === 0 ? part : at(part?.properties, path);
}
