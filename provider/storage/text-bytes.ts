// Text that may hold bytes that are not UTF-8. Such a byte is kept as the half character U+DC80 to
// U+DCFF, as Python's surrogateescape does, and becomes the same byte again when the text is
// encoded.
import { isUtf8 } from "node:buffer";

/**
 * Matches the half characters that stand for bytes. A low half that belongs to a pair is not
 * matched.
 */
const escapedBytes = /[\udc80-\udcff]/u;

/** Returns whether a text holds bytes that are not UTF-8. */
export const hasEscapedBytes = (text: string): boolean => escapedBytes.test(text);

/** Returns bytes as text; a byte that is not part of UTF-8 becomes a half character. */
export function decodeBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const parts: string[] = [];
  let validFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    parts.push(bytes.toString("utf8", validFrom, at), String.fromCharCode(0xdc00 + bytes[at]!));
    validFrom = ++at;
  }
  parts.push(bytes.toString("utf8", validFrom));
  return parts.join("");
}

/** Returns how many bytes the UTF-8 sequence at `at` has, 0 if there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  for (const length of [2, 3, 4]) {
    if (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** Returns a text as bytes: the inverse of `decodeBytes`. */
export function encodeText(text: string): Buffer {
  if (!hasEscapedBytes(text)) return Buffer.from(text, "utf8");
  const parts: Buffer[] = [];
  let from = 0;
  for (const { 0: half, index } of text.matchAll(/[\udc80-\udcff]/gu)) {
    parts.push(
      Buffer.from(text.slice(from, index), "utf8"),
      Buffer.of(half.charCodeAt(0) - 0xdc00),
    );
    from = index + 1;
  }
  parts.push(Buffer.from(text.slice(from), "utf8"));
  return Buffer.concat(parts);
}
