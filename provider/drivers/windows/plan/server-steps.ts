// Everything outside scopes in cmdlets: classes and option definitions that scopes use, and the
// server's own settings.
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import { parseSharedName } from "../../../core/apply.js";
import type { Configuration, Json, ConfigObject, Tree } from "../../../core/model.js";
import { parseOptionKey, type OptionTypes } from "../model/options.js";
import { formatOptionValues } from "../model/values.js";
import type { PropertiesChange } from "./change.js";
import { planOptions } from "./option-steps.js";
import { planPolicyRemovals, planPolicies } from "./policy-steps.js";
import type { Step, Value } from "./step.js";

const selectShared = (
  { shared }: Configuration,
  pattern: RegExp,
): readonly (readonly [string, ConfigObject])[] =>
  Object.entries(shared).filter(([key]) => pattern.test(key));

/** Plans classes first: definitions of a vendor's options name them. */
export function planNeededObjects(current: Configuration, desired: Configuration): readonly Step[] {
  const classes = selectShared(desired, /^(user|vendor)Classes\./).flatMap(([key, part]) =>
    planClass(key, current.shared[key], part),
  );
  const definitions = selectShared(desired, /^optionDefinitions\./).flatMap(([key, part]) =>
    planDefinition(key, current.shared[key], part),
  );
  return [...classes, ...definitions];
}

/** Plans the removal, in the end, of what no scope uses any more. */
export function planUnneededObjects(
  current: Configuration,
  desired: Configuration,
): readonly Step[] {
  const gone = (pattern: RegExp) =>
    selectShared(current, pattern).filter(([key]) => desired.shared[key] === undefined);
  return [
    ...gone(/^optionDefinitions\./).map(([key]): Step => {
      const { vendorClass, id } = parseOptionKey(parseSharedName(key));
      return {
        reason: `${key}: goes`,
        cmdlet: "Remove-DhcpServerv4OptionDefinition",
        parameters: { OptionId: id, ...(vendorClass !== "" && { VendorClass: vendorClass }) },
        if: { name: "Test-Definition", arguments: [id, vendorClass] },
      };
    }),
    ...gone(/^(user|vendor)Classes\./).map(([key]): Step => {
      const type = key.startsWith("vendor") ? "Vendor" : "User";
      return {
        reason: `${key}: goes`,
        cmdlet: "Remove-DhcpServerv4Class",
        parameters: { Name: parseSharedName(key), Type: type },
        if: { name: "Test-Class", arguments: [parseSharedName(key), type] },
      };
    }),
  ];
}

function planClass(
  key: string,
  from: ConfigObject | undefined,
  { properties }: ConfigObject,
): readonly Step[] {
  const name = parseSharedName(key);
  const type = key.startsWith("vendor") ? "Vendor" : "User";
  const data = formatClassData(String(properties.data ?? ""));
  const description = String(properties.description ?? "");
  if (!from) {
    return [
      {
        reason: `${key}: comes`,
        cmdlet: "Add-DhcpServerv4Class",
        parameters: {
          Name: name,
          Type: type,
          Data: data,
          ...(description !== "" && { Description: description }),
        },
        unless: { name: "Test-Class", arguments: [name, type] },
      },
    ];
  }
  if (equal(from.properties, properties)) return [];
  return [
    {
      reason: `${key}: changes`,
      cmdlet: "Set-DhcpServerv4Class",
      parameters: { Name: name, Type: type, Data: data, Description: description },
    },
  ];
}

/**
 * Returns a class's data as the cmdlet's page has it, in ASCII; bytes beyond that as 0x and digits.
 */
function formatClassData(hyphenated: string): string {
  const bytes = Buffer.from(hyphenated.replaceAll("-", ""), "hex");
  const ascii = bytes.toString("latin1");
  return /^[\x20-\x7e]+$/.test(ascii) && !/^0x/i.test(ascii) ? ascii : `0x${bytes.toString("hex")}`;
}

function planDefinition(
  key: string,
  from: ConfigObject | undefined,
  { properties, local }: ConfigObject,
): readonly Step[] {
  const { vendorClass, id } = parseOptionKey(parseSharedName(key));
  const type = String(properties.type);
  const values = formatOptionValues(
    (properties.defaultValue as readonly string[] | undefined) ?? [],
    type,
  );
  const vendor = vendorClass !== "" && { VendorClass: vendorClass };
  if (!from) {
    return [
      {
        reason: `${key}: comes`,
        cmdlet: "Add-DhcpServerv4OptionDefinition",
        parameters: {
          Name: String(local.name ?? id),
          OptionId: id,
          Type: type,
          ...(properties.multiValued === true && { MultiValued: true }),
          ...(local.description !== undefined &&
            local.description !== "" && { Description: local.description as string }),
          ...vendor,
          ...(values.length > 0 && { DefaultValue: values }),
        },
        unless: { name: "Test-Definition", arguments: [id, vendorClass] },
      },
    ];
  }
  if (
    equal(from.properties.defaultValue ?? null, properties.defaultValue ?? null) ||
    values.length === 0
  )
    return []; // `fit` refuses to take one away
  return [
    {
      reason: `${key}.defaultValue: changes`,
      cmdlet: "Set-DhcpServerv4OptionDefinition",
      parameters: { OptionId: id, ...vendor, DefaultValue: values },
    },
  ];
}

/** Plans the server's own settings, where they are replicated. */
export function planSettings(from: Tree, to: Tree, types: OptionTypes): readonly Step[] {
  const where = "server";
  const change: PropertiesChange = { where, current: from, desired: to, types };
  const names = {
    conflictDetectionAttempts: "ConflictDetectionAttempts",
    napEnabled: "NapEnabled",
    npsUnreachableAction: "NpsUnreachableAction",
    activatePolicies: "ActivatePolicies",
  };
  const changed = Object.fromEntries(
    Object.entries(names)
      .filter(([name]) => !equal(from[name] ?? null, to[name] ?? null))
      .map(([name, parameter]): [string, Value] => [
        parameter,
        to[name] as string | number | boolean,
      ]),
  );
  return [
    ...(Object.keys(changed).length > 0
      ? [
          {
            reason: `${where}: ${Object.keys(changed).join(", ")}`,
            cmdlet: "Set-DhcpServerSetting",
            parameters: changed,
          },
        ]
      : []),
    ...planPolicyRemovals(change),
    ...planPolicies(change),
    ...planOptions({ where }, from, to, types),
    ...planFilters(from.filters, to.filters),
  ];
}

/**
 * Filters have no Set: one whose description changes is added once more with Force, which writes
 * over it.
 */
function planFilters(from: Json | undefined, to: Json | undefined): readonly Step[] {
  const { allowEnabled, denyEnabled, ...lists } = mapOf(to);
  const { allowEnabled: allowed, denyEnabled: denied, ...before } = mapOf(from);
  const all = (
    tree: Tree,
  ): readonly (readonly [list: string, mac: string, description: string])[] =>
    Object.entries(tree).flatMap(([list, members]) =>
      Object.entries(mapOf(members)).map(
        ([mac, description]) =>
          [list === "allow" ? "Allow" : "Deny", mac.toUpperCase(), String(description)] as const,
      ),
    );
  const [current, desired] = [all(before), all(lists)];
  const standing = new Map(
    current.map(([list, mac, description]) => [`${list} ${mac}`, description]),
  );
  const wanted = new Set(desired.map(([list, mac]) => `${list} ${mac}`));
  return [
    ...current
      .filter(([list, mac]) => !wanted.has(`${list} ${mac}`))
      .map(
        ([list, mac]): Step => ({
          reason: `server.filters.${list.toLowerCase()}.${mac.toLowerCase()}: goes`,
          cmdlet: "Remove-DhcpServerv4Filter",
          parameters: { MacAddress: [mac] },
          if: { name: "Test-Filter", arguments: [list, mac] },
        }),
      ),
    ...desired
      .filter(([list, mac, description]) => standing.get(`${list} ${mac}`) !== description)
      .map(
        ([list, mac, description]): Step => ({
          reason: `server.filters.${list.toLowerCase()}.${mac.toLowerCase()}: comes or changes`,
          cmdlet: "Add-DhcpServerv4Filter",
          parameters: { List: list, MacAddress: [mac], Description: description, Force: true },
        }),
      ),
    ...(to !== undefined && (allowed !== allowEnabled || denied !== denyEnabled)
      ? [
          {
            reason: "server.filters: which lists are in force",
            cmdlet: "Set-DhcpServerv4FilterList",
            parameters: { Allow: allowEnabled === true, Deny: denyEnabled === true },
          },
        ]
      : []),
  ];
}
