// A failover relationship on two Windows servers: what each should state, from what a program says of it. All its arguments are common ones.
import { messages } from "../../core/messages.js";
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

/** What a server takes (DHCP_FAILOVER_MAX_NUM_REL in dhcpsapi.h; ERROR_DHCP_FO_RELATIONSHIP_NAME_TOO_LONG). */
const maxRelationships = 31;
const maxNameLength = 126;

/** Arguments that a server would refuse, or that mean nothing beside one another. */
function assertArguments({
  name,
  mode = "loadBalance",
  loadBalancePercent,
  serverRole,
  reservePercent,
  maxClientLeadTime,
  autoStateTransition,
  stateSwitchInterval,
}: RelationshipInput): void {
  if (mode === "passiveBackup") throw messages.windowsNoMode(mode).withProperty("mode");
  if (name.length > maxNameLength)
    throw messages.windowsNameLong(name.length, maxNameLength).withProperty("name");
  const only = (property: string, value: unknown, meant: string) => {
    if (value !== undefined && mode !== meant)
      throw messages.onlyInMode(property, meant, mode).withProperty(property);
  };
  only("loadBalancePercent", loadBalancePercent, "loadBalance");
  if (serverRole !== undefined && mode !== "hotStandby")
    throw messages.roleWithoutStandby(mode).withProperty("serverRole");
  only("reservePercent", reservePercent, "hotStandby");
  for (const [property, value] of Object.entries({ loadBalancePercent, reservePercent }))
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= 100))
      throw messages
        .propertyNot(property, "a whole number from 0 to 100", value)
        .withProperty(property);
  for (const [property, value] of Object.entries({ maxClientLeadTime, stateSwitchInterval }))
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 2 ** 32))
      throw messages
        .propertyNot(property, "a whole number of seconds, 1 or more", value)
        .withProperty(property);
  if (stateSwitchInterval !== undefined && autoStateTransition === false)
    throw messages.windowsIntervalOff().withProperty("stateSwitchInterval");
}

export function buildDesiredPair(
  asked: RelationshipInput,
  primary: RelationshipServer,
  partner: RelationshipServer,
): DesiredPair {
  assertArguments(asked);
  const { name, formerName = name, mode = "loadBalance", serverRole = "active" } = asked;
  const [here, there] = [
    findRelationship(primary.configuration, name, formerName),
    findRelationship(partner.configuration, name, formerName),
  ];
  for (const side of [primary, partner]) {
    const others = Object.keys(side.configuration.relationships).filter(
      (other) => other !== name && other !== formerName,
    ).length;
    if (others >= maxRelationships)
      throw messages.windowsRelationshipsMost(side.label, maxRelationships).withProperty("name");
  }
  const scopes =
    asked.scopes ?? (here ?? there)?.scopes ?? listFreeScopes(name, primary.configuration);
  const standby = mode === "hotStandby";
  // A timer that nobody sets is the server's own, whatever it is.
  const automatic = asked.autoStateTransition ?? asked.stateSwitchInterval !== undefined;
  const interval =
    asked.stateSwitchInterval ??
    (automatic ? (here ?? there)?.own?.stateSwitchInterval : undefined);
  const percent = asked.loadBalancePercent ?? 50;
  const statement = (
    side: RelationshipServer,
    other: RelationshipServer,
    standing: Relationship | undefined,
    first: boolean,
  ): DesiredRelationship => ({
    mode,
    ...(!standing || standing.self !== undefined
      ? { self: chooseServerName(side, standing?.self) }
      : {}),
    partner: chooseServerName(other, standing?.partner),
    ...(standby
      ? { role: first === (serverRole === "active") ? "active" : "standby" }
      : { loadBalancePercent: first ? percent : 100 - percent }),
    own: {
      ...pickUnmanaged(standing?.own),
      maxClientLeadTime: asked.maxClientLeadTime ?? 3600,
      autoStateTransition: automatic,
      enableAuth: asked.sharedSecret !== undefined,
      ...(standby && { reservePercent: asked.reservePercent ?? 5 }),
      ...(interval !== undefined && { stateSwitchInterval: interval }),
    },
    ...((!first || asked.scopes || !standing) && { scopes }),
  });
  const [mine, theirs] = [
    statement(primary, partner, here, true),
    statement(partner, primary, there, false),
  ];
  const anew =
    here === undefined
      ? []
      : listReplacementReasons(
          here,
          mine,
          Object.hasOwn(primary.configuration.relationships, name) ? name : formerName,
          name,
        );
  if (scopes.length === 0 && (here === undefined || there === undefined || anew.length > 0))
    throw messages.windowsScopesNone(name, primary.label).withProperty("scopeIds");
  const secret =
    asked.sharedSecret === undefined
      ? undefined
      : reveal(
          asked.sharedSecret as Reference,
          `sharedSecret of the failover relationship ${name}`,
        );
  if (secret === "") throw messages.windowsSecretEmpty(name).withProperty("sharedSecret");
  return {
    primary: mine,
    partner: theirs,
    scopes,
    requiresReplacement: anew,
    ...(secret !== undefined && { secret }),
  };
}

/** What no Set-DhcpServerv4Failover changes: for these a relationship is removed and made again. Whoever is asked to turn to hot standby becomes its active server. */
function listReplacementReasons(
  here: Relationship,
  to: DesiredRelationship,
  called: string,
  name: string,
): readonly string[] {
  const role = here.mode === "hotStandby" ? here.role : "active";
  return [
    ...(called === name ? [] : [`name ${called} => ${name}`]),
    ...(here.partner === to.partner
      ? []
      : [`partner ${String(here.partner)} => ${String(to.partner)}`]),
    ...(to.mode !== "hotStandby" || role === to.role
      ? []
      : [`serverRole ${String(role)} => ${String(to.role)}`]),
  ];
}

const managedProperties = new Set([
  "maxClientLeadTime",
  "autoStateTransition",
  "enableAuth",
  "reservePercent",
  "stateSwitchInterval",
]);

/** What no argument speaks of stays as it stands. */
const pickUnmanaged = (own: Tree = {}): Tree =>
  Object.fromEntries(Object.entries(own).filter(([property]) => !managedProperties.has(property)));

/** The name that a relationship has for a server: the one it has already, where that means this server. */
function chooseServerName(
  { label, snapshot: { names = [] } }: RelationshipServer,
  stated: string | undefined,
): string {
  const all = [...names, label].map((name) => name.toLowerCase());
  return stated !== undefined && all.some((name) => isSameHost(name, stated.toLowerCase()))
    ? stated
    : all[0]!;
}

/** A host by its full name, or by the first label alone. */
const isSameHost = (one: string, other: string): boolean =>
  one === other ||
  (!/^[\d.:a-f]*[.:][\d.:a-f]*$/.test(one) &&
    (one.startsWith(`${other}.`) || other.startsWith(`${one}.`)));

/** Each cmdlet changes both servers. */
export const windowsRelationships = {
  writesBothServers: true,
  partnerDownStates: { from: "CommunicationInterrupted", to: "PartnerDown" },
  desiredPair: buildDesiredPair,
} as const;
