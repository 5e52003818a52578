// Scopes, classes and definitions as elements of an export: in the order in which Export-DhcpServer
// writes them.
import { rangeEnds } from "../../../core/address.js";
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json, ConfigObject, Tree } from "../../../core/model.js";
import type { Piece } from "../export/layout.js";
import { encodeDnsSettings, dnsOption } from "./dns.js";
import { leaseOption, parseOptionKey, optionKey, type OptionTypes } from "./options.js";
import { formatOptionValues } from "./values.js";
import {
  compareProcessingOrder,
  classFields,
  spellComparators,
  conditionKinds,
  definitionFields,
  isUnknownProperty,
  policyFields,
  reservationFields,
  scopeFields,
  settingFields,
  type FieldMapping,
} from "./field-mappings.js";

const listEntries = (value: Json | undefined): readonly (readonly [string, Tree])[] =>
  Object.entries(mapOf(value)) as [string, Tree][];
const writeField = ({ element, name, write }: FieldMapping, tree: Tree): Piece => [
  element,
  tree[name] === undefined ? "" : write(tree[name]!),
];
const writeFields = (
  words: readonly FieldMapping[],
  tree: Tree,
  ...elements: readonly string[]
): readonly Piece[] =>
  words.filter(({ element }) => elements.includes(element)).map((one) => writeField(one, tree));
const wrapPieces = (name: string, members: readonly Piece[]): readonly Piece[] =>
  members.length > 0 ? [[name, members]] : [];
const writeRangeEnds = (range: string): readonly Piece[] =>
  rangeEnds(range).map((end, i) => [i === 0 ? "StartRange" : "EndRange", end]);

/** Returns the properties that nobody knows, as they were read. */
const writeUnknownProperties = (tree: Tree): readonly Piece[] =>
  Object.entries(tree)
    .filter(([name]) => isUnknownProperty(name))
    .map(([name, value]) => writeUnknownProperty(name, value));
const writeUnknownProperty = (name: string, value: Json): Piece => [
  name,
  Array.isArray(value)
    ? (value as readonly (readonly [string, Json])[]).map(([inner, one]) =>
        writeUnknownProperty(inner, one),
      )
    : String(value),
];

export function formatMask(prefixLength: number): string {
  const bits = 2 ** 32 - 2 ** (32 - prefixLength);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
}

/** Returns a scope. `leases`: the text of its leases. */
export function writeScope(
  id: string,
  { properties }: ConfigObject,
  types: OptionTypes,
  leases: string | undefined,
): Piece {
  const [network, length] = id.split("/") as [string, string];
  const of = (...elements: readonly string[]) => writeFields(scopeFields, properties, ...elements);
  return [
    "Scope",
    [
      ["ScopeId", network],
      ...of("Name"),
      ["SubnetMask", formatMask(Number(length))],
      ...writeRangeEnds(Object.keys(properties.ranges as Tree)[0]!),
      ...of(
        "LeaseDuration",
        "State",
        "Type",
        "MaxBootpClients",
        "NapEnable",
        "Delay",
        "NapProfile",
        "Description",
        "ActivatePolicies",
        "SuperScopeName",
      ),
      ...writeUnknownProperties(properties),
      ...wrapPieces(
        "ExclusionRanges",
        listEntries(properties.exclusions).map(([range]) => ["IPRange", writeRangeEnds(range)]),
      ),
      ...wrapPieces("Policies", writePolicies(properties.policies, types)),
      ...wrapPieces("OptionValues", writeOptions(properties, types)),
      ...wrapPieces(
        "Reservations",
        listEntries(properties.reservations).map(([address, reservation]) =>
          writeReservation(address, reservation, types),
        ),
      ),
      ...(leases === undefined ? [] : [{ asIs: leases }]),
    ],
  ];
}

/** Returns option values in the order of their numbers, the two pseudo options among them. */
export function writeOptions(tree: Tree, types: OptionTypes): readonly Piece[] {
  const values: (readonly [id: number, value: Piece])[] = listEntries(tree.options).map(
    ([key, { value }]) => {
      const { vendorClass, id, userClass } = parseOptionKey(key);
      return [
        id,
        writeOptionValue(
          id,
          formatOptionValues(
            value as readonly string[],
            types.get(optionKey(vendorClass, id)) ?? "",
          ),
          vendorClass,
          userClass,
        ),
      ];
    },
  );
  if (typeof tree.leaseDuration === "number")
    values.push([leaseOption, writeOptionValue(leaseOption, [String(tree.leaseDuration)], "", "")]);
  if (isMap(tree.dnsSettings))
    values.push([
      dnsOption,
      writeOptionValue(dnsOption, [String(encodeDnsSettings(tree.dnsSettings as Tree))], "", ""),
    ]);
  return values.sort(([a], [b]) => a - b).map(([, value]) => value);
}

const writeOptionValue = (
  id: number,
  values: readonly string[],
  vendorClass: string,
  userClass: string,
): Piece => [
  "OptionValue",
  [
    ["OptionId", String(id)],
    ...values.map((value): Piece => ["Value", value]),
    ["VendorClass", vendorClass],
    ["UserClass", userClass],
  ],
];

export function writePolicies(policies: Json | undefined, types: OptionTypes): readonly Piece[] {
  return [...listEntries(policies)].sort(compareProcessingOrder).map(
    ([name, policy]): Piece => [
      "Policy",
      [
        ["Name", name],
        ...writeFields(
          policyFields,
          policy,
          "ProcessingOrder",
          "Enabled",
          "Condition",
          "Description",
        ),
        ...conditionKinds.flatMap(({ element, name: ours, single }) =>
          spellComparators((policy[ours] as readonly string[] | undefined) ?? [], single).map(
            (value): Piece => [element, value],
          ),
        ),
        ...writeUnknownProperties(policy),
        ...(policy.dnsSuffix === undefined ? [] : writeFields(policyFields, policy, "DnsSuffix")),
        // The importer reads by position: ranges stand before values (DhcpServerMigration).
        ...wrapPieces(
          "IPRanges",
          listEntries(policy.ranges).map(([range]) => ["IPRange", writeRangeEnds(range)]),
        ),
        ...wrapPieces("OptionValues", writeOptions(policy, types)),
      ],
    ],
  );
}

function writeReservation(address: string, reservation: Tree, types: OptionTypes): Piece {
  const of = (...elements: readonly string[]) =>
    writeFields(reservationFields, reservation, ...elements);
  return [
    "Reservation",
    [
      ...of("Name"),
      ["IPAddress", address],
      ...of("ClientId", "Type", "Description"),
      ...writeUnknownProperties(reservation),
      ...wrapPieces("OptionValues", writeOptions(reservation, types)),
    ],
  ];
}

export function writeDefinition(option: string, { properties, local }: ConfigObject): Piece {
  const { vendorClass, id } = parseOptionKey(option);
  const spelled = formatOptionValues(
    (properties.defaultValue as readonly string[] | undefined) ?? [],
    String(properties.type),
  );
  const values = spelled.length === 0 && properties.type === "String" ? [""] : spelled;
  return [
    "OptionDefinition",
    [
      ["Name", String(local.name ?? "")],
      ["OptionId", String(id)],
      ...writeFields(definitionFields, properties, "Type", "MultiValued"),
      ...values.map((value): Piece => ["DefaultValue", value]),
      ["Description", String(local.description ?? "")],
      ["VendorClass", vendorClass],
      ...writeUnknownProperties(properties),
    ],
  ];
}

export function writeClass(
  type: "User" | "Vendor",
  name: string,
  { properties, local }: ConfigObject,
): Piece {
  return [
    "Class",
    [
      ["Name", String(local.name ?? name)],
      ["Type", type],
      ...writeFields(
        classFields,
        { description: local.description ?? "", ...properties },
        "Data",
        "Description",
      ),
      ...writeUnknownProperties(properties),
    ],
  ];
}

/** Returns the server's own settings, one element each. */
export const writeSettings = (properties: Tree): readonly Piece[] =>
  settingFields.map((one) => writeField(one, properties));

export function writeFilters(filters: Tree): Piece {
  const { allowEnabled, denyEnabled, ...lists } = filters;
  const members = Object.entries(lists).flatMap(([name, addresses]) =>
    Object.entries(addresses as Tree).map(
      ([mac, description]): Piece => [
        "Filter",
        [
          ["List", name === "allow" ? "Allow" : "Deny"],
          ["MacAddress", mac.toUpperCase()],
          ["Description", String(description)],
        ],
      ],
    ),
  );
  return [
    "Filters",
    [["Allow", String(allowEnabled === true)], ["Deny", String(denyEnabled === true)], ...members],
  ];
}
