// Paths relative to the project's folder, wherever in it the program is.
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

const projectFileNames = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/**
 * Returns an absolute path. A relative one begins in the folder of the nearest Pulumi.yaml, or in
 * the working folder without one.
 */
export function resolveInProject(path: string): string {
  return resolve(findCurrentFolder(), path);
}

/**
 * Returns the names that a path has in every checkout of the project: relative to the project's
 * folder. Only an absolute path to a place outside that folder stays absolute. A symbolic link has
 * two names, its own and that of the file it leads to.
 */
export function toPortablePaths(path: string): readonly string[] {
  const folder = findCurrentFolder();
  const absolute = resolve(folder, path);
  const own = isAbsolute(path)
    ? (relativeInside(folder, absolute) ?? absolute)
    : withSlashes(relative(folder, absolute));
  const target =
    relativeInside(followLinks(folder), followLinks(absolute)) ??
    (isAbsolute(path) ? withSlashes(followLinks(absolute)) : own);
  return [...new Set(isAbsolute(own) ? [target, withSlashes(own)] : [own, target])];
}

/** Returns the path below a folder, with slashes; undefined if it is not inside. */
function relativeInside(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  return below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)
    ? undefined
    : withSlashes(below);
}

const withSlashes = (path: string): string => path.replaceAll(sep, "/");

/** Returns the path behind symbolic links, or the path itself if nothing is there. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const findCurrentFolder = (): string => findProjectFolder(process.cwd()) ?? process.cwd();

function findProjectFolder(folder: string): string | undefined {
  if (projectFileNames.some((name) => existsSync(join(folder, name)))) return folder;
  const outer = dirname(folder);
  return outer === folder ? undefined : findProjectFolder(outer);
}
