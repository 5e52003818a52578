// How a value is written where it was not written before: as the file around it writes.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { escapeBytes } from "../control/encoding.js";
import type { Source } from "./source.js";

/** A file's own way of writing, read off its text. */
export interface TextStyle {
  readonly newline: "\n" | "\r\n";
  /** One step of indentation. */
  readonly indentStep: string;
  /** The whole file is one line, and stays one. */
  readonly isSingleLine: boolean;
  /** Small lists and maps stand on one line: `[ { "pool": "…" } ]`. */
  readonly isCompact: boolean;
  /** Inside the brackets of a one-line list or map. */
  readonly padding: "" | " ";
  readonly colon: string;
  /** After a comma on the same line. */
  readonly separator: "" | " ";
}

/** A list or map no longer than this may stand on one line. */
export const maxLineLength = 100;

/**
 * Kea takes no integer for these: `0` for `0.0` is a syntax error (seen 2026-11; the five of
 * dhcp4_parser.yy, 2.2 to 3.3).
 */
const reals = new Set([
  "t1-percent",
  "t2-percent",
  "cache-threshold",
  "adaptive-lease-time-threshold",
  "ddns-ttl-percent",
]);

const styleCache = new WeakMap<Source, TextStyle>();

export function styleOf(source: Source): TextStyle {
  let style = styleCache.get(source);
  if (style === undefined) styleCache.set(source, (style = detectStyle(source.text)));
  return style;
}

function detectStyle(text: string): TextStyle {
  // Habits show early: nobody changes them after 64 KB.
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

/** The most frequent step by which a line stands further in than the line before it. */
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
  return [...steps].reduce((most, step) => (step[1] > most[1] ? step : most), ["  ", 0] as [
    string,
    number,
  ])[0];
}

/** On one line. `name` is the member's, whose value it is. */
export function formatSingleLine(value: Json, style: TextStyle, name?: string): string {
  if (typeof value !== "object" || value === null) return formatScalar(value, name);
  const { padding, separator } = style;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((element: Json) => formatSingleLine(element, style))
    : Object.entries(value).map(
        ([key, member]) => formatName(key, style) + formatSingleLine(member as Json, style, key),
      );
  if (parts.length === 0) return list ? "[]" : "{}";
  const inner = padding + parts.join(`,${separator}`) + padding;
  return list ? `[${inner}]` : `{${inner}}`;
}

/** Over several lines, the first of which stands at `indentation`. */
export function formatMultiline(
  value: Json,
  style: TextStyle,
  indentation: string,
  name?: string,
): string {
  if (typeof value !== "object" || value === null) return formatScalar(value, name);
  const inner = indentation + style.indentStep;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((element: Json) => formatNested(element, style, inner))
    : Object.entries(value).map(
        ([key, member]) => formatName(key, style) + formatNested(member as Json, style, inner, key),
      );
  if (parts.length === 0) return list ? "[]" : "{}";
  const line = style.newline + inner;
  const lines = line + parts.join(`,${line}`) + style.newline + indentation;
  return list ? `[${lines}]` : `{${lines}}`;
}

/**
 * A value inside a tall one, or of a member on a line of its own: on one line where the file writes
 * small ones so.
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

/** A member's name and its colon. */
export const formatName = (name: string, style: TextStyle): string =>
  quoteString(name) + style.colon;

function formatScalar(value: string | number | boolean | null, name?: string): string {
  if (typeof value === "string") return quoteString(value);
  const written = JSON.stringify(value);
  if (typeof value !== "number") return written;
  const digits = /^-?\d+$/.test(written);
  if (!Number.isFinite(value) || (digits && !Number.isSafeInteger(value)))
    throw messages.keaUnwritable(`The number ${value}`);
  return digits && name !== undefined && reals.has(name) ? `${written}.0` : written;
}

/**
 * Returns a string as Kea reads it; bytes that are not UTF-8 are written as the escapes that its
 * `config-write` uses.
 */
function quoteString(value: string): string {
  if (/[\ud800-\udc7f\udd00-\udfff]/u.test(value))
    throw messages.keaUnwritable("A text with half a character in it (an unpaired surrogate)");
  return escapeBytes(JSON.stringify(value));
}
