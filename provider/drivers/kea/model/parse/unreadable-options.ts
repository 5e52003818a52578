// Options whose value a server holds and does not return. Written back as read, they would be
// empty.
import { isMap } from "../../../../core/canonical.js";
import type { Json, Location, UnreadableOption } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { ConfigIndex } from "./config-index.js";
import { optionCodeKey, spaceName, type Definitions } from "../options/definitions.js";
import { mapsIn, type KeaMap } from "../kea-map.js";
import { readOptions } from "../options/options.js";
import { readRanges } from "./ranges.js";
import { classKey, networkKey } from "./references.js";
import { before, type Release } from "../release.js";
import { readReservationList } from "./reservations.js";

/**
 * Returns whether a server of this release never returns the value of an option: config-get shows
 * it empty. 2.6 and 3.0 do so for options that only contain others. Where a class defines the
 * option otherwise, 3.0 goes by the class; 2.6 does so for option 43 alone, where the configuration
 * does not define that for all (`shared`). Seen on 2.6.3 and 3.0.3.
 */
export function hidesValue(
  option: string,
  inPlace: Definitions,
  shared: Definitions,
  release: Release,
): boolean {
  if (before(release, "2.4")) return false;
  const local = inPlace.getLocal(option);
  if (!local) return shared.get(option)?.form === "empty";
  return before(release, "3.0")
    ? option === "dhcp4:43" && shared.get(option)?.form === "empty"
    : local.form === "empty";
}

/** Returns the options whose value the server does not return. */
export function findUnreadableOptions(index: ConfigIndex): readonly UnreadableOption[] {
  const { definitions, server, networks, classes } = index;
  const settings = { kind: "settings" } as const;
  return [
    ...findInObject(index, { raw: server.raw, location: settings, inPlace: definitions }),
    ...findInReservations(index, server.raw, settings),
    ...[...networks].flatMap(([name, { raw }]) =>
      findInObject(index, {
        raw,
        location: { kind: "shared", key: networkKey(name) },
        inPlace: definitions,
      }),
    ),
    ...[...classes].flatMap(([name, { raw }]) =>
      findInObject(index, {
        raw,
        location: { kind: "shared", key: classKey(name) },
        inPlace: definitions.withLocal(raw[keywords.optionDefinitions]),
      }),
    ),
    ...findInSubnets(index),
  ];
}

function findInSubnets(index: ConfigIndex): readonly UnreadableOption[] {
  const { definitions, subnets } = index;
  const suspects = [...subnets].filter(([, { raw, read }]) => !read.names && holdsEmptyOption(raw));
  return suspects.flatMap(([id, { raw }]) => {
    const location = { kind: "scope", key: id } as const;
    const pools = raw[keywords.pools];
    return [
      ...findInObject(index, { raw, location, inPlace: definitions }),
      ...findInMembers(index, {
        list: pools,
        name: "ranges",
        location,
        readKeys: () => readRanges(pools, definitions, id),
      }),
      ...findInReservations(index, raw, location),
    ];
  });
}

const subnetsWithoutEmpty = new WeakSet<KeaMap>();

/**
 * Returns whether a subnet holds an option as a server returns one whose value it does not return.
 * Subnets that configurations share are searched once.
 */
function holdsEmptyOption(subnet: KeaMap): boolean {
  if (subnetsWithoutEmpty.has(subnet)) return false;
  const holders = [subnet, ...mapsIn(subnet[keywords.pools])].concat(
    mapsIn(subnet[keywords.reservations]),
  );
  const isFound = holders.some(({ [keywords.options]: list }) =>
    mapsIn(list).some(isReturnedEmpty),
  );
  if (!isFound) subnetsWithoutEmpty.add(subnet);
  return isFound;
}

const isReturnedEmpty = (option: KeaMap): boolean =>
  option.data === "" && keywords.neverSend in option;

function findInReservations(
  index: ConfigIndex,
  raw: KeaMap,
  location: Location,
): readonly UnreadableOption[] {
  const { definitions } = index;
  const list = raw[keywords.reservations];
  const where = location.kind === "scope" ? location.key : "";
  const context = { definitions, where, hasUniqueAddresses: false };
  return findInMembers(index, {
    list,
    name: "reservations",
    location,
    readKeys: () => readReservationList(list, context),
  });
}

/** An array of ranges or reservations. */
interface MemberList {
  readonly list: Json | undefined;
  /** The name of the collection in the model. */
  readonly name: string;
  readonly location: Location;
  /** Reads the keys of the members, which is only needed where a member has such an option. */
  readonly readKeys: () => readonly { readonly key: string }[];
}

function findInMembers(
  index: ConfigIndex,
  { list, name, location, readKeys }: MemberList,
): readonly UnreadableOption[] {
  if (!Array.isArray(list)) return [];
  const found: UnreadableOption[] = [];
  let keys: readonly { readonly key: string }[] | undefined;
  for (const [i, raw] of (list as readonly Json[]).entries()) {
    if (!isMap(raw)) continue;
    const options = findInObject(index, { raw, location, inPlace: index.definitions });
    if (options.length === 0) continue;
    keys ??= readKeys();
    const above = [name, keys[i]!.key];
    for (const { path } of options) found.push({ location, path: [...above, ...path] });
  }
  return found;
}

/** An object with options, and the meaning of options in it. */
interface OptionHolder {
  readonly raw: KeaMap;
  readonly location: Location;
  readonly inPlace: Definitions;
}

function findInObject(
  index: ConfigIndex,
  { raw, location, inPlace }: OptionHolder,
): readonly UnreadableOption[] {
  const list = raw[keywords.options];
  if (!Array.isArray(list)) return [];
  const options = list as readonly Json[];
  const areUnreadable = options.map((option) => isUnreadable(option, options, inPlace, index));
  if (!areUnreadable.includes(true)) return [];
  return readOptions(options, inPlace, "").flatMap(({ key }, i) =>
    areUnreadable[i] ? [{ location, path: ["options", key] }] : [],
  );
}

/** The value of an option that only contains others may be complete: they stand beside it. */
function isUnreadable(
  raw: Json,
  list: readonly Json[],
  inPlace: Definitions,
  { definitions, release }: ConfigIndex,
): boolean {
  if (!isMap(raw) || typeof raw.code !== "number") return false;
  if (!isReturnedEmpty(raw)) return false;
  const option = optionCodeKey(spaceName(raw.space), raw.code);
  if (!hidesValue(option, inPlace, definitions, release)) return false;
  const { form, encapsulates = "" } = inPlace.get(option)!;
  if (form !== "empty") return true;
  const hasInnerOptions = list.some(
    (other) => isMap(other) && spaceName(other.space) === encapsulates,
  );
  return encapsulates !== "" && !hasInnerOptions;
}
