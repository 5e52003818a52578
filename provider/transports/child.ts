// A program that is started for one question: it gets its input when it says that it is ready, and never outlives us.
import { type ChildProcess, spawn } from "node:child_process";
import { BoundedBytes, mebibyte } from "../storage/bounded-bytes.js";
import { AnswerCollector, type AnswerLimits } from "./answer-limits.js";
import type { BrokenOff } from "./unanswered.js";

/** How a program ended: by itself (`ended`), because it was no longer needed (`stopped`), or because a limit was passed. */
export type Ending = "ended" | "stopped" | BrokenOff["code"];

export interface ChildResult {
  readonly ending: Ending;
  /** Its exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** Whether it said the cue, and so was given its input. */
  readonly wasReady: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Where it could not be started. */
  readonly cause?: NodeJS.ErrnoException;
}

export interface Child {
  readonly result: Promise<ChildResult>;
  stop(): void;
}

/** What is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Its environment; absent: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What goes to a program and comes from it. */
export interface Exchange {
  /** What the program writes when it is ready for its input. */
  readonly readyMarker: string;
  readonly input: string;
  /** What its answer begins with: from then on a pause in it is limited. */
  readonly answerMarker: string;
  /** Hears each piece that it writes, as it comes. */
  readonly onOutput?: (piece: Buffer) => void;
}

/** How long a program that was asked to end may take to, and how long its output may be held open by what it started, in milliseconds. */
const killAfterMs = 2_000;

/** Bytes of its errors that are stored. What comes after them is read and dropped. */
const maxErrorBytes = mebibyte;

const running = new Set<ChildProcess>();
const killAll = (): void => running.forEach((child) => child.kill("SIGKILL"));
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A signal that nobody else heeds ends this process, and an exit that nobody hears of: so the programs end first. */
const endOnSignal = (signal: NodeJS.Signals): void => {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeListener(signal, endOnSignal);
  process.kill(process.pid, signal);
};

function track(child: ChildProcess): void {
  if (running.size === 0) {
    process.once("exit", killAll);
    for (const signal of signals) process.on(signal, endOnSignal);
  }
  running.add(child);
}

function untrack(child: ChildProcess): void {
  if (!running.delete(child) || running.size > 0) return;
  process.removeListener("exit", killAll);
  for (const signal of signals) process.removeListener(signal, endOnSignal);
}

/** Starts a program without any shell. Passing one of the limits ends it. */
export function startChild(
  { program, args, env }: Command,
  { readyMarker: cue, input, answerMarker: answerMark, onOutput: heard }: Exchange,
  limits: AnswerLimits,
): Child {
  const child = spawn(program, args, { stdio: "pipe", windowsHide: true, ...(env && { env }) });
  track(child);
  let how: Ending = "ended";
  let cause: NodeJS.ErrnoException | undefined;
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, act: () => void): void =>
    void timers.push(setTimeout(act, milliseconds));
  const stop = (why: Ending): void => {
    if (how !== "ended") return;
    how = why;
    child.kill("SIGTERM");
    after(killAfterMs, () => child.kill("SIGKILL"));
  };

  const output = new AnswerCollector(limits, ({ code }) => stop(code));
  const errors = new BoundedBytes(maxErrorBytes);
  const isReady = createMarkerFinder(cue);
  const hasBegun = createMarkerFinder(answerMark);
  let ready = false;
  child.stdout.on("data", (piece: Buffer) => {
    if (hasBegun(piece)) output.add(piece);
    else output.addBefore(piece);
    heard?.(piece);
    if (ready || !isReady(piece)) return;
    ready = true;
    child.stdin.end(input);
  });
  child.stderr.on("data", (piece: Buffer) => void errors.add(piece));
  child.stdin.on("error", () => {}); // it ended before it had read everything: how it ended says why
  child.once("exit", () =>
    after(killAfterMs, () => [child.stdout, child.stderr].forEach((stream) => stream.destroy())),
  );

  const said = new Promise<ChildResult>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return; // it could not be signalled, or the like; its end is still to come
      cause = error;
      end(null);
    });
    child.once("close", (code, signal) => end(signal ?? code));
    function end(code: ChildResult["code"]): void {
      timers.forEach(clearTimeout);
      output.end();
      untrack(child);
      const stderr = errors.take().toString("utf8");
      resolve({ ending: how, code, wasReady: ready, stdout: output.take(), stderr, cause });
    }
  });
  return { result: said, stop: () => stop("stopped") };
}

/** Returns what tells of each piece in turn whether a mark has come by its end, also where pieces divide it. */
function createMarkerFinder(mark: string): (piece: Buffer) => boolean {
  let isFound = false;
  /** The end of what came, in which the mark may have begun. */
  let tail = Buffer.alloc(0);
  return (piece) => {
    if (isFound) return true;
    const recent = Buffer.concat([tail, piece]);
    tail = Buffer.from(recent.subarray(-mark.length));
    return (isFound = recent.includes(mark));
  };
}
