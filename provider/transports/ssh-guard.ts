// A program: runs ssh for as long as its own standard input is open. The kernel closes that when the
// process that started it is gone, however that ended. Then ssh ends, and the folder of its socket
// is removed. Arguments: that folder, and those of ssh.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

/** The exit code where there is no ssh on this machine. */
const sshMissingCode = 127;

/** Milliseconds that ssh may take to end when asked to. */
const killAfterMs = 2_000;

const [folder, ...args] = process.argv.slice(2);
const ssh = spawn("ssh", args, { stdio: ["ignore", "ignore", "inherit"] });

function stop(): void {
  ssh.kill("SIGTERM");
  setTimeout(() => ssh.kill("SIGKILL"), killAfterMs);
}

function end(code: number): void {
  rmSync(folder!, { recursive: true, force: true });
  process.exit(code);
}

ssh.once("exit", (code) => end(code ?? 255));
ssh.once("error", (error: NodeJS.ErrnoException) => {
  // With a process id it runs, and its end is still to come.
  if (ssh.pid === undefined) end(error.code === "ENOENT" ? sshMissingCode : 126);
});
process.stdin.once("close", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
