#!/usr/bin/env node
// The package's own command. What it needs is loaded once Node is known to be new enough.
import { nodeTooOld } from "../start/node-version.js";

const problem = nodeTooOld();
if (problem === undefined) {
  void import("./run.js");
} else {
  console.error(problem);
  process.exitCode = 1;
}
