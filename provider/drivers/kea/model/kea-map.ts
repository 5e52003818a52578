// Kea's JSON as it is met: maps and lists where they should be, or a refusal that says where they
// are not.
import { isMap } from "../../../core/canonical.js";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";

/** A map of Kea's. */
export type KeaMap = { readonly [name: string]: Json };

/** The maps that refusals are about. */
const subjects = new WeakMap<UserError, KeaMap>();

/**
 * Does work on a map of the configuration; a refusal is about that map, unless it is about one
 * inside it.
 */
export function withSubject<T>(subject: KeaMap, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError && !subjects.has(error)) subjects.set(error, subject);
    throw error;
  }
}

/** Returns the innermost map that a refusal is about; nothing where it is about none. */
export const subjectOf = (refusal: UserError): KeaMap | undefined => subjects.get(refusal);

export function asMap(value: Json | undefined, where: string): KeaMap {
  if (!isMap(value)) throw messages.keaShape(where, "a map");
  return value;
}

/** The maps of a list that may be missing. */
export function asMaps(value: Json | undefined, where: string): readonly KeaMap[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw messages.keaShape(where, "a list");
  for (let i = 0; i < value.length; i++)
    if (!isMap(value[i])) throw messages.keaShape(`${where}[${i}]`, "a map");
  return value as readonly KeaMap[];
}

/** A text that must be there. */
export function asName(raw: KeaMap, key: string, where: string): string {
  const value = raw[key];
  if (typeof value !== "string" || value === "")
    throw messages.keaShape(`${where} ${key}`, "a text");
  return value;
}
