// Ranges that a plan makes smaller: servers know a range by its ends, so that a plan has one that
// goes and one that comes.
import { ipv4ToNumber, numberToIpv4, rangeEnds } from "./address.js";
import { isMap, mapOf } from "./canonical.js";
import type { Change, Configuration, Plan, ScopeId, Stretch } from "./model.js";

/** A range of a scope of which addresses are in no range any more. */
export interface NarrowedRange {
  readonly scope: ScopeId;
  readonly former: Stretch;
  /** The parts that remain: the ranges after the plan that overlap it, in order. Empty: none. */
  readonly remaining: readonly Stretch[];
  /** The addresses that are in no range after the plan. */
  readonly outside: readonly Stretch[];
}

/** Lists the ranges that a plan makes smaller. `before` is what the server holds now. */
export function listNarrowedRanges(plan: Plan, before: Configuration): readonly NarrowedRange[] {
  const changes = plan.filter(
    ({ location, path }) => location.kind === "scope" && path[0] === "ranges",
  );
  const scopes = Map.groupBy(changes, ({ location }) => String("key" in location && location.key));
  return [...scopes].flatMap(([scope, own]) => {
    const current = Object.keys(mapOf(before.scopes[scope]?.properties.ranges));
    const removed = own.flatMap((change) => rangesOf(change, change.current));
    const added = own.flatMap((change) => rangesOf(change, change.desired));
    const gone = new Set(removed.filter((range) => !added.includes(range)));
    const left = [...new Set([...current.filter((range) => !gone.has(range)), ...added])];
    return [...gone].flatMap((range) => narrow(scope, range, left));
  });
}

/** Returns the ranges in one side of a change: of the whole collection, or of one member. */
function rangesOf({ path }: Change, value: Change["current"]): readonly string[] {
  if (value === undefined || path.length > 2) return [];
  if (path.length === 2) return [path[1]!];
  return isMap(value) ? Object.keys(value) : [];
}

type Bounds = readonly [first: number, last: number];

function narrow(scope: ScopeId, range: string, left: readonly string[]): readonly NarrowedRange[] {
  const former = toBounds(range);
  const remaining = left
    .map(toBounds)
    .filter(([first, last]) => first <= former[1] && last >= former[0])
    .sort(([one], [other]) => one - other);
  const outside = subtract(former, remaining);
  if (outside.length === 0) return [];
  return [
    {
      scope,
      former: toStretch(former),
      remaining: remaining.map(toStretch),
      outside: outside.map(toStretch),
    },
  ];
}

/** Returns what of a stretch no other one covers. The others are in order. */
function subtract([first, last]: Bounds, others: readonly Bounds[]): readonly Bounds[] {
  const uncovered: Bounds[] = [];
  let next = first;
  for (const [from, to] of others) {
    if (from > next) uncovered.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return next <= last ? [...uncovered, [next, last]] : uncovered;
}

function toBounds(range: string): Bounds {
  const [first, last] = rangeEnds(range);
  return [ipv4ToNumber(first), ipv4ToNumber(last)];
}

const toStretch = ([first, last]: Bounds): Stretch => [numberToIpv4(first), numberToIpv4(last)];
