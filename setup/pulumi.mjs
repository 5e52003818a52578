// npm run -s pulumi -- ARGS: the pulumi CLI that setup found or made, run where the user stands.

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isatty } from "node:tty";

import { environment, findCli, node, program, root } from "./paths.mjs";
import { pluginFolder } from "./plugin-names.mjs";

const ready = () =>
  existsSync(node) && existsSync(join(root, "dist", "stack.js")) && !findCli().lacks;

if (!ready()) {
  const setup = spawnSync(process.execPath, [join(root, "setup", "setup.mjs")], {
    stdio: ["ignore", 2, 2],
  });
  if (setup.status !== 0) process.exit(setup.status ?? 1);
}

// npm runs scripts in the repository and notes where it was called.
const here = process.cwd() === root && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd();
const env = environment();
const child = spawn(join(findCli().folder, program("pulumi")), process.argv.slice(2), {
  cwd: here,
  // A program in YAML finds the provider plugin of this repository.
  env: { ...env, PATH: `${env.PATH}${delimiter}${join(root, "dist", pluginFolder)}`, PWD: here },
  stdio: "inherit",
});

// A terminal sends Ctrl-C to pulumi itself, and a second one would mean "at once" to it.
const terminal = [0, 1, 2].some((stream) => isatty(stream));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (!(signal === "SIGINT" && terminal)) child.kill(signal);
  });
}
child.once("error", (error) => {
  console.error(`pulumi could not be started: ${error.message}`);
  process.exit(1);
});
child.once("close", (code, signal) => {
  if (!signal) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
