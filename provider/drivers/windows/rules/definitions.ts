// Option definitions.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4optiondefinition
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import {
  changeProperties,
  findClass,
  dropEntry,
  mapKey,
  putEntry,
  type Definition,
  type ServerState,
} from "./server-state.js";
import type { OptionType } from "../model/values.js";
import { convertValues, emptyDefault } from "./option-types.js";

export const definitionMapKey = (vendorClass: string, optionId: number): string =>
  mapKey(vendorClass, optionId);

/** Says that an option is not defined. */
const describeUndefined = (vendorClass: string, optionId: number): string =>
  `nobody defines this option, ${optionId}${vendorClass === "" ? "" : ` of "${vendorClass}"`}`;

/**
 * The definition of an option. Refuses with 20010, and with 20044 where its vendor class is
 * missing.
 */
export function findDefinition(
  server: ServerState,
  vendorClass: string,
  optionId: number,
): Definition {
  if (vendorClass !== "") findClass(server, "Vendor", vendorClass);
  const found = server.definitions.get(definitionMapKey(vendorClass, optionId));
  if (!found) throw new RefusedCall(20010, describeUndefined(vendorClass, optionId));
  return found;
}

const isDefinitionUsed = (server: ServerState, { vendorClass, optionId }: Definition) =>
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
      (value) => value.optionId === optionId && mapKey(value.vendorClass) === mapKey(vendorClass),
    ),
  );

export const definitionCmdlets: Cmdlets = {
  "Get-DhcpServerv4OptionDefinition": (server, args) => {
    const vendorClass = args.text("VendorClass") ?? "";
    if (vendorClass !== "") findClass(server, "Vendor", vendorClass);
    const of = [...server.definitions.values()].filter(
      (held) => args.flag("All") || mapKey(held.vendorClass) === mapKey(vendorClass),
    );
    for (const optionId of args.numbers("OptionId") ?? [])
      if (!of.some((held) => held.optionId === optionId))
        throw new RefusedCall(20010, describeUndefined(vendorClass, optionId));
    return of
      .filter(({ optionId }) => args.numbers("OptionId")?.includes(optionId) ?? true)
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

  "Add-DhcpServerv4OptionDefinition": (server, args) => {
    const [vendorClass, optionId, type] = [
      args.text("VendorClass") ?? "",
      args.number("OptionId")!,
      args.text("Type") as OptionType,
    ];
    if (vendorClass !== "") findClass(server, "Vendor", vendorClass);
    if (optionId < 1 || optionId > 255)
      // Inferred: an option code is one byte.
      throw new RefusedCall("WIN32 87", "an option's number is 1 to 255");
    if (server.definitions.has(definitionMapKey(vendorClass, optionId)))
      throw new RefusedCall(20009, "the option is defined already");
    const multiValued = args.flag("MultiValued") ?? false;
    const value = args.texts("DefaultValue");
    const defaultValue =
      value && value.length > 0 ? convertValues({ type, multiValued }, value) : emptyDefault(type);
    putEntry(server, server.definitions, definitionMapKey(vendorClass, optionId), {
      name: args.text("Name")!,
      optionId,
      type,
      multiValued,
      defaultValue,
      description: args.text("Description") ?? "",
      vendorClass,
    });
    return [];
  },

  // Neither Type nor MultiValued can be set: only removing and adding changes them.
  "Set-DhcpServerv4OptionDefinition": (server, args) => {
    const held = findDefinition(server, args.text("VendorClass") ?? "", args.number("OptionId")!);
    const value = args.texts("DefaultValue");
    changeProperties(server, held, {
      name: args.text("Name"),
      description: args.text("Description"),
      defaultValue: value && convertValues(held, value),
    });
    return [];
  },

  "Remove-DhcpServerv4OptionDefinition": (server, args) => {
    for (const optionId of args.numbers("OptionId")!) {
      const held = findDefinition(server, args.text("VendorClass") ?? "", optionId);
      // Inferred.
      if (isDefinitionUsed(server, held))
        throw new RefusedCall(20007, "a value of the option is in use");
      dropEntry(server, server.definitions, definitionMapKey(held.vendorClass, optionId));
    }
    return [];
  },
};
