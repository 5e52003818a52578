// Writes the configuration of a running server: keeps a copy of the former one, tests the new one,
// sets it, reads it back and saves it. Restores the former one where the server cannot run as it
// should.
import type { Json } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import { removeSecrets } from "../../../core/secrets.js";
import { runWriteStep } from "../../../transports/engine.js";
import { rethrowAsUserError } from "../../../transports/unanswered.js";
import { messages } from "../messages.js";
import { before } from "../model/index.js";
import { commands } from "../names.js";
import type { ConfigWrite, StartedWrite, WriteResult } from "./config-write.js";
import { writeConfigFile } from "./persistence.js";
import { readDhcp4, readHash, type KeaSnapshot } from "./read-server.js";
import { sendConfiguration } from "./send-configuration.js";
import { assertNotRestarted, assertWritten } from "./verify-write.js";
import { writeByCommands } from "./write-by-commands.js";

/**
 * Writes a configuration. Throws where the server keeps its former configuration, where that was
 * restored, and where somebody else changed the server.
 */
export async function writeConfiguration(write: ConfigWrite): Promise<WriteResult> {
  const { channel, record } = write;
  const document = write.document as unknown as Json;
  const started: StartedWrite = {
    ...write,
    copyPath: write.keepCopy(),
    clean: (text) => removeSecrets(text, document),
  };
  await testConfiguration(started);
  const after = await sendUnlessChanged(started);
  if (record === undefined) return { after };
  const why = await writeConfigFile(channel, document);
  if (why !== undefined) await assertNotRestarted(started);
  record.end(why);
  return { after, ...(why !== undefined && { notPersisted: why }) };
}

/**
 * Has a server test the configuration. Throws where it refuses it. A server of 3.0 or later is not
 * asked: after a config-test the next config-set loses the listener of the failover hook until
 * kea-dhcp4 is restarted, without an error. Seen on 3.0.3, over HTTP and the Unix socket, 2026-11.
 * Its config-set refuses all that config-test refuses.
 */
async function testConfiguration(write: StartedWrite): Promise<void> {
  const { channel, from, document, isPrimaryFile, clean } = write;
  if (!before(from.release, "3.0")) return;
  const { result, text } = await channel
    .send(commands.configTest, document as unknown as Json)
    .catch(rethrowAsUserError);
  if (result !== 0) throw messages.keaTestFailed(channel.label, clean(text), isPrimaryFile);
}

/**
 * Sends the configuration if the server still holds the one that it was planned from, and reads the
 * server again. This check is the last one before config-set: a test of thousands of subnets takes
 * seconds, and a change by somebody else between the check and the config-set is lost.
 */
async function sendUnlessChanged(write: StartedWrite): Promise<KeaSnapshot> {
  const { channel, from, record } = write;
  let isSent = false;
  record?.begin(from.status);
  try {
    if (!(await holdsPlannedConfiguration(write))) throw messages.serverChanged(channel.label);
    return await runWriteStep(channel.label, async () => {
      isSent = true;
      if (write.keaCommands) return await writeByCommands(write, write.keaCommands);
      const { after, hash } = await sendConfiguration(write);
      await assertWritten(write, after, hash);
      return after;
    });
  } finally {
    if (!isSent) record?.cancel();
  }
}

/**
 * Returns whether the server holds the configuration that the new one was planned from: by its
 * fingerprint, or all of it.
 */
async function holdsPlannedConfiguration({ channel, from }: ConfigWrite): Promise<boolean> {
  return from.current.hash !== undefined
    ? (await readHash(channel)) === from.current.hash
    : equal(await readDhcp4(channel), from.current.raw);
}
