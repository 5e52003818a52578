// Pulumi projects for measurements: each with a stack of its own in a folder of its own.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { environment, findCli, program, root } from "../setup/paths.mjs";
import { pluginFolder, pluginName } from "../setup/plugin-names.mjs";
import { run } from "../setup/run.mjs";

/** Makes a project and updates its stack once. Returns a function that runs the CLI in it. */
export async function createProject(folder, name, files) {
  const home = join(folder, name);
  mkdirSync(join(home, "node_modules"), { recursive: true });
  mkdirSync(join(home, ".pulumi", "home"), { recursive: true });
  const link = (target, path) => symlinkSync(target, join(home, "node_modules", path), "junction");
  link(join(root, "node_modules", "@pulumi"), "@pulumi");
  link(root, "pulumi-dhcp-failover");
  const all = {
    "package.json": '{ "private": true }',
    "Pulumi.yaml": `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(home, file), text);
  installPlugin(join(home, ".pulumi", "home"));
  const env = {
    ...environment(),
    PULUMI_HOME: join(home, ".pulumi", "home"),
    PULUMI_BACKEND_URL: `file://${join(home, ".pulumi")}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_STACK: "dev",
    PULUMI_EXPERIMENTAL: "true",
    PULUMI_SKIP_CHECKPOINTS: "true", // a first update of a thousand resources is not measured
  };
  /** Runs the CLI and returns milliseconds. */
  const pulumi = async (...args) => {
    const began = performance.now();
    const { code, output } = await run(
      join(findCli().folder, program("pulumi")),
      [...args, "--non-interactive"],
      { cwd: home, env, quiet: true },
    );
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return performance.now() - began;
  };
  await pulumi("stack", "init", "dev");
  const up = ["up", "--yes", "--skip-preview", "--suppress-progress", "--suppress-outputs"];
  await pulumi(...up, "--parallel", "1000");
  return pulumi;
}

/** Installs the provider plugin, for a program in YAML. */
function installPlugin(home) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = join(home, "plugins", `resource-dhcp-failover-v${version}`);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, "dist", pluginFolder, pluginName), join(folder, program(pluginName)));
}

/** A provider that does nothing, and the program of so many of its resources. */
export const idleProvider = `exports.nothing = { async check(_, inputs) { return { inputs }; }, async diff() { return { changes: false }; }, async create(inputs) { return { id: "x", outs: inputs }; } };`;
export const idleProgram = (resources) => `
const pulumi = require("@pulumi/pulumi");
const __provider = 'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("./nothing.js").nothing;';
for (let n = 0; n < ${resources}; n++) new pulumi.CustomResource("pulumi-nodejs:dynamic/bench:Nothing", "n" + n, { a: "x", b: n, c: true, __provider });`;
