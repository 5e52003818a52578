// Option values and the definitions that say what they hold.
import { parseSharedName } from "../../../core/apply.js";
import { byName } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, Json, Tree } from "../../../core/model.js";
import { listChildren, type Element } from "../export/xml.js";
import { dnsOption, decodeDnsSettings } from "./dns.js";
import { isByteType, parseOptionValues } from "./values.js";
import { childText } from "./field-mappings.js";

/** The pseudo option in which the lease duration of a scope or a policy stands once more, in seconds. */
export const leaseOption = 51;

/** An option by whose numbering it belongs to, its number, and the user class it is for: `dhcp4:6`, `Vendor X:1`, `dhcp4:6@Class`. */
export const optionKey = (vendorClass: string, id: number | string, userClass = ""): string =>
  `${vendorClass === "" ? standardSpace : quoteName(vendorClass)}:${id}${userClass === "" ? "" : `@${quoteName(userClass)}`}`;

/** The numbering of options that belong to no vendor. */
const standardSpace = "dhcp4";

/** A class's name; quoted where it could be taken for something else. */
const quoteName = (name: string): string =>
  /^[^:@"]+$/.test(name) && name !== standardSpace ? name : JSON.stringify(name);
const unquoteName = (text: string): string =>
  text.startsWith('"') ? (JSON.parse(text) as string) : text;

export interface OptionIdentity {
  readonly vendorClass: string;
  readonly id: number;
  readonly userClass: string;
}

/** The reverse of `optionKey`. A user class follows the first `@` behind the number. */
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

/** What a configuration's own definitions say. */
export const optionTypesOf = ({ shared }: Configuration): OptionTypes =>
  new Map(
    Object.entries(shared)
      .filter(([key]) => key.startsWith("optionDefinitions."))
      .map(([key, { properties }]) => [parseSharedName(key), String(properties.type)]),
  );

/** What names mean in one export. */
export interface ExportNames {
  readonly types: OptionTypes;
  /** A class as the list of classes spells it: a server knows it whatever the case. */
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

/** What the option values of an element say. Two of them are no options of their own: 51, the lease, where there are `leases` (a scope, a policy), and 81, the DNS settings. */
export function readOptions(
  list: Element | undefined,
  { types, className, noteEmptyValue: valueless }: ExportNames,
  where: string,
  leases: boolean,
): ParsedOptions {
  const options: Record<string, Json> = {};
  let dns: Tree | undefined;
  let lease: number | undefined;
  for (const element of listChildren(list, "OptionValue")) {
    const id = Number(childText(element, "OptionId"));
    const [vendorClass, userClass] = [
      className("Vendor", childText(element, "VendorClass")),
      className("User", childText(element, "UserClass")),
    ];
    const key = optionKey(vendorClass, id, userClass);
    const type = types.get(optionKey(vendorClass, id)) ?? "";
    const values = listChildren(element, "Value").map(({ text }) => text);
    const named = `${where} options.${key}`;
    const isHollow = isByteType(type) ? values.every((value) => value === "") : values.length === 0;
    if (isHollow) {
      valueless(named);
      continue;
    }
    if (leases && vendorClass === "" && userClass === "" && id === leaseOption)
      lease = readNumber(values, named);
    else if (vendorClass === "" && userClass === "" && id === dnsOption)
      dns = decodeDnsSettings(readNumber(values, named));
    else {
      if (options[key] !== undefined) throw messages.windowsTwice(where, "option values", key);
      options[key] = { value: parseOptionValues(values, type, named) };
    }
  }
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
