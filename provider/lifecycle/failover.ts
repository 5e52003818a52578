// Failover around a write: waited for before it, and afterwards started again where differences had stopped it, and waited for. It never
// undoes what was written.
import { setTimeout as wait } from "node:timers/promises";
import { isPassing, listShared, hasStoppedBetween, type Health } from "../core/health.js";
import { messages } from "../core/messages.js";
import { messageOf } from "../core/refused.js";
import type { Snapshot, Server } from "../drivers/driver.js";
import { secondsLeft, type FailoverWait } from "./timeouts.js";

/** How long is waited: this many times the pause that was announced, and no less than so many seconds. */
export const defaultWaitLimits = { pauses: 3, leastWait: 60 };

export interface WaitLimits {
  readonly pauses: number;
  readonly leastWait: number;
  /** How long each of those waits that wait together. Default: as long as is usual. */
  readonly waits?: readonly Pick<FailoverWait, "seconds" | "deadline">[];
}

/** A server, and how it was before the write. */
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
  readonly warnings: readonly string[];
  /** The partner as it is now. */
  readonly after: Snapshot;
  /** Absent where all works that worked before. */
  readonly notRestored?: NotRestored;
}

/** Starts failover again where it had stopped, then waits for it on every server that tells of it. */
export async function restoreFailover(
  partner: ServerSnapshot,
  after: Snapshot,
  primaries: readonly ServerSnapshot[],
  limits: WaitLimits = defaultWaitLimits,
): Promise<RestoredFailover> {
  if (!partner.server.failover?.outageSeconds) return { warnings: [], after }; // a write does not stop it there
  const resumed: string[] = [];
  for (const primary of primaries) resumed.push(...(await started(primary, partner)));
  // Where the write gave it other peers or other terms, it cannot come back before the other server has them too.
  const agreed = ({ pair, terms }: Health): boolean =>
    primaries.every(({ snapshot: reading }) =>
      (reading.failover ?? []).every((one) => one.pair !== pair || one.terms === terms),
    );
  const still = new Set((after.failover ?? []).filter(agreed).map(({ pair }) => pair));
  const awaited = [
    { server: partner.server, now: after, pairs: hoped(partner.snapshot.failover) },
    ...primaries.map(({ server, snapshot: reading }) => ({
      server,
      now: reading,
      pairs: hoped(listShared(partner.snapshot.failover, reading.failover)),
    })),
  ].map((one) => ({ ...one, pairs: one.pairs.filter((pair) => still.has(pair)) }));
  if (awaited.every(({ pairs }) => pairs.length === 0)) return { warnings: resumed, after };
  const limit = await limitOf([partner], limits);
  const waited = await until(
    partner.server.label,
    awaited.filter(({ pairs }) => pairs.length > 0),
    limit,
  );
  const now = waited.readings.get(partner.server) ?? after;
  if (waited.works) return { warnings: [...resumed, waited.told], after: now };
  const pairs = awaited.flatMap((one) => one.pairs);
  const relationships = (after.failover ?? [])
    .filter(({ pair }) => pairs.includes(pair))
    .map(({ relationship }) => relationship);
  return { warnings: resumed, after: now, notRestored: { message: waited.told, relationships } };
}

/** Returns for how many seconds failover is waited for: a write to one of these servers interrupts it. */
async function limitOf(
  written: readonly ServerSnapshot[],
  { leastWait, pauses, waits = [] }: WaitLimits,
): Promise<number> {
  const announced = await Promise.all(
    written.map(
      async ({ server, snapshot: reading }) =>
        (await server.failover?.outageSeconds?.(reading)) ?? 0,
    ),
  );
  return secondsLeft(Math.max(leastWait, pauses * Math.max(...announced)), waits);
}

/** A wait before a write, with the servers as they were before it. */
export interface Ahead {
  readonly partner: ServerSnapshot;
  readonly primaries: readonly ServerSnapshot[];
  /** Relationships that the write makes or changes: these may work only after it. */
  readonly changed: readonly string[];
  /** Throws to end the wait. */
  readonly mayGoOn: () => void;
}

/** Waits until failover that comes to work by itself does. Returns whether it waited. Throws where the wait is too short. */
export async function waitForPassingFailover(
  { partner, primaries, changed, mayGoOn }: Ahead,
  limits: WaitLimits = defaultWaitLimits,
): Promise<boolean> {
  const all = primaries.flatMap(({ snapshot: reading }) => reading.failover ?? []);
  const theirs = (partner.snapshot.failover ?? []).filter(
    ({ relationship }) => !changed.includes(relationship),
  );
  const passing = new Set(theirs.filter((one) => isPassing(one, all)).map(({ pair }) => pair));
  for (const one of listShared(theirs, all)) if (isPassing(one, theirs)) passing.add(one.pair);
  if (passing.size === 0) return false;
  const awaited = [partner, ...primaries]
    .map(({ server, snapshot: reading }) => ({
      server,
      now: reading,
      pairs: pairsIn(reading, (one) => passing.has(one.pair)),
    }))
    .filter(({ pairs }) => pairs.length > 0);
  const limit = await limitOf([partner], limits);
  const { works, took, states, readings } = await until(
    partner.server.label,
    awaited,
    limit,
    mayGoOn,
  );
  if (works) return true;
  const still = awaited.some(({ server, now }) =>
    (readings.get(server) ?? now).failover?.some(
      ({ pair, condition }) => passing.has(pair) && condition === "passing",
    ),
  );
  if (still) throw messages.failoverStillPassing(partner.server.label, took, states);
  return true;
}

const pairsIn = (
  { failover = [] }: Snapshot,
  isMeant: (one: Health) => boolean,
): readonly string[] => failover.filter(isMeant).map(({ pair }) => pair);

/** Failover started again on one primary, in what it shares with the partner. That it cannot be is told: what was written stays written. */
async function started(
  { server, snapshot: reading }: ServerSnapshot,
  partner: ServerSnapshot,
): Promise<readonly string[]> {
  if (!hasStoppedBetween(partner.snapshot.failover, reading.failover)) return [];
  try {
    return (await server.failover?.restart?.(reading, partner.snapshot)) ?? [];
  } catch (error) {
    return [messages.failoverNotResumed(server.label, messageOf(error))];
  }
}

/** The relationships that a write interrupts: what did not work before is not waited for. */
const hoped = (failover: readonly Health[] = []): readonly string[] =>
  failover
    .filter(({ condition }) => condition === "working" || condition === "stopped")
    .map(({ pair }) => pair);

/** What became of a wait for relationships of two servers. */
interface FailoverWaitResult {
  readonly message: string;
  readonly isWorking: boolean;
  /** The servers as they are now, in the order in which they were given. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * Waits until all servers say that these relationships work, which were just made, changed or interrupted. `servers`: as they were
 * after they were written, the first with the names that are meant.
 */
export async function waitForFailover(
  label: string,
  names: readonly string[],
  servers: readonly ServerSnapshot[],
  limits: WaitLimits = defaultWaitLimits,
): Promise<FailoverWaitResult> {
  const pairs = servers.flatMap(({ snapshot: reading }) =>
    pairsIn(reading, ({ relationship }) => names.includes(relationship)),
  );
  const awaited = servers.map(({ server, snapshot: reading }) => ({
    server,
    now: reading,
    pairs: pairsIn(reading, ({ pair }) => pairs.includes(pair)),
  }));
  const { told, works, readings } = await until(label, awaited, await limitOf(servers, limits));
  return {
    message: told,
    isWorking: works,
    snapshots: servers.map(({ server, snapshot: reading }) => readings.get(server) ?? reading),
  };
}

interface Awaited {
  readonly server: Server;
  readonly now: Snapshot;
  readonly pairs: readonly string[];
}

interface Waited {
  readonly told: string;
  readonly works: boolean;
  /** Seconds. */
  readonly took: number;
  /** What each server says, in words. */
  readonly states: readonly string[];
  readonly readings: ReadonlyMap<Server, Snapshot>;
}

/** Until all say twice in a row that it works: a server's word for its partner is a heartbeat old. */
async function until(
  label: string,
  awaited: readonly Awaited[],
  limit: number,
  mayGoOn = (): void => {},
): Promise<Waited> {
  const began = Date.now();
  const readings = new Map<Server, Snapshot>();
  const enough = awaited.every(({ server }) => server.failover?.isStatedAtOnce) ? 1 : 2;
  for (let good = 0, round = 0; ; round++) {
    mayGoOn();
    const isFirst = round === 0;
    const found = await Promise.all(
      awaited.map((one) =>
        looked(one, readings, isFirst && one.server.failover?.isStatedAtOnce === true),
      ),
    );
    const took = (Date.now() - began) / 1000;
    const states = found.flatMap(({ server, health }) =>
      health
        ? health.map(({ relationship, state }) =>
            messages.failoverState(server.label, relationship, state),
          )
        : [messages.failoverUntold(server.label)],
    );
    good = found.every(
      ({ health, pairs }) =>
        health?.length === pairs.length && health.every(({ condition }) => condition === "working"),
    )
      ? good + 1
      : 0;
    if (good === enough) {
      const all = [
        ...new Set(found.flatMap(({ health = [] }) => health.map(({ state }) => state))),
      ];
      return { told: messages.failoverBack(label, took, all), works: true, took, states, readings };
    }
    if (took >= limit) {
      const isStopped = found.some(({ health }) =>
        health?.some(({ condition }) => condition === "stopped"),
      );
      return {
        told: messages.failoverNotBack(label, took, states, isStopped),
        works: false,
        took,
        states,
        readings,
      };
    }
    await wait(Math.min(200 + took * 50, 1_000, (limit - took) * 1_000));
  }
}

/** What one server says now of the relationships that are waited for; nothing where it does not answer. */
async function looked(
  { server, now, pairs }: Awaited,
  readings: Map<Server, Snapshot>,
  isNow: boolean,
): Promise<{
  readonly server: Server;
  readonly pairs: readonly string[];
  readonly health: readonly Health[] | undefined;
}> {
  try {
    const reading = isNow ? now : ((await server.failover?.refresh(now)) ?? now);
    readings.set(server, reading);
    return {
      server,
      pairs,
      health: (reading.failover ?? []).filter(({ pair }) => pairs.includes(pair)),
    };
  } catch {
    return { server, pairs, health: undefined };
  }
}
