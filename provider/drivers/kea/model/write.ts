// Things that are new to a configuration, in Kea's words: a whole subnet, a range, a reservation, as the target spells them.
import { isMap } from "../../../core/canonical.js";
import type { Json, ConfigObject, Tree } from "../../../core/model.js";
import { definitionsAt, type Definitions } from "./definitions.js";
import { isEmptyValue, optionIdentity, takesBytesAlone, writtenValue } from "./options.js";
import { failoverPeer } from "./own.js";
import { identifierOf } from "./reservations.js";
import { standardOptions } from "./standard-options.js";
import { notProperties, spelled, type Target } from "./target.js";
import type { Kind } from "./words.js";

/** What is needed to write: for whom, and what options mean there. */
export interface Writing {
  readonly target: Target;
  readonly definitions: Definitions;
}

/** A subnet as a map of its own. */
export function subnetMap(id: string, part: ConfigObject, writing: Writing): Json {
  return {
    id: part.properties.id!,
    subnet: id,
    ...localMap(part),
    ...treeMap("subnet", ownOf(part), writing, part.local),
  };
}

/** A shared network, with these subnets in it. */
export function networkMap(
  name: string,
  part: ConfigObject,
  subnets: readonly Json[],
  writing: Writing,
): Json {
  return {
    name,
    ...localMap(part),
    ...treeMap("network", ownOf(part), writing, part.local),
    subnet4: subnets,
  };
}

export const classMap = (name: string, properties: Tree, writing: Writing): Json => ({
  name,
  ...treeMap("class", properties, {
    ...writing,
    definitions: definitionsAt(properties, writing.definitions),
  }),
});

export function definitionMap(key: string, properties: Tree, writing: Writing): Json {
  const at = key.lastIndexOf(":");
  const space = key.slice(0, at);
  return {
    ...treeMap("definition", properties, writing),
    code: Number(key.slice(at + 1)),
    ...(space !== "dhcp4" && { space }),
  };
}

export const rangeMap = (key: string, member: Tree, writing: Writing): Json => ({
  pool: key.replace("-", " - "),
  ...treeMap("range", member, writing),
});

export function reservationMap(key: string, member: Tree, writing: Writing): Json {
  const [identifier, value] = identifierOf(String(member.client), writing.target.sources);
  const address = addressOf(key, member);
  return {
    [identifier]: value,
    ...(address !== undefined && { "ip-address": address }),
    ...treeMap("reservation", member, writing),
  };
}

/** The address a reservation keeps: its key, or what it says where others share it. */
export const addressOf = (key: string, member: Tree): string | undefined =>
  (member.address as string | undefined) ?? (/^[\d.]+$/.test(key) ? key : undefined);

/** An option, by the name that every release has for it, and by its code. */
export function optionMap(key: string, member: Tree, { definitions }: Writing): Json {
  const { option, space, code, classes } = optionIdentity(key);
  const usual = standardOptions("2.2").byCode.get(option)?.name;
  const standing = definitions.of(option)?.name === usual ? usual : undefined; // who defines it otherwise, for all or in a class, names it otherwise
  const { value: _value, "csv-format": _format, ...rest } = member;
  const { value, "csv-format": format } =
    writtenValue(option, member, definitions.of(option)) ?? member;
  const silent = value === undefined || value === "";
  const noBytes = isEmptyValue(member) && takesBytesAlone(definitions.of(option));
  return {
    ...(standing !== undefined && { name: standing }),
    code,
    ...(space !== "dhcp4" && { space }),
    ...(!silent && { data: value }),
    ...(noBytes ? { "csv-format": false } : format !== undefined && { "csv-format": format }),
    ...(classes.length > 0 && { "client-classes": classes }),
    ...rest,
  };
}

const listed: Readonly<
  Record<
    string,
    readonly [key: string, write: (key: string, member: Tree, writing: Writing) => Json]
  >
> = {
  options: ["option-data", optionMap],
  ranges: ["pools", rangeMap],
  reservations: ["reservations", reservationMap],
  optionDefinitions: ["option-def", definitionMap],
};

function treeMap(
  kind: Kind,
  tree: Tree,
  writing: Writing,
  local: Tree = {},
): { readonly [name: string]: Json } {
  const map: Record<string, Json> = {};
  for (const [name, value] of Object.entries(tree)) {
    const list = listed[name];
    if (list)
      map[list[0]] = Object.entries(value as Tree).map(([key, member]) =>
        list[1](key, member as Tree, writing),
      );
    else if (!notProperties.has(name)) {
      const found = spelled(kind, name, value, writing.target);
      if (found) map[found[0]] = found[1];
    }
  }
  const context = {
    ...(isMap(tree["user-context"]) && tree["user-context"]),
    ...(local[failoverPeer] !== undefined && { [failoverPeer]: local[failoverPeer]! }),
  };
  if (Object.keys(context).length > 0) map["user-context"] = context;
  return map;
}

const ownOf = ({ properties, inherited }: ConfigObject): Tree =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !inherited.includes(name)));

const localMap = ({ local }: ConfigObject): Tree =>
  typeof local.interface === "string" ? { interface: local.interface } : {};
