// A folder of a test's own, what another user may do in it, and what is refused there.
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { UserError } from "../../../../provider/core/messages.js";

export const root = process.getuid?.() === 0;
export const nobody = 65_534;

/** Makes a folder. Not in the suite's own temporary folder when another user is to look in: it lets nobody else in. */
export const makeOwnFolder = (): string =>
  realpathSync(mkdtempSync(join(root ? "/tmp" : tmpdir(), "files-")));

export function removeOwnFolder(folder: string): void {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
}

/** Gives each test of a file a folder: returns how to name a path in it, and how to write and read a file there. */
export function useOwnFolder() {
  let folder: string;
  beforeEach(() => {
    folder = makeOwnFolder();
  });
  afterEach(() => removeOwnFolder(folder));
  const at = (...names: string[]): string => join(folder, ...names);
  const put = (name: string, text: string | Buffer, mode?: number): string => {
    writeFileSync(at(name), text);
    if (mode !== undefined) chmodSync(at(name), mode);
    return at(name);
  };
  const read = (name: string): string => readFileSync(at(name), "utf8");
  return { at, put, read };
}

/** Returns the refusal that something ends with. */
export function refused(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Does something as a user who is not root, where the tests run as root. */
export function asNobody<Result>(act: () => Result): Result {
  if (!root) return act();
  process.setegid!(nobody);
  process.seteuid!(nobody);
  try {
    return act();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
  }
}
