// The release of Windows.
import type { Software } from "../../driver.js";
import type { ReadDocument } from "./document.js";

/** The first build of each release that answers with the version 10.0. */
const firstBuilds: readonly (readonly [build: number, name: string])[] = [
  [14_393, "Windows Server 2016"],
  [17_763, "Windows Server 2019"],
  [20_348, "Windows Server 2022"],
  [26_100, "Windows Server 2025"],
];
const olderReleases: Readonly<Record<string, string>> = {
  "6.2": "Windows Server 2012",
  "6.3": "Windows Server 2012 R2",
};

/**
 * Returns the release of Windows. It has no rank where it was read from afar: all releases from
 * 2016 on then state the same.
 */
export function identifyRelease({
  version: { MajorVersion: major, MinorVersion: minor },
  names: { build },
}: ReadDocument): Software {
  const version = `${major}.${minor}`;
  const rank = (of: number): number => (major * 100 + minor) * 1_000_000 + of;
  const old = olderReleases[version];
  if (old !== undefined) return { name: old, rank: rank(0) };
  if (version !== "10.0" || build === null)
    return { name: version === "10.0" ? "Windows Server 2016 or later" : `Windows ${version}` };
  const [first, name] = firstBuilds.findLast(([from]) => from <= build) ?? [
    0,
    "Windows Server 2016",
  ];
  return { name, rank: rank(first) };
}
