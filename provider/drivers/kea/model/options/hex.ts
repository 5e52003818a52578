// Reads bytes in the spellings of Kea's files: hexadecimal digits with colons, dashes, spaces, `0x`
// or nothing between them, or text in single quotes.
import { isUtf8 } from "node:buffer";
import { isPrintable } from "../../../../core/printable.js";
import { encodeText } from "../../../../storage/text-bytes.js";

/** Returns a text without the blanks around it that Kea removes: a no-break space stays. */
export const trimBlanks = (text: string): string =>
  text.replace(/^[ \t\n]+/, "").replace(/[ \t\n]+$/, "");

/**
 * Returns bytes as pairs of capital digits, or nothing where the text spells no bytes. Accepts the
 * spellings of Kea's decodeFormattedHexString, and the dashes of other tools.
 */
export function toHex(text: string): string | undefined {
  const quoted = /^[ \t\n]*'(.*)'[ \t\n]*$/s.exec(text);
  if (quoted) return encodeText(trimBlanks(quoted[1]!)).toString("hex").toUpperCase() || undefined;
  const separator = [":", "-", " "].find((character) => text.includes(character));
  if (separator) {
    const parts = text.split(separator);
    return parts.every((part) => /^[0-9a-f]{1,2}$/i.test(part))
      ? parts
          .map((part) => part.padStart(2, "0"))
          .join("")
          .toUpperCase()
      : undefined;
  }
  const digits = text.startsWith("0x") && text.length > 2 ? text.slice(2) : text;
  if (!/^[0-9a-f]*$/i.test(digits)) return undefined;
  return (digits.length % 2 ? `0${digits}` : digits).toUpperCase();
}

const bytesWithColons = /^[0-9a-f]{2}(:[0-9a-f]{2})*$/i;

/** Returns whether a text is bytes in the usual spelling: two digits each, with colons. */
export const isBytesWithColons = (text: string): boolean => bytesWithColons.test(text);

/** Returns bytes in any spelling as `aa-bb`, which identifies clients in the model. */
export function toDashed(text: string): string | undefined {
  if (isBytesWithColons(text)) return text.toLowerCase().replaceAll(":", "-");
  const hex = toHex(text);
  if (hex === undefined || hex === "") return undefined;
  const bytes = hex.toLowerCase().match(/../g) ?? [];
  return bytes.join("-");
}

/** Returns `aa-bb` as `aa:bb`, which Kea accepts for any identifier. */
export const toColons = (text: string): string => text.replaceAll("-", ":");

/**
 * Returns bytes given as `aa-bb` as a text in single quotes; nothing where Kea would not read that
 * text as the same bytes.
 */
export function toQuotedText(bytes: string): string | undefined {
  const buffer = Buffer.from(bytes.replaceAll("-", ""), "hex");
  if (!isUtf8(buffer)) return undefined;
  const text = buffer.toString("utf8");
  return isPrintable(text) && text === trimBlanks(text) && text !== "" && !text.includes("'")
    ? `'${text}'`
    : undefined;
}
