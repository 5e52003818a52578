// The calls of the engine that this process answers: the resource that each is about, and an
// interruption (Ctrl-C). The SDK's server of dynamic providers passes neither on.
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";

/** A call as the SDK's server hands it to its handler. */
interface EngineCall {
  readonly request?: { getUrn?(): string };
}

type AnswerCall = (call: EngineCall, ...rest: readonly unknown[]) => unknown;

interface Handler {
  readonly type: string;
  readonly func: AnswerCall;
}

type FindHandler = (this: unknown, path: string) => Handler | null;

const urnOfCall = new AsyncLocalStorage<string>();

/**
 * Returns the URN of the resource that the running call is about. Absent for a call that began
 * before `listenForCalls`: the engine's first call loads this file.
 */
export const currentUrn = (): string | undefined => urnOfCall.getStore();

/** Runs the answer to a call of the engine that is about this resource. */
export const answerForUrn = <T>(urn: string, answer: () => T): T => urnOfCall.run(urn, answer);

/**
 * Listens for the calls of the engine from now on. `script` is the SDK's script that this process
 * runs; with an SDK that is built differently, nothing is noticed.
 */
export function listenForCalls(script: string, onCancel: () => void): void {
  let server: { readonly prototype: { _retrieveHandler?: FindHandler } } | undefined;
  try {
    ({ Server: server } = createRequire(script)("@grpc/grpc-js") as {
      readonly Server?: typeof server;
    });
  } catch {
    return;
  }
  const find = server?.prototype._retrieveHandler;
  if (server === undefined || typeof find !== "function") return;
  server.prototype._retrieveHandler = function (path) {
    if (path.endsWith("/Cancel")) onCancel();
    const handler = find.call(this, path);
    return handler?.type === "unary" && typeof handler.func === "function"
      ? { ...handler, func: rememberUrn(handler.func) }
      : handler;
  };
}

/** Returns a handler that answers a call with its URN at hand. */
const rememberUrn =
  (answer: AnswerCall): AnswerCall =>
  (call, ...rest) => {
    const urn = typeof call.request?.getUrn === "function" ? call.request.getUrn() : "";
    return urn === "" ? answer(call, ...rest) : answerForUrn(urn, () => answer(call, ...rest));
  };
