// How a value is written where it was not written before: as the file around it writes.
import { messages } from "../../../core/messages.js";
import type { Json } from "../../../core/model.js";
import { escapeBytes } from "../control/text.js";
import type { Source } from "./source.js";

/** A file's own way of writing, read off its text. */
export interface Spelling {
  readonly newline: "\n" | "\r\n";
  /** One step of indentation. */
  readonly unit: string;
  /** The whole file is one line, and stays one. */
  readonly flat: boolean;
  /** Small lists and maps stand on one line: `[ { "pool": "…" } ]`. */
  readonly compact: boolean;
  /** Inside the brackets of a one-line list or map. */
  readonly pad: "" | " ";
  readonly colon: string;
  /** After a comma on the same line. */
  readonly glue: "" | " ";
}

/** A list or map no longer than this may stand on one line. */
export const short = 100;

/** Kea takes no integer for these: `0` for `0.0` is a syntax error (seen 2026-11; the five of dhcp4_parser.yy, 2.2 to 3.3). */
const reals = new Set([
  "t1-percent",
  "t2-percent",
  "cache-threshold",
  "adaptive-lease-time-threshold",
  "ddns-ttl-percent",
]);

const known = new WeakMap<Source, Spelling>();

export function spellingOf(source: Source): Spelling {
  let spelling = known.get(source);
  if (spelling === undefined) known.set(source, (spelling = read(source.text)));
  return spelling;
}

function read(text: string): Spelling {
  // Habits show early: nobody changes them after 64 KB.
  const sample = text.slice(0, 65_536);
  const newline = text.indexOf("\n");
  const [, before = "", after = " "] = /"( ?):( ?)/.exec(sample) ?? [];
  return {
    newline: newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n",
    unit: indentationStep(sample),
    flat: !text.trim().includes("\n"),
    compact: /[[{] ?["{[][^\n]*[\]}]/.test(sample),
    pad: /[[{]( ?)"/.exec(sample)?.[1] === "" ? "" : " ",
    colon: `${before}:${after}`,
    glue: after === "" ? "" : " ",
  };
}

/** The most frequent step by which a line stands further in than the line before it. */
function indentationStep(text: string): string {
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
export function flat(value: Json, spelling: Spelling, name?: string): string {
  if (typeof value !== "object" || value === null) return scalar(value, name);
  const { pad, glue } = spelling;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((element: Json) => flat(element, spelling))
    : Object.entries(value).map(
        ([key, member]) => named(key, spelling) + flat(member as Json, spelling, key),
      );
  if (parts.length === 0) return list ? "[]" : "{}";
  const inner = pad + parts.join(`,${glue}`) + pad;
  return list ? `[${inner}]` : `{${inner}}`;
}

/** Over several lines, the first of which stands at `indentation`. */
export function tall(value: Json, spelling: Spelling, indentation: string, name?: string): string {
  if (typeof value !== "object" || value === null) return scalar(value, name);
  const inner = indentation + spelling.unit;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((element: Json) => nested(element, spelling, inner))
    : Object.entries(value).map(
        ([key, member]) => named(key, spelling) + nested(member as Json, spelling, inner, key),
      );
  if (parts.length === 0) return list ? "[]" : "{}";
  const line = spelling.newline + inner;
  const lines = line + parts.join(`,${line}`) + spelling.newline + indentation;
  return list ? `[${lines}]` : `{${lines}}`;
}

/** A value inside a tall one, or of a member on a line of its own: on one line where the file writes small ones so. */
export function nested(
  value: Json,
  spelling: Spelling,
  indentation: string,
  name?: string,
): string {
  if (spelling.flat || spelling.compact) {
    const line = flat(value, spelling, name);
    if (spelling.flat || line.length <= short) return line;
  }
  return tall(value, spelling, indentation, name);
}

/** A member's name and its colon. */
export const named = (name: string, spelling: Spelling): string => text(name) + spelling.colon;

function scalar(value: string | number | boolean | null, name?: string): string {
  if (typeof value === "string") return text(value);
  const written = JSON.stringify(value);
  if (typeof value !== "number") return written;
  const digits = /^-?\d+$/.test(written);
  if (!Number.isFinite(value) || (digits && !Number.isSafeInteger(value)))
    throw messages.keaUnwritable(`The number ${value}`);
  return digits && name !== undefined && reals.has(name) ? `${written}.0` : written;
}

/** Returns a string as Kea reads it; bytes that are not UTF-8 are written as the escapes that its `config-write` uses. */
function text(value: string): string {
  if (/[\ud800-\udc7f\udd00-\udfff]/u.test(value))
    throw messages.keaUnwritable("A text with half a character in it (an unpaired surrogate)");
  return escapeBytes(JSON.stringify(value));
}
