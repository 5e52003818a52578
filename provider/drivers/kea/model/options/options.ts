// Reads options: Kea's arrays of them as a collection by identity, each value in one spelling.
import { messages } from "../../messages.js";
import type { Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import { optionCodeKey, spaceName, type Definitions } from "./definitions.js";
import { asMaps, withSubject, type KeaMap } from "../kea-map.js";
import { identifyOption } from "./option-identity.js";
import { readValue, type OptionContext } from "./option-spellings.js";
import { before, type Release } from "../release.js";
import { readContext } from "../parse/user-context.js";

/** One option of an array. */
export interface ReadOption {
  /** Its identity in the array. */
  readonly key: string;
  readonly member: Tree;
  /** True where another option of the array has the same identity and is the one that is sent. */
  readonly isShadowed?: true;
}

/**
 * Returns the options of an array in its order. Of several with one identity, clients are sent the
 * last one before 3.0, and the first one since, whether they are given by name or by code, as text
 * or as bytes. Seen in offers of 2.2.0, 2.6.3 and 3.0.3.
 */
export function readOptions(
  list: Json | undefined,
  definitions: Definitions,
  where: string,
): readonly ReadOption[] {
  const raws = asMaps(list, `${where} ${keywords.options}`);
  const codes = new Map<string, Set<string>>();
  const identified = raws.map((raw) =>
    withSubject(raw, () => {
      const space = spaceName(raw.space);
      const code = readCode(raw, space, definitions, where);
      const codesInSpace = codes.get(space) ?? new Set<string>();
      codes.set(space, codesInSpace.add(String(code)));
      return { raw, option: optionCodeKey(space, code) };
    }),
  );
  const read = identified.map(({ raw, option }) =>
    withSubject(raw, () => {
      const context = { definitions, codes, where: `${where} options.${option}` };
      const member = readMember(raw, option, context);
      const classes = ignoresClasses(raw) ? undefined : raw[keywords.classes];
      return { key: identifyOption(option, member, classes), member };
    }),
  );
  return markShadowed(read, definitions.release);
}

/**
 * Returns whether Kea ignores the client-classes of an option: it is then withheld from all
 * clients, and config-get returns it without classes. Seen on 3.0.3, and so in the code of 3.3
 * (OptionDataParser::createOption).
 */
export const ignoresClasses = (raw: KeaMap): boolean =>
  raw[keywords.neverSend] === true && raw.data === undefined;

function markShadowed(options: readonly ReadOption[], release: Release): readonly ReadOption[] {
  const sent = new Map<string, ReadOption>();
  for (const option of options)
    if (!sent.has(option.key) || sendsLast(release)) sent.set(option.key, option);
  if (sent.size === options.length) return options;
  return options.map((option) =>
    sent.get(option.key) === option ? option : { ...option, isShadowed: true },
  );
}

/** Returns whether a release sends the last of several options with one identity. */
export const sendsLast = (release: Release): boolean => before(release, "3.0");

/** Returns the options of an array as a collection; nothing where there are none. */
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

const optionKeywords: ReadonlySet<string> = new Set([
  "code",
  "name",
  "space",
  "data",
  keywords.csvFormat,
  "always-send",
  keywords.neverSend,
  keywords.classes,
  keywords.comment,
  keywords.userContext,
]);

function readMember(raw: KeaMap, option: string, context: OptionContext): Tree {
  const member: Record<string, Json> = {};
  const data = raw.data === undefined ? undefined : String(raw.data);
  const value = readValue(option, data ?? "", raw[keywords.csvFormat], context);
  const isNeverSent = raw[keywords.neverSend] === true;
  if (data !== undefined || !isNeverSent) Object.assign(member, value);
  if (raw["always-send"] === true) member["always-send"] = true;
  if (isNeverSent) member[keywords.neverSend] = true;
  readContext(raw, member);
  for (const [name, unknown] of Object.entries(raw))
    if (!optionKeywords.has(name)) member[name] = unknown;
  return member;
}
