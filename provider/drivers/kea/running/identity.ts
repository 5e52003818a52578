// Identifies the server that answers.
import { byName } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { KeaSnapshot } from "./read-server.js";

/**
 * Returns the names of a server among its peers: the same whatever address it is reached by, now
 * and later.
 */
export const listServerNames = ({ current: held }: KeaSnapshot): readonly string[] =>
  held.relationships.flatMap(({ peers, relationship: { self } }) =>
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
 * Two looks at one server, a moment apart, may tell its start a second apart, and the clock is read
 * for each.
 */
export const maxStartDifference = 3;

/**
 * Returns whether two reads in one operation were of one server. A process number and a start are
 * not enough: two containers may share them. Two servers of one relationship never hold the same,
 * for each states its own name.
 */
export function isSameServer(
  { status: a, current: one }: KeaSnapshot,
  { status: b, current: other }: KeaSnapshot,
): boolean {
  if (a.pid === undefined || a.pid !== b.pid || a.started === undefined || b.started === undefined)
    return false;
  if (Math.abs(a.started - b.started) > maxStartDifference) return false;
  return one.hash !== undefined && other.hash !== undefined
    ? one.hash === other.hash
    : equal(one.raw, other.raw);
}
