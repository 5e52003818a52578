// Debian's packages for the tests: installed by apt, their services not started.

import { existsSync, rmSync, writeFileSync } from "node:fs";

import { run } from "./run.mjs";

export const installed = (program) =>
  ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].some((folder) => existsSync(`${folder}/${program}`));

/** Debian starts what it installs unless policy-rc.d says no. One that is there already is somebody's, and stays as it is. */
export async function install(packages, say) {
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  say(
    `Installing ${packages.join(", ")} with apt. ${ours ? "No service is started" : `Services are started or not as ${policy} says`}.`,
  );
  const clear = () => ours && rmSync(policy, { force: true });
  process.once("exit", clear);
  try {
    if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    const options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=300"];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", [...options, "update"], { quiet: true, env }); // a list that cannot be fetched does not matter when the packages are known
    const asked = await run(
      "apt-get",
      [...options, "install", "--no-install-recommends", ...packages],
      { quiet: true, env },
    );
    if (asked.code !== 0)
      return `apt-get could not install ${packages.join(" ")} (${lastLine(asked)})`;
  } finally {
    clear();
    process.removeListener("exit", clear);
  }
}

/** Returns where a program of Debian's packages is, installed where it was missing, or what it `lacks`. */
export async function provide(find, packages, say) {
  const found = find();
  const { lacks } = found;
  if (!lacks) return found;
  if (!installed("apt-get"))
    return { lacks: `${lacks}; this machine has no apt-get to install it with` };
  if (process.getuid() !== 0)
    return { lacks: `${lacks}; only root can install it (${packages.join(" ")}, by apt-get)` };
  const problem = await install(packages, say);
  return problem ? { lacks: `${lacks}; ${problem}` } : find();
}

/** Says where a program for the tests is, or what it lacks: then a pipeline fails, and nothing else does. */
export function reportProvided(name, place, lacks) {
  const isPipeline = process.env.CI === "true";
  const missing = `${lacks}.${isPipeline ? "" : " Tests with it are skipped."}`;
  console.log(`${name}: ${lacks ? missing : `${place}.`}`);
  if (isPipeline && lacks) process.exitCode = 1;
}

export const lastLine = ({ code, output }) => output.split("\n").at(-1) || `code ${code}`;
