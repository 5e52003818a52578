// Writes a running server call by call and reads it afterwards. What was made before something
// failed
// stays, and the error says so.
import { messages } from "../messages.js";
import type { Configuration } from "../../../core/model.js";
import { poll } from "../../../core/poll.js";
import { messageOf } from "../../../core/user-errors.js";
import { Unanswered } from "../../../transports/unanswered.js";
import type { ReadScope } from "../../driver.js";
import type { Step } from "../plan/step.js";
import { planSteps } from "../plan/steps.js";
import { toUserError } from "./answer.js";
import type { CallResult, Shell } from "./shell.js";
import { toWindowsSnapshot, type WindowsSnapshot } from "./snapshot.js";

export interface WindowsWrite {
  readonly shell: Shell;
  /** The server when the steps were planned. */
  readonly from: WindowsSnapshot;
  readonly steps: readonly Step[];
  /** Has the primary write its partner. Absent: the steps are made. */
  readonly replicateNatively?: () => Promise<void>;
  /** The configuration that the server should hold afterwards. */
  readonly expected: Configuration;
  /** The folder of the copy that was kept before the write. */
  readonly backupPath: string;
  readonly readSnapshot: () => Promise<WindowsSnapshot>;
  /** The scopes that a reading requests. */
  readonly readScope: ReadScope | undefined;
  /** Milliseconds between two readings. */
  readonly retryDelayMs: number;
}

/** The server after a write. */
export interface Written {
  readonly after: WindowsSnapshot;
  readonly warnings: readonly string[];
}

/** Makes a write. Throws where not all of it was made, with what was made and what was not. */
export async function writeSteps(write: WindowsWrite): Promise<Written> {
  const { shell, steps, readSnapshot, readScope, replicateNatively } = write;
  if (replicateNatively) return writeNatively(write, replicateNatively);
  const result = await shell
    .makeCalls(steps, { readAfterwards: { readScope } })
    .catch((error: unknown) => {
      if (error instanceof Unanswered) return error;
      throw error;
    });
  if (result instanceof Unanswered) return findOutcome(write, result.userError.text);
  if (result.failure) return throwStopped(write, result);
  const after = result.after ? toWindowsSnapshot(result.after) : await readSnapshot();
  return { after, warnings: [] };
}

/**
 * Throws what stopped a write. A cmdlet may do a part of its work before it fails: the server's
 * content tells whether anything changed.
 */
async function throwStopped(
  { shell, from, steps, backupPath, readSnapshot }: WindowsWrite,
  { done, failure }: CallResult,
): Promise<never> {
  const cause = toUserError(shell.label, failure!).text;
  const reasons = steps.map(({ reason }) => reason);
  const failed = reasons[done]!;
  const isUntouched =
    done === 0 &&
    (await readSnapshot().then(
      ({ version }) => version === from.version,
      () => false,
    ));
  if (isUntouched) throw messages.windowsUnchanged(shell.label, failed, cause);
  const calls = { done: reasons.slice(0, done), failed, left: reasons.slice(done) };
  throw messages.windowsStopped(shell.label, calls, cause, backupPath);
}

/**
 * Has the primary write this server. Where that fails, the error names what is left: the primary
 * may
 * have written a part.
 */
async function writeNatively(
  { shell, from, expected, backupPath, readSnapshot }: WindowsWrite,
  replicateNatively: () => Promise<void>,
): Promise<Written> {
  try {
    await replicateNatively();
  } catch (error) {
    const after = await readSnapshot().catch(() => undefined);
    const cause = messageOf(error);
    if (!after) throw messages.windowsUncertain(shell.label, cause, backupPath);
    if (after.version === from.version) throw error;
    throw messages.windowsPartly(
      shell.label,
      cause,
      listMissing(after.configuration, expected),
      backupPath,
    );
  }
  return { after: await readSnapshot(), warnings: [] };
}

const listMissing = (current: Configuration, expected: Configuration): readonly string[] =>
  planSteps(current, expected).map(({ reason }) => reason);

/** The number of readings for which calls whose answer is lost may still go on. */
const maxReadings = 10;

/**
 * Finds out what became of calls whose answer is lost: reads until the server no longer changes.
 * Throws where something is missing then.
 */
async function findOutcome(
  { shell, from, expected, backupPath, readSnapshot, retryDelayMs }: WindowsWrite,
  cause: string,
): Promise<Written> {
  let before: string | undefined;
  const read = async () => {
    const after = await readSnapshot().catch((error: unknown) => {
      const causes = `${cause} ${messageOf(error)}`;
      throw messages.windowsUncertain(shell.label, causes, backupPath);
    });
    const isStable = after.version === before;
    before = after.version;
    return { after, isStable, missing: listMissing(after.configuration, expected) };
  };
  const isSettled = (reading: Awaited<ReturnType<typeof read>>): boolean =>
    reading.isStable || reading.missing.length === 0;
  const { answer } = await poll(read, isSettled, {
    maximumAttempts: maxReadings,
    pauseMs: () => retryDelayMs,
  });
  const { after, missing } = answer;
  if (missing.length === 0) return { after, warnings: [messages.windowsAnsweredLate(cause)] };
  throw after.version === from.version
    ? messages.windowsLost(shell.label, cause)
    : messages.windowsPartly(shell.label, cause, missing, backupPath);
}
