// The comparison of two whole servers, for a front door that only asks: all scopes, all that is
// outside scopes, and failover. Nothing is planned for a write, so no guard of a write applies.
import { networkAddress, subnetBounds } from "../core/address.js";
import { compare } from "../core/compare.js";
import { parseKeepPatterns, type IgnoreRule } from "../core/keep.js";
import { messages, UserError } from "../core/messages.js";
import type { Configuration, Plan, ScopeId, UnreadableOption } from "../core/model.js";
import {
  compareMemberships,
  compareRelationships,
  findRelationshipsOfPair,
  type Membership,
  type RelationshipDifference,
} from "../core/relationship-differences.js";
import { selectScopes, type ScopeChoice } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import { parseIgnored, type Ignored } from "./ignored.js";
import { translateNames } from "./partner-plan.js";
import type { Session } from "./session.js";
import { excludeInvisible, listUnreadablePaths } from "./visibility.js";
import {
  findUnreadableOptions,
  findUnreadableScopes,
  foreignObjectRule,
  unreadableOptionRule,
} from "./whole-pair-rules.js";

/** Some scopes of a pair, and the properties in which they differ on purpose. */
export interface PairPart extends ScopeChoice {
  readonly keep?: readonly string[];
}

/** Two servers that are to be compared. */
export interface PairQuery {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  /** The scopes that are compared. A part without `names` and `scopeIds` has all. Never empty. */
  readonly parts: readonly PairPart[];
  /** The parts that a person leaves out (`parseIgnored`). */
  readonly ignore: readonly string[];
}

/** A server as it was read, or why it could not be. */
export interface PairReading {
  readonly primary: Snapshot | UserError;
  readonly partner: Snapshot | UserError;
}

/** Two servers that were read. */
export interface ReadPair {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
}

/** All in which two servers differ, and what was compared. */
export interface WholePair {
  /** The scopes that were compared, in order of address. */
  readonly scopes: readonly ScopeId[];
  /** Scopes that could not be read whole, each with the reason. */
  readonly unreadable: ReadonlyMap<ScopeId, UserError>;
  /** Options whose value a server did not return: nobody can tell whether they differ. */
  readonly unreadableOptions: readonly UnreadableOption[];
  /** The changes that would make the partner equal. */
  readonly plan: Plan;
  /** The names of the relationships that concern both servers. */
  readonly relationshipNames: readonly string[];
  readonly relationships: readonly RelationshipDifference[];
  /** Scopes that the servers put into different relationships. */
  readonly memberships: ReadonlyMap<ScopeId, Membership>;
  /** Names of contents that differ and are compared no further. */
  readonly uncompared: readonly string[];
  /** The number of scopes that belong to failover with other servers. */
  readonly foreignScopes: number;
  readonly ignored: Ignored;
}

/** Reads both servers whole, at the same time. Never throws. */
export async function readPair(
  session: Session,
  { primary, partner }: Pick<PairQuery, "primary" | "partner">,
): Promise<PairReading> {
  const [first, second] = await Promise.all([
    readOrError(session, primary),
    readOrError(session, partner),
  ]);
  return { primary: first, partner: second };
}

async function readOrError(session: Session, args: ServerArgs): Promise<Snapshot | UserError> {
  try {
    return await session.read(args);
  } catch (error) {
    return error instanceof UserError ? error : messages.internalError("check", error);
  }
}

/** Compares two servers that were read. Throws a `UserError` where a choice of scopes is wrong. */
export function compareWhole(session: Session, query: PairQuery, pair: ReadPair): WholePair {
  const { primary, partner } = pair;
  if (session.isSameServer(primary, partner))
    throw messages.foundTwice(
      session.server(query.primary).label,
      session.server(query.partner).label,
    );
  const { parts } = query;
  const configurations = [primary.configuration, partner.configuration] as const;
  const uncompared = listUncompared(pair);
  const ignored = parseIgnored(query.ignore, configurations, uncompared);
  const ofPair = findRelationshipsOfPair(...configurations, findPartnerName(parts));
  const chosen = parts.map((part) => choosePart(part, configurations, ofPair.foreignScopes));
  const isLeftOut = anyRule(ignored.isIgnored, ignoreRuleOf(chosen));
  const scopes = [...new Set(chosen.flatMap((part) => [...part.scopes]))].sort(byAddress);
  const shownScopes = scopes.filter((key) => !isIgnoredScope(key, ignored.isIgnored));
  const unreadable = findUnreadableScopes(shownScopes, primary, partner);
  const unreadableOptions = findUnreadableOptions(primary, partner).filter(
    ({ location, path }) => !isLeftOut({ location, path: [...path, "value"] }),
  );
  const readable = scopes.filter((scope) => !unreadable.has(scope));
  const isOfAnotherPair = foreignObjectRule(primary.configuration, scopes);
  const isUnreadable = unreadableOptionRule(unreadableOptions);
  const relationshipNames = namesChosen(parts, ofPair.names);
  return {
    scopes: shownScopes,
    unreadable,
    unreadableOptions,
    plan: comparePlain(pair, readable, anyRule(isLeftOut, isOfAnotherPair, isUnreadable)),
    relationshipNames,
    ...(ignored.has("failover")
      ? { relationships: [], memberships: new Map() }
      : compareFailover(pair, relationshipNames, shownScopes)),
    uncompared: uncompared.filter((name) => !query.ignore.includes(name)),
    foreignScopes: parts.some(isWholePair) ? ofPair.foreignScopes.size : 0,
    ignored,
  };
}

const anyRule =
  (...rules: readonly IgnoreRule[]): IgnoreRule =>
  (change) =>
    rules.some((rule) => rule(change));

/** Returns true where all properties of a scope are left out, such as by its address. */
const isIgnoredScope = (key: ScopeId, isIgnored: IgnoreRule): boolean =>
  isIgnored({ location: { kind: "scope", key }, path: [], current: "", desired: "" });

const findPartnerName = (parts: readonly PairPart[]): string | undefined =>
  parts.find(({ partnerName }) => partnerName !== undefined)?.partnerName;

/** Returns the relationships that the parts name, or all where a part names none. */
function namesChosen(parts: readonly PairPart[], names: readonly string[]): readonly string[] {
  if (parts.some((part) => part.names === undefined)) return names;
  const chosen = new Set(parts.flatMap((part) => part.names ?? []));
  return names.filter((name) => chosen.has(name));
}

function comparePlain(
  { primary, partner }: ReadPair,
  scopes: readonly ScopeId[],
  isIgnored: IgnoreRule,
): Plan {
  const selection = { scopes, settings: true, isIgnored };
  return compare(
    partner.configuration,
    translateNames(partner, primary.configuration),
    excludeInvisible(selection, listUnreadablePaths(primary, partner), partner),
  );
}

/** Compares failover, unless a server cannot state any, as an export of Windows cannot. */
function compareFailover(
  { primary, partner }: ReadPair,
  names: readonly string[],
  scopes: readonly ScopeId[],
): Pick<WholePair, "relationships" | "memberships"> {
  const isStated = [primary, partner].every(
    ({ failover, pairs }) => failover !== undefined || pairs !== undefined,
  );
  if (!isStated) return { relationships: [], memberships: new Map() };
  const configurations = [primary.configuration, partner.configuration] as const;
  const mayBeItself = (primary.failover === undefined) !== (partner.failover === undefined);
  const common = scopes.filter((scope) =>
    configurations.every((server) => Object.hasOwn(server.scopes, scope)),
  );
  return {
    relationships: compareRelationships(names, ...configurations, mayBeItself),
    memberships: compareMemberships(common, ...configurations),
  };
}

const isWholePair = ({ names, scopeIds }: ScopeChoice): boolean =>
  names === undefined && scopeIds === undefined;

/** A part with the scopes that it means on two servers. */
interface ChosenPart {
  readonly scopes: ReadonlySet<ScopeId>;
  readonly isKept: IgnoreRule;
}

function choosePart(
  part: PairPart,
  configurations: readonly [primary: Configuration, partner: Configuration],
  foreignScopes: ReadonlySet<ScopeId>,
): ChosenPart {
  const { scopes, onlyOnPartner } = selectScopes(part, ...configurations);
  const excluded = new Set(part.exclude ?? []);
  const all = configurations.flatMap((server) => Object.keys(server.scopes));
  const chosen = isWholePair(part)
    ? all.filter(
        (scope) =>
          !foreignScopes.has(scope) && !excluded.has(scope) && !excluded.has(networkAddress(scope)),
      )
    : [...scopes, ...onlyOnPartner];
  return { scopes: new Set(chosen), isKept: parseKeepPatterns(part.keep ?? [], ...configurations) };
}

/**
 * Returns the rule of all parts: in a scope the rule of the first part that has it, outside scopes
 * that of any.
 */
function ignoreRuleOf(parts: readonly ChosenPart[]): IgnoreRule {
  return (change) => {
    const { location } = change;
    if (location.kind !== "scope") return parts.some(({ isKept }) => isKept(change));
    return parts.find(({ scopes }) => scopes.has(location.key))?.isKept(change) ?? false;
  };
}

/** Lists contents that both servers have, that differ, and that are compared no further. */
function listUncompared({ primary, partner }: ReadPair): readonly string[] {
  const [ours, theirs] = [primary.uncompared ?? {}, partner.uncompared ?? {}];
  return Object.keys(ours).filter(
    (name) => theirs[name] !== undefined && theirs[name] !== ours[name],
  );
}

/** Compares scopes by their addresses, the larger network first. */
function byAddress(one: ScopeId, other: ScopeId): number {
  const [[first, last], [otherFirst, otherLast]] = [subnetBounds(one), subnetBounds(other)];
  return first - otherFirst || otherLast - last;
}
