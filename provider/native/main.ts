#!/usr/bin/env node
// The provider as a program that the engine starts: pulumi-resource-dhcp-failover. Its first line on
// stdout is the port at which it answers.
import { nodeTooOld } from "../start/node-version.js";

const nodeError = nodeTooOld();
if (nodeError === undefined) {
  // Loaded only now: an old Node cannot parse what follows.
  const { serve } = require("./serve.js") as typeof import("./serve.js");
  serve();
} else {
  console.error(nodeError);
  process.exitCode = 1;
}
