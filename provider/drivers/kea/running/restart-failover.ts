// Failover started again where differences between the partners had stopped it.
import { messages } from "../messages.js";
import { runWriteStep } from "../../../transports/engine.js";
import type { Channel } from "../control/channel.js";
import type { HaRelationship } from "../model/index.js";
import { toHealth, readStatus } from "./status.js";

/**
 * Sends ha-reset for each of these relationships that is terminated on this server. On the server
 * that was not written: the other one began anew with its config-set and waits for it (seen on
 * 3.0.3: without it, for ever).
 */
export async function restartFailover(
  channel: Channel,
  stated: readonly HaRelationship[],
  pairs: readonly string[],
): Promise<readonly string[]> {
  const ended = toHealth(stated, readStatus(await channel.ask("status-get"))).filter(
    ({ state, pair }) => state === "terminated" && pairs.includes(pair),
  );
  for (const { relationship } of ended) {
    const self = stated.find(({ name }) => name === relationship)?.relationship.self;
    // A hub must be told which of its relationships is meant: by any server in it (the manual's
    // "ha-reset").
    const which = stated.length > 1 && self !== undefined ? { "server-name": self } : undefined;
    await runWriteStep(channel.label, () => channel.ask("ha-reset", which));
  }
  return ended.length > 0
    ? [
        messages.keaReset(
          channel.label,
          ended.map(({ relationship }) => relationship),
        ),
      ]
    : [];
}
