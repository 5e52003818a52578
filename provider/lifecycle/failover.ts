// Failover around a write: a write waits for failover that comes to work by itself; afterwards
// failover is started again where differences had stopped it, and waited for. Nothing that was
// written is undone.
import { isPassing, listShared, hasStoppedBetween, type Health } from "../core/health.js";
import { messages } from "../core/messages.js";
import { messageOf } from "../core/user-errors.js";
import type { Applied, Server, Snapshot } from "../drivers/driver.js";
import { watchFailover, type WatchedServer, type WatchResult } from "./failover-watch.js";
import type { ShowProgress } from "./progress.js";
import { secondsLeft, type FailoverWait } from "./timeouts.js";

/** How long to wait: a multiple of the interruption that servers announce, and at least so long. */
export interface WaitLimits {
  readonly outageFactor: number;
  readonly minimumSeconds: number;
  /** How long each of those waits that wait together. Default: as long as is usual. */
  readonly waits?: readonly Pick<FailoverWait, "seconds" | "deadline">[];
  /** Shows the person how a wait goes on. Default: nothing is shown. */
  readonly showProgress?: ShowProgress;
}

const showNothing: ShowProgress = (_describe, work) => work();

export const defaultWaitLimits: WaitLimits = { outageFactor: 3, minimumSeconds: 60 };

/** A server, and how it was read. */
export interface ServerSnapshot {
  readonly server: Server;
  readonly snapshot: Snapshot;
}

/** Failover that did not come back after a write. */
export interface NotRestored {
  /** The states of all servers, in a sentence. */
  readonly message: string;
  /** The relationships that were waited for, by the names that the written server gives them. */
  readonly relationships: readonly string[];
}

export interface RestoredFailover {
  /** Sentences about what was done, and how long it took. */
  readonly done: readonly string[];
  /** Sentences about what could not be done. */
  readonly warnings: readonly string[];
  /** The partner as it is now. */
  readonly after: Snapshot;
  /** Absent where all works that worked before. */
  readonly notRestored?: NotRestored;
}

/**
 * Starts failover again where it had stopped, then waits for it on every server that has it.
 * `partner` and `primaries`: as they were before the write.
 */
export async function restoreFailover(
  partner: ServerSnapshot,
  { after, keepsFailover = false }: Pick<Applied, "after" | "keepsFailover">,
  primaries: readonly ServerSnapshot[],
  limits: WaitLimits = defaultWaitLimits,
): Promise<RestoredFailover> {
  const isInterrupting = partner.server.failover?.outageSeconds !== undefined;
  if (!isInterrupting) return { done: [], warnings: [], after };
  const restarts: Restart[] = [];
  for (const primary of primaries) restarts.push(await restart(primary, partner.snapshot));
  // A write that interrupts failover has restarted it on the partner already.
  if (keepsFailover)
    for (const { snapshot } of primaries) restarts.push(await restart(partner, snapshot));
  const done = restarts.flatMap((one) => one.done);
  const warnings = restarts.flatMap((one) => one.warnings);
  if (keepsFailover && done.length === 0) return { done, warnings, after };
  const watched = interruptedServers(partner, after, primaries);
  if (watched.every(({ pairs }) => pairs.length === 0)) return { done, warnings, after };
  const result = await watch(
    partner.server.label,
    watched.filter(({ pairs }) => pairs.length > 0),
    { written: [partner], limits },
  );
  const now = result.snapshots.get(partner.server) ?? after;
  if (result.isWorking) return { done: [...done, result.message], warnings, after: now };
  const watchedPairs = watched.flatMap(({ pairs }) => pairs);
  const relationships = (after.failover ?? [])
    .filter(({ pair }) => watchedPairs.includes(pair))
    .map(({ relationship }) => relationship);
  const notRestored = { message: result.message, relationships };
  return { done, warnings, after: now, notRestored };
}

/**
 * Returns the servers with the relationships that a write interrupted and that can come back. Where
 * the write gave the partner other peers or other terms, they cannot before the other server has
 * these too.
 */
function interruptedServers(
  partner: ServerSnapshot,
  after: Snapshot,
  primaries: readonly ServerSnapshot[],
): readonly WatchedServer[] {
  const isAgreed = ({ pair, terms }: Health): boolean =>
    primaries.every(({ snapshot }) =>
      (snapshot.failover ?? []).every((one) => one.pair !== pair || one.terms === terms),
    );
  const agreed = new Set((after.failover ?? []).filter(isAgreed).map(({ pair }) => pair));
  const interrupted = (failover: readonly Health[] = []): readonly string[] =>
    failover
      .filter(({ condition }) => condition === "working" || condition === "stopped")
      .map(({ pair }) => pair)
      .filter((pair) => agreed.has(pair));
  const sources = primaries.map(({ server, snapshot }) => ({
    server,
    snapshot,
    pairs: interrupted(listShared(partner.snapshot.failover, snapshot.failover)),
  }));
  const written = {
    server: partner.server,
    snapshot: after,
    pairs: interrupted(partner.snapshot.failover),
  };
  return [written, ...sources];
}

interface Watch {
  readonly limits: WaitLimits;
  /** The servers whose write interrupts failover. */
  readonly written: readonly ServerSnapshot[];
  /** Throws to end a wait before the write. Absent: they are written already. */
  readonly assertMayGoOn?: () => void;
}

/** Watches failover for as long as a write of these servers may interrupt it. */
async function watch(
  label: string,
  watched: readonly WatchedServer[],
  { limits, written, assertMayGoOn }: Watch,
): Promise<WatchResult> {
  const { minimumSeconds, outageFactor, waits = [], showProgress = showNothing } = limits;
  const outages = await Promise.all(
    written.map(
      async ({ server, snapshot }) => (await server.failover?.outageSeconds?.(snapshot)) ?? 0,
    ),
  );
  const expectedSeconds = Math.max(...outages);
  const limitSeconds = secondsLeft(Math.max(minimumSeconds, outageFactor * expectedSeconds), waits);
  const wait = { label, isWritten: assertMayGoOn === undefined, expectedSeconds, limitSeconds };
  return showProgress(
    (seconds) => messages.waitingForFailover({ ...wait, seconds }),
    () => watchFailover(label, watched, { limitSeconds, ...(assertMayGoOn && { assertMayGoOn }) }),
  );
}

/** The servers before a write that waits. */
export interface PassingFailover {
  readonly partner: ServerSnapshot;
  readonly primaries: readonly ServerSnapshot[];
  /** Relationships that the write makes or changes: these may work only after it. */
  readonly changedRelationships: readonly string[];
  /** Throws to end the wait. */
  readonly assertMayGoOn: () => void;
}

/**
 * Waits until failover that comes to work by itself does. Returns whether it waited. Throws where
 * the wait is too short.
 */
export async function waitForPassingFailover(
  { partner, primaries, changedRelationships, assertMayGoOn }: PassingFailover,
  limits: WaitLimits = defaultWaitLimits,
): Promise<boolean> {
  const passing = passingPairs(partner.snapshot, primaries, changedRelationships);
  if (passing.size === 0) return false;
  const watched = [partner, ...primaries]
    .map((one) => ({ ...one, pairs: pairsOf(one.snapshot, ({ pair }) => passing.has(pair)) }))
    .filter(({ pairs }) => pairs.length > 0);
  const { label } = partner.server;
  const result = await watch(label, watched, { limits, written: [partner], assertMayGoOn });
  if (!result.isWorking && isStillPassing(watched, passing, result))
    throw messages.failoverPassing(label, result.seconds, result.states);
  return true;
}

/** Returns the relationships of a partner that come to work by themselves, by their pairs. */
function passingPairs(
  partner: Snapshot,
  primaries: readonly ServerSnapshot[],
  changedRelationships: readonly string[],
): ReadonlySet<string> {
  const onPrimaries = primaries.flatMap(({ snapshot }) => snapshot.failover ?? []);
  const onPartner = (partner.failover ?? []).filter(
    ({ relationship }) => !changedRelationships.includes(relationship),
  );
  const passing = [
    ...onPartner.filter((one) => isPassing(one, onPrimaries)),
    ...listShared(onPartner, onPrimaries).filter((one) => isPassing(one, onPartner)),
  ];
  return new Set(passing.map(({ pair }) => pair));
}

const isStillPassing = (
  watched: readonly WatchedServer[],
  passing: ReadonlySet<string>,
  { snapshots }: WatchResult,
): boolean =>
  watched.some(({ server, snapshot }) => {
    const { failover = [] } = snapshots.get(server) ?? snapshot;
    return failover.some(({ pair, condition }) => passing.has(pair) && condition === "passing");
  });

const pairsOf = (
  { failover = [] }: Snapshot,
  isMeant: (one: Health) => boolean,
): readonly string[] => failover.filter(isMeant).map(({ pair }) => pair);

type Restart = Pick<RestoredFailover, "done" | "warnings">;

/**
 * Starts failover again on one server, in what it shares with another. Returns what was done, or a
 * warning where it cannot be started: what was written stays written.
 */
async function restart({ server, snapshot }: ServerSnapshot, other: Snapshot): Promise<Restart> {
  if (!hasStoppedBetween(other.failover, snapshot.failover)) return { done: [], warnings: [] };
  try {
    const done = (await server.failover?.restart?.(snapshot, other)) ?? [];
    return { done, warnings: [] };
  } catch (error) {
    return { done: [], warnings: [messages.failoverNotRestarted(server.label, messageOf(error))] };
  }
}

/** The result of a wait for relationships of two servers. */
interface FailoverWaitResult {
  readonly message: string;
  readonly isWorking: boolean;
  /** The servers as they are now, in the order in which they were given. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * Waits until all servers state that these relationships work, which were just made, changed or
 * interrupted. `servers`: as they were after they were written; `names`: as the first names them.
 */
export async function waitForFailover(
  label: string,
  names: readonly string[],
  servers: readonly ServerSnapshot[],
  limits: WaitLimits = defaultWaitLimits,
): Promise<FailoverWaitResult> {
  const pairs = servers.flatMap(({ snapshot }) =>
    pairsOf(snapshot, ({ relationship }) => names.includes(relationship)),
  );
  const watched = servers.map((one) => ({
    ...one,
    pairs: pairsOf(one.snapshot, ({ pair }) => pairs.includes(pair)),
  }));
  const { message, isWorking, snapshots } = await watch(label, watched, {
    limits,
    written: servers,
  });
  return {
    message,
    isWorking,
    snapshots: servers.map(({ server, snapshot }) => snapshots.get(server) ?? snapshot),
  };
}
