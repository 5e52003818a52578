#!/usr/bin/env node
// The package's own command. Everything else is loaded after the check that Node is new enough.
import * as nodeModule from "node:module";
import { nodeTooOld } from "../start/node-version.js";

const nodeError = nodeTooOld();
if (nodeError === undefined) {
  // Compiled code is kept in the folder for temporary files: the next start is a third faster. Node
  // before 22.8 cannot.
  nodeModule.enableCompileCache?.();
  void import("./run.js");
} else {
  console.error(nodeError);
  process.exitCode = 1;
}
