// A program that is started for one question. It gets its input when it says that it is ready, and
// never outlives this process.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { BoundedBytes, mebibyte } from "../storage/bounded-bytes.js";
import { AnswerCollector, type AnswerLimits } from "./answer-limits.js";
import type { BrokenOff } from "./unanswered.js";

/**
 * The end of a program: by itself (`ended`), because it was no longer needed (`stopped`), or
 * because it passed a limit.
 */
export type Ending = "ended" | "stopped" | BrokenOff["code"];

/** The output of a program that has ended, and how it ended. */
export interface ChildResult {
  readonly ending: Ending;
  /** Its exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** True if it wrote the ready marker, and so got its input. */
  readonly wasReady: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The reason why it could not be started. */
  readonly cause?: NodeJS.ErrnoException;
}

export interface Child {
  readonly result: Promise<ChildResult>;
  stop(): void;
}

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The input of a program, and the marks in its output. */
export interface Exchange {
  /** Text that the program writes when it is ready for its input. */
  readonly readyMarker: string;
  readonly input: string;
  /** Text with which its answer begins. From then on a pause in it is limited. */
  readonly answerMarker: string;
  /** Is called with each piece of output as it arrives. */
  readonly onOutput?: (piece: Buffer) => void;
}

/**
 * Milliseconds that a program may take to end when asked to, and that its own children may hold its
 * output open.
 */
const killAfterMs = 2_000;

/** Bytes of error output that are stored. The rest is read and dropped. */
const maxErrorBytes = mebibyte;

const running = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of running) child.kill("SIGKILL");
};
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Ends the programs before a signal ends this process, unless somebody else handles the signal. */
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
export function startChild(command: Command, exchange: Exchange, limits: AnswerLimits): Child {
  const { program, args, env } = command;
  const child = spawn(program, args, { stdio: "pipe", windowsHide: true, ...(env && { env }) });
  track(child);
  let ending: Ending = "ended";
  const timers: NodeJS.Timeout[] = [];
  const runLater = (act: () => void): void => {
    timers.push(setTimeout(act, killAfterMs));
  };
  const stop = (reason: Ending): void => {
    if (ending !== "ended") return;
    ending = reason;
    child.kill("SIGTERM");
    runLater(() => child.kill("SIGKILL"));
  };
  const output = new AnswerCollector(limits, ({ code }) => stop(code));
  const errors = new BoundedBytes(maxErrorBytes);
  const wasReady = exchangeData(child, exchange, output);
  child.stderr.on("data", (piece: Buffer) => {
    errors.add(piece);
  });
  child.once("exit", () =>
    runLater(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }),
  );

  const result = waitForEnd(child).then(({ code, cause }): ChildResult => {
    timers.forEach(clearTimeout);
    output.end();
    untrack(child);
    const stderr = errors.take().toString("utf8");
    return { ending, code, wasReady: wasReady(), stdout: output.take(), stderr, cause };
  });
  return { result, stop: () => stop("stopped") };
}

/**
 * Collects the answer, and sends the input once the program is ready. Returns a function that says
 * whether it was.
 */
function exchangeData(
  child: ChildProcessWithoutNullStreams,
  { readyMarker, input, answerMarker, onOutput }: Exchange,
  output: AnswerCollector,
): () => boolean {
  const isReadyMarkerFound = createMarkerFinder(readyMarker);
  const isAnswerMarkerFound = createMarkerFinder(answerMarker);
  let isReady = false;
  child.stdout.on("data", (piece: Buffer) => {
    if (isAnswerMarkerFound(piece)) output.add(piece);
    else output.addBefore(piece);
    onOutput?.(piece);
    if (isReady || !isReadyMarkerFound(piece)) return;
    isReady = true;
    child.stdin.end(input);
  });
  // A program that ends before it has read everything breaks this stream; its exit says why.
  child.stdin.on("error", () => {});
  return () => isReady;
}

/** Waits until a program has ended and its output is closed, or until it could not be started. */
function waitForEnd(child: ChildProcess): Promise<Pick<ChildResult, "code" | "cause">> {
  return new Promise((resolve) => {
    child.once("error", (cause: NodeJS.ErrnoException) => {
      // With a process id it runs, and could not be signalled, for example: its end is still to
      // come.
      if (child.pid === undefined) resolve({ code: null, cause });
    });
    child.once("close", (code, signal) => resolve({ code: signal ?? code }));
  });
}

/**
 * Returns a function that takes one piece of output after the other and says whether a marker has
 * come, also where pieces divide it.
 */
function createMarkerFinder(marker: string): (piece: Buffer) => boolean {
  let isFound = false;
  /** The end of the output so far, in which the marker may have begun. */
  let tail = Buffer.alloc(0);
  return (piece) => {
    if (isFound) return true;
    const recent = Buffer.concat([tail, piece]);
    tail = Buffer.from(recent.subarray(-marker.length));
    isFound = recent.includes(marker);
    return isFound;
  };
}
