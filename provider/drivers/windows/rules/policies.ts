// Policies: conditions, order, address ranges.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4policy, and for
// what is refused
// https://learn.microsoft.com/windows/win32/api/dhcpsapi/nf-dhcpsapi-dhcpv4createpolicy
import { assertLength, Refused } from "./refused.js";
import type { Cmdlets, Given } from "./given.js";
import {
  alter,
  classOf,
  drop,
  inOrder,
  key,
  kinds,
  overlap,
  policiesOf,
  policyOf,
  put,
  rangeKey,
  ranges,
  scopeOf,
  startAndEnd,
  within,
  type Held,
  type Kind,
  type Policies,
  type Policy,
} from "./held.js";

const wrong = (why: string) => new Refused(20109, why);

/**
 * Bytes with hyphens, in upper case as filters are (inferred), with an asterisk at either end where
 * there was one.
 */
function bytes(kind: Kind, given: string): string {
  const [, before, digits, after] =
    /^(\*?)([\da-f]{2}(?:-?[\da-f]{2})*)-?(\*?)$/i.exec(given) ?? [];
  if (digits === undefined) throw wrong(`"${given}" is no value of ${kind}`);
  return `${before}${digits.replaceAll("-", "").toUpperCase().match(/../g)!.join("-")}${after}`;
}

const value: Readonly<Record<Kind, (server: Held, given: string) => string>> = {
  VendorClass: className("Vendor"),
  UserClass: className("User"),
  MacAddress: (_, given) => bytes("MacAddress", given),
  ClientId: (_, given) => bytes("ClientId", given),
  RelayAgent: (_, given) => bytes("RelayAgent", given),
  CircuitId: (_, given) => bytes("CircuitId", given),
  RemoteId: (_, given) => bytes("RemoteId", given),
  SubscriberId: (_, given) => bytes("SubscriberId", given),
  Fqdn: (_, given) => given,
};

/**
 * A class the server knows, by its name; an asterisk after it takes data that only begins like the
 * class's.
 */
function className(type: "Vendor" | "User") {
  return (server: Held, given: string) =>
    `${classOf(server, type, given.replace(/\*$/, "")).name}${given.endsWith("*") ? "*" : ""}`;
}

/**
 * One kind of condition: EQ or NE and their values, again and again; ISL and INSL, of names, have
 * none. Some kinds take one value each.
 */
function condition(server: Held, kind: Kind, given: readonly string[]): readonly string[] {
  const found: string[] = [];
  let values = -1; // how many the last operator has; none: it takes none
  for (const each of given) {
    const operator = each.toUpperCase();
    if (
      operator === "EQ" ||
      operator === "NE" ||
      (kind === "Fqdn" && (operator === "ISL" || operator === "INSL"))
    ) {
      if (values === 0) throw wrong(`a comparator of ${kind} has no value`);
      values = operator.endsWith("SL") ? -1 : 0;
      found.push(operator);
    } else {
      if (values < 0) throw wrong(`a value of ${kind} has no comparator`);
      if (++values > 1 && (kind === "CircuitId" || kind === "RemoteId" || kind === "SubscriberId"))
        throw wrong(`a comparator of ${kind} takes one value`);
      found.push(value[kind](server, each));
    }
  }
  if (values === 0 || found.length === 0) throw wrong(`a comparator of ${kind} has no value`);
  return found;
}

/**
 * The conditions a policy has after a call: kinds that are given replace those it has (documented),
 * $null takes one away (inferred).
 */
function conditions(
  server: Held,
  given: Given,
  before: Policy["conditions"],
): Policy["conditions"] {
  const after = { ...before };
  for (const kind of kinds) {
    if (given.isNull(kind)) delete after[kind];
    const values = given.texts(kind);
    if (!values) continue;
    if (kind === "Fqdn" && server.version[0] * 10 + server.version[1] < 63)
      throw new Refused("WIN32 87", "conditions on domain names came with Windows Server 2012 R2");
    after[kind] = condition(server, kind, values);
  }
  // The code is inferred.
  if (Object.keys(after).length === 0) throw wrong("a policy needs a condition");
  return after;
}

/**
 * Puts a policy where it is asked to be; those after it move on. Numbers then go from 1 without a
 * gap: inferred.
 */
function place(server: Held, { policies }: Policies, policy: Policy, order: number): void {
  const others = inOrder({ policies }).filter((held) => held !== policy);
  const isBefore = (held: Policy): boolean =>
    held.order < order || (held.order === order && policy.order < order);
  const before = others.filter(isBefore);
  renumber(server, [...before, policy, ...others.filter((held) => !isBefore(held))]);
}

/** Lets the policies behind a place that is free now move up. There may be thousands of them, each time. */
function moveUp(server: Held, { policies }: Policies, free: number): void {
  for (const policy of policies.values() as Iterable<{ order: number }>) {
    if (policy.order <= free) continue;
    policy.order -= 1;
    server.changes++;
  }
}

/** Numbers policies from 1. */
function renumber(server: Held, policies: readonly Policy[]): void {
  policies.forEach((policy, index) => {
    if (policy.order !== index + 1) alter(server, policy, { order: index + 1 });
  });
}

function lastOrder({ policies }: Policies): number {
  let last = 0;
  for (const { order } of policies.values()) last = Math.max(last, order);
  return last;
}

function checkTexts(name: string | undefined, description: string | undefined): void {
  // The code and the longest description are inferred.
  assertLength(name, 64, "the name of the policy", "WIN32 87");
  assertLength(description, 256, "the description", "WIN32 87");
}

export const policies: Cmdlets = {
  "Get-DhcpServerv4Policy": (server, given) => {
    const scopeId = given.text("ScopeId");
    const holder = policiesOf(server, scopeId);
    return (given.texts("Name")?.map((name) => policyOf(holder, name)) ?? inOrder(holder)).map(
      (policy) => output(policy, scopeId),
    );
  },

  "Add-DhcpServerv4Policy": (server, given) => {
    const holder = policiesOf(server, given.text("ScopeId"));
    const name = given.text("Name")!;
    const last = lastOrder(holder);
    const order = given.number("ProcessingOrder") ?? last + 1;
    checkTexts(name, given.text("Description"));
    if (holder.policies.has(key(name)))
      throw new Refused(20105, `there is a policy "${name}" already`);
    if (order < 1 || order > last + 1)
      throw new Refused(20110, `there are ${last} policies, and ${order} is no place among them`);
    const policy: Policy = {
      name,
      order: last + 1,
      enabled: given.flag("Enabled") ?? true,
      condition: given.text("Condition") as Policy["condition"],
      description: given.text("Description") ?? "",
      conditions: conditions(server, given, {}),
      leaseDuration: given.seconds("LeaseDuration"),
      dnsSuffix: "",
      ranges: new Map(),
      options: new Map(),
    };
    put(server, holder.policies, key(name), policy);
    if (order <= last) place(server, holder, policy, order);
    return [];
  },

  "Set-DhcpServerv4Policy": (server, given) => {
    const holder = policiesOf(server, given.text("ScopeId"));
    const policy = policyOf(holder, given.text("Name")!);
    const [newName, order] = [given.text("NewName"), given.number("ProcessingOrder")];
    checkTexts(newName, given.text("Description"));
    if (
      newName !== undefined &&
      holder.policies.has(key(newName)) &&
      key(newName) !== key(policy.name)
    )
      throw new Refused(20105, `there is a policy "${newName}" already`);
    if (order !== undefined && (order < 1 || order > lastOrder(holder)))
      throw new Refused(20110, `${order} is no place among the policies`);
    const after = conditions(server, given, policy.conditions);
    const before = key(policy.name);
    alter(server, policy, {
      name: newName,
      description: given.text("Description"),
      enabled: given.flag("Enabled"),
      condition: given.text("Condition") as Policy["condition"] | undefined,
      leaseDuration: given.seconds("LeaseDuration"),
      conditions: after,
    });
    if (key(policy.name) !== before) {
      holder.policies.delete(before);
      holder.policies.set(key(policy.name), policy);
    }
    if (order !== undefined && order !== policy.order) place(server, holder, policy, order);
    return [];
  },

  "Remove-DhcpServerv4Policy": (server, given) => {
    const holder = policiesOf(server, given.text("ScopeId"));
    for (const name of given.texts("Name")!) {
      const gone = policyOf(holder, name);
      drop(server, holder.policies, key(gone.name));
      moveUp(server, holder, gone.order);
    }
    return [];
  },

  "Get-DhcpServerv4PolicyIPRange": (server, given) => {
    const scope = scopeOf(server, given.text("ScopeId")!);
    const found = given.texts("Name")?.map((name) => policyOf(scope, name)) ?? inOrder(scope);
    return found.flatMap((policy) =>
      ranges(policy.ranges.values()).map((range) => ({
        Name: policy.name,
        ScopeId: scope.scopeId,
        ...startAndEnd(range),
      })),
    );
  },

  "Add-DhcpServerv4PolicyIPRange": (server, given) => {
    const scope = scopeOf(server, given.text("ScopeId")!);
    const [policy, range] = [policyOf(scope, given.text("Name")!), given.range()!];
    if (range.first > range.last || !within(range, scope.range))
      throw new Refused(20107, "the policy's range is not inside the scope's range");
    if (
      [...scope.policies.values()].some(({ ranges: held }) =>
        [...held.values()].some((other) => overlap(other, range)),
      )
    )
      throw new Refused(20106, "it overlaps a range of this or another policy");
    put(server, policy.ranges, rangeKey(range), range);
    return [];
  },

  // Without a range it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4policyiprange
  "Remove-DhcpServerv4PolicyIPRange": (server, given) => {
    const scope = scopeOf(server, given.text("ScopeId")!);
    const [policy, range] = [policyOf(scope, given.text("Name")!), given.range()];
    if (!range && (given.has("StartRange") || given.has("EndRange")))
      throw new Refused("WIN32 87", "one end of the range is missing");
    if (!range)
      server.dangers.push(
        `Remove-DhcpServerv4PolicyIPRange alone removes every range of ${policy.name}`,
      );
    // The code is inferred.
    for (const at of range ? [rangeKey(range)] : [...policy.ranges.keys()])
      if (!drop(server, policy.ranges, at)) throw new Refused(20107, "there is no such range");
    return [];
  },
};

const output = (policy: Policy, scopeId: string | undefined) => ({
  Name: policy.name,
  ScopeId: scopeId ?? "0.0.0.0",
  Description: policy.description,
  Enabled: policy.enabled,
  Condition: policy.condition,
  ProcessingOrder: policy.order,
  LeaseDuration: policy.leaseDuration === undefined ? null : { seconds: policy.leaseDuration },
  ...Object.fromEntries(kinds.map((kind) => [kind, policy.conditions[kind] ?? null])),
});
