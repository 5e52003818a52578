// Restores the former configuration of a server.
import type { UserError } from "../../../core/messages.js";
import type { Json } from "../../../core/model.js";
import { retry } from "../../../core/poll.js";
import { removeSecrets } from "../../../core/secrets.js";
import { messageOf } from "../../../core/user-errors.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import { messages } from "../messages.js";
import { commands } from "../names.js";
import { findMismatch } from "./compare-written.js";
import type { ConfigWrite, StartedWrite } from "./config-write.js";
import type { KeaSnapshot } from "./read-server.js";

/** Restores the former configuration. Returns the error that says whether that succeeded. */
export async function restoreFormer(write: StartedWrite, wrong: string): Promise<UserError> {
  const { channel, from, copyPath } = write;
  const { label } = channel;
  const former = from.current.document() as unknown as Json;
  try {
    const { result, text } = await channel
      .send(commands.configSet, former)
      .catch(rethrowAsUserError);
    if (result !== 0) {
      const refused = messages.keaRefused(label, commands.configSet, text).text;
      return messages.keaNotRestored(label, wrong, copyPath, removeSecrets(refused, former));
    }
    const after = await readAgain(write);
    const mismatch = findMismatch(from, after, from.current.parsed.configuration);
    if (mismatch !== undefined)
      return messages.keaNotRestored(label, wrong, copyPath, `${mismatch}.`);
    write.record?.cancel();
    return messages.keaRestored(label, wrong, copyPath);
  } catch (error) {
    return messages.keaNotRestored(label, wrong, copyPath, messageOf(error));
  }
}

/**
 * Reads a server several times: its sockets are closed for a moment while it reconfigures itself.
 */
export function readAgain({ read }: ConfigWrite): Promise<KeaSnapshot> {
  return retry(read, { maximumAttempts: 8, pauseMs: (attempt) => 250 * attempt });
}
