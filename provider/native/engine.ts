// The engine, as it calls a provider of its own: where it listens, and its log.
import { credentials } from "@grpc/grpc-js";
import { fstatSync } from "node:fs";
import { parseEngineAddress } from "../transports/engine-address.js";
import {
  checkEngineNow,
  exitAfterSteps,
  interruptWrites,
  watchAddress,
} from "../transports/engine.js";
import { createEngineLog, type EngineLog } from "../transports/engine-log.js";

/** Connects to the engine at this address and watches it. Returns nothing for a text that is none. */
export function connectEngine(address: string): EngineLog | undefined {
  const engine = parseEngineAddress(address);
  if (engine === undefined) return undefined;
  watchAddress(engine);
  watchInput();
  let connected: EngineLog | undefined;
  const log = () => (connected ??= openLog(address));
  return { add: (entry) => log().add(entry), findStackUrn: () => log().findStackUrn() };
}

/** Opens the engine's log. What that takes is loaded now: many operations have no message. */
function openLog(address: string): EngineLog {
  const { EngineClient } =
    require("@pulumi/pulumi/proto/engine_grpc_pb.js") as typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  const types =
    require("@pulumi/pulumi/proto/engine_pb.js") as typeof import("@pulumi/pulumi/proto/engine_pb.js");
  const client = new EngineClient(address, credentials.createInsecure());
  return createEngineLog(client as never, types as never);
}

/**
 * Notices the end of the engine by the end of its pipe to this process, at once. A terminal or a
 * file in its place says nothing.
 */
function watchInput(): void {
  if (!isPipe(0)) return;
  process.stdin.on("error", () => {}).on("end", () => void checkEngineNow());
  process.stdin.resume();
  (process.stdin as { unref?(): void }).unref?.();
}

function isPipe(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}

/** Ends the process when the engine asks for it, after the step of a write that is under way. */
export function obeySignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => exitAfterSteps(0));
}

/** Notes that the person interrupted the operation: no further write begins. */
export const cancelOperation = interruptWrites;
