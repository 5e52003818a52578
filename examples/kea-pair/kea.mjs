// The Kea that is on this machine: its programs, its version and its hook libraries.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { hasAgent } from "./configuration.mjs";

const setup = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "setup", "kea.mjs");
const advice = "On Debian or Ubuntu, apt install kea-dhcp4-server kea-ctrl-agent brings it.";

/** What is needed of it, or in a sentence what it `lacks`. */
export async function findKea(say) {
  if (process.platform !== "linux") return { lacks: "The pair runs on Linux only." };
  return installed() ?? install(say);
}

function installed() {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const find = (name) => folders.map((folder) => join(folder, name)).find(existsSync);

  const server = find("kea-dhcp4");
  if (!server) return undefined;
  const version = /^\d+\.\d+\.\d+/.exec(
    spawnSync(server, ["-v"], { encoding: "utf8" }).stdout,
  )?.[0];
  if (!version) return { lacks: `${server} does not say its version.` };
  if (/^([01]|2\.[01])\./.test(version))
    return { lacks: `Kea ${version} is installed, and 2.2 is the oldest that will do.` };
  const agent = hasAgent(version) ? find("kea-ctrl-agent") : undefined;
  if (hasAgent(version) && !agent)
    return { lacks: `Kea ${version} is installed without its control agent. ${advice}` };
  const hooks = hooksOf(realpathSync(server));
  if (!hooks)
    return { lacks: `Kea ${version} is installed without its failover hook, libdhcp_ha.so.` };
  return {
    version,
    hooks,
    programs: [server, ...(agent ? [agent] : [])].map((path) => ({ name: basename(path), path })),
  };
}

/** Those of /usr/sbin/kea-dhcp4 are in /usr/lib/kea/hooks, or in a folder for the machine's kind below /usr/lib. */
function hooksOf(server) {
  const library = join(dirname(dirname(server)), "lib");
  const folders = [
    library,
    `${library}64`,
    ...readdirSync(library).map((name) => join(library, name)),
  ];
  return folders
    .map((folder) => join(folder, "kea", "hooks"))
    .find((folder) => existsSync(join(folder, "libdhcp_ha.so")));
}

/** By this repository's setup, where that is there and may. */
async function install(say) {
  if (process.getuid() !== 0 || !existsSync(setup))
    return { lacks: `Kea is not installed. ${advice}` };
  say(
    "Kea is not installed: this repository's setup does that now, with the later releases that the tests run.",
  );
  const { provideKea } = await import(pathToFileURL(setup).href);
  const { lacks } = (await provideKea(say)).find(({ root }) => root === "/");
  return installed() ?? { lacks: `The setup could not provide Kea: ${lacks}.` };
}
