// A failover relationship on two Windows servers: what each should state, from the arguments of the
// program. All of them are arguments for every kind of server.
import { bothServersPlanner } from "./both-servers-plan.js";
import { messages } from "./messages.js";
import type { Configuration, Relationship, Tree, DesiredRelationship } from "../../core/model.js";
import { findRelationship, listFreeScopes } from "../../core/relationship.js";
import { reveal, type Reference } from "../../transports/credentials.js";
import type { Snapshot, RelationshipInput, DesiredPair } from "../driver.js";

/** A server that is to be in the relationship. */
export interface RelationshipServer {
  readonly label: string;
  readonly snapshot: Pick<Snapshot, "names">;
  readonly configuration: Configuration;
}

/**
 * The most relationships of a server, and the longest name of one (DHCP_FAILOVER_MAX_NUM_REL in
 * dhcpsapi.h; ERROR_DHCP_FO_RELATIONSHIP_NAME_TOO_LONG).
 */
const maxRelationships = 31;
const maxNameLength = 126;

/** Throws for arguments that a server would refuse, or that mean nothing beside one another. */
function assertArguments(input: RelationshipInput): void {
  const { name, mode = "loadBalance", autoStateTransition, stateSwitchInterval } = input;
  if (mode === "passiveBackup") throw messages.windowsNoMode(mode).withProperty("mode");
  if (name.length > maxNameLength)
    throw messages.windowsNameLong(name.length, maxNameLength).withProperty("name");
  assertFitsMode(input, mode);
  assertNumbers(input);
  if (stateSwitchInterval !== undefined && autoStateTransition === false)
    throw messages.windowsIntervalOff().withProperty("stateSwitchInterval");
}

function assertFitsMode(
  { loadBalancePercent, serverRole, reservePercent }: RelationshipInput,
  mode: string,
): void {
  const assertOnlyIn = (property: string, value: unknown, meant: string) => {
    if (value !== undefined && mode !== meant)
      throw messages.onlyInMode(property, meant, mode).withProperty(property);
  };
  assertOnlyIn("loadBalancePercent", loadBalancePercent, "loadBalance");
  if (serverRole !== undefined && mode !== "hotStandby")
    throw messages.roleWithoutStandby(mode).withProperty("serverRole");
  assertOnlyIn("reservePercent", reservePercent, "hotStandby");
}

function assertNumbers({
  loadBalancePercent,
  reservePercent,
  maxClientLeadTime,
  stateSwitchInterval,
}: RelationshipInput): void {
  const assertWithin = (
    values: Readonly<Record<string, number | undefined>>,
    [least, most]: readonly [number, number],
    expected: string,
  ): void => {
    for (const [property, value] of Object.entries(values))
      if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most))
        throw messages.propertyInvalid(property, expected, value).withProperty(property);
  };
  const percentages = { loadBalancePercent, reservePercent };
  const timers = { maxClientLeadTime, stateSwitchInterval };
  assertWithin(percentages, [0, 100], "a whole number from 0 to 100");
  assertWithin(timers, [1, 2 ** 32 - 1], "a whole number of seconds, 1 or more");
}

/**
 * Returns what the two servers should state, from the arguments of a relationship and from what
 * both
 * state now. Throws where a server would refuse that.
 */
export function buildDesiredPair(
  input: RelationshipInput,
  primary: RelationshipServer,
  partner: RelationshipServer,
): DesiredPair {
  assertArguments(input);
  const { name, formerName = name } = input;
  const [onPrimary, onPartner] = [primary, partner].map((server) =>
    findRelationship(server.configuration, name, formerName),
  );
  for (const server of [primary, partner]) assertFewRelationships(server, [name, formerName]);
  const existing = onPrimary ?? onPartner;
  const { configuration } = primary;
  const scopes = input.scopes ?? existing?.scopes ?? listFreeScopes(name, configuration);
  const common = describeStatement(input, scopes, existing);
  const desired = buildStatement(common, primary, partner, onPrimary);
  const currentName = Object.hasOwn(configuration.relationships, name) ? name : formerName;
  const requiresReplacement = [
    ...(onPrimary && currentName !== name ? [`name ${currentName} => ${name}`] : []),
    ...(onPrimary ? listReplacementReasons(onPrimary, desired) : []),
  ];
  const isMade = !onPrimary || !onPartner || requiresReplacement.length > 0;
  if (scopes.length === 0 && isMade)
    throw messages.windowsScopesNone(name, primary.label).withProperty("scopeIds");
  const secret = revealSecret(input);
  return {
    primary: desired,
    partner: buildStatement({ ...common, isPrimary: false }, partner, primary, onPartner),
    scopes,
    requiresReplacement,
    ...(secret !== undefined && { secret }),
  };
}

/** Throws where a server has as many other relationships as it can have. */
function assertFewRelationships(
  { label, configuration }: RelationshipServer,
  names: readonly string[],
): void {
  const others = Object.keys(configuration.relationships).filter((name) => !names.includes(name));
  if (others.length >= maxRelationships)
    throw messages.windowsRelationshipsMost(label, maxRelationships).withProperty("name");
}

function revealSecret({ name, sharedSecret }: RelationshipInput): string | undefined {
  if (sharedSecret === undefined) return undefined;
  const what = `sharedSecret of the failover relationship ${name}`;
  const secret = reveal(sharedSecret as Reference, what);
  if (secret === "") throw messages.windowsSecretEmpty(name).withProperty("sharedSecret");
  return secret;
}

/** The statement of both servers, seen from one of them. */
interface CommonStatement {
  readonly input: RelationshipInput;
  readonly isPrimary: boolean;
  readonly scopes: readonly string[];
  readonly vendor: Tree;
}

function describeStatement(
  input: RelationshipInput,
  scopes: readonly string[],
  existing: Relationship | undefined,
): CommonStatement {
  // A timer that nobody sets is the server's own, whatever it is.
  const isAutomatic = input.autoStateTransition ?? input.stateSwitchInterval !== undefined;
  const interval =
    input.stateSwitchInterval ?? (isAutomatic ? existing?.own?.stateSwitchInterval : undefined);
  const vendor: Tree = {
    maxClientLeadTime: input.maxClientLeadTime ?? 3600,
    autoStateTransition: isAutomatic,
    enableAuth: input.sharedSecret !== undefined,
    ...(input.mode === "hotStandby" && { reservePercent: input.reservePercent ?? 5 }),
    ...(interval !== undefined && { stateSwitchInterval: interval }),
  };
  return { input, isPrimary: true, scopes, vendor };
}

/**
 * Returns what one server should state. Scopes that nobody chose stay as the primary states them.
 */
function buildStatement(
  { input, isPrimary, scopes, vendor }: CommonStatement,
  server: RelationshipServer,
  other: RelationshipServer,
  existing: Relationship | undefined,
): DesiredRelationship {
  const { mode = "loadBalance", loadBalancePercent: percent = 50, serverRole = "active" } = input;
  const role = isPrimary === (serverRole === "active") ? "active" : "standby";
  const loadBalancePercent = isPrimary ? percent : 100 - percent;
  const statesSelf = !existing || existing.self !== undefined;
  const statesScopes = !isPrimary || input.scopes || !existing;
  return {
    mode,
    ...(statesSelf && { self: chooseServerName(server, existing?.self) }),
    partner: chooseServerName(other, existing?.partner),
    ...(mode === "hotStandby" ? { role } : { loadBalancePercent }),
    own: { ...pickUnmanaged(existing?.own), ...vendor },
    ...(statesScopes && { scopes }),
  };
}

/**
 * Lists the differences that no Set-DhcpServerv4Failover makes: for these a relationship is removed
 * and made again. Whoever is asked to turn to hot standby becomes its active server.
 */
function listReplacementReasons(
  current: Relationship,
  desired: DesiredRelationship,
): readonly string[] {
  const role = current.mode === "hotStandby" ? current.role : "active";
  const changesPartner = current.partner !== desired.partner;
  const changesRole = desired.mode === "hotStandby" && role !== desired.role;
  return [
    ...(changesPartner ? [`partner ${String(current.partner)} => ${String(desired.partner)}`] : []),
    ...(changesRole ? [`serverRole ${String(role)} => ${String(desired.role)}`] : []),
  ];
}

/** Properties that arguments stand for. */
const managedProperties = new Set([
  "maxClientLeadTime",
  "autoStateTransition",
  "enableAuth",
  "reservePercent",
  "stateSwitchInterval",
]);

/** Returns the arguments that set what a relationship has. No server returns its secret. */
function statedArguments({ mode, own = {} }: Relationship): Tree {
  const { maxClientLeadTime = 3600, reservePercent = 5, autoStateTransition } = own;
  const { stateSwitchInterval } = own;
  return {
    ...(maxClientLeadTime !== 3600 && { maxClientLeadTime }),
    ...(mode === "hotStandby" && reservePercent !== 5 && { reservePercent }),
    ...(autoStateTransition === true && { autoStateTransition }),
    ...(autoStateTransition === true &&
      stateSwitchInterval !== undefined && { stateSwitchInterval }),
  };
}

/** Returns the properties that no argument stands for: they stay as they are. */
const pickUnmanaged = (own: Tree = {}): Tree =>
  Object.fromEntries(Object.entries(own).filter(([property]) => !managedProperties.has(property)));

/**
 * Returns the name of a server in a relationship: the one it has there, where that means this
 * server.
 */
function chooseServerName(
  { label, snapshot: { names = [] } }: RelationshipServer,
  stated: string | undefined,
): string {
  const all = [...names, label].map((name) => name.toLowerCase());
  return stated !== undefined && all.some((name) => isSameHost(name, stated.toLowerCase()))
    ? stated
    : all[0]!;
}

/** Tells whether two names mean one host: in full, or by the first label alone. */
const isSameHost = (one: string, other: string): boolean =>
  one === other ||
  (!/^[\d.:a-f]*[.:][\d.:a-f]*$/.test(one) &&
    (one.startsWith(`${other}.`) || other.startsWith(`${one}.`)));

/** Each cmdlet changes both servers. */
export const windowsRelationships = {
  statedArguments,
  bothServers: bothServersPlanner,
  partnerDown: { from: "CommunicationInterrupted", to: "PartnerDown" },
  desiredPair: buildDesiredPair,
} as const;
