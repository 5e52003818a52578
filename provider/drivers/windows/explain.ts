// The precedence of a Windows DHCP Server. Options: reservation, policies of the scope in their
// processing order, policies of the server, scope, server. Sources: "Configuring Options" (reserved
// over class, class over scope, scope over global: technet cc958939) and "Introduction to DHCP
// Policies" (dn425039: policies by processing order, those of the scope before those of the server).
// An address: a reservation, even one in an exclusion, then a free address of a range (teamdhcp,
// "Order of precedence", 2007-01-02). Not verified on Windows.
import { mapOf } from "../../core/canonical.js";
import {
  allOf,
  anyOf,
  isWithin,
  optionValues,
  pickValues,
  type ClientInScope,
  type Condition,
  type ExplainRules,
  type FoundReservation,
  type Grounds,
  type Level,
  type Restriction,
  type Verdict,
} from "../../core/explain.js";
import type { Configuration, Json, Tree } from "../../core/model.js";
import { messages } from "./messages.js";

export const windowsExplainRules: ExplainRules = { listReservations, findGrounds };

function listReservations({ scopes }: Configuration, scope: string): readonly FoundReservation[] {
  const { reservations } = scopes[scope]!.properties;
  return Object.entries(mapOf(reservations)).map(([key, member]) => ({
    key,
    member: mapOf(member),
    source: "reservation",
  }));
}

/** A policy, and whether a client is in it. */
interface DecidedPolicy {
  readonly condition: Condition;
  readonly policy: Tree;
}

function findGrounds({ scopes, settings }: Configuration, client: ClientInScope): Grounds {
  const { properties } = scopes[client.scope]!;
  const isServerActive = settings.properties.activatePolicies !== false;
  const isScopeActive = isServerActive && properties.activatePolicies !== false;
  const ofScope = decidePolicies("policy", properties.policies, isScopeActive, client);
  const ofServer = decidePolicies(
    "server policy",
    settings.properties.policies,
    isServerActive,
    client,
  );
  const policies = [...ofScope, ...ofServer];
  const levelsOf = (toLevels: (policy: Tree) => readonly Level[]): readonly Level[] =>
    policies.flatMap(({ condition, policy }) =>
      toLevels(policy).flatMap((level) => underPolicy(condition, level)),
    );
  const lease = (tree: Tree): Tree => pickValues(tree, ["leaseDuration"]);
  return {
    conditions: policies
      .map(({ condition }) => condition)
      .filter(({ verdict }) => verdict !== "no"),
    restrictions: client.reservation ? [] : findRestrictions(client, ofScope),
    groups: [
      [
        ...levelsOf((policy) => [{ source: "", values: lease(policy) }]),
        { source: "scope", values: lease(properties) },
      ],
      [
        ...(client.reservation ? optionLevels("reservation", client.reservation.member) : []),
        ...levelsOf((policy) => optionLevels("", policy)),
        ...optionLevels("scope", properties),
        ...optionLevels("server", settings.properties),
      ],
    ],
    notes: properties.state === "Inactive" ? [messages.scopeInactive()] : [],
  };
}

/**
 * Returns the options of an object: those of DHCP itself, and those of each vendor class, which only
 * its clients get.
 */
function optionLevels(source: string, { options }: Tree): readonly Level[] {
  const byClass = Map.groupBy(Object.entries(mapOf(options)), ([code]) =>
    code.slice(0, code.lastIndexOf(":")),
  );
  return [...byClass].map(([vendorClass, entries]) => ({
    source,
    values: optionValues(Object.fromEntries(entries)),
    ...(vendorClass !== "dhcp4" && { condition: `vendor class ${vendorClass}` }),
  }));
}

/** Returns a level of a policy; nothing where the client is not in it. */
function underPolicy({ name, verdict }: Condition, level: Level): readonly Level[] {
  if (verdict === "no") return [];
  const conditions = [
    ...(verdict === "unknown" ? [name] : []),
    ...(level.condition ? [level.condition] : []),
  ];
  return [
    {
      source: name,
      values: level.values,
      ...(conditions.length > 0 && { condition: conditions.join(" and ") }),
    },
  ];
}

/** Decides policies in their processing order. */
function decidePolicies(
  kind: string,
  policies: Json | undefined,
  areActive: boolean,
  client: ClientInScope,
): readonly DecidedPolicy[] {
  return Object.entries(mapOf(policies))
    .map(([name, policy]) => ({ name: `${kind} ${name}`, policy: mapOf(policy) }))
    .sort((a, b) => Number(a.policy.processingOrder) - Number(b.policy.processingOrder))
    .map(({ name, policy }) => {
      const isOff = !areActive || policy.enabled === false;
      const verdict = isOff ? "no" : decidePolicy(policy, client);
      return { condition: { name, verdict, reason: describeCriteria(policy) }, policy };
    });
}

const criteria = [
  "vendorClass",
  "userClass",
  "macAddress",
  "clientId",
  "relayAgent",
  "circuitId",
  "remoteId",
  "subscriberId",
  "fqdn",
] as const;

const describeCriteria = (policy: Tree): string =>
  criteria
    .filter((name) => policy[name] !== undefined)
    .map((name) => `${name} ${toTexts(policy[name]).join(" ")}`)
    .join(policy.condition === "And" ? " and " : " or ");

const toTexts = (list: Json | undefined): readonly string[] =>
  Array.isArray(list) ? list.map(String) : [];

/** Only the hardware address is known without a packet. */
function decidePolicy(policy: Tree, { hardwareAddress }: ClientInScope): Verdict {
  const verdicts = criteria
    .filter((name) => policy[name] !== undefined)
    .map(
      (name): Verdict =>
        name === "macAddress" && hardwareAddress !== undefined
          ? decideHardwareAddress(toTexts(policy[name]), hardwareAddress)
          : "unknown",
    );
  return policy.condition === "And" ? allOf(verdicts) : anyOf(verdicts);
}

/**
 * Decides `EQ` and `NE` of hardware addresses, which may end in `*`. Where several disagree, it is
 * left undecided: no source says how Windows combines them.
 */
function decideHardwareAddress(list: readonly string[], digits: string): Verdict {
  const verdicts = new Set<Verdict>();
  for (let i = 0; i + 1 < list.length; i += 2) {
    const wanted = list[i + 1]!.replace(/[^0-9a-f*]/gi, "").toLowerCase();
    const isLike = wanted.endsWith("*")
      ? digits.startsWith(wanted.slice(0, -1))
      : digits === wanted;
    verdicts.add(isLike === (list[i] === "EQ") ? "yes" : "no");
  }
  return verdicts.size === 1 ? [...verdicts][0]! : "unknown";
}

/** Returns the policies whose ranges hold the address: only their clients get it. */
function findRestrictions(
  { address }: ClientInScope,
  policies: readonly DecidedPolicy[],
): readonly Restriction[] {
  const holding = policies.filter(
    ({ policy }) =>
      address !== undefined &&
      Object.keys(mapOf(policy.ranges)).some((range) => isWithin(address, range)),
  );
  if (holding.length === 0) return [];
  return [
    {
      name: "range",
      conditions: holding.map(({ condition }) => condition.name),
      verdict: anyOf(holding.map(({ condition }) => condition.verdict)),
    },
  ];
}
