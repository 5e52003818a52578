// Encodes commands and decodes answers. Kea's strings are bytes: its JSON has each byte beyond
// ASCII as \u00xx, and it accepts UTF-8 or the same escapes. Seen on 2.2.0, 2.6.3 and 3.0.3, which
// refuse any other escape beyond \u00ff. In the model they are characters.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { maxNesting, isNestedDeeper } from "../../../transports/nesting.js";
import { decodeBytes } from "../../../storage/text-bytes.js";

/**
 * Keywords of real numbers. Kea takes no integer for them: `0` for `0.0` is a syntax error (seen
 * 2026-11; the five of dhcp4_parser.yy, 2.2 to 3.3).
 */
export const realKeywords: ReadonlySet<string> = new Set([
  "t1-percent",
  "t2-percent",
  "cache-threshold",
  "ddns-ttl-percent",
  "adaptive-lease-time-threshold",
]);

const wholeReals = new RegExp(`"(${[...realKeywords].join("|")})":(-?\\d+)(?=[,}])`, "g");

/** Returns JSON with Kea's escapes for the half characters that stand for bytes: `\u00fc`. */
export const escapeBytes = (json: string): string =>
  json.replace(/\\(?:udc([89a-f][0-9a-f])|.)/g, (sequence: string, byte: string | undefined) =>
    byte === undefined ? sequence : `\\u00${byte}`,
  );

/** Returns a command as Kea reads it. */
export const encodeCommand = (command: Json): string =>
  escapeBytes(JSON.stringify(command)).replace(wholeReals, '"$1":$2.0');

/**
 * Returns an answer, or nothing where it is no JSON. Throws where it is nested deeper than a
 * configuration can be, or has a number that cannot be written back exactly.
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

/** Returns the text whose bytes are the characters of a string. */
function decodeCharacters(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes) || /[^\u0000-\u00ff]/.test(bytes)) return bytes;
  return decodeBytes(Buffer.from(bytes, "latin1"));
}
