// A lock file beside a file, so that only one of two runs writes it.
import { createHash, randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { messages } from "../core/messages.js";
import { removeQuietly, errorCode } from "./folders.js";

/** Milliseconds after which every lock counts as left over: files are written in seconds. */
const maxLockAgeMs = 10 * 60_000;

/**
 * Creates the lock of a file whose real path is given, and returns its path; the caller removes it.
 * Throws at once if another run has it: when that run is done, the file differs from the one that
 * was read. `path` names the file in a sentence.
 */
export function lockFile(path: string, real: string): string {
  const lock = join(dirname(real), `.${shortenName(basename(real))}.lock`);
  if (tryMakeLock(lock) || (removeLeftOverLock(lock) && tryMakeLock(lock))) return lock;
  throw messages.fileLocked(path, lock);
}

/** Returns a name that leaves room for more: most file systems take 255 bytes. */
function shortenName(name: string): string {
  if (Buffer.byteLength(name) <= 200) return name;
  return `${name.slice(0, 40)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/** Creates the lock, which names its owner. Returns false if there is one already. */
function tryMakeLock(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}\n`, {
      flag: "wx",
    });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes a lock whose run is gone. Returns false if a valid one remains. */
function removeLeftOverLock(lock: string): boolean {
  try {
    const text = readFileSync(lock, "utf8");
    if (!isLeftOver(text, Date.now() - statSync(lock).mtimeMs)) return false;
    const aside = `${lock}.${randomBytes(6).toString("hex")}`;
    renameSync(lock, aside);
    // Another run may have replaced it in between: that one gets it back.
    const isSame = readFileSync(aside, "utf8") === text;
    if (!isSame) linkSync(aside, lock);
    removeQuietly(aside);
    return isSame;
  } catch (error) {
    // Gone in the meantime, or somebody else's.
    if (["ENOENT", "EEXIST", "EACCES", "EPERM"].includes(errorCode(error)))
      return errorCode(error) === "ENOENT";
    throw error;
  }
}

function isLeftOver(text: string, age: number): boolean {
  const [, pid, host] = /^(\d+) (\S+) \w+\n$/.exec(text) ?? [];
  if (age > maxLockAgeMs) return true;
  // With a number of its own this process would be at work here: in a container every run may have
  // the same one.
  const isGone = (number: number): boolean => number === process.pid || !isRunning(number);
  return pid !== undefined && host === hostname() && isGone(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH"; // EPERM: it runs, and is another user's
  }
}
