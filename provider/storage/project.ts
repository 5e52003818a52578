// Where relative paths begin: in the project's folder, wherever the program in it stands.
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

const projectFileNames = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** An absolute path: a relative one begins in the folder of the nearest Pulumi.yaml, or where this process runs if there is none. */
export function resolveInProject(path: string): string {
  return resolve(findCurrentFolder(), path);
}

/**
 * Returns what a path is called in every checkout of the project, whoever has it and wherever: relative to the project's folder.
 * Only an absolute path to a place outside that folder stays absolute. A symbolic link has two names, its own and that of the
 * file it leads to.
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

/** Returns the path below a folder, with slashes; nothing where it is not in there. */
function relativeInside(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  return below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)
    ? undefined
    : withSlashes(below);
}

const withSlashes = (path: string): string => path.replaceAll(sep, "/");

/** Returns the path behind symbolic links, or the path itself where nothing is there. */
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
