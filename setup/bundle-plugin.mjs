// Bundles the provider that the engine starts as a program: one file, with all that it loads of other packages.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./paths.mjs";
import { pluginFolder, pluginName } from "./plugin-names.mjs";
import { CannotSetUp, reportSetupError } from "./run.mjs";

/** Loads the bundle, which Node keeps compiled. Only the user may write where it is kept. */
const starter = `#!/usr/bin/env node
"use strict";
const { join } = require("node:path");
const { homedir } = require("node:os");
const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
require("node:module").enableCompileCache?.(join(cache, "pulumi-dhcp-failover", "compiled"));
require("./plugin.cjs");
`;

/** Writes the plugin into a folder that is or will be dist/. */
export async function bundlePlugin(dist = join(root, "dist")) {
  const { build } = await import("esbuild").catch(() => {
    throw new CannotSetUp("esbuild, which package.json names, is not installed: run npm ci.");
  });
  const place = join(dist, pluginFolder);
  mkdirSync(place, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["provider/native/main.ts"],
    outfile: join(place, "plugin.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    logLevel: "warning",
  });
  writeFileSync(join(place, pluginName), starter);
  chmodSync(join(place, pluginName), 0o755);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await bundlePlugin(process.argv[2]).catch(reportSetupError);
