// Option values by the type of their definition, in the spelling in which Windows returns them.
// Rendering as real exports have it (bytes as 0x00, words decimal, binary one byte an element);
// that of DWordDWord is inferred.
import { parseIpv4 } from "../../../core/address.js";
import { RefusedCall } from "./refused-call.js";
import type { OptionType } from "../model/values.js";

const parseNumber =
  (bits: bigint) =>
  (text: string): bigint | undefined => {
    const found = /^(\d+|0x[\da-f]+)$/i.test(text) ? BigInt(text) : undefined;
    return found !== undefined && found < 2n ** bits ? found : undefined;
  };
const formatByte = (value: bigint | number) =>
  `0x${value.toString(16).padStart(2, "0").toUpperCase()}`;
const parseDecimal = (bits: bigint) => (text: string) => parseNumber(bits)(text)?.toString();

const singleValueParsers: Readonly<
  Record<
    Exclude<OptionType, "BinaryData" | "EncapsulatedData">,
    (text: string) => string | undefined
  >
> = {
  Byte(text) {
    const found = parseNumber(8n)(text);
    return found === undefined ? undefined : formatByte(found);
  },
  Word: parseDecimal(16n),
  DWord: parseDecimal(32n),
  DWordDWord: parseDecimal(64n),
  IPv4Address: (text) => (parseIpv4(text) === undefined ? undefined : text),
  String: (text) => text,
};

/** Bytes given one by one, in decimal or as 0x and digits, or many at once as 0x and digits. */
function parseByteValues(values: readonly string[]): readonly string[] | undefined {
  const found = values.map((text) =>
    /^0x([\da-f]{2})+$/i.test(text)
      ? [...Buffer.from(text.slice(2), "hex")]
      : parseNumber(8n)(text),
  );
  return found.includes(undefined)
    ? undefined
    : found.flat().map((value) => formatByte(value as bigint | number).toLowerCase());
}

/** As much of a value as a person reads. */
const shortenValue = (value: string): string =>
  JSON.stringify(value.length <= 40 ? value : `${value.slice(0, 38)}…`);

/**
 * The values as held. Refuses with 20049 what does not convert, with 20103 several values for an
 * option of one.
 */
export function convertValues(
  { type, multiValued }: { readonly type: OptionType; readonly multiValued: boolean },
  values: readonly string[] | undefined,
): readonly string[] {
  // To clear an option takes Remove-, as seen by others.
  if (!values || values.length === 0) throw new RefusedCall(20049, "no value is given");
  if (type === "BinaryData" || type === "EncapsulatedData") {
    const found = parseByteValues(values);
    if (!found) throw new RefusedCall(20049, `${shortenValue(values.join(" "))} is no ${type}`);
    return found;
  }
  // The code is inferred.
  if (values.length > 1 && !multiValued) throw new RefusedCall(20103, "the option takes one value");
  return values.map((value) => {
    const found = singleValueParsers[type](value);
    if (found === undefined) throw new RefusedCall(20049, `${shortenValue(value)} is no ${type}`);
    return found;
  });
}

/** Returns the default value of a definition that has none. */
export function emptyDefault(type: OptionType): readonly string[] {
  if (type === "BinaryData" || type === "EncapsulatedData") return [];
  if (type === "String") return [""];
  return [type === "IPv4Address" ? "0.0.0.0" : singleValueParsers[type]("0")!];
}
