// Provides OpenSSH for the tests, which run a server of their own on a port of the loopback. Where it is missing it stays missing quietly, except in a pipeline.

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { install, installed } from "./apt.mjs";
import { findSshd } from "./paths.mjs";

/** Where it is, or what it `lacks`. */
async function provideSshd(say) {
  const { lacks, ...found } = findSshd();
  if (!lacks) return found;
  if (!installed("apt-get"))
    return { lacks: `${lacks}; this machine has no apt-get to install it with` };
  if (process.getuid() !== 0)
    return { lacks: `${lacks}; only root can install it (openssh-server, by apt-get)` };
  const problem = await install(["openssh-server", "openssh-client"], say);
  return problem ? { lacks: `${lacks}; ${problem}` } : findSshd();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { server, lacks } = await provideSshd((line) => console.log(line));
  const pipeline = process.env.CI === "true";
  console.log(
    `OpenSSH: ${lacks ? `${lacks}.${pipeline ? "" : " Tests with it are skipped."}` : `${server} on this machine.`}`,
  );
  if (pipeline && lacks) process.exitCode = 1;
}
