// What sentences are made of: refusals, and foreign text that a sentence may hold.
import { onOneLine, printableJson, replaceUnprintable } from "../printable.js";

/** A refusal in one calm sentence or two. Shown as it is: no stack, no secret, its cause kept for who debugs. */
export class UserError extends Error {
  constructor(
    /** Short and stable, for scripts and tests: `file-missing`. */
    readonly code: string,
    /** Who, what and why, then what to do. */
    message: string,
    options?: { readonly cause?: unknown },
    /** The argument it is about, where it is about one. */
    readonly property?: string,
  ) {
    // Sentences show foreign text with `quoted`, `serverText` and `pathText`; what was forgotten reaches no terminal either.
    super(replaceUnprintable(message), options);
    this.name = "UserError";
    // Where check, diff, read or delete throws, the SDK prints `${error}: ${error.stack}` besides the error that the engine shows.
    this.stack = "the resource's error says what and why.";
  }

  override toString(): string {
    return `Refused (${this.code})`;
  }

  /** The same refusal, about this argument. One that knows its argument keeps it. */
  withProperty(property: string): UserError {
    return this.property === undefined
      ? new UserError(this.code, this.message, { cause: this.cause }, property)
      : this;
  }
}

/**
 * Some partners were written and others were not. The names are the engine's: it keeps the properties, and counts the resource as one that
 * needs another update.
 */
export class PartlyWritten extends UserError {
  constructor(
    readonly id: string,
    readonly properties: Readonly<Record<string, unknown>>,
    readonly reasons: readonly string[],
  ) {
    super("partly-written", reasons.join(" "));
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
    ? "(it says nothing more)"
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
  `Correct ${pathText(path)}; kea-dhcp4 -t says whether Kea takes it.`;

/** Some of many, in one line. */
export const listed = (items: readonly string[], most = 8): string =>
  items.length <= most
    ? items.join(", ")
    : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;

/** `a, b or c`. */
export const alternatives = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

/** What a value is, told without telling a set of properties in full. */
export const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? "a list"
    : typeof value === "object" && value !== null
      ? "a set of properties"
      : typeof value === "string"
        ? quoted(value)
        : String(value);

export const countOf = (leaves: number): string =>
  leaves === 0 ? "nothing" : leaves === 1 ? "1 leaf" : `${leaves} leaves`;

/** A time as people say it: tenths only where they matter. */
export const secondsText = (value: number): string =>
  `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
