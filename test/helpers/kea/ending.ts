// What tests start ends with them: at once when told, when their file is through, or when their process ends before that.

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

import { removeLeft } from "../../../setup/making.mjs";
import type { Kea } from "./versions.js";

const open = new Set<() => Promise<void>>();

afterAll(async () => {
  await Promise.all([...open].map((end) => end()));
});

/** Notes how something ends; calling the answer, once or more, ends it. */
export function ending(end: () => Promise<void>): () => Promise<void> {
  let ended: Promise<void> | undefined;
  const once = () => {
    open.delete(once);
    ended ??= end();
    return ended;
  };
  open.add(once);
  return once;
}

const prefix = "kea-";
const folders = new Set<string>();
process.once("exit", () => folders.forEach(removeFolder));

/** A folder of its own inside a version's Debian, as seen from outside of it. Kea wants those with sockets closed to others. */
export function makeFolder({ root }: Kea): string {
  const ours = root === "/" ? undefined : join(root, "tmp"); // what else is temporary belongs to the run of the tests
  if (ours !== undefined) removeLeft(ours, prefix);
  const folder = mkdtempSync(join(ours ?? tmpdir(), prefix));
  folders.add(folder);
  chmodSync(folder, 0o750);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}
