// Which release of Kea a configuration is written for: releases spell some things differently, and refuse what they do not know.
import { isMap, mapOf } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import { builtIn, standardOptions } from "./standard-options.js";
import { before, eachWord, releases, releasesTaking, type Release } from "./taken.js";

export { before, releases, type Release } from "./taken.js";

/** Returns the newest of `releases` that is not newer than a version such as `2.6.3`; nothing where it is older than all. */
export function releaseNamed(version: string): Release | undefined {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return releases.findLast((release) => {
    const [its = 0, minorOfIt = 0] = release.split(".").map(Number);
    return major > its || (major === its && minor >= minorOfIt);
  });
}

/** What a file of unknown release is read as, where its own words allow that. */
const usual: Release = "2.6";

/** Returns the releases that a configuration can be for: the one that is known, or all that take its words and its options. */
export function possibleReleases(dhcp4: Json, known?: Release): readonly Release[] {
  if (known) return [known];
  const byWords = releasesTaking(dhcp4);
  const possible = (byWords.length > 0 ? byWords : releases).filter((release) => takesOptions(release, dhcp4));
  if (possible.length > 0) return possible;
  return byWords.length > 0 ? byWords : releases;
}

/** Returns whether a release takes the definitions of a configuration, and knows the options that it gives by name or as text. */
function takesOptions(release: Release, dhcp4: Json): boolean {
  const own = new Set<string>();
  if (isMap(dhcp4)) for (const key of definedIn(dhcp4["option-def"])) own.add(key);
  if ([...own].some((key) => builtIn(release, key))) return false;
  let isTaken = true;
  eachWord(dhcp4, (_place, word, value) => {
    if (word !== "option-data" || !Array.isArray(value)) return;
    for (const option of value as readonly Json[]) isTaken &&= knowsOption(release, option, own);
  });
  return isTaken;
}

function knowsOption(release: Release, option: Json, own: ReadonlySet<string>): boolean {
  const { name, code, space = "dhcp4", "csv-format": csv } = mapOf(option);
  const newest = standardOptions(releases.at(-1)!);
  const number = typeof code === "number" ? code : newest.codes.get(`${String(space)}:${String(name)}`);
  const key = `${String(space)}:${String(number)}`;
  if (number === undefined || own.has(key) || !newest.byCode.has(key)) return true;
  return standardOptions(release).byCode.has(key) || (typeof code === "number" && csv === false);
}

/** Returns what a list of definitions defines, by `space:code`. */
function definedIn(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).map((one) => `${String(mapOf(one).space ?? "dhcp4")}:${String(mapOf(one).code)}`);
}

/** Returns the release a configuration is read as: the known one, or the usual one within those that take its words. `Dhcp4` itself. */
export function releaseOf(dhcp4: Json, known?: Release): Release {
  const possible = possibleReleases(dhcp4, known);
  return possible.includes(usual) ? usual : before(usual, possible[0]!) ? possible[0]! : possible.at(-1)!;
}
