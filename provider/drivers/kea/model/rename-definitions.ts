// Option definitions that take another name or go, and the options that are set by the old name.
import { isMap } from "../../../core/canonical.js";
import type { Json, ConfigObject } from "../../../core/model.js";
import type { Edit, JsonPath } from "../json-edit.js";
import { spaceName } from "./definitions.js";
import type { ConfigIndex } from "./config-index.js";

/**
 * Returns the edits that rename what `desired` calls otherwise, wherever it is named, and name by
 * its code what it does not define. Where another definition of the space still has that name, this
 * one gives it up first, for a name that nobody has: in between, a name must not mean two options.
 */
export function planRenamedDefinitions(
  from: ConfigIndex,
  desired: ReadonlyMap<string, ConfigObject>,
): readonly Edit[] {
  const wanted = new Map<string, string | undefined>();
  const holders = new Map<string, string>();
  for (const [key, { raw }] of from.definitionEntries) {
    holders.set(nameInSpace(raw), key);
    const name = desired.get(key)?.properties.name;
    if (name !== raw.name) wanted.set(key, typeof name === "string" ? name : undefined);
  }
  const given = [...wanted].flatMap(
    ([key, name]) =>
      (name === undefined ? undefined : holders.get(`${spaceOf(key)}:${name}`)) ?? [],
  );
  if (given.length === 0) return planRenames(from, wanted);
  return planRenames(
    from,
    new Map([...new Set(given)].map((key) => [key, freeName(key, holders)])),
  );
}

const spaceOf = (key: string): string => key.slice(0, key.lastIndexOf(":"));

function freeName(key: string, holders: ReadonlyMap<string, string>): string {
  let name = `renamed-${key.slice(key.lastIndexOf(":") + 1)}`;
  while (holders.has(`${spaceOf(key)}:${name}`)) name += "-";
  return name;
}

/** A definition or an option by its name, behind its space. */
const nameInSpace = ({ space, name }: { readonly [name: string]: Json }): string =>
  `${spaceName(space)}:${String(name)}`;

/** The new identification of an option: a name, or else its code. */
interface Naming {
  readonly name: string | undefined;
  readonly code: Json;
}

/**
 * Returns the edits that give definitions these names, and the options that are set by the former
 * ones.
 */
function planRenames(
  { server, definitionEntries }: ConfigIndex,
  wanted: ReadonlyMap<string, string | undefined>,
): readonly Edit[] {
  const names = new Map<string, Naming>();
  const made: Edit[] = [];
  for (const [key, name] of wanted) {
    const { raw, path } = definitionEntries.get(key)!;
    names.set(nameInSpace(raw), { name, code: raw.code! });
    if (name !== undefined) made.push({ kind: "set", path: [...path, "name"], value: name });
  }
  if (names.size === 0) return made;
  const look = (value: Json, path: JsonPath): void => {
    if (Array.isArray(value)) return value.forEach((item: Json, i) => look(item, [...path, i]));
    if (!isMap(value)) return;
    // Within a class that defines a name for itself, it is the class's.
    const own = path === server.path ? new Set<string>() : namesDefined(value["option-def"]);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "option-data" && Array.isArray(inner)) {
        (inner as readonly Json[]).forEach((option, i) => {
          const former =
            isMap(option) && typeof option.name === "string" ? nameInSpace(option) : "";
          const naming = own.has(former) ? undefined : names.get(former);
          if (naming) made.push(...planNaming([...path, key, i], naming));
        });
      } else if (key !== "user-context") look(inner, [...path, key]);
    }
  };
  look(server.raw, server.path);
  return made;
}

const planNaming = (path: JsonPath, { name, code }: Naming): readonly Edit[] =>
  name !== undefined
    ? [{ kind: "set", path: [...path, "name"], value: name }]
    : [
        { kind: "remove", path: [...path, "name"] },
        { kind: "set", path: [...path, "code"], value: code },
      ];

/** Returns the names of a list of definitions, each behind its space. */
const namesDefined = (list: Json | undefined): ReadonlySet<string> =>
  new Set(
    Array.isArray(list)
      ? (list as readonly Json[]).flatMap((one) => (isMap(one) ? [nameInSpace(one)] : []))
      : [],
  );
