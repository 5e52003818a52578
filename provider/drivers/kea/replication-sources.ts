// The Kea configurations behind snapshots, of running servers and of files: changes that come from
// them keep their spelling.
import { parseSharedName } from "../../core/apply.js";
import type { ConfigObject, SharedKey } from "../../core/model.js";
import type { Snapshot } from "../driver.js";
import { isBuiltInEverywhere, type Release, type ReplicationSource } from "./model/index.js";

const sources = new WeakMap<Snapshot, ReplicationSource>();

/** Remembers the configuration behind a snapshot. */
export function rememberSource(snapshot: Snapshot, source: ReplicationSource): void {
  sources.set(snapshot, source);
}

/** Returns the configurations behind snapshots. Those of other kinds of servers have none. */
export const replicationSourcesOf = (
  snapshots: readonly Snapshot[] = [],
): readonly ReplicationSource[] => snapshots.flatMap((snapshot) => sources.get(snapshot) ?? []);

/**
 * Returns whether each of these releases has a shared object built in, which is the definition of
 * an option.
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
