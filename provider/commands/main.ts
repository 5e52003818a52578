#!/usr/bin/env node
// The package's own command. Everything else is loaded after the check that Node is new enough.
import { join } from "node:path";
import { loadWithCompiledCode } from "../start/compiled-code.js";
import { nodeTooOld } from "../start/node-version.js";

const nodeError = nodeTooOld();
if (nodeError === undefined) {
  const command = process.argv.find((word) => /^[a-z]+$/.test(word)) ?? "none";
  loadWithCompiledCode(join(__dirname, "run.js"), command);
} else {
  console.error(nodeError);
  process.exitCode = 1;
}
