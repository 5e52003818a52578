// Kea's texts are bytes: its JSON writes each byte beyond ASCII as \u00xx, one by one, and takes UTF-8 or the same escapes. Seen on 2.2.0,
// 2.6.3 and 3.0.3, which refuse any other escape beyond \u00ff. Here they are characters. A byte that is no UTF-8 is kept as the half
// character U+DC80 to U+DCFF, as Python's surrogateescape does, and goes back as the byte it was.
import { isUtf8 } from "node:buffer";
import { messages } from "../../../core/messages.js";
import type { Json } from "../../../core/model.js";

/** What stands behind these names are reals, also where they are whole: Kea refuses a whole number in their place. */
const reals = /"(t1-percent|t2-percent|cache-threshold|ddns-ttl-percent|adaptive-lease-time-threshold)":(-?\d+)(?=[,}])/g;

/** A question as Kea takes it. */
export const written = (question: Json): string =>
  JSON.stringify(question)
    .replace(/\\(?:udc([89a-f][0-9a-f])|.)/g, (escape: string, byte: string | undefined) => (byte === undefined ? escape : `\\u00${byte}`))
    .replace(reals, '"$1":$2.0');

/** An answer, or nothing where it is no JSON. Throws a refusal where it holds a number that cannot be given back as it is. */
export function parsed(body: string, label: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (/\d{16}/.test(body)) refuseUnsafe(value as Json, label);
  return /\\u00[89a-f]/i.test(body) ? decoded(value as Json) : value;
}

function refuseUnsafe(value: Json, label: string): void {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) throw messages.keaNumberUnsafe(label, String(value));
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) refuseUnsafe(inner as Json, label);
}

function decoded(value: Json): Json {
  if (typeof value === "string") return characters(value);
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [characters(name), decoded(inner as Json)]));
}

/** Bytes, one a character, as the text they are. */
function characters(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes) || /[^\u0000-\u00ff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, "latin1");
  if (isUtf8(buffer)) return buffer.toString("utf8");
  let text = "";
  for (let at = 0; at < buffer.length; ) {
    const length = [1, 2, 3, 4].find((count) => at + count <= buffer.length && isUtf8(buffer.subarray(at, at + count)));
    text += length === undefined ? String.fromCharCode(0xdc00 + buffer[at]!) : buffer.toString("utf8", at, at + length);
    at += length ?? 1;
  }
  return text;
}
