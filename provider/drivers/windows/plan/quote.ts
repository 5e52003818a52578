// The one place in which a value becomes PowerShell text: a script that a person reviews holds
// data,
// and no data in it can execute.
import { isPrintable, printableParts, replaceUnprintable } from "../../../core/printable.js";
import type { Value } from "./step.js";

/**
 * Every character that PowerShell takes for a single quotation mark: doubled inside one pair of
 * them it is itself (about_Quoting_Rules).
 */
const quotationMarks = /['\u2018\u2019\u201a\u201b]/g;

/**
 * Returns a text as PowerShell, exactly. A character that does not show is written by its number: a
 * person must see what is there.
 */
export function quoteText(text: string): string {
  const written = printableParts(text).flatMap((part) =>
    isPrintable(part) ? [`'${part.replace(quotationMarks, "$&$&")}'`] : characterCodes(part),
  );
  if (written.length === 0) return "''";
  if (written.length === 1 && written[0]!.startsWith("'")) return written[0]!;
  // A sum of characters alone would be a sum of numbers: it begins with a text.
  return `(${[...(written[0]!.startsWith("'") ? [] : ["''"]), ...written].join(" + ")})`;
}

/** Returns a character as PowerShell's numbers; one beyond U+FFFF is two of them. */
const characterCodes = (character: string): readonly string[] =>
  character.split("").map((unit) => {
    const hex = unit.charCodeAt(0).toString(16).toUpperCase();
    return `[char]0x${hex.padStart(4, "0")}`;
  });

/** Returns a value as PowerShell. */
export function quoteValue(value: Value): string {
  if (value === null) return "$null";
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "$true" : "$false";
  if ("seconds" in value) return `([timespan]::FromSeconds(${value.seconds}))`;
  return `@(${value.map(quoteValue).join(", ")})`;
}

/** Returns a text for a comment: one line, nothing hidden. */
export const formatComment = (text: string): string => replaceUnprintable(text);

/**
 * Says what a text holds that cannot be handed to a cmdlet, or nothing. NUL ends texts in the
 * native
 * API and half a character is none; what XML 1.0 does not have (production 2, Char) reaches a
 * server
 * through no documented tool. Such a text is read, and never written.
 */
export function findUnquotable(text: string): string | undefined {
  if (text.includes("\0")) return "a NUL character";
  if (!text.isWellFormed()) return "half a character";
  const [found] = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text) ?? [];
  if (found === undefined) return undefined;
  return `the character U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
