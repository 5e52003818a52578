// Checks the timers, ranges and reservations of an object for what Kea would refuse.
import { ipv4ToNumber } from "../../../../core/address.js";
import { mapOf } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { Location, Tree } from "../../../../core/model.js";
import { formatScopedProperty } from "../../../../core/paths.js";
import { keywords } from "../../names.js";
import { before } from "../release.js";
import type { Target } from "../target.js";

/**
 * Returns a sentence where the renewal time is above the rebinding time, wherever each comes from.
 * Kea before 2.6 refuses that, except on the server itself. Seen on 2.2.0 and 2.6.3.
 */
export function findCrossedTimers(
  location: Location,
  { renewalTime, rebindingTime }: Tree,
  target: Target,
): readonly string[] {
  if (location.kind === "settings" || !mayBeBefore26(target)) return [];
  if (typeof renewalTime !== "number" || typeof rebindingTime !== "number") return [];
  if (renewalTime <= rebindingTime) return [];
  const where = formatScopedProperty(location, ["renewalTime"]);
  const isReleaseKnown = target.knownRelease !== undefined;
  return [messages.keaTimersCrossed(where, renewalTime, rebindingTime, isReleaseKnown)];
}

const mayBeBefore26 = ({ possible }: Target): boolean =>
  possible.some((release) => before(release, "2.6"));

/** Returns a sentence for each range that has addresses in common with another one of its scope. */
export function findOverlappingRanges(location: Location, { ranges }: Tree): readonly string[] {
  const bounds = Object.keys(mapOf(ranges)).map(
    (key) => [key, ...key.split("-").map(ipv4ToNumber)] as const,
  );
  const sorted = bounds.sort(([, a], [, b]) => a! - b!);
  return sorted.slice(1).flatMap(([key, first], i) => {
    const [former, , last] = sorted[i]!;
    return first! <= last!
      ? [messages.keaRangesOverlap(formatScopedProperty(location, ["ranges"]), former, key)]
      : [];
  });
}

/**
 * Returns a sentence where several reservations would be for one client, or for one address that
 * only one may have.
 */
export function findDuplicateReservations(
  location: Location,
  { reservations }: Tree,
  hasUniqueAddresses: boolean,
): readonly string[] {
  const members = Object.entries(mapOf(reservations)).map(
    ([key, member]) => [key, mapOf(member)] as const,
  );
  return [
    ...(hasUniqueAddresses ? findSharedAddresses(location, members) : []),
    ...findSharedClients(location, members),
  ];
}

type Members = readonly (readonly [key: string, member: Tree])[];

/** Reservations that share an address have it as a property. */
function findSharedAddresses(location: Location, members: Members): readonly string[] {
  const shared = new Set(
    members.flatMap(([, { address }]) => (address === undefined ? [] : [String(address)])),
  );
  const where = location.kind === "scope" ? location.key : "server reservations";
  return shared.size > 0 ? [messages.keaReservationsShared(where, [...shared])] : [];
}

function findSharedClients(location: Location, members: Members): readonly string[] {
  const byClient = Map.groupBy(members, ([, { client }]) => String(client));
  const where =
    location.kind === "settings" ? "server" : formatScopedProperty(location, ["reservations"]);
  return [...byClient].flatMap(([client, sharing]) => {
    const keys = sharing.map(([key]) => key);
    return keys.length > 1 ? [messages.keaClientTwice(where, client, keys)] : [];
  });
}

/**
 * Returns a sentence for each reservation that gives its client nothing. Kea before 2.6 refuses
 * that. Seen on 2.2.0 and 2.6.3.
 */
export function findEmptyReservations(
  location: Location,
  { reservations }: Tree,
  target: Target,
): readonly string[] {
  if (!mayBeBefore26(target)) return [];
  return Object.entries(mapOf(reservations)).flatMap(([key, member]) => {
    const { client: _, [keywords.userContext]: __, ...rest } = mapOf(member);
    if (Object.keys(rest).length > 0 || /^[\d.]+$/.test(key)) return [];
    const where = formatScopedProperty(location, ["reservations", key]);
    return [messages.keaReservationEmpty(where, target.knownRelease !== undefined)];
  });
}
