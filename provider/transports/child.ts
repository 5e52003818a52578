// A program that is started for one question: it gets its input when it says that it is ready, and never outlives us.
import { type ChildProcess, spawn } from "node:child_process";

export interface Said {
  /** `ended`: by itself. We ended it: `late` because it took too long, `tooLarge` because it wrote too much, `stopped` for another reason. */
  readonly how: "ended" | "late" | "tooLarge" | "stopped";
  /** Its exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** Whether it said the cue, and so was given its input. */
  readonly ready: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Where it could not be started. */
  readonly cause?: NodeJS.ErrnoException;
}

export interface Child {
  readonly said: Promise<Said>;
  stop(): void;
}

/** How long a program that was asked to end may take to, and how long its output may be held open by what it started, in milliseconds. */
const parting = 2_000;

/** A timer of Node's for longer than this rings at once. */
const longest = 2 ** 31 - 1;

const running = new Set<ChildProcess>();
const endAll = (): void => running.forEach((child) => child.kill("SIGKILL"));
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A signal that nobody else heeds ends this process, and an exit that nobody hears of: so the programs end first. */
const ending = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.removeListener(signal, ending);
  process.kill(process.pid, signal);
};

function hold(child: ChildProcess): void {
  if (running.size === 0) {
    process.once("exit", endAll);
    for (const signal of signals) process.on(signal, ending);
  }
  running.add(child);
}

function release(child: ChildProcess): void {
  if (!running.delete(child) || running.size > 0) return;
  process.removeListener("exit", endAll);
  for (const signal of signals) process.removeListener(signal, ending);
}

export interface Limits {
  /** How long all of it may take, in milliseconds. */
  readonly patience: number;
  /** How much it may write. */
  readonly maxBytes: number;
  /** Its environment; absent: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program without any shell. */
export function start(program: string, args: readonly string[], cue: string, input: string, limits: Limits): Child {
  const { patience, maxBytes, env } = limits;
  const child = spawn(program, args, { stdio: "pipe", windowsHide: true, ...(env && { env }) });
  hold(child);
  let how: Said["how"] = "ended";
  let cause: NodeJS.ErrnoException | undefined;
  let ready = false;
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, act: () => void): void => void timers.push(setTimeout(act, milliseconds));

  /** The end of what was written so far, in which the cue may have begun. */
  let tail = Buffer.alloc(0);
  let bytes = 0;
  /** Counts what the program writes; the piece that goes over the limit ends it. */
  const isWithinLimit = (part: Buffer): boolean => {
    bytes += part.length;
    if (bytes > maxBytes) stop("tooLarge");
    return bytes <= maxBytes;
  };

  const stop = (why: "late" | "tooLarge" | "stopped"): void => {
    if (how !== "ended") return;
    how = why;
    child.kill("SIGTERM");
    after(parting, () => child.kill("SIGKILL"));
  };
  child.stdout.on("data", (part: Buffer) => {
    if (!isWithinLimit(part)) return;
    stdout.push(part);
    if (ready) return;
    const recent = Buffer.concat([tail, part]);
    tail = recent.subarray(-cue.length);
    if (!recent.includes(cue)) return;
    ready = true;
    child.stdin.end(input);
  });
  child.stderr.on("data", (part: Buffer) => isWithinLimit(part) && stderr.push(part));
  child.stdin.on("error", () => {}); // it ended before it had read everything: how it ended says why
  child.once("exit", () => after(parting, () => [child.stdout, child.stderr].forEach((stream) => stream.destroy())));
  after(Math.min(patience, longest), () => stop("late"));

  const said = new Promise<Said>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return; // it could not be signalled, or the like; its end is still to come
      cause = error;
      end(null);
    });
    child.once("close", (code, signal) => end(signal ?? code));
    function end(code: Said["code"]): void {
      timers.forEach(clearTimeout);
      release(child);
      resolve({ how, code, ready, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8"), cause });
    }
  });
  return { said, stop: () => stop("stopped") };
}
