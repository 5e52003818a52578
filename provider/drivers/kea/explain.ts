// The precedence of Kea. Options: reservation, pool, subnet, shared network, classes in their
// order, global (`Dhcpv4Srv::buildCfgOptionList` in dhcp4_srv.cc; Kea's manual, "Host Reservations
// in DHCPv4" and "Configuring Classes"). Lifetimes: the first class that has one, then the subnet
// (`AllocEngine::getValidLft`). Boot fields: reservation, classes, then the subnet
// (`Dhcpv4Srv::setFixedFields`). Read in the sources of 2.6 and 3.0, 2026-11.
import { parseSharedName } from "../../core/apply.js";
import { mapOf } from "../../core/canonical.js";
import {
  anyOf,
  conditionalLevel,
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
import type { Configuration, ConfigObject, Json, Tree } from "../../core/model.js";
import { formatSegment } from "../../core/paths.js";
import { decideTest } from "./class-test.js";
import { messages } from "./messages.js";

const lifetimes = ["leaseDuration", "minimumLeaseDuration", "maximumLeaseDuration"];
const timers = ["renewalTime", "rebindingTime"];
const bootFields = ["nextServer", "serverHostname", "bootFileName"];

export const keaExplainRules: ExplainRules = { listReservations, findGrounds };

/** The manual's "Fine-Tuning DHCPv4 Host Reservation": in the subnet first, then globally. */
function listReservations(
  configuration: Configuration,
  scope: string,
): readonly FoundReservation[] {
  const { properties } = configuration.scopes[scope]!;
  const list = (source: string, collection: Json | undefined): readonly FoundReservation[] =>
    Object.entries(mapOf(collection)).map(([key, member]) => ({
      key,
      member: mapOf(member),
      source,
    }));
  return [
    ...(properties["reservations-in-subnet"] === false
      ? []
      : list("reservation", properties.reservations)),
    ...(properties["reservations-global"] === true
      ? list("global reservation", configuration.settings.properties.reservations)
      : []),
  ];
}

/** The objects around a client, innermost first. */
interface Surroundings {
  readonly scope: ConfigObject;
  readonly network: ConfigObject | undefined;
  readonly networkName: string;
  readonly range: Tree | undefined;
  readonly settings: ConfigObject;
}

function findGrounds(configuration: Configuration, client: ClientInScope): Grounds {
  const around = findSurroundings(configuration, client);
  const conditions = decideClasses(configuration, client, around);
  const verdicts = new Map(conditions.map(({ name, verdict }) => [name, verdict]));
  const classLevels = (pick: (object: Tree) => Tree): readonly Level[] =>
    conditions.flatMap((condition) => {
      const found = configuration.shared[classKey(condition.name.slice("class ".length))];
      return found ? conditionalLevel(condition, pick(found.properties)) : [];
    });
  const reservation = (pick: (object: Tree) => Tree): readonly Level[] =>
    client.reservation
      ? [{ source: client.reservation.source, values: pick(client.reservation.member) }]
      : [];
  const optionsOf = ({ options }: Tree): Tree => optionValues(options);
  const named = (names: readonly string[]) => (tree: Tree) => pickValues(tree, names);
  return {
    conditions: conditions.filter(({ verdict }) => verdict !== "no"),
    restrictions: findRestrictions(client, around, verdicts),
    groups: [
      [...classLevels(named(lifetimes)), ...inheritedLevels(around, lifetimes)],
      inheritedLevels(around, timers),
      [
        ...reservation(named(bootFields)),
        ...classLevels(named(bootFields)),
        ...inheritedLevels(around, bootFields),
      ],
      [
        ...reservation(optionsOf),
        ...(around.range ? [{ source: "range", values: optionsOf(around.range) }] : []),
        { source: "scope", values: optionsOf(around.scope.properties) },
        ...(around.network
          ? [{ source: around.networkName, values: optionsOf(around.network.properties) }]
          : []),
        ...classLevels(optionsOf),
        { source: "global", values: optionsOf(around.settings.properties) },
      ],
    ],
    notes: [],
  };
}

function findSurroundings(
  { scopes, shared, settings }: Configuration,
  { scope: id, address }: ClientInScope,
): Surroundings {
  const scope = scopes[id]!;
  const name = scope.properties.sharedNetwork;
  const ranges = Object.entries(mapOf(scope.properties.ranges));
  const range = ranges.find(([key]) => address !== undefined && isWithin(address, key))?.[1];
  return {
    scope,
    network:
      name === undefined ? undefined : shared[`sharedNetworks.${formatSegment(String(name))}`],
    networkName: `shared network ${String(name)}`,
    range: range === undefined ? undefined : mapOf(range),
    settings,
  };
}

const classKey = (name: string): string => `classes.${formatSegment(name)}`;

/**
 * Returns the levels of values that are handed down: explicit ones by their object, then defaults.
 */
function inheritedLevels(
  { scope, network, networkName, settings }: Surroundings,
  names: readonly string[],
): readonly Level[] {
  const explicit = ({ properties, inherited }: ConfigObject): Tree =>
    pickValues(
      properties,
      names.filter((name) => !inherited.includes(name)),
    );
  return [
    { source: "scope", values: explicit(scope) },
    ...(network ? [{ source: networkName, values: explicit(network) }] : []),
    { source: "global", values: explicit(settings) },
    { source: "default", values: pickValues(scope.properties, names.filter(hasDefault)) },
  ];
}

/** The bounds of the lease duration are that duration where nothing sets them. */
const hasDefault = (name: string): boolean => !/^(minimum|maximum)/.test(name);

/** Decides every class, in the order in which Kea evaluates them. */
function decideClasses(
  { shared, order }: Configuration,
  client: ClientInScope,
  around: Surroundings,
): readonly Condition[] {
  const reserved = new Set(toNames(client.reservation?.member["client-classes"]));
  const additional = new Set(
    [around.range, around.scope.properties, around.network?.properties].flatMap((object) =>
      toNames(object?.["evaluate-additional-classes"]),
    ),
  );
  const verdicts = new Map<string, Verdict>();
  const facts = {
    hardwareAddress: client.hardwareAddress,
    isMember: (name: string): Verdict => verdicts.get(name) ?? builtInVerdict(name, client),
  };
  const names = order.classes ?? Object.keys(shared).filter(isClassKey).map(parseSharedName);
  return names.map((name) => {
    const { test, "only-in-additional-list": isAdditional } =
      shared[classKey(name)]?.properties ?? {};
    const condition = decide(name, { test, isReserved: reserved.has(name) }, facts);
    const isLeftOut = isAdditional === true && !additional.has(name) && !reserved.has(name);
    const decided: Condition = isLeftOut
      ? { ...condition, verdict: "no", reason: messages.classNotEvaluated() }
      : condition;
    verdicts.set(name, decided.verdict);
    return decided;
  });
}

const isClassKey = (key: string): boolean => key.startsWith("classes.");
const toNames = (list: Json | undefined): readonly string[] =>
  Array.isArray(list) ? list.map(String) : [];

function decide(
  name: string,
  { test, isReserved }: { readonly test: Json | undefined; readonly isReserved: boolean },
  facts: Parameters<typeof decideTest>[1],
): Condition {
  const condition = `class ${name}`;
  if (isReserved) return { name: condition, verdict: "yes", reason: messages.classReserved() };
  if (/^HA_/.test(name))
    return { name: condition, verdict: "unknown", reason: messages.classOfFailover() };
  if (typeof test !== "string")
    return { name: condition, verdict: "no", reason: messages.classWithoutTest() };
  return { name: condition, verdict: decideTest(test, facts), reason: test };
}

/** The manual's "Built-in Client Classes". */
function builtInVerdict(name: string, { reservation, isIdentified }: ClientInScope): Verdict {
  if (name === "ALL") return "yes";
  if (name !== "KNOWN" && name !== "UNKNOWN") return "unknown";
  if (!isIdentified) return "unknown";
  return (reservation !== undefined) === (name === "KNOWN") ? "yes" : "no";
}

/** Returns what only members of classes get: the scope, and the range of the address. */
function findRestrictions(
  client: ClientInScope,
  { scope, network, range, networkName }: Surroundings,
  verdicts: ReadonlyMap<string, Verdict>,
): readonly Restriction[] {
  const restrict = (name: string, classes: Json | undefined): readonly Restriction[] => {
    const names = toNames(classes);
    if (names.length === 0) return [];
    const found = names.map((one) => verdicts.get(`class ${one}`) ?? builtInVerdict(one, client));
    return [{ name, conditions: names.map((one) => `class ${one}`), verdict: anyOf(found) }];
  };
  const isReserved = client.reservation !== undefined;
  return [
    ...restrict(networkName, network?.properties["client-classes"]),
    ...restrict("scope", scope.properties["client-classes"]),
    ...(isReserved ? [] : restrict("range", range?.["client-classes"])),
  ];
}
