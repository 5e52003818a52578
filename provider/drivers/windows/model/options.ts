// Option values and the definitions that say what they hold.
import { parseSharedName } from "../../../core/apply.js";
import { byName } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Configuration, Json, Tree } from "../../../core/model.js";
import { listChildren, type Element } from "../export/xml.js";
import { dnsOption, decodeDnsSettings } from "./dns.js";
import { isByteType, parseOptionValues } from "./values.js";
import { childText } from "./field-mappings.js";

/**
 * The pseudo option in which the lease duration of a scope or a policy stands once more, in
 * seconds.
 */
export const leaseOption = 51;

/**
 * Returns the key of an option: whose numbering it belongs to, its number, and the user class that
 * it
 * is for: `dhcp4:6`, `Vendor X:1`, `dhcp4:6@Class`.
 */
export const optionKey = (vendorClass: string, id: number | string, userClass = ""): string =>
  [
    vendorClass === "" ? standardSpace : quoteName(vendorClass),
    `:${id}`,
    userClass === "" ? "" : `@${quoteName(userClass)}`,
  ].join("");

/** The numbering of options that belong to no vendor. */
const standardSpace = "dhcp4";

/** Returns a class's name, quoted where it could be taken for something else. */
const quoteName = (name: string): string =>
  /^[^:@"]+$/.test(name) && name !== standardSpace ? name : JSON.stringify(name);
const unquoteName = (text: string): string =>
  text.startsWith('"') ? (JSON.parse(text) as string) : text;

export interface OptionIdentity {
  readonly vendorClass: string;
  readonly id: number;
  readonly userClass: string;
}

/** Reverses `optionKey`. A user class follows the first `@` behind the number. */
export function parseOptionKey(key: string): OptionIdentity {
  const [, space, id, userClass = ""] = /^("(?:[^"\\]|\\[^])*"|[^:@"]+):(\d+)(?:@([^]+))?$/.exec(
    key,
  )!;
  return {
    vendorClass: space === standardSpace ? "" : unquoteName(space!),
    id: Number(id),
    userClass: unquoteName(userClass),
  };
}

/** The type of each option by its key, without a user class. */
export type OptionTypes = ReadonlyMap<string, string>;

/** Returns the type of each option that a configuration defines. */
export const optionTypesOf = ({ shared }: Configuration): OptionTypes =>
  new Map(
    Object.entries(shared)
      .filter(([key]) => key.startsWith("optionDefinitions."))
      .map(([key, { properties }]) => [parseSharedName(key), String(properties.type)]),
  );

/** The meaning of names in one export. */
export interface ExportNames {
  readonly types: OptionTypes;
  /** Returns a class as the list of classes spells it: a server knows it whatever the case. */
  readonly className: (type: "Vendor" | "User", name: string) => string;
  /** Takes note of an option value that holds nothing: it is left out (DhcpServerMigration). */
  readonly noteEmptyValue: (option: string) => void;
}

export interface ParsedOptions {
  readonly options?: Tree;
  readonly dnsSettings?: Tree;
  /** The lease duration that stands among the options, in seconds. */
  readonly lease?: number;
}

/** One `OptionValue` element. */
interface OptionElement {
  readonly id: number;
  readonly key: string;
  /** The type of the option's definition; empty where nothing defines it. */
  readonly type: string;
  readonly values: readonly string[];
  /** True where it belongs to no vendor and to no user class. */
  readonly isStandard: boolean;
}

function readOptionElement(element: Element, { types, className }: ExportNames): OptionElement {
  const id = Number(childText(element, "OptionId"));
  const vendorClass = className("Vendor", childText(element, "VendorClass"));
  const userClass = className("User", childText(element, "UserClass"));
  return {
    id,
    key: optionKey(vendorClass, id, userClass),
    type: types.get(optionKey(vendorClass, id)) ?? "",
    values: listChildren(element, "Value").map(({ text }) => text),
    isStandard: vendorClass === "" && userClass === "",
  };
}

const isEmptyOption = ({ type, values }: OptionElement): boolean =>
  isByteType(type) ? values.every((value) => value === "") : values.length === 0;

/** Returns the meaning of an option value: two of the standard options are settings of their own. */
function meaningOf(option: OptionElement, hasLease: boolean): "empty" | "lease" | "dns" | "option" {
  const { id, isStandard } = option;
  if (isEmptyOption(option)) return "empty";
  if (isStandard && hasLease && id === leaseOption) return "lease";
  return isStandard && id === dnsOption ? "dns" : "option";
}

/**
 * Reads the option values of an element. `hasLease`: option 51 is its lease duration, as in a scope
 * or a policy. Option 81 is its DNS settings.
 */
export function readOptions(
  list: Element | undefined,
  names: ExportNames,
  where: string,
  hasLease: boolean,
): ParsedOptions {
  const options: Record<string, Json> = {};
  let dns: Tree | undefined;
  let lease: number | undefined;
  const read = (option: OptionElement): void => {
    const { key, values, type } = option;
    const path = `${where} options.${key}`;
    const meaning = meaningOf(option, hasLease);
    if (meaning === "empty") names.noteEmptyValue(path);
    if (meaning === "lease") lease = readNumber(values, path);
    if (meaning === "dns") dns = decodeDnsSettings(readNumber(values, path));
    if (meaning !== "option") return;
    if (options[key] !== undefined) throw messages.windowsDuplicateKey(where, "option values", key);
    options[key] = { value: parseOptionValues(values, type, path) };
  };
  for (const element of listChildren(list, "OptionValue")) read(readOptionElement(element, names));
  return {
    ...(Object.keys(options).length > 0 && { options: sortByName(options) }),
    ...(dns && { dnsSettings: dns }),
    ...(lease !== undefined && { lease }),
  };
}

function readNumber(values: readonly string[], where: string): number {
  const value = Number(values[0]);
  if (values.length !== 1 || !Number.isInteger(value))
    throw messages.windowsValue(where, "one number", values.join(", "));
  return value < 0 ? value + 2 ** 32 : value;
}

export const sortByName = <T>(members: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => byName(a, b)));
