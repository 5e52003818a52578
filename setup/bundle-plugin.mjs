// Bundles the provider that the engine starts as a program: one file, with all that it loads of other packages.

import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

import { describeLicenses, loadLazily, replace, withFingerprint } from "./bundle.mjs";
import { root } from "./paths.mjs";
import { pluginFolder, pluginName } from "./plugin-names.mjs";
import { CannotSetUp, reportSetupError } from "./run.mjs";

/** Writes the plugin into a folder that is or will be dist/. */
export async function bundlePlugin(dist = join(root, "dist")) {
  const { build } = await import("esbuild").catch(() => {
    throw new CannotSetUp("esbuild, which package.json names, is not installed: run npm ci.");
  });
  const place = join(dist, pluginFolder);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [pluginName]: "provider/native/main.ts", plugin: "provider/native/serve.ts" },
    outdir: place,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    plugins: [loadLazily()],
    logLevel: "warning",
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  replace(join(place, "plugin.cjs"), withFingerprint(texts.get("plugin.js")));
  replace(join(place, "LICENSES.txt"), describeLicenses(Object.keys(metafile.inputs)));
  replace(join(place, pluginName), texts.get(`${pluginName}.js`));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  await bundlePlugin(process.argv[2]).catch(reportSetupError);
