// Writes each PowerShell script of provider/ as constant text into a module beside it (`read.ps1.ts`
// for `read.ps1`), so that tsc and bundlers take it along. Runs before each build and test run.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./paths.mjs";

const suffix = ".ps1.ts";

/** Returns the module that holds a script. */
const moduleOf = (script) =>
  `// Generated from the script beside it: edit that one.\nexport const text: string = ${JSON.stringify(script)};\n`;

/** Writes what changed, and removes modules whose script is gone. */
export function writeScripts(folder = join(root, "provider")) {
  for (const path of readdirSync(folder, { recursive: true }).map((name) => join(folder, name))) {
    if (path.endsWith(".ps1")) update(`${path}.ts`, moduleOf(readFileSync(path, "utf8")));
    if (path.endsWith(suffix) && !contentOf(path.slice(0, -3))) rmSync(path, { force: true });
  }
}

function update(path, content) {
  if (contentOf(path) !== content) writeFileSync(path, content);
}

function contentOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeScripts();
