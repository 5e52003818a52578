// Option definitions, the standard ones among them. https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4optiondefinition
import { Refused } from "./errors.js";
import type { Cmdlets } from "./given.js";
import { alter, classOf, drop, key, put, type Definition, type Held, type OptionType } from "./held.js";
import { converted, noDefault } from "./option-types.js";

export const definitionKey = (vendorClass: string, optionId: number): string => key(vendorClass, optionId);

/** The definition of an option. Refuses with 20010, and with 20044 where its vendor class is missing. */
export function definitionOf(server: Held, vendorClass: string, optionId: number): Definition {
  if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
  const found = server.definitions.get(definitionKey(vendorClass, optionId));
  if (!found) throw new Refused(20010, `definition of option ${optionId} ${vendorClass}`.trim());
  return found;
}

/** Option codes by type, several values or one, as the DHCP console lists them; names are theirs where tests speak of them. */
const standard: readonly (readonly [type: OptionType, multiValued: boolean, optionIds: readonly number[]])[] = [
  ["Byte", false, [19, 20, 23, 27, 29, 30, 31, 34, 36, 37, 39, 46]],
  ["Word", false, [13, 22, 26]],
  ["Word", true, [25]],
  ["DWord", false, [2, 24, 35, 38, 51, 58, 59]],
  ["IPv4Address", false, [1, 16, 28, 32]],
  ["IPv4Address", true, [3, 4, 5, 6, 7, 8, 9, 10, 11, 21, 33, 41, 42, 44, 45, 48, 49, 65, 68, 69, 70, 71, 72, 73, 74, 75, 76]],
  ["String", false, [12, 14, 15, 17, 18, 40, 47, 64, 66, 67]],
  ["BinaryData", false, [43, 121]],
];
const names: Readonly<Record<number, string>> = { 1: "Subnet Mask", 2: "Time Offset", 3: "Router", 6: "DNS Servers", 12: "Host Name", 15: "DNS Domain Name", 42: "NTP Servers", 43: "Vendor Specific Info", 44: "WINS/NBNS Servers", 46: "WINS/NBT Node Type", 51: "Lease", 66: "Boot Server Host Name", 67: "Bootfile Name", 121: "Classless Static Routes" };

export const standardDefinitions: readonly Definition[] = standard
  .flatMap(([type, multiValued, optionIds]) => optionIds.map((optionId) => ({ name: names[optionId] ?? `Option ${optionId}`, optionId, type, multiValued, defaultValue: noDefault(type), description: "", vendorClass: "" })))
  .sort((a, b) => a.optionId - b.optionId);

const inUse = (server: Held, { vendorClass, optionId }: Definition) =>
  [server, ...server.policies.values(), ...[...server.scopes.values()].flatMap((scope) => [scope, ...scope.policies.values(), ...scope.reservations.values()])].some(({ options }) =>
    [...options.values()].some((value) => value.optionId === optionId && key(value.vendorClass) === key(vendorClass)),
  );

export const definitions: Cmdlets = {
  "Get-DhcpServerv4OptionDefinition": (server, given) => {
    const vendorClass = given.text("VendorClass") ?? "";
    if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
    const of = [...server.definitions.values()].filter((held) => given.flag("All") || key(held.vendorClass) === key(vendorClass));
    for (const optionId of given.numbers("OptionId") ?? []) if (!of.some((held) => held.optionId === optionId)) throw new Refused(20010, `definition of option ${optionId}`);
    return of.filter(({ optionId }) => given.numbers("OptionId")?.includes(optionId) ?? true).map((held) => ({
      Name: held.name, OptionId: held.optionId, Type: held.type, VendorClass: held.vendorClass, MultiValued: held.multiValued, DefaultValue: held.defaultValue, Description: held.description,
    }));
  },

  "Add-DhcpServerv4OptionDefinition": (server, given) => {
    const [vendorClass, optionId, type] = [given.text("VendorClass") ?? "", given.number("OptionId")!, given.text("Type") as OptionType];
    if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
    if (optionId < 1 || optionId > 255) throw new Refused("WIN32 87", `option ${optionId}`); // inferred: an option code is one byte
    if (server.definitions.has(definitionKey(vendorClass, optionId))) throw new Refused(20009, `definition of option ${optionId}`);
    const multiValued = given.flag("MultiValued") ?? false;
    const value = given.texts("DefaultValue");
    const defaultValue = value && value.length > 0 ? converted({ type, multiValued }, value) : noDefault(type);
    put(server, server.definitions, definitionKey(vendorClass, optionId), { name: given.text("Name")!, optionId, type, multiValued, defaultValue, description: given.text("Description") ?? "", vendorClass });
    return [];
  },

  // Neither Type nor MultiValued can be set: only removing and adding changes them.
  "Set-DhcpServerv4OptionDefinition": (server, given) => {
    const held = definitionOf(server, given.text("VendorClass") ?? "", given.number("OptionId")!);
    const value = given.texts("DefaultValue");
    alter(server, held, { name: given.text("Name"), description: given.text("Description"), defaultValue: value && converted(held, value) });
    return [];
  },

  "Remove-DhcpServerv4OptionDefinition": (server, given) => {
    for (const optionId of given.numbers("OptionId")!) {
      const held = definitionOf(server, given.text("VendorClass") ?? "", optionId);
      if (inUse(server, held)) throw new Refused(20007, `definition of option ${optionId}`); // inferred
      drop(server, server.definitions, definitionKey(held.vendorClass, optionId));
    }
    return [];
  },
};
