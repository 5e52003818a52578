// The elements of an export and the properties of the model: of scopes, policies, reservations,
// definitions, classes and of the server. The order is that in which Export-DhcpServer writes them.
import { messages } from "../messages.js";
import type { Json, Tree } from "../../../core/model.js";
import { findChild, type Element } from "../export/xml.js";
import {
  conditionOperators,
  formatDuration,
  hyphenateBytes,
  isTrue,
  scopeTypes,
  parseDuration,
  scopeStates,
  canonicalKeyword,
} from "./values.js";

export interface FieldMapping {
  /** The element of an export. */
  readonly element: string;
  /** The name of the property. */
  readonly name: string;
  readonly read: (text: string, where: string) => Json;
  readonly write: (value: Json) => string;
  /** The value in force where the element is absent or empty. Absent: no property. */
  readonly default?: Json;
}

const textField = (element: string, name: string): FieldMapping => ({
  element,
  name,
  read: (value) => value,
  write: String,
});
const numberField = (element: string, name: string, defaultValue: number): FieldMapping => ({
  element,
  name,
  read: parseInteger,
  write: String,
  default: defaultValue,
});
const flagField = (element: string, name: string, defaultValue: boolean): FieldMapping => ({
  element,
  name,
  read: isTrue,
  write: String,
  default: defaultValue,
});
const keywordField = (
  element: string,
  name: string,
  keywords: readonly string[],
  defaultValue: string,
): FieldMapping => ({
  element,
  name,
  read: (value) => canonicalKeyword(value, keywords),
  write: String,
  default: defaultValue,
});
const durationField = (element: string, silent?: number): FieldMapping => ({
  element,
  name: "leaseDuration",
  read: parseDuration,
  write: (value) => formatDuration(Number(value)),
  ...(silent !== undefined && { default: silent }),
});

function parseInteger(value: string, where: string): number {
  if (!/^\d{1,10}$/.test(value.trim())) throw messages.windowsValue(where, "a whole number", value);
  return Number(value);
}

/** Eight days. */
const defaultLeaseSeconds = 691_200;

export const scopeFields: readonly FieldMapping[] = [
  textField("Name", "name"),
  durationField("LeaseDuration", defaultLeaseSeconds),
  keywordField("State", "state", scopeStates, "Active"),
  keywordField("Type", "type", scopeTypes, "Dhcp"),
  numberField("MaxBootpClients", "maxBootpClients", 2 ** 32 - 1),
  flagField("NapEnable", "napEnable", false),
  numberField("Delay", "delay", 0),
  textField("NapProfile", "napProfile"),
  textField("Description", "description"),
  flagField("ActivatePolicies", "activatePolicies", true),
  textField("SuperScopeName", "sharedNetwork"),
];

export const policyFields: readonly FieldMapping[] = [
  numberField("ProcessingOrder", "processingOrder", 1),
  flagField("Enabled", "enabled", true),
  {
    ...keywordField("Condition", "condition", conditionOperators, "And"),
    write: (value) => String(value).toUpperCase(),
  },
  textField("Description", "description"),
  textField("DnsSuffix", "dnsSuffix"),
];

/** Compares policies, by name, in the order in which a server goes through them. */
export const compareProcessingOrder = (
  [, a]: readonly [string, Tree],
  [, b]: readonly [string, Tree],
): number => Number(a.processingOrder) - Number(b.processingOrder);

/** The nine kinds of conditions of a policy, and how a value of each is spelled. */
export const conditionKinds: readonly {
  readonly element: string;
  readonly name: string;
  readonly spelled: (
    value: string,
    where: string,
  ) => string /** Behind each comparator stands one value (Add-DhcpServerv4Policy). */;
  readonly single?: true;
}[] = [
  { element: "VendorClass", name: "vendorClass", spelled: (value) => value },
  { element: "UserClass", name: "userClass", spelled: (value) => value },
  { element: "MacAddress", name: "macAddress", spelled: hyphenateBytes },
  { element: "ClientId", name: "clientId", spelled: hyphenateBytes },
  { element: "RelayAgent", name: "relayAgent", spelled: hyphenateBytes },
  { element: "CircuitId", name: "circuitId", spelled: hyphenateBytes, single: true },
  { element: "RemoteId", name: "remoteId", spelled: hyphenateBytes, single: true },
  { element: "SubscriberId", name: "subscriberId", spelled: hyphenateBytes, single: true },
  { element: "Fqdn", name: "fqdn", spelled: (value) => value },
];

export const reservationFields: readonly FieldMapping[] = [
  textField("Name", "name"),
  { element: "ClientId", name: "client", read: hyphenateBytes, write: String },
  keywordField("Type", "type", scopeTypes, "Both"),
  textField("Description", "description"),
];

export const definitionFields: readonly FieldMapping[] = [
  { element: "Type", name: "type", read: (value) => value, write: String },
  flagField("MultiValued", "multiValued", false),
];

export const classFields: readonly FieldMapping[] = [
  {
    element: "Data",
    name: "data",
    read: hyphenateBytes,
    write: (value) => `0x${String(value).replaceAll("-", "")}`,
  },
  textField("Description", "description"),
];

export const settingFields: readonly FieldMapping[] = [
  numberField("ConflictDetectionAttempts", "conflictDetectionAttempts", 0),
  flagField("NapEnabled", "napEnabled", false),
  {
    element: "NpsUnreachableAction",
    name: "npsUnreachableAction",
    read: (value) => canonicalKeyword(value, ["Full", "Restricted", "NoAccess"]),
    write: String,
    default: "Full",
  },
  flagField("ActivatePolicies", "activatePolicies", true),
];

const isComparator = (text: string | undefined): boolean =>
  text !== undefined && /^(EQ|NE|ISL|INSL)$/.test(text);

/** Returns a condition as Windows takes it: a comparator before all its values, or before each. */
export function spellComparators(
  condition: readonly string[],
  single: boolean | undefined,
): readonly string[] {
  if (!single) return condition;
  let comparator = "EQ";
  return condition.flatMap((value, i) => {
    if (!isComparator(value)) return [comparator, value];
    comparator = value;
    // One without a value stays: a server refuses it, where it would be lost otherwise.
    const next = condition[i + 1];
    return next === undefined || isComparator(next) ? [value] : [];
  });
}

const mappingsByElement = new WeakMap<readonly FieldMapping[], ReadonlyMap<string, FieldMapping>>();

function indexByElement(mappings: readonly FieldMapping[]): ReadonlyMap<string, FieldMapping> {
  const known = mappingsByElement.get(mappings);
  if (known) return known;
  const index = new Map(mappings.map((mapping) => [mapping.element, mapping]));
  mappingsByElement.set(mappings, index);
  return index;
}

/**
 * Reads the properties of an element. `ignored`: elements that are read elsewhere. What nobody
 * knows
 * keeps its own name.
 */
export function readFields(
  element: Element,
  mappings: readonly FieldMapping[],
  ignored: ReadonlySet<string>,
  where: string,
): Record<string, Json> {
  const tree: Record<string, Json> = {};
  const byElement = indexByElement(mappings);
  for (const { name, default: value } of mappings) if (value !== undefined) tree[name] = value;
  for (const child of element.children) {
    const mapping = byElement.get(child.name);
    const name = mapping?.name ?? child.name;
    const value = mapping ? readField(mapping, child, where) : readUnknown(child, ignored);
    if (value !== undefined) tree[name] = value;
  }
  return tree;
}

const readField = (mapping: FieldMapping, { text }: Element, where: string): Json | undefined =>
  text === "" ? undefined : mapping.read(text, where);

const readUnknown = (element: Element, ignored: ReadonlySet<string>): Json | undefined =>
  ignored.has(element.name) ? undefined : readUnknownElement(element);

/**
 * Returns the text of an element that nobody knows, or its elements as an array of names and
 * values.
 */
function readUnknownElement(element: Element): Json | undefined {
  if (element.children.length === 0) return element.text === "" ? undefined : element.text;
  return element.children.map((child): Json => [child.name, readUnknownElement(child) ?? ""]);
}

/** Tells whether a property is one that nobody knows: it has the name of its element. */
export const isUnknownProperty = (name: string): boolean => /^[A-Z]/.test(name);

export const childText = (element: Element, name: string): string =>
  findChild(element, name)?.text ?? "";
