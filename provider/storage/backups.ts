// Copies of a server's configuration, kept before each write to it, and notes beside them for the
// next operation.
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, parse, posix, resolve, win32 } from "node:path";
import { messages, UserError } from "../core/messages.js";
import { readText, type TextFile } from "./files.js";
import {
  errorCode,
  errorReason,
  findHomeFolder,
  makeFolders,
  removeQuietly,
  syncFolder,
} from "./folders.js";
import { resolveInProject } from "./project.js";
import { encodeText } from "./text-bytes.js";

/** Number of sets of copies that are kept for one server. */
const maxBackups = 20;

export const setNamePattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z(?:-\d+)?$/;

/**
 * Keeps a copy of a server's configuration before a write, in a new folder `<folder>/<server>/<UTC
 * time>/` with each text under its own path. No other user may read it. Returns the new folder.
 * Only the newest sets stay.
 */
export function keepCopy(
  folder: string,
  name: string,
  texts: ReadonlyMap<string, string>,
  now = new Date(),
): string {
  // An identity may be no file name; the digest in the folder's name tells servers apart.
  const sets = locateBackups(folder, name);
  return explainBackupErrors(sets, () => {
    makeSetsFolder(folder, sets);
    const set = makeSetFolder(sets, now.toISOString().replaceAll(":", "-"));
    try {
      for (const [path, text] of texts) keepText(join(set, relativeToRoot(path)), text);
    } catch (error) {
      // An incomplete set would be taken for a complete one.
      removeQuietly(set);
      throw error;
    }
    syncFolder(sets);
    const old = readdirSync(sets)
      .filter((one) => setNamePattern.test(one) && one !== basename(set))
      .sort();
    for (const one of old.slice(0, Math.max(0, old.length - maxBackups + 1)))
      removeQuietly(join(sets, one));
    return set;
  });
}

/**
 * Creates the folder for the copies of one server, readable by this user only. Throws if another
 * user could replace it.
 */
function makeSetsFolder(folder: string, sets: string): void {
  findInnermostFolder(sets);
  makeFolders(sets);
  assertSafe(folder, sets);
  chmodSync(sets, 0o700);
}

/** Returns the path of the folder for the copies of one server. */
export function locateBackups(folder: string, identity: string): string {
  const readable = identity.replace(/[^A-Za-z0-9.-]+/g, "_").slice(-60);
  const digest = createHash("sha256").update(identity).digest("hex").slice(0, 8);
  return join(folder, `${readable}-${digest}`);
}

/**
 * Throws if `keepCopy` could not keep a copy, so that a preview reports it. Creates and removes an
 * empty folder in the innermost folder that exists, because rights alone prove nothing: root may
 * write in /proc, where nothing can be created.
 */
export function assertCopyCanBeKept(folder: string, name: string): void {
  const sets = locateBackups(folder, name);
  explainBackupErrors(sets, () => {
    const innermost = findInnermostFolder(sets);
    assertSafe(folder, sets);
    rmdirSync(mkdtempSync(join(innermost, ".pulumi-dhcp-failover-")));
  });
}

/** Returns the innermost existing folder of a path. Throws if something else is in the way. */
function findInnermostFolder(path: string): string {
  const stats = lstatIfThere(path);
  if (stats === undefined)
    return dirname(path) === path ? path : findInnermostFolder(dirname(path));
  const target = stats.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : stats;
  if (target === undefined) throw messages.backupFailed(path, "it is a link that leads nowhere");
  if (!target.isDirectory()) throw messages.backupFailed(path, "it is no folder");
  return path;
}

/** Returns the status of a path; undefined if nothing is there, or a file is in the way. */
function lstatIfThere(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return undefined;
    throw error;
  }
}

/**
 * Throws if another user could replace the folder of the copies, or has done so: the copies hold
 * the server's passwords. The owner of the project's folder may, because the running program is
 * that user's.
 */
export function assertSafe(folder: string, sets: string): void {
  const self = process.geteuid?.();
  if (self === undefined) return; // Windows: the folder's own rights decide
  const trusted = new Set([self, 0, statSync(resolveInProject(".")).uid]);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats && !trusted.has(stats.uid))
    throw messages.backupFailed(folder, describeOwner(stats.uid));
  // In a folder such as /tmp (sticky) nobody can replace the files of another user.
  if (stats && (stats.mode & 0o002) !== 0 && (stats.mode & 0o1000) === 0) {
    throw messages.backupFailed(folder, "every user of this machine may write there");
  }
  const own = lstatIfThere(sets);
  if (own?.isSymbolicLink())
    throw messages.backupFailed(sets, "it is a link, and this program makes none");
  if (own && !trusted.has(own.uid)) throw messages.backupFailed(sets, describeOwner(own.uid));
}

const describeOwner = (uid: number): string => `it belongs to another user (${uid})`;

/**
 * Runs an action in a backup folder, and throws the file system's errors as sentences that name
 * `backupDir`.
 */
function explainBackupErrors<Result>(folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError || errorCode(error) === "") throw error;
    throw messages.backupFailed(folder, errorReason(error), error);
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

/** Writes a note beside a server's copies in one step. A note of that name is replaced. */
export function writeNote(folder: string, name: string, file: string, text: string): void {
  const sets = locateBackups(folder, name);
  explainBackupErrors(sets, () => {
    makeSetsFolder(folder, sets);
    const temporary = mkdtempSync(join(sets, ".note-"));
    try {
      keepText(join(temporary, file), text);
      renameSync(join(temporary, file), join(sets, file));
    } finally {
      removeQuietly(temporary);
    }
    syncFolder(sets);
  });
}

/**
 * Returns a note beside a server's copies; undefined if there is none, it is unreadable, or another
 * user may have written it.
 */
export function readNote(folder: string, name: string, file: string): TextFile | undefined {
  // Most machines have written to no server.
  if (!existsSync(folder)) return undefined;
  const sets = locateBackups(folder, name);
  try {
    assertSafe(folder, sets);
    return readText(join(sets, file));
  } catch {
    return undefined;
  }
}

/** Removes a note beside a server's copies, if there is one. */
export const removeNote = (folder: string, name: string, file: string): void =>
  removeQuietly(join(locateBackups(folder, name), file));

/**
 * Creates the folder of a new set. A second one within a millisecond gets a number, so that no set
 * is overwritten.
 */
function makeSetFolder(sets: string, time: string): string {
  for (let number = 1; ; number++) {
    const set = join(sets, number === 1 ? time : `${time}-${number}`);
    try {
      mkdirSync(set, { mode: 0o700 });
      return set;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

/**
 * Returns an absolute path as one below a folder: `/etc/kea/a.conf` as `etc/kea/a.conf`,
 * `C:\a.conf` as `C/a.conf`.
 */
export function relativeToRoot(path: string): string {
  const absolute = resolve("/", path);
  const { root } = parse(absolute);
  return join(root.replace(/[^A-Za-z0-9]/g, ""), absolute.slice(root.length));
}

/**
 * Returns the folder for files that should outlive a run. Throws if the user has none, because a
 * path from an empty or relative HOME would lead into the working folder.
 */
export function findStateFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = findHomeFolder(),
): string {
  const { isAbsolute, join: joined } = platform === "win32" ? win32 : posix;
  // The XDG specification: a relative path is to be ignored.
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_STATE_HOME"] ?? "";
  if (isAbsolute(named)) return joined(named, "pulumi-dhcp-failover");
  if (!isAbsolute(home))
    throw messages.noStateFolder(platform === "win32" ? "USERPROFILE" : "HOME");
  return joined(
    home,
    ...(platform === "win32" ? ["AppData", "Local"] : [".local", "state"]),
    "pulumi-dhcp-failover",
  );
}

/** Returns the folder for the copies of servers: `backupDir`, or the user's state folder. */
export const resolveBackupFolder = (backupDir: string | undefined): string =>
  backupDir === undefined ? findStateFolder() : resolveInProject(backupDir);
