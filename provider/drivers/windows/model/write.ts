// Scopes, classes and definitions as elements of an export: in the order in which Export-DhcpServer writes them.
import { rangeEnds } from "../../../core/address.js";
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json, ConfigObject, Tree } from "../../../core/model.js";
import type { Piece } from "../export/layout.js";
import { dnsNumber, dnsOption } from "./dns.js";
import { leaseOption, optionIdentity, optionKey, type Types } from "./options.js";
import { spelledValues } from "./values.js";
import {
  byProcessingOrder,
  classWords,
  comparators,
  conditionKinds,
  definitionWords,
  isForeign,
  policyWords,
  reservationWords,
  scopeWords,
  settingWords,
  type Word,
} from "./words.js";

const maps = (value: Json | undefined): readonly (readonly [string, Tree])[] =>
  Object.entries(mapOf(value)) as [string, Tree][];
const piece = ({ element, name, write }: Word, tree: Tree): Piece => [
  element,
  tree[name] === undefined ? "" : write(tree[name]!),
];
const pieces = (
  words: readonly Word[],
  tree: Tree,
  ...elements: readonly string[]
): readonly Piece[] =>
  words.filter(({ element }) => elements.includes(element)).map((one) => piece(one, tree));
const list = (name: string, members: readonly Piece[]): readonly Piece[] =>
  members.length > 0 ? [[name, members]] : [];
const ends = (range: string): readonly Piece[] =>
  rangeEnds(range).map((end, i) => [i === 0 ? "StartRange" : "EndRange", end]);

/** What nobody knows, as it was read. */
const foreign = (tree: Tree): readonly Piece[] =>
  Object.entries(tree)
    .filter(([name]) => isForeign(name))
    .map(([name, value]) => back(name, value));
const back = (name: string, value: Json): Piece => [
  name,
  Array.isArray(value)
    ? (value as readonly (readonly [string, Json])[]).map(([inner, one]) => back(inner, one))
    : String(value),
];

export function maskOf(prefixLength: number): string {
  const bits = 2 ** 32 - 2 ** (32 - prefixLength);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
}

/** A scope. `leases`: those that stood in it, as they stood. */
export function scopePiece(
  id: string,
  { properties }: ConfigObject,
  types: Types,
  leases: string | undefined,
): Piece {
  const [network, length] = id.split("/") as [string, string];
  const of = (...elements: readonly string[]) => pieces(scopeWords, properties, ...elements);
  return [
    "Scope",
    [
      ["ScopeId", network],
      ...of("Name"),
      ["SubnetMask", maskOf(Number(length))],
      ...ends(Object.keys(properties.ranges as Tree)[0]!),
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
      ...foreign(properties),
      ...list(
        "ExclusionRanges",
        maps(properties.exclusions).map(([range]) => ["IPRange", ends(range)]),
      ),
      ...list("Policies", policyPieces(properties.policies, types)),
      ...list("OptionValues", optionPieces(properties, types)),
      ...list(
        "Reservations",
        maps(properties.reservations).map(([address, reservation]) =>
          reservationPiece(address, reservation, types),
        ),
      ),
      ...(leases === undefined ? [] : [{ asIs: leases }]),
    ],
  ];
}

/** Option values in the order of their numbers, the two pseudo options among them. */
export function optionPieces(tree: Tree, types: Types): readonly Piece[] {
  const values: (readonly [id: number, value: Piece])[] = maps(tree.options).map(
    ([key, { value }]) => {
      const { vendorClass, id, userClass } = optionIdentity(key);
      return [
        id,
        optionPiece(
          id,
          spelledValues(value as readonly string[], types.get(optionKey(vendorClass, id)) ?? ""),
          vendorClass,
          userClass,
        ),
      ];
    },
  );
  if (typeof tree.leaseDuration === "number")
    values.push([leaseOption, optionPiece(leaseOption, [String(tree.leaseDuration)], "", "")]);
  if (isMap(tree.dnsSettings))
    values.push([
      dnsOption,
      optionPiece(dnsOption, [String(dnsNumber(tree.dnsSettings as Tree))], "", ""),
    ]);
  return values.sort(([a], [b]) => a - b).map(([, value]) => value);
}

const optionPiece = (
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

export function policyPieces(policies: Json | undefined, types: Types): readonly Piece[] {
  return [...maps(policies)].sort(byProcessingOrder).map(
    ([name, policy]): Piece => [
      "Policy",
      [
        ["Name", name],
        ...pieces(policyWords, policy, "ProcessingOrder", "Enabled", "Condition", "Description"),
        ...conditionKinds.flatMap(({ element, name: ours, single }) =>
          comparators((policy[ours] as readonly string[] | undefined) ?? [], single).map(
            (value): Piece => [element, value],
          ),
        ),
        ...foreign(policy),
        ...(policy.dnsSuffix === undefined ? [] : pieces(policyWords, policy, "DnsSuffix")),
        // The importer reads by position: ranges stand before values (DhcpServerMigration).
        ...list(
          "IPRanges",
          maps(policy.ranges).map(([range]) => ["IPRange", ends(range)]),
        ),
        ...list("OptionValues", optionPieces(policy, types)),
      ],
    ],
  );
}

function reservationPiece(address: string, reservation: Tree, types: Types): Piece {
  const of = (...elements: readonly string[]) => pieces(reservationWords, reservation, ...elements);
  return [
    "Reservation",
    [
      ...of("Name"),
      ["IPAddress", address],
      ...of("ClientId", "Type", "Description"),
      ...foreign(reservation),
      ...list("OptionValues", optionPieces(reservation, types)),
    ],
  ];
}

export function definitionPiece(option: string, { properties, local }: ConfigObject): Piece {
  const { vendorClass, id } = optionIdentity(option);
  const spelled = spelledValues(
    (properties.defaultValue as readonly string[] | undefined) ?? [],
    String(properties.type),
  );
  const values = spelled.length === 0 && properties.type === "String" ? [""] : spelled;
  return [
    "OptionDefinition",
    [
      ["Name", String(local.name ?? "")],
      ["OptionId", String(id)],
      ...pieces(definitionWords, properties, "Type", "MultiValued"),
      ...values.map((value): Piece => ["DefaultValue", value]),
      ["Description", String(local.description ?? "")],
      ["VendorClass", vendorClass],
      ...foreign(properties),
    ],
  ];
}

export function classPiece(
  type: "User" | "Vendor",
  name: string,
  { properties, local }: ConfigObject,
): Piece {
  return [
    "Class",
    [
      ["Name", String(local.name ?? name)],
      ["Type", type],
      ...pieces(
        classWords,
        { description: local.description ?? "", ...properties },
        "Data",
        "Description",
      ),
      ...foreign(properties),
    ],
  ];
}

/** The server's own settings, one element each. */
export const settingPieces = (properties: Tree): readonly Piece[] =>
  settingWords.map((one) => piece(one, properties));

export function filtersPiece(filters: Tree): Piece {
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
