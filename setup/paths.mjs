// Where things are: the repository, the Node it brings, the cache folder, the pulumi CLI and Kea.
// Plain JavaScript without dependencies: it runs before anything is installed.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";

/** The oldest CLI that will do: the first whose dynamic providers' `read` may return inputs. */
export const oldestCli = "3.216.0";

/** The CLI that is set up where there is none. */
export const chosenCli = "3.259.0";

/** The language host for YAML that is set up where the CLI brings none. */
export const chosenYamlHost = "1.25.0";

/** The release of Pulumi's Go SDK whose module contains the language host for Go; later ones have it in a module of its own. */
export const chosenGoHost = "3.60.0";

/** The Node that the SDK and vitest need. */
export const oldestNode = "22.0.0";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const binaries = join(root, "node_modules", ".bin");

/** The Node that the npm package `node` brings; node_modules/.bin/node leads there. */
export const node = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");

/** What a dynamic provider is started with; it must lie beside the CLI. */
export const providerLauncher = windows
  ? "pulumi-resource-pulumi-nodejs.cmd"
  : "pulumi-resource-pulumi-nodejs";

export const cacheFolder = join(
  process.env.XDG_CACHE_HOME ||
    (windows && process.env.LOCALAPPDATA) ||
    (process.platform === "darwin"
      ? join(homedir(), "Library", "Caches")
      : join(homedir(), ".cache")),
  "pulumi-dhcp-failover",
);

/** The folder, whole or absent, in which a CLI of our own is kept: its programs are in `bin`. */
export const cachedCli = join(cacheFolder, `pulumi-${chosenCli}`);

/** The folder, whole or absent, in which a language host for YAML of our own is kept, in `bin`. */
export const cachedYamlHost = join(cacheFolder, `pulumi-language-yaml-${chosenYamlHost}`);

/** The folder, whole or absent, in which a language host for Go of our own is kept, in `bin`. */
export const cachedGoHost = join(cacheFolder, `pulumi-language-go-${chosenGoHost}`);

export const program = (name) => (windows ? `${name}.exe` : name);

export function atLeast(version, oldest) {
  const numbers = (text) => text.replace(/^v/, "").split(/[.+-]/).slice(0, 3).map(Number);
  const [a, b] = [numbers(version), numbers(oldest)];
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 || a[at] > b[at];
}

/** PATH as the user has it, without what `npm run` puts in front. */
export function pathFolders(env = process.env) {
  const name = Object.keys(env).find((key) => /^path$/i.test(key));
  return ((name && env[name]) || "")
    .split(delimiter)
    .filter((folder) => folder && folder !== binaries);
}

/** What a folder's CLI is: its version, and what it lacks if it will not do. */
export function inspectCli(folder, folders = [folder]) {
  const asked = spawnSync(join(folder, program("pulumi")), ["version"], {
    encoding: "utf8",
    timeout: 10_000,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(asked.stdout ?? "")?.[1];
  if (!version) return { folder, lacks: "does not say its version" };
  if (!atLeast(version, oldestCli)) return { folder, version, lacks: `is ${version}` };
  const beside = dirname(realpathSync(join(folder, program("pulumi"))));
  const missing = [program("pulumi-language-nodejs"), providerLauncher].find(
    (name) => ![beside, ...folders].some((place) => existsSync(join(place, name))),
  );
  return missing ? { folder, version, lacks: `has no ${missing} beside it` } : { folder, version };
}

let found;

/** The pulumi CLI: the one on PATH if it will do, else our own. `lacks` says why there is none. */
export function findCli() {
  if (found && !found.lacks) return found;
  const folders = pathFolders();
  const folder = folders.find((place) => existsSync(join(place, program("pulumi"))));
  const onPath = folder && inspectCli(folder, folders);
  if (onPath && !onPath.lacks) found = onPath;
  else if (existsSync(cachedCli)) found = { folder: join(cachedCli, "bin"), version: chosenCli };
  else
    found = {
      lacks: onPath ? `the one in ${onPath.folder} ${onPath.lacks}` : "there is none on PATH",
    };
  return found;
}

/** Where a language host is: beside the CLI, on PATH, or our own. `lacks` says that there is none. */
function findHost(language, own) {
  const { folder } = findCli();
  const name = program(`pulumi-language-${language}`);
  const place = [...(folder ? [folder] : []), ...pathFolders(), join(own, "bin")].find((one) =>
    existsSync(join(one, name)),
  );
  return place ? { folder: place } : { lacks: `there is no ${name} beside the CLI or on PATH` };
}

export const findYamlHost = () => findHost("yaml", cachedYamlHost);

/** Only a test runs programs in Go. */
export const findGoHost = () => findHost("go", cachedGoHost);

/** The environment in which `pulumi` finds its own programs and our Node, and asks the network for nothing. */
export function environment(env = process.env) {
  const cli = findCli();
  if (cli.lacks)
    throw new Error(`The pulumi CLI is not set up (${cli.lacks}): run "npm run setup".`);
  const rest = Object.fromEntries(Object.entries(env).filter(([key]) => !/^path$/i.test(key)));
  return {
    ...rest,
    PATH: [
      ...new Set([binaries, cli.folder, ...pathFolders(env), findYamlHost().folder ?? []].flat()),
    ].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** The versions of Kea that tests run, and the Debian that holds each: this machine's, or one of its own in the cache folder. */
export const keaRoots = {
  "2.2.0": "/",
  "2.6.3": join(cacheFolder, "kea-trixie"),
  "3.0.3": join(cacheFolder, "kea-trixie-backports"),
};

const keas = new Map();

/** Where a version of Kea is, as any patch of its release: its Debian and its hooks. `lacks` says why it cannot be run. */
export function findKea(version) {
  const known = keas.get(version);
  if (known && !known.lacks) return known;
  const kea = inspectKea(keaRoots[version], /^\d+\.\d+\./.exec(version)[0]);
  keas.set(version, kea);
  return kea;
}

function inspectKea(keaRoot, release) {
  const daemon = "/usr/sbin/kea-dhcp4";
  const here = keaRoot === "/";
  const place = here ? "on this machine" : `in ${keaRoot}`;
  if (!existsSync(join(keaRoot, daemon))) return { root: keaRoot, lacks: "it is not installed" };
  if (!here && process.getuid() !== 0)
    return { root: keaRoot, lacks: `it is ${place}, where only root can run it` };
  const [command, ...args] = [...(here ? [] : ["chroot", keaRoot]), daemon, "-v"];
  const version = /^\d+\.\d+\.\d+\S*/.exec(
    spawnSync(command, args, { encoding: "utf8", timeout: 10_000 }).stdout ?? "",
  )?.[0];
  if (!version) return { root: keaRoot, lacks: `the one ${place} does not say its version` };
  if (!version.startsWith(release))
    return { root: keaRoot, version, lacks: `the one ${place} is ${version}` };
  const libraries = readdirSync(join(keaRoot, "/usr/lib")).map((folder) =>
    join("/usr/lib", folder, "kea/hooks"),
  );
  const hooks = libraries.find((library) => existsSync(join(keaRoot, library, "libdhcp_ha.so")));
  return hooks
    ? { root: keaRoot, version, hooks }
    : { root: keaRoot, version, lacks: `the one ${place} has no libdhcp_ha.so` };
}

/** Where OpenSSH's server is, which has to be called by its whole path. `lacks` says why it cannot be run. */
export function findSshd() {
  const server = "/usr/sbin/sshd";
  const missing = [server, "/usr/bin/ssh", "/usr/bin/ssh-keygen"].find((path) => !existsSync(path));
  if (missing) return { server, lacks: `${missing} is not installed` };
  // The server of a user who is not root lets in that user alone, as the tests do; but the folder it wants is root's to make.
  return process.getuid() === 0
    ? { server }
    : { server, lacks: "only root can run its server here" };
}

/** Names of Chromium's programs, the smallest first. */
const browsers = ["chromium-headless-shell", "chromium", "google-chrome"];

/** Where Chromium is. `lacks` says that there is none. */
export function findChromium() {
  const places = browsers.map((name) => `/usr/bin/${name}`);
  const path = places.find((place) => existsSync(place));
  return path ? { path } : { lacks: `${places[0]} is not installed` };
}

/** Where Python is, which compiles the package for it. `lacks` says that there is none. */
export function findPython() {
  const folder = [...pathFolders(), "/usr/bin"].find((place) => existsSync(join(place, "python3")));
  return folder ? { path: join(folder, "python3") } : { lacks: "there is no python3 on PATH" };
}
