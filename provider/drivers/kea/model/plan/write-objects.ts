// Writes new objects in Kea's JSON: a whole subnet, a range, a reservation, with the keywords that
// the target accepts.
import { isMap } from "../../../../core/canonical.js";
import type { Json, ConfigObject, Tree } from "../../../../core/model.js";
import { keywords, optionSpace } from "../../names.js";
import { definitionsInClass, type Definitions } from "../options/definitions.js";
import { optionIdentity } from "../options/option-identity.js";
import { acceptsOnlyBytes, isEmptyValue, writtenValue } from "../options/option-spellings.js";
import { failoverPeer } from "../server-specific.js";
import { writeIdentifier } from "../parse/client-identifiers.js";
import { standardOptions } from "../options/standard-options.js";
import { notProperties, encodeField, type Target } from "../target.js";
import type { ObjectKind } from "../field-mappings.js";

/** The target of a write, and the meaning of options there. */
export interface WriteContext {
  readonly target: Target;
  readonly definitions: Definitions;
}

/** Returns a scope as a subnet. */
export function writeSubnet(id: string, scope: ConfigObject, writing: WriteContext): Json {
  return {
    id: scope.properties.id!,
    subnet: id,
    ...writeLocal(scope),
    ...writeTree("subnet", explicitValuesOf(scope), writing, scope.local),
  };
}

/** Returns a shared network with these subnets in it. */
export function writeNetwork(
  name: string,
  network: ConfigObject,
  subnets: readonly Json[],
  writing: WriteContext,
): Json {
  return {
    name,
    ...writeLocal(network),
    ...writeTree("network", explicitValuesOf(network), writing, network.local),
    [keywords.subnets]: subnets,
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
    ...(space !== optionSpace && { space }),
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
    ...(address !== undefined && { [keywords.ipAddress]: address }),
    ...writeTree("reservation", member, writing),
  };
}

/**
 * Returns the address of a reservation: its key, or its property where others share the address.
 */
export const addressIn = (key: string, member: Tree): string | undefined =>
  (member.address as string | undefined) ?? (/^[\d.]+$/.test(key) ? key : undefined);

/** Returns an option by its code, and by its name where every release has the same one for it. */
export function writeOption(key: string, member: Tree, { definitions }: WriteContext): Json {
  const { option, space, code, classes } = optionIdentity(key);
  const definition = definitions.get(option);
  // The configuration or a class may define the option by another name.
  const usualName = standardOptions("2.2").byCode.get(option)?.name;
  const name = definition?.name === usualName ? usualName : undefined;
  const { value: _value, [keywords.csvFormat]: _format, ...rest } = member;
  const { value, [keywords.csvFormat]: format } =
    writtenValue(option, member, definition) ?? member;
  const hasNoValue = value === undefined || value === "";
  const isWithoutBytes = isEmptyValue(member) && acceptsOnlyBytes(definition);
  return {
    ...(name !== undefined && { name }),
    code,
    ...(space !== optionSpace && { space }),
    ...(!hasNoValue && { data: value }),
    ...(isWithoutBytes
      ? { [keywords.csvFormat]: false }
      : format !== undefined && { [keywords.csvFormat]: format }),
    ...(classes.length > 0 && { [keywords.classes]: classes }),
    ...rest,
  };
}

type WriteMember = (key: string, member: Tree, writing: WriteContext) => Json;

const collectionWriters: Readonly<
  Record<string, { readonly keyword: string; readonly write: WriteMember }>
> = {
  options: { keyword: keywords.options, write: writeOption },
  ranges: { keyword: keywords.pools, write: writeRange },
  reservations: { keyword: keywords.reservations, write: writeReservation },
  optionDefinitions: { keyword: keywords.optionDefinitions, write: writeDefinition },
};

function writeTree(
  kind: ObjectKind,
  tree: Tree,
  writing: WriteContext,
  local: Tree = {},
): Record<string, Json> {
  const map: Record<string, Json> = {};
  for (const [name, value] of Object.entries(tree)) {
    const collection = collectionWriters[name];
    if (collection)
      map[collection.keyword] = writeMembers(value as Tree, collection.write, writing);
    else if (!notProperties.has(name)) {
      const encoded = encodeField({ kind, name, value, target: writing.target });
      if (encoded) map[encoded[0]] = encoded[1];
    }
  }
  const context = tree[keywords.userContext];
  const peer = local[failoverPeer];
  const notes = {
    ...(isMap(context) && context),
    ...(peer !== undefined && { [failoverPeer]: peer }),
  };
  if (Object.keys(notes).length > 0) map[keywords.userContext] = notes;
  return map;
}

const writeMembers = (members: Tree, write: WriteMember, writing: WriteContext): Json =>
  Object.entries(members).map(([key, member]) => write(key, member as Tree, writing));

/** Returns the explicit values of an object. */
export const explicitValuesOf = ({ properties, inherited }: ConfigObject): Tree =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !inherited.includes(name)));

const writeLocal = ({ local }: ConfigObject): Tree =>
  typeof local.interface === "string" ? { interface: local.interface } : {};
