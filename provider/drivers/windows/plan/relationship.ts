// Failover relationships in cmdlets. Each runs on one server and changes both, so all of them are for the one that is written to.
import { text } from "../../../core/canonical.js";
import type { Configuration, Plan, Relationship, ScopeId } from "../../../core/model.js";
import { placedText } from "../../../core/paths.js";
import { withChange } from "../../../core/relationship.js";
import type { Step, Value } from "./step.js";

type Relationships = Configuration["relationships"];

/** What goes before scopes are written to the same server, and what comes after: a scope cannot go while it is in a relationship, nor come under one before it is there. */
export interface RelationshipSteps {
  readonly first: readonly Step[];
  readonly last: readonly Step[];
}

/** So many scopes come under a relationship in one call (DHCP_FAILOVER_MAX_NUM_ADD_SCOPES in dhcpsapi.h). */
const atOnce = 400;

/** Leaves that are no part of what a server states: a secret that is to be set, which no server tells, and a state that it is to go to. */
const secretLeaf = "sharedSecret";
const stateLeaf = "state";

/**
 * The changes of a plan that are about relationships, as steps. A change whose two values are equal is said once more: the server states it
 * and its partner does not. A scope is taken out and in again for that, a whole relationship removed and made again.
 */
export function relationshipSteps(current: Relationships, changes: Plan): RelationshipSteps {
  let desired = current;
  const secrets = new Map<string, string>();
  const down = new Set<string>();
  const again = new Set<string>();
  const pushed = new Map<string, Set<string>>();
  const rejoining = new Map<string, Set<string>>();
  const note = (map: Map<string, Set<string>>, name: string, what: string) => void map.set(name, (map.get(name) ?? new Set()).add(what));
  for (const change of changes) {
    if (change.place.kind !== "relationship") continue;
    const { place: { key }, path, current: from, desired: to } = change;
    if (path[0] === secretLeaf) {
      secrets.set(key, String(to));
      continue;
    }
    if (path[0] === stateLeaf) {
      down.add(key);
      continue;
    }
    if (path.length === 0 && from !== undefined && to !== undefined) again.add(key);
    else if (from !== undefined && text(from as Value) === text((to ?? null) as Value)) path[0] === "scopes" ? note(rejoining, key, path[1]!) : note(pushed, key, path[0]!);
    desired = withChange(desired, key, change);
  }
  const stays = (name: string): boolean => Object.hasOwn(current, name) && Object.hasOwn(desired, name) && !again.has(name) && !isAnother(current[name]!, desired[name]!);
  const first = Object.entries(current).flatMap(([name, from]): readonly Step[] => {
    if (!stays(name)) return [{ reason: reason(name, "goes"), cmdlet: "Remove-DhcpServerv4Failover", parameters: { Name: [name], Force: true } }];
    const gone = from.scopes.filter((scope) => !desired[name]!.scopes.includes(scope) || rejoining.get(name)?.has(scope));
    return gone.length === 0 ? [] : [{ reason: reason(name, "scopes leave it"), cmdlet: "Remove-DhcpServerv4FailoverScope", parameters: { Name: name, ScopeId: gone.map(address), Force: true } }];
  });
  const last = Object.entries(desired).flatMap(([name, to]): readonly Step[] => {
    if (!stays(name)) return [made(name, to, secrets.get(name)), ...joined(name, to.scopes.slice(atOnce))];
    return [...set(name, current[name]!, to, pushed.get(name) ?? new Set(), secrets.get(name)), ...joined(name, to.scopes.filter((scope) => !current[name]!.scopes.includes(scope) || rejoining.get(name)?.has(scope)))];
  });
  const states = [...down].map((name): Step => ({ reason: reason(name, "its partner counts as down"), cmdlet: "Set-DhcpServerv4Failover", parameters: { Name: name, PartnerDown: true, Force: true } }));
  return { first, last: [...last, ...states] };
}

const reason = (name: string, what: string): string => `${placedText({ kind: "relationship", key: name }, [])}: ${what}`;

const address = (scope: ScopeId): string => scope.split("/")[0]!;

/** No parameter of Set-DhcpServerv4Failover changes the partner or the role; whoever turns to hot standby is its active server. */
const isAnother = (from: Relationship, to: Relationship): boolean => from.partner !== to.partner || (to.mode === "hotStandby" && (from.mode === "hotStandby" ? from.role : "active") !== to.role);

const seconds = (value: unknown): Value => ({ seconds: Number(value) });

function made(name: string, { mode, partner, role, loadBalancePercent, scopes, own = {} }: Relationship, secret: string | undefined): Step {
  return {
    reason: reason(name, "comes"),
    cmdlet: "Add-DhcpServerv4Failover",
    parameters: {
      Name: name,
      PartnerServer: partner!,
      ScopeId: scopes.slice(0, atOnce).map(address),
      ...(mode === "hotStandby" ? { ServerRole: role === "standby" ? "Standby" : "Active", ReservePercent: Number(own.reservePercent) } : { LoadBalancePercent: loadBalancePercent! }),
      MaxClientLeadTime: seconds(own.maxClientLeadTime),
      AutoStateTransition: own.autoStateTransition === true,
      ...(own.stateSwitchInterval !== undefined && { StateSwitchInterval: seconds(own.stateSwitchInterval) }),
      ...(secret !== undefined && { SharedSecret: secret }),
      Force: true,
    },
  };
}

function set(name: string, from: Relationship, to: Relationship, pushed: ReadonlySet<string>, secret: string | undefined): readonly Step[] {
  const [before, after] = [{ ...from.own, mode: from.mode, loadBalancePercent: from.loadBalancePercent }, { ...to.own, mode: to.mode, loadBalancePercent: to.loadBalancePercent }] as Readonly<Record<string, unknown>>[];
  const turns = from.mode !== to.mode;
  const differs = (property: string): boolean => pushed.has(property) || text((before![property] ?? null) as Value) !== text((after![property] ?? null) as Value);
  const standby = to.mode === "hotStandby";
  const interval = after!.stateSwitchInterval !== undefined && (differs("stateSwitchInterval") || differs("autoStateTransition"));
  const parameters: Record<string, Value> = {
    ...(differs("mode") && { Mode: standby ? "HotStandby" : "LoadBalance" }),
    ...(!standby && (turns || differs("loadBalancePercent")) && { LoadBalancePercent: to.loadBalancePercent! }),
    ...(standby && (turns || differs("reservePercent")) && { ReservePercent: Number(to.own?.reservePercent) }),
    ...(differs("maxClientLeadTime") && { MaxClientLeadTime: seconds(after!.maxClientLeadTime) }),
    ...((differs("autoStateTransition") || interval) && { AutoStateTransition: after!.autoStateTransition === true }),
    ...(interval && { StateSwitchInterval: seconds(after!.stateSwitchInterval) }),
    ...(secret !== undefined ? { SharedSecret: secret } : differs("enableAuth") && after!.enableAuth !== true ? { SharedSecret: null } : {}),
  };
  if (Object.keys(parameters).length === 0) return [];
  return [{ reason: reason(name, Object.keys(parameters).join(", ")), cmdlet: "Set-DhcpServerv4Failover", parameters: { Name: name, ...parameters, Force: true } }];
}

function joined(name: string, scopes: readonly ScopeId[]): readonly Step[] {
  return Array.from({ length: Math.ceil(scopes.length / atOnce) }, (_, at) => ({
    reason: reason(name, "scopes come under it"),
    cmdlet: "Add-DhcpServerv4FailoverScope",
    parameters: { Name: name, ScopeId: scopes.slice(at * atOnce, (at + 1) * atOnce).map(address) },
  }));
}
