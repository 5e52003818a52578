// The precedence of Kea. Options: reservation, pool, subnet, shared network, classes in their
// order, global (`Dhcpv4Srv::buildCfgOptionList` in dhcp4_srv.cc; Kea's manual, "Host Reservations
// in DHCPv4" and "Configuring Classes"). Lifetimes: the first class that has one, then the subnet
// (`AllocEngine::getValidLft`). Boot fields: reservation, classes, then the subnet
// (`Dhcpv4Srv::setFixedFields`). Real servers of 2.2.0, 2.6.3 and 3.0.3 offered clients just that,
// seen 2026-11-30.
import { mapOf } from "../../core/canonical.js";
import {
  anyOf,
  conditionalLevel,
  isWithin,
  optionValues,
  pickValues,
  type ClientInScope,
  type ExplainRules,
  type FoundReservation,
  type Grounds,
  type Level,
  type Restriction,
  type Verdict,
} from "../../core/explain.js";
import type { Configuration, ConfigObject, Json, Tree } from "../../core/model.js";
import { formatSegment } from "../../core/paths.js";
import { builtInVerdict, decideClasses, toNames } from "./explain-classes.js";
import { classKey } from "./model/parse/references.js";

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
  /** The range of the address, or all where the address is not known. */
  readonly ranges: readonly { readonly key: string; readonly range: Tree }[];
  readonly settings: ConfigObject;
}

function findGrounds(configuration: Configuration, client: ClientInScope): Grounds {
  const around = findSurroundings(configuration, client);
  const conditions = decideClasses(configuration, client, [
    ...around.ranges.map(({ range }) => range),
    around.scope.properties,
    ...(around.network ? [around.network.properties] : []),
  ]);
  const verdicts = new Map(conditions.map(({ className, verdict }) => [className, verdict]));
  const classLevels = (pick: (object: Tree) => Tree): readonly Level[] =>
    conditions.flatMap((condition) => {
      const found = configuration.shared[classKey(condition.className)];
      return found ? conditionalLevel(condition, pick(found.properties)) : [];
    });
  const reservation = (pick: (object: Tree) => Tree): readonly Level[] =>
    client.reservation
      ? [{ source: client.reservation.source, values: pick(client.reservation.member) }]
      : [];
  const optionsOf = ({ options }: Tree): Tree => optionValues(options);
  const named = (names: readonly string[]) => (tree: Tree) => pickValues(tree, names);
  return {
    conditions: conditions
      .filter(({ verdict }) => verdict !== "no")
      .map(({ className: _, ...condition }) => condition),
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
        ...around.ranges.map(({ key, range }) => ({
          source: "range",
          values: optionsOf(range),
          ...(around.ranges.length > 1 && { condition: `range ${key}` }),
        })),
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
  const ranges = Object.entries(mapOf(scope.properties.ranges))
    .filter(([key]) => address === undefined || isWithin(address, key))
    .map(([key, range]) => ({ key, range: mapOf(range) }));
  return {
    scope,
    network:
      name === undefined ? undefined : shared[`sharedNetworks.${formatSegment(String(name))}`],
    networkName: `shared network ${String(name)}`,
    ranges,
    settings,
  };
}

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

/** Returns what only members of classes get: the scope, and the range of the address. */
function findRestrictions(
  client: ClientInScope,
  { scope, network, ranges, networkName }: Surroundings,
  verdicts: ReadonlyMap<string, Verdict>,
): readonly Restriction[] {
  const restrict = (name: string, classes: Json | undefined): readonly Restriction[] => {
    const names = toNames(classes);
    if (names.length === 0) return [];
    const found = names.map((one) => verdicts.get(one) ?? builtInVerdict(one, client));
    return [{ name, conditions: names.map((one) => `class ${one}`), verdict: anyOf(found) }];
  };
  const isReserved = client.reservation !== undefined;
  return [
    ...restrict(networkName, network?.properties["client-classes"]),
    ...restrict("scope", scope.properties["client-classes"]),
    ...(isReserved
      ? []
      : ranges.flatMap(({ key, range }) =>
          restrict(ranges.length > 1 ? `range ${key}` : "range", range["client-classes"]),
        )),
  ];
}
