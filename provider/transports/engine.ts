// The Pulumi engine that this process works for. Once it is gone, nobody learns how a write ended:
// no further step begins, and the process ends. Once it is interrupted, writes that have begun are
// completed and no other one begins.
import { AsyncLocalStorage } from "node:async_hooks";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../core/messages.js";
import { type EngineAddress, findEngine } from "./engine-address.js";
import { listenForCalls } from "./engine-calls.js";

/** Milliseconds from one check of the engine to the next. */
const checkIntervalMs = 400;

/**
 * Number of refused connections after which the engine counts as gone, and the milliseconds between
 * them: Windows refuses a connection that comes too fast.
 */
const attempts = { needed: 3, apart: 50 };

/** Milliseconds after which a connection that is neither accepted nor refused is given up. */
const connectTimeoutMs = 1_000;

/** Milliseconds that a step which has begun may continue once the engine is gone. */
const graceAfterEngineMs = 3_000;

/** The engine, which takes calls at its address as long as it runs. */
let engine: EngineAddress | undefined;
let isGone = false;
let isCanceled = false;
let stepsUnderWay = 0;
const currentStep = new AsyncLocalStorage<true>();
/** Set once the process is to end as soon as no step is under way. */
let exitCode: number | undefined;

/**
 * Watches the engine from now on if this is the process of a dynamic provider. Notices as well that
 * the engine is interrupted (Ctrl-C): it then calls `Cancel`, which the SDK answers by itself.
 */
export function watchEngine(args: readonly string[] = process.argv): void {
  if (engine !== undefined) return;
  const found = findEngine(args);
  if (found === undefined) return;
  watchAddress(found);
  listenForCalls(found.script, interruptWrites);
}

/** Watches an engine that gave its address in another way. A second engine is not watched. */
export function watchAddress(found: EngineAddress): void {
  if (engine !== undefined) return;
  engine = found;
  scheduleCheck();
}

/** Notes that the engine was interrupted: from now on no write begins, and nothing is read on. */
export function interruptWrites(): void {
  isCanceled = true;
  tellInterruption();
}

let tellInterruption = (): void => {};

/** Resolves once the engine is interrupted. */
export const interruption = new Promise<void>((resolve) => {
  tellInterruption = resolve;
});

/** Checks at once whether the engine is gone, for a process that has a reason to believe so. */
export async function checkEngineNow(): Promise<void> {
  if (await isEngineGone()) exitWithoutEngine();
}

/**
 * Ends the process as soon as no step of a write is under way. For a process that the engine asks
 * to end.
 */
export function exitAfterSteps(code: number): void {
  interruptWrites();
  exitCode = code;
  if (stepsUnderWay === 0) process.exit(code);
}

/**
 * Checks the engine after a while, and again. Timers and sockets of the check keep no process
 * alive.
 */
function scheduleCheck(): void {
  setTimeout(() => {
    void isEngineGone().then((gone) => (gone ? exitWithoutEngine() : scheduleCheck()));
  }, checkIntervalMs).unref();
}

async function isEngineGone(): Promise<boolean> {
  if (isGone || engine === undefined) return isGone;
  for (let refused = 0; refused < attempts.needed; refused++) {
    if (refused > 0) await wait(attempts.apart, undefined, { ref: false });
    if (!(await isRefused(engine))) return false;
  }
  return true;
}

/**
 * Returns whether nobody listens at an address. A time-out or a lack of sockets does not prove
 * that.
 */
function isRefused({ host, port }: EngineAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (refused: boolean): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(refused);
    };
    // A process that got no time has its answer waiting: that is heard first.
    const limit = setTimeout(() => setImmediate(() => answer(false)).unref(), connectTimeoutMs);
    limit.unref();
    socket.unref();
    socket.once("connect", () => answer(false));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => answer(code === "ECONNREFUSED"));
  });
}

function exitWithoutEngine(): void {
  isGone = true;
  if (stepsUnderWay === 0) process.exit(1);
  setTimeout(() => process.exit(1), graceAfterEngineMs);
}

/** Throws if the engine was interrupted or is gone, because then no write to a server may begin. */
export function assertWriteMayBegin(label: string): void {
  if (isGone) throw messages.engineGone(label);
  if (isCanceled) throw messages.interrupted(label);
}

let lookUnderWay: Promise<boolean> | undefined;

/**
 * Throws if the engine is gone, also within a step: for a step of many commands, each of which asks
 * before it is sent. Those that ask at the same moment share one look.
 */
export async function assertEngineIsThere(label: string): Promise<void> {
  lookUnderWay ??= isEngineGone().finally(() => {
    lookUnderWay = undefined;
  });
  if (await lookUnderWay) throw messages.engineGone(label);
}

/**
 * Runs one step of a write to a server, verification included. Throws before the step if the engine
 * is gone. A step inside of another one is a part of it, and is not checked again.
 */
export async function runWriteStep<T>(label: string, step: () => Promise<T>): Promise<T> {
  if (currentStep.getStore()) return step();
  if (await isEngineGone()) throw messages.engineGone(label);
  stepsUnderWay++;
  try {
    return await currentStep.run(true, step);
  } finally {
    stepsUnderWay--;
    if (stepsUnderWay === 0 && (isGone || exitCode !== undefined)) process.exit(exitCode ?? 1);
  }
}
