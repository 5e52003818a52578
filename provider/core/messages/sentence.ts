// Parts of sentences for people: errors, and foreign text inside a sentence.
import { nearest } from "../nearest.js";
import { onOneLine, printableJson, replaceUnprintable } from "../printable.js";

/**
 * An error that a person can act on: one or two calm sentences, then the code in brackets. It shows no stack and no
 * secret; the cause is kept for debugging.
 */
export class UserError extends Error {
  /** The sentences without the code, for use inside another sentence. */
  readonly text: string;

  constructor(
    /** Short and stable, for scripts, searches and tests: `file-missing`. */
    readonly code: string,
    /** The fact, then the remedy. */
    text: string,
    options?: { readonly cause?: unknown },
    /** The argument that the error is about, if it is about one. */
    readonly property?: string,
  ) {
    // Sentences show foreign text with `quoted`, `serverText` and `pathText`. This is the last line of defence.
    const printable = replaceUnprintable(text);
    super(`${printable} [${code}]`, options);
    this.text = printable;
    this.name = "UserError";
    // Where check, diff, read or delete throws, the SDK prints `${error}: ${error.stack}` besides the error that the engine shows.
    this.stack = "the resource's error says what and why.";
  }

  override toString(): string {
    return `Refused (${this.code})`;
  }

  /** Returns the same error for this argument. An error that already has an argument keeps it. */
  withProperty(property: string): UserError {
    return this.property === undefined
      ? new UserError(this.code, this.text, { cause: this.cause }, property)
      : this;
  }
}

/** Several errors in one. Each keeps its own code, so that no further code follows them. */
export class CombinedError extends UserError {
  constructor(
    code: string,
    /** One message for each error, each with its code. */
    readonly reasons: readonly string[],
  ) {
    super(code, reasons.join(" "));
    this.message = this.text;
  }

  override withProperty(_property: string): UserError {
    return this;
  }
}

/**
 * Some partners were written and others were not. The property names are the engine's: it keeps the properties, and
 * records that the resource needs another update.
 */
export class PartlyWritten extends CombinedError {
  constructor(
    readonly id: string,
    readonly properties: Readonly<Record<string, unknown>>,
    reasons: readonly string[],
  ) {
    super("partly-written", reasons);
  }
}

/** Creates an error from its code, the fact and the remedy. */
export const userError = (code: string, fact: string, remedy: string, cause?: unknown): UserError =>
  new UserError(code, `${fact} ${remedy}`.trimEnd(), cause === undefined ? undefined : { cause });

const longestQuote = 80;
const longestServerText = 300;

/** Returns foreign text for a sentence: quoted, on one line, shortened, harmless on a terminal. */
export function quoted(text: unknown): string {
  const plain = printableJson(JSON.stringify(String(text)));
  return plain.length <= longestQuote ? plain : `${plain.slice(0, longestQuote - 2)}…"`;
}

/**
 * Returns a server's own words for a sentence: on one line, shortened, harmless on a terminal,
 * without a full stop.
 */
export function serverText(text: string): string {
  const plain = onOneLine(text).replace(/[.:;,]+$/, "");
  if (plain === "") return "(no further details)";
  return plain.length <= longestServerText ? plain : `${plain.slice(0, longestServerText - 2)}…`;
}

/** Returns a path for a sentence: in quotes where it has characters that a terminal would obey. */
export function pathText(path: string): string {
  const plain = replaceUnprintable(path);
  return plain === path ? path : `"${plain}"`;
}

/** A position in a file: line and column from 1. */
export interface FilePosition {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Returns a position as text. The path is left out where it is the one of `beside`. */
export const positionText = ({ path, line, column }: FilePosition, beside?: FilePosition): string =>
  `${path === beside?.path ? "" : `${pathText(path)}, `}line ${line}, column ${column}`;

/** Returns items in one line, of many only the first. */
export const listed = (items: readonly string[], most = 8): string =>
  items.length <= most
    ? items.join(", ")
    : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;

/** Returns clauses in one line, of many only the first. */
export const listedClauses = (clauses: readonly string[], most = 8): string =>
  clauses.length <= most
    ? clauses.join("; ")
    : `${clauses.slice(0, most).join("; ")}; and ${clauses.length - most} more`;

/** Returns a question that names the candidate most like a misspelled name, or nothing if none is like it. */
export function didYouMean(
  name: string,
  candidates: readonly string[],
  show = (one: string): string => one,
): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? "" : `Did you mean ${show(candidate)}? `;
}

/** Returns an addition in brackets, or nothing where there is none. */
export const inBrackets = (text: string | undefined): string =>
  text === undefined ? "" : ` (${text})`;

/** Returns `a, b or c`. */
export const alternatives = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

/** Returns the words for one thing or for several. */
export function oneOrMany(things: number | readonly unknown[], one: string, many: string): string {
  const count = typeof things === "number" ? things : things.length;
  return count === 1 ? one : many;
}

/** Describes a value, without the members of an array or object. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? quoted(value) : String(value);
}

/** Returns a number of properties with its noun. */
export const countOf = (properties: number): string =>
  properties === 0 ? "nothing" : oneOrMany(properties, "1 property", `${properties} properties`);

/** Returns a number of changes with its noun. */
export const changesText = (count: number): string =>
  oneOrMany(count, "1 change", `${count} changes`);

/** Returns a time in seconds, in tenths below 10 s. */
export const secondsText = (seconds: number): string =>
  `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
