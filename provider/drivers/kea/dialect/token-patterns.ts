// The tokens of Kea's dialect of JSON, after Kea's own dhcp4_lexer.ll.
import { decodeBytes, encodeText } from "../../../storage/text-bytes.js";

export type TokenKind = "{" | "}" | "[" | "]" | "," | ":" | "string" | "number" | "word" | "end";

/** Tokens of one character. */
export const punctuation: ReadonlySet<string> = new Set(["{", "}", "[", "]", ",", ":"]);

export const directivePattern = /<\?[ \t\r\n]*include[ \t\r\n]*"([^"\n]+)"[ \t\r\n]*\?>/y;
// As Kea's rule; JSON has no plus sign, no leading zeros, and digits on both sides of the point.
export const numberPattern = /[-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?/y;
export const wordPattern = /true|false|null/y;
export const wordValues: Readonly<Record<string, boolean | null>> = {
  true: true,
  false: false,
  null: null,
};
/** A word in another case, or any one character. */
export const misspeltPattern = /(?:true|false|null)(?!\w)|[^]/iuy;

/** The marks that Git leaves at the beginning of a line where it could not merge. */
export const mergeMarkPattern = /(?:<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)/y;

/**
 * The characters that may follow a backslash. As Kea's rule (2.2.0, 2.6.3, 3.0.3): `\u0080` to
 * `\u00ff` are single bytes, anything above is refused.
 */
export const escapePattern = /^(?:["\\/bfnrt]|u00[0-9A-Fa-f]{2})/;

/** Returns the match of a sticky pattern at an offset. */
export function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/**
 * Returns the value of a string in which escapes stand for bytes: Kea's `config-write` writes every
 * letter beyond ASCII like that.
 */
export function parseByteEscapes(written: string): string {
  const halves = written.replace(
    /\\(?:u00([89A-Fa-f][0-9A-Fa-f])|.)/g,
    (sequence: string, byte: string | undefined) =>
      byte === undefined ? sequence : `\\udc${byte}`,
  );
  return decodeBytes(encodeText(JSON.parse(halves) as string));
}
