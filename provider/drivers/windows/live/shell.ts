// The two scripts of one server: runs them, repeats what fails in passing, and turns errors into
// sentences.
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../messages.js";
import { poll } from "../../../core/poll.js";
import { runWriteStep } from "../../../transports/engine.js";
import type { PowerShell } from "../../../transports/powershell.js";
import type { Progress } from "../../../transports/powershell-frame.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import type { ReadScope } from "../../driver.js";
import type { Step } from "../plan/step.js";
import {
  isTransient,
  isTransientForReads,
  parseAnswer,
  parseApplied,
  toUserError,
  type AppliedCalls,
  type Failure,
} from "./answer.js";
import { parseDocument, parseLeaseCounts, parseLeases, type ReadDocument } from "./document.js";
import { applyScript, readScript } from "./scripts/index.js";

/** A call of a cmdlet. The reason of its step is not sent. */
export type SentCall = Pick<Step, "cmdlet" | "parameters" | "activates">;

/** The outcome of a list of calls. */
export interface CallResult {
  /** The number of calls that were made before one failed. */
  readonly done: number;
  readonly failure?: Failure;
  readonly answers: readonly string[];
  /** The server once all were made. Absent where it was not requested or could not be read. */
  readonly after?: ReadDocument;
}

export interface ShellOptions {
  /** The server that the cmdlets speak to, where it is not the machine that they run on. */
  readonly computerName?: string;
  /** Milliseconds before the second attempt; then twice as long each time. */
  readonly retryDelayMs: number;
  /** The most seconds that a reading may take. Default 300. */
  readonly timeout?: number;
  /**
   * True: option values of reservations are read one by one. `piped`: a pipeline for each scope
   * first
   * finds out whether it has any. Default true.
   */
  readonly reservationOptions?: boolean | "piped";
  /** Receives how far a long reading is. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface CallOptions {
  /** The number of scopes that each call works on. Default 1. */
  readonly scopes?: number;
  /** The scopes that are read afterwards. Absent: nothing is read. */
  readonly readAfterwards?: { readonly readScope: ReadScope | undefined };
}

export interface Shell {
  readonly label: string;
  /** Reads a server. `readScope`: the scopes whose contents are requested. Absent: all. */
  read(readScope?: ReadScope): Promise<ReadDocument>;
  /** Returns how many addresses clients hold in scopes, by their network addresses. */
  countLeases(scopes: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Returns the addresses that clients hold in a scope, given by its network address, those that are
   * reserved for them left out.
   */
  readLeases(scope: string): Promise<readonly string[]>;
  /**
   * Makes calls one after another until one fails, and reads the server in the same PowerShell once
   * all
   * are made. Throws `Unanswered` where nobody knows how many were made.
   */
  makeCalls(calls: readonly SentCall[], options?: CallOptions): Promise<CallResult>;
  close(): Promise<void>;
}

/** The number of attempts at something that fails in passing. */
const maxAttempts = 4;

/** One request stays well below what ConvertFrom-Json of Windows PowerShell 5.1 takes. */
const requestLimits = { calls: 200, characters: 500_000 };

/** The most milliseconds that calls may take: far longer than any does on a server that is well. */
const callTimeoutsMs = { once: 60_000, each: 10_000 };

/** A connection and the options of its shell, with the defaults. */
interface Connection {
  readonly powerShell: PowerShell;
  readonly computerName: string | null;
  readonly reservationOptions: "each" | "piped" | "none";
  readonly readTimeoutMs: number;
  readonly retryDelayMs: number;
  readonly onProgress: ShellOptions["onProgress"];
}

/** Opens the two scripts of one server. */
export function openShell(powerShell: PowerShell, options: ShellOptions): Shell {
  const { label } = powerShell;
  const { computerName = null, timeout = 300, retryDelayMs, onProgress } = options;
  const connection: Connection = {
    powerShell,
    computerName,
    reservationOptions: howOptionsAreRead(options),
    readTimeoutMs: timeout * 1_000,
    retryDelayMs,
    onProgress,
  };
  return {
    label,
    read: async (readScope) =>
      parseDocument(label, await ask(connection, toReading(connection, readScope))),
    countLeases: async (scopes) =>
      parseLeaseCounts(label, await ask(connection, { statistics: scopes })),
    readLeases: async (scope) => parseLeases(label, await ask(connection, { leases: scope })),
    makeCalls: (calls, callOptions) => makeCalls(connection, calls, callOptions),
    close: () => powerShell.close(),
  };
}

function howOptionsAreRead({
  reservationOptions = true,
}: ShellOptions): Connection["reservationOptions"] {
  if (reservationOptions === "piped") return "piped";
  return reservationOptions ? "each" : "none";
}

const toReading = ({ reservationOptions }: Connection, readScope?: ReadScope): object => ({
  select: readScope ?? null,
  reservationOptions,
});

/** Runs the script that changes nothing, again where it fails in passing. */
async function ask(connection: Connection, question: object): Promise<unknown> {
  const { powerShell, computerName, readTimeoutMs, retryDelayMs, onProgress } = connection;
  const { label } = powerShell;
  const request = { computerName, ...question };
  const run = async () => {
    const printed = await powerShell
      .run(readScript, request, readTimeoutMs, onProgress)
      .catch(rethrowAsUserError);
    return parseAnswer(label, printed);
  };
  const { answer } = await poll(
    run,
    (found) => "data" in found || !isTransientForReads(found.failure),
    { maximumAttempts: maxAttempts, pauseMs: (attempt) => retryDelayMs * 2 ** (attempt - 1) },
  );
  if ("data" in answer) return answer.data;
  throw toUserError(label, answer.failure);
}

/** Calls that go in one request. */
interface Batch extends CallOptions {
  readonly calls: readonly SentCall[];
}

/** Makes calls, batch by batch; a call that fails in passing is made again. */
async function makeCalls(
  connection: Connection,
  calls: readonly SentCall[],
  options: CallOptions = {},
): Promise<CallResult> {
  const { label } = connection.powerShell;
  const answers: string[] = [];
  let done = 0;
  let attempt = 1;
  while (done < calls.length) {
    const batch = nextBatch(calls, done, options);
    const applied = await runWriteStep(label, () => sendBatch(connection, batch));
    assertProgress(label, applied);
    const { failed, after } = applied;
    done += applied.done;
    answers.push(...applied.answers);
    if (done === calls.length && after)
      return { done, answers, after: parseDocument(label, after) };
    if (!failed) continue;
    if (applied.done > 0) attempt = 1;
    if (attempt === maxAttempts || !isTransient(failed)) return { done, failure: failed, answers };
    await wait(connection.retryDelayMs * 2 ** (attempt - 1));
    attempt++;
  }
  return { done, answers };
}

/** Throws where a script made no call and states no error. */
function assertProgress(label: string, { done, failed }: AppliedCalls): void {
  if (!failed && done === 0) throw messages.windowsNoDocument(label, "done");
}

/** Sends one batch, and the reading that follows the last one. */
async function sendBatch(
  connection: Connection,
  { calls, scopes = 1, readAfterwards }: Batch,
): Promise<AppliedCalls> {
  const { powerShell, computerName, readTimeoutMs, onProgress } = connection;
  const { label } = powerShell;
  const operations = calls.map(({ cmdlet, parameters, activates }) => ({
    cmdlet,
    parameters,
    ...(activates && { activates }),
  }));
  const reading = readAfterwards ? toReading(connection, readAfterwards.readScope) : null;
  const timeoutMs =
    callTimeoutsMs.once +
    callTimeoutsMs.each * calls.length * scopes +
    (readAfterwards ? readTimeoutMs : 0);
  const answer = parseAnswer(
    label,
    await powerShell.run(
      applyScript,
      { computerName, operations, reading },
      timeoutMs,
      readAfterwards && onProgress,
    ),
  );
  if ("failure" in answer) throw toUserError(label, answer.failure);
  return parseApplied(label, answer.data);
}

/**
 * Returns the next calls that go in one request: at least one. Only the last batch is read after.
 */
function nextBatch(
  calls: readonly SentCall[],
  from: number,
  { scopes, readAfterwards }: CallOptions,
): Batch {
  let end = from + 1;
  let size = JSON.stringify(calls[from]).length;
  while (end < calls.length && end - from < requestLimits.calls) {
    size += JSON.stringify(calls[end]).length;
    if (size > requestLimits.characters) break;
    end++;
  }
  const isLast = end === calls.length;
  return {
    calls: calls.slice(from, end),
    scopes,
    ...(isLast && { readAfterwards }),
  };
}
