// What sentences are made of: refusals, and foreign text that a sentence may hold.
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

export const refusal = (
  code: string,
  sentence: string,
  remedy: string,
  cause?: unknown,
): UserError =>
  new UserError(
    code,
    `${sentence} ${remedy}`.trimEnd(),
    cause === undefined ? undefined : { cause },
  );

/** Foreign text inside a sentence: quoted, one line, bounded, nothing a terminal would obey. */
export const quoted = (text: unknown): string => {
  const plain = printableJson(JSON.stringify(String(text)));
  return plain.length <= 80 ? plain : `${plain.slice(0, 78)}…"`;
};

/** What a server said, inside a sentence: one line, bounded, nothing a terminal would obey, no stop at its end. */
export const serverText = (text: string): string => {
  const plain = onOneLine(text).replace(/[.:;,]+$/, "");
  return plain === ""
    ? "(no further details)"
    : plain.length <= 300
      ? plain
      : `${plain.slice(0, 298)}…`;
};

/** A path inside a sentence: as it is where a terminal would only show it. */
export const pathText = (path: string): string => {
  const plain = replaceUnprintable(path);
  return plain === path ? path : `"${plain}"`;
};

/** Where something stands in a file: line and column from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export const placeText = ({ path, line, column }: Place, beside?: Place): string =>
  `${path === beside?.path ? "" : `${pathText(path)}, `}line ${line}, column ${column}`;
export const correct = ({ path }: Place): string =>
  `Correct ${pathText(path)}; check it with kea-dhcp4 -t.`;

/** Some of many, in one line. */
export const listed = (items: readonly string[], most = 8): string =>
  items.length <= most
    ? items.join(", ")
    : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;

/** Returns a question that names the candidate most like a misspelled name, or nothing if none is like it. */
export function didYouMean(
  name: string,
  candidates: readonly string[],
  show = (one: string): string => one,
): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? "" : `Did you mean ${show(candidate)}? `;
}

/** `a, b or c`. */
export const alternatives = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

/** What a value is, told without telling a set of properties in full. */
export const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? "an array"
    : typeof value === "object" && value !== null
      ? "an object"
      : typeof value === "string"
        ? quoted(value)
        : String(value);

export const countOf = (leaves: number): string =>
  leaves === 0 ? "nothing" : leaves === 1 ? "1 property" : `${leaves} properties`;

/** A time as people say it: tenths only where they matter. */
export const secondsText = (value: number): string =>
  `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
