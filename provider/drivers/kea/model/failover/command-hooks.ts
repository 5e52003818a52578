// The hook libraries with which a server takes changes as commands. A relationship states them as one
// property, which holds for its whole server.
import type { Configuration } from "../../../../core/model.js";
import { hooks, keywords } from "../../names.js";
import { asMaps, type KeaMap } from "../kea-map.js";
import { before, type Release } from "../release.js";

/** The property of a relationship, as the argument that sets it. */
export const commandHooksProperty = "commandHooks";

/** The libraries that change a running configuration. */
export const commandLibraries: readonly string[] = [
  hooks.subnetCommands,
  hooks.hostCommands,
  hooks.classCommands,
];

/** Returns whether a release has these commands: its packages have the libraries since 3.0. */
export const hasCommands = (release: Release): boolean => !before(release, "3.0");

/** Returns those of some library files that a server does not load. */
export function listUnloaded(dhcp4: KeaMap, files: readonly string[]): readonly string[] {
  const loaded = asMaps(dhcp4[keywords.hookLibraries], keywords.hookLibraries);
  return files.filter(
    (file) => !loaded.some(({ library }) => typeof library === "string" && library.endsWith(file)),
  );
}

/** Returns the folder of the first hook library that is loaded with one, or nothing. */
export function findHooksDirectory(dhcp4: KeaMap): string | undefined {
  const libraries = asMaps(dhcp4[keywords.hookLibraries], keywords.hookLibraries);
  return libraries
    .map(({ library }) => String(library ?? ""))
    .map((path) => path.slice(0, path.lastIndexOf("/") + 1))
    .find((path) => path !== "");
}

/** Returns whether a server takes changes as commands. `release`: where it is known. */
export const loadsCommandHooks = (dhcp4: KeaMap, release: Release | undefined): boolean =>
  (release === undefined || hasCommands(release)) &&
  listUnloaded(dhcp4, commandLibraries).length === 0;

/** Returns relationships that all state the libraries where one does. */
export function shareCommandHooks(
  relationships: Configuration["relationships"],
): Configuration["relationships"] {
  const all = Object.values(relationships);
  const stating = all.filter(({ own }) => own?.[commandHooksProperty] === true);
  if (stating.length === 0 || stating.length === all.length) return relationships;
  return Object.fromEntries(
    Object.entries(relationships).map(([name, one]) => [
      name,
      { ...one, own: { ...one.own, [commandHooksProperty]: true } },
    ]),
  );
}
