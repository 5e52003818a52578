// Which server it is that answers.
import { byName, cachedCanonicalText } from "../../../core/canonical.js";
import type { Observed } from "./observe.js";

/** What a server calls itself among its peers: the same whatever address it is reached by, now and later. */
export const namesOf = ({ held }: Observed): readonly string[] =>
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

/** Two looks at one server, a moment apart, may tell its start a second apart, and the clock is read for each. */
export const startsApart = 3;

/**
 * Whether two looks in one operation were at one server. A process number and a start are not enough: two containers may share them. Two
 * servers of one relationship never hold the same, for each states its own name.
 */
export function isOne(
  { status: a, held: one }: Observed,
  { status: b, held: other }: Observed,
): boolean {
  if (a.pid === undefined || a.pid !== b.pid || a.started === undefined || b.started === undefined)
    return false;
  if (Math.abs(a.started - b.started) > startsApart) return false;
  return one.hash !== undefined && other.hash !== undefined
    ? one.hash === other.hash
    : cachedCanonicalText(one.raw) === cachedCanonicalText(other.raw);
}
