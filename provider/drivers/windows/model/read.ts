// What an export of a Windows DHCP server says, in the words that servers have in common.
import { normalizeRange, normalizeSubnet } from "../../../core/address.js";
import { parseSharedName } from "../../../core/apply.js";
import { byName } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import {
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type SharedKey,
  type Tree,
} from "../../../core/model.js";
import { formatSegment } from "../../../core/paths.js";
import { builtInName, isBuiltIn } from "./classes.js";
import { childOf, childrenOf, type Element } from "../export/xml.js";
import { optionIdentity, optionKey, optionsIn, sorted, type Names, type Types } from "./options.js";
import { address, hyphenated, optionValues } from "./values.js";
import {
  byProcessingOrder,
  classWords,
  conditionKinds,
  definitionWords,
  policyWords,
  read,
  reservationWords,
  scopeWords,
  settingWords,
  textIn,
} from "./words.js";

export const definitionKey = (option: string): SharedKey =>
  `optionDefinitions.${formatSegment(option)}`;
export const classKey = (type: string, name: string): SharedKey =>
  `${type === "Vendor" ? "vendorClasses" : "userClasses"}.${formatSegment(name)}`;

/** The element of each scope, class and definition, by its key. */
export interface Places {
  readonly scopes: ReadonlyMap<string, Element>;
  readonly shared: ReadonlyMap<SharedKey, Element>;
  readonly types: Types;
}

export interface ExportRead extends Places {
  readonly configuration: Configuration;
  /** What a person should hear of it: a sentence each. */
  readonly notes: readonly string[];
}

/** Reads the `IPv4` element of an export. */
export function readExport(ipv4: Element): ExportRead {
  const definitions = childrenOf(childOf(ipv4, "OptionDefinitions"), "OptionDefinition");
  const classes = classesIn(ipv4);
  const className: Names["className"] = (type, name) => {
    const [, bare, star] = /^([^]*?)(\*?)$/.exec(name)!;
    return `${classes.get(`${type} ${bare!.toLowerCase()}`) ?? bare!}${star!}`;
  };
  const types = new Map(
    definitions.map((element) => [
      optionKey(className("Vendor", textIn(element, "VendorClass")), textIn(element, "OptionId")),
      textIn(element, "Type"),
    ]),
  );
  const hollow: string[] = [];
  const names: Names = { types, className, valueless: (option) => void hollow.push(option) };
  const shared: Record<SharedKey, ConfigObject> = {};
  const places = new Map<SharedKey, Element>();
  const add = (key: SharedKey, element: Element, part: ConfigObject): void => {
    if (shared[key]) throw messages.windowsTwice("the server", "definitions", key);
    shared[key] = part;
    places.set(key, element);
  };
  for (const element of definitions) {
    const vendorClass = className("Vendor", textIn(element, "VendorClass"));
    const key = definitionKey(optionKey(vendorClass, textIn(element, "OptionId")));
    add(key, element, {
      ...emptyObject,
      properties: definition(element, key),
      uses: vendorClass === "" ? [] : [classKey("Vendor", vendorClass)],
      local: { name: textIn(element, "Name"), description: textIn(element, "Description") },
    });
  }
  for (const element of childrenOf(childOf(ipv4, "Classes"), "Class")) {
    const [type, own] = [textIn(element, "Type"), textIn(element, "Name")];
    const key = classKey(type, className(type === "Vendor" ? "Vendor" : "User", own));
    const properties = read(element, classWords, new Set(["Name", "Type"]), key);
    const name = parseSharedName(key);
    if (isBuiltIn(key, properties)) {
      // Its name and its description are the system's, in its language (KB 885687).
      const { description = "", ...rest } = properties;
      add(key, element, { ...emptyObject, properties: rest, local: { name: own, description } });
    } else
      add(key, element, {
        ...emptyObject,
        properties,
        ...(name !== own && { local: { name: own } }),
      });
  }
  const uses = (tree: Tree): readonly SharedKey[] =>
    [...usedParts(tree, new Set(Object.keys(shared)))].sort(byName);
  const scopes: Record<string, ConfigObject> = {};
  const scopePlaces = new Map<string, Element>();
  for (const element of childrenOf(childOf(ipv4, "Scopes"), "Scope")) {
    const id = normalizeSubnet(
      `${textIn(element, "ScopeId")}/${prefixLength(textIn(element, "SubnetMask"))}`,
    );
    if (scopes[id]) throw messages.windowsTwice("the server", "scopes", id);
    const properties = scope(element, names, id);
    scopes[id] = { ...emptyObject, properties, uses: uses(properties) };
    scopePlaces.set(id, element);
  }
  const settings = serverSettings(ipv4, names);
  return {
    configuration: {
      scopes: sorted(scopes),
      shared: sorted(shared),
      settings: { ...emptyObject, properties: settings, uses: uses(settings) },
      order: {},
      relationships: {},
    },
    scopes: scopePlaces,
    shared: places,
    types,
    notes: hollow.length > 0 ? [messages.windowsValueless(hollow)] : [],
  };
}

/**
 * Names classes by what is compared: as the list of classes spells them, since a server knows them
 * whatever the case, and built-in ones in English, whatever the language of the system.
 */
function classesIn(ipv4: Element): ReadonlyMap<string, string> {
  const elements = childrenOf(childOf(ipv4, "Classes"), "Class");
  const key = (type: string, name: string): string => `${type} ${name.toLowerCase()}`;
  const taken = new Set(elements.map((one) => key(textIn(one, "Type"), textIn(one, "Name"))));
  return new Map(
    elements.map((element) => {
      const [type, name] = [textIn(element, "Type"), textIn(element, "Name")];
      const english = builtInName(type, hyphenated(textIn(element, "Data"), `class ${name}`));
      const isFree = english !== undefined && !taken.has(key(type, english));
      return [key(type, name), isFree ? english : name];
    }),
  );
}

function prefixLength(mask: string): number {
  const bits = address(mask, "SubnetMask")
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  if (!/^1*0*$/.test(bits))
    throw messages.windowsValue("SubnetMask", "a mask of ones and then zeros", mask);
  return bits.indexOf("0") < 0 ? 32 : bits.indexOf("0");
}

const insideScope = new Set([
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

function scope(element: Element, names: Names, where: string): Tree {
  const properties = read(element, scopeWords, insideScope, where);
  properties.ranges = {
    [normalizeRange(`${textIn(element, "StartRange")}-${textIn(element, "EndRange")}`)]: {},
  };
  const exclusions = ranges(childOf(element, "ExclusionRanges"));
  if (exclusions) properties.exclusions = exclusions;
  const { options, dnsSettings } = optionsIn(childOf(element, "OptionValues"), names, where, true);
  const policies = policiesIn(childOf(element, "Policies"), names, where);
  const reservations = reservationsIn(childOf(element, "Reservations"), names, where);
  return {
    ...properties,
    ...(options && { options }),
    ...(dnsSettings && { dnsSettings }),
    ...(policies && { policies }),
    ...(reservations && { reservations }),
  };
}

function ranges(list: Element | undefined): Tree | undefined {
  const found = childrenOf(list, "IPRange").map((element): [string, Json] => [
    normalizeRange(`${textIn(element, "StartRange")}-${textIn(element, "EndRange")}`),
    {},
  ]);
  return found.length > 0 ? sorted(Object.fromEntries(found)) : undefined;
}

const insidePolicy = new Set([
  "Name",
  "OptionValues",
  "IPRanges",
  ...conditionKinds.map(({ element }) => element),
]);

/** Policies by name. Their order is what counts, not its numbers. */
export function policiesIn(
  list: Element | undefined,
  names: Names,
  where: string,
): Tree | undefined {
  const elements = childrenOf(list, "Policy");
  if (elements.length === 0) return undefined;
  const policies = elements.map((element): [string, Record<string, Json>] => {
    const name = textIn(element, "Name");
    const named = `${where} policies.${formatSegment(name)}`;
    const policy = read(element, policyWords, insidePolicy, named);
    for (const { element: kind, name: ours, spelled } of conditionKinds) {
      const condition = conditionOf(
        childrenOf(element, kind).map(({ text }) => text),
        (value) =>
          kind === "VendorClass"
            ? names.className("Vendor", value)
            : kind === "UserClass"
              ? names.className("User", value)
              : spelled(value, named),
      );
      if (condition.length > 0) policy[ours] = condition;
    }
    const { options, dnsSettings, lease } = optionsIn(
      childOf(element, "OptionValues"),
      names,
      named,
      true,
    );
    const own = ranges(childOf(element, "IPRanges"));
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
  for (const [name] of [...policies].sort(byProcessingOrder)) {
    if (places.has(name)) throw messages.windowsTwice(where, "policies", name);
    places.set(name, places.size + 1);
  }
  return sorted(
    Object.fromEntries(
      policies.map(([name, policy]) => [name, { ...policy, processingOrder: places.get(name)! }]),
    ),
  );
}

/** `EQ` and its values, then `NE` and its own: what stands behind one comparator is a set. */
export function conditionOf(
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

const insideReservation = new Set(["IPAddress", "OptionValues", "AddressState"]);

function reservationsIn(list: Element | undefined, names: Names, where: string): Tree | undefined {
  const reservations: Record<string, Json> = {};
  for (const element of childrenOf(list, "Reservation")) {
    const key = address(textIn(element, "IPAddress"), `${where} IPAddress`);
    if (reservations[key]) throw messages.windowsTwice(where, "reservations", key);
    const named = `${where} reservations.${key}`;
    const { options, dnsSettings } = optionsIn(
      childOf(element, "OptionValues"),
      names,
      named,
      false,
    );
    reservations[key] = {
      ...read(element, reservationWords, insideReservation, named),
      ...(options && { options }),
      ...(dnsSettings && { dnsSettings }),
    };
  }
  return Object.keys(reservations).length > 0 ? sorted(reservations) : undefined;
}

function definition(element: Element, where: string): Tree {
  const type = textIn(element, "Type");
  const properties = read(
    element,
    definitionWords,
    new Set(["Name", "OptionId", "DefaultValue", "Description", "VendorClass"]),
    where,
  );
  const values = childrenOf(element, "DefaultValue")
    .map(({ text }) => text)
    .filter((text) => text !== "");
  // Defaults are told in other spellings than values.
  return values.length > 0
    ? { ...properties, defaultValue: optionValues(values, type, `${where} DefaultValue`) }
    : properties;
}

const insideServer = new Set([
  "Classes",
  "OptionDefinitions",
  "Policies",
  "OptionValues",
  "Filters",
  "Scopes",
]);

function serverSettings(ipv4: Element, names: Names): Tree {
  const { options, dnsSettings } = optionsIn(
    childOf(ipv4, "OptionValues"),
    names,
    "the server",
    false,
  );
  const policies = policiesIn(childOf(ipv4, "Policies"), names, "the server");
  const filters = filtersIn(childOf(ipv4, "Filters"));
  return {
    ...read(ipv4, settingWords, insideServer, "the server"),
    ...(options && { options }),
    ...(dnsSettings && { dnsSettings }),
    ...(policies && { policies }),
    ...(filters && { filters }),
  };
}

/** Which clients are let in, by list and address. */
function filtersIn(element: Element | undefined): Tree | undefined {
  if (!element) return undefined;
  const lists: Record<string, Record<string, Json>> = {};
  for (const filter of childrenOf(element, "Filter"))
    (lists[textIn(filter, "List").toLowerCase()] ??= {})[
      textIn(filter, "MacAddress").toLowerCase()
    ] = textIn(filter, "Description");
  return {
    allowEnabled: textIn(element, "Allow").toLowerCase() === "true",
    denyEnabled: textIn(element, "Deny").toLowerCase() === "true",
    ...sorted(lists),
  };
}

/** What a tree cannot do without: the definitions of its options, the classes that these and its conditions name. */
export function usedParts(
  tree: Tree,
  known: ReadonlySet<SharedKey>,
  found = new Set<SharedKey>(),
): Set<SharedKey> {
  const use = (key: SharedKey): void => void (known.has(key) && found.add(key));
  for (const key in tree.options as Tree | undefined) {
    const { vendorClass, id, userClass } = optionIdentity(key);
    use(definitionKey(optionKey(vendorClass, id)));
    if (vendorClass !== "") use(classKey("Vendor", vendorClass));
    if (userClass !== "") use(classKey("User", userClass));
  }
  // An asterisk behind a class's name also takes data that only begins like the class's.
  const classes = (value: Json | undefined): readonly string[] =>
    ((value as readonly string[] | undefined) ?? []).map((one) => one.replace(/\*$/, ""));
  for (const one of classes(tree.vendorClass)) use(classKey("Vendor", one));
  for (const one of classes(tree.userClass)) use(classKey("User", one));
  for (const collection of [tree.policies, tree.reservations] as (
    | Readonly<Record<string, Tree>>
    | undefined
  )[])
    for (const key in collection) usedParts(collection[key]!, known, found);
  return found;
}
