// Reads text that is JSON but for its comments with the JavaScript engine's own parser, which is many
// times faster and keeps no positions. All other text is left to the parser of Kea's dialect.
import type { Json } from "../../../core/model.js";
import { maxNesting } from "../../../transports/nesting.js";

/** The value of a text. */
export interface PlainJson {
  readonly value: Json;
  /** True where the text has no comments. */
  readonly isStrict: boolean;
}

/**
 * Returns the value of a text, wrapped, where JSON and Kea certainly read it as the same value.
 * Returns nothing for any other text: Kea may refuse it, include files in it or read it otherwise.
 */
export function parsePlainJson(text: string): PlainJson | undefined {
  // Kea reads some of these escapes as bytes and refuses others.
  if (text.includes("\\u")) return undefined;
  const strict = readStrictly(text);
  if (strict) return { ...strict, isStrict: true };
  const lenient = readStrictly(withoutComments(text));
  return lenient && { ...lenient, isStrict: false };
}

function readStrictly(text: string): { readonly value: Json } | undefined {
  const value = tryParse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // JSON takes the last of two members with one name, which Kea refuses: then the text has more
  // strings than the value.
  return 2 * countStrings(value, 1) === countQuotes(text) ? { value } : undefined;
}

function tryParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * Returns how many strings a value holds, names included; not a number where it holds a number that
 * Kea may refuse, or is nested too deeply.
 */
function countStrings(value: Json, depth: number): number {
  if (typeof value === "string") return 1;
  if (typeof value === "number") return isExact(value) ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  if (depth > maxNesting) return Number.NaN;
  return Array.isArray(value)
    ? countInArray(value as readonly Json[], depth + 1)
    : countInObject(value as Readonly<Record<string, Json>>, depth + 1);
}

function countInArray(items: readonly Json[], depth: number): number {
  let strings = 0;
  for (const item of items) strings += countStrings(item, depth);
  return strings;
}

function countInObject(members: Readonly<Record<string, Json>>, depth: number): number {
  let strings = 0;
  for (const name in members) strings += 1 + countStrings(members[name]!, depth);
  return strings;
}

/** Counts the quotes that begin or end strings. */
function countQuotes(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1))
    if (text.charCodeAt(at - 1) !== 92 || !isEscaped(text, at)) quotes++;
  return quotes;
}

/** Returns whether an odd number of backslashes precedes an offset. */
function isEscaped(text: string, offset: number): boolean {
  let at = offset;
  while (text.charCodeAt(at - 1) === 92) at--;
  return (offset - at) % 2 === 1;
}

/** Returns whether a number is certainly the one that the text has. */
const isExact = (value: number): boolean =>
  Number.isInteger(value)
    ? Number.isSafeInteger(value) && !Object.is(value, -0)
    : Number.isFinite(value);

/**
 * Returns the text with a blank in the place of each comment. Newlines stay, so that a string that
 * is not closed on its line remains an error.
 */
export function withoutComments(text: string): string {
  const parts: string[] = [];
  const comments = /[#/]/g;
  let copied = 0;
  /** An offset that is certainly outside strings. */
  let outside = 0;
  for (let found = comments.exec(text); found; found = comments.exec(text)) {
    outside = skipStrings(text, outside, found.index);
    const end = outside > found.index ? undefined : findCommentEnd(text, found.index);
    if (end === undefined) {
      comments.lastIndex = Math.max(outside, found.index + 1);
      continue;
    }
    parts.push(
      text.slice(copied, found.index),
      text.slice(found.index, end).replace(/[^\n]+/g, " "),
    );
    copied = outside = comments.lastIndex = end;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(copied);
}

/**
 * Returns the offset after the last string that begins before `offset`, at least `from`. No string
 * contains a newline, so each line begins outside strings.
 */
function skipStrings(text: string, from: number, offset: number): number {
  let at = from;
  for (
    let newline = text.indexOf("\n", at);
    newline !== -1 && newline < offset;
    newline = text.indexOf("\n", at)
  )
    at = newline + 1;
  for (
    let quote = text.indexOf('"', at);
    quote !== -1 && quote < offset;
    quote = text.indexOf('"', at)
  )
    at = findStringEnd(text, quote);
  return at;
}

/** Returns the offset after a string that begins with the quote at `start`. */
function findStringEnd(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); code !== 34 && at < text.length; code = text.charCodeAt(at))
    at += code === 92 /* \ */ ? 2 : 1;
  return at + 1;
}

/** Returns the end of the comment at `start`, or nothing where no complete one begins there. */
function findCommentEnd(text: string, start: number): number | undefined {
  const isLine = text[start] === "#" || text[start + 1] === "/";
  if (isLine) {
    const newline = text.indexOf("\n", start);
    return newline === -1 ? text.length : newline;
  }
  const close = text[start + 1] === "*" ? text.indexOf("*/", start + 2) : -1;
  return close === -1 ? undefined : close + 2;
}
