// What a model server holds as an Export-DhcpServer document: element order, spellings and absent lists as in real exports.
import { numberToIpv4 } from "../../../provider/core/address.js";
import {
  sortPolicies,
  conditionKindNames,
  sortRanges,
  formatRangeEnds,
  type Definition,
  type OptionHolder,
  type OptionValue,
  type PolicyHolder,
  type Policy,
  type Range,
  type Reservation,
  type Scope,
} from "../../../provider/drivers/windows/rules/server-state.js";
import type { ModelHeld } from "./model-state.js";
import { listOptions } from "../../../provider/drivers/windows/rules/options.js";

/** A name and what is in it: a text, elements, or lines that stand there already. */
type Element = readonly [name: string, content: string | number | boolean | readonly Element[]];

/**
 * Text as .NET writes it without CheckCharacters: what XML does not have by its number. Line ends
 * are spelled out, as a reader would join them: inferred.
 */
function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return text.replace(
    /[&<>\u0000-\u0008\n-\u001f]/g,
    (found) => named[found] ?? `&#x${found.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

function lines([name, content]: Element, indent: string, attribute = ""): readonly string[] {
  if (content === "" || (Array.isArray(content) && content.length === 0))
    return [`${indent}<${name}${attribute} />`];
  if (!Array.isArray(content))
    return [`${indent}<${name}${attribute}>${escaped(String(content))}</${name}>`];
  return [
    `${indent}<${name}${attribute}>`,
    ...(content as readonly Element[]).flatMap((element) => lines(element, `${indent}  `)),
    `${indent}</${name}>`,
  ];
}

/** A list, absent when nothing is in it. */
const list = <T>(
  name: string,
  members: readonly T[],
  element: (member: T) => Element,
): readonly Element[] => (members.length === 0 ? [] : [[name, members.map(element)]]);

/** As .NET writes a TimeSpan: days only where there are some. */
export function duration(seconds: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  return `${days > 0 ? `${days}.` : ""}${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const range = (held: Range): Element => ["IPRange", Object.entries(formatRangeEnds(held))];

const option = ({ optionId, value, vendorClass, userClass }: OptionValue): Element => [
  "OptionValue",
  [
    ["OptionId", optionId],
    ...value.map((each): Element => ["Value", each]),
    ["VendorClass", vendorClass],
    ["UserClass", userClass],
  ],
];
const options = (level: OptionHolder) => list("OptionValues", listOptions(level), option);

const policy = (held: Policy): Element => [
  "Policy",
  [
    ["Name", held.name],
    ["ProcessingOrder", held.order],
    ["Enabled", held.enabled],
    ["Condition", held.condition.toUpperCase()],
    ["Description", held.description],
    ...conditionKindNames.flatMap((kind) =>
      (held.conditions[kind] ?? []).map((each): Element => [kind, each]),
    ),
    ...(held.dnsSuffix === "" ? [] : [["DnsSuffix", held.dnsSuffix] as const]),
    ...list("IPRanges", sortRanges(held.ranges.values()), range),
    ...options(held),
  ],
];
const policies = (holder: PolicyHolder) => list("Policies", sortPolicies(holder), policy);

const reservation = (held: Reservation): Element => [
  "Reservation",
  [
    ["Name", held.name],
    ["IPAddress", numberToIpv4(held.address)],
    ["ClientId", held.clientId],
    ["Type", held.type],
    ["Description", held.description],
    ...options(held),
  ],
];

const scope = (held: Scope): Element => [
  "Scope",
  [
    ["ScopeId", held.scopeId],
    ["Name", held.name],
    ["SubnetMask", held.subnetMask],
    ...Object.entries(formatRangeEnds(held.range)),
    ["LeaseDuration", duration(held.leaseDuration)],
    ["State", held.state],
    ["Type", held.type],
    ["MaxBootpClients", held.maxBootpClients],
    ["NapEnable", held.napEnable],
    ["Delay", held.delay],
    ["NapProfile", held.napProfile],
    ["Description", held.description],
    ["ActivatePolicies", held.activatePolicies],
    ["SuperScopeName", held.superscopeName],
    ...list("ExclusionRanges", sortRanges(held.exclusions.values()), range),
    ...policies(held),
    ...options(held),
    ...list(
      "Reservations",
      [...held.reservations.values()].sort((a, b) => a.address - b.address),
      reservation,
    ),
  ],
];

const definition = (held: Definition): Element => [
  "OptionDefinition",
  [
    ["Name", held.name],
    ["OptionId", held.optionId],
    ["Type", held.type],
    ["MultiValued", held.multiValued],
    ...held.defaultValue.map((each): Element => ["DefaultValue", each]),
    ["Description", held.description],
    ["VendorClass", held.vendorClass],
  ],
];

export function exported(server: ModelHeld): string {
  const { settings, filters, filterLists } = server;
  const ipv4: Element = [
    "IPv4",
    [
      ["ConflictDetectionAttempts", settings.conflictDetectionAttempts],
      ["NapEnabled", settings.napEnabled],
      ["NpsUnreachableAction", settings.npsUnreachableAction],
      ["ActivatePolicies", settings.activatePolicies],
      [
        "Classes",
        [...server.classes.values()].map(
          ({ name, type, data, description }): Element => [
            "Class",
            [
              ["Name", name],
              ["Type", type],
              ["Data", `0x${data.toString("hex")}`],
              ["Description", description],
            ],
          ],
        ),
      ],
      ["OptionDefinitions", [...server.definitions.values()].map(definition)],
      ...policies(server),
      ...options(server),
      [
        "Filters",
        [
          ["Allow", filterLists.allow],
          ["Deny", filterLists.deny],
          ...[...filters.values()].map(
            ({ list: of, macAddress, description }): Element => [
              "Filter",
              [
                ["List", of],
                ["MacAddress", macAddress],
                ["Description", description],
              ],
            ],
          ),
        ],
      ],
      [
        "Scopes",
        [...server.scopes.values()].sort((a, b) => a.range.first - b.range.first).map(scope),
      ],
    ],
  ];
  const [major, minor] = server.version;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer">',
    ...([["MajorVersion", major], ["MinorVersion", minor], ipv4] as const).flatMap(
      (element: Element) => lines(element, "  ", ' xmlns=""'),
    ),
    server.ipv6,
    "</DHCPServer>",
  ].join("\r\n");
}

/** The IPv6 section of a server that serves no IPv6. */
export const noIpv6 = [
  '  <IPv6 xmlns="">',
  "    <Classes />",
  "    <OptionDefinitions />",
  "    <StatelessStore>",
  "      <Enabled>false</Enabled>",
  "      <PurgeInterval>180</PurgeInterval>",
  "    </StatelessStore>",
  "  </IPv6>",
].join("\r\n");
