// Failover relationships in cmdlets. Each runs on one server and changes both, so all of them are for the one that is written to.
import { networkAddress } from "../../../core/address.js";
import { equal } from "../../../core/equal.js";
import type { Configuration, Plan, Relationship, ScopeId } from "../../../core/model.js";
import { formatScopedProperty } from "../../../core/paths.js";
import { isReapplied } from "../../../core/relationship.js";
import type { Step, Value } from "./step.js";

type Relationships = Configuration["relationships"];

/** What goes before scopes are written to the same server, and what comes after: a scope cannot go while it is in a relationship, nor come under one before it is there. */
export interface RelationshipSteps {
  readonly first: readonly Step[];
  readonly last: readonly Step[];
}

/** So many scopes come under a relationship in one call (DHCP_FAILOVER_MAX_NUM_ADD_SCOPES in dhcpsapi.h). */
const maxScopesPerCall = 400;

/**
 * What makes a server state `desired`. Leaves that no server tells are done and not compared: a secret that is to be set, a state that it is
 * to go to. Of the changes that lead there those count whose two values are equal: what the server states and its partner does not is said
 * once more. A scope is taken out and in again for that, a whole relationship removed and made again.
 */
export function planRelationships(
  current: Relationships,
  desired: Relationships,
  changes: Plan = [],
): RelationshipSteps {
  const pushes = changes
    .filter(isReapplied)
    .map(({ place, path }) => ({ name: place.kind === "relationship" ? place.key : "", path }));
  const rejoining = new Set(pushes.map(({ name, path }) => `${String(path[1])} ${name}`));
  const again = (name: string): boolean =>
    pushes.some((push) => push.name === name && push.path.length === 0);
  const pushed = (name: string, leaf: string): boolean =>
    pushes.some((push) => push.name === name && push.path[0] === leaf);
  const rejoins = (name: string, scope: ScopeId): boolean => rejoining.has(`${scope} ${name}`);
  const stays = (name: string): boolean =>
    Object.hasOwn(current, name) &&
    Object.hasOwn(desired, name) &&
    !again(name) &&
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
      ...planChange(name, from, to, (leaf) => pushed(name, leaf)),
      ...planJoining(name, come),
      ...(to.own?.state === undefined ? [] : [planPartnerDown(name)]),
    ];
  });
  return { first, last };
}

const describeStep = (name: string, what: string): string =>
  `${formatScopedProperty({ kind: "relationship", key: name }, [])}: ${what}`;

/** No parameter of Set-DhcpServerv4Failover changes the partner or the role; whoever turns to hot standby is its active server. */
const isReplaced = (from: Relationship, to: Relationship): boolean =>
  from.partner !== to.partner ||
  (to.mode === "hotStandby" && (from.mode === "hotStandby" ? from.role : "active") !== to.role);

const toDuration = (value: unknown): Value => ({ seconds: Number(value) });

/** The partner counts as down. */
const planPartnerDown = (name: string): Step => ({
  reason: describeStep(name, "its partner counts as down"),
  cmdlet: "Set-DhcpServerv4Failover",
  parameters: { Name: name, PartnerDown: true, Force: true },
});

const secretParameter = ({ own }: Relationship): Readonly<Record<string, Value>> =>
  typeof own?.sharedSecret === "string" ? { SharedSecret: own.sharedSecret } : {};

function planAddition(name: string, relationship: Relationship): Step {
  const { mode, partner, role, loadBalancePercent, scopes, own = {} } = relationship;
  return {
    reason: describeStep(name, "comes"),
    cmdlet: "Add-DhcpServerv4Failover",
    parameters: {
      Name: name,
      PartnerServer: partner!,
      ScopeId: scopes.slice(0, maxScopesPerCall).map(networkAddress),
      ...(mode === "hotStandby"
        ? {
            ServerRole: role === "standby" ? "Standby" : "Active",
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

function planChange(
  name: string,
  from: Relationship,
  to: Relationship,
  pushed: (leaf: string) => boolean,
): readonly Step[] {
  const [before, after] = [
    { ...from.own, mode: from.mode, loadBalancePercent: from.loadBalancePercent },
    { ...to.own, mode: to.mode, loadBalancePercent: to.loadBalancePercent },
  ] as Readonly<Record<string, unknown>>[];
  const turns = from.mode !== to.mode;
  const differs = (property: string): boolean =>
    pushed(property) ||
    !equal((before![property] ?? null) as Value, (after![property] ?? null) as Value);
  const standby = to.mode === "hotStandby";
  const interval =
    after!.stateSwitchInterval !== undefined &&
    (differs("stateSwitchInterval") || differs("autoStateTransition"));
  const parameters: Readonly<Record<string, Value>> = {
    ...(differs("mode") && { Mode: standby ? "HotStandby" : "LoadBalance" }),
    ...(!standby &&
      (turns || differs("loadBalancePercent")) && { LoadBalancePercent: to.loadBalancePercent! }),
    ...(standby &&
      (turns || differs("reservePercent")) && { ReservePercent: Number(to.own?.reservePercent) }),
    ...(differs("maxClientLeadTime") && {
      MaxClientLeadTime: toDuration(after!.maxClientLeadTime),
    }),
    ...((differs("autoStateTransition") || interval) && {
      AutoStateTransition: after!.autoStateTransition === true,
    }),
    ...(interval && { StateSwitchInterval: toDuration(after!.stateSwitchInterval) }),
    ...(differs("enableAuth") && after!.enableAuth !== true
      ? { SharedSecret: null }
      : secretParameter(to)),
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
