#!/usr/bin/env node
// The provider as a program that the engine starts: pulumi-resource-dhcp-failover. Everything else is
// loaded after the check that Node is new enough: an old Node cannot parse what follows.
import { join } from "node:path";
import { loadWithCompiledCode } from "../start/compiled-code.js";
import { nodeTooOld } from "../start/node-version.js";

const nodeError = nodeTooOld();
if (nodeError === undefined) {
  type Plugin = typeof import("./serve.js");
  loadWithCompiledCode(join(__dirname, "plugin.cjs"), "plugin", (plugin) =>
    (plugin as Plugin).hasComparedServers(),
  );
} else {
  console.error(nodeError);
  process.exitCode = 1;
}
