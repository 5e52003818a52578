// The copies of a server's configuration that were kept before writes, found again and read.
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { messages, UserError } from "../core/messages.js";
import { assertSafe, locateBackups, relativeToRoot, setNamePattern } from "./backups.js";
import { readText } from "./files.js";
import { errorCode, errorReason } from "./folders.js";

/** A copy of a server's configuration. */
export interface KeptFolder {
  readonly path: string;
  /** In UTC: `2026-11-30T18:04:05.678Z`. */
  readonly time: string;
}

/**
 * Returns the copies of a server, the newest first. Returns none where its folder is not there.
 * Throws where another user could have put copies there.
 */
export function listCopies(folder: string, identity: string): readonly KeptFolder[] {
  const sets = locateBackups(folder, identity);
  try {
    if (statSync(sets, { throwIfNoEntry: false }) === undefined) return [];
    assertSafe(folder, sets);
    return readdirSync(sets)
      .filter((name) => setNamePattern.test(name))
      .sort(byTimeAndNumber)
      .reverse()
      .map((name) => ({ path: join(sets, name), time: toTime(name) }));
  } catch (error) {
    if (error instanceof UserError || errorCode(error) === "") throw error;
    throw messages.keptNotListed(sets, errorReason(error), error);
  }
}

/** Returns the time in the name of a copy, and the number of a second copy of that millisecond. */
function parseName(name: string): readonly [time: string, number: number] {
  const [, time = name, number = "1"] = /^(.*Z)(?:-(\d+))?$/.exec(name) ?? [];
  return [time, Number(number)];
}

function byTimeAndNumber(one: string, other: string): number {
  const [[time, number], [otherTime, otherNumber]] = [parseName(one), parseName(other)];
  if (time !== otherTime) return time < otherTime ? -1 : 1;
  return number - otherNumber;
}

/** Returns the name of a copy with the colons that a file name cannot have everywhere. */
const toTime = (name: string): string => name.replace(/T(\d\d)-(\d\d)-(\d\d)/, "T$1:$2:$3");

/**
 * Returns the place of a file in a copy. `path`: the file's own path, or one that is in the copy
 * already. A link of the file system that led to the file when it was kept may lead there still.
 */
export function locateInCopy(copy: string, path: string): string {
  if (path.startsWith(`${copy}${sep}`)) return path;
  const kept = join(copy, relativeToRoot(path));
  return isThere(kept) ? kept : join(copy, relativeToRoot(resolveLinks(path)));
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Returns the path behind all links, or the path itself where nothing is there. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Reads a file of JSON in a copy. Throws where it is not whole. */
export function readJson(path: string, sizeLimit?: number): unknown {
  const { text } = readText(path, sizeLimit);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw messages.keptNoJson(path, error);
  }
}
