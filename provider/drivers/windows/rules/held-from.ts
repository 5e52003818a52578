// A configuration as the rules of the cmdlets see it.
import { parseIpv4, networkAddress, rangeEnds } from "../../../core/address.js";
import { parseSharedName } from "../../../core/apply.js";
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Configuration, Json, ConfigObject, ScopeId, Tree } from "../../../core/model.js";
import { classNames, isBuiltIn, type ClassNames } from "../model/classes.js";
import { dnsNumber, dnsOption } from "../model/dns.js";
import { optionIdentity, optionKey as keyOf, typesOf, type Types } from "../model/options.js";
import { spelledValues } from "../model/values.js";
import { comparators, conditionKinds } from "../model/words.js";
import { maskOf } from "../model/write.js";
import { definitionKey } from "./definitions.js";
import {
  key,
  rangeKey,
  type Class,
  type Definition,
  type Filter,
  type Held,
  type OptionType,
  type OptionValue,
  type Policy,
  type Range,
  type Reservation,
  type Scope,
  type Settings,
} from "./held.js";
import { optionKey } from "./options.js";

/** What is needed besides a tree: how the server names its classes, and what its options hold. */
interface Context {
  readonly names: ClassNames;
  readonly types: Types;
}

/** A release of Windows by its version, such as 6.3. */
export type Version = Held["version"];

/**
 * What a server holds of a configuration. Scopes that are not `isWhole` have no reservations, of
 * which there may be very many: no call speaks of them.
 */
export function heldFrom(
  configuration: Configuration,
  version: Version,
  isWhole: (id: ScopeId) => boolean,
): Held {
  const context = { names: classNames(configuration), types: typesOf(configuration) };
  const { properties } = configuration.settings;
  const { allowEnabled, denyEnabled, ...lists } = mapOf(properties.filters);
  return {
    name: "",
    version,
    settings: settingsFrom(properties),
    ...sharedFrom(configuration, context.names),
    options: optionsFrom(properties, context),
    policies: policiesFrom(properties, context),
    filters: new Map(filtersFrom(lists).map((filter) => [filter.macAddress, filter])),
    filterLists: { allow: allowEnabled === true, deny: denyEnabled === true },
    scopes: new Map(
      Object.entries(configuration.scopes).map(([id, part]) => [
        networkAddress(id),
        scopeFrom(id, isWhole(id) ? part : withoutReservations(part), context),
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

const textIn = (tree: Tree, name: string): string => String(tree[name] ?? "");

/** The members of a collection that have properties of their own. */
const members = (collection: Json | undefined): readonly (readonly [string, Tree])[] =>
  Object.entries(mapOf(collection)) as [string, Tree][];

function settingsFrom(properties: Tree): Settings {
  return {
    conflictDetectionAttempts: Number(properties.conflictDetectionAttempts ?? 0),
    napEnabled: properties.napEnabled === true,
    npsUnreachableAction: textIn(properties, "npsUnreachableAction"),
    activatePolicies: properties.activatePolicies !== false,
  };
}

function sharedFrom(
  { shared }: Configuration,
  names: ClassNames,
): Pick<Held, "classes" | "definitions"> {
  const classes = new Map<string, Class>();
  const definitions = new Map<string, Definition>();
  for (const [at, part] of Object.entries(shared)) {
    if (at.startsWith("optionDefinitions.")) {
      const definition = definitionFrom(parseSharedName(at), part, names);
      definitions.set(definitionKey(definition.vendorClass, definition.optionId), definition);
    } else {
      const held = classFrom(at, part);
      classes.set(key(held.type, held.name), held);
    }
  }
  return { classes, definitions };
}

function classFrom(at: string, { properties, local }: ConfigObject): Class {
  return {
    name: String(local.name ?? parseSharedName(at)),
    type: at.startsWith("vendorClasses.") ? "Vendor" : "User",
    data: Buffer.from(textIn(properties, "data").replaceAll("-", ""), "hex"),
    description: String(properties.description ?? local.description ?? ""),
    builtIn: isBuiltIn(at, properties),
  };
}

function definitionFrom(
  option: string,
  { properties, local }: ConfigObject,
  names: ClassNames,
): Definition {
  const { vendorClass, id } = optionIdentity(option);
  const type = textIn(properties, "type") as OptionType;
  return {
    name: textIn(local, "name"),
    optionId: id,
    type,
    multiValued: properties.multiValued === true,
    defaultValue: spelledValues((properties.defaultValue ?? []) as readonly string[], type),
    description: textIn(local, "description"),
    vendorClass: names.own("Vendor", vendorClass),
  };
}

function optionsFrom(tree: Tree, { names, types }: Context): Map<string, OptionValue> {
  const values = members(tree.options).map(([option, { value }]): OptionValue => {
    const { vendorClass, id, userClass } = optionIdentity(option);
    return {
      optionId: id,
      vendorClass: names.own("Vendor", vendorClass),
      userClass: names.own("User", userClass),
      value: spelledValues(value as readonly string[], types.get(keyOf(vendorClass, id)) ?? ""),
    };
  });
  if (isMap(tree.dnsSettings)) {
    const value = [String(dnsNumber(tree.dnsSettings as Tree))];
    values.push({ optionId: dnsOption, vendorClass: "", userClass: "", value });
  }
  return new Map(values.map((value) => [optionKey(value), value]));
}

function rangeFrom(text: string): Range {
  const [first, last] = rangeEnds(text);
  return { first: parseIpv4(first)!, last: parseIpv4(last)! };
}

const rangesFrom = (collection: Json | undefined): Map<string, Range> =>
  new Map(
    Object.keys(mapOf(collection)).map((text) => {
      const range = rangeFrom(text);
      return [rangeKey(range), range];
    }),
  );

function policiesFrom(tree: Tree, context: Context): Map<string, Policy> {
  return new Map(
    members(tree.policies).map(([name, policy]) => [key(name), policyFrom(name, policy, context)]),
  );
}

function policyFrom(name: string, policy: Tree, context: Context): Policy {
  const { names } = context;
  const conditions = conditionKinds.flatMap(({ element, name: ours, single }) => {
    const given = policy[ours] as readonly string[] | undefined;
    if (given === undefined) return [];
    const named =
      element === "VendorClass" || element === "UserClass"
        ? given.map((one) => names.own(element === "VendorClass" ? "Vendor" : "User", one))
        : given;
    return [[element, comparators(named, single)] as const];
  });
  return {
    name,
    order: Number(policy.processingOrder),
    enabled: policy.enabled === true,
    condition: policy.condition as Policy["condition"],
    description: textIn(policy, "description"),
    conditions: Object.fromEntries(conditions),
    ...(policy.leaseDuration !== undefined && { leaseDuration: Number(policy.leaseDuration) }),
    dnsSuffix: textIn(policy, "dnsSuffix"),
    ranges: rangesFrom(policy.ranges),
    options: optionsFrom(policy, context),
  };
}

function scopeFrom(id: ScopeId, { properties }: ConfigObject, context: Context): Scope {
  const [range = "0.0.0.0-0.0.0.0"] = Object.keys(mapOf(properties.ranges));
  return {
    scopeId: networkAddress(id),
    subnetMask: maskOf(Number(id.split("/")[1])),
    range: rangeFrom(range),
    name: textIn(properties, "name"),
    description: textIn(properties, "description"),
    superscopeName: textIn(properties, "sharedNetwork"),
    leaseDuration: Number(properties.leaseDuration),
    state: properties.state as Scope["state"],
    type: textIn(properties, "type"),
    maxBootpClients: Number(properties.maxBootpClients),
    napEnable: properties.napEnable === true,
    napProfile: textIn(properties, "napProfile"),
    delay: Number(properties.delay),
    activatePolicies: properties.activatePolicies === true,
    exclusions: rangesFrom(properties.exclusions),
    reservations: new Map(
      members(properties.reservations).map(([address, reservation]) => {
        const held = reservationFrom(address, reservation, context);
        return [held.address, held];
      }),
    ),
    options: optionsFrom(properties, context),
    policies: policiesFrom(properties, context),
  };
}

function reservationFrom(address: string, reservation: Tree, context: Context): Reservation {
  return {
    address: parseIpv4(address)!,
    clientId: textIn(reservation, "client"),
    name: textIn(reservation, "name"),
    description: textIn(reservation, "description"),
    type: textIn(reservation, "type"),
    options: optionsFrom(reservation, context),
  };
}

function filtersFrom(lists: Tree): readonly Filter[] {
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
