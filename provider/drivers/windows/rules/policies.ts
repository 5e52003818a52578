// Policies: conditions, order, address ranges.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4policy, and for
// what is refused
// https://learn.microsoft.com/windows/win32/api/dhcpsapi/nf-dhcpsapi-dhcpv4createpolicy
import { assertLength, RefusedCall } from "./refused-call.js";
import type { Cmdlets, CmdletArguments } from "./arguments.js";
import {
  changeProperties,
  findClass,
  dropEntry,
  sortPolicies,
  mapKey,
  conditionKindNames,
  doOverlap,
  findPolicyHolder,
  findPolicy,
  putEntry,
  rangeMapKey,
  sortRanges,
  findScope,
  formatRangeEnds,
  isInside,
  type ServerState,
  type ConditionKind,
  type PolicyHolder,
  type Policy,
} from "./server-state.js";

const invalidCondition = (why: string) => new RefusedCall(20109, why);

/**
 * Bytes with hyphens, in upper case as filters are (inferred), with an asterisk at either end where
 * there was one.
 */
function parseConditionBytes(kind: ConditionKind, text: string): string {
  const [, before, digits, after] = /^(\*?)([\da-f]{2}(?:-?[\da-f]{2})*)-?(\*?)$/i.exec(text) ?? [];
  if (digits === undefined) throw invalidCondition(`"${text}" is no value of ${kind}`);
  return `${before}${digits.replaceAll("-", "").toUpperCase().match(/../g)!.join("-")}${after}`;
}

const conditionParsers: Readonly<
  Record<ConditionKind, (server: ServerState, text: string) => string>
> = {
  VendorClass: classNameParser("Vendor"),
  UserClass: classNameParser("User"),
  MacAddress: (_, text) => parseConditionBytes("MacAddress", text),
  ClientId: (_, text) => parseConditionBytes("ClientId", text),
  RelayAgent: (_, text) => parseConditionBytes("RelayAgent", text),
  CircuitId: (_, text) => parseConditionBytes("CircuitId", text),
  RemoteId: (_, text) => parseConditionBytes("RemoteId", text),
  SubscriberId: (_, text) => parseConditionBytes("SubscriberId", text),
  Fqdn: (_, text) => text,
};

/**
 * A class the server knows, by its name; an asterisk after it takes data that only begins like the
 * class's.
 */
function classNameParser(type: "Vendor" | "User") {
  return (server: ServerState, text: string) =>
    `${findClass(server, type, text.replace(/\*$/, "")).name}${text.endsWith("*") ? "*" : ""}`;
}

const singleValueKinds: ReadonlySet<ConditionKind> = new Set([
  "CircuitId",
  "RemoteId",
  "SubscriberId",
]);

const isComparator = (kind: ConditionKind, text: string): boolean =>
  ["EQ", "NE"].includes(text) || (kind === "Fqdn" && ["ISL", "INSL"].includes(text));

/**
 * Parses one kind of condition: EQ or NE and their values, again and again; ISL and INSL, of names,
 * have none. Some kinds take one value each.
 */
function parseCondition(
  server: ServerState,
  kind: ConditionKind,
  condition: readonly string[],
): readonly string[] {
  const found: string[] = [];
  // The number of values of the last comparator; undefined: it takes none, or there is none yet.
  let count: number | undefined;
  for (const text of condition) {
    const comparator = text.toUpperCase();
    if (isComparator(kind, comparator)) {
      if (count === 0) throw missingValue(kind);
      count = comparator.endsWith("SL") ? undefined : 0;
      found.push(comparator);
    } else {
      count = countValue(kind, count);
      found.push(conditionParsers[kind](server, text));
    }
  }
  if (count === 0 || found.length === 0) throw missingValue(kind);
  return found;
}

const missingValue = (kind: ConditionKind): RefusedCall =>
  invalidCondition(`a comparator of ${kind} has no value`);

/** Counts one more value of a comparator. Throws where it takes none, or no more than it has. */
function countValue(kind: ConditionKind, count: number | undefined): number {
  if (count === undefined) throw invalidCondition(`a value of ${kind} has no comparator`);
  if (count > 0 && singleValueKinds.has(kind))
    throw invalidCondition(`a comparator of ${kind} takes one value`);
  return count + 1;
}

/**
 * The conditions a policy has after a call: kinds that are given replace those it has (documented),
 * $null takes one away (inferred).
 */
function mergeConditions(
  server: ServerState,
  args: CmdletArguments,
  before: Policy["conditions"],
): Policy["conditions"] {
  const after = { ...before };
  for (const kind of conditionKindNames) {
    if (args.isNull(kind)) delete after[kind];
    const values = args.texts(kind);
    if (!values) continue;
    if (kind === "Fqdn" && server.version[0] * 10 + server.version[1] < 63)
      throw new RefusedCall(
        "WIN32 87",
        "conditions on domain names came with Windows Server 2012 R2",
      );
    after[kind] = parseCondition(server, kind, values);
  }
  // The code is inferred.
  if (Object.keys(after).length === 0) throw invalidCondition("a policy needs a condition");
  return after;
}

/**
 * Puts a policy where it is asked to be; those after it move on. Numbers then go from 1 without a
 * gap: inferred.
 */
function locatePolicy(
  server: ServerState,
  { policies }: PolicyHolder,
  policy: Policy,
  order: number,
): void {
  const others = sortPolicies({ policies }).filter((held) => held !== policy);
  const isBefore = (held: Policy): boolean =>
    held.order < order || (held.order === order && policy.order < order);
  const before = others.filter(isBefore);
  renumber(server, [...before, policy, ...others.filter((held) => !isBefore(held))]);
}

/**
 * Lets the policies behind a place that is free now move up. There may be thousands of them, each
 * time.
 */
function moveUp(server: ServerState, { policies }: PolicyHolder, free: number): void {
  for (const policy of policies.values() as Iterable<{ order: number }>) {
    if (policy.order <= free) continue;
    policy.order -= 1;
    server.changes++;
  }
}

/** Numbers policies from 1. */
function renumber(server: ServerState, policies: readonly Policy[]): void {
  policies.forEach((policy, index) => {
    if (policy.order !== index + 1) changeProperties(server, policy, { order: index + 1 });
  });
}

function lastOrder({ policies }: PolicyHolder): number {
  let last = 0;
  for (const { order } of policies.values()) last = Math.max(last, order);
  return last;
}

function assertPolicyTexts(name: string | undefined, description: string | undefined): void {
  // The code and the longest description are inferred.
  assertLength(name, 64, "the name of the policy", "WIN32 87");
  assertLength(description, 256, "the description", "WIN32 87");
}

export const policyCmdlets: Cmdlets = {
  "Get-DhcpServerv4Policy": (server, args) => {
    const scopeId = args.text("ScopeId");
    const holder = findPolicyHolder(server, scopeId);
    return (
      args.texts("Name")?.map((name) => findPolicy(holder, name)) ?? sortPolicies(holder)
    ).map((policy) => describePolicy(policy, scopeId));
  },

  "Add-DhcpServerv4Policy": (server, args) => {
    const holder = findPolicyHolder(server, args.text("ScopeId"));
    const name = args.text("Name")!;
    const last = lastOrder(holder);
    const order = args.number("ProcessingOrder") ?? last + 1;
    assertPolicyTexts(name, args.text("Description"));
    if (holder.policies.has(mapKey(name)))
      throw new RefusedCall(20105, `there is a policy "${name}" already`);
    if (order < 1 || order > last + 1)
      throw new RefusedCall(
        20110,
        `there are ${last} policies, and ${order} is no place among them`,
      );
    const policy: Policy = {
      name,
      order: last + 1,
      enabled: args.flag("Enabled") ?? true,
      condition: args.text("Condition") as Policy["condition"],
      description: args.text("Description") ?? "",
      conditions: mergeConditions(server, args, {}),
      leaseDuration: args.seconds("LeaseDuration"),
      dnsSuffix: "",
      ranges: new Map(),
      options: new Map(),
    };
    putEntry(server, holder.policies, mapKey(name), policy);
    if (order <= last) locatePolicy(server, holder, policy, order);
    return [];
  },

  "Set-DhcpServerv4Policy": (server, args) => {
    const holder = findPolicyHolder(server, args.text("ScopeId"));
    const policy = findPolicy(holder, args.text("Name")!);
    const [newName, order] = [args.text("NewName"), args.number("ProcessingOrder")];
    assertPolicyTexts(newName, args.text("Description"));
    if (
      newName !== undefined &&
      holder.policies.has(mapKey(newName)) &&
      mapKey(newName) !== mapKey(policy.name)
    )
      throw new RefusedCall(20105, `there is a policy "${newName}" already`);
    if (order !== undefined && (order < 1 || order > lastOrder(holder)))
      throw new RefusedCall(20110, `${order} is no place among the policies`);
    const after = mergeConditions(server, args, policy.conditions);
    const before = mapKey(policy.name);
    changeProperties(server, policy, {
      name: newName,
      description: args.text("Description"),
      enabled: args.flag("Enabled"),
      condition: args.text("Condition") as Policy["condition"] | undefined,
      leaseDuration: args.seconds("LeaseDuration"),
      conditions: after,
    });
    if (mapKey(policy.name) !== before) {
      holder.policies.delete(before);
      holder.policies.set(mapKey(policy.name), policy);
    }
    if (order !== undefined && order !== policy.order) locatePolicy(server, holder, policy, order);
    return [];
  },

  "Remove-DhcpServerv4Policy": (server, args) => {
    const holder = findPolicyHolder(server, args.text("ScopeId"));
    for (const name of args.texts("Name")!) {
      const gone = findPolicy(holder, name);
      dropEntry(server, holder.policies, mapKey(gone.name));
      moveUp(server, holder, gone.order);
    }
    return [];
  },

  "Get-DhcpServerv4PolicyIPRange": (server, args) => {
    const scope = findScope(server, args.text("ScopeId")!);
    const found = args.texts("Name")?.map((name) => findPolicy(scope, name)) ?? sortPolicies(scope);
    return found.flatMap((policy) =>
      sortRanges(policy.ranges.values()).map((range) => ({
        Name: policy.name,
        ScopeId: scope.scopeId,
        ...formatRangeEnds(range),
      })),
    );
  },

  "Add-DhcpServerv4PolicyIPRange": (server, args) => {
    const scope = findScope(server, args.text("ScopeId")!);
    const [policy, range] = [findPolicy(scope, args.text("Name")!), args.range()!];
    if (range.first > range.last || !isInside(range, scope.range))
      throw new RefusedCall(20107, "the policy's range is not inside the scope's range");
    if (
      [...scope.policies.values()].some(({ ranges: held }) =>
        [...held.values()].some((other) => doOverlap(other, range)),
      )
    )
      throw new RefusedCall(20106, "it overlaps a range of this or another policy");
    putEntry(server, policy.ranges, rangeMapKey(range), range);
    return [];
  },

  // Without a range it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4policyiprange
  "Remove-DhcpServerv4PolicyIPRange": (server, args) => {
    const scope = findScope(server, args.text("ScopeId")!);
    const [policy, range] = [findPolicy(scope, args.text("Name")!), args.range()];
    if (!range && (args.has("StartRange") || args.has("EndRange")))
      throw new RefusedCall("WIN32 87", "one end of the range is missing");
    if (!range)
      server.dangers.push(
        `Remove-DhcpServerv4PolicyIPRange alone removes every range of ${policy.name}`,
      );
    // The code is inferred.
    for (const at of range ? [rangeMapKey(range)] : [...policy.ranges.keys()])
      if (!dropEntry(server, policy.ranges, at))
        throw new RefusedCall(20107, "there is no such range");
    return [];
  },
};

const describePolicy = (policy: Policy, scopeId: string | undefined) => ({
  Name: policy.name,
  ScopeId: scopeId ?? "0.0.0.0",
  Description: policy.description,
  Enabled: policy.enabled,
  Condition: policy.condition,
  ProcessingOrder: policy.order,
  LeaseDuration: policy.leaseDuration === undefined ? null : { seconds: policy.leaseDuration },
  ...Object.fromEntries(conditionKindNames.map((kind) => [kind, policy.conditions[kind] ?? null])),
});
