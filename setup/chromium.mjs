// Provides Chromium for the tests of the page that `check --html` writes: Debian's own package, once. Where it is missing it stays missing
// quietly, except in a pipeline.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { install, installed } from "./apt.mjs";
import { findChromium } from "./paths.mjs";

/** The browser without windows and sound: 100 MB to download with all it needs, and half a minute. */
const packages = ["chromium-headless-shell"];

/** Returns the path of the browser, or what it `lacks`. */
async function provideChromium(say) {
  const { lacks, ...found } = findChromium();
  if (!lacks) return found;
  if (!installed("apt-get"))
    return { lacks: `${lacks}; this machine has no apt-get to install it with` };
  if (process.getuid() !== 0)
    return { lacks: `${lacks}; only root can install it (${packages.join(" ")}, by apt-get)` };
  const problem = await install(packages, say);
  return problem ? { lacks: `${lacks}; ${problem}` } : findChromium();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { path, lacks } = await provideChromium((line) => console.log(line));
  const pipeline = process.env.CI === "true";
  console.log(
    `Chromium: ${lacks ? `${lacks}.${pipeline ? "" : " Tests with it are skipped."}` : `${path} on this machine.`}`,
  );
  if (pipeline && lacks) process.exitCode = 1;
}
