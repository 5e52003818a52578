// Writes a change by commands, which do not interrupt failover as a config-set does.
import type { KeaCommand } from "../commands/command.js";
import { sendCommands } from "../commands/send-commands.js";
import { messages } from "../messages.js";
import { findFirstDifference } from "../model/index.js";
import { listChangedParameters } from "./compare-written.js";
import type { StartedWrite } from "./config-write.js";
import type { KeaSnapshot } from "./read-server.js";
import { readAgain } from "./restore-former.js";
import { wasRestarted } from "./verify-write.js";

/** Makes the change by commands. Throws where the server does not hold the result. */
export async function writeByCommands(
  write: StartedWrite,
  commands: readonly KeaCommand[],
): Promise<KeaSnapshot> {
  const { channel, from, document, expected, copyPath } = write;
  const outcome = await sendCommands({
    channel,
    from,
    document,
    commands,
    kept: copyPath,
    readAgain: () => readAgain(write),
  });
  if ("error" in outcome) {
    if (outcome.isUndone) write.record?.cancel();
    throw outcome.error;
  }
  const { after } = outcome;
  const where =
    listChangedParameters(from, after, document)[0] ??
    findFirstDifference(after.current.parsed.configuration, expected);
  if (where === undefined) return after;
  throw wasRestarted(from, after)
    ? messages.keaRestartedAfterwards(channel.label, copyPath)
    : messages.keaDiffersAfterwards(channel.label, where, copyPath);
}
