// Kea's strings are bytes: its JSON writes each byte beyond ASCII as \u00xx, one by one, and takes
// UTF-8 or the same escapes. Seen on 2.2.0, 2.6.3 and 3.0.3, which refuse any other escape beyond
// \u00ff. Here they are characters.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { maxNesting, isNestedDeeper } from "../../../transports/nesting.js";
import { decodeBytes } from "../../../storage/text-bytes.js";

/**
 * Values of these names are reals, also where they are whole: Kea refuses a whole number in their
 * place.
 */
const reals =
  /"(t1-percent|t2-percent|cache-threshold|ddns-ttl-percent|adaptive-lease-time-threshold)":(-?\d+)(?=[,}])/g;

/**
 * Returns JSON in which the half characters that stand for bytes are written as Kea takes bytes:
 * `\u00fc`.
 */
export const escapeBytes = (json: string): string =>
  json.replace(/\\(?:udc([89a-f][0-9a-f])|.)/g, (escape: string, byte: string | undefined) =>
    byte === undefined ? escape : `\\u00${byte}`,
  );

/** Returns a question as Kea takes it. */
export const encodeCommand = (question: Json): string =>
  escapeBytes(JSON.stringify(question)).replace(reals, '"$1":$2.0');

/**
 * An answer, or nothing where it is no JSON. Throws a refusal where it is nested deeper than a
 * configuration can be, or holds a number that cannot be given back as it is.
 */
export function decodeAnswer(body: string, label: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (isNestedDeeper(value, maxNesting)) throw messages.keaAnswerTooDeep(label, maxNesting);
  if (/\d{16}/.test(body)) assertSafeNumbers(value as Json, label);
  return /\\u00[89a-f]/i.test(body) ? decodeStrings(value as Json) : value;
}

function assertSafeNumbers(value: Json, label: string): void {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw messages.keaNumberUnsafe(label, String(value));
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) assertSafeNumbers(inner as Json, label);
}

function decodeStrings(value: Json): Json {
  if (typeof value === "string") return decodeCharacters(value);
  if (Array.isArray(value)) return value.map(decodeStrings);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      decodeCharacters(name),
      decodeStrings(inner as Json),
    ]),
  );
}

/** Returns the text whose bytes are given one a character. */
function decodeCharacters(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes) || /[^\u0000-\u00ff]/.test(bytes)) return bytes;
  return decodeBytes(Buffer.from(bytes, "latin1"));
}
