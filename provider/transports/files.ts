// Text files, read and written honestly: what is read is what stands there, and a write is whole or says what it left.
// Everything is done before the function returns: no other write of this process can come in between a check and what it allows.
import { createHash, randomBytes } from "node:crypto";
import { isUtf8 } from "node:buffer";
import {
  type BigIntStats, chmodSync, closeSync, existsSync, fchmodSync, fchownSync, fstatSync, fsyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, realpathSync, renameSync,
  rmSync, rmdirSync, statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, parse, posix, resolve, win32 } from "node:path";
import { messages, Refusal } from "../core/messages.js";
import { mebibyte } from "./answer-limits.js";
import { projectPath } from "./project.js";
import { decodeBytes, encodeText } from "./text-bytes.js";

/** A file's text, a byte order mark included, and its real path: one path for one file, whatever links lead to it. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** MiB: the largest file that is read where no other limit is set. */
const usualSizeLimit = 256;

/** Reads a file of UTF-8 text, at most `sizeLimit` MiB (default 256). Throws where it is larger or holds other bytes. */
export function readText(path: string, sizeLimit?: number): TextFile {
  const { real, bytes } = readBytes(path, sizeLimit);
  if (!isUtf8(bytes)) throw messages.fileNotText(path, lineOfBadByte(bytes));
  return { path: real, text: decoded(path, bytes) };
}

/** Reads such a file in which bytes that are not UTF-8 are kept (`decodeBytes`), such as Latin-1 letters in comments. */
export function readTextWithBytes(path: string, sizeLimit?: number): TextFile {
  const { real, bytes } = readBytes(path, sizeLimit);
  if (bytes.includes(0)) throw messages.fileNotText(path, lineOfByte(bytes, bytes.indexOf(0)));
  return { path: real, text: decoded(path, bytes) };
}

const decoded = (path: string, bytes: Buffer): string => refusing(path, "read", () => decodeBytes(bytes));

function readBytes(path: string, sizeLimit = usualSizeLimit): { readonly real: string; readonly bytes: Buffer } {
  return refusing(path, "read", () => {
    const real = realpathSync(path);
    const stats = statSync(real);
    if (stats.isDirectory()) throw messages.fileIsFolder(path);
    // A device or a pipe could be read for ever.
    if (!stats.isFile()) throw messages.fileNotRegular(path);
    if (stats.size > sizeLimit * mebibyte) throw messages.fileTooLarge(path, sizeLimit);
    return { real, bytes: readFileSync(real) };
  });
}

/** No byte of a longer UTF-8 sequence is a newline's, so each line can be looked at alone. */
function lineOfBadByte(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const newline = bytes.indexOf(10, start);
    if (newline === -1 || !isUtf8(bytes.subarray(start, newline))) return line;
    start = newline + 1;
  }
}

/** Returns the line, from 1, on which a byte stands. */
const lineOfByte = (bytes: Buffer, at: number): number => bytes.subarray(0, at).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1);

/** One file and what it is to hold. */
export interface Replacement {
  readonly path: string;
  /** What it holds now, as it was read. */
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
 * Replaces the texts of several files, in the order given, each in one step (a rename): who reads one meets the old text or the new.
 * A link stays a link, mode, owner and group stay as they were; where they cannot, nothing is written. ACLs and extended attributes are
 * not carried over (Node has no call for them): the file gets what its folder gives a new one, which is what it had where nobody set
 * them by hand. A file with several names (hard links) is refused: the rename would part them, and nobody would be told.
 */
export function replaceFiles(files: readonly Replacement[]): void {
  const prepared: Prepared[] = [];
  const written: string[] = [];
  let path = "";
  try {
    for (const file of files) {
      ({ path } = file);
      refusing(path, "written", () => prepare(file, prepared));
    }
    for (const { path, real, stats } of prepared) if (!sameFile(stats, refusing(path, "read", () => statSync(real, { bigint: true })))) throw messages.fileChanged(path);
    for (const one of prepared) {
      ({ path } = one);
      refusing(path, "written", () => renameSync(one.temporary, one.real));
      written.push(path);
    }
    for (const folder of new Set(prepared.map(({ real }) => dirname(real)))) refusing((path = folder), "written", () => syncFolder(folder));
  } catch (error) {
    if (written.length === 0) throw error;
    throw messages.filesPartlyWritten(written, path, error);
  } finally {
    for (const { temporary } of prepared) clearAway(temporary);
  }
}

/** Writes a file that is ours in one step, so that nobody reads half of it. One of its name with another text is kept beside it under a name of its own, which is returned. */
export function writeAnew(path: string, text: string): string | undefined {
  return refusing(path, "written", () => {
    const kept = existsSync(path) && readFileSync(path, "utf8") !== text ? unusedBeside(path) : undefined;
    if (kept !== undefined) renameSync(path, kept);
    const temporary = temporaryBeside(path);
    try {
      writeFileSync(temporary, text, { flag: "wx", flush: true });
      renameSync(temporary, path);
    } finally {
      clearAway(temporary);
    }
    syncFolder(dirname(path));
    return kept;
  });
}

/** Makes files that are not there yet: all of them, or none. */
export function writeNew(files: ReadonlyMap<string, string>): void {
  const made: string[] = [];
  for (const [path, text] of files) {
    try {
      refusing(path, "written", () => {
        const file = openSync(path, "wx");
        made.push(path);
        try {
          writeFileSync(file, text, { flush: true });
        } finally {
          closeSync(file);
        }
      });
    } catch (error) {
      made.forEach(clearAway);
      throw error;
    }
  }
}

/** A name of nobody's in the same folder: a rename from it is one step. */
const temporaryBeside = (path: string): string => join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString("hex")}.tmp`);

/** `replicate-dhcp2.ps1` as `replicate-dhcp2.1.ps1`: the first number that nobody has. */
function unusedBeside(path: string): string {
  const { dir, name, ext } = parse(path);
  for (let number = 1; ; number++) {
    const candidate = join(dir, `${name}.${number}${ext}`);
    if (!existsSync(candidate)) return candidate;
  }
}

/** Where that fails too, the first failure is the one to tell. */
function clearAway(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

/** Writes the new text beside the file, down to the disk. What is made is told at once: whatever happens then, it is cleared away. */
function prepare({ path, before, after }: Replacement, prepared: Prepared[]): void {
  const real = realpathSync(path);
  if (prepared.some((one) => one.real === real)) throw messages.fileTwice(path);
  const stats = statSync(real, { bigint: true });
  if (readTextWithBytes(path).text !== before) throw messages.fileChanged(path);
  if (stats.nlink > 1n) throw messages.fileHasSeveralNames(path, Number(stats.nlink));
  // A rename asks the folder only: a file made read-only would be replaced all the same.
  closeSync(openSync(real, "r+"));
  const temporary = temporaryBeside(real);
  const file = openSync(temporary, "wx", 0o600);
  try {
    prepared.push({ path, real, stats, temporary });
    writeFileSync(file, encodeText(after));
    const own = fstatSync(file, { bigint: true });
    if (own.uid !== stats.uid || own.gid !== stats.gid) {
      try {
        fchownSync(file, Number(stats.uid), Number(stats.gid));
      } catch (error) {
        throw messages.fileOwner(path, Number(stats.uid), Number(stats.gid), error);
      }
    }
    // After the owner: a change of owner takes bits away.
    fchmodSync(file, Number(stats.mode & 0o7777n));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const sameFile = (one: BigIntStats, other: BigIntStats): boolean =>
  one.dev === other.dev && one.ino === other.ino && one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs;

/** A rename is on the disk when its folder is. Windows has no such call; some file systems have none, and some folders may not be opened. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** How many sets of copies are kept for one server. */
const kept = 20;

const setName = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z(?:-\d+)?$/;

/**
 * Keeps a copy of what a server holds, before it is written: one folder a time, `<folder>/<server>/<UTC time>/`, in it each text under its
 * own path. Nobody else may read them. Returns the new folder. Only the newest sets stay.
 */
export function keepCopy(folder: string, name: string, texts: ReadonlyMap<string, string>, now = new Date()): string {
  // What tells two servers apart may be no file name: the fingerprint does.
  const sets = setsOf(folder, name);
  return backingUp(sets, () => {
    makeFolders(sets);
    chmodSync(sets, 0o700);
    const set = makeSet(sets, now.toISOString().replaceAll(":", "-"));
    try {
      for (const [path, text] of texts) keepText(join(set, within(path)), text);
    } catch (error) {
      // Half a set would be taken for a whole one.
      clearAway(set);
      throw error;
    }
    syncFolder(sets);
    const old = readdirSync(sets).filter((one) => setName.test(one) && one !== basename(set)).sort();
    for (const one of old.slice(0, Math.max(0, old.length - kept + 1))) clearAway(join(sets, one));
    return set;
  });
}

const setsOf = (folder: string, name: string): string =>
  join(folder, `${name.replace(/[^A-Za-z0-9.-]+/g, "_").slice(-60)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`);

/**
 * Throws where `keepCopy` could not keep a copy: so a preview says it. Makes and removes an empty folder in the innermost folder
 * that is there, because rights alone do not tell: root may write in /proc, and nothing can be made there.
 */
export function assertCopyCanBeKept(folder: string, name: string): void {
  const sets = setsOf(folder, name);
  backingUp(sets, () => rmdirSync(mkdtempSync(join(innermostFolder(sets), ".pulumi-dhcp-failover-"))));
}

function innermostFolder(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined && dirname(path) !== path) return innermostFolder(dirname(path));
  return path;
}

/** Makes a folder and those on the way to it. `recursive` of Node 22 does not end in /proc; seen 2026-11-30. */
function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}

/** Does something in a backup folder; says what the file system refuses in a sentence that names `backupDir`. */
function backingUp<Result>(folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof Refusal || code === undefined) throw error;
    throw messages.backupFailed(folder, /^\w+: ([^,]+)/.exec(message)?.[1] ?? code, error);
  }
}

function keepText(path: string, text: string): void {
  makeFolders(dirname(path));
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, encodeText(text));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** Two within one millisecond are told apart by number: no set is ever written over. */
function makeSet(sets: string, time: string): string {
  for (let number = 1; ; number++) {
    const set = join(sets, number === 1 ? time : `${time}-${number}`);
    try {
      mkdirSync(set, { mode: 0o700 });
      return set;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** An absolute path as one below a folder: `/etc/kea/a.conf` as `etc/kea/a.conf`, `C:\a.conf` as `C/a.conf`. */
function within(path: string): string {
  const absolute = resolve("/", path);
  const { root } = parse(absolute);
  return join(root.replace(/[^A-Za-z0-9]/g, ""), absolute.slice(root.length));
}

/**
 * Returns the folder where this program keeps what should outlive a run. Throws where the user has none: a path from an empty or
 * relative HOME would lead into the working folder.
 */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home = homeFolder()): string {
  const { isAbsolute, join: joined } = platform === "win32" ? win32 : posix;
  // The XDG specification: a relative path is to be ignored.
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_STATE_HOME"] ?? "";
  if (isAbsolute(named)) return joined(named, "pulumi-dhcp-failover");
  if (!isAbsolute(home)) throw messages.noStateFolder(platform === "win32" ? "USERPROFILE" : "HOME");
  return joined(home, ...(platform === "win32" ? ["AppData", "Local"] : [".local", "state"]), "pulumi-dhcp-failover");
}

/** Returns the user's folder; nothing where HOME is not set and the system does not know the user, as in a container. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

/** Returns the folder in which a server's copies are kept: its `backupDir`, or the user's state folder. */
export const backupFolder = (backupDir: string | undefined): string => (backupDir === undefined ? stateFolder() : projectPath(backupDir));

/** The file system's refusals in our words. */
function refusing<Result>(path: string, done: "read" | "written", act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof Refusal || code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") throw messages.fileMissing(path, error);
    if (code === "EACCES" || code === "EPERM") throw messages.fileForbidden(path, done, error);
    throw messages.fileFailed(path, done, /^\w+: ([^,]+)/.exec(message)?.[1] ?? code, error);
  }
}
