// Identifies the server that answers.
import { byName } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { KeaSnapshot } from "./read-server.js";

/** Returns the names of a server among its peers, which do not depend on its address. */
export const listServerNames = ({ current }: KeaSnapshot): readonly string[] =>
  current.relationships.flatMap(({ peers, relationship: { self } }) =>
    self === undefined
      ? []
      : [
          `kea ${self} of ${peers
            .map(({ name }) => String(name))
            .sort(byName)
            .join(", ")}`,
        ],
  );

/**
 * The most seconds by which the start of one server may differ between two readings: the server
 * states its uptime in whole seconds, and the clock is read for each reading.
 */
export const maxStartDifference = 3;

/**
 * Returns whether two readings in one operation are of the same server. A process number and a
 * start are not enough: two containers may share them. The configurations of two servers in a
 * relationship always differ, because each states its own name.
 */
export function isSameServer(
  { status: a, current: one }: KeaSnapshot,
  { status: b, current: other }: KeaSnapshot,
): boolean {
  if (a.pid === undefined || a.pid !== b.pid) return false;
  if (a.started === undefined || b.started === undefined) return false;
  if (Math.abs(a.started - b.started) > maxStartDifference) return false;
  return one.hash !== undefined && other.hash !== undefined
    ? one.hash === other.hash
    : equal(one.raw, other.raw);
}
