// Reads an Export-DhcpServer document into what a model server holds, as it stands there: nothing in it is judged.
import { parseIpv4 } from "../../../provider/core/address.js";
import { parseXml, type Element } from "../../../provider/drivers/windows/export/xml.js";
import { definitionMapKey } from "../../../provider/drivers/windows/rules/definitions.js";
import {
  mapKey,
  conditionKindNames,
  rangeMapKey,
  type Class,
  type Definition,
  type Filter,
  type OptionHolder,
  type OptionValue,
  type Policy,
  type Range,
  type Reservation,
  type Scope,
} from "../../../provider/drivers/windows/rules/server-state.js";
import type { OptionType } from "../../../provider/drivers/windows/model/values.js";
import type { ModelHeld } from "./model-state.js";
import { builtInClasses } from "./installed.js";
import { optionMapKey } from "../../../provider/drivers/windows/rules/options.js";

type Node = Pick<Element, "name" | "text" | "children">;

function parsed(xml: string): Node {
  const root = parseXml("dhcp.xml", xml);
  if (root.name !== "DHCPServer") throw new Error(`this is no export: its root is ${root.name}`);
  return root;
}

const all = (node: Node, name: string): readonly Node[] =>
  node.children.filter((child) => child.name === name);
const texts = (node: Node, name: string): readonly string[] =>
  all(node, name).map(({ text: element }) => element);
/** The members of a list, which is absent when it has none. */
const members = (node: Node, list: string, name: string): readonly Node[] =>
  all(node, list).flatMap((child) => all(child, name));
function only(node: Node, name: string): Node {
  const found = all(node, name);
  if (found.length !== 1)
    throw new Error(
      `this is no export: ${node.name || "the document"} has ${found.length} ${name}`,
    );
  return found[0]!;
}
const text = (node: Node, name: string): string => only(node, name).text;
const number = (node: Node, name: string): number => Number(text(node, name));
const flag = (node: Node, name: string): boolean => text(node, name) === "true";
const address = (node: Node, name: string): number => parseIpv4(text(node, name))!;

function seconds(given: string): number {
  const [, days = "0", hours, minutes, rest] = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)$/.exec(given)!;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
}

const range = (node: Node): Range => ({
  first: address(node, "StartRange"),
  last: address(node, "EndRange"),
});
const ranges = (node: Node, list: string): Map<string, Range> =>
  new Map(
    members(node, list, "IPRange")
      .map(range)
      .map((held) => [rangeMapKey(held), held]),
  );

function options(node: Node): OptionValue[] {
  return members(node, "OptionValues", "OptionValue").map((held) => ({
    optionId: number(held, "OptionId"),
    vendorClass: text(held, "VendorClass"),
    userClass: text(held, "UserClass"),
    value: texts(held, "Value"),
  }));
}
const byKey = (values: readonly OptionValue[]): OptionHolder["options"] =>
  new Map(values.map((value) => [optionMapKey(value), value]));
const isLease = ({ optionId, vendorClass }: OptionValue) => optionId === 51 && vendorClass === "";

function policy(node: Node): Policy {
  const values = options(node);
  const lease = values.find(isLease)?.value[0];
  return {
    name: text(node, "Name"),
    order: number(node, "ProcessingOrder"),
    enabled: flag(node, "Enabled"),
    condition: text(node, "Condition") === "AND" ? "And" : "Or",
    description: text(node, "Description"),
    conditions: Object.fromEntries(
      conditionKindNames
        .map((kind) => [kind, texts(node, kind)] as const)
        .filter(([, held]) => held.length > 0),
    ),
    leaseDuration: lease === undefined ? undefined : Number(lease),
    dnsSuffix: texts(node, "DnsSuffix")[0] ?? "",
    ranges: ranges(node, "IPRanges"),
    options: byKey(values.filter((value) => !isLease(value))),
  };
}
const policies = (node: Node): Map<string, Policy> =>
  new Map(
    members(node, "Policies", "Policy")
      .map(policy)
      .map((held) => [mapKey(held.name), held]),
  );

function reservation(node: Node): Reservation {
  return {
    address: address(node, "IPAddress"),
    clientId: text(node, "ClientId"),
    name: text(node, "Name"),
    description: text(node, "Description"),
    type: text(node, "Type"),
    options: byKey(options(node)),
  };
}

function scope(node: Node): Scope {
  return {
    scopeId: text(node, "ScopeId"),
    subnetMask: text(node, "SubnetMask"),
    range: range(node),
    name: text(node, "Name"),
    description: text(node, "Description"),
    superscopeName: text(node, "SuperScopeName"),
    leaseDuration: seconds(text(node, "LeaseDuration")),
    state: text(node, "State") as Scope["state"],
    type: text(node, "Type"),
    maxBootpClients: number(node, "MaxBootpClients"),
    napEnable: flag(node, "NapEnable"),
    napProfile: text(node, "NapProfile"),
    delay: number(node, "Delay"),
    activatePolicies: flag(node, "ActivatePolicies"),
    exclusions: ranges(node, "ExclusionRanges"),
    reservations: new Map(
      members(node, "Reservations", "Reservation")
        .map(reservation)
        .map((held) => [held.address, held]),
    ),
    options: byKey(options(node).filter((value) => !isLease(value))),
    policies: policies(node),
  };
}

function definition(node: Node): Definition {
  return {
    name: text(node, "Name"),
    optionId: number(node, "OptionId"),
    type: text(node, "Type") as OptionType,
    multiValued: flag(node, "MultiValued"),
    defaultValue: texts(node, "DefaultValue"),
    description: text(node, "Description"),
    vendorClass: text(node, "VendorClass"),
  };
}

/** A class; whether it is built in says its data, for its name is localised. */
function aClass(node: Node): Class {
  const [name, type] = [text(node, "Name"), text(node, "Type") as Class["type"]];
  const data = Buffer.from(text(node, "Data").slice(2), "hex");
  const builtIn = builtInClasses.some((held) => held.data.equals(data) && held.type === type);
  return { name, type, data, description: text(node, "Description"), builtIn };
}

/**
 * Returns the server that a document states. Leases are left out, and IPv6 is kept as it stands.
 */
export function imported(
  document: string,
): Pick<
  ModelHeld,
  | "version"
  | "settings"
  | "classes"
  | "definitions"
  | "options"
  | "policies"
  | "filters"
  | "filterLists"
  | "scopes"
  | "ipv6"
> {
  const xml = document.replace(/^\uFEFF/, "");
  const root = parsed(xml);
  const node = only(root, "IPv4");
  const filters = only(node, "Filters");
  const ipv6 = /^[ \t]*<IPv6[\s\S]*<\/IPv6>|^[ \t]*<IPv6[^>]*\/>/m.exec(xml);
  if (!ipv6) throw new Error("this is no export: there is no IPv6");
  return {
    version: [number(root, "MajorVersion"), number(root, "MinorVersion")],
    settings: {
      conflictDetectionAttempts: number(node, "ConflictDetectionAttempts"),
      napEnabled: flag(node, "NapEnabled"),
      npsUnreachableAction: text(node, "NpsUnreachableAction"),
      activatePolicies: flag(node, "ActivatePolicies"),
    },
    classes: new Map(
      members(node, "Classes", "Class")
        .map(aClass)
        .map((held) => [mapKey(held.type, held.name), held]),
    ),
    definitions: new Map(
      members(node, "OptionDefinitions", "OptionDefinition")
        .map(definition)
        .map((held) => [definitionMapKey(held.vendorClass, held.optionId), held]),
    ),
    options: byKey(options(node)),
    policies: policies(node),
    filters: new Map(
      all(filters, "Filter").map((held) => [
        text(held, "MacAddress"),
        {
          list: text(held, "List") as Filter["list"],
          macAddress: text(held, "MacAddress"),
          description: text(held, "Description"),
        },
      ]),
    ),
    filterLists: { allow: flag(filters, "Allow"), deny: flag(filters, "Deny") },
    scopes: new Map(
      members(node, "Scopes", "Scope")
        .map(scope)
        .map((held) => [held.scopeId, held]),
    ),
    ipv6: ipv6[0],
  };
}
