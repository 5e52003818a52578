// Makes the package ready to run from a clone: its packages, a Node that fits, and dist/. Quick when there is nothing to do.

import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";

import { writeScripts } from "./powershell.mjs";
import { atLeast, node, oldestNode, pathFolders, root } from "./paths.mjs";
import { CannotSetUp, run } from "./run.mjs";

/** npm as the user has it: were it run by the Node inside node_modules, it would remove itself. */
const npm = (...args) =>
  run("npm", [...args, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    env: { ...process.env, PATH: pathFolders().join(delimiter) },
    shell: process.platform === "win32",
  });

async function packages(say) {
  if (installed()) return;
  say("Installing the packages that package-lock.json names (npm ci).");
  if ((await npm("ci")).code !== 0)
    throw new CannotSetUp(
      "npm ci failed, as it says above; it needs the npm registry and package.json in step with package-lock.json.",
    );
}

/** npm notes what it installed in the same form as package-lock.json; packages for other platforms are left out. */
function installed() {
  const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  if (!existsSync(join(root, "node_modules", ".package-lock.json"))) return false;
  const { "": _, ...wanted } = read("package-lock.json");
  const present = read(join("node_modules", ".package-lock.json"));
  const same = (path) =>
    present[path]?.version === wanted[path]?.version &&
    present[path]?.integrity === wanted[path]?.integrity;
  const optional = (path) => wanted[path]?.optional && !present[path];
  return [...Object.keys(wanted), ...Object.keys(present)].every(
    (path) => same(path) || optional(path),
  );
}

async function nodeThatFits(say) {
  const version = () => spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim();
  if (!version()) {
    say("Fetching Node, which npm was told not to do (its install script was skipped).");
    await npm("rebuild", "node", "--ignore-scripts=false");
  }
  const found = version();
  if (!found)
    throw new CannotSetUp(
      `The npm package "node" brought no Node that runs here (${node}): see what npm says above.`,
    );
  if (!atLeast(found, oldestNode))
    throw new CannotSetUp(
      `The npm package "node" brought Node ${found}, and ${oldestNode} is the oldest that will do.`,
    );
  return found;
}

const cache = join(root, "node_modules", ".cache", "pulumi-dhcp-failover");
const dist = join(root, "dist");
/** A file that is as old as the sources of dist/. */
const stamp = join(cache, "built");
const sources = [
  "provider",
  "setup/bundle.mjs",
  "setup/bundle-plugin.mjs",
  "tsconfig.json",
  "package-lock.json",
];

function isBuilt() {
  writeScripts();
  return (
    existsSync(stamp) &&
    existsSync(dist) &&
    Math.max(...sources.map((source) => newest(join(root, source)))) <= statSync(stamp).mtimeMs
  );
}

/** Makes the command and the provider in a folder that is or will be dist/. */
async function bundle(folder) {
  for (const script of ["bundle.mjs", "bundle-plugin.mjs"])
    if ((await run(node, [join(root, "setup", script), folder])).code !== 0)
      throw new CannotSetUp(`setup/${script} failed: see what esbuild says above.`);
}

async function build(say) {
  if (isBuilt()) return;
  say("Building dist/ (tsc).");
  const started = new Date();
  const [fresh, stale] = [join(cache, `fresh-${process.pid}`), join(cache, `stale-${process.pid}`)];
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  mkdirSync(cache, { recursive: true });
  try {
    if ((await run(node, [tsc, "-p", root, "--outDir", fresh])).code !== 0)
      throw new CannotSetUp("The build failed: see what tsc says above.");
    await bundle(fresh);
    // Swapped when whole: a process that loads dist/ meanwhile finds the old one or the new one, and no file of a deleted source.
    if (existsSync(dist)) renameSync(dist, stale);
    renameSync(fresh, dist);
    writeFileSync(stamp, "");
    utimesSync(stamp, started, started);
  } finally {
    for (const folder of [fresh, stale]) rmSync(folder, { recursive: true, force: true });
  }
}

/** When anything in it last changed; a folder's own time tells of deleted files. */
function newest(path) {
  const about = statSync(path);
  return about.isDirectory()
    ? Math.max(about.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
    : about.mtimeMs;
}

/** Installs what is missing and makes the package's own command, which takes a second, and nothing else of dist/. */
export async function prepareCommand(say) {
  await packages(say);
  await nodeThatFits(say);
  if (!isBuilt()) await bundle(dist);
}

/** Installs and builds what is missing, and returns the version of Node. `say` gets a line for each step that takes time. */
export async function preparePackage(say) {
  await packages(say);
  const version = await nodeThatFits(say);
  await build(say);
  return version;
}
