// Which release of Kea a configuration is written for: releases spell some things differently, and refuse what they do not know.
import type { Json } from "../../../core/model.js";
import { before, releases, releasesTaking, type Release } from "./taken.js";

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

/** Returns the releases that a configuration can be for: the one that is known, or all that take the words in it. */
export function possibleReleases(dhcp4: Json, known?: Release): readonly Release[] {
  if (known) return [known];
  const possible = releasesTaking(dhcp4);
  return possible.length > 0 ? possible : releases;
}

/** Returns the release a configuration is read as: the known one, or the usual one within those that take its words. `Dhcp4` itself. */
export function releaseOf(dhcp4: Json, known?: Release): Release {
  const possible = possibleReleases(dhcp4, known);
  return possible.includes(usual) ? usual : before(usual, possible[0]!) ? possible[0]! : possible.at(-1)!;
}
