// Tells of a subnet, without reading it, that it can be read and what it names. Most subnets are
// equal on both servers, and are then never read.
import { parseIpv4 } from "../../../../core/address.js";
import { isMap } from "../../../../core/canonical.js";
import { UserError } from "../../../../core/messages.js";
import type { Json } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { KeaMap } from "../kea-map.js";
import { optionCodeKey, spaceName, type Definitions } from "../options/definitions.js";
import { isBytesWithColons } from "../options/hex.js";
import { identifierKeys } from "./client-identifiers.js";
import { rangeKeyOf } from "./ranges.js";
import type { NamedObjects } from "./references.js";
import type { ReservationContext } from "./reservations.js";

/** Names with which an object may name classes, or whose values are read as lists of objects. */
const unskimmable: ReadonlySet<string> = new Set([
  "client-class",
  keywords.classes,
  "require-client-classes",
  "evaluate-additional-classes",
  "test",
  "template-test",
  "options",
  "ranges",
]);

type Context = Pick<ReservationContext, "definitions" | "hasUniqueAddresses">;

/**
 * Returns the objects that a subnet names. Returns nothing where it has to be read: reading it may
 * fail, it names classes, or holds options that a warning may be about.
 */
export function skimSubnet(raw: KeaMap, context: Context): NamedObjects | undefined {
  const options: string[] = [];
  for (const name in raw) if (unskimmable.has(name)) return undefined;
  const isSkimmed =
    skimOptions(raw[keywords.options], context.definitions, options) &&
    skimRanges(raw[keywords.pools], context.definitions, options) &&
    skimReservations(raw[keywords.reservations], context, options);
  return isSkimmed ? namesOf(options) : undefined;
}

const namesByOptions = new Map<string, NamedObjects>();
const none: ReadonlySet<string> = new Set();

/** Returns the same names for the same options: most subnets have the options of many others. */
function namesOf(options: readonly string[]): NamedObjects {
  const key = options.join("\n");
  const known = namesByOptions.get(key);
  if (known) return known;
  if (namesByOptions.size > 1_000) namesByOptions.clear();
  const names = { classes: none, options: new Set(options), optionNames: none };
  namesByOptions.set(key, names);
  return names;
}

/**
 * Returns whether the options of an array are different ones that can be read certainly, and adds
 * each of them to `options`.
 */
function skimOptions(list: Json | undefined, definitions: Definitions, options: string[]): boolean {
  const start = options.length;
  return skimMaps(list, (raw) => {
    const option = skimOption(raw, definitions);
    if (option === undefined || options.includes(option, start)) return false;
    options.push(option);
    return true;
  });
}

/** Returns an option with a value in the form of text: bytes may be spelled wrong. */
function skimOption(raw: KeaMap, definitions: Definitions): string | undefined {
  if (keywords.classes in raw || raw[keywords.csvFormat] === false || raw.data === "")
    return undefined;
  const option = findOption(raw, definitions);
  return option !== undefined && definitions.get(option)?.form === "text" ? option : undefined;
}

/** Returns the option that an element of an array is about, or nothing where that is not certain. */
export function findOption(raw: KeaMap, definitions: Definitions): string | undefined {
  const { code, name } = raw;
  const space = spaceName(raw.space);
  if (typeof code === "number")
    return Number.isInteger(code) && code >= 0 && code <= 255
      ? optionCodeKey(space, code)
      : undefined;
  const found = typeof name === "string" ? definitions.codeOf(space, name) : undefined;
  return found === undefined ? undefined : optionCodeKey(space, found);
}

function skimRanges(list: Json | undefined, definitions: Definitions, options: string[]): boolean {
  const keys = new Set<string>();
  return skimMaps(list, (raw) => {
    const key = typeof raw.pool === "string" ? findRangeKey(raw.pool) : undefined;
    if (key === undefined || keys.has(key)) return false;
    keys.add(key);
    return skimMember(raw, definitions, options);
  });
}

function findRangeKey(pool: string): string | undefined {
  try {
    return rangeKeyOf(pool);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function skimReservations(
  list: Json | undefined,
  { definitions, hasUniqueAddresses }: Context,
  options: string[],
): boolean {
  const clients = new Set<string>();
  const addresses = new Set<string>();
  return skimMaps(list, (raw) => {
    const client = findClient(raw);
    if (client === undefined || clients.has(client)) return false;
    clients.add(client);
    return (
      skimAddress(raw[keywords.ipAddress], addresses, hasUniqueAddresses) &&
      skimMember(raw, definitions, options)
    );
  });
}

/** Returns the client of a reservation where its bytes are spelled in the usual way. */
function findClient(raw: KeaMap): string | undefined {
  for (const key of identifierKeys) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    if (!isBytesWithColons(text)) return undefined;
    return key === "hw-address" ? text.toLowerCase() : `${key} ${text.toLowerCase()}`;
  }
  return undefined;
}

function skimAddress(
  address: Json | undefined,
  addresses: Set<string>,
  areUnique: boolean,
): boolean {
  if (address === undefined || address === "" || address === "0.0.0.0") return true;
  if (typeof address !== "string" || parseIpv4(address) === undefined) return false;
  if (areUnique && addresses.has(address)) return false;
  addresses.add(address);
  return true;
}

/** Returns whether all but the identity of a range or reservation can be read certainly. */
function skimMember(raw: KeaMap, definitions: Definitions, options: string[]): boolean {
  for (const name in raw) if (unskimmable.has(name) || name === keywords.reservations) return false;
  const list = raw[keywords.options];
  return list === undefined || skimOptions(list, definitions, options);
}

function skimMaps(list: Json | undefined, skim: (raw: KeaMap) => boolean): boolean {
  if (list === undefined) return true;
  return Array.isArray(list) && (list as readonly Json[]).every((raw) => isMap(raw) && skim(raw));
}
