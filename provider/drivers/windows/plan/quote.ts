// The one place in which a value becomes PowerShell text: a script that a person reviews holds data, and no data in it can execute.
import type { Value } from "./step.js";

/** Every character that PowerShell takes for a single quotation mark: doubled inside one pair of them it is itself (about_Quoting_Rules). */
const quotes = /['\u2018\u2019\u201a\u201b]/g;

/** What does not show, breaks a line or turns it around is written by its number: a person must see what is there. */
const hiddenCharacter = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** A text as PowerShell, exactly. */
export function quoted(text: string): string {
  const parts = text.match(new RegExp(`${hiddenCharacter.source}|(?:(?!${hiddenCharacter.source})[^])+`, "g")) ?? [""];
  const written = parts.map((part) => (hiddenCharacter.test(part) ? `[char]0x${part.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}` : `'${part.replace(quotes, "$&$&")}'`));
  if (written.length === 1 && written[0]!.startsWith("'")) return written[0]!;
  // A sum of characters alone would be a sum of numbers: it begins with a text.
  return `(${[...(written[0]!.startsWith("'") ? [] : ["''"]), ...written].join(" + ")})`;
}

/** A value as PowerShell. */
export function valueText(value: Value): string {
  if (value === null) return "$null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "$true" : "$false";
  if ("seconds" in value) return `([timespan]::FromSeconds(${value.seconds}))`;
  return `@(${value.map(valueText).join(", ")})`;
}

/** A text inside a comment: one line, nothing hidden. */
export const commentText = (text: string): string =>
  text.replace(new RegExp(hiddenCharacter.source, "g"), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** What a text holds that no script can hand on, or nothing: NUL ends texts in the native API, and half a character is none. */
export function unquotable(text: string): string | undefined {
  if (text.includes("\0")) return "a NUL character";
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text) ? "half a character" : undefined;
}
