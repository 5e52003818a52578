// Options that are set by name, where the definition of that name takes another or goes.
import { isMap } from "../../../core/canonical.js";
import type { Json, Part } from "../../../core/model.js";
import type { Edit, JsonPath } from "../edit.js";
import { spaceName } from "./definitions.js";
import type { Outline } from "./outline.js";

/** Edits that keep options set by name the options they are. */
export function renamedOptions({ server, definitionEntries }: Outline, desired: ReadonlyMap<string, Part>): readonly Edit[] {
  const names = new Map<string, string>();
  for (const [key, { raw }] of definitionEntries) {
    const name = desired.get(key)?.properties.name;
    if (name !== undefined && name !== raw.name) names.set(`${spaceName(raw.space)}:${String(raw.name)}`, String(name));
  }
  if (names.size === 0) return [];
  const made: Edit[] = [];
  const look = (value: Json, path: JsonPath): void => {
    if (Array.isArray(value)) return value.forEach((item: Json, i) => look(item, [...path, i]));
    if (!isMap(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "option-data" && Array.isArray(inner)) {
        (inner as readonly Json[]).forEach((option, i) => {
          const name = isMap(option) && typeof option.name === "string" ? names.get(`${spaceName(option.space)}:${option.name}`) : undefined;
          if (name !== undefined) made.push({ kind: "set", path: [...path, key, i, "name"], value: name });
        });
      } else if (key !== "user-context") look(inner, [...path, key]);
    }
  };
  look(server.raw, server.path);
  return made;
}
