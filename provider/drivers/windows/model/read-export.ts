// Reads the export of a Windows DHCP server into the model.
import { normalizeRange, normalizeSubnet } from "../../../core/address.js";
import { parseSharedName } from "../../../core/apply.js";
import { byName } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import {
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type ScopeId,
  type SharedKey,
  type Tree,
} from "../../../core/model.js";
import { formatSegment } from "../../../core/paths.js";
import { findBuiltInName, isBuiltInClass } from "./classes.js";
import { findChild, listChildren, type Element } from "../export/xml.js";
import {
  parseOptionKey,
  optionKey,
  readOptions,
  sortByName,
  type ExportNames,
  type OptionTypes,
} from "./options.js";
import { parseAddress, hyphenateBytes, parseOptionValues } from "./values.js";
import {
  compareProcessingOrder,
  classFields,
  conditionKinds,
  definitionFields,
  policyFields,
  readFields,
  reservationFields,
  scopeFields,
  settingFields,
  childText,
} from "./field-mappings.js";

export const definitionKey = (option: string): SharedKey =>
  `optionDefinitions.${formatSegment(option)}`;
export const optionClassKey = (type: string, name: string): SharedKey =>
  `${type === "Vendor" ? "vendorClasses" : "userClasses"}.${formatSegment(name)}`;

/** The element of each scope, class and definition, by its key. */
export interface ElementIndex {
  readonly scopes: ReadonlyMap<string, Element>;
  readonly shared: ReadonlyMap<SharedKey, Element>;
  readonly types: OptionTypes;
}

export interface ParsedExport extends ElementIndex {
  readonly configuration: Configuration;
  /** Sentences for the person. */
  readonly warnings: readonly string[];
}

/** Reads the `IPv4` element of an export. Throws where it holds anything twice. */
export function readExport(ipv4: Element): ParsedExport {
  const emptyOptions: string[] = [];
  const names = readNames(ipv4, (option) => void emptyOptions.push(option));
  const { objects, elements } = collect("definitions", [
    ...listChildren(findChild(ipv4, "OptionDefinitions"), "OptionDefinition").map((element) =>
      readDefinitionObject(element, names),
    ),
    ...listChildren(findChild(ipv4, "Classes"), "Class").map((element) =>
      readClassObject(element, names),
    ),
  ]);
  const keys = new Set(Object.keys(objects));
  const toObject = (properties: Tree): ConfigObject => ({
    ...emptyObject,
    properties,
    uses: [...findUsedKeys(properties, keys)].sort(byName),
  });
  const scopes = collect(
    "scopes",
    listChildren(findChild(ipv4, "Scopes"), "Scope").map((element) => {
      const id = readScopeId(element);
      return { key: id, element, read: () => toObject(readScopeProperties(element, names, id)) };
    }),
  );
  return {
    configuration: {
      scopes: scopes.objects,
      shared: objects,
      settings: toObject(readServerSettings(ipv4, names)),
      order: {},
      relationships: {},
    },
    scopes: scopes.elements,
    shared: elements,
    types: names.types,
    warnings: emptyOptions.length > 0 ? [messages.windowsOptionsWithoutValue(emptyOptions)] : [],
  };
}

/** One scope, class or definition of an export. */
interface Member {
  readonly key: string;
  readonly element: Element;
  read(): ConfigObject;
}

/** Reads members and sorts them by their keys. Throws where two have one key. */
function collect(
  what: "definitions" | "scopes",
  members: readonly Member[],
): {
  readonly objects: Readonly<Record<string, ConfigObject>>;
  readonly elements: ReadonlyMap<string, Element>;
} {
  const objects: Record<string, ConfigObject> = {};
  const elements = new Map<string, Element>();
  for (const { key, element, read } of members) {
    if (objects[key]) throw messages.windowsDuplicateKey("the server", what, key);
    objects[key] = read();
    elements.set(key, element);
  }
  return { objects: sortByName(objects), elements };
}

/** Reads the names of an export's classes and the types of its options. */
function readNames(ipv4: Element, noteEmptyValue: ExportNames["noteEmptyValue"]): ExportNames {
  const classes = resolveClassNames(ipv4);
  const className: ExportNames["className"] = (type, name) => {
    const [, bare, star] = /^([^]*?)(\*?)$/.exec(name)!;
    return `${classes.get(`${type} ${bare!.toLowerCase()}`) ?? bare!}${star!}`;
  };
  const definitions = listChildren(findChild(ipv4, "OptionDefinitions"), "OptionDefinition");
  const types = new Map(
    definitions.map((element) => [
      optionKey(
        className("Vendor", childText(element, "VendorClass")),
        childText(element, "OptionId"),
      ),
      childText(element, "Type"),
    ]),
  );
  return { types, className, noteEmptyValue };
}

function readDefinitionObject(element: Element, { className }: ExportNames): Member {
  const vendorClass = className("Vendor", childText(element, "VendorClass"));
  const key = definitionKey(optionKey(vendorClass, childText(element, "OptionId")));
  const read = (): ConfigObject => ({
    ...emptyObject,
    properties: readDefinition(element, key),
    uses: vendorClass === "" ? [] : [optionClassKey("Vendor", vendorClass)],
    local: { name: childText(element, "Name"), description: childText(element, "Description") },
  });
  return { key, element, read };
}

function readClassObject(element: Element, { className }: ExportNames): Member {
  const [type, ownName] = [childText(element, "Type"), childText(element, "Name")];
  const key = optionClassKey(type, className(type === "Vendor" ? "Vendor" : "User", ownName));
  const read = (): ConfigObject => {
    const properties = readFields(element, classFields, new Set(["Name", "Type"]), key);
    if (isBuiltInClass(key, properties)) {
      // Its name and its description are the system's, in its language (KB 885687).
      const { description = "", ...rest } = properties;
      return { ...emptyObject, properties: rest, local: { name: ownName, description } };
    }
    const hasOtherName = parseSharedName(key) !== ownName;
    return { ...emptyObject, properties, ...(hasOtherName && { local: { name: ownName } }) };
  };
  return { key, element, read };
}

function readScopeId(element: Element): ScopeId {
  const length = parseMask(childText(element, "SubnetMask"));
  return normalizeSubnet(`${childText(element, "ScopeId")}/${length}`);
}

/**
 * Names classes by what is compared: as the list of classes spells them, since a server knows them
 * whatever the case, and built-in ones in English, whatever the language of the system.
 */
function resolveClassNames(ipv4: Element): ReadonlyMap<string, string> {
  const elements = listChildren(findChild(ipv4, "Classes"), "Class");
  const key = (type: string, name: string): string => `${type} ${name.toLowerCase()}`;
  const taken = new Set(elements.map((one) => key(childText(one, "Type"), childText(one, "Name"))));
  return new Map(
    elements.map((element) => {
      const type = childText(element, "Type");
      const name = childText(element, "Name");
      const bytes = hyphenateBytes(childText(element, "Data"), `class ${name}`);
      const english = findBuiltInName(type, bytes);
      const isFree = english !== undefined && !taken.has(key(type, english));
      return [key(type, name), isFree ? english : name];
    }),
  );
}

function parseMask(mask: string): number {
  const bits = parseAddress(mask, "SubnetMask")
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  if (!/^1*0*$/.test(bits))
    throw messages.windowsValue("SubnetMask", "a mask of ones and then zeros", mask);
  return bits.indexOf("0") < 0 ? 32 : bits.indexOf("0");
}

const scopeElements = new Set([
  "ScopeId",
  "SubnetMask",
  "StartRange",
  "EndRange",
  "ExclusionRanges",
  "Policies",
  "OptionValues",
  "Reservations",
  "Leases",
]);

function readScopeProperties(element: Element, names: ExportNames, where: string): Tree {
  const properties = readFields(element, scopeFields, scopeElements, where);
  properties.ranges = {
    [normalizeRange(`${childText(element, "StartRange")}-${childText(element, "EndRange")}`)]: {},
  };
  const exclusions = readRanges(findChild(element, "ExclusionRanges"));
  if (exclusions) properties.exclusions = exclusions;
  const { options, dnsSettings } = readOptions(
    findChild(element, "OptionValues"),
    names,
    where,
    true,
  );
  const policies = readPolicies(findChild(element, "Policies"), names, where);
  const reservations = readReservations(findChild(element, "Reservations"), names, where);
  return {
    ...properties,
    ...(options && { options }),
    ...(dnsSettings && { dnsSettings }),
    ...(policies && { policies }),
    ...(reservations && { reservations }),
  };
}

function readRanges(list: Element | undefined): Tree | undefined {
  const found = listChildren(list, "IPRange").map((element): [string, Json] => [
    normalizeRange(`${childText(element, "StartRange")}-${childText(element, "EndRange")}`),
    {},
  ]);
  return found.length > 0 ? sortByName(Object.fromEntries(found)) : undefined;
}

const policyElements = new Set([
  "Name",
  "OptionValues",
  "IPRanges",
  ...conditionKinds.map(({ element }) => element),
]);

/** Reads policies by name. Their order counts, not its numbers. */
export function readPolicies(
  list: Element | undefined,
  names: ExportNames,
  where: string,
): Tree | undefined {
  const elements = listChildren(list, "Policy");
  if (elements.length === 0) return undefined;
  const policies = elements.map((element): [string, Record<string, Json>] => {
    const name = childText(element, "Name");
    const named = `${where} policies.${formatSegment(name)}`;
    const policy = readFields(element, policyFields, policyElements, named);
    for (const kind of conditionKinds) {
      const condition = normalizeCondition(
        listChildren(element, kind.element).map(({ text }) => text),
        (value) => normalizeConditionValue(kind, value, names, named),
      );
      if (condition.length > 0) policy[kind.name] = condition;
    }
    const { options, dnsSettings, lease } = readOptions(
      findChild(element, "OptionValues"),
      names,
      named,
      true,
    );
    const own = readRanges(findChild(element, "IPRanges"));
    return [
      name,
      {
        ...policy,
        ...(lease !== undefined && { leaseDuration: lease }),
        ...(options && { options }),
        ...(dnsSettings && { dnsSettings }),
        ...(own && { ranges: own }),
      },
    ];
  });
  const places = new Map<string, number>();
  for (const [name] of [...policies].sort(compareProcessingOrder)) {
    if (places.has(name)) throw messages.windowsDuplicateKey(where, "policies", name);
    places.set(name, places.size + 1);
  }
  return sortByName(
    Object.fromEntries(
      policies.map(([name, policy]) => [name, { ...policy, processingOrder: places.get(name)! }]),
    ),
  );
}

/** Returns a value of a condition in the one spelling in which it is compared. */
function normalizeConditionValue(
  { element, spelled }: (typeof conditionKinds)[number],
  value: string,
  names: ExportNames,
  where: string,
): string {
  if (element === "VendorClass") return names.className("Vendor", value);
  if (element === "UserClass") return names.className("User", value);
  return spelled(value, where);
}

/**
 * Returns a condition in one order: `EQ` and its values, then `NE` and its own: what stands behind
 * one comparator is a set.
 */
export function normalizeCondition(
  values: readonly string[],
  spelled: (value: string) => string,
): readonly string[] {
  const groups = new Map<string, Set<string>>();
  let comparator = "EQ";
  for (const value of values) {
    if (/^(EQ|NE|ISL|INSL)$/i.test(value)) {
      comparator = value.toUpperCase();
      groups.set(comparator, groups.get(comparator) ?? new Set());
    } else groups.set(comparator, (groups.get(comparator) ?? new Set()).add(spelled(value)));
  }
  return [...groups]
    .sort(([a], [b]) => byName(a, b))
    .flatMap(([name, members]) => [name, ...[...members].sort(byName)]);
}

const reservationElements = new Set(["IPAddress", "OptionValues", "AddressState"]);

function readReservations(
  list: Element | undefined,
  names: ExportNames,
  where: string,
): Tree | undefined {
  const reservations: Record<string, Json> = {};
  for (const element of listChildren(list, "Reservation")) {
    const key = parseAddress(childText(element, "IPAddress"), `${where} IPAddress`);
    if (reservations[key]) throw messages.windowsDuplicateKey(where, "reservations", key);
    const named = `${where} reservations.${key}`;
    const { options, dnsSettings } = readOptions(
      findChild(element, "OptionValues"),
      names,
      named,
      false,
    );
    reservations[key] = {
      ...readFields(element, reservationFields, reservationElements, named),
      ...(options && { options }),
      ...(dnsSettings && { dnsSettings }),
    };
  }
  return Object.keys(reservations).length > 0 ? sortByName(reservations) : undefined;
}

function readDefinition(element: Element, where: string): Tree {
  const type = childText(element, "Type");
  const properties = readFields(
    element,
    definitionFields,
    new Set(["Name", "OptionId", "DefaultValue", "Description", "VendorClass"]),
    where,
  );
  const values = listChildren(element, "DefaultValue")
    .map(({ text }) => text)
    .filter((text) => text !== "");
  // Defaults are told in other spellings than values.
  return values.length > 0
    ? { ...properties, defaultValue: parseOptionValues(values, type, `${where} DefaultValue`) }
    : properties;
}

const serverElements = new Set([
  "Classes",
  "OptionDefinitions",
  "Policies",
  "OptionValues",
  "Filters",
  "Scopes",
]);

function readServerSettings(ipv4: Element, names: ExportNames): Tree {
  const { options, dnsSettings } = readOptions(
    findChild(ipv4, "OptionValues"),
    names,
    "the server",
    false,
  );
  const policies = readPolicies(findChild(ipv4, "Policies"), names, "the server");
  const filters = readFilters(findChild(ipv4, "Filters"));
  return {
    ...readFields(ipv4, settingFields, serverElements, "the server"),
    ...(options && { options }),
    ...(dnsSettings && { dnsSettings }),
    ...(policies && { policies }),
    ...(filters && { filters }),
  };
}

/** Reads which clients are let in, by list and address. */
function readFilters(element: Element | undefined): Tree | undefined {
  if (!element) return undefined;
  const lists: Record<string, Record<string, Json>> = {};
  for (const filter of listChildren(element, "Filter")) {
    const name = childText(filter, "List").toLowerCase();
    const members = lists[name] ?? {};
    members[childText(filter, "MacAddress").toLowerCase()] = childText(filter, "Description");
    lists[name] = members;
  }
  return {
    allowEnabled: childText(element, "Allow").toLowerCase() === "true",
    denyEnabled: childText(element, "Deny").toLowerCase() === "true",
    ...sortByName(lists),
  };
}

/**
 * Finds the shared objects that a tree cannot do without: the definitions of its options, and the
 * classes that these and its conditions name.
 */
export function findUsedKeys(
  tree: Tree,
  known: ReadonlySet<SharedKey>,
  found = new Set<SharedKey>(),
): Set<SharedKey> {
  const use = (key: SharedKey): void => {
    if (known.has(key)) found.add(key);
  };
  for (const key in tree.options as Tree | undefined) {
    const { vendorClass, id, userClass } = parseOptionKey(key);
    use(definitionKey(optionKey(vendorClass, id)));
    if (vendorClass !== "") use(optionClassKey("Vendor", vendorClass));
    if (userClass !== "") use(optionClassKey("User", userClass));
  }
  // An asterisk behind a class's name also takes data that only begins like the class's.
  const classes = (value: Json | undefined): readonly string[] =>
    ((value as readonly string[] | undefined) ?? []).map((one) => one.replace(/\*$/, ""));
  for (const one of classes(tree.vendorClass)) use(optionClassKey("Vendor", one));
  for (const one of classes(tree.userClass)) use(optionClassKey("User", one));
  for (const collection of [tree.policies, tree.reservations] as (
    | Readonly<Record<string, Tree>>
    | undefined
  )[])
    for (const key in collection) findUsedKeys(collection[key]!, known, found);
  return found;
}
