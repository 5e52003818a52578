// What was last replicated, kept with the resource: it tells afterwards who changed what.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { text } from "./canonical.js";
import { compare, type Extent } from "./compare.js";
import { noConfiguration, type Change, type Configuration, type Place } from "./model.js";

/** Canonical JSON, deflated, base64. */
export const pack = (configuration: Configuration): string => deflateRawSync(text(configuration)).toString("base64");

/** What `pack` packed, or nothing where there is no record of a replication. Never throws: an unreadable record is none. */
export function unpack(packed: unknown): Configuration | undefined {
  if (typeof packed !== "string" || packed === "") return undefined;
  try {
    return { ...noConfiguration, ...(JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString("utf8")) as Configuration) };
  } catch {
    return undefined;
  }
}

/** A leaf as the base, the primary and the partner have it. */
export interface Moved {
  readonly place: Place;
  readonly path: readonly string[];
  readonly by: "primary" | "partner" | "both";
  readonly values: readonly (Change["current"] | undefined)[];
}

/** Who changed what since the base: every leaf that the primary or the partner has otherwise now. */
export function movement(base: Configuration, primary: Configuration, partner: Configuration, extent: Extent): readonly Moved[] {
  const moved = new Map<string, Moved>();
  for (const { place, path, current, desired } of compare(base, primary, extent)) moved.set(text([place, path]), { place, path, by: "primary", values: [current, desired, current] });
  for (const { place, path, current, desired } of compare(base, partner, extent)) {
    const mine = moved.get(text([place, path]));
    moved.set(text([place, path]), { place, path, by: mine ? "both" : "partner", values: [current, mine ? mine.values[1] : current, desired] });
  }
  return [...moved.values()];
}
