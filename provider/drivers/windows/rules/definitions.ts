// Option definitions.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4optiondefinition
import { Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import {
  alter,
  classOf,
  drop,
  key,
  put,
  type Definition,
  type Held,
  type OptionType,
} from "./held.js";
import { converted, noDefault } from "./option-types.js";

export const definitionKey = (vendorClass: string, optionId: number): string =>
  key(vendorClass, optionId);

/** Says that an option is not defined. */
const undefinedOption = (vendorClass: string, optionId: number): string =>
  `nobody defines this option, ${optionId}${vendorClass === "" ? "" : ` of "${vendorClass}"`}`;

/**
 * The definition of an option. Refuses with 20010, and with 20044 where its vendor class is
 * missing.
 */
export function definitionOf(server: Held, vendorClass: string, optionId: number): Definition {
  if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
  const found = server.definitions.get(definitionKey(vendorClass, optionId));
  if (!found) throw new Refused(20010, undefinedOption(vendorClass, optionId));
  return found;
}

const inUse = (server: Held, { vendorClass, optionId }: Definition) =>
  [
    server,
    ...server.policies.values(),
    ...[...server.scopes.values()].flatMap((scope) => [
      scope,
      ...scope.policies.values(),
      ...scope.reservations.values(),
    ]),
  ].some(({ options }) =>
    [...options.values()].some(
      (value) => value.optionId === optionId && key(value.vendorClass) === key(vendorClass),
    ),
  );

export const definitions: Cmdlets = {
  "Get-DhcpServerv4OptionDefinition": (server, given) => {
    const vendorClass = given.text("VendorClass") ?? "";
    if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
    const of = [...server.definitions.values()].filter(
      (held) => given.flag("All") || key(held.vendorClass) === key(vendorClass),
    );
    for (const optionId of given.numbers("OptionId") ?? [])
      if (!of.some((held) => held.optionId === optionId))
        throw new Refused(20010, undefinedOption(vendorClass, optionId));
    return of
      .filter(({ optionId }) => given.numbers("OptionId")?.includes(optionId) ?? true)
      .map((held) => ({
        Name: held.name,
        OptionId: held.optionId,
        Type: held.type,
        VendorClass: held.vendorClass,
        MultiValued: held.multiValued,
        DefaultValue: held.defaultValue,
        Description: held.description,
      }));
  },

  "Add-DhcpServerv4OptionDefinition": (server, given) => {
    const [vendorClass, optionId, type] = [
      given.text("VendorClass") ?? "",
      given.number("OptionId")!,
      given.text("Type") as OptionType,
    ];
    if (vendorClass !== "") classOf(server, "Vendor", vendorClass);
    if (optionId < 1 || optionId > 255)
      // Inferred: an option code is one byte.
      throw new Refused("WIN32 87", "an option's number is 1 to 255");
    if (server.definitions.has(definitionKey(vendorClass, optionId)))
      throw new Refused(20009, "the option is defined already");
    const multiValued = given.flag("MultiValued") ?? false;
    const value = given.texts("DefaultValue");
    const defaultValue =
      value && value.length > 0 ? converted({ type, multiValued }, value) : noDefault(type);
    put(server, server.definitions, definitionKey(vendorClass, optionId), {
      name: given.text("Name")!,
      optionId,
      type,
      multiValued,
      defaultValue,
      description: given.text("Description") ?? "",
      vendorClass,
    });
    return [];
  },

  // Neither Type nor MultiValued can be set: only removing and adding changes them.
  "Set-DhcpServerv4OptionDefinition": (server, given) => {
    const held = definitionOf(server, given.text("VendorClass") ?? "", given.number("OptionId")!);
    const value = given.texts("DefaultValue");
    alter(server, held, {
      name: given.text("Name"),
      description: given.text("Description"),
      defaultValue: value && converted(held, value),
    });
    return [];
  },

  "Remove-DhcpServerv4OptionDefinition": (server, given) => {
    for (const optionId of given.numbers("OptionId")!) {
      const held = definitionOf(server, given.text("VendorClass") ?? "", optionId);
      // Inferred.
      if (inUse(server, held)) throw new Refused(20007, "a value of the option is in use");
      drop(server, server.definitions, definitionKey(held.vendorClass, optionId));
    }
    return [];
  },
};
