// Makes a folder of the cache, whole or absent: also when two make it at once, and when one of them is stopped.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

import { cacheFolder } from "./paths.mjs";

const prefix = "making-";
const day = 24 * 60 * 60 * 1000;

/** `fill` gets an empty folder, with a place for what it needs meanwhile beside it, and answers what went wrong, if anything did. */
export async function making(target, fill) {
  mkdirSync(cacheFolder, { recursive: true });
  removeLeft(cacheFolder, prefix);
  const folder = mkdtempSync(join(cacheFolder, prefix));
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", clear);
  try {
    const whole = join(folder, "whole");
    mkdirSync(whole);
    const problem = await fill(whole);
    if (problem) return problem;
    try {
      renameSync(whole, target);
    } catch (error) {
      if (!existsSync(target)) throw error; // otherwise another run was first, and its folder is as good
    }
  } finally {
    clear();
    process.removeListener("exit", clear);
  }
}

/** A killed run leaves its folders; nothing takes a day that is made in one of them. */
export function removeLeft(place, beginning) {
  const left = readdirSync(place).filter((one) => one.startsWith(beginning));
  for (const name of left) {
    const changed = statSync(join(place, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changed > day)
      rmSync(join(place, name), { recursive: true, force: true, maxRetries: 3 });
  }
}
