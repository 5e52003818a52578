// Finds the release of Kea that a configuration is written for. Releases spell some values
// differently and refuse keywords that they do not know.
import { isMap } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { keywords, optionSpace } from "../names.js";
import { mapsIn, type KeaMap } from "./kea-map.js";
import { findBuiltIn, standardOptions } from "./options/standard-options.js";
import {
  acceptsKeyword,
  before,
  forEachKeyword,
  keywordSpans,
  releases,
  type KeywordContext,
  type Release,
} from "./keywords.js";

export { before, releases, type Release } from "./keywords.js";

/**
 * Returns the newest of `releases` that is not newer than a version such as `2.6.3`; nothing where
 * the version is older than all of them.
 */
export function releaseNamed(version: string): Release | undefined {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return releases.findLast((release) => {
    const [releaseMajor = 0, releaseMinor = 0] = release.split(".").map(Number);
    return major > releaseMajor || (major === releaseMajor && minor >= releaseMinor);
  });
}

/** The release that a file of unknown release is read as, where its keywords allow that. */
const defaultRelease: Release = "2.6";

const releasesCache = new WeakMap<object, readonly Release[]>();

/**
 * Returns the releases that a configuration can be for: the known one, or all that accept its
 * keywords and its options.
 */
export function possibleReleases(dhcp4: Json, known?: Release): readonly Release[] {
  if (known) return [known];
  if (!isMap(dhcp4)) return releases;
  const possible = releasesCache.get(dhcp4) ?? findReleases(dhcp4);
  releasesCache.set(dhcp4, possible);
  return possible;
}

function findReleases(dhcp4: Tree): readonly Release[] {
  const demands = collectDemands(dhcp4, "server");
  const byKeywords = releases.filter((release) =>
    [...demands.keywords.values()].every(([context, keyword]) =>
      acceptsKeyword(release, context, keyword),
    ),
  );
  const accepting = byKeywords.length > 0 ? byKeywords : releases;
  const defined = new Set(listDefined(dhcp4[keywords.optionDefinitions]));
  const needed = [...demands.options].filter((key) => !defined.has(key));
  const possible = accepting.filter((release) => {
    const { byCode } = standardOptions(release);
    return (
      [...defined].every((key) => !findBuiltIn(release, key)) &&
      needed.every((key) => byCode.has(key))
    );
  });
  return possible.length > 0 ? possible : accepting;
}

/** The parts of an object that not every release accepts. */
interface Demands {
  /** Keywords that not every release accepts, each with the kind of object that it stands in. */
  readonly keywords: Map<string, readonly [context: KeywordContext, keyword: string]>;
  /** Options set by name or as text that some release has built in, by `space:code`. */
  readonly options: Set<string>;
}

const demandsOfSubnets = new WeakMap<object, Demands>();

/** Returns what a configuration, or a subnet in it, demands of a release. */
function collectDemands(value: Json, context: "server" | "subnet" | "reservation"): Demands {
  const demands: Demands = { keywords: new Map(), options: new Set() };
  forEachKeyword(
    value,
    (place, keyword, inner) => {
      if (keywordSpans[place].has(keyword))
        demands.keywords.set(`${place} ${keyword}`, [place, keyword]);
      if (keyword === keywords.options) addNeededOptions(inner, demands.options);
      const members = listDemandsOfMembers(keyword, inner);
      for (const one of members ?? []) addDemands(demands, one);
      return members === undefined;
    },
    context,
  );
  return demands;
}

/** Lists the demands of subnets or reservations, or returns nothing for any other value. */
function listDemandsOfMembers(keyword: string, list: Json): readonly Demands[] | undefined {
  if (keyword === keywords.subnets) return mapsIn(list).map(demandsOfSubnet);
  if (keyword !== keywords.reservations) return undefined;
  // Nothing but their options demands anything.
  const withOptions = mapsIn(list).filter((raw) => keywords.options in raw);
  return withOptions.map((raw) => collectDemands(raw, "reservation"));
}

/** Returns the demands of a subnet, which are remembered: configurations share subnets. */
function demandsOfSubnet(subnet: KeaMap): Demands {
  const found = demandsOfSubnets.get(subnet) ?? collectDemands(subnet, "subnet");
  demandsOfSubnets.set(subnet, found);
  return found;
}

function addDemands(demands: Demands, others: Demands): void {
  for (const [key, keyword] of others.keywords) demands.keywords.set(key, keyword);
  for (const option of others.options) demands.options.add(option);
}

/** Adds the options of an array that only a release with a definition of them accepts. */
function addNeededOptions(list: Json, needed: Set<string>): void {
  const { byCode } = standardOptions(releases.at(-1)!);
  for (const option of mapsIn(list)) {
    const key = optionKeyOf(option);
    const isBytesByCode = typeof option.code === "number" && option[keywords.csvFormat] === false;
    if (byCode.has(key) && !isBytesByCode) needed.add(key);
  }
}

/** Returns the `space:code` of an option, given by code or by the name that Kea has for it. */
function optionKeyOf({ name, code, space = optionSpace }: KeaMap): string {
  const { codes } = standardOptions(releases.at(-1)!);
  const found = typeof code === "number" ? code : codes.get(`${String(space)}:${String(name)}`);
  return `${String(space)}:${String(found)}`;
}

/** Returns the options that an array of definitions defines, by `space:code`. */
const listDefined = (list: Json | undefined): readonly string[] =>
  mapsIn(list).map(({ space, code }) => `${String(space ?? optionSpace)}:${String(code)}`);

/**
 * Returns the release that a configuration, the value of `Dhcp4`, is read as: the known one, or the
 * default among those that accept its keywords.
 */
export function releaseOf(dhcp4: Json, known?: Release): Release {
  const possible = possibleReleases(dhcp4, known);
  if (possible.includes(defaultRelease)) return defaultRelease;
  const oldest = possible[0]!;
  return before(defaultRelease, oldest) ? oldest : possible.at(-1)!;
}
