// Sends a configuration to a server with one config-set, and finds out what became of it.
import { isMap } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Json } from "../../../core/model.js";
import { poll } from "../../../core/poll.js";
import { messageOf } from "../../../core/user-errors.js";
import { Unanswered } from "../../../transports/unanswered.js";
import type { KeaAnswer } from "../control/channel.js";
import { messages } from "../messages.js";
import { before } from "../model/index.js";
import { commands } from "../names.js";
import type { StartedWrite } from "./config-write.js";
import { lateCommandPolling } from "./late-commands.js";
import type { KeaSnapshot } from "./read-server.js";
import { readAgain, restoreFormer } from "./restore-former.js";
import { findMismatch } from "./compare-written.js";

/** A server after a config-set, and the fingerprint of the configuration that it accepted. */
interface SentConfiguration {
  readonly after: KeaSnapshot;
  /** Since 2.4. */
  readonly hash?: string;
}

/**
 * Sends the configuration. An error, or no answer, does not show what the server holds then: it is
 * read to find out.
 */
export async function sendConfiguration(write: StartedWrite): Promise<SentConfiguration> {
  let answer: KeaAnswer;
  try {
    answer = await write.channel.send(commands.configSet, write.document as unknown as Json);
  } catch (error) {
    if (!(error instanceof Unanswered)) {
      write.record?.cancel();
      throw error;
    }
    return { after: await findOutcome(write, error.userError.text) };
  }
  if (answer.result !== 0) return endRefused(write, answer);
  const after = await readAgain(write).catch((gone: unknown) => {
    throw messages.keaStoppedAfterwards(write.channel.label, messageOf(gone), write.copyPath);
  });
  const hash = isMap(answer.arguments) ? answer.arguments.hash : undefined;
  return { after, ...(typeof hash === "string" && { hash }) };
}

/**
 * Ends a write whose config-set was refused, with an error. A configuration that passed its test
 * and is refused failed while it was put in force. Kea may then return its old configuration and
 * run without its hooks, and one whose lease database is closed crashes at status-get (2.2.0): the
 * former configuration is restored before anything else is sent.
 */
async function endRefused(write: StartedWrite, answer: KeaAnswer): Promise<never> {
  const { channel, from, copyPath } = write;
  const why = write.clean(answer.text);
  if (before(from.release, "3.0")) throw await restoreFormer(write, why);
  const after = await readAgain(write).catch((gone: unknown) => {
    const reason = messages.keaGone(messageOf(gone));
    throw messages.keaNotRestored(channel.label, why, copyPath, reason);
  });
  const wrong = findMismatch(from, after, from.current.parsed.configuration);
  if (wrong !== undefined) throw await restoreFormer(write, `${why}; ${wrong}`);
  write.record?.cancel();
  throw messages.keaSetFailed(channel.label, why, copyPath);
}

/** Returns the server after a config-set whose answer is lost. */
async function findOutcome(write: StartedWrite, why: string): Promise<KeaSnapshot> {
  const { channel, from, copyPath } = write;
  const hasChanged = (after: KeaSnapshot): boolean => !equal(after.current.raw, from.current.raw);
  const read = async (): Promise<KeaSnapshot> => {
    const after = await readAgain(write).catch((gone: unknown) => {
      throw messages.keaUncertain(channel.label, `${why} ${messageOf(gone)}`, copyPath);
    });
    if (hasChanged(after)) return after;
    const wrong = findMismatch(from, after, from.current.parsed.configuration);
    if (wrong !== undefined) throw await restoreFormer(write, `${why} ${wrong}`);
    return after;
  };
  const { answer, isDone } = await poll(read, hasChanged, lateCommandPolling);
  if (!isDone) throw messages.keaSetLost(channel.label, why);
  return answer;
}
