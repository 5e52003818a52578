// What Kea would refuse of a configuration as a whole: parts that stay as they are beside parts that changed.
import { at, mapOf } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, Json, Place, SharedKey, Tree } from "../../../core/model.js";
import { placedText } from "../../../core/paths.js";
import { definitionsAt, type Definitions } from "./definitions.js";
import { equal } from "./equal.js";
import { optionIdentity, writtenValue } from "./options.js";
import { definitionKey } from "./references.js";

/** A configuration, with what options mean in it. */
export interface Defining {
  readonly configuration: Configuration;
  readonly definitions: Definitions;
}

/** Returns a sentence for each part of `next` that Kea would refuse beside the others. */
export function crossRefusals(next: Defining, former: Defining): readonly string[] {
  const retyped = retypedOptions(next.configuration, former.configuration);
  return placesOf(next.configuration).flatMap(([place, tree]) => {
    const standing = treeAt(former.configuration, place);
    const within = definitionsAt(tree, next.definitions);
    const before = definitionsAt(standing ?? {}, former.definitions);
    return [
      ...unknownInTests(place, tree, within).filter(
        (sentence) => !equal(tree, standing) || !unknownInTests(place, tree, before).includes(sentence),
      ),
      ...optionsIn(tree).flatMap(([path, member]) => {
        const { option } = optionIdentity(path.at(-1)!);
        const isText = member.value !== undefined && member.value !== "" && member["csv-format"] !== false;
        const isUnwritable = isText && !writtenValue(option, member, within.of(option));
        const isNew = !equal(member, at(standing, path)) || writtenValue(option, member, before.of(option)) !== undefined;
        if (isUnwritable && isNew) return [messages.keaTextUndefined(placedText(place, path))];
        const type = within.here(option) ? undefined : retyped.get(definitionKey(option));
        if (!type || !equal(member, at(standing, path)) || fitsType(member, type)) return [];
        return [messages.keaTypeChanged(placedText(place, path), option)];
      }),
    ];
  });
}

function placesOf({ settings, shared, scopes }: Configuration): readonly (readonly [Place, Tree])[] {
  return [
    [{ kind: "settings" }, settings.properties],
    ...Object.entries(shared).map(([key, { properties }]) => [{ kind: "shared", key }, properties] as const),
    ...Object.entries(scopes).map(([key, { properties }]) => [{ kind: "scope", key }, properties] as const),
  ];
}

function treeAt({ settings, shared, scopes }: Configuration, place: Place): Tree | undefined {
  if (place.kind === "settings") return settings.properties;
  if (place.kind === "shared") return shared[place.key]?.properties;
  return place.kind === "scope" ? scopes[place.key]?.properties : undefined;
}

/** Returns a sentence for each option that a test names and nobody defines. */
function unknownInTests(place: Place, tree: Tree, within: Definitions): readonly string[] {
  return ["test", "template-test"].flatMap((property) => {
    const text = tree[property];
    if (typeof text !== "string") return [];
    // Without what stands in quotes; the name after a dot is one of another space.
    const names = text.replace(/'[^']*'/g, "''").matchAll(/(?<![.\w]\s*)\boption\s*\[\s*([A-Za-z][\w-]*)\s*\]/g);
    const unknown = [...new Set([...names].map(([, name]) => name!))].filter((name) => within.code("dhcp4", name) === undefined);
    return unknown.map((name) => messages.keaTestUndefined(placedText(place, [property]), name));
  });
}

/** Returns every option of a part, with the path to it. */
function optionsIn(tree: Tree): readonly (readonly [path: readonly string[], member: Tree])[] {
  const above: (readonly string[])[] = [[]];
  for (const list of ["ranges", "reservations"]) for (const key of Object.keys(mapOf(tree[list]))) above.push([list, key]);
  return above.flatMap((path) =>
    Object.entries(mapOf(at(tree, [...path, "options"]))).map(([key, member]) => [[...path, "options", key], mapOf(member)] as const),
  );
}

/** Returns the definitions that stay and take another form of value. */
function retypedOptions({ shared }: Configuration, former: Configuration): ReadonlyMap<SharedKey, Tree> {
  const form = (tree: Tree): Json => ["type", "array", "record-types", "encapsulate"].map((name) => tree[name] ?? null);
  return new Map(
    Object.entries(shared).flatMap(([key, { properties }]) => {
      const standing = key.startsWith("optionDefinitions.") ? former.shared[key] : undefined;
      return standing && !equal(form(properties), form(standing.properties)) ? [[key, properties] as const] : [];
    }),
  );
}

/** Whether a value is surely one of a definition's type. A record, or a type not known here, is never sure. */
function fitsType({ value, "csv-format": format }: Tree, { type, array }: Tree): boolean {
  if (value === undefined || value === "") return type === "string" || type === "binary" || type === "empty";
  if (format === false) return type === "binary";
  const text = String(value);
  const fields = array === true ? text.split(",").map((field) => field.trim()) : [text];
  const integer = /^(u?)int(8|16|32)$/.exec(String(type));
  if (integer) {
    const [low, high] = integer[1] === "u" ? [0, 2 ** Number(integer[2]) - 1] : [-(2 ** (Number(integer[2]) - 1)), 2 ** (Number(integer[2]) - 1) - 1];
    return fields.every((field) => /^-?\d+$/.test(field) && Number(field) >= low && Number(field) <= high);
  }
  if (type === "boolean") return fields.every((field) => /^(true|false|0|1)$/.test(field));
  if (type === "ipv4-address") return fields.every((field) => /^(\d{1,3}\.){3}\d{1,3}$/.test(field) && field.split(".").every((part) => Number(part) < 256));
  return type === "string" && array !== true;
}
