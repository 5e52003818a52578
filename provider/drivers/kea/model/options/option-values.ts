// Converts the values of options between text and bytes, by the types of their fields. Two
// spellings are equal where their bytes are equal.
import { isUtf8 } from "node:buffer";
import { parseIpv4, numberToIpv4 } from "../../../../core/address.js";
import { isPrintable } from "../../../../core/printable.js";
import { trimBlanks } from "./hex.js";

/** The fields of an option's value: `isArray` means the last one any number of times. */
export interface Layout {
  readonly types: readonly string[];
  readonly isArray: boolean;
}

/** One type of field. Both functions return nothing where a value is not certainly of the type. */
interface Codec {
  readonly encode: (text: string) => Buffer | undefined;
  /** Reads the first field of some bytes: its text, and the number of bytes it takes. */
  readonly decode: (bytes: Buffer) => Field | undefined;
}

interface Field {
  readonly text: string;
  readonly length: number;
}

/**
 * Returns the codec of integers as Kea reads them: decimal digits, or else hexadecimal ones with
 * `0x` or without. Seen on 2.2.0, 2.6.3 and 3.0.3.
 */
function integerCodec(bits: 8 | 16 | 32, isSigned: boolean): Codec {
  const size = bits / 8;
  const [least, most] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  return {
    encode(text) {
      const number = parseInteger(text);
      if (number === undefined || number < least || number > most) return undefined;
      const bytes = Buffer.alloc(size);
      if (isSigned) bytes.writeIntBE(number, 0, size);
      else bytes.writeUIntBE(number, 0, size);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) return undefined;
      const number = isSigned ? bytes.readIntBE(0, size) : bytes.readUIntBE(0, size);
      return { text: String(number), length: size };
    },
  };
}

function parseInteger(text: string): number | undefined {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  const hex = /^(?:0[xX])?([0-9a-fA-F]{1,12})$/.exec(text);
  return hex ? parseInt(hex[1]!, 16) : undefined;
}

const booleanCodec: Codec = {
  encode(text) {
    if (/^true$/i.test(text)) return Buffer.of(1);
    if (/^false$/i.test(text)) return Buffer.of(0);
    return /^\d+$/.test(text) && Number(text) < 2 ? Buffer.of(Number(text)) : undefined;
  },
  decode: ([first]) =>
    first === 0 || first === 1 ? { text: String(first === 1), length: 1 } : undefined,
};

const addressCodec: Codec = {
  encode(text) {
    const number = parseIpv4(text);
    if (number === undefined) return undefined;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(number);
    return bytes;
  },
  decode: (bytes) =>
    bytes.length < 4 ? undefined : { text: numberToIpv4(bytes.readUInt32BE()), length: 4 },
};

/** The codec of domain names. Every name is complete, with or without a dot at its end. */
const domainNameCodec: Codec = {
  encode(text) {
    const labels = text.replace(/(?<=.)\.$/, "").split(".");
    if (!labels.every((label) => /^[\w-]{1,63}$/.test(label))) return undefined;
    const bytes = Buffer.concat([
      ...labels.map((label) =>
        Buffer.from(`${String.fromCharCode(label.length)}${label}`, "latin1"),
      ),
      Buffer.of(0),
    ]);
    return bytes.length <= 255 ? bytes : undefined;
  },
  decode(bytes) {
    const labels: string[] = [];
    let at = 0;
    while (bytes[at]) {
      const end = at + 1 + bytes[at]!;
      const label = bytes.toString("latin1", at + 1, end);
      if (end >= bytes.length || !/^[\w-]{1,63}$/.test(label)) return undefined;
      labels.push(label);
      at = end;
    }
    return bytes[at] === 0 && labels.length > 0
      ? { text: labels.join("."), length: at + 1 }
      : undefined;
  },
};

/**
 * The codec of text to the end of the option, each comma in it after a backslash. Bytes that do not
 * print on one line have no text.
 */
const stringCodec: Codec = {
  encode(text) {
    const plain = text.replaceAll("\\,", ",");
    return isPlainText(plain) ? Buffer.from(plain, "utf8") : undefined;
  },
  decode(bytes) {
    const plain = isUtf8(bytes) ? bytes.toString("utf8") : "";
    return isPlainText(plain)
      ? { text: plain.replaceAll(",", "\\,"), length: bytes.length }
      : undefined;
  },
};

const isPlainText = (text: string): boolean =>
  text !== "" && text === trimBlanks(text) && isPrintable(text) && !/[\\']/.test(text);

/**
 * The codec of a classless static route (RFC 3442), as Kea has spelled it since 2.6: `10.30.0.0/24
 * - 10.0.0.254`.
 */
const routeCodec: Codec = {
  encode(text) {
    const found = /^([\d.]+)\/(\d{1,2})\s*-\s*([\d.]+)$/.exec(text);
    const [network, router] = [found?.[1], found?.[3]].map((one) =>
      one === undefined ? undefined : addressCodec.encode(one),
    );
    const length = Number(found?.[2]);
    if (!network || !router || length > 32) return undefined;
    return Buffer.concat([Buffer.of(length), network.subarray(0, Math.ceil(length / 8)), router]);
  },
  decode(bytes) {
    const length = bytes[0];
    if (length === undefined || length > 32) return undefined;
    const octets = Math.ceil(length / 8);
    const router = addressCodec.decode(bytes.subarray(1 + octets));
    if (!router) return undefined;
    const network = [0, 1, 2, 3].map((i) => (i < octets ? bytes[1 + i] : 0)).join(".");
    return { text: `${network}/${length} - ${router.text}`, length: 1 + octets + router.length };
  },
};

const codecs: Readonly<Record<string, Codec>> = {
  boolean: booleanCodec,
  int8: integerCodec(8, true),
  int16: integerCodec(16, true),
  int32: integerCodec(32, true),
  uint8: integerCodec(8, false),
  uint16: integerCodec(16, false),
  uint32: integerCodec(32, false),
  "ipv4-address": addressCodec,
  fqdn: domainNameCodec,
  string: stringCodec,
  route: routeCodec,
};

/** Returns whether the values of a type have one spelling as text. */
const isSpelledInOneWay = (type: string): boolean => type === "string" || type === "ipv4-address";

/**
 * Returns a value's bytes as capital hexadecimal digits; nothing where the text is not certainly a
 * value of this layout.
 */
export function encodeValue(text: string, { types, isArray }: Layout): string | undefined {
  const fields = text.split(/(?<!\\), /);
  if (fields.length < types.length || (fields.length > types.length && !isArray)) return undefined;
  const parts = fields.map((field, i) =>
    codecs[types[Math.min(i, types.length - 1)]!]?.encode(field),
  );
  return parts.every((part) => part !== undefined)
    ? Buffer.concat(parts).toString("hex").toUpperCase()
    : undefined;
}

/**
 * Returns the text of a value given in hexadecimal digits; nothing where the text does not encode
 * to exactly these bytes.
 */
export function decodeValue(hex: string, layout: Layout): string | undefined {
  const { types, isArray } = layout;
  let bytes = Buffer.from(hex, "hex");
  const fields: string[] = [];
  while (bytes.length > 0) {
    if (fields.length >= types.length && !isArray) return undefined;
    const found = codecs[types[Math.min(fields.length, types.length - 1)]!]?.decode(bytes);
    if (!found) return undefined;
    fields.push(found.text);
    bytes = bytes.subarray(found.length);
  }
  const text = fields.join(", ");
  return encodeValue(text, layout) === hex ? text : undefined;
}

/**
 * Returns the number of hexadecimal digits that one value of this layout takes at the beginning of
 * some bytes; nothing where the bytes are not certainly a value and what follows it.
 */
export function lengthOfValue(hex: string, { types }: Layout): number | undefined {
  const bytes = Buffer.from(hex, "hex");
  let at = 0;
  for (const type of types) {
    const found = codecs[type]?.decode(bytes.subarray(at));
    if (!found) return undefined;
    at += found.length;
  }
  return 2 * at;
}

/**
 * Returns the canonical spelling of a value given as fields separated by commas. A text that is not
 * certainly a value of this layout stays as it is.
 */
export function normalizeValue(text: string, layout: Layout): string {
  if (text === "" || layout.types.every(isSpelledInOneWay)) return text;
  const hex = encodeValue(text, layout);
  return (hex !== undefined && decodeValue(hex, layout)) || text;
}
