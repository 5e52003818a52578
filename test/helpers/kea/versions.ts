// Which versions of Kea can be run here: a test that needs one that cannot is skipped, except in a pipeline, where it fails.

import { describe } from "vitest";

import { findKea, keaRoots } from "../../../setup/paths.mjs";

export type Version = keyof typeof keaRoots;

export interface Kea {
  /** The Debian that it is installed in: "/", or the folder to enter with chroot. */
  readonly root: string;
  /** Its hook libraries' folder, as seen inside that Debian. */
  readonly hooks: string;
}

/** The newest first. */
export const versions = (Object.keys(keaRoots) as Version[]).toReversed();

const found = (version: Version): Kea & { readonly lacks?: string } => findKea(version);

/** `describe` for tests that run this version, and need what else is said to be there. */
export const withKea = (version: Version, there = true) =>
  describe.skipIf((found(version).lacks !== undefined || !there) && process.env["CI"] !== "true");

/** A version that is there; `npm test` provides it beforehand. */
export function kea(version: Version): Kea {
  const { lacks, ...there } = found(version);
  if (lacks !== undefined)
    throw new Error(`Kea ${version} cannot be run: ${lacks}. "node setup/kea.mjs" provides it.`);
  return there;
}

/** Returns the words in front of a command that shall run in a version's Debian. */
export const within = ({ root }: Kea): readonly string[] => (root === "/" ? [] : ["chroot", root]);
