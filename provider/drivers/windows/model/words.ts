// Windows' elements and our words, side by side: the properties of scopes, policies, reservations, definitions, classes and of the server.
// The table says how an export spells each, in the order in which Export-DhcpServer writes them.
import { messages } from "../../../core/messages.js";
import type { Json, Tree } from "../../../core/model.js";
import { childOf, type Element } from "../export/xml.js";
import {
  conditions,
  durationText,
  hyphenated,
  isTrue,
  scopeTypes,
  secondsIn,
  states,
  word,
} from "./values.js";

export interface Word {
  /** The element of an export. */
  readonly element: string;
  /** Our name. */
  readonly name: string;
  readonly read: (text: string, where: string) => Json;
  readonly write: (value: Json) => string;
  /** What is in force where nothing is said. Absent: an empty text is nothing. */
  readonly default?: Json;
}

const text = (element: string, name: string): Word => ({
  element,
  name,
  read: (value) => value,
  write: String,
});
const number = (element: string, name: string, silent: number): Word => ({
  element,
  name,
  read: integer,
  write: String,
  default: silent,
});
const flag = (element: string, name: string, silent: boolean): Word => ({
  element,
  name,
  read: isTrue,
  write: String,
  default: silent,
});
const oneOf = (
  element: string,
  name: string,
  known: readonly string[],
  silent: string,
  write: (value: Json) => string = String,
): Word => ({ element, name, read: (value) => word(value, known), write, default: silent });
const duration = (element: string, silent?: number): Word => ({
  element,
  name: "leaseDuration",
  read: secondsIn,
  write: (value) => durationText(Number(value)),
  ...(silent !== undefined && { default: silent }),
});

function integer(value: string, where: string): number {
  if (!/^\d{1,10}$/.test(value.trim())) throw messages.windowsValue(where, "a whole number", value);
  return Number(value);
}

/** Eight days. */
const usualLease = 691_200;

export const scopeWords: readonly Word[] = [
  text("Name", "name"),
  duration("LeaseDuration", usualLease),
  oneOf("State", "state", states, "Active"),
  oneOf("Type", "type", scopeTypes, "Dhcp"),
  number("MaxBootpClients", "maxBootpClients", 2 ** 32 - 1),
  flag("NapEnable", "napEnable", false),
  number("Delay", "delay", 0),
  text("NapProfile", "napProfile"),
  text("Description", "description"),
  flag("ActivatePolicies", "activatePolicies", true),
  text("SuperScopeName", "sharedNetwork"),
];

export const policyWords: readonly Word[] = [
  number("ProcessingOrder", "processingOrder", 1),
  flag("Enabled", "enabled", true),
  oneOf("Condition", "condition", conditions, "And", (value) => String(value).toUpperCase()),
  text("Description", "description"),
  text("DnsSuffix", "dnsSuffix"),
];

/** Policies, by name, in the order in which a server goes through them. */
export const byProcessingOrder = (
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
  { element: "MacAddress", name: "macAddress", spelled: hyphenated },
  { element: "ClientId", name: "clientId", spelled: hyphenated },
  { element: "RelayAgent", name: "relayAgent", spelled: hyphenated },
  { element: "CircuitId", name: "circuitId", spelled: hyphenated, single: true },
  { element: "RemoteId", name: "remoteId", spelled: hyphenated, single: true },
  { element: "SubscriberId", name: "subscriberId", spelled: hyphenated, single: true },
  { element: "Fqdn", name: "fqdn", spelled: (value) => value },
];

export const reservationWords: readonly Word[] = [
  text("Name", "name"),
  { element: "ClientId", name: "client", read: hyphenated, write: String },
  oneOf("Type", "type", scopeTypes, "Both"),
  text("Description", "description"),
];

export const definitionWords: readonly Word[] = [
  { element: "Type", name: "type", read: (value) => value, write: String },
  flag("MultiValued", "multiValued", false),
];

export const classWords: readonly Word[] = [
  {
    element: "Data",
    name: "data",
    read: hyphenated,
    write: (value) => `0x${String(value).replaceAll("-", "")}`,
  },
  text("Description", "description"),
];

export const settingWords: readonly Word[] = [
  number("ConflictDetectionAttempts", "conflictDetectionAttempts", 0),
  flag("NapEnabled", "napEnabled", false),
  {
    element: "NpsUnreachableAction",
    name: "npsUnreachableAction",
    read: (value) => word(value, ["Full", "Restricted", "NoAccess"]),
    write: String,
    default: "Full",
  },
  flag("ActivatePolicies", "activatePolicies", true),
];

const isComparator = (text: string | undefined): boolean =>
  text !== undefined && /^(EQ|NE|ISL|INSL)$/.test(text);

/** A condition as Windows takes it: a comparator before all its values, or before each. */
export function comparators(
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

const byElements = new WeakMap<readonly Word[], ReadonlyMap<string, Word>>();

/** What an element says, in our words. `known`: other elements that are read elsewhere. What nobody knows travels under its own name. */
export function read(
  element: Element,
  words: readonly Word[],
  known: ReadonlySet<string>,
  where: string,
): Record<string, Json> {
  const tree: Record<string, Json> = {};
  let byElement = byElements.get(words);
  if (!byElement)
    byElements.set(words, (byElement = new Map(words.map((one) => [one.element, one]))));
  for (const { name, default: silent } of words) if (silent !== undefined) tree[name] = silent;
  for (const child of element.children) {
    const found = byElement.get(child.name);
    if (found) {
      if (child.text !== "") tree[found.name] = found.read(child.text, where);
    } else if (!known.has(child.name)) {
      const value = unknown(child);
      if (value !== undefined) tree[child.name] = value;
    }
  }
  return tree;
}

/** An element that nobody knows: its text, or its elements as a list of names and values. */
function unknown(element: Element): Json | undefined {
  if (element.children.length === 0) return element.text === "" ? undefined : element.text;
  return element.children.map((child): Json => [child.name, unknown(child) ?? ""]);
}

/** Names that are Windows' own: what nobody knows. */
export const isForeign = (name: string): boolean => /^[A-Z]/.test(name);

export const textIn = (element: Element, name: string): string =>
  childOf(element, name)?.text ?? "";
