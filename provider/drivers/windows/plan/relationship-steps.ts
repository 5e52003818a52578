// Failover relationships in cmdlets. Each runs on one server and changes both, so all of them are
// for
// the server that is written.
import { networkAddress } from "../../../core/address.js";
import { equal } from "../../../core/equal.js";
import type { Configuration, Plan, Relationship, ScopeId } from "../../../core/model.js";
import { formatScopedProperty } from "../../../core/paths.js";
import { isReapplied as isReappliedChange } from "../../../core/relationship.js";
import type { Step, Value } from "./step.js";

type Relationships = Configuration["relationships"];

/**
 * The steps before scopes are written to the same server, and those after: a scope cannot go while
 * it
 * is in a relationship, nor come under one before it is there.
 */
export interface RelationshipSteps {
  readonly first: readonly Step[];
  readonly last: readonly Step[];
}

/**
 * The most scopes that come under a relationship in one call (DHCP_FAILOVER_MAX_NUM_ADD_SCOPES in
 * dhcpsapi.h).
 */
const maxScopesPerCall = 400;

/**
 * Plans what makes a server state `desired`. Properties that no server returns are set and not
 * compared: a secret, a state that it is to go to. Of `changes` those count whose two values are
 * equal: they are applied again, for the server has the value and its partner does not. A scope is
 * taken out and in again for that, a whole relationship removed and made again.
 */
export function planRelationships(
  current: Relationships,
  desired: Relationships,
  changes: Plan = [],
): RelationshipSteps {
  const reapplied = changes.filter(isReappliedChange).map(({ location, path }) => ({
    name: location.kind === "relationship" ? location.key : "",
    path,
  }));
  const rejoining = new Set(reapplied.map(({ name, path }) => `${String(path[1])} ${name}`));
  const isMadeAgain = (name: string): boolean =>
    reapplied.some((change) => change.name === name && change.path.length === 0);
  const isReapplied = (name: string, property: string): boolean =>
    reapplied.some((change) => change.name === name && change.path[0] === property);
  const rejoins = (name: string, scope: ScopeId): boolean => rejoining.has(`${scope} ${name}`);
  const stays = (name: string): boolean =>
    Object.hasOwn(current, name) &&
    Object.hasOwn(desired, name) &&
    !isMadeAgain(name) &&
    !isReplaced(current[name]!, desired[name]!);
  const first = Object.entries(current).flatMap(([name, from]): readonly Step[] => {
    if (!stays(name))
      return [
        {
          reason: describeStep(name, "goes"),
          cmdlet: "Remove-DhcpServerv4Failover",
          parameters: { Name: [name], Force: true },
        },
      ];
    const wanted = new Set(desired[name]!.scopes);
    const gone = from.scopes.filter((scope) => !wanted.has(scope) || rejoins(name, scope));
    return gone.length === 0
      ? []
      : [
          {
            reason: describeStep(name, "scopes leave it"),
            cmdlet: "Remove-DhcpServerv4FailoverScope",
            parameters: { Name: name, ScopeId: gone.map(networkAddress), Force: true },
          },
        ];
  });
  const last = Object.entries(desired).flatMap(([name, to]): readonly Step[] => {
    const from = current[name];
    if (!from || !stays(name))
      return [planAddition(name, to), ...planJoining(name, to.scopes.slice(maxScopesPerCall))];
    const standing = new Set(from.scopes);
    const come = to.scopes.filter((scope) => !standing.has(scope) || rejoins(name, scope));
    return [
      ...planChange(name, from, to, (property) => isReapplied(name, property)),
      ...planJoining(name, come),
      ...(to.own?.state === undefined ? [] : [planPartnerDown(name)]),
    ];
  });
  return { first, last };
}

const describeStep = (name: string, what: string): string =>
  `${formatScopedProperty({ kind: "relationship", key: name }, [])}: ${what}`;

/**
 * Tells whether a relationship has to be removed and made again. No parameter of
 * Set-DhcpServerv4Failover changes the partner or the role; whoever turns to hot standby is its
 * active
 * server.
 */
const isReplaced = (from: Relationship, to: Relationship): boolean =>
  from.partner !== to.partner ||
  (to.mode === "hotStandby" && (from.mode === "hotStandby" ? from.role : "active") !== to.role);

const toDuration = (value: unknown): Value => ({ seconds: Number(value) });

/** Plans that the partner counts as down. */
const planPartnerDown = (name: string): Step => ({
  reason: describeStep(name, "its partner counts as down"),
  cmdlet: "Set-DhcpServerv4Failover",
  parameters: { Name: name, PartnerDown: true, Force: true },
});

const secretParameter = ({ own }: Relationship): Readonly<Record<string, Value>> =>
  typeof own?.sharedSecret === "string" ? { SharedSecret: own.sharedSecret } : {};

function planAddition(name: string, relationship: Relationship): Step {
  const { mode, partner, role, loadBalancePercent, scopes, own = {} } = relationship;
  const serverRole = role === "standby" ? "Standby" : "Active";
  return {
    reason: describeStep(name, "comes"),
    cmdlet: "Add-DhcpServerv4Failover",
    parameters: {
      Name: name,
      PartnerServer: partner!,
      ScopeId: scopes.slice(0, maxScopesPerCall).map(networkAddress),
      ...(mode === "hotStandby"
        ? {
            ServerRole: serverRole,
            ReservePercent: Number(own.reservePercent),
          }
        : { LoadBalancePercent: loadBalancePercent! }),
      MaxClientLeadTime: toDuration(own.maxClientLeadTime),
      AutoStateTransition: own.autoStateTransition === true,
      ...(own.stateSwitchInterval !== undefined && {
        StateSwitchInterval: toDuration(own.stateSwitchInterval),
      }),
      ...secretParameter(relationship),
      Force: true,
    },
  };
}

/** The properties of a relationship that parameters of Set-DhcpServerv4Failover stand for. */
const settableProperties = ({
  own,
  mode,
  loadBalancePercent,
}: Relationship): Readonly<Record<string, unknown>> => ({ ...own, mode, loadBalancePercent });

function planChange(
  name: string,
  from: Relationship,
  to: Relationship,
  isReapplied: (property: string) => boolean,
): readonly Step[] {
  const [before, after] = [settableProperties(from), settableProperties(to)];
  const differs = (property: string): boolean =>
    isReapplied(property) ||
    !equal((before[property] ?? null) as Value, (after[property] ?? null) as Value);
  const isSecretRemoved = differs("enableAuth") && after.enableAuth !== true;
  const parameters: Readonly<Record<string, Value>> = {
    ...modeParameters(to, differs, from.mode !== to.mode),
    ...timerParameters(after, differs),
    ...(isSecretRemoved ? { SharedSecret: null } : secretParameter(to)),
  };
  if (Object.keys(parameters).length === 0) return [];
  return [
    {
      reason: describeStep(name, Object.keys(parameters).join(", ")),
      cmdlet: "Set-DhcpServerv4Failover",
      parameters: { Name: name, ...parameters, Force: true },
    },
  ];
}

/** Returns the mode where it differs, and the percentage of the mode where it or the mode does. */
function modeParameters(
  { mode, loadBalancePercent, own }: Relationship,
  differs: (property: string) => boolean,
  changesMode: boolean,
): Readonly<Record<string, Value>> {
  const isStandby = mode === "hotStandby";
  const percentage = isStandby ? "reservePercent" : "loadBalancePercent";
  const percent: Readonly<Record<string, Value>> = isStandby
    ? { ReservePercent: Number(own?.reservePercent) }
    : { LoadBalancePercent: loadBalancePercent! };
  return {
    ...(differs("mode") && { Mode: isStandby ? "HotStandby" : "LoadBalance" }),
    ...((changesMode || differs(percentage)) && percent),
  };
}

/**
 * Returns the timers that differ. An interval is set together with the transition that it is for.
 */
function timerParameters(
  {
    maxClientLeadTime,
    autoStateTransition,
    stateSwitchInterval,
  }: Readonly<Record<string, unknown>>,
  differs: (property: string) => boolean,
): Readonly<Record<string, Value>> {
  const changesTransition = differs("autoStateTransition");
  const setsInterval =
    stateSwitchInterval !== undefined && (differs("stateSwitchInterval") || changesTransition);
  return {
    ...(differs("maxClientLeadTime") && { MaxClientLeadTime: toDuration(maxClientLeadTime) }),
    ...((changesTransition || setsInterval) && {
      AutoStateTransition: autoStateTransition === true,
    }),
    ...(setsInterval && { StateSwitchInterval: toDuration(stateSwitchInterval) }),
  };
}

function planJoining(name: string, scopes: readonly ScopeId[]): readonly Step[] {
  return Array.from({ length: Math.ceil(scopes.length / maxScopesPerCall) }, (_, at) => ({
    reason: describeStep(name, "scopes come under it"),
    cmdlet: "Add-DhcpServerv4FailoverScope",
    parameters: {
      Name: name,
      ScopeId: scopes.slice(at * maxScopesPerCall, (at + 1) * maxScopesPerCall).map(networkAddress),
    },
  }));
}
