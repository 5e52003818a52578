// One process of Kea's that a test started: it can be stopped and started again, and never outlives the test.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { until } from "./until.js";

export interface Daemon {
  /** Absent while it does not run. */
  readonly pid: number | undefined;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** SIGTERM, then SIGKILL for one that does not heed it. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface DaemonOptions {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file that gets what it prints. */
  readonly output: string;
  answers(): Promise<boolean>;
}

const running = new Set<ChildProcess>();
// Before their folders go.
process.prependOnceListener("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function daemon({ name, command, env, output, answers }: DaemonOptions): Daemon {
  let child: ChildProcess | undefined;

  return {
    get pid() {
      return child?.pid;
    },

    async start() {
      if (child !== undefined) return;
      const stream = openSync(output, "a");
      // The kernel ends it when the process that started it is gone, however that ended.
      const started = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...command], {
        env,
        stdio: ["ignore", stream, stream],
      });
      child = started;
      closeSync(stream);
      running.add(started);
      let ended: string | undefined;
      const end = (how: string) => {
        ended = how;
        running.delete(started);
        if (child === started) child = undefined;
      };
      started
        .once("error", ({ message }) => end(message))
        .once("exit", (code, signal) => end(signal ?? `code ${code}`));
      await until(`${name} to answer`, async () => {
        if (ended !== undefined)
          throw new Error(
            `${name} ended with ${ended} instead of starting:\n${await readFile(output, "utf8")}`,
          );
        return answers();
      });
    },

    async stop() {
      const stopping = child;
      if (stopping === undefined) return;
      const ended = new Promise((resolve) => stopping.once("exit", resolve));
      stopping.kill("SIGTERM");
      const patience = setTimeout(() => stopping.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(patience);
    },

    kill(signal) {
      child?.kill(signal);
    },
  };
}
