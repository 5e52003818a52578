// The log of the Pulumi engine: a message that it shows on a resource, at once.
import { createRequire } from "node:module";
import { findEngine } from "./engine-address.js";

/** A message for the log. */
export interface LogEntry {
  /** The URN of the resource that it is about. Empty: the stack. */
  readonly urn: string;
  readonly text: string;
  readonly severity: "information" | "warning";
  /** True for a status that the next message of the resource replaces. */
  readonly isStatus: boolean;
}

/** The log of an engine that runs. Both methods reject where the engine does not answer. */
export interface EngineLog {
  add(entry: LogEntry): Promise<void>;
  /** Returns the URN of the stack; empty before the program has begun. */
  findStackUrn(): Promise<string>;
}

/** Milliseconds that the engine may take to answer. */
const timeoutMs = 5_000;

type Respond<T> = (error: Error | null, response: T) => void;

export interface LogRequest {
  setUrn(urn: string): void;
  setMessage(text: string): void;
  setSeverity(severity: number): void;
  setEphemeral(isEphemeral: boolean): void;
}

/** A connection to the engine. */
export interface EngineClient {
  log(request: LogRequest, options: object, respond: Respond<unknown>): void;
  getRootResource(request: unknown, options: object, respond: Respond<{ getUrn(): string }>): void;
}

/** The part of the SDK that speaks with the engine: generated from Pulumi's own protocol. */
interface EngineModule {
  readonly EngineClient: new (address: string, credentials: unknown) => EngineClient;
}

export interface MessageModule {
  readonly LogRequest: new () => LogRequest;
  readonly GetRootResourceRequest: new () => unknown;
  readonly LogSeverity: { readonly INFO: number; readonly WARNING: number };
}

interface GrpcModule {
  readonly credentials: { createInsecure(): unknown };
}

/**
 * Connects to the log of the engine that started this process. Returns nothing where no engine did,
 * or where the SDK is built differently.
 */
export function connectEngineLog(args: readonly string[] = process.argv): EngineLog | undefined {
  const engine = findEngine(args);
  if (!engine) return undefined;
  try {
    const load = createRequire(engine.script);
    const { EngineClient } = load("@pulumi/pulumi/proto/engine_grpc_pb.js") as EngineModule;
    const types = load("@pulumi/pulumi/proto/engine_pb.js") as MessageModule;
    const { credentials } = load("@grpc/grpc-js") as GrpcModule;
    const client = new EngineClient(engine.address, credentials.createInsecure());
    return createEngineLog(client, types);
  } catch {
    return undefined;
  }
}

/** Creates the log of an engine that is connected. `types`: the SDK's messages to it. */
export function createEngineLog(client: EngineClient, types: MessageModule): EngineLog {
  const limit = () => ({ deadline: Date.now() + timeoutMs });
  return {
    add: ({ urn, text, severity, isStatus }) =>
      new Promise((resolve, reject) => {
        const request = new types.LogRequest();
        request.setUrn(urn);
        request.setMessage(text);
        request.setSeverity(types.LogSeverity[severity === "warning" ? "WARNING" : "INFO"]);
        request.setEphemeral(isStatus);
        client.log(request, limit(), (error) => (error ? reject(error) : resolve()));
      }),
    findStackUrn: () =>
      new Promise((resolve, reject) => {
        client.getRootResource(new types.GetRootResourceRequest(), limit(), (error, response) =>
          error ? reject(error) : resolve(response.getUrn()),
        );
      }),
  };
}
