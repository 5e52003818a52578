// Single values as Windows writes them, and the one spelling in which they are compared.
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";

/** The seconds of an unlimited duration: the native API has -1, in 32 bits. */
export const unlimitedSeconds = 2 ** 32 - 1;

/**
 * Parses `d.hh:mm:ss`, as .NET writes a TimeSpan, to seconds. A negative one, or one longer than 32
 * bits hold, is unlimited.
 */
export function parseDuration(text: string, where: string): number {
  const found = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(text.trim());
  if (!found) throw messages.windowsValue(where, "a duration such as 8.00:00:00", text);
  const [, negative, days = "0", hours, minutes, seconds] = found;
  const total =
    Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return negative || total > unlimitedSeconds ? unlimitedSeconds : total;
}

/** Formats seconds as .NET writes a TimeSpan. */
export function formatDuration(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = two((seconds % 86_400) / 3_600);
  const minutes = two((seconds % 3_600) / 60);
  const time = `${hours}:${minutes}:${two(seconds % 60)}`;
  return days > 0 ? `${days}.${time}` : time;
}

/** Returns an address in four numbers without zeros in front. */
export function parseAddress(text: string, where: string): string {
  const number = parseIpv4(text.trim());
  if (number === undefined) throw messages.windowsValue(where, "an IPv4 address", text);
  return numberToIpv4(number);
}

/**
 * Returns bytes in pairs of lower-case digits with hyphens between, whatever separated them; a `*`
 * at
 * either end stays.
 */
export function hyphenateBytes(text: string, where: string): string {
  if (/^[0-9a-f]{2}(-[0-9a-f]{2})*$/.test(text)) return text; // as Windows itself writes it
  const found = /^(\*?)([0-9A-Fa-f\s:-]*)(\*?)$/.exec(text.trim().replace(/^0x/i, ""));
  const digits = found?.[2]?.replace(/[^0-9A-Fa-f]/g, "").toLowerCase();
  if (!found || digits === undefined)
    throw messages.windowsValue(where, "a row of hexadecimal digits", text);
  return found[1]! + (digits.match(/.{1,2}/g) ?? []).join("-") + found[3]!;
}

export const isTrue = (text: string): boolean => /^(true|1)$/i.test(text.trim());

/** Returns a keyword in its one spelling; one that is unknown stays as it is. */
export function canonicalKeyword(text: string, known: readonly string[]): string {
  const found = known.find((one) => one.toLowerCase() === text.trim().toLowerCase());
  return found ?? text.trim();
}

export const scopeStates = ["Active", "Inactive"] as const;
export const scopeTypes = ["Dhcp", "Bootp", "Both"] as const;
export const conditionOperators = ["And", "Or"] as const;

/** The type of an option, which its definition states. */
export type OptionType =
  | "Byte"
  | "Word"
  | "DWord"
  | "DWordDWord"
  | "IPv4Address"
  | "String"
  | "BinaryData"
  | "EncapsulatedData";

/** Tells whether options of this type hold a row of bytes. */
export const isByteType = (type: string): boolean =>
  type === "BinaryData" || type === "EncapsulatedData";

const numericLimits: Readonly<Record<string, bigint>> = {
  Byte: 0xffn,
  Word: 0xffffn,
  DWord: 0xffff_ffffn,
  DWordDWord: 0xffff_ffff_ffff_ffffn,
};

/**
 * Returns the values of an option in one spelling: numbers in decimal digits, addresses in four
 * numbers, bytes in one row of hexadecimal digits. Strings stay.
 */
export function parseOptionValues(values: readonly string[], type: string, where: string): Json {
  const most = numericLimits[type];
  if (most !== undefined) {
    return values.map((value) => {
      const text = value.trim();
      const isNumber = /^(0x[0-9a-f]+|\d+)$/i.test(text);
      if (!isNumber || BigInt(text) > most)
        throw messages.windowsValue(where, `a number of the type ${type}`, value);
      return BigInt(text).toString();
    });
  }
  if (type === "IPv4Address") return values.map((value) => parseAddress(value, where));
  if (isByteType(type)) return [values.map((value) => parseBytes(value, where)).join("")];
  return values;
}

function parseBytes(value: string, where: string): string {
  const text = value.trim();
  if (/^\d{1,3}$/.test(text) && Number(text) < 256 && !/^0\d/.test(text))
    return Number(text).toString(16).padStart(2, "0");
  const digits = text.replace(/^0x/i, "").replace(/[\s-]/g, "").toLowerCase();
  if (!/^[0-9a-f]*$/.test(digits))
    throw messages.windowsValue(where, "a row of hexadecimal digits", value);
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/**
 * Returns an option's values as cmdlets take them and exports have them: bytes one by one, and in
 * hexadecimal digits.
 */
export function formatOptionValues(values: readonly string[], type: string): readonly string[] {
  if (type === "Byte")
    return values.map((value) => `0x${Number(value).toString(16).padStart(2, "0")}`);
  if (!isByteType(type)) return values;
  return values.flatMap((row) => (row.match(/../g) ?? []).map((byte) => `0x${byte}`));
}
