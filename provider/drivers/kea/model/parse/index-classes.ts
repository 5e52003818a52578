// Indexes client classes and option definitions.
import { messages } from "../../messages.js";
import type { Json } from "../../../../core/model.js";
import type { JsonPath } from "../../json-edit.js";
import { dhcpv4, keywords } from "../../names.js";
import type { IndexedObject } from "./config-index.js";
import { optionCodeKey, spaceName, type Definitions } from "../options/definitions.js";
import { asMaps, asName, withSubject, type KeaMap } from "../kea-map.js";
import { readTree } from "./read-tree.js";

export function indexClasses(
  raw: KeaMap,
  definitions: Definitions,
): ReadonlyMap<string, IndexedObject> {
  const { root } = dhcpv4;
  const list = keywords.classes;
  const classes = new Map<string, IndexedObject>();
  for (const [i, item] of asMaps(raw[list], `${root} ${list}`).entries())
    withSubject(item, () => {
      const name = asName(item, "name", `${root} ${list}[${i}]`);
      const twin = classes.get(name);
      if (twin) {
        const first = `${list}[${String(twin.path[2])}]`;
        throw messages.keaDuplicateKey(root, "classes", name, [first, `${list}[${i}]`]);
      }
      const path: JsonPath = [root, list, i];
      const explicit = readClass(item, { definitions, path, where: `classes.${name}` });
      classes.set(name, { path, raw: item, explicit, local: {} });
    });
  return classes;
}

interface ClassContext {
  /** The meaning of options outside the class. */
  readonly definitions: Definitions;
  readonly path: JsonPath;
  readonly where: string;
}

/** Returns the explicit values of a class, with the option definitions of its own. */
function readClass(raw: KeaMap, { definitions, path, where }: ClassContext): Record<string, Json> {
  const list = raw[keywords.optionDefinitions];
  const inClass = definitions.withLocal(list);
  const entries = indexDefinitions({
    list,
    path: [...path, keywords.optionDefinitions],
    where,
    definitions: inClass,
  });
  const explicit = normalizeClassBounds(readTree("class", raw, { definitions: inClass, where }));
  if (entries.size > 0)
    explicit.optionDefinitions = Object.fromEntries(
      [...entries].map(([key, entry]) => [key, entry.explicit]),
    );
  return explicit;
}

/**
 * Normalizes the lease duration of a class. Nothing inherits from a class: bounds equal to its
 * lease duration say nothing, and a bound without a duration is the duration as well.
 */
function normalizeClassBounds(explicit: Record<string, Json>): Record<string, Json> {
  explicit.leaseDuration ??= explicit.minimumLeaseDuration ?? explicit.maximumLeaseDuration!;
  for (const key of ["leaseDuration", "minimumLeaseDuration", "maximumLeaseDuration"])
    if (
      explicit[key] === undefined ||
      (key !== "leaseDuration" && explicit[key] === explicit.leaseDuration)
    )
      delete explicit[key];
  return explicit;
}

interface DefinitionList {
  readonly list: Json | undefined;
  readonly path: JsonPath;
  /** The object that holds the list, as messages name it. */
  readonly where: string;
  readonly definitions: Definitions;
}

/**
 * Returns the option definitions of a list by `space:code`. Throws where two are for one option.
 */
export function indexDefinitions({
  list,
  path,
  where,
  definitions,
}: DefinitionList): ReadonlyMap<string, IndexedObject> {
  const entries = new Map<string, IndexedObject>();
  const place = `${where} ${keywords.optionDefinitions}`;
  for (const [i, raw] of asMaps(list, place).entries())
    withSubject(raw, () => {
      if (typeof raw.code !== "number") throw messages.keaShape(`${place}[${i}] code`, "a number");
      const key = optionCodeKey(spaceName(raw.space), raw.code);
      const twin = entries.get(key)?.raw;
      if (twin)
        throw messages.keaDuplicateKey(where, "option definitions", key, [
          String(twin.name),
          String(raw.name),
        ]);
      const explicit = readTree("definition", raw, { definitions, where: `${place}.${key}` });
      entries.set(key, { path: [...path, i], raw, explicit, local: {} });
    });
  return entries;
}
