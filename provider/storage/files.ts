// Text files. A read returns exactly the content of the file; a write is complete, or its error
// says which files were written. Every function is synchronous: no other write of this process can
// come between a check and the write that it allows.
import { randomBytes } from "node:crypto";
import { isUtf8 } from "node:buffer";
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { messages, UserError } from "../core/messages.js";
import { defaultSizeLimit, mebibyte } from "./bounded-bytes.js";
import { copyAttributes } from "./file-attributes.js";
import { lockFile } from "./file-lock.js";
import { removeQuietly, errorCode, errorReason, syncFolder } from "./folders.js";
import { type NotRead, readRegularFile } from "./read-file.js";
import { decodeBytes, encodeText } from "./text-bytes.js";

/** The text of a file, a byte order mark included, and its path behind all links. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a file of UTF-8 text, at most `sizeLimit` MiB (default 256). Throws if it is larger or
 * holds other bytes.
 */
export function readText(path: string, sizeLimit?: number): TextFile {
  const { real, bytes } = readBytes(path, sizeLimit);
  if (!isUtf8(bytes)) throw messages.fileNotText(path, findLineOfBadByte(bytes));
  return { path: real, text: decodeText(path, bytes) };
}

/**
 * Reads a file as `readText` does, but keeps bytes that are not UTF-8 (`decodeBytes`), such as
 * Latin-1 letters in comments.
 */
export function readTextWithBytes(path: string, sizeLimit?: number): TextFile {
  const { real, bytes } = readBytes(path, sizeLimit);
  if (bytes.includes(0)) throw messages.fileNotText(path, findLineOfByte(bytes, bytes.indexOf(0)));
  return { path: real, text: decodeText(path, bytes) };
}

const decodeText = (path: string, bytes: Buffer): string =>
  explainFileErrors(path, "read", () => decodeBytes(bytes));

function readBytes(
  path: string,
  sizeLimit = defaultSizeLimit,
): { readonly real: string; readonly bytes: Buffer } {
  return explainFileErrors(path, "read", () => {
    const real = realpathSync(path);
    const found = readRegularFile(real, sizeLimit * mebibyte);
    if (typeof found === "string") throw explainNotRead(path, found, sizeLimit);
    return { real, bytes: found };
  });
}

function explainNotRead(path: string, why: NotRead, sizeLimit: number): UserError {
  if (why === "folder") return messages.fileIsFolder(path);
  if (why === "special") return messages.fileNotRegular(path);
  return messages.fileTooLarge(path, sizeLimit);
}

/**
 * Returns the first line that is not UTF-8. No byte of a longer sequence is a newline, so each line
 * can be checked alone.
 */
function findLineOfBadByte(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const newline = bytes.indexOf(10, start);
    if (newline === -1 || !isUtf8(bytes.subarray(start, newline))) return line;
    start = newline + 1;
  }
}

/** Returns the number of the line, from 1, that contains a byte. */
const findLineOfByte = (bytes: Buffer, at: number): number =>
  bytes.subarray(0, at).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1);

/** A file and its new text. */
export interface Replacement {
  readonly path: string;
  /** Its text as it was read. */
  readonly before: string;
  readonly after: string;
}

interface Prepared {
  readonly path: string;
  readonly real: string;
  readonly stats: BigIntStats;
  readonly temporary: string;
}

/**
 * Replaces the texts of several files, in the order given, each in one step (a rename): a reader
 * sees the old text or the new. A link stays a link. Mode, owner, group, ACL and extended
 * attributes stay as they were; if they cannot, nothing is written. Refuses a file with several
 * names (hard links), because the rename would separate them. If two runs write a file at the same
 * time, one is refused. Calls `onceChecked` when only the renames are left to do.
 */
export function replaceFiles(
  files: readonly Replacement[],
  onceChecked: () => void = () => {},
): void {
  /** Paths of the locks, by the files' paths behind all links. */
  const locks = new Map<string, string>();
  const lock = (path: string): void => {
    const real = realpathSync(path);
    if (locks.has(real)) throw messages.fileTwice(path);
    locks.set(real, lockFile(path, real));
  };
  try {
    for (const { path } of files) explainFileErrors(path, "written", () => lock(path));
    replaceLocked(files, onceChecked);
  } finally {
    for (const path of locks.values()) removeQuietly(path);
  }
}

function replaceLocked(files: readonly Replacement[], onceChecked: () => void): void {
  const prepared: Prepared[] = [];
  const written: string[] = [];
  let currentPath = "";
  try {
    for (const file of files) {
      currentPath = file.path;
      explainFileErrors(currentPath, "written", () => prepareReplacement(file, prepared));
    }
    for (const { path, real, stats } of prepared) {
      const now = explainFileErrors(path, "read", () => statSync(real, { bigint: true }));
      if (!isSameFile(stats, now)) throw messages.fileChanged(path);
    }
    onceChecked();
    for (const one of prepared) {
      currentPath = one.path;
      explainFileErrors(currentPath, "written", () => renameSync(one.temporary, one.real));
      written.push(currentPath);
    }
    for (const folder of new Set(prepared.map(({ real }) => dirname(real)))) {
      currentPath = folder;
      explainFileErrors(folder, "written", () => syncFolder(folder));
    }
  } catch (error) {
    if (written.length === 0) throw error;
    throw messages.filesPartlyWritten(written, currentPath, error);
  } finally {
    for (const { temporary } of prepared) removeQuietly(temporary);
  }
}

/**
 * Writes a file of this program in one step, so that nobody reads half of it. A file of that name
 * with another text is kept beside it under a new name, which is returned.
 */
export function writeOwnFile(path: string, text: string): string | undefined {
  return explainFileErrors(path, "written", () => {
    const formerPath = existsSync(path) && !hasText(path, text) ? findUnusedName(path) : undefined;
    if (formerPath !== undefined) renameSync(path, formerPath);
    writeInOneStep(path, text);
    syncFolder(dirname(path));
    return formerPath;
  });
}

/** Writes a file or replaces it by a rename, so that nobody reads half of it. */
export function writeInOneStep(path: string, text: string): void {
  const temporary = nameTemporaryFile(path);
  try {
    writeFileSync(temporary, text, { flag: "wx", flush: true });
    renameSync(temporary, path);
  } finally {
    removeQuietly(temporary);
  }
}

function hasText(path: string, text: string): boolean {
  const bytes = Buffer.from(text, "utf8");
  const found = readRegularFile(path, bytes.length);
  if (found === "folder") throw messages.fileIsFolder(path);
  if (found === "special") throw messages.fileNotRegular(path);
  return found !== "too-large" && found.equals(bytes);
}

/** Creates files that do not exist yet: all of them, or none. */
export function writeNewFiles(files: ReadonlyMap<string, string>): void {
  const created: string[] = [];
  for (const [path, text] of files) {
    try {
      explainFileErrors(path, "written", () => {
        const file = openSync(path, "wx");
        created.push(path);
        try {
          writeFileSync(file, text, { flush: true });
        } finally {
          closeSync(file);
        }
      });
    } catch (error) {
      created.forEach(removeQuietly);
      throw error;
    }
  }
}

/** Returns an unused name in the same folder, from which a rename is one step. */
export const nameTemporaryFile = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 40)}.${randomBytes(6).toString("hex")}.tmp`);

/** Returns the first unused name: `replicate-dhcp2.1.ps1` for `replicate-dhcp2.ps1`. */
function findUnusedName(path: string): string {
  const { dir, name, ext } = parse(path);
  for (let number = 1; ; number++) {
    const candidate = join(dir, `${name}.${number}${ext}`);
    if (!existsSync(candidate)) return candidate;
  }
}

/**
 * Writes the new text beside the file, down to the disk. Adds it to `prepared` as soon as it
 * exists, so that the caller removes it whatever happens then.
 */
function prepareReplacement({ path, before, after }: Replacement, prepared: Prepared[]): void {
  const real = realpathSync(path);
  const stats = statSync(real, { bigint: true });
  if (readTextWithBytes(path, Infinity).text !== before) throw messages.fileChanged(path);
  if (stats.nlink > 1n) throw messages.fileHasSeveralNames(path, Number(stats.nlink));
  // A rename asks the folder only: a file made read-only would be replaced all the same.
  closeSync(openSync(real, "r+"));
  const temporary = nameTemporaryFile(real);
  const file = openSync(temporary, "wx", 0o600);
  try {
    prepared.push({ path, real, stats, temporary });
    copyAttributes(path, real, temporary);
    ftruncateSync(file);
    writeFileSync(file, encodeText(after));
    copyOwner(path, stats, file);
    // After the owner: a change of owner takes bits away.
    fchmodSync(file, Number(stats.mode & 0o7777n));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function copyOwner(path: string, { uid, gid }: BigIntStats, file: number): void {
  const own = fstatSync(file, { bigint: true });
  if (own.uid === uid && own.gid === gid) return;
  try {
    fchownSync(file, Number(uid), Number(gid));
  } catch (error) {
    throw messages.fileOwner(path, Number(uid), Number(gid), error);
  }
}

const isSameFile = (one: BigIntStats, other: BigIntStats): boolean =>
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeNs === other.mtimeNs &&
  one.ctimeNs === other.ctimeNs;

/** Runs an action, and throws the file system's errors as sentences of this program. */
export function explainFileErrors<Result>(
  path: string,
  done: "read" | "written",
  act: () => Result,
): Result {
  try {
    return act();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof UserError || code === "") throw error;
    if (code === "ENOENT" || code === "ENOTDIR") throw messages.fileMissing(path, error);
    if (code === "EACCES" || code === "EPERM") throw messages.fileForbidden(path, done, error);
    throw messages.fileFailed(path, done, errorReason(error), error);
  }
}
