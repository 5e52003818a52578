// Which release of Kea a configuration is written for: releases spell some things differently, and
// refuse what they do not know.
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { findBuiltIn, standardOptions } from "./standard-options.js";
import {
  before,
  forEachKeyword,
  releases,
  findReleasesAccepting,
  type Release,
} from "./keywords.js";

export { before, releases, type Release } from "./keywords.js";

/**
 * Returns the newest of `releases` that is not newer than a version such as `2.6.3`; nothing where
 * it is older than all.
 */
export function releaseNamed(version: string): Release | undefined {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return releases.findLast((release) => {
    const [its = 0, minorOfIt = 0] = release.split(".").map(Number);
    return major > its || (major === its && minor >= minorOfIt);
  });
}

/** The release that a file of unknown release is read as, where its keywords allow that. */
const defaultRelease: Release = "2.6";

const releasesCache = new WeakMap<object, readonly Release[]>();

/**
 * Returns the releases that a configuration can be for: the one that is known, or all that take its
 * words and its options.
 */
export function possibleReleases(dhcp4: Json, known?: Release): readonly Release[] {
  if (known) return [known];
  if (!isMap(dhcp4)) return releases;
  let possible = releasesCache.get(dhcp4);
  if (!possible) releasesCache.set(dhcp4, (possible = findReleases(dhcp4)));
  return possible;
}

function findReleases(dhcp4: Tree): readonly Release[] {
  const byWords = findReleasesAccepting(dhcp4);
  const taking = byWords.length > 0 ? byWords : releases;
  const own = new Set(listDefined(dhcp4["option-def"]));
  const needed = collectNeededOptions(dhcp4, own);
  const possible = taking.filter((release) => {
    const { byCode } = standardOptions(release);
    return (
      [...own].every((key) => !findBuiltIn(release, key)) &&
      [...needed].every((key) => byCode.has(key))
    );
  });
  return possible.length > 0 ? possible : taking;
}

/**
 * Returns the options that a configuration gives by name or as text, of those that some release
 * knows and it does not define.
 */
function collectNeededOptions(dhcp4: Json, own: ReadonlySet<string>): ReadonlySet<string> {
  const { byCode, codes } = standardOptions(releases.at(-1)!);
  const needed = new Set<string>();
  forEachKeyword(dhcp4, (_place, word, list) => {
    if (word !== "option-data" || !Array.isArray(list)) return;
    for (const option of list as readonly Json[]) {
      const { name, code, space = "dhcp4", "csv-format": csv } = mapOf(option);
      const isByCode = typeof code === "number";
      const key = `${String(space)}:${String(isByCode ? code : codes.get(`${String(space)}:${String(name)}`))}`;
      if (byCode.has(key) && !own.has(key) && !(isByCode && csv === false)) needed.add(key);
    }
  });
  return needed;
}

/** Returns what a list of definitions defines, by `space:code`. */
function listDefined(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).map(
    (one) => `${String(mapOf(one).space ?? "dhcp4")}:${String(mapOf(one).code)}`,
  );
}

/**
 * Returns the release a configuration is read as: the known one, or the usual one within those that
 * take its words. `Dhcp4` itself.
 */
export function releaseOf(dhcp4: Json, known?: Release): Release {
  const possible = possibleReleases(dhcp4, known);
  if (possible.includes(defaultRelease)) return defaultRelease;
  const oldest = possible[0]!;
  return before(defaultRelease, oldest) ? oldest : possible.at(-1)!;
}
