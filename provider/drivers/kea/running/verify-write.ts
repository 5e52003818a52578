// Verifies that a server holds the configuration that it was sent.
import { messageOf } from "../../../core/user-errors.js";
import { messages } from "../messages.js";
import { findFirstDifference } from "../model/index.js";
import { findFailure, findMismatch, listChangedParameters } from "./compare-written.js";
import type { StartedWrite } from "./config-write.js";
import { maxStartDifference } from "./identity.js";
import type { KeaSnapshot } from "./read-server.js";
import { readAgain, restoreFormer } from "./restore-former.js";

/**
 * Throws where a server does not hold the configuration that it was sent. `hash`: Kea's fingerprint
 * of the configuration that it accepted, since 2.4. A change by somebody else is not undone: the
 * former configuration is restored only where the server cannot run as it should, or where the
 * fingerprint shows that the server holds what it accepted.
 */
export async function assertWritten(
  write: StartedWrite,
  after: KeaSnapshot,
  hash: string | undefined,
): Promise<void> {
  const { channel, from, document, expected, copyPath } = write;
  const current = after.current.parsed.configuration;
  const isAsAccepted = hash !== undefined && after.current.hash === hash;
  const difference = findFirstDifference(current, expected);
  if (!isAsAccepted && wasRestarted(from, after) && difference !== undefined)
    throw messages.keaRestartedAfterwards(channel.label, copyPath);
  if (hash !== undefined && after.current.hash !== undefined && !isAsAccepted)
    throw messages.keaChangedAfterwards(channel.label, copyPath);
  const wrong = isAsAccepted
    ? findMismatch(from, after, expected, document)
    : findFailure(from, after, expected, document);
  if (wrong !== undefined) throw await restoreFormer(write, wrong);
  const where = listChangedParameters(from, after, document)[0] ?? difference;
  if (where !== undefined) throw messages.keaDiffersAfterwards(channel.label, where, copyPath);
}

/**
 * Throws where a server that did not save its configuration has stopped, or was restarted and has
 * the former configuration.
 */
export async function assertNotRestarted(write: StartedWrite): Promise<void> {
  const { channel, from, expected, copyPath } = write;
  const now = await readAgain(write).catch((gone: unknown) => {
    throw messages.keaStoppedAfterwards(channel.label, messageOf(gone), copyPath);
  });
  const difference = findFirstDifference(now.current.parsed.configuration, expected);
  if (wasRestarted(from, now) && difference !== undefined)
    throw messages.keaRestartedAfterwards(channel.label, copyPath);
}

/** Returns whether a server was restarted between two readings. */
export function wasRestarted(
  { status: former }: KeaSnapshot,
  { status: now }: KeaSnapshot,
): boolean {
  if (former.pid !== now.pid) return true;
  return (
    former.started !== undefined &&
    now.started !== undefined &&
    now.started - former.started > maxStartDifference
  );
}
