// Servers that changes come from: what Kea's part of a reading is, whichever driver made it.
import { parseSharedName } from "../../core/apply.js";
import type { ConfigObject, SharedKey } from "../../core/model.js";
import type { Snapshot } from "../driver.js";
import { isBuiltInEverywhere, type Release, type ReplicationSource } from "./model/index.js";

const sources = new WeakMap<Snapshot, ReplicationSource>();

/** Notes what a reading of a Kea server or its file was made from. */
export const rememberSource = (reading: Snapshot, source: ReplicationSource): void =>
  void sources.set(reading, source);

/** Returns what these readings were made from; those of other servers are left out. */
export const replicationSourcesOf = (
  readings: readonly Snapshot[] = [],
): readonly ReplicationSource[] => readings.flatMap((reading) => sources.get(reading) ?? []);

/**
 * Returns whether Kea of any of these releases has a shared part built in: the definition of an
 * option.
 */
export function hasBuiltIn(
  possible: readonly Release[],
  key: SharedKey,
  { properties }: ConfigObject,
): boolean {
  return (
    key.startsWith("optionDefinitions.") &&
    isBuiltInEverywhere(possible, parseSharedName(key), properties)
  );
}
