// Which Windows it is.
import type { System } from "../../driver.js";
import type { ReadDocument } from "./document.js";

/** The first build of each release that answers with the version 10.0. */
const builds: readonly (readonly [build: number, name: string])[] = [
  [14_393, "Windows Server 2016"],
  [17_763, "Windows Server 2019"],
  [20_348, "Windows Server 2022"],
  [26_100, "Windows Server 2025"],
];
const older: Readonly<Record<string, string>> = {
  "6.2": "Windows Server 2012",
  "6.3": "Windows Server 2012 R2",
};

export interface Release {
  readonly name: string;
  /** Absent where it cannot be told whether it is newer than another: asked from afar, all from 2016 on say the same. */
  readonly system?: System;
}

export function releaseOf({
  version: { MajorVersion: major, MinorVersion: minor },
  names: { build },
}: ReadDocument): Release {
  const version = `${major}.${minor}`;
  const rank = (of: number): number => (major * 100 + minor) * 1_000_000 + of;
  const old = older[version];
  if (old !== undefined) return { name: old, system: { name: old, rank: rank(0) } };
  if (version !== "10.0" || build === null)
    return { name: version === "10.0" ? "Windows Server 2016 or later" : `Windows ${version}` };
  const [first, name] = builds.findLast(([from]) => from <= build) ?? [0, "Windows Server 2016"];
  return { name, system: { name, rank: rank(first) } };
}
