// Access to Kea's JSON: objects and arrays where they should be, or an error that says where they
// are not.
import { isMap } from "../../../core/canonical.js";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";

/** One of Kea's JSON objects. */
export type KeaMap = { readonly [name: string]: Json };

/** The objects that errors are about. */
const subjects = new WeakMap<UserError, KeaMap>();

/** Works on an object. An error is about that object, unless it is about one inside it. */
export function withSubject<T>(subject: KeaMap, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError && !subjects.has(error)) subjects.set(error, subject);
    throw error;
  }
}

/** Returns the innermost object that an error is about, or nothing. */
export const subjectOf = (error: UserError): KeaMap | undefined => subjects.get(error);

/** Throws where the value is no object. */
export function asMap(value: Json | undefined, where: string): KeaMap {
  if (!isMap(value)) throw messages.keaShape(where, "a map");
  return value;
}

/** Returns the objects of an array, which may be missing. Throws where it is something else. */
export function asMaps(value: Json | undefined, where: string): readonly KeaMap[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw messages.keaShape(where, "a list");
  for (let i = 0; i < value.length; i++)
    if (!isMap(value[i])) throw messages.keaShape(`${where}[${i}]`, "a map");
  return value as readonly KeaMap[];
}

/** Returns a string of an object. Throws where it is missing or empty. */
export function asName(raw: KeaMap, key: string, where: string): string {
  const value = raw[key];
  if (typeof value !== "string" || value === "")
    throw messages.keaShape(`${where} ${key}`, "a text");
  return value;
}

/** Returns the JSON objects of a value that may be no array of them. */
export const mapsIn = (value: Json | undefined): readonly KeaMap[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isMap) : [];
