// Finds what a server does not support in planned failover relationships: what Kea would refuse,
// and what it would accept and then serve clients badly with.
import { isMap } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { Configuration, Json, Relationship, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import { equal } from "../../../../core/equal.js";
import type { IndexedObject } from "../parse/config-index.js";
import { peerNames } from "./ha-relationships.js";
import { findUnsplitRanges } from "./ranges-of-classes.js";
import { before, type Release } from "../release.js";

type RelationshipMap = Configuration["relationships"];

interface FailoverPlan extends Pick<Configuration, "scopes" | "shared"> {
  /** The relationships with the scopes that they will have. */
  readonly grouped: RelationshipMap;
  /** The relationships with the scopes that they should have. */
  readonly desired: RelationshipMap;
  readonly current: RelationshipMap;
  readonly server: Pick<IndexedObject, "raw">;
  readonly release: Release;
}

/**
 * Returns a sentence for each thing in planned failover relationships that the server does not
 * support.
 */
export function findUnsupportedFailover(plan: FailoverPlan): readonly string[] {
  const { grouped, current, scopes, release } = plan;
  const names = Object.keys(grouped);
  const isHub = names.length > 1;
  const changed = Object.entries(grouped).filter(([name, { scopes: _, ...one }]) => {
    if (!Object.hasOwn(current, name)) return true;
    const { scopes: __, ...currentOne } = current[name]!;
    return !equal(one, currentOne);
  });
  return [
    ...(isHub && before(release, "2.6") ? [messages.keaHubTooOld(names, release)] : []),
    ...(isHub ? [...findSharedPeers(grouped), ...findUnassigned(grouped, current, scopes)] : []),
    ...changed.flatMap(([name, one]) => findUnsupported(plan, name, one)),
  ];
}

function findUnsupported(
  { desired, scopes, shared, server, release }: FailoverPlan,
  name: string,
  one: Relationship,
): readonly string[] {
  const found: string[] = [];
  if (one.own?.hooksDirectory === "" && before(release, "3.0"))
    found.push(messages.keaHooksUnknown(name));
  if (one.mode === "loadBalance") {
    const desiredScopes = desired[name]!.scopes;
    const planned = { ...one, scopes: desiredScopes.length > 0 ? desiredScopes : one.scopes };
    found.push(...findUnsplitRanges(name, planned, scopes, shared));
  }
  const isThreadedByDefault = !before(release, "2.4");
  const threads = server.raw[keywords.multiThreading];
  if (hasOwnListener(one, isThreadedByDefault) && !hasThreads(threads, isThreadedByDefault))
    found.push(messages.keaThreadsOff(name));
  return found;
}

/**
 * Returns a sentence for each new relationship that would get more scopes than it should: the only
 * relationship of a server has all scopes. Others must be created in the same write.
 */
export function findUndivided(
  grouped: RelationshipMap,
  desired: RelationshipMap,
  current: RelationshipMap,
): readonly string[] {
  return Object.entries(grouped).flatMap(([name, { scopes }]) => {
    const desiredScopes = new Set(Object.hasOwn(current, name) ? [] : desired[name]!.scopes);
    const more = desiredScopes.size > 0 ? scopes.filter((scope) => !desiredScopes.has(scope)) : [];
    return more.length > 0 ? [messages.keaScopesFewer(name, more)] : [];
  });
}

/** Scopes that a relationship would take over from relationships that are removed. */
interface TakeOver {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly from: readonly string[];
}

/**
 * Returns the scopes that the last relationship of a hub would take over. Their leases were
 * replicated to another partner so far.
 */
export function findTakenOver(
  grouped: RelationshipMap,
  desired: RelationshipMap,
  current: RelationshipMap,
): TakeOver | undefined {
  const removed = Object.entries(current).filter(([name]) => !Object.hasOwn(desired, name));
  const formerScopes = new Set(removed.flatMap(([, { scopes }]) => scopes));
  for (const [name, { scopes }] of Object.entries(grouped)) {
    if (!Object.hasOwn(current, name)) continue; // new or renamed: see findUndivided
    const desiredScopes = new Set(desired[name]!.scopes);
    const found = new Set(
      scopes.filter((scope) => !desiredScopes.has(scope) && formerScopes.has(scope)),
    );
    if (found.size === 0) continue;
    const from = removed
      .filter(([, former]) => former.scopes.some((scope) => found.has(scope)))
      .map(([former]) => former);
    return { name, scopes: [...found], from };
  }
  return undefined;
}

/**
 * Returns a sentence for each peer that several relationships name. A hub tells its relationships
 * apart by the names of peers, its own included.
 */
function findSharedPeers(grouped: RelationshipMap): readonly string[] {
  const namesByPeer = new Map<string, string[]>();
  for (const [name, one] of Object.entries(grouped))
    for (const peer of peerNames(one))
      namesByPeer.set(peer, [...(namesByPeer.get(peer) ?? []), name]);
  return [...namesByPeer]
    .filter(([, names]) => names.length > 1)
    .map(([peer, names]) => messages.keaPeerShared(peer, names));
}

/** Returns a sentence where scopes of a hub were in a relationship and would be in none. */
function findUnassigned(
  grouped: RelationshipMap,
  current: RelationshipMap,
  scopes: Configuration["scopes"],
): readonly string[] {
  const assigned = new Set(Object.values(grouped).flatMap((one) => one.scopes));
  const unassigned = Object.values(current)
    .flatMap((one) => one.scopes)
    .filter((scope) => scopes[scope] !== undefined && !assigned.has(scope));
  return unassigned.length > 0 ? [messages.keaScopesLeft(unassigned, Object.keys(grouped))] : [];
}

/** Returns whether the hook listens for its partner with threads of its own. */
export function hasOwnListener({ own }: Pick<Relationship, "own">, isDefault: boolean): boolean {
  const { enableMultiThreading = isDefault, httpDedicatedListener = isDefault } =
    (own?.multiThreading ?? {}) as Tree;
  return enableMultiThreading === true && httpDedicatedListener === true;
}

const hasThreads = (threads: Json | undefined, isDefault: boolean): boolean =>
  isMap(threads) && typeof threads["enable-multi-threading"] === "boolean"
    ? threads["enable-multi-threading"]
    : isDefault;
