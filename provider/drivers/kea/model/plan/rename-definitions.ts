// Plans edits for option definitions that get another name or are removed, and for the options that
// are set by the former name.
import { isMap } from "../../../../core/canonical.js";
import type { Json } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import type { ConfigIndex } from "../parse/config-index.js";
import { spaceName } from "../options/definitions.js";
import { mapsIn, type KeaMap } from "../kea-map.js";
import type { ObjectsByName } from "../normalize/shared-objects.js";

/**
 * Returns the edits that rename definitions wherever they are named, and that replace the names of
 * removed definitions by their codes. Where another definition of the space still has the new name,
 * that one gets a free name first, so that no name ever stands for two options.
 */
export function planRenamedDefinitions(
  index: ConfigIndex,
  desired: ObjectsByName,
): readonly Edit[] {
  const newNames = new Map<string, string | undefined>();
  const keysByName = new Map<string, string>();
  for (const [key, { raw }] of index.definitionEntries) {
    keysByName.set(nameInSpace(raw), key);
    const name = desired.get(key)?.properties.name;
    if (name !== raw.name) newNames.set(key, typeof name === "string" ? name : undefined);
  }
  const inTheWay = new Set(
    [...newNames].flatMap(([key, name]) =>
      name === undefined ? [] : (keysByName.get(`${spaceOf(key)}:${name}`) ?? []),
    ),
  );
  if (inTheWay.size === 0) return planRenames(index, newNames);
  return planRenames(
    index,
    new Map([...inTheWay].map((key) => [key, findFreeName(key, keysByName)])),
  );
}

const spaceOf = (key: string): string => key.slice(0, key.lastIndexOf(":"));

function findFreeName(key: string, keysByName: ReadonlyMap<string, string>): string {
  let name = `renamed-${key.slice(key.lastIndexOf(":") + 1)}`;
  while (keysByName.has(`${spaceOf(key)}:${name}`)) name += "-";
  return name;
}

/** Returns the name of a definition or an option, behind its space. */
const nameInSpace = ({ space, name }: KeaMap): string => `${spaceName(space)}:${String(name)}`;

/** The new identification of an option: a name, or else its code. */
interface Naming {
  readonly name: string | undefined;
  readonly code: Json;
}

/** The new identification of options, by their former names behind their spaces. */
type Namings = ReadonlyMap<string, Naming>;

/**
 * Returns the edits that give definitions new names, and update the options set by former names.
 */
function planRenames(
  { server, definitionEntries }: ConfigIndex,
  newNames: ReadonlyMap<string, string | undefined>,
): readonly Edit[] {
  const namings = new Map<string, Naming>();
  const edits: Edit[] = [];
  for (const [key, name] of newNames) {
    const { raw, path } = definitionEntries.get(key)!;
    namings.set(nameInSpace(raw), { name, code: raw.code! });
    if (name !== undefined) edits.push({ kind: "set", path: [...path, "name"], value: name });
  }
  if (namings.size === 0) return edits;
  return [...edits, ...planInObject(server.raw, server.path, namings)];
}

/** Returns the edits of all options in an object, those of the objects inside it included. */
function planInObject(raw: KeaMap, path: JsonPath, namings: Namings): readonly Edit[] {
  return Object.entries(raw).flatMap(([keyword, value]) => {
    if (keyword === keywords.userContext) return [];
    const valuePath = [...path, keyword];
    const isOptionList = keyword === keywords.options && Array.isArray(value);
    if (isOptionList) return planInOptions(value, valuePath, namings);
    return planInValue(value, valuePath, namings);
  });
}

function planInValue(value: Json, path: JsonPath, namings: Namings): readonly Edit[] {
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, i) =>
      planInValue(item, [...path, i], namings),
    );
  if (!isMap(value)) return [];
  return planInObject(value, path, withoutNamesOf(value, namings));
}

/** In a class, the names of its own definitions stay. */
function withoutNamesOf(raw: KeaMap, namings: Namings): Namings {
  const own = new Set(mapsIn(raw[keywords.optionDefinitions]).map(nameInSpace));
  if (own.size === 0) return namings;
  return new Map([...namings].filter(([name]) => !own.has(name)));
}

function planInOptions(
  options: readonly Json[],
  path: JsonPath,
  namings: Namings,
): readonly Edit[] {
  return options.flatMap((option, i) => {
    const isNamed = isMap(option) && typeof option.name === "string";
    const naming = isNamed ? namings.get(nameInSpace(option)) : undefined;
    return naming ? planNaming([...path, i], naming) : [];
  });
}

function planNaming(path: JsonPath, { name, code }: Naming): readonly Edit[] {
  if (name !== undefined) return [{ kind: "set", path: [...path, "name"], value: name }];
  return [
    { kind: "remove", path: [...path, "name"] },
    { kind: "set", path: [...path, "code"], value: code },
  ];
}
