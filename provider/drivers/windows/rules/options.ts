// Option values of the server, of scopes, of reservations and of policies. The definition must be
// there (20010), classes too (20044).
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserverv4optionvalue
import { definitionOf } from "./definitions.js";
import { Refused } from "./refused.js";
import type { Cmdlets, Given } from "./given.js";
import {
  alter,
  classOf,
  drop,
  inOrder,
  key,
  policiesOf,
  policyOf,
  put,
  reservationOf,
  scopeOf,
  type Held,
  type Level,
  type OptionValue,
  type Policies,
  type Policy,
  type Scope,
} from "./held.js";
import { converted } from "./option-types.js";

export const optionKey = ({
  optionId,
  vendorClass,
  userClass,
}: Omit<OptionValue, "value">): string => key(optionId, vendorClass, userClass);

const isScope = (level: Level): level is Scope => "exclusions" in level;
const isPolicy = (level: Level): level is Policy => "conditions" in level;

/** Tells whether an option is the lease duration of a scope or of a policy. */
export const isLeaseOf = (
  level: Level,
  { optionId, vendorClass, userClass }: Omit<OptionValue, "value">,
): boolean =>
  (isScope(level) || isPolicy(level)) &&
  level.leaseDuration !== undefined &&
  optionId === 51 &&
  vendorClass === "" &&
  userClass === "";

/**
 * The values of a level, in order of their numbers; option 51 of a scope or of a policy is its
 * lease duration.
 */
export function optionsOf(level: Level): readonly OptionValue[] {
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
 * Where the values stand that are asked for. A pipeline of reservations binds the address and the
 * scope, both by name (the stub of the module has one set); that this asks the reservation is
 * inferred.
 */
function askedLevel(server: Held, given: Given): ReturnType<typeof levelOf> {
  const address = given.text("ReservedIP");
  if (address === undefined || !given.has("ScopeId")) return levelOf(server, given);
  const { scope, reservation } = reservationOf(server, address);
  if (scope.scopeId !== given.text("ScopeId")) return levelOf(server, given);
  return { level: reservation };
}

/**
 * Where a call's values stand. A policy and a user class exclude one another, as do a reservation
 * and a scope; a reservation with a user class is refused because nothing says what it does.
 */
function levelOf(
  server: Held,
  given: Given,
): { readonly level: Level; readonly policies?: Policies } {
  const [address, policyName, userClass] = [
    given.text("ReservedIP"),
    given.text("PolicyName") || undefined,
    given.text("UserClass") || undefined,
  ];
  if (policyName && userClass)
    throw new Refused("WIN32 87", "a value is for a policy or for a user class, not for both");
  if (address !== undefined && (given.has("ScopeId") || policyName || userClass))
    throw new Refused(
      "WIN32 87",
      "a value is for a reservation or for another level, not for both",
    );
  if (address !== undefined) return { level: reservationOf(server, address).reservation };
  const holder = policiesOf(server, given.text("ScopeId"));
  if (policyName) return { level: policyOf(holder, policyName) };
  return {
    level: given.has("ScopeId") ? scopeOf(server, given.text("ScopeId")!) : server,
    policies: holder,
  };
}

/**
 * Values for a user class stand in a policy of the class's name, which the server makes. As seen in
 * real exports, since 2012.
 */
function policyFor(server: Held, { policies }: Policies, userClass: string): Policy {
  const { name, description } = classOf(server, "User", userClass);
  const found = policies.get(key(name));
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
  put(server, policies, key(name), policy);
  return policy;
}

/** Writes one value, lease durations to where they are. */
function write(server: Held, level: Level, option: OptionValue): void {
  if (option.optionId !== 51 || option.vendorClass !== "" || !(isScope(level) || isPolicy(level)))
    return put(server, level.options, optionKey(option), option);
  if (isScope(level))
    server.dangers.push(
      `-OptionId 51 writes the lease duration of ${level.scopeId} by another name`,
    );
  alter<{ leaseDuration?: number }>(server, level, { leaseDuration: Number(option.value[0]) });
}

const dnsDefinition = { type: "DWord", multiValued: false, vendorClass: "" } as const;

/** The options that -DnsServer and its like are. */
const commonOptions = {
  Router: 3,
  DnsServer: 6,
  DnsDomain: 15,
  WinsServer: 44,
  Wpad: 252,
} as const;

function asked(
  given: Given,
): readonly { readonly optionId: number; readonly value: readonly string[] | undefined }[] {
  if (given.has("OptionId"))
    return [{ optionId: given.number("OptionId")!, value: given.texts("Value") }];
  const found = Object.entries(commonOptions).filter(([name]) => given.has(name));
  return found.map(([name, optionId]) => ({
    optionId,
    value:
      name === "DnsDomain" || name === "Wpad"
        ? [given.text(name)!].filter((text) => text !== "")
        : given.texts(name),
  }));
}

export const options: Cmdlets = {
  "Set-DhcpServerv4OptionValue": (server, given) => {
    const { level, policies } = levelOf(server, given);
    const [vendorClass, userClass] = [
      given.text("VendorClass") ?? "",
      given.text("UserClass") || undefined,
    ];
    for (const { optionId, value } of asked(given)) {
      // The model knows no name server that could be reached; the code is inferred.
      if (optionId === 6 && vendorClass === "" && !given.flag("Force"))
        throw new Refused("WIN32 87", "no DNS server answers there, and -Force is not given");
      // Nobody defines 81, the DNS settings, and DhcpServerMigration sets it all the same.
      const definition =
        optionId === 81 && vendorClass === ""
          ? dnsDefinition
          : definitionOf(server, vendorClass, optionId);
      const option = {
        optionId,
        vendorClass: definition.vendorClass,
        userClass: "",
        value: converted(definition, value),
      };
      write(server, userClass ? policyFor(server, policies!, userClass) : level, option);
    }
    return [];
  },

  "Remove-DhcpServerv4OptionValue": (server, given) => {
    const { level, policies } = levelOf(server, given);
    const userClass = given.text("UserClass") || undefined;
    if (userClass) classOf(server, "User", userClass);
    const from = userClass ? (policies!.policies.get(key(userClass)) ?? level) : level;
    for (const optionId of given.numbers("OptionId")!) {
      const option = {
        optionId,
        vendorClass: given.text("VendorClass") ?? "",
        userClass: from === level ? (userClass ?? "") : "",
      };
      if (
        optionId === 51 &&
        option.vendorClass === "" &&
        isPolicy(from) &&
        from.leaseDuration !== undefined
      ) {
        Object.assign(from, { leaseDuration: undefined });
        server.changes++;
      } else if (!drop(server, from.options, optionKey(option)))
        // So is option 51 of a scope: inferred.
        throw new Refused(20010, `option ${optionId} has no value there`);
    }
    return [];
  },

  // Without -All only the values of no class are told; whether -All tells those of policies too is
  // inferred.
  "Get-DhcpServerv4OptionValue": (server, given) => {
    const { level, policies } = askedLevel(server, given);
    const [vendorClass, userClass, policyName] = [
      given.text("VendorClass") || undefined,
      given.text("UserClass") || undefined,
      given.text("PolicyName") || "",
    ];
    if (vendorClass) classOf(server, "Vendor", vendorClass);
    if (userClass) classOf(server, "User", userClass);
    const from = userClass ? policies!.policies.get(key(userClass)) : level;
    const output = (option: OptionValue, name: string) => ({
      OptionId: option.optionId,
      ...(given.flag("Brief") ? { Name: "", Type: "" } : described(server, option)),
      Value: option.value,
      VendorClass: option.vendorClass,
      UserClass: userClass ?? option.userClass,
      PolicyName: name,
    });
    const own = from
      ? optionsOf(from).filter(
          (option) => given.flag("All") || key(option.vendorClass) === key(vendorClass ?? ""),
        )
      : [];
    const found = own.map((option) => output(option, policyName));
    if (given.flag("All") && policies && !userClass)
      for (const policy of inOrder(policies))
        found.push(...optionsOf(policy).map((option) => output(option, policy.name)));
    const numbers = given.numbers("OptionId");
    for (const optionId of numbers ?? [])
      if (!found.some((option) => option.OptionId === optionId))
        throw new Refused(20010, `option ${optionId} has no value there`);
    return found.filter(({ OptionId }) => numbers?.includes(OptionId) ?? true);
  },
};

function described(server: Held, { vendorClass, optionId }: OptionValue) {
  const found = server.definitions.get(key(vendorClass, optionId));
  return { Name: found?.name ?? "", Type: found?.type ?? "" };
}
