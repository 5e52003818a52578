// Option values of the server, of scopes, of reservations and of policies. The definition must be
// there (20010), classes too (20044).
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserverv4optionvalue
import { findDefinition } from "./definitions.js";
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets, CmdletArguments } from "./arguments.js";
import {
  changeProperties,
  findClass,
  dropEntry,
  sortPolicies,
  mapKey,
  findPolicyHolder,
  findPolicy,
  putEntry,
  findReservation,
  findScope,
  type ServerState,
  type OptionHolder,
  type OptionValue,
  type PolicyHolder,
  type Policy,
  type Scope,
} from "./server-state.js";
import { convertValues } from "./option-types.js";

export const optionMapKey = ({
  optionId,
  vendorClass,
  userClass,
}: Omit<OptionValue, "value">): string => mapKey(optionId, vendorClass, userClass);

const isScope = (level: OptionHolder): level is Scope => "exclusions" in level;
const isPolicy = (level: OptionHolder): level is Policy => "conditions" in level;

/** Tells whether an option is the lease duration of a scope or of a policy. */
export const isLeaseOption = (
  level: OptionHolder,
  { optionId, vendorClass, userClass }: Omit<OptionValue, "value">,
): boolean =>
  (isScope(level) || isPolicy(level)) &&
  level.leaseDuration !== undefined &&
  optionId === 51 &&
  vendorClass === "" &&
  userClass === "";

/**
 * Lists the values of a level, in order of their numbers; option 51 of a scope or of a policy is
 * its
 * lease duration.
 */
export function listOptions(level: OptionHolder): readonly OptionValue[] {
  const duration = isScope(level) || isPolicy(level) ? level.leaseDuration : undefined;
  const lease =
    duration === undefined
      ? []
      : [{ optionId: 51, vendorClass: "", userClass: "", value: [String(duration)] }];
  return [...level.options.values(), ...lease].sort(
    (a, b) => a.optionId - b.optionId || (a.vendorClass < b.vendorClass ? -1 : 1),
  );
}

/**
 * Finds the level whose values are requested. A pipeline of reservations binds the address and the
 * scope, both by name (the stub of the module has one set); that this asks the reservation is
 * inferred.
 */
function findReadLevel(server: ServerState, args: CmdletArguments): ReturnType<typeof findLevel> {
  const address = args.text("ReservedIP");
  if (address === undefined || !args.has("ScopeId")) return findLevel(server, args);
  const { scope, reservation } = findReservation(server, address);
  if (scope.scopeId !== args.text("ScopeId")) return findLevel(server, args);
  return { level: reservation };
}

/**
 * Finds the level of a call's values. A policy and a user class exclude one another, as do a
 * reservation
 * and a scope; a reservation with a user class is refused because nothing says what it does.
 */
function findLevel(
  server: ServerState,
  args: CmdletArguments,
): { readonly level: OptionHolder; readonly policies?: PolicyHolder } {
  const [address, policyName, userClass] = [
    args.text("ReservedIP"),
    args.text("PolicyName") || undefined,
    args.text("UserClass") || undefined,
  ];
  if (policyName && userClass)
    throw new RefusedCall("WIN32 87", "a value is for a policy or for a user class, not for both");
  if (address !== undefined && (args.has("ScopeId") || policyName || userClass))
    throw new RefusedCall(
      "WIN32 87",
      "a value is for a reservation or for another level, not for both",
    );
  if (address !== undefined) return { level: findReservation(server, address).reservation };
  const holder = findPolicyHolder(server, args.text("ScopeId"));
  if (policyName) return { level: findPolicy(holder, policyName) };
  return {
    level: args.has("ScopeId") ? findScope(server, args.text("ScopeId")!) : server,
    policies: holder,
  };
}

/**
 * Values for a user class stand in a policy of the class's name, which the server makes. As seen in
 * real exports, since 2012.
 */
function findOrAddPolicy(
  server: ServerState,
  { policies }: PolicyHolder,
  userClass: string,
): Policy {
  const { name, description } = findClass(server, "User", userClass);
  const found = policies.get(mapKey(name));
  if (found) return found;
  const order = Math.max(0, ...[...policies.values()].map((held) => held.order)) + 1;
  const policy: Policy = {
    name,
    order,
    enabled: true,
    condition: "Or",
    description,
    conditions: { UserClass: ["EQ", name] },
    dnsSuffix: "",
    ranges: new Map(),
    options: new Map(),
  };
  putEntry(server, policies, mapKey(name), policy);
  return policy;
}

/** Writes one value, lease durations to where they are. */
function writeOption(server: ServerState, level: OptionHolder, option: OptionValue): void {
  const isLease = option.optionId === 51 && option.vendorClass === "";
  if (!isLease || !(isScope(level) || isPolicy(level))) {
    putEntry(server, level.options, optionMapKey(option), option);
    return;
  }
  if (isScope(level))
    server.dangers.push(
      `-OptionId 51 writes the lease duration of ${level.scopeId} by another name`,
    );
  changeProperties<{ leaseDuration?: number }>(server, level, {
    leaseDuration: Number(option.value[0]),
  });
}

/** Removes one value; option 51 of a policy is its lease duration. */
function removeOption(server: ServerState, from: OptionHolder, option: OptionIdentity): void {
  if (isPolicy(from) && isLeaseOption(from, { ...option, userClass: "" })) {
    Object.assign(from, { leaseDuration: undefined });
    server.changes++;
    return;
  }
  // So is option 51 of a scope: inferred.
  if (!dropEntry(server, from.options, optionMapKey(option)))
    throw new RefusedCall(20010, `option ${option.optionId} has no value there`);
}

type OptionIdentity = Omit<OptionValue, "value">;

const dnsDefinition = { type: "DWord", multiValued: false, vendorClass: "" } as const;

/** The options that -DnsServer and its like are. */
const commonOptions = {
  Router: 3,
  DnsServer: 6,
  DnsDomain: 15,
  WinsServer: 44,
  Wpad: 252,
} as const;

function listRequestedOptions(
  args: CmdletArguments,
): readonly { readonly optionId: number; readonly value: readonly string[] | undefined }[] {
  if (args.has("OptionId"))
    return [{ optionId: args.number("OptionId")!, value: args.texts("Value") }];
  const found = Object.entries(commonOptions).filter(([name]) => args.has(name));
  return found.map(([name, optionId]) => ({
    optionId,
    value:
      name === "DnsDomain" || name === "Wpad"
        ? [args.text(name)!].filter((text) => text !== "")
        : args.texts(name),
  }));
}

export const optionCmdlets: Cmdlets = {
  "Set-DhcpServerv4OptionValue": (server, args) => {
    const { level, policies } = findLevel(server, args);
    const [vendorClass, userClass] = [
      args.text("VendorClass") ?? "",
      args.text("UserClass") || undefined,
    ];
    for (const { optionId, value } of listRequestedOptions(args)) {
      // The model knows no name server that could be reached; the code is inferred.
      if (optionId === 6 && vendorClass === "" && !args.flag("Force"))
        throw new RefusedCall("WIN32 87", "no DNS server answers there, and -Force is not given");
      // Nobody defines 81, the DNS settings, and DhcpServerMigration sets it all the same.
      const definition =
        optionId === 81 && vendorClass === ""
          ? dnsDefinition
          : findDefinition(server, vendorClass, optionId);
      const option = {
        optionId,
        vendorClass: definition.vendorClass,
        userClass: "",
        value: convertValues(definition, value),
      };
      writeOption(
        server,
        userClass ? findOrAddPolicy(server, policies!, userClass) : level,
        option,
      );
    }
    return [];
  },

  "Remove-DhcpServerv4OptionValue": (server, args) => {
    const { level, policies } = findLevel(server, args);
    const userClass = args.text("UserClass") || undefined;
    if (userClass) findClass(server, "User", userClass);
    const from = userClass ? (policies!.policies.get(mapKey(userClass)) ?? level) : level;
    for (const optionId of args.numbers("OptionId")!)
      removeOption(server, from, {
        optionId,
        vendorClass: args.text("VendorClass") ?? "",
        userClass: from === level ? (userClass ?? "") : "",
      });
    return [];
  },

  // Without -All only the values of no class are told; whether -All tells those of policies too is
  // inferred.
  "Get-DhcpServerv4OptionValue": (server, args) => {
    const found = listValues(server, args);
    const numbers = args.numbers("OptionId");
    for (const optionId of numbers ?? [])
      if (!found.some((option) => option.OptionId === optionId))
        throw new RefusedCall(20010, `option ${optionId} has no value there`);
    return found.filter(({ OptionId }) => numbers?.includes(OptionId) ?? true);
  },
};

/** Lists the values of a level and, with -All, those of its policies. */
function listValues(server: ServerState, args: CmdletArguments) {
  const { level, policies } = findReadLevel(server, args);
  const vendorClass = args.text("VendorClass") || "";
  const userClass = args.text("UserClass") || undefined;
  if (vendorClass !== "") findClass(server, "Vendor", vendorClass);
  if (userClass) findClass(server, "User", userClass);
  const from = userClass ? policies!.policies.get(mapKey(userClass)) : level;
  const describe = (option: OptionValue, policyName: string) => ({
    OptionId: option.optionId,
    ...(args.flag("Brief") ? { Name: "", Type: "" } : describeDefinition(server, option)),
    Value: option.value,
    VendorClass: option.vendorClass,
    UserClass: userClass ?? option.userClass,
    PolicyName: policyName,
  });
  const isAll = args.flag("All") ?? false;
  const own = (from ? listOptions(from) : []).filter(
    (option) => isAll || mapKey(option.vendorClass) === mapKey(vendorClass),
  );
  const ofPolicies = isAll && policies && !userClass ? sortPolicies(policies) : [];
  return [
    ...own.map((option) => describe(option, args.text("PolicyName") || "")),
    ...ofPolicies.flatMap((policy) =>
      listOptions(policy).map((option) => describe(option, policy.name)),
    ),
  ];
}

function describeDefinition(server: ServerState, { vendorClass, optionId }: OptionValue) {
  const found = server.definitions.get(mapKey(vendorClass, optionId));
  return { Name: found?.name ?? "", Type: found?.type ?? "" };
}
