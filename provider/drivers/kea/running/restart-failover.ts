// Starts failover again where differences between the partners have stopped it.
import { messages } from "../messages.js";
import type { Channel } from "../control/channel.js";
import type { HaRelationship } from "../model/index.js";
import { commands } from "../names.js";
import { toHealth, readStatus } from "./status.js";

/**
 * Sends ha-reset for each of these relationships that is terminated on this server. It is needed on
 * the server that was not written: the other one restarted failover with its config-set and waits
 * for this one (seen on 3.0.3: without ha-reset it waits without end).
 */
export async function restartFailover(
  channel: Channel,
  stated: readonly HaRelationship[],
  pairs: readonly string[],
): Promise<readonly string[]> {
  const ended = toHealth(stated, readStatus(await channel.ask(commands.status))).filter(
    ({ state, pair }) => state === "terminated" && pairs.includes(pair),
  );
  for (const { relationship } of ended) {
    const self = stated.find(({ name }) => name === relationship)?.relationship.self;
    // A hub needs the relationship, named by any of its servers (the manual's "ha-reset").
    const which = stated.length > 1 && self !== undefined ? { "server-name": self } : undefined;
    await channel.ask(commands.haReset, which);
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
