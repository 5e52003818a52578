// Formats new values in the style of the file around them.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { escapeBytes, realKeywords } from "../control/encoding.js";
import type { Source } from "./source.js";

/** The style of a file, detected from its text. */
export interface TextStyle {
  readonly newline: "\n" | "\r\n";
  /** One step of indentation. */
  readonly indentStep: string;
  /** True where the whole file is one line, and stays one. */
  readonly isSingleLine: boolean;
  /** True where small arrays and objects are on one line: `[ { "pool": "…" } ]`. */
  readonly isCompact: boolean;
  /** The text inside the brackets of an array or object on one line. */
  readonly padding: "" | " ";
  readonly colon: string;
  /** The text after a comma on the same line. */
  readonly separator: "" | " ";
}

/** The most characters of an array or object on one line. */
export const maxLineLength = 100;

const styleCache = new WeakMap<Source, TextStyle>();

export function styleOf(source: Source): TextStyle {
  const style = styleCache.get(source) ?? detectStyle(source.text);
  styleCache.set(source, style);
  return style;
}

function detectStyle(text: string): TextStyle {
  // The first 64 KB show the style.
  const sample = text.slice(0, 65_536);
  const newline = text.indexOf("\n");
  const [, before = "", after = " "] = /"( ?):( ?)/.exec(sample) ?? [];
  return {
    newline: newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n",
    indentStep: findIndentStep(sample),
    isSingleLine: !text.trim().includes("\n"),
    isCompact: /[[{] ?["{[][^\n]*[\]}]/.test(sample),
    padding: /[[{]( ?)"/.exec(sample)?.[1] === "" ? "" : " ",
    colon: `${before}:${after}`,
    separator: after === "" ? "" : " ",
  };
}

/** Returns the most frequent indentation that a line adds to that of the line before it. */
function findIndentStep(text: string): string {
  const steps = new Map<string, number>();
  let outer: string | undefined;
  for (const [, indentation = ""] of text.matchAll(/^([ \t]*)[^\s#/*]/gm)) {
    if (outer !== undefined && indentation.length > outer.length && indentation.startsWith(outer)) {
      const step = indentation.slice(outer.length);
      if (step.length <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    outer = indentation;
  }
  let [indentStep, most] = ["  ", 0];
  for (const [step, count] of steps) if (count > most) [indentStep, most] = [step, count];
  return indentStep;
}

/** Returns a value on one line. `name`: that of the member whose value it is. */
export function formatSingleLine(value: Json, style: TextStyle, name?: string): string {
  if (typeof value !== "object" || value === null) return formatScalar(value, name);
  const { padding, separator } = style;
  const parts = formatChildren(value, style, (child, key) => formatSingleLine(child, style, key));
  const inner = padding + parts.join(`,${separator}`) + padding;
  return withBrackets(value, parts.length === 0 ? "" : inner);
}

/** Returns a value on several lines, the first of which has `indentation`. */
export function formatMultiline(
  value: Json,
  style: TextStyle,
  indentation: string,
  name?: string,
): string {
  if (typeof value !== "object" || value === null) return formatScalar(value, name);
  const inner = indentation + style.indentStep;
  const parts = formatChildren(value, style, (child, key) =>
    formatNested(child, style, inner, key),
  );
  const line = style.newline + inner;
  const lines = line + parts.join(`,${line}`) + style.newline + indentation;
  return withBrackets(value, parts.length === 0 ? "" : lines);
}

function formatChildren(
  value: object,
  style: TextStyle,
  format: (child: Json, name?: string) => string,
): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).map((element) => format(element));
  return Object.entries(value).map(
    ([name, member]) => formatName(name, style) + format(member as Json, name),
  );
}

const withBrackets = (value: object, content: string): string =>
  Array.isArray(value) ? `[${content}]` : `{${content}}`;

/**
 * Returns a value inside another one on several lines. It is on one line where the file has small
 * values like that.
 */
export function formatNested(
  value: Json,
  style: TextStyle,
  indentation: string,
  name?: string,
): string {
  if (style.isSingleLine || style.isCompact) {
    const line = formatSingleLine(value, style, name);
    if (style.isSingleLine || line.length <= maxLineLength) return line;
  }
  return formatMultiline(value, style, indentation, name);
}

/** Returns a member's name and its colon. */
export const formatName = (name: string, style: TextStyle): string =>
  quoteString(name) + style.colon;

function formatScalar(value: string | number | boolean | null, name?: string): string {
  if (typeof value === "string") return quoteString(value);
  const written = JSON.stringify(value);
  if (typeof value !== "number") return written;
  const digits = /^-?\d+$/.test(written);
  if (!Number.isFinite(value) || (digits && !Number.isSafeInteger(value)))
    throw messages.keaUnwritable(`The number ${value}`);
  return digits && name !== undefined && realKeywords.has(name) ? `${written}.0` : written;
}

/**
 * Returns a string as Kea reads it. Bytes that are not UTF-8 become the escapes that `config-write`
 * uses.
 */
function quoteString(value: string): string {
  if (/[\ud800-\udc7f\udd00-\udfff]/u.test(value))
    throw messages.keaUnwritable("A text with half a character in it (an unpaired surrogate)");
  return escapeBytes(JSON.stringify(value));
}
