// The name that people gave a scope, shown beside its address.
import { isMap } from "./canonical.js";
import type { ConfigObject } from "./model.js";
import { onOneLine } from "./printable.js";

/** The places in which a name is looked for, the first first. Notes have no standard names. */
const namesInNotes = ["name", "subnet-name", "description", "comment"] as const;
const longestName = 80;

/** Returns the name of a scope in one printable line, or nothing where nobody named it. */
export function scopeNameOf({ properties }: ConfigObject): string | undefined {
  const { name, "user-context": notes } = properties;
  const named = [name, ...(isMap(notes) ? namesInNotes.map((one) => notes[one]) : [])];
  const found = named.find((text) => typeof text === "string" && onOneLine(text) !== "");
  if (typeof found !== "string") return undefined;
  const line = onOneLine(found);
  return line.length <= longestName ? line : `${line.slice(0, longestName - 1)}…`;
}

/** Returns a scope as people read it: `10.40.8.0/24 (infusion-pumps)`. */
export const formatScope = (scope: string, name: string | undefined): string =>
  name === undefined ? scope : `${scope} (${name})`;
