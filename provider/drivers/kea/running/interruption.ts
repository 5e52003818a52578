// Estimates the interruption that a config-set causes: it reloads the hooks, so failover restarts
// on that server, whatever was changed.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import type { HaRelationship } from "../model/index.js";

export interface Interruption {
  /** Seconds until failover works again: its next heartbeat, or those of both servers. */
  readonly delay: number;
  /** Seconds to synchronise leases. */
  readonly sync: number;
  readonly leases: number;
}

/**
 * The leases that a server sends to the other in a second. Measured on 2.2.0 (50,000 in 7.5 s);
 * other machines may differ.
 */
const syncedPerSecond = 6_600;

/** Kea's defaults, in milliseconds and in clients. */
const heartbeatDelay = 10_000;
const maxResponseDelay = 60_000;
const maxAckDelay = 10_000;
const maxUnackedClients = 10;
const delayedUpdatesLimit = 100;

const numberOr = (defaultValue: number, value: Json | undefined): number =>
  typeof value === "number" ? value : defaultValue;

/** Returns the times of a relationship, in seconds. */
function timesOf({ raw }: HaRelationship): {
  readonly heartbeat: number;
  readonly response: number;
  readonly ack: number;
} {
  const seconds = (defaultMs: number, name: string): number =>
    numberOr(defaultMs, raw[name]) / 1000;
  return {
    heartbeat: seconds(heartbeatDelay, "heartbeat-delay"),
    response: seconds(maxResponseDelay, "max-response-delay"),
    ack: seconds(maxAckDelay, "max-ack-delay"),
  };
}

/**
 * Returns whether the other server takes the written one for down. Its last heartbeat is up to a
 * heartbeat delay old then, and its next one fails, because the write closed the connection. A
 * server that sees its partner's clients also counts those that wait for longer than max-ack-delay;
 * the active one of a hot standby sees none. Seen on 2.6.3 and 3.0.3.
 */
function isTakenForDown(stated: HaRelationship): boolean {
  const { heartbeat: beat, response, ack } = timesOf(stated);
  const waiting = findWaiting(stated);
  if (waiting === "backup" || stated.relationship.mode === "passiveBackup" || response > beat)
    return false;
  return (
    waiting === "nobody" ||
    numberOr(maxUnackedClients, stated.raw["max-unacked-clients"]) === 0 ||
    ack < beat
  );
}

export function estimateInterruption(
  stated: readonly HaRelationship[],
  leases: number,
): Interruption {
  const delays = stated.map((one) => timesOf(one).heartbeat * (isTakenForDown(one) ? 2 : 1));
  const synced = stated.some(({ raw }) => raw["sync-leases"] !== false);
  return {
    delay: Math.max(0, ...delays),
    sync: synced ? leases / syncedPerSecond : 0,
    leases: synced ? leases : 0,
  };
}

/**
 * The heartbeats until two servers that wait for each other both answer: seen on 2.2.0 to 3.0.3.
 */
export const heartbeatsToStart = 3;

/** Returns the seconds until failover works that begins on both servers at once. */
export const secondsToStart = (stated: readonly HaRelationship[]): number =>
  heartbeatsToStart * Math.max(0, ...stated.map((one) => timesOf(one).heartbeat));

/**
 * Describes the interruption and the clients that wait meanwhile. `document`: the server's
 * configuration.
 */
export function describeInterruption(
  stated: readonly HaRelationship[],
  pause: Interruption,
  document: Json,
): string {
  if (stated.length === 0) return messages.keaPauseNone();
  const [worst] = stated.toSorted(
    (a, b) => waitingOrder.indexOf(findWaiting(a)) - waitingOrder.indexOf(findWaiting(b)),
  );
  const waiting = findWaiting(worst!);
  const down = stated.find(isTakenForDown);
  const synchronization =
    pause.sync >= 1 && (waiting === "nobody" || waiting === "half")
      ? messages.keaWaitSync(pause.sync)
      : "";
  const sentences = down ? describeTakeover(down) : describeWaiting(worst!, document);
  return messages.keaPause(
    pause,
    down !== undefined,
    sentences + describeDelayedUpdates(stated) + synchronization,
  );
}

/**
 * Describes the limit of delayed updates. Beyond it the other server restarts failover, or resets
 * this one (communication-recovery). Seen on 2.6.3 and 3.0.3.
 */
function describeDelayedUpdates(all: readonly HaRelationship[]): string {
  const limited = all.find((one) => findWaiting(one) === "half" && limitOf(one) > 0);
  return limited === undefined
    ? ""
    : messages.keaWaitDelayed(timesOf(limited).heartbeat, limitOf(limited));
}

const limitOf = ({ raw }: HaRelationship): number =>
  numberOr(delayedUpdatesLimit, raw["delayed-updates-limit"]);

/**
 * Describes the wait where the other server takes this one for down. It answers all clients until
 * it sends its leases, and then no client for a heartbeat.
 */
function describeTakeover(stated: HaRelationship): string {
  const { heartbeat: beat, response } = timesOf(stated);
  const first = {
    all: messages.keaWaitAllAtFirst(response),
    half: messages.keaWaitHalfAtFirst(response),
    nobody: "",
    backup: "",
  };
  return first[findWaiting(stated)] + messages.keaWaitInterrupted(beat, response);
}

type WaitingClients = "all" | "half" | "nobody" | "backup";
const waitingOrder: readonly WaitingClients[] = ["all", "half", "nobody", "backup"];

/** Describes which clients wait where the other server does not take this one for down. */
function describeWaiting(stated: HaRelationship, document: Json): string {
  switch (findWaiting(stated)) {
    case "all":
      return messages.keaWaitAll();
    case "half":
      return messages.keaWaitHalf();
    case "nobody":
      return messages.keaWaitNobody(Math.max(minimumSeconds, estimateSeconds(document)));
    case "backup":
      return messages.keaWaitBackup();
  }
}

function findWaiting({ peers, relationship: { mode, self } }: HaRelationship): WaitingClients {
  const role = peers.find(({ name }) => name === self)?.role;
  if (role === "backup") return "backup";
  if (mode === "loadBalance") return "half";
  return role === "primary" ? "all" : "nobody";
}

/**
 * The seconds that a server needs for a megabyte of configuration. Measured on 2.2.0: 27 MB in 11
 * s, its answers and its file included.
 */
const secondsPerMegabyte = 0.4;

/**
 * The seconds for the smallest configuration, with the lease updates that fail meanwhile. Measured
 * on 2.6.3 and 3.0.3: 0.1 to 0.6.
 */
const minimumSeconds = 1;

const estimateSeconds = (document: Json): number => (lengthOf(document) / 1e6) * secondsPerMegabyte;

/**
 * Returns a warning where a server may be busy for longer than its partner waits for a heartbeat.
 */
export function warnOfLongWrite(
  label: string,
  stated: readonly HaRelationship[],
  document: Json,
): readonly string[] {
  const limit =
    Math.min(...stated.map(({ raw }) => numberOr(maxResponseDelay, raw["max-response-delay"]))) /
    1000;
  const need = estimateSeconds(document);
  return stated.length > 0 && need > limit ? [messages.keaOutlasts(label, need, limit)] : [];
}

const lengthCache = new WeakMap<object, number>();

/** Returns the length of a document as text, computed once. */
function lengthOf(document: Json): number {
  const cached = lengthCache.get(document as object);
  if (cached !== undefined) return cached;
  const { length } = JSON.stringify(document);
  lengthCache.set(document as object, length);
  return length;
}
