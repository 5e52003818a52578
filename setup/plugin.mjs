// npm run plugin: packs the provider plugin for users of other languages, who need no Node. The archive holds the bundle,
// this machine's Node, and a program that starts one with the other. The file's name is the one that Pulumi expects.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { pluginFolder, pluginName } from "./plugin-names.mjs";
import { node, root } from "./paths.mjs";
import { preparePackage } from "./prepare.mjs";
import { CannotSetUp, reportSetupError } from "./run.mjs";

/** Starts the provider, wherever the archive was unpacked and whatever link leads there. */
const launcher = `#!/bin/sh
# Starts the provider with the Node that lies beside this file.
here=\${0%/*}
if [ -L "$0" ]; then here=$(dirname "$(readlink -f "$0")"); fi
exec "$here/node" "$here/start.cjs" "$@"
`;

const architectures = { x64: "amd64", arm64: "arm64" };

/** Packs the plugin into a folder, and returns the path of the archive. */
function pack(target) {
  const architecture = architectures[process.arch];
  if (process.platform === "win32" || architecture === undefined)
    throw new CannotSetUp(
      `npm run plugin packs for Linux and macOS on amd64 and arm64; this is ${process.platform} on ${process.arch}.`,
    );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const archive = join(
    target,
    `${pluginName}-v${version}-${process.platform}-${architecture}.tar.gz`,
  );
  const folder = mkdtempSync(join(tmpdir(), "plugin-"));
  try {
    writeFileSync(join(folder, pluginName), launcher);
    const plugin = join(root, "dist", pluginFolder);
    copyFileSync(join(plugin, pluginName), join(folder, "start.cjs"));
    for (const file of ["plugin.cjs", "LICENSES.txt"])
      copyFileSync(join(plugin, file), join(folder, file));
    copyFileSync(node, join(folder, "node"));
    for (const file of ["package.json", "schema.json", "LICENSE", "NOTICE"])
      copyFileSync(join(root, file), join(folder, file));
    for (const file of [pluginName, "node"]) chmodSync(join(folder, file), 0o755);
    mkdirSync(target, { recursive: true });
    const { status, stderr } = spawnSync("tar", ["-czf", archive, "-C", folder, "."], {
      encoding: "utf8",
    });
    if (status !== 0) throw new CannotSetUp(`tar could not write ${archive}: ${stderr.trim()}`);
    return archive;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await preparePackage((line) => console.error(line));
  console.log(pack(resolve(process.env.INIT_CWD ?? ".", process.argv[2] ?? ".")));
} catch (error) {
  reportSetupError(error);
}
