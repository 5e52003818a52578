// The values that Kea accepts for an option of a type: texts field by field, bytes from the first
// to the last. As `kea-dhcp4 -t` of 2.2.0, 2.6.3 and 3.0.3 accepts them
// (test/kea/value-types.test.ts).
import type { Tree } from "../../../../core/model.js";

/** The type of an option's value, as its definition gives it. */
export interface ValueType {
  readonly type: string;
  readonly isArray: boolean;
  /** The types of a record's fields; empty for other types. */
  readonly fields: readonly string[];
}

/** Returns the type that a definition gives. */
export const valueTypeOf = ({ type, array, "record-types": fields }: Tree): ValueType => ({
  type: String(type),
  isArray: array === true,
  fields: typeof fields === "string" ? fields.split(",").map((field) => field.trim()) : [],
});

/** Returns whether Kea accepts an option's value, as the model has it, for this type. */
export function takesValue(
  of: ValueType,
  { value, "csv-format": format, "never-send": never }: Tree,
): boolean {
  const text = value === undefined ? "" : String(value);
  if (text === "")
    return (
      never === true ||
      of.type === "empty" ||
      of.type === "binary" ||
      (of.isArray && /^ipv[46]-address$/.test(of.type))
    );
  return format === false ? takesBytes(of, text) : takesText(of, text);
}

interface TypeRule {
  /** Returns whether one field of a text is a value of the type. */
  readonly text: (field: string) => boolean;
  /** Returns the end of a value that begins at `at`; nothing where there are too few bytes. */
  readonly end: (bytes: Uint8Array, at: number) => number | undefined;
}

const fixedLength =
  (size: number): TypeRule["end"] =>
  (bytes, at) =>
    at + size <= bytes.length ? at + size : undefined;

/** The rule for integers. Kea reads a number as decimal where it can, and else as hexadecimal. */
const integerRule = (bits: number, isSigned: boolean): TypeRule => {
  const [least, most] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const isWithin = (number: number): boolean => number >= least && number <= most;
  return {
    text: (field) =>
      (/^[+-]?\d+$/.test(field) && isWithin(Number(field))) ||
      (/^(0x)?[0-9a-f]+$/i.test(field) && isWithin(Number.parseInt(field, 16))),
    end: fixedLength(bits / 8),
  };
};

const isIpv4 = (field: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(field) && field.split(".").every((part) => Number(part) < 256);
const isIpv6 = (field: string): boolean => field.includes(":") && /^[0-9a-f:.]+$/i.test(field);

function isPrefix(field: string): boolean {
  const [address, length, ...more] = field.split("/");
  return (
    more.length === 0 && isIpv6(address!) && /^\d+$/.test(length ?? "") && Number(length) <= 128
  );
}

function isPsid(field: string): boolean {
  const [, psid, length] = /^(\d+)\/(\d+)$/.exec(field) ?? [];
  return psid !== undefined && Number(length) <= 16 && Number(psid) < 2 ** Number(length);
}

function endOfName(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] === 0) return undefined; // the root alone
  for (let here = at; here < bytes.length; here += bytes[here]! + 1)
    if (bytes[here] === 0) return here + 1;
  return undefined;
}

const typeRules: Readonly<Record<string, TypeRule>> = {
  empty: { text: () => false, end: (bytes) => bytes.length },
  binary: { text: () => false, end: (bytes) => bytes.length },
  boolean: { text: (field) => /^(true|false|0|1)$/i.test(field), end: fixedLength(1) },
  int8: integerRule(8, true),
  int16: integerRule(16, true),
  int32: integerRule(32, true),
  uint8: integerRule(8, false),
  uint16: integerRule(16, false),
  uint32: integerRule(32, false),
  "ipv4-address": { text: (field) => isIpv4(field), end: fixedLength(4) },
  "ipv6-address": { text: isIpv6, end: fixedLength(16) },
  "ipv6-prefix": {
    text: isPrefix,
    end: (bytes, at) =>
      bytes[at]! > 128 ? undefined : fixedLength(1 + Math.ceil(bytes[at]! / 8))(bytes, at),
  },
  psid: { text: isPsid, end: fixedLength(3) },
  string: {
    text: (field) => field !== "",
    end: (bytes, at) => (bytes.subarray(at).some((byte) => byte !== 0) ? bytes.length : undefined),
  },
  tuple: {
    text: (field) => field !== "" && field.length < 256,
    end: (bytes, at) => (bytes.length === 1 ? undefined : fixedLength(1 + bytes[at]!)(bytes, at)),
  },
  fqdn: {
    text: (field) =>
      /^[!-~]+$/.test(field) &&
      field
        .replace(/\.$/, "")
        .split(".")
        .every((label) => label !== "" && label.length < 64),
    end: endOfName,
  },
};

function takesText({ type, isArray, fields }: ValueType, text: string): boolean {
  const tokens = (text.match(/(?:\\[^]|[^\\,]|\\$)+/g) ?? []).map((token) => token.trim());
  if (type !== "record")
    return (isArray ? tokens : tokens.slice(0, 1)).every((token) => isValueOf(type, token));
  if (tokens.length < fields.length || fields.length === 0) return false;
  const last = isArray ? tokens.slice(fields.length) : [];
  return (
    fields.every((field, i) => isValueOf(field, tokens[i]!)) &&
    last.every((token) => isValueOf(fields.at(-1)!, token))
  );
}

/**
 * Returns whether a text is a value of a type. A type that is unknown here accepts everything: the
 * server does not know it either.
 */
const isValueOf = (type: string, token: string): boolean => typeRules[type]?.text(token) ?? true;

function takesBytes({ type, isArray, fields }: ValueType, hex: string): boolean {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  let at = 0;
  for (const field of type === "record" ? fields : [type]) {
    const end = at < bytes.length ? endOf(field, bytes, at) : undefined;
    if (end === undefined) return false;
    at = end;
  }
  // After the fields of a record Kea ignores bytes that are too few for another field.
  while (isArray && type !== "record" && at < bytes.length) {
    const end = endOf(type, bytes, at);
    if (end === undefined) return false;
    at = end;
  }
  return true;
}

/** Returns whether Kea accepts a definition's type, fields and encapsulated space together. */
export function isSound({ type, isArray, fields }: ValueType, encapsulates: boolean): boolean {
  if (type === "record" ? fields.length < 2 : fields.length > 0) return false;
  const repeated = fields.at(-1) ?? type;
  return !isArray || (!encapsulates && !["empty", "string", "binary"].includes(repeated));
}

const endOf = (type: string, bytes: Uint8Array, at: number): number | undefined =>
  typeRules[type] ? typeRules[type].end(bytes, at) : bytes.length;
