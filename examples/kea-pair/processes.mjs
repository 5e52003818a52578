// The processes of the pair: what was started is noted in its folder, so that just that can be ended.

import { spawn } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const pair = join(dirname(fileURLToPath(import.meta.url)), "pair");
const notes = join(pair, "pair.json");

/** Its ports and its processes. */
export const note = (what) => writeFileSync(notes, JSON.stringify(what, null, 2));
export const noted = () =>
  existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : { processes: [] };

/** In a session of its own, so that it outlives this script and its terminal. */
export function start(name, program) {
  const folder = join(pair, name);
  const command = [join(pair, program), "-c", join(folder, `${program}.conf`)];
  const log = join(folder, `${program}.log`);
  const stream = openSync(log, "a");
  const own = ["PIDFILE", "LOCKFILE", "CONTROL_SOCKET", "DHCP_DATA", "LOG_FILE"].map((what) => [
    `KEA_${what}_DIR`,
    folder,
  ]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(own) };
  const child = spawn(command[0], command.slice(1), {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", stream, stream],
  });
  closeSync(stream);
  child.once("error", ({ message }) => appendFileSync(log, message));
  child.unref();
  const { ports, processes } = noted();
  note({ ports, processes: [...processes, { pid: child.pid, command, log }] });
}

/** Whether it still is that program: since it was noted, another one may have got its number. */
export function runs({ pid, command }) {
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, "utf8") === command.map((part) => `${part}\0`).join("")
    );
  } catch {
    return false;
  }
}

export function whole() {
  const { processes } = noted();
  return processes.length > 0 && processes.every(runs);
}

/** Of what it told, what says why it ended. */
export function lastWord({ log }) {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  return lines.findLast((line) => / (ERROR|FATAL) /.test(line)) ?? lines.at(-1);
}
