// Provides Chromium for the tests of the page that `check --html` writes: Debian's own package, once. Where it is missing it stays missing
// quietly, except in a pipeline.

import { provide, reportProvided } from "./apt.mjs";
import { findChromium } from "./paths.mjs";

/** The browser without windows and sound: 100 MB to download with all it needs, and half a minute. */
const packages = ["chromium-headless-shell"];

const { path, lacks } = await provide(findChromium, packages, (line) => console.log(line));
reportProvided("Chromium", `${path} on this machine`, lacks);
