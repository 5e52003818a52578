// The interruption that a config-set causes: it unloads and loads the hooks, so failover begins
// anew on that server, whatever was changed.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import type { HaRelationship } from "../model/index.js";

export interface Interruption {
  /** Until failover works again, in seconds: its next heartbeat, or those of both servers. */
  readonly delay: number;
  /** To synchronise leases, in seconds. */
  readonly sync: number;
  readonly leases: number;
}

/**
 * Leases that one server gives the other in a second. Measured on 2.2.0 (50,000 in 7.5 s), and a
 * rule of thumb for other machines.
 */
const syncedPerSecond = 6_600;

/** Kea's defaults, in milliseconds and in clients. */
const heartbeatDelay = 10_000;
const maxResponseDelay = 60_000;
const maxAckDelay = 10_000;
const maxUnackedClients = 10;
const delayedUpdatesLimit = 100;

const numberOr = (silent: number, value: Json | undefined): number =>
  typeof value === "number" ? value : silent;

/** The times of a relationship, in seconds. */
function timesOf({ raw }: HaRelationship): {
  readonly heartbeat: number;
  readonly response: number;
  readonly ack: number;
} {
  const seconds = (silent: number, name: string): number => numberOr(silent, raw[name]) / 1000;
  return {
    heartbeat: seconds(heartbeatDelay, "heartbeat-delay"),
    response: seconds(maxResponseDelay, "max-response-delay"),
    ack: seconds(maxAckDelay, "max-ack-delay"),
  };
}

/**
 * Tells whether the other server takes the written one for down. What it last heard is up to a
 * heartbeat old by then, and its next heartbeat fails, on a connection that the write closed. Where
 * a server sees its partner's clients it also counts those that wait for longer than max-ack-delay;
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
 * The pause as a person should hear it, and whose clients wait. `document`: what the server holds.
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
  const silent =
    pause.sync >= 1 && (waiting === "nobody" || waiting === "half")
      ? messages.keaWaitSync(pause.sync)
      : "";
  const sentences = down ? describeTakeover(down) : describeWaiting(worst!, document);
  return messages.keaPause(
    pause,
    down !== undefined,
    sentences + describeDelayedUpdates(stated) + silent,
  );
}

/**
 * Beyond the limit the other server begins anew, or resets this one (communication-recovery). Seen
 * on 2.6.3 and 3.0.3.
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
 * Describes the wait where the other server takes this one for down: it answers all until it gives
 * its leases away, and then nobody for a heartbeat.
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
 * Seconds that a server needs to take in a configuration of this many bytes. Measured on 2.2.0: 27
 * MB in 11 s, its answers and its file included.
 */
const secondsPerMegabyte = 0.4;

/**
 * Seconds for the smallest, with the lease updates that fail meanwhile. Measured on 2.6.3 and
 * 3.0.3: 0.1 to 0.6.
 */
const minimumSeconds = 1;

const estimateSeconds = (document: Json): number => (lengthOf(document) / 1e6) * secondsPerMegabyte;

/** Told where a server may be busy for longer than its partner waits for a sign of life. */
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

/** How long a document is as text: worked out once. */
function lengthOf(document: Json): number {
  const known = lengthCache.get(document as object);
  if (known !== undefined) return known;
  const { length } = JSON.stringify(document);
  lengthCache.set(document as object, length);
  return length;
}
