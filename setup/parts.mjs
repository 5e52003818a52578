// Runs the tests of one part: those that vitest.config.ts chooses for it.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { root } from "./paths.mjs";

/** Runs a part with the arguments of this process, and returns its exit code. `env`: more variables. */
export function runPart(part, env = {}) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TEST_PART: part, ...env },
  });
  return status ?? 1;
}
