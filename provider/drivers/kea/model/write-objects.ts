// Things that are new to a configuration, in Kea's words: a whole subnet, a range, a reservation,
// as the target spells them.
import { isMap } from "../../../core/canonical.js";
import type { Json, ConfigObject, Tree } from "../../../core/model.js";
import { definitionsInClass, type Definitions } from "./definitions.js";
import { isEmptyValue, optionIdentity, acceptsOnlyBytes, writtenValue } from "./options.js";
import { failoverPeer } from "./server-specific.js";
import { writeIdentifier } from "./reservations.js";
import { standardOptions } from "./standard-options.js";
import { notProperties, encodeField, type Target } from "./target.js";
import type { ObjectKind } from "./field-mappings.js";

/** The target of a write, and the meaning of options there. */
export interface WriteContext {
  readonly target: Target;
  readonly definitions: Definitions;
}

/** A subnet as a map of its own. */
export function writeSubnet(id: string, part: ConfigObject, writing: WriteContext): Json {
  return {
    id: part.properties.id!,
    subnet: id,
    ...writeLocal(part),
    ...writeTree("subnet", withoutInheritedValues(part), writing, part.local),
  };
}

/** A shared network, with these subnets in it. */
export function writeNetwork(
  name: string,
  part: ConfigObject,
  subnets: readonly Json[],
  writing: WriteContext,
): Json {
  return {
    name,
    ...writeLocal(part),
    ...writeTree("network", withoutInheritedValues(part), writing, part.local),
    subnet4: subnets,
  };
}

export const writeClass = (name: string, properties: Tree, writing: WriteContext): Json => ({
  name,
  ...writeTree("class", properties, {
    ...writing,
    definitions: definitionsInClass(properties, writing.definitions),
  }),
});

export function writeDefinition(key: string, properties: Tree, writing: WriteContext): Json {
  const at = key.lastIndexOf(":");
  const space = key.slice(0, at);
  return {
    ...writeTree("definition", properties, writing),
    code: Number(key.slice(at + 1)),
    ...(space !== "dhcp4" && { space }),
  };
}

export const writeRange = (key: string, member: Tree, writing: WriteContext): Json => ({
  pool: key.replace("-", " - "),
  ...writeTree("range", member, writing),
});

export function writeReservation(key: string, member: Tree, writing: WriteContext): Json {
  const [identifier, value] = writeIdentifier(String(member.client), writing.target.sources);
  const address = addressIn(key, member);
  return {
    [identifier]: value,
    ...(address !== undefined && { "ip-address": address }),
    ...writeTree("reservation", member, writing),
  };
}

/** The address a reservation keeps: its key, or what it says where others share it. */
export const addressIn = (key: string, member: Tree): string | undefined =>
  (member.address as string | undefined) ?? (/^[\d.]+$/.test(key) ? key : undefined);

/** An option, by the name that every release has for it, and by its code. */
export function writeOption(key: string, member: Tree, { definitions }: WriteContext): Json {
  const { option, space, code, classes } = optionIdentity(key);
  const usual = standardOptions("2.2").byCode.get(option)?.name;
  // Who defines it otherwise, for all or in a class, names it otherwise.
  const standing = definitions.get(option)?.name === usual ? usual : undefined;
  const { value: _value, "csv-format": _format, ...rest } = member;
  const { value, "csv-format": format } =
    writtenValue(option, member, definitions.get(option)) ?? member;
  const silent = value === undefined || value === "";
  const noBytes = isEmptyValue(member) && acceptsOnlyBytes(definitions.get(option));
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

const collectionWriters: Readonly<
  Record<
    string,
    readonly [key: string, write: (key: string, member: Tree, writing: WriteContext) => Json]
  >
> = {
  options: ["option-data", writeOption],
  ranges: ["pools", writeRange],
  reservations: ["reservations", writeReservation],
  optionDefinitions: ["option-def", writeDefinition],
};

function writeTree(
  kind: ObjectKind,
  tree: Tree,
  writing: WriteContext,
  local: Tree = {},
): { readonly [name: string]: Json } {
  const map: Record<string, Json> = {};
  for (const [name, value] of Object.entries(tree)) {
    const list = collectionWriters[name];
    if (list)
      map[list[0]] = Object.entries(value as Tree).map(([key, member]) =>
        list[1](key, member as Tree, writing),
      );
    else if (!notProperties.has(name)) {
      const found = encodeField(kind, name, value, writing.target);
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

const withoutInheritedValues = ({ properties, inherited }: ConfigObject): Tree =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !inherited.includes(name)));

const writeLocal = ({ local }: ConfigObject): Tree =>
  typeof local.interface === "string" ? { interface: local.interface } : {};
