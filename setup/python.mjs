// Provides Python for the test of the package for it, which only compiles. Where it is missing it stays missing quietly, except
// in a pipeline.

import { install, installed } from "./apt.mjs";

/** Returns why there is no Python, if there is none. */
async function providePython(say) {
  if (installed("python3")) return undefined;
  if (!installed("apt-get")) return "it is not installed, and this machine has no apt-get";
  if (process.getuid() !== 0) return "it is not installed; only root can install python3-minimal";
  return install(["python3-minimal"], say);
}

const problem = await providePython((line) => console.log(line));
const pipeline = process.env.CI === "true";
console.log(
  `Python: ${problem ? `${problem}.${pipeline ? "" : " Tests with it are skipped."}` : "python3 on this machine."}`,
);
if (pipeline && problem) process.exitCode = 1;
