// The limits of a comparison: properties that a server does not return, and shared objects that its
// software has built in.
import { byName } from "../core/canonical.js";
import { listUsedObjects, type Selection } from "../core/compare.js";
import { parseKeepPatterns } from "../core/keep.js";
import type { Change, ConfigObject, SharedKey } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";

/** Lists the properties that these servers may hold and never return. */
export const listUnreadablePaths = (...snapshots: readonly Snapshot[]): readonly string[] => [
  ...new Set(snapshots.flatMap(({ unreadable }) => unreadable?.paths ?? [])),
];

/**
 * Returns the selection without unreadable properties, and without shared objects that the
 * partner's software has built in.
 */
export function excludeInvisible(
  selection: Selection,
  unreadablePaths: readonly string[],
  partner: Pick<Snapshot, "hasBuiltIn">,
): Selection {
  if (unreadablePaths.length === 0 && !partner.hasBuiltIn) return selection;
  const isUnreadable =
    unreadablePaths.length > 0 ? parseKeepPatterns(unreadablePaths) : () => false;
  return {
    ...selection,
    isIgnored: (change) =>
      selection.isIgnored(change) || isUnreadable(change) || isBuiltInObject(change, partner),
  };
}

function isBuiltInObject(
  { location, path, current, desired }: Change,
  partner: Pick<Snapshot, "hasBuiltIn">,
): boolean {
  const isWholeObject = location.kind === "shared" && path.length === 0;
  const existsOnBoth = current !== undefined && desired !== undefined;
  if (!isWholeObject || existsOnBoth) return false;
  return partner.hasBuiltIn?.(location.key, (current ?? desired) as ConfigObject) ?? false;
}

/** Lists the shared objects that a selection needs and the partner's software has built in. */
export function listBuiltInObjects(
  { configuration }: Snapshot,
  partner: Snapshot,
  selection: Selection,
): readonly SharedKey[] {
  const keys = selection.settings
    ? Object.keys(configuration.shared)
    : [...listUsedObjects(configuration, selection.scopes)].sort(byName);
  return keys.filter(
    (key) => configuration.shared[key] && partner.hasBuiltIn?.(key, configuration.shared[key]),
  );
}
