// Saves the running configuration to the server's file, and records writes that were not saved: a
// restart would bring the former configuration back.
import { mapOf } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { messageOf } from "../../../core/user-errors.js";
import { removeSecrets } from "../../../core/secrets.js";
import { readNote, removeNote, writeNote } from "../../../storage/backups.js";
import type { KeaAnswer, Channel } from "../control/channel.js";
import { commands } from "../names.js";
import type { Status } from "./status.js";

/**
 * The record on this machine of writes to one server that were not saved to its file. It outlasts
 * the process.
 */
export interface WriteRecord {
  /** Records that a config-set is about to be sent to a server with this status. */
  begin(status: Status): void;
  /** Removes the record of `begin`: the server has its former configuration. */
  cancel(): void;
  /** Records whether the server's file was written. `why`: why it was not. */
  end(why: string | undefined): void;
  /** Returns why a restart may bring a former configuration back, or nothing. */
  reason(status: Status): string | undefined;
}

/** The note's name among the copies of a server. */
const noteFile = "not-persisted.json";

/** Opens the record of one server, in the folder of its copies. */
export function openWriteRecord(folder: () => string, identity: string): WriteRecord {
  let isFirst = false;
  const note = (why: string): void => {
    const text = JSON.stringify({ written: Date.now() / 1000, why });
    writeNote(folder(), identity, noteFile, text);
  };
  const reason = ({ started }: Status): string | undefined => {
    const { written, why } = readNoteOn(folder, identity);
    if (typeof written !== "number" || typeof why !== "string") return undefined;
    // A server that was started since then runs with the configuration of its file.
    return started !== undefined && started > written ? undefined : why;
  };
  return {
    reason,
    begin(status) {
      isFirst = reason(status) === undefined;
      note(messages.keaWriteUnfinished());
    },
    cancel() {
      if (isFirst) removeNote(folder(), identity, noteFile);
    },
    end(why) {
      // The state of the resource has the same record.
      try {
        if (why === undefined) removeNote(folder(), identity, noteFile);
        else note(why);
      } catch {}
    },
  };
}

/** Returns the note on a server; an empty object where it is missing or no JSON. */
function readNoteOn(folder: () => string, identity: string): Readonly<Record<string, unknown>> {
  try {
    return mapOf(JSON.parse(readNote(folder(), identity, noteFile)?.text ?? "{}") as Json);
  } catch {
    return {};
  }
}

/**
 * Has a server write its file. Returns why it did not, in a sentence, or nothing. `document` has
 * the secrets that the answer may repeat.
 */
export async function writeConfigFile(
  channel: Channel,
  document: Json,
): Promise<string | undefined> {
  const answer = await channel
    .send(commands.configWrite)
    .catch((error: unknown): KeaAnswer => ({ result: 1, text: messageOf(error) }));
  if (answer.result === 0) return undefined;
  return messages.keaNotPersisted(removeSecrets(answer.text, document));
}
