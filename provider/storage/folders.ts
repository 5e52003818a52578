// Small helpers for files and folders: error codes, removal, and writes down to the disk.
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";

/** Returns the file system's code of an error, such as ENOENT; empty for another error. */
export const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

/** Returns the file system's reason of an error, such as "no space left on device". */
export const errorReason = (error: unknown): string =>
  /^\w+: ([^,]+)/.exec((error as Error).message)?.[1] ?? errorCode(error);

/**
 * Removes a file or a folder, and ignores a failure: an error that came before it is the one to
 * report.
 */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

/**
 * Writes a folder itself to the disk, which completes a rename in it. Windows has no such call;
 * some file systems have none, and some folders may not be opened.
 */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EACCES"].includes(errorCode(error))) throw error;
  }
}

/**
 * Creates a folder and those on the way to it. `recursive` of Node 22 does not end in /proc; seen
 * 2026-11-30.
 */
export function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in the meantime.
    if (errorCode(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}

/**
 * Returns the user's folder; empty if HOME is not set and the system does not know the user, as in
 * a container.
 */
export function findHomeFolder(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}
