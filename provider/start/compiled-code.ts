// Keeps compiled code from one run of a command to the next: a start takes half the time. Node's own
// cache (module.enableCompileCache) does not do: it keeps no function that is compiled at its first
// call, which is nearly all of them, and keeps code where other users of the machine may write.
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { constants, Script } from "node:vm";
import { crc32 } from "node:zlib";
import { findHomeFolder, makeFolders } from "../storage/folders.js";

/** The bytes behind kept code that tell whether it is whole: Node takes damaged code, and crashes. */
const checksumBytes = 4;

/** The exit codes of a run that did what it was asked for: only then was all of the code called. */
const doneCodes: readonly number[] = [0, 7];

/**
 * Loads a file as `require` does, with the code that an earlier run of this command kept. Without
 * any, keeps it for the next run once this one is done. The file begins with a fingerprint of itself.
 * `hasCalledMost`: returns whether this run called most of what a run calls.
 */
export function loadWithCompiledCode(
  path: string,
  command: string,
  hasCalledMost: (exports: unknown) => boolean = () => true,
): void {
  const source = readFileSync(path, "latin1"); // ASCII alone, as the bundler writes it
  const fingerprint = /^\/\/ ([0-9a-f]+)\n/.exec(source)?.[1];
  const folder = fingerprint === undefined ? undefined : findFolder();
  const name = `${command}-${fingerprint}-${process.version}-${process.arch}`;
  const kept = folder === undefined ? undefined : readKept(folder, name);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  const script = new Script(wrapped, {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(kept && { cachedData: kept }),
  });
  const loaded = { exports: {} };
  const run = script.runInThisContext() as (...globals: readonly unknown[]) => void;
  run(loaded.exports, createRequire(path), loaded, path, dirname(path));
  if (folder === undefined || script.cachedDataRejected === false) return;
  process.once("exit", (code) => {
    if (doneCodes.includes(code) && hasCalledMost(loaded.exports))
      keep(folder, { command, name }, script.createCachedData());
  });
}

function readKept(folder: string, name: string): Buffer | undefined {
  try {
    const file = readFileSync(join(folder, name));
    const code = file.subarray(0, -checksumBytes);
    return crc32(code) === file.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined; // there is none, or Node cannot compute a checksum (before 22.2)
  }
}

/** Keeps code in place of what the command kept before. A failure makes the next run slower. */
function keep(folder: string, file: { command: string; name: string }, code: Buffer): void {
  try {
    makeFolders(folder);
    const former = readdirSync(folder).filter((one) => one.startsWith(`${file.command}-`));
    const fresh = join(folder, `${file.name}.${process.pid}`);
    const checksum = Buffer.alloc(checksumBytes);
    checksum.writeUInt32LE(crc32(code));
    writeFileSync(fresh, Buffer.concat([code, checksum]), { mode: 0o600 });
    renameSync(fresh, join(folder, file.name));
    for (const one of former) if (one !== file.name) rmSync(join(folder, one), { force: true });
  } catch {}
}

/**
 * Returns the folder for kept code, which may not be there yet; nothing where the user has none, or
 * others may write there: whoever can write kept code decides what a program does.
 */
function findFolder(): string | undefined {
  const base = findCacheFolder();
  if (base === undefined) return undefined;
  const folder = join(base, "pulumi-dhcp-failover", "compiled");
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined || process.platform === "win32") return folder;
  const isSafe = stats.isDirectory() && isOwn(stats.uid) && (stats.mode & 0o022) === 0;
  return isSafe ? folder : undefined;
}

function findCacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: chosen = "", LOCALAPPDATA: local } = process.env;
  if (isAbsolute(chosen) && isOwnFolder(chosen)) return chosen;
  if (process.platform === "win32") return local;
  const home = findHomeFolder();
  if (!isOwnFolder(home)) return undefined;
  return process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}

function isOwnFolder(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return isAbsolute(folder) && stats?.isDirectory() === true && isOwn(stats.uid);
}

/** Returns whether a file of this owner belongs to the user of this process. Windows has no ids. */
const isOwn = (uid: number): boolean => uid === (process.getuid?.() ?? uid);
