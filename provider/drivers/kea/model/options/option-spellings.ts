// The spellings of an option's value: as text or as bytes, read in one spelling and written as the
// option is defined on the server.
import { messages } from "../../messages.js";
import type { Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { Definitions } from "./definitions.js";
import { toHex, trimBlanks } from "./hex.js";
import {
  decodeValue,
  encodeValue,
  lengthOfValue,
  normalizeValue,
  type Layout,
} from "./option-values.js";
import { findBuiltInLatest, type Definition } from "./standard-options.js";

/** A value as the model has it: text, or hexadecimal digits with `csv-format: false`. */
interface OptionValue {
  readonly value: string;
  readonly [keywords.csvFormat]?: false;
}

/** The codes of the options in each space of a list. */
export type CodesBySpace = ReadonlyMap<string, ReadonlySet<string>>;

/** The surroundings of an option that is read. */
export interface OptionContext {
  readonly definitions: Definitions;
  readonly codes: CodesBySpace;
  /** The option, as messages name it. */
  readonly where: string;
}

/**
 * Returns a value in one spelling. An option that some release has built in is spelled as that
 * release does, whoever defines it, and as text wherever its bytes are certainly the value of a
 * text. The bytes of other options stay bytes, because another server may define them otherwise.
 * Without a definition Kea takes data for bytes.
 */
export function readValue(
  option: string,
  data: string,
  csv: Json | undefined,
  { definitions, codes, where }: OptionContext,
): OptionValue {
  const definition = definitions.get(option);
  const builtInLayout = findBuiltInLatest(option)?.layout;
  if (definition?.form !== "empty" && !isInBytes(definition, csv))
    return readText(data, definition?.layout, builtInLayout);
  const digits = toHex(data);
  if (digits === undefined) throw messages.keaHexInvalid(where);
  const hex = isOneText(definition?.layout) ? withoutLastNulls(digits) : digits;
  return fromBytes(
    definition === undefined ? hex : withoutInnerOptions(hex, definition, codes),
    definition?.form === "empty" ? undefined : builtInLayout,
  );
}

const isOneText = (layout: Layout | undefined): boolean =>
  layout?.types.length === 1 && layout.types[0] === "string";

/**
 * Removes the bytes 0 at the end of a text, which Kea does not keep (OptionString::unpack). Seen on
 * 3.0.3.
 */
const withoutLastNulls = (hex: string): string => hex.replace(/(?<=..)(?:00)+$/, "");

function isInBytes(definition: Definition | undefined, csv: Json | undefined): boolean {
  if (csv === false) return true;
  return definition === undefined ? csv !== true : definition.form === "binary";
}

function readText(
  data: string,
  layout: Layout | undefined,
  builtInLayout: Layout | undefined,
): OptionValue {
  const text = normalizeFields(data);
  if (!layout || text === "") return { value: text };
  const usual = builtInLayout ?? layout;
  if (layout === usual) return { value: normalizeValue(text, usual) };
  const hex = encodeValue(text, layout);
  return hex === undefined ? { value: text } : fromBytes(hex, usual);
}

function fromBytes(hex: string, layout: Layout | undefined): OptionValue {
  if (hex === "") return { value: hex };
  const text = layout && decodeValue(hex, layout);
  return text === undefined ? { value: hex, [keywords.csvFormat]: false } : { value: text };
}

/** Returns whether a value reads as it is in a configuration with these definitions. */
export function isReadBack(option: string, member: Tree, definitions: Definitions): boolean {
  const written = writtenValue(option, member, definitions.get(option));
  if (!written) return false;
  const read = readValue(option, written.value, written[keywords.csvFormat], {
    definitions,
    codes: new Map(),
    where: option,
  });
  return (
    read.value === (member.value ?? "") && read[keywords.csvFormat] === member[keywords.csvFormat]
  );
}

/**
 * Returns a value of the model as it is written for this definition; nothing where no text and no
 * bytes have that value.
 */
export function writtenValue(
  option: string,
  { value, [keywords.csvFormat]: csv }: Tree,
  definition: Definition | undefined,
): OptionValue | undefined {
  const text = String(value ?? "");
  if (csv === false) return { value: text, [keywords.csvFormat]: false };
  const usual = findBuiltInLatest(option)?.layout;
  const isText = definition?.form === "text";
  if (text === "" || (isText && (!usual || usual === definition.layout))) return { value: text };
  const hex = usual && encodeValue(text, usual);
  if (hex === undefined) return isText && !usual ? { value: text } : undefined;
  return isText ? fromBytes(hex, definition.layout) : { value: hex, [keywords.csvFormat]: false };
}

/**
 * Returns whether an option has no value and needs one: an option that is never sent needs none.
 */
export const isEmptyValue = ({ value, [keywords.neverSend]: neverSend }: Tree): boolean =>
  (value === undefined || value === "") && neverSend !== true;

/**
 * Returns whether Kea takes an empty value for an option with this definition only in the form of
 * bytes.
 */
export const acceptsOnlyBytes = (definition: Definition | undefined): boolean =>
  definition === undefined || definition.form === "binary";

/**
 * Returns the fields of a value, separated by a comma and a blank. A comma after a backslash
 * belongs to its field.
 */
export function normalizeFields(data: string): string {
  const parts = data.includes("\\")
    ? (data.match(/(?:\\[^]|[^\\,]|\\$)+/g) ?? [])
    : data.split(",").filter((part) => part !== "");
  return parts.map(trimBlanks).join(", ");
}

/**
 * Returns the bytes of an option that contains others, without those that the list has as options
 * of their own. Kea returns them twice, as bytes behind the option's own value and as options. Seen
 * on 2.2.0, 2.6.3 and 3.0.3; of an option without a value of its own, the latter two return no
 * bytes at all, not even those written as such.
 */
function withoutInnerOptions(hex: string, definition: Definition, codes: CodesBySpace): string {
  const inside = codes.get(definition.encapsulates ?? "");
  const own = lengthOfOwnValue(hex, definition);
  if (!inside || own === undefined) return hex;
  const remaining: string[] = [hex.slice(0, own)];
  for (let at = own; at < hex.length; ) {
    const code = parseInt(hex.slice(at, at + 2), 16);
    const hasNoLength = code === 0 || code === 255;
    const end = hasNoLength ? at + 2 : at + 4 + 2 * parseInt(hex.slice(at + 2, at + 4), 16);
    if (!(end <= hex.length)) return hex; // no row of options, but bytes with another meaning
    if (!inside.has(String(code))) remaining.push(hex.slice(at, end));
    at = end;
  }
  return remaining.join("");
}

function lengthOfOwnValue(hex: string, { form, layout }: Definition): number | undefined {
  if (form === "empty") return 0;
  return layout && lengthOfValue(hex, layout);
}
