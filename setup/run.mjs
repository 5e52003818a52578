// Runs one program to its end while setting up; nothing of it stays behind when we are stopped.

import { spawn } from "node:child_process";
import { constants } from "node:os";

/** A reason, in one sentence, why setting up cannot go on. */
export class CannotSetUp extends Error {}

/** Prints why setting up stopped, and has the process end with 1. Throws any other error again. */
export function reportSetupError(error) {
  if (!(error instanceof CannotSetUp) && !error.syscall) throw error;
  console.error(error.syscall ? `Setting up stopped: ${error.message}.` : error.message);
  process.exitCode = 1;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

/** The program's exit code and, with `quiet`, what it printed. */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve) => {
    const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
    const child = spawn(command, args, { stdio, ...options });
    let output = "";
    child.stdout?.on("data", (text) => (output += text));
    child.stderr?.on("data", (text) => (output += text));
    const stop = () => child.kill("SIGINT");
    process.once("exit", stop);
    const end = (code, text) => {
      process.removeListener("exit", stop);
      resolve({ code, output: text.trim() });
    };
    child.once("error", (error) =>
      end(127, error.code === "ENOENT" ? `${command} is not installed` : error.message),
    );
    child.once("close", (code) => end(code ?? 1, output));
  });
}
