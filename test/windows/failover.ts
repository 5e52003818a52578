// Failover relationships between two model servers, and replication: it makes the partner's scope like this one, and copies nothing that
// stands outside scopes. https://learn.microsoft.com/powershell/module/dhcpserver/invoke-dhcpserverv4failoverreplication; its order, and that
// what only the partner has goes, are inferred from the replication in garysharp/DhcpServerApi. Only `join` makes relationships here.
import { definitionOf } from "./definitions.js";
import { Refused } from "./errors.js";
import type { Cmdlets } from "./given.js";
import { alter, classOf, drop, put, scopeOf, type Held, type OptionValue, type Policy, type Relationship } from "./held.js";

/** Makes two servers partners: each states the relationship from its own side. The first is its primary. */
export function join(primary: Held, secondary: Held, { scopes, ...stated }: { readonly name: string; readonly scopes: readonly string[] } & Partial<Omit<Relationship, "name" | "scopes" | "primary" | "secondary">>): Relationship {
  const relationship: Relationship = { mode: "LoadBalance", loadBalancePercent: 50, role: "Active", reservePercent: 5, maxClientLeadTime: 3600, state: "Normal", ...stated, primary, secondary, scopes: new Set(scopes) };
  for (const server of [primary, secondary]) server.relationships.set(relationship.name, relationship);
  return relationship;
}

const relationshipOf = (server: Held, name: string): Relationship => {
  const found = server.relationships.get(name);
  if (!found) throw new Refused(20115, name);
  return found;
};

const relationshipWith = (server: Held, scopeId: string): Relationship => {
  const found = [...server.relationships.values()].find(({ scopes }) => scopes.has(scopeId));
  if (!found) throw new Refused(20116, scopeId);
  return found;
};

/** A relationship as one of its servers states it. */
function view(server: Held, { primary, secondary, ...stated }: Relationship): object {
  const own = server === primary;
  const [balance, standby] = [stated.mode === "LoadBalance", stated.mode === "HotStandby"];
  const otherRole = stated.role === "Active" ? "Standby" : "Active";
  return {
    Name: stated.name,
    PartnerServer: (own ? secondary : primary).name,
    Mode: stated.mode,
    LoadBalancePercent: balance ? (own ? stated.loadBalancePercent : 100 - stated.loadBalancePercent) : null,
    ServerRole: standby ? (own ? stated.role : otherRole) : null,
    ReservePercent: standby ? stated.reservePercent : null,
    MaxClientLeadTime: { seconds: stated.maxClientLeadTime },
    StateSwitchInterval: null,
    AutoStateTransition: false,
    EnableAuth: false,
    State: stated.state,
    ScopeId: [...stated.scopes],
    PrimaryServerName: primary.name,
    SecondaryServerName: secondary.name,
    ServerType: own ? "PrimaryServer" : "SecondaryServer",
  };
}

/** Makes one map like another. */
function mirror<K, V>(server: Held, from: Map<K, V>, to: Map<K, V>, check: (value: V) => void = () => undefined): void {
  for (const at of [...to.keys()]) if (!from.has(at)) drop(server, to, at);
  for (const [at, value] of from) {
    check(value);
    put(server, to, at, structuredClone(value));
  }
}

/** Makes the partner's scope like this one. Stops where the partner lacks a definition or a class; what was done before stays. */
function replicate(server: Held, partner: Held, scopeId: string): void {
  const from = scopeOf(server, scopeId);
  const to = scopeOf(partner, scopeId);
  const { exclusions, reservations, options, policies, superscopeName: _, ...properties } = from; // that the superscope's name is not replicated is inferred
  const defined = ({ vendorClass, optionId }: OptionValue) => void (optionId !== 81 && definitionOf(partner, vendorClass, optionId));
  alter(partner, to, properties);
  mirror(partner, exclusions, to.exclusions);
  mirror(partner, options, to.options, defined);
  const checked = (policy: Policy) => {
    for (const type of ["Vendor", "User"] as const) for (const name of policy.conditions[`${type}Class`] ?? []) if (name !== "EQ" && name !== "NE") classOf(partner, type, name.replace(/\*$/, ""));
    policy.options.forEach(defined);
  };
  mirror(partner, policies, to.policies, checked);
  mirror(partner, reservations, to.reservations, ({ options }) => options.forEach(defined));
}

export const failover: Cmdlets = {
  "Get-DhcpServerv4Failover": (server, given) => {
    const [names, scopeIds] = [given.texts("Name"), given.texts("ScopeId")];
    const found = names?.map((name) => relationshipOf(server, name)) ?? scopeIds?.map((scopeId) => relationshipWith(server, scopeId)) ?? [...server.relationships.values()];
    return found.map((relationship) => view(server, relationship));
  },

  "Invoke-DhcpServerv4FailoverReplication": (server, given) => {
    const [names, scopeIds] = [given.texts("Name"), given.texts("ScopeId")];
    const byRelationship = names?.map((name) => relationshipOf(server, name)) ?? [...server.relationships.values()];
    const asked = scopeIds?.map((scopeId) => [scopeId, relationshipWith(server, scopeId)] as const) ?? byRelationship.flatMap((relationship) => [...relationship.scopes].map((scopeId) => [scopeId, relationship] as const));
    for (const [scopeId, { primary, secondary, state }] of asked) {
      if (state !== "Normal") throw new Refused(20120, state);
      if (!server.secondHop) throw new Refused(20121, "the caller's identity does not reach the partner from here");
      replicate(server, server === primary ? secondary : primary, scopeId);
    }
    return asked.map(([scopeId]) => ({ ScopeId: scopeId })); // Windows writes the bare scope ids
  },
};
