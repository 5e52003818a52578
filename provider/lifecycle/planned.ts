// What would make a partner equal, as far as it can be seen.
import { apply } from "../core/apply.js";
import { byName } from "../core/canonical.js";
import { compare, listUsedObjects, type Selection } from "../core/compare.js";
import { parseKeepPatterns } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Change, Configuration, ConfigObject, Plan, SharedKey } from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import type { Normalized, Snapshot, Server } from "../drivers/driver.js";
import type { Seen } from "./seen.js";

/** Two servers as the plan counts with them. */
export interface Coming {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
  /** What the primary will hold by then, where others write to it first. */
  readonly from: Configuration;
  /** The same of the partner. */
  readonly to: Configuration;
}

/** The plan, with what it entails: a shared part that changes hands other values down to scopes that were equal. */
export function planned(
  server: Server,
  { primary, partner, from, to }: Coming,
  extent: Selection,
): Pick<Seen, "plan" | "unsupported" | "becomes"> {
  const carriedOut = (changes: Plan): Normalized =>
    server.normalize(apply(changes, to, from), partner, [primary]);
  const left = ({ configuration }: Normalized): Plan => compare(configuration, from, extent);
  const plan = compare(to, from, extent);
  if (plan.length === 0) return { plan, unsupported: [] };
  const alone = carriedOut(plan);
  const entailed = left(alone);
  if (entailed.length === 0)
    return { plan, unsupported: alone.unsupported, becomes: alone.configuration };
  // What is written is the whole: what the server could not hold of that is said beforehand.
  const changes = [...plan, ...entailed];
  const whole = carriedOut(changes);
  const rest =
    whole.unsupported.length > 0
      ? []
      : unsettled(changes, left(whole), (all) => left(carriedOut(all)));
  const unsupported =
    rest.length > 0
      ? [messages.unsettled(rest.map(({ place, path }) => formatScopedProperty(place, path)))]
      : whole.unsupported;
  return { plan: changes, unsupported, becomes: whole.configuration };
}

/** How many plans in a row, each for what the one before entails, may settle: here and when it is written. */
export const rounds = 4;

/** Returns what would differ each time that plans are carried out, of which `changes` holds two; nothing where they settle. */
function unsettled(changes: Plan, left: Plan, next: (all: Plan) => Plan): Plan {
  let [all, rest] = [changes, left];
  for (let round = 2; rest.length > 0 && round < rounds; round++) {
    all = [...all, ...rest];
    rest = next(all);
  }
  return rest;
}

/** Returns what is compared with a server, such as its primary's configuration, in the names that this server has for the same things. */
export const inNamesOf = (
  server: Snapshot,
  other: Configuration,
  current: Configuration = server.configuration,
): Configuration => server.inOwnNames?.(current, other) ?? other;

/** A plan told the other way round: what should be held, and what is. So drift speaks of just what a plan speaks of. */
export const asDrift = (plan: Plan): Plan =>
  plan.map(({ current, desired, ...change }) => ({
    ...change,
    current: desired,
    desired: current,
  }));

/** What these servers may hold and never tell. */
export const untoldBy = (...readings: readonly Snapshot[]): readonly string[] => [
  ...new Set(readings.flatMap(({ unreadable }) => unreadable?.paths ?? [])),
];

/** Returns the extent without what cannot be seen, and without shared parts that the partner's software has built in. */
export function visible(
  extent: Selection,
  untold: readonly string[],
  partner: Pick<Snapshot, "hasBuiltIn">,
): Selection {
  if (untold.length === 0 && !partner.hasBuiltIn) return extent;
  const unseen = untold.length > 0 ? parseKeepPatterns(untold) : () => false;
  return {
    ...extent,
    isIgnored: (change) => extent.isIgnored(change) || unseen(change) || isBuiltIn(change, partner),
  };
}

function isBuiltIn(
  { place, path, current, desired }: Change,
  partner: Pick<Snapshot, "hasBuiltIn">,
): boolean {
  if (
    place.kind !== "shared" ||
    path.length > 0 ||
    (current !== undefined && desired !== undefined)
  )
    return false;
  return partner.hasBuiltIn?.(place.key, (current ?? desired) as ConfigObject) ?? false;
}

/** Returns the shared parts that a resource speaks of and the partner's software has built in. */
export function builtInParts(
  { configuration }: Snapshot,
  partner: Snapshot,
  extent: Selection,
): readonly SharedKey[] {
  const keys = extent.settings
    ? Object.keys(configuration.shared)
    : [...listUsedObjects(configuration, extent.scopes)].sort(byName);
  return keys.filter(
    (key) => configuration.shared[key] && partner.hasBuiltIn?.(key, configuration.shared[key]),
  );
}
