// One temporary folder for a run of the tests. It goes with the run; what a killed run left goes a day later.

import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeScripts } from "../setup/powershell.mjs";

const prefix = "dhcp-failover-tests-";

export default function temporary(): () => void {
  writeScripts();
  const place = tmpdir();
  const day = 24 * 60 * 60 * 1000;
  const left = readdirSync(place)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(place, name));
  for (const folder of left)
    if (Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > day)
      remove(folder);

  const folder = mkdtempSync(join(place, prefix));
  process.env["TMPDIR"] = folder; // what tests make in os.tmpdir() is made in here
  process.once("exit", () => remove(folder)); // Ctrl-C ends a run without its teardown
  return () => remove(folder);
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  } catch {
    // a pulumi that is still stopping writes there
  }
}
