// What would make a partner equal, as far as it can be seen.
import { apply } from "../core/apply.js";
import { byName } from "../core/canonical.js";
import { compare, usedBy, type Extent } from "../core/compare.js";
import { keeping } from "../core/keep.js";
import { messages } from "../core/messages.js";
import type { Change, Configuration, Part, Plan, SharedKey } from "../core/model.js";
import { placedText } from "../core/paths.js";
import type { Fit, Reading, Server } from "../drivers/driver.js";
import type { Seen } from "./seen.js";

/** Two servers as the plan counts with them. */
export interface Coming {
  readonly primary: Reading;
  readonly partner: Reading;
  /** What the primary will hold by then, where others write to it first. */
  readonly from: Configuration;
  /** The same of the partner. */
  readonly to: Configuration;
}

/** The plan, with what it entails: a shared part that changes hands other values down to scopes that were equal. */
export function planned(
  server: Server,
  { primary, partner, from, to }: Coming,
  extent: Extent,
): Pick<Seen, "plan" | "misfits" | "becomes"> {
  const carriedOut = (changes: Plan): Fit =>
    server.fit(apply(changes, to, from), partner, [primary]);
  const left = ({ configuration }: Fit): Plan => compare(configuration, from, extent);
  const plan = compare(to, from, extent);
  if (plan.length === 0) return { plan, misfits: [] };
  const alone = carriedOut(plan);
  const entailed = left(alone);
  if (entailed.length === 0) return { plan, misfits: alone.misfits, becomes: alone.configuration };
  // What is written is the whole: what the server could not hold of that is said beforehand.
  const changes = [...plan, ...entailed];
  const whole = carriedOut(changes);
  const rest =
    whole.misfits.length > 0 ? [] : unsettled(changes, left(whole), (all) => left(carriedOut(all)));
  const misfits =
    rest.length > 0
      ? [messages.unsettled(rest.map(({ place, path }) => placedText(place, path)))]
      : whole.misfits;
  return { plan: changes, misfits, becomes: whole.configuration };
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
  server: Reading,
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
export const untoldBy = (...readings: readonly Reading[]): readonly string[] => [
  ...new Set(readings.flatMap(({ untold = [] }) => untold)),
];

/** Returns the extent without what cannot be seen, and without shared parts that the partner's software has built in. */
export function visible(
  extent: Extent,
  untold: readonly string[],
  partner: Pick<Reading, "hasBuiltIn">,
): Extent {
  if (untold.length === 0 && !partner.hasBuiltIn) return extent;
  const unseen = untold.length > 0 ? keeping(untold) : () => false;
  return {
    ...extent,
    keep: (change) => extent.keep(change) || unseen(change) || isBuiltIn(change, partner),
  };
}

function isBuiltIn(
  { place, path, current, desired }: Change,
  partner: Pick<Reading, "hasBuiltIn">,
): boolean {
  if (
    place.kind !== "shared" ||
    path.length > 0 ||
    (current !== undefined && desired !== undefined)
  )
    return false;
  return partner.hasBuiltIn?.(place.key, (current ?? desired) as Part) ?? false;
}

/** Returns the shared parts that a resource speaks of and the partner's software has built in. */
export function builtInParts(
  { configuration }: Reading,
  partner: Reading,
  extent: Extent,
): readonly SharedKey[] {
  const keys = extent.settings
    ? Object.keys(configuration.shared)
    : [...usedBy(configuration, extent.scopes)].sort(byName);
  return keys.filter(
    (key) => configuration.shared[key] && partner.hasBuiltIn?.(key, configuration.shared[key]),
  );
}
