// Option definitions that take another name, and the options that are set by the old one.
import { isMap } from "../../../core/canonical.js";
import type { Json, Part } from "../../../core/model.js";
import type { Edit, JsonPath } from "../edit.js";
import { spaceName } from "./definitions.js";
import type { Outline } from "./outline.js";

/** The edits that rename what `desired` calls otherwise, wherever it is named. */
export function renamedDefinitions({ server, definitionEntries }: Outline, desired: ReadonlyMap<string, Part>): readonly Edit[] {
  const names = new Map<string, string>();
  const made: Edit[] = [];
  for (const [key, { raw, path }] of definitionEntries) {
    const name = desired.get(key)?.properties.name;
    if (typeof name !== "string" || name === raw.name) continue;
    names.set(`${spaceName(raw.space)}:${String(raw.name)}`, name);
    made.push({ kind: "set", path: [...path, "name"], value: name });
  }
  if (names.size === 0) return made;
  // Within a class that defines a name for itself, it is the class's.
  const look = (value: Json, path: JsonPath): void => {
    if (Array.isArray(value)) return value.forEach((item: Json, i) => look(item, [...path, i]));
    if (!isMap(value)) return;
    const own = path === server.path ? new Set<string>() : namesDefined(value["option-def"]);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "option-data" && Array.isArray(inner)) {
        (inner as readonly Json[]).forEach((option, i) => {
          const called = isMap(option) && typeof option.name === "string" ? `${spaceName(option.space)}:${option.name}` : "";
          const name = own.has(called) ? undefined : names.get(called);
          if (name !== undefined) made.push({ kind: "set", path: [...path, key, i, "name"], value: name });
        });
      } else if (key !== "user-context") look(inner, [...path, key]);
    }
  };
  look(server.raw, server.path);
  return made;
}

/** Returns the names of a list of definitions, each behind its space. */
const namesDefined = (list: Json | undefined): ReadonlySet<string> =>
  new Set(Array.isArray(list) ? (list as readonly Json[]).flatMap((one) => (isMap(one) ? [`${spaceName(one.space)}:${String(one.name)}`] : [])) : []);
