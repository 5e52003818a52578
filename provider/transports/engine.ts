// The Pulumi engine that this process works for. Once it is gone, nobody learns how a write ended:
// no further step begins, and the process ends. Once it is interrupted, writes that have begun are
// completed and no other one begins.
import { createRequire } from "node:module";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../core/messages.js";

/** The address at which the engine takes calls as long as it runs. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds from one check of the engine to the next. */
const checkIntervalMs = 400;

/**
 * Number of refused connections after which the engine counts as gone, and the milliseconds between
 * them: Windows refuses a connection that comes too fast.
 */
const refusals = { needed: 3, apart: 50 };

/** Milliseconds after which a connection that is neither accepted nor refused is given up. */
const connectTimeoutMs = 1_000;

/** Milliseconds that a step which has begun may continue once the engine is gone. */
const graceAfterEngineMs = 3_000;

let engine: Address | undefined;
let isGone = false;
let isCanceled = false;
let stepsUnderWay = 0;

/**
 * Watches the engine from now on if this is the process of a dynamic provider, whose last argument
 * is the engine's address.
 */
export function watchEngine(args: readonly string[] = process.argv): void {
  const [, script, ...rest] = args;
  const address = parseAddress(rest.at(-1));
  if (engine !== undefined || script === undefined || address === undefined) return;
  engine = address;
  listenForCancel(script);
  scheduleCheck();
}

function parseAddress(argument: string | undefined): Address | undefined {
  const [, host, port] = /^\[?([^\]/]+)\]?:(\d{1,5})$/.exec(argument ?? "") ?? [];
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
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
  for (let refused = 0; refused < refusals.needed; refused++) {
    if (refused > 0) await wait(refusals.apart, undefined, { ref: false });
    if (!(await isRefused(engine))) return false;
  }
  return true;
}

/**
 * Returns whether nobody listens at an address. A time-out or a lack of sockets does not prove
 * that.
 */
function isRefused(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const answer = (refused: boolean): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(refused);
    };
    const limit = setTimeout(() => answer(false), connectTimeoutMs).unref();
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

/**
 * Notices that the engine was interrupted (Ctrl-C): the engine then calls `Cancel`, which the SDK's
 * server of dynamic providers answers by itself. With an SDK that is built differently, an
 * interruption is not noticed here.
 */
function listenForCancel(script: string): void {
  type Retrieve = (this: unknown, path: string) => unknown;
  let server: { readonly prototype: { _retrieveHandler?: Retrieve } } | undefined;
  try {
    ({ Server: server } = createRequire(script)("@grpc/grpc-js") as {
      readonly Server?: typeof server;
    });
  } catch {
    return;
  }
  const retrieve = server?.prototype._retrieveHandler;
  if (server === undefined || typeof retrieve !== "function") return;
  server.prototype._retrieveHandler = function (path) {
    if (path.endsWith("/Cancel")) isCanceled = true;
    return retrieve.call(this, path);
  };
}

/** Throws if the engine was interrupted or is gone, because then no write to a server may begin. */
export function assertWriteMayBegin(label: string): void {
  if (isGone) throw messages.engineGone(label);
  if (isCanceled) throw messages.interrupted(label);
}

/**
 * Runs one step of a write to a server, verification included. Throws before the step if the engine
 * is gone.
 */
export async function runWriteStep<T>(label: string, step: () => Promise<T>): Promise<T> {
  if (await isEngineGone()) throw messages.engineGone(label);
  stepsUnderWay++;
  try {
    return await step();
  } finally {
    stepsUnderWay--;
    if (isGone && stepsUnderWay === 0) process.exit(1);
  }
}
