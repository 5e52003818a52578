// Failover after a write: started again where differences had stopped it, and waited for. It never undoes what was written.
import { setTimeout as wait } from "node:timers/promises";
import { sharedWith, stoppedBetween, type Health } from "../core/health.js";
import { messages } from "../core/messages.js";
import { messageOf } from "../core/refused.js";
import type { Reading, Server } from "../drivers/driver.js";
import { secondsLeft } from "./timeouts.js";

/** How long is waited: this many times the pause that was announced, and no less than so many seconds. */
export const usualLimits = { pauses: 3, leastWait: 60 };

export interface Limits {
  readonly pauses: number;
  readonly leastWait: number;
  /** When those stop waiting that wait together; nothing for one that has no limit of its own. Default: none has. */
  readonly deadlines?: readonly (number | undefined)[];
}

/** A server, and how it was before the write. */
export interface Before {
  readonly server: Server;
  readonly reading: Reading;
}

export interface Mended {
  readonly told: readonly string[];
  /** The partner as it is now. */
  readonly after: Reading;
}

/** Starts failover again where it had stopped, then waits for it on every server that tells of it. */
export async function mended(partner: Before, after: Reading, primaries: readonly Before[], limits: Limits = usualLimits): Promise<Mended> {
  if (!partner.server.pause) return { told: [], after }; // a write does not stop it there
  const resumed: string[] = [];
  for (const primary of primaries) resumed.push(...(await started(primary, partner)));
  // Where the write gave it other peers or other terms, it cannot come back before the other server has them too.
  const agreed = ({ pair, terms }: Health): boolean => primaries.every(({ reading }) => (reading.failover ?? []).every((one) => one.pair !== pair || one.terms === terms));
  const still = new Set((after.failover ?? []).filter(agreed).map(({ pair }) => pair));
  const awaited = [
    { server: partner.server, now: after, pairs: hoped(partner.reading.failover) },
    ...primaries.map(({ server, reading }) => ({ server, now: reading, pairs: hoped(sharedWith(partner.reading.failover, reading.failover)) })),
  ].map((one) => ({ ...one, pairs: one.pairs.filter((pair) => still.has(pair)) }));
  if (awaited.every(({ pairs }) => pairs.length === 0)) return { told: resumed, after };
  const usual = Math.max(limits.leastWait, limits.pauses * ((await partner.server.pause?.(partner.reading)) ?? 0));
  const limit = secondsLeft(usual, limits.deadlines ?? []);
  const waited = await until(partner.server.label, awaited.filter(({ pairs }) => pairs.length > 0), limit);
  return { told: [...resumed, waited.told], after: waited.readings.get(partner.server) ?? after };
}

/** Failover started again on one primary, in what it shares with the partner. That it cannot be is told: what was written stays written. */
async function started({ server, reading }: Before, partner: Before): Promise<readonly string[]> {
  if (!stoppedBetween(partner.reading.failover, reading.failover)) return [];
  try {
    return (await server.resume?.(reading, partner.reading)) ?? [];
  } catch (error) {
    return [messages.failoverNotResumed(server.label, messageOf(error))];
  }
}

/** The relationships that a write interrupts: what did not work before is not waited for. */
const hoped = (failover: readonly Health[] = []): readonly string[] => failover.filter(({ condition }) => condition !== "impaired").map(({ pair }) => pair);

/** Waits until both servers of a relationship that was just made or changed say that it works. `now`: as they were after they were written. */
export async function settled(label: string, name: string, servers: readonly { readonly server: Server; readonly now: Reading }[], limits: Limits = usualLimits): Promise<{ readonly told: string; readonly works: boolean; readonly readings: readonly Reading[] }> {
  const awaited = servers.map(({ server, now }) => ({ server, now, pairs: (now.failover ?? []).filter(({ relationship }) => relationship === name).map(({ pair }) => pair) }));
  const pausesOf = await Promise.all(servers.map(async ({ server, now }) => (await server.pause?.(now)) ?? 0));
  const usual = Math.max(limits.leastWait, limits.pauses * Math.max(...pausesOf));
  const { told, works, readings } = await until(label, awaited, secondsLeft(usual, limits.deadlines ?? []));
  return { told, works, readings: servers.map(({ server, now }) => readings.get(server) ?? now) };
}

interface Awaited {
  readonly server: Server;
  readonly now: Reading;
  readonly pairs: readonly string[];
}

/** Until all say twice in a row that it works: a server's word for its partner is a heartbeat old. */
async function until(label: string, awaited: readonly Awaited[], limit: number): Promise<{ readonly told: string; readonly works: boolean; readonly readings: ReadonlyMap<Server, Reading> }> {
  const began = Date.now();
  const readings = new Map<Server, Reading>();
  for (let good = 0; ; ) {
    const found = await Promise.all(awaited.map((one) => looked(one, readings)));
    const took = (Date.now() - began) / 1000;
    const states = found.flatMap(({ server, health }) => (health ? health.map(({ relationship, state }) => messages.failoverState(server.label, relationship, state)) : [messages.failoverUntold(server.label)]));
    good = found.every(({ health, pairs }) => health?.length === pairs.length && health.every(({ condition }) => condition === "working")) ? good + 1 : 0;
    if (good === 2) return { told: messages.failoverBack(label, took, [...new Set(found.flatMap(({ health = [] }) => health.map(({ state }) => state)))]), works: true, readings };
    if (took >= limit) return { told: messages.failoverNotBack(label, took, states, found.some(({ health }) => health?.some(({ condition }) => condition === "stopped"))), works: false, readings };
    await wait(Math.min(200 + took * 50, 1_000, (limit - took) * 1_000));
  }
}

/** What one server says now of the relationships that are waited for; nothing where it does not answer. */
async function looked({ server, now, pairs }: Awaited, readings: Map<Server, Reading>): Promise<{ readonly server: Server; readonly pairs: readonly string[]; readonly health: readonly Health[] | undefined }> {
  try {
    const reading = (await server.again?.(now)) ?? now;
    readings.set(server, reading);
    return { server, pairs, health: (reading.failover ?? []).filter(({ pair }) => pairs.includes(pair)) };
  } catch {
    return { server, pairs, health: undefined };
  }
}
