// Option values: Kea's lists of them as a collection by `space:code`, each value in one spelling.
import { messages } from "../messages.js";
import type { Json, Tree } from "../../../core/model.js";
import { optionCodeKey, spaceName, type Definitions } from "./definitions.js";
import { decodeValue, encodeValue, normalizeValue, type Layout } from "./option-values.js";
import { findBuiltInLatest, type Definition } from "./standard-options.js";
import { readContext } from "./user-context.js";
import { toHex, trimBlanks } from "./hex.js";
import { asMaps, withSubject, type KeaMap } from "./kea-map.js";
import { before, type Release } from "./release.js";

/** One option of a list, read. */
export interface ReadOption {
  /**
   * Its identity in the list: `space:code`, with the vendor of 124 and 125 after a slash, and the
   * classes it is for after an @.
   */
  readonly key: string;
  readonly member: Tree;
  /** Another one of the list has the same identity, and is the one that clients are sent. */
  readonly isShadowed?: true;
}

/**
 * Returns the options of a list in its order. Of several that are one and the same, clients are
 * sent the last one before 3.0, and the first one since, whether they are given by name or by code,
 * as text or as bytes. Seen in offers of 2.2.0, 2.6.3 and 3.0.3.
 */
export function readOptions(
  list: Json | undefined,
  definitions: Definitions,
  where: string,
): readonly ReadOption[] {
  const raws = asMaps(list, `${where} option-data`);
  // The options of each space: they come again inside the one that contains them.
  const codes = new Map<string, Set<string>>();
  const identified = raws.map((raw) =>
    withSubject(raw, () => {
      const space = spaceName(raw.space);
      const code = readCode(raw, space, definitions, where);
      let inSpace = codes.get(space);
      if (!inSpace) codes.set(space, (inSpace = new Set()));
      inSpace.add(String(code));
      return { raw, key: optionCodeKey(space, code) };
    }),
  );
  const read = identified.map(({ raw, key: option }) =>
    withSubject(raw, () => {
      const member = readMember(raw, option, definitions, codes, where);
      return { key: identify(option, member, raw["client-classes"]), member };
    }),
  );
  const sent = new Map<string, ReadOption>();
  for (const one of read)
    if (!sent.has(one.key) || sendsLast(definitions.release)) sent.set(one.key, one);
  return sent.size === read.length
    ? read
    : read.map((one) => (sent.get(one.key) === one ? one : { ...one, isShadowed: true }));
}

/** The options of a list as a collection; nothing where there are none. */
export function readOptionCollection(
  list: Json | undefined,
  definitions: Definitions,
  where: string,
): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  return Object.fromEntries(
    readOptions(list, definitions, where).flatMap(({ key, member, isShadowed }) =>
      isShadowed ? [] : [[key, member]],
    ),
  );
}

/**
 * Returns whether an option has no value, and is not one that is never sent: such a one needs none.
 */
export const isEmptyValue = ({ value, "never-send": never }: Tree): boolean =>
  (value === undefined || value === "") && never !== true;

/**
 * Returns whether Kea takes no value at all for an option with this definition where that is given
 * in bytes alone: none of them.
 */
export const acceptsOnlyBytes = (definition: Definition | undefined): boolean =>
  definition === undefined || definition.form === "binary";

/**
 * Returns whether a release sends the last of several options that are one and the same, and not
 * the first.
 */
export const sendsLast = (release: Release): boolean => before(release, "3.0");

/** The parts of an option's identity. */
export function optionIdentity(key: string): {
  readonly option: string;
  readonly space: string;
  readonly code: number;
  readonly classes: readonly string[];
} {
  const [, space, code, classes] = /^(.*?):(\d+)(?:\/\d+)?(?:@(.*))?$/s.exec(key)!;
  return {
    option: `${space}:${code}`,
    space: space!,
    code: Number(code),
    classes: (classes?.match(/"(?:\\.|[^"\\])*"|[^,]+/g) ?? []).map((name) =>
      name.startsWith('"') ? (JSON.parse(name) as string) : name,
    ),
  };
}

/** A class in an option's identity: bare where that cannot be misread. */
const quoteClass = (name: Json): string =>
  typeof name === "string" && /^[^\s",@]+$/.test(name) ? name : JSON.stringify(name);

function readCode(raw: KeaMap, space: string, definitions: Definitions, where: string): number {
  if (typeof raw.code === "number") {
    if (!Number.isInteger(raw.code) || raw.code < 0 || raw.code > 255)
      throw messages.keaShape(`${where} option-data code`, "a whole number from 0 to 255");
    return raw.code;
  }
  const code = typeof raw.name === "string" ? definitions.codeOf(space, raw.name) : undefined;
  if (code === undefined) throw messages.keaOptionUnknown(where, space, raw.name);
  return code;
}

const optionKeywords = new Set([
  "code",
  "name",
  "space",
  "data",
  "csv-format",
  "always-send",
  "never-send",
  "client-classes",
  "comment",
  "user-context",
]);

function readMember(
  raw: KeaMap,
  option: string,
  definitions: Definitions,
  codes: ReadonlyMap<string, ReadonlySet<string>>,
  where: string,
): Tree {
  const member: Record<string, Json> = {};
  const data = raw.data === undefined ? undefined : String(raw.data);
  const value = readValue(
    data ?? "",
    raw["csv-format"],
    option,
    definitions,
    codes,
    `${where} options.${option}`,
  );
  if (data !== undefined || raw["never-send"] !== true) Object.assign(member, value);
  if (raw["always-send"] === true) member["always-send"] = true;
  if (raw["never-send"] === true) member["never-send"] = true;
  readContext(raw, member);
  for (const [name, value] of Object.entries(raw))
    if (!optionKeywords.has(name)) member[name] = value;
  return member;
}

/** A value as the model has it: text, or hexadecimal digits with `csv-format: false`. */
interface OptionValue {
  readonly value: string;
  readonly "csv-format"?: false;
}

/**
 * Returns a value in one spelling. What some release has built in is spelled as that release does,
 * whoever defines it, and as text wherever its bytes are surely the value of a text. The bytes of
 * other options stay bytes: another server may define them otherwise. Without a definition Kea
 * takes data for bytes.
 */
function readValue(
  data: string,
  csv: Json | undefined,
  option: string,
  { get: of }: Definitions,
  codes: ReadonlyMap<string, ReadonlySet<string>>,
  where: string,
): OptionValue {
  const definition = of(option);
  const known = findBuiltInLatest(option)?.layout;
  const usual = known ?? definition?.layout;
  const isBytes = definition?.form === "binary" || csv === false || (!definition && csv !== true);
  if (!isBytes && definition?.form !== "empty") {
    const text = normalizeFields(data);
    if (!definition?.layout || !usual || text === "") return { value: text };
    if (definition.layout === usual) return { value: normalizeValue(text, usual) };
    const hex = encodeValue(text, definition.layout);
    return hex === undefined ? { value: text } : fromBytes(hex, usual);
  }
  const hex = toHex(data);
  if (hex === undefined) throw messages.keaHexInvalid(where);
  if (definition?.form === "empty")
    return fromBytes(withoutInnerOptions(hex, codes.get(definition.encapsulates ?? "")), undefined);
  return fromBytes(hex, known);
}

/**
 * Returns whether a value would be read as it is from a configuration in which the option means
 * this.
 */
export function isReadBack(option: string, member: Tree, definitions: Definitions): boolean {
  const written = writtenValue(option, member, definitions.get(option));
  if (!written) return false;
  const { value, "csv-format": csv } = readValue(
    written.value,
    written["csv-format"],
    option,
    definitions,
    new Map(),
    option,
  );
  return value === (member.value ?? "") && csv === member["csv-format"];
}

function fromBytes(hex: string, layout: Layout | undefined): OptionValue {
  if (hex === "") return { value: hex };
  const text = layout && decodeValue(hex, layout);
  return text === undefined ? { value: hex, "csv-format": false } : { value: text };
}

/**
 * Returns a value of the model as it is written where the option means this; nothing where no text
 * and no bytes say it there.
 */
export function writtenValue(
  option: string,
  { value, "csv-format": csv }: Tree,
  definition: Definition | undefined,
): OptionValue | undefined {
  const text = String(value ?? "");
  if (csv === false) return { value: text, "csv-format": false };
  const usual = findBuiltInLatest(option)?.layout;
  if (text === "" || (definition?.form === "text" && (!usual || usual === definition.layout)))
    return { value: text };
  const hex = usual && encodeValue(text, usual);
  if (hex === undefined) return definition?.form === "text" && !usual ? { value: text } : undefined;
  return definition?.form === "text"
    ? fromBytes(hex, definition.layout)
    : { value: hex, "csv-format": false };
}

/**
 * Fields between commas, none with a blank at its end; a comma after a backslash belongs to its
 * field.
 */
export function normalizeFields(data: string): string {
  const parts = data.includes("\\")
    ? (data.match(/(?:\\[^]|[^\\,]|\\$)+/g) ?? [])
    : data.split(",").filter((part) => part !== "");
  return parts.map(trimBlanks).join(", ");
}

/**
 * The bytes of an option that has only others inside it, without those that the list has as options
 * of their own: 2.2 gives them back twice, as bytes and as options. Seen on 2.2.0; 2.6.3 and 3.0.3
 * give no bytes back at all, not even those written as such.
 */
function withoutInnerOptions(hex: string, inside: ReadonlySet<string> | undefined): string {
  if (!inside || hex === "") return hex;
  const kept: string[] = [];
  for (let at = 0; at < hex.length; ) {
    const code = parseInt(hex.slice(at, at + 2), 16);
    const end =
      code === 0 || code === 255 ? at + 2 : at + 4 + 2 * parseInt(hex.slice(at + 2, at + 4), 16);
    if (!(end <= hex.length)) return hex; // not a row of options: bytes of somebody's own
    if (!inside.has(String(code))) kept.push(hex.slice(at, end));
    at = end;
  }
  return kept.join("");
}

/** The manual: 124 and 125 "are identified by the pair of code point and vendor identifier". */
function identify(option: string, member: Tree, classes: Json | undefined): string {
  const vendor = option === "dhcp4:124" || option === "dhcp4:125" ? readVendor(member) : undefined;
  const tagged =
    Array.isArray(classes) && classes.length > 0
      ? [...new Set(classes.map(quoteClass))].sort().join(",")
      : undefined;
  return (
    option + (vendor === undefined ? "" : `/${vendor}`) + (tagged === undefined ? "" : `@${tagged}`)
  );
}

function readVendor({ value, "csv-format": format }: Tree): number | undefined {
  const text = String(value ?? "");
  const number =
    format === false ? parseInt(text.slice(0, 8), 16) : Number(text.split(",")[0]!.trim() || NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}

/**
 * Returns whether a server of this release never returns the value of an option: config-get shows
 * it empty. 2.6 and 3.0 do so where an option has only others inside it. Of what a class defines
 * otherwise 3.0 goes by that, and 2.6 so for option 43 alone, where nobody defines that for all
 * (`shared`). Seen on 2.6.3 and 3.0.3.
 */
export function hidesValue(
  option: string,
  within: Definitions,
  shared: Definitions,
  release: Release,
): boolean {
  if (before(release, "2.4")) return false;
  const own = within.getLocal(option);
  if (!own) return shared.get(option)?.form === "empty";
  return before(release, "3.0")
    ? option === "dhcp4:43" && shared.get(option)?.form === "empty"
    : own.form === "empty";
}
