#!/usr/bin/env node
// The package's own command. Everything else is loaded after the check that Node is new enough.
import { nodeTooOld } from "../start/node-version.js";

const nodeError = nodeTooOld();
if (nodeError === undefined) {
  void import("./run.js");
} else {
  console.error(nodeError);
  process.exitCode = 1;
}
