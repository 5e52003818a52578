// The cmdlets of failover on model servers. Each runs on one server and changes both. Rules: the cmdlets'
// pages (https://learn.microsoft.com/powershell/module/dhcpserver/), "Manage DHCP failover relationships"
// (https://learn.microsoft.com/windows-server/networking/technologies/dhcp/manage-dhcp-failover-relationships),
// MS-DHCPM. What no page settles is decided the stricter way, and said to be inferred where it stands.
import { findDefinition } from "../../../provider/drivers/windows/rules/definitions.js";
import type { CmdletArguments } from "../../../provider/drivers/windows/rules/arguments.js";
import {
  changeProperties,
  findClass,
  dropEntry,
  putEntry,
  findScope,
  type OptionValue,
  type Policy,
  type Scope,
} from "../../../provider/drivers/windows/rules/server-state.js";
import { RefusedCall } from "../../../provider/drivers/windows/rules/refused-call.js";
import type { ModelHeld, Relationship } from "./model-state.js";
import { type Stated, byDefault, mirrored } from "./failover.js";

/** Cmdlets that more than the rules of one server are needed for. */
export type ModelCmdlets = Readonly<
  Record<string, (server: ModelHeld, args: CmdletArguments) => readonly object[]>
>;

const relationshipOf = (server: ModelHeld, name: string): Relationship => {
  const found = server.relationships.get(name);
  if (!found) throw new RefusedCall(20115, name);
  return found;
};

const relationshipWith = (server: ModelHeld, scopeId: string): Relationship => {
  const found = [...server.relationships.values()].find(({ scopes }) => scopes.has(scopeId));
  if (!found) throw new RefusedCall(20116, scopeId);
  return found;
};

/** The other half of a call. The local half is applied by then: seen where a caller's identity ends at the first server; that it is so for each cmdlet is inferred. */
function onPartner(server: ModelHeld, work: () => void): void {
  if (!server.secondHop)
    throw new RefusedCall(20121, "the caller's identity does not reach the partner from here");
  work();
}

/** A partner that does not answer is seen before anything is done; inferred. */
function answering(partner: ModelHeld): void {
  if (!partner.answers) throw new RefusedCall(20122, partner.name);
}

/** A relationship as one of its servers states it. The secret is told by no cmdlet; EnableAuth says whether there is one (Set-DhcpServerv4Failover). */
function view(server: ModelHeld, stated: Relationship): object {
  const [balance, standby] = [stated.mode === "LoadBalance", stated.mode === "HotStandby"];
  return {
    Name: stated.name,
    PartnerServer: stated.partner.name,
    Mode: stated.mode,
    LoadBalancePercent: balance ? stated.loadBalancePercent : null,
    ServerRole: standby ? stated.role : null,
    ReservePercent: standby ? stated.reservePercent : null,
    MaxClientLeadTime: { seconds: stated.maxClientLeadTime },
    StateSwitchInterval:
      stated.stateSwitchInterval === null ? null : { seconds: stated.stateSwitchInterval },
    AutoStateTransition: stated.autoStateTransition,
    EnableAuth: stated.secret !== null,
    State: stated.state,
    ScopeId: [...stated.scopes],
    PrimaryServerName: (stated.first ? server : stated.partner).name,
    SecondaryServerName: (stated.first ? stated.partner : server).name,
    ServerType: stated.first ? "PrimaryServer" : "SecondaryServer",
  };
}

/**
 * Returns the timer that a call asks for: an interval turns the switching on (Add-,
 * Set-DhcpServerv4Failover), and without the switching there is none; the second is inferred.
 */
function switching(
  args: CmdletArguments,
  before: Pick<Stated, "autoStateTransition" | "stateSwitchInterval">,
): Pick<Stated, "autoStateTransition" | "stateSwitchInterval"> {
  const interval = args.isNull("StateSwitchInterval")
    ? null
    : (args.seconds("StateSwitchInterval") ?? before.stateSwitchInterval);
  if (interval !== null && interval < 1)
    throw new RefusedCall("WIN32 87", "-StateSwitchInterval of nothing");
  if (
    args.seconds("StateSwitchInterval") !== undefined &&
    args.flag("AutoStateTransition") === false
  )
    throw new RefusedCall("WIN32 87", "-StateSwitchInterval without -AutoStateTransition");
  const on =
    args.seconds("StateSwitchInterval") !== undefined ||
    (args.flag("AutoStateTransition") ?? before.autoStateTransition);
  // The interval that a server takes by itself is in no document: the console's own, one hour.
  return { autoStateTransition: on, stateSwitchInterval: on ? (interval ?? 3600) : null };
}

function leadTime(args: CmdletArguments): { readonly maxClientLeadTime?: number } {
  const seconds = args.seconds("MaxClientLeadTime");
  if (seconds !== undefined && seconds < 1)
    throw new RefusedCall("WIN32 87", "-MaxClientLeadTime of nothing");
  return seconds === undefined ? {} : { maxClientLeadTime: seconds };
}

/** Scopes that are to come under a relationship: there, in none, for DHCP clients on 2012 (20129), and not on the partner (Add-DhcpServerv4FailoverScope: "should not exist on the partner"). */
function joining(
  server: ModelHeld,
  partner: ModelHeld,
  scopeIds: readonly string[],
): readonly Scope[] {
  if (scopeIds.length > 400) throw new RefusedCall(20130, String(scopeIds.length)); // DHCP_FAILOVER_MAX_NUM_ADD_SCOPES in dhcpsapi.h
  return scopeIds.map((scopeId) => {
    const scope = findScope(server, scopeId);
    if ([...server.relationships.values()].some(({ scopes }) => scopes.has(scopeId)))
      throw new RefusedCall(20113, scopeId);
    if (scope.type !== "Dhcp" && server.version[0] === 6 && server.version[1] < 3)
      throw new RefusedCall(20129, scopeId);
    if (partner.scopes.has(scopeId)) throw new RefusedCall(20052, `${scopeId} on ${partner.name}`);
    return scope;
  });
}

/** "Identically set up on the partner" (Add-DhcpServerv4Failover). What it refers to must be there: definitions and classes are not replicated. The superscope does not come with it; inferred. */
function pushed(partner: ModelHeld, scopes: readonly Scope[]): void {
  for (const scope of scopes) {
    const copy: Scope = { ...structuredClone(scope), superscopeName: "" };
    checkReferences(partner, copy);
    putEntry(partner, partner.scopes, scope.scopeId, copy);
  }
}

/** Takes scopes from a server (Remove-DhcpServerv4FailoverScope: "also deletes the scopes from the partner"), leases and all. One that it does not have is no error; inferred. */
function deleted(partner: ModelHeld, scopeIds: Iterable<string>): void {
  for (const scopeId of scopeIds) {
    if ((partner.lent.get(scopeId) ?? 0) > 0)
      partner.dangers.push(
        `${scopeId} went from ${partner.name} with ${partner.lent.get(scopeId)} leases`,
      );
    dropEntry(partner, partner.scopes, scopeId);
    partner.lent.delete(scopeId);
  }
}

/** A question that a person would be asked, and nobody answers here. */
function confirmed(args: CmdletArguments, what: string): void {
  if (args.flag("Force") !== true)
    throw new RefusedCall("WIN32 87", `it would ask about ${what}: pass -Force`);
}

/** Makes one map like another. */
function mirror<K, V>(
  server: ModelHeld,
  from: Map<K, V>,
  to: Map<K, V>,
  check: (value: V) => void = () => undefined,
): void {
  for (const at of [...to.keys()]) if (!from.has(at)) dropEntry(server, to, at);
  for (const [at, value] of from) {
    check(value);
    putEntry(server, to, at, structuredClone(value));
  }
}

const definedOn =
  (server: ModelHeld) =>
  ({ vendorClass, optionId }: OptionValue) =>
    void (optionId !== 81 && findDefinition(server, vendorClass, optionId));

const policyOn = (server: ModelHeld) => (policy: Policy) => {
  for (const type of ["Vendor", "User"] as const)
    for (const name of policy.conditions[`${type}Class`] ?? [])
      if (name !== "EQ" && name !== "NE") findClass(server, type, name.replace(/\*$/, ""));
  policy.options.forEach(definedOn(server));
};

function checkReferences(server: ModelHeld, { options, policies, reservations }: Scope): void {
  options.forEach(definedOn(server));
  policies.forEach(policyOn(server));
  for (const reservation of reservations.values()) reservation.options.forEach(definedOn(server));
}

/**
 * Makes the partner's scope like this one, and copies nothing that stands outside scopes (Invoke-DhcpServerv4FailoverReplication). Its order,
 * and that what only the partner has goes, are inferred from the replication in garysharp/DhcpServerApi. Stops where the partner lacks a
 * definition or a class; what was done before stays.
 */
function replicate(server: ModelHeld, partner: ModelHeld, scopeId: string): void {
  const from = findScope(server, scopeId);
  const to = findScope(partner, scopeId);
  const { exclusions, reservations, options, policies, superscopeName: _, ...properties } = from; // that the superscope's name is not replicated is inferred
  changeProperties(partner, to, properties);
  mirror(partner, exclusions, to.exclusions);
  mirror(partner, options, to.options, definedOn(partner));
  mirror(partner, policies, to.policies, policyOn(partner));
  mirror(partner, reservations, to.reservations, ({ options: reserved }) =>
    reserved.forEach(definedOn(partner)),
  );
}

function assertRoomFor(server: ModelHeld, name: string): void {
  if (name.length > 126) throw new RefusedCall(20125, "over 126 characters"); // MS-DHCPM
  if (server.relationships.has(name)) throw new RefusedCall(20114, name);
  if (server.relationships.size >= 31) throw new RefusedCall(20128, "31"); // DHCP_FAILOVER_MAX_NUM_REL in dhcpsapi.h
}

function partnerOf(server: ModelHeld, name: string): ModelHeld {
  const partner = server.network.get(name.toLowerCase());
  if (!partner || partner === server) throw new RefusedCall(20124, name);
  return partner;
}

/** The mode of a new relationship, and what each server has of the addresses. */
function shares(
  args: CmdletArguments,
): Pick<Relationship, "mode" | "loadBalancePercent" | "role" | "reservePercent"> {
  const hotStandby = args.has("ReservePercent") || args.has("ServerRole");
  return {
    mode: hotStandby ? "HotStandby" : "LoadBalance",
    loadBalancePercent: args.number("LoadBalancePercent") ?? 50,
    role: (args.text("ServerRole") as Relationship["role"] | undefined) ?? "Active",
    reservePercent: args.number("ReservePercent") ?? 5,
  };
}

/** The mode that a call asks for. A percentage of the other mode is refused. */
function modeAfter(before: Relationship, args: CmdletArguments): Relationship["mode"] {
  const mode = (args.text("Mode") as Relationship["mode"] | undefined) ?? before.mode;
  for (const [parameter, only] of [
    ["LoadBalancePercent", "LoadBalance"],
    ["ReservePercent", "HotStandby"],
  ] as const)
    if (args.number(parameter) !== undefined && mode !== only)
      throw new RefusedCall("WIN32 87", `-${parameter} in the mode ${mode}`);
  return mode;
}

function changesTo(before: Relationship, args: CmdletArguments): Partial<Relationship> {
  const mode = modeAfter(before, args);
  // Another mode begins with its defaults. Whoever is asked becomes the active server; inferred.
  const { loadBalancePercent, reservePercent, role } =
    mode === before.mode
      ? before
      : ({ loadBalancePercent: 50, reservePercent: 5, role: "Active" } as const);
  return {
    mode,
    ...leadTime(args),
    ...switching(args, before),
    secret: args.has("SharedSecret") ? args.text("SharedSecret") || null : before.secret,
    loadBalancePercent: args.number("LoadBalancePercent") ?? loadBalancePercent,
    reservePercent: args.number("ReservePercent") ?? reservePercent,
    role,
  };
}

export const failover: ModelCmdlets = {
  "Get-DhcpServerv4Failover": (server, args) => {
    const [names, scopeIds] = [args.texts("Name"), args.texts("ScopeId")];
    const found = names?.map((name) => relationshipOf(server, name)) ??
      scopeIds?.map((scopeId) => relationshipWith(server, scopeId)) ?? [
        ...server.relationships.values(),
      ];
    return found.map((relationship) => view(server, relationship));
  },

  "Add-DhcpServerv4Failover": (server, args) => {
    const [name, scopeIds] = [args.text("Name")!, args.texts("ScopeId")!];
    assertRoomFor(server, name);
    const partner = partnerOf(server, args.text("PartnerServer")!);
    answering(partner);
    if (args.has("SharedSecret")) confirmed(args, "the shared secret in clear text");
    if (server.secondHop && partner.relationships.has(name))
      throw new RefusedCall(20114, `${name} on ${partner.name}`);
    const stated: Relationship = {
      ...byDefault,
      ...leadTime(args),
      ...switching(args, byDefault),
      name,
      partner,
      first: true,
      ...shares(args),
      secret: args.text("SharedSecret") ?? null,
      scopes: new Set(scopeIds),
    };
    const scopes = server.secondHop
      ? joining(server, partner, scopeIds)
      : scopeIds.map((scopeId) => findScope(server, scopeId));
    if (server.secondHop) scopes.forEach((scope) => void checkReferences(partner, scope));
    putEntry(server, server.relationships, name, stated);
    onPartner(server, () => {
      putEntry(partner, partner.relationships, name, mirrored(server, stated));
      pushed(partner, scopes);
    });
    return [];
  },

  // Name, partner and role: there is no parameter that changes them.
  "Set-DhcpServerv4Failover": (server, args) => {
    const before = relationshipOf(server, args.text("Name")!);
    const { partner } = before;
    if (args.flag("PartnerDown")) {
      // "Changes the state from COMMUNICATION INTERRUPTED to PARTNER DOWN": of this server alone, for the other one does not answer.
      if (before.state !== "CommunicationInterrupted") throw new RefusedCall(20120, before.state);
      changeProperties(server, before, { state: "PartnerDown" });
      return [];
    }
    answering(partner);
    if (args.has("Mode")) confirmed(args, "the mode");
    if (args.has("SharedSecret")) confirmed(args, "the shared secret in clear text");
    changeProperties(server, before, changesTo(before, args));
    onPartner(server, () => {
      const theirs = partner.relationships.get(before.name);
      if (!theirs) throw new RefusedCall(20115, `${before.name} on ${partner.name}`);
      const {
        partner: _,
        first: __,
        state: ___,
        scopes: ____,
        ...changed
      } = mirrored(server, before);
      changeProperties(partner, theirs, changed);
    });
    return [];
  },

  // "Scopes remain on the server where you entered the command": the partner loses them.
  "Remove-DhcpServerv4Failover": (server, args) => {
    for (const { name, partner, scopes } of args
      .texts("Name")!
      .map((given) => relationshipOf(server, given))) {
      confirmed(args, "the scopes that go from the partner");
      answering(partner);
      dropEntry(server, server.relationships, name);
      onPartner(server, () => {
        if (!dropEntry(partner, partner.relationships, name)) return; // the partner states none: there is nothing to be taken away; inferred
        deleted(partner, scopes);
      });
    }
    return [];
  },

  "Add-DhcpServerv4FailoverScope": (server, args) => {
    const [stated, scopeIds] = [relationshipOf(server, args.text("Name")!), args.texts("ScopeId")!];
    const { name, partner } = stated;
    answering(partner);
    if (stated.state !== "Normal") throw new RefusedCall(20120, stated.state);
    const theirs = partner.relationships.get(name);
    if (!theirs) throw new RefusedCall(20115, `${name} on ${partner.name}`);
    const scopes = joining(server, partner, scopeIds);
    if (server.secondHop) scopes.forEach((scope) => void checkReferences(partner, scope));
    changeProperties(server, stated, { scopes: new Set([...stated.scopes, ...scopeIds]) });
    onPartner(server, () => {
      changeProperties(partner, theirs, { scopes: new Set([...theirs.scopes, ...scopeIds]) });
      pushed(partner, scopes);
    });
    return [];
  },

  "Remove-DhcpServerv4FailoverScope": (server, args) => {
    const [stated, scopeIds] = [relationshipOf(server, args.text("Name")!), args.texts("ScopeId")!];
    const { name, partner } = stated;
    confirmed(args, "the scopes that go from the partner");
    for (const scopeId of scopeIds)
      if (!stated.scopes.has(scopeId)) throw new RefusedCall(20116, scopeId);
    answering(partner);
    const without = (scopes: ReadonlySet<string>) =>
      new Set([...scopes].filter((scopeId) => !scopeIds.includes(scopeId)));
    changeProperties(server, stated, { scopes: without(stated.scopes) });
    onPartner(server, () => {
      const theirs = partner.relationships.get(name);
      if (theirs) changeProperties(partner, theirs, { scopes: without(theirs.scopes) });
      deleted(partner, scopeIds);
    });
    return [];
  },

  "Invoke-DhcpServerv4FailoverReplication": (server, args) => {
    const [names, scopeIds] = [args.texts("Name"), args.texts("ScopeId")];
    const byRelationship = names?.map((name) => relationshipOf(server, name)) ?? [
      ...server.relationships.values(),
    ];
    const asked =
      scopeIds?.map((scopeId) => [scopeId, relationshipWith(server, scopeId)] as const) ??
      byRelationship.flatMap((relationship) =>
        [...relationship.scopes].map((scopeId) => [scopeId, relationship] as const),
      );
    for (const [scopeId, { partner, state }] of asked) {
      if (state !== "Normal") throw new RefusedCall(20120, state);
      onPartner(server, () => replicate(server, partner, scopeId));
    }
    return asked.map(([scopeId]) => ({ ScopeId: scopeId })); // Windows writes the bare scope ids
  },
};
