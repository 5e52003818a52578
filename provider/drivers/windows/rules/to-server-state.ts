// A configuration as the rules of the cmdlets see it.
import { parseIpv4, networkAddress, rangeEnds } from "../../../core/address.js";
import { parseSharedName } from "../../../core/apply.js";
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Configuration, Json, ConfigObject, ScopeId, Tree } from "../../../core/model.js";
import { readClassNames, isBuiltInClass, type ClassNames } from "../model/classes.js";
import { encodeDnsSettings, dnsOption } from "../model/dns.js";
import {
  parseOptionKey,
  optionKey as keyOf,
  optionTypesOf,
  type OptionTypes,
} from "../model/options.js";
import { formatOptionValues } from "../model/values.js";
import { spellComparators, conditionKinds } from "../model/field-mappings.js";
import { formatMask } from "../model/write-export.js";
import { definitionMapKey } from "./definitions.js";
import {
  mapKey,
  rangeMapKey,
  type Class,
  type Definition,
  type Filter,
  type ServerState,
  type OptionValue,
  type Policy,
  type Range,
  type Reservation,
  type Scope,
  type Settings,
} from "./server-state.js";
import type { OptionType } from "../model/values.js";
import { optionMapKey } from "./options.js";

/** The names of the server's classes, and the types of its options. */
interface Context {
  readonly names: ClassNames;
  readonly types: OptionTypes;
}

/** A release of Windows by its version, such as 6.3. */
export type Version = ServerState["version"];

/**
 * Returns a configuration as the rules see it. Scopes that are not `isWhole` have no reservations,
 * of
 * which there may be very many: no call speaks of them.
 */
export function toServerState(
  configuration: Configuration,
  version: Version,
  isWhole: (id: ScopeId) => boolean,
): ServerState {
  const context = { names: readClassNames(configuration), types: optionTypesOf(configuration) };
  const { properties } = configuration.settings;
  const { allowEnabled, denyEnabled, ...lists } = mapOf(properties.filters);
  return {
    name: "",
    version,
    settings: toSettings(properties),
    ...toSharedState(configuration, context.names),
    options: toOptionValues(properties, context),
    policies: toPolicies(properties, context),
    filters: new Map(toFilters(lists).map((filter) => [filter.macAddress, filter])),
    filterLists: { allow: allowEnabled === true, deny: denyEnabled === true },
    scopes: new Map(
      Object.entries(configuration.scopes).map(([id, part]) => [
        networkAddress(id),
        toScope(id, isWhole(id) ? part : withoutReservations(part), context),
      ]),
    ),
    relationships: new Map(
      Object.entries(configuration.relationships).map(([name, { scopes }]) => [
        name,
        { scopes: new Set(scopes.map(networkAddress)) },
      ]),
    ),
    changes: 0,
    dangers: [],
  };
}

function withoutReservations(part: ConfigObject): ConfigObject {
  const { reservations: _, ...properties } = part.properties;
  return { ...part, properties };
}

const textProperty = (tree: Tree, name: string): string => String(tree[name] ?? "");

/** The members of a collection that have properties of their own. */
const listMembers = (collection: Json | undefined): readonly (readonly [string, Tree])[] =>
  Object.entries(mapOf(collection)) as [string, Tree][];

function toSettings(properties: Tree): Settings {
  return {
    conflictDetectionAttempts: Number(properties.conflictDetectionAttempts ?? 0),
    napEnabled: properties.napEnabled === true,
    npsUnreachableAction: textProperty(properties, "npsUnreachableAction"),
    activatePolicies: properties.activatePolicies !== false,
  };
}

function toSharedState(
  { shared }: Configuration,
  names: ClassNames,
): Pick<ServerState, "classes" | "definitions"> {
  const classes = new Map<string, Class>();
  const definitions = new Map<string, Definition>();
  for (const [at, part] of Object.entries(shared)) {
    if (at.startsWith("optionDefinitions.")) {
      const definition = toDefinition(parseSharedName(at), part, names);
      definitions.set(definitionMapKey(definition.vendorClass, definition.optionId), definition);
    } else {
      const held = toClass(at, part);
      classes.set(mapKey(held.type, held.name), held);
    }
  }
  return { classes, definitions };
}

function toClass(at: string, { properties, local }: ConfigObject): Class {
  return {
    name: String(local.name ?? parseSharedName(at)),
    type: at.startsWith("vendorClasses.") ? "Vendor" : "User",
    data: Buffer.from(textProperty(properties, "data").replaceAll("-", ""), "hex"),
    description: String(properties.description ?? local.description ?? ""),
    builtIn: isBuiltInClass(at, properties),
  };
}

function toDefinition(
  option: string,
  { properties, local }: ConfigObject,
  names: ClassNames,
): Definition {
  const { vendorClass, id } = parseOptionKey(option);
  const type = textProperty(properties, "type") as OptionType;
  return {
    name: textProperty(local, "name"),
    optionId: id,
    type,
    multiValued: properties.multiValued === true,
    defaultValue: formatOptionValues((properties.defaultValue ?? []) as readonly string[], type),
    description: textProperty(local, "description"),
    vendorClass: names.spell("Vendor", vendorClass),
  };
}

function toOptionValues(tree: Tree, { names, types }: Context): Map<string, OptionValue> {
  const values = listMembers(tree.options).map(([option, { value }]): OptionValue => {
    const { vendorClass, id, userClass } = parseOptionKey(option);
    return {
      optionId: id,
      vendorClass: names.spell("Vendor", vendorClass),
      userClass: names.spell("User", userClass),
      value: formatOptionValues(
        value as readonly string[],
        types.get(keyOf(vendorClass, id)) ?? "",
      ),
    };
  });
  if (isMap(tree.dnsSettings)) {
    const value = [String(encodeDnsSettings(tree.dnsSettings as Tree))];
    values.push({ optionId: dnsOption, vendorClass: "", userClass: "", value });
  }
  return new Map(values.map((value) => [optionMapKey(value), value]));
}

function toRange(text: string): Range {
  const [first, last] = rangeEnds(text);
  return { first: parseIpv4(first)!, last: parseIpv4(last)! };
}

const toRanges = (collection: Json | undefined): Map<string, Range> =>
  new Map(
    Object.keys(mapOf(collection)).map((text) => {
      const range = toRange(text);
      return [rangeMapKey(range), range];
    }),
  );

function toPolicies(tree: Tree, context: Context): Map<string, Policy> {
  return new Map(
    listMembers(tree.policies).map(([name, policy]) => [
      mapKey(name),
      toPolicy(name, policy, context),
    ]),
  );
}

function toPolicy(name: string, policy: Tree, context: Context): Policy {
  const { names } = context;
  const conditions = conditionKinds.flatMap(({ element, name: ours, single }) => {
    const given = policy[ours] as readonly string[] | undefined;
    if (given === undefined) return [];
    const named =
      element === "VendorClass" || element === "UserClass"
        ? given.map((one) => names.spell(element === "VendorClass" ? "Vendor" : "User", one))
        : given;
    return [[element, spellComparators(named, single)] as const];
  });
  return {
    name,
    order: Number(policy.processingOrder),
    enabled: policy.enabled === true,
    condition: policy.condition as Policy["condition"],
    description: textProperty(policy, "description"),
    conditions: Object.fromEntries(conditions),
    ...(policy.leaseDuration !== undefined && { leaseDuration: Number(policy.leaseDuration) }),
    dnsSuffix: textProperty(policy, "dnsSuffix"),
    ranges: toRanges(policy.ranges),
    options: toOptionValues(policy, context),
  };
}

function toScope(id: ScopeId, { properties }: ConfigObject, context: Context): Scope {
  const [range = "0.0.0.0-0.0.0.0"] = Object.keys(mapOf(properties.ranges));
  return {
    scopeId: networkAddress(id),
    subnetMask: formatMask(Number(id.split("/")[1])),
    range: toRange(range),
    name: textProperty(properties, "name"),
    description: textProperty(properties, "description"),
    superscopeName: textProperty(properties, "sharedNetwork"),
    leaseDuration: Number(properties.leaseDuration),
    state: properties.state as Scope["state"],
    type: textProperty(properties, "type"),
    maxBootpClients: Number(properties.maxBootpClients),
    napEnable: properties.napEnable === true,
    napProfile: textProperty(properties, "napProfile"),
    delay: Number(properties.delay),
    activatePolicies: properties.activatePolicies === true,
    exclusions: toRanges(properties.exclusions),
    reservations: new Map(
      listMembers(properties.reservations).map(([address, reservation]) => {
        const held = toReservation(address, reservation, context);
        return [held.address, held];
      }),
    ),
    options: toOptionValues(properties, context),
    policies: toPolicies(properties, context),
  };
}

function toReservation(address: string, reservation: Tree, context: Context): Reservation {
  return {
    address: parseIpv4(address)!,
    clientId: textProperty(reservation, "client"),
    name: textProperty(reservation, "name"),
    description: textProperty(reservation, "description"),
    type: textProperty(reservation, "type"),
    options: toOptionValues(reservation, context),
  };
}

function toFilters(lists: Tree): readonly Filter[] {
  return Object.entries(lists).flatMap(([list, addresses]) =>
    Object.entries(mapOf(addresses)).map(
      ([address, description]): Filter => ({
        list: list === "allow" ? "Allow" : "Deny",
        macAddress: address.toUpperCase(),
        description: String(description),
      }),
    ),
  );
}
