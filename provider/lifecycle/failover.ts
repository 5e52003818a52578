// Failover after a write: started again where differences had stopped it, and waited for. It never undoes what was written.
import { setTimeout as wait } from "node:timers/promises";
import { messages } from "../core/messages.js";
import type { Reading, Server } from "../drivers/driver.js";

/** How long is waited: this many times the pause that was announced, and no less than so many seconds. */
const pauses = 3;
const leastWait = 60;

/** A server, and how it was before the write. */
export interface Before {
  readonly server: Server;
  readonly reading: Reading;
}

/** Starts failover again where it had stopped, then waits for it on every server that tells of it. Answers what a person should know. */
export async function mended(partner: Before, primaries: readonly Before[], limits = { pauses, leastWait }): Promise<readonly string[]> {
  const told: string[] = [];
  for (const { server, reading } of primaries) if (reading.failover?.some(({ condition }) => condition === "stopped")) told.push(...((await server.resume?.(reading)) ?? []));
  const awaited = [partner, ...primaries].map(({ server, reading }) => ({ server, names: (reading.failover ?? []).filter(({ condition }) => condition !== "impaired").map(({ relationship }) => relationship) }));
  const servers = awaited.filter(({ names }) => names.length > 0);
  if (servers.length === 0) return told;
  const limit = Math.max(limits.leastWait, limits.pauses * ((await partner.server.pause?.(partner.reading)) ?? 0));
  return [...told, await waited(partner.server.label, servers, limit)];
}

/** Until all say twice in a row that it works, for these relationships: what did not work before is not waited for. */
async function waited(label: string, servers: readonly { readonly server: Server; readonly names: readonly string[] }[], limit: number): Promise<string> {
  const began = Date.now();
  for (let good = 0; ; ) {
    const found = await Promise.all(servers.map(async ({ server, names }) => ({ server, names, health: (await server.health?.().catch(() => undefined))?.filter(({ relationship }) => names.includes(relationship)) })));
    const took = (Date.now() - began) / 1000;
    const states = found.flatMap(({ server, health }) => (health ? health.map(({ relationship, state }) => messages.failoverState(server.label, relationship, state)) : [messages.failoverUntold(server.label)]));
    good = found.every(({ health, names }) => health?.length === names.length && health.every(({ condition }) => condition === "working")) ? good + 1 : 0;
    if (good === 2) return messages.failoverBack(label, took, states);
    if (took > limit) return messages.failoverNotBack(label, took, states, found.some(({ health }) => health?.some(({ condition }) => condition === "stopped")));
    await wait(Math.min(200 + took * 50, 1_000));
  }
}
