// Why failover cannot be as it is wanted on a server: what Kea would refuse, and what it would take
// and then serve clients badly.
import { isMap } from "../../../core/canonical.js";
import { parseSharedName } from "../../../core/apply.js";
import { messages } from "../messages.js";
import type { Configuration, Json, Relationship, Tree } from "../../../core/model.js";
import { findRelationship } from "../../../core/relationship.js";
import { equal } from "../../../core/equal.js";
import type { IndexedObject } from "./config-index.js";
import { peerNames } from "./ha-relationships.js";
import { before, type Release } from "./release.js";

type RelationshipMap = Configuration["relationships"];

interface FailoverPlan extends Pick<Configuration, "scopes" | "shared"> {
  /** The relationships with the scopes that come under them. */
  readonly grouped: RelationshipMap;
  /** The relationships with the scopes that were to come under them. */
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
    const { scopes: __, ...standing } = current[name]!;
    return !equal(one, standing);
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
  const threads = server.raw["multi-threading"];
  if (hasOwnListener(one, isThreadedByDefault) && !hasThreads(threads, isThreadedByDefault))
    found.push(messages.keaThreadsOff(name));
  return found;
}

/**
 * One relationship has every scope of its server: a new one that was to have fewer needs others
 * beside it, in the same write.
 */
export function findUndivided(
  grouped: RelationshipMap,
  desired: RelationshipMap,
  current: RelationshipMap,
): readonly string[] {
  return Object.entries(grouped).flatMap(([name, { scopes }]) => {
    const wanted = new Set(Object.hasOwn(current, name) ? [] : desired[name]!.scopes);
    const more = wanted.size > 0 ? scopes.filter((scope) => !wanted.has(scope)) : [];
    return more.length > 0 ? [messages.keaScopesFewer(name, more)] : [];
  });
}

/**
 * The one relationship that a hub keeps has every scope from then on: those of the ones that go
 * were backed up elsewhere.
 */
export function findTakenOver(
  grouped: RelationshipMap,
  desired: RelationshipMap,
  current: RelationshipMap,
):
  | { readonly name: string; readonly scopes: readonly string[]; readonly from: readonly string[] }
  | undefined {
  const gone = Object.entries(current).filter(([name]) => !Object.hasOwn(desired, name));
  const left = new Set(gone.flatMap(([, former]) => former.scopes));
  for (const [name, { scopes }] of Object.entries(grouped)) {
    if (!Object.hasOwn(current, name)) continue; // a new one, or one renamed: undivided
    const wanted = new Set(desired[name]!.scopes);
    const found = new Set(scopes.filter((scope) => !wanted.has(scope) && left.has(scope)));
    const from = gone
      .filter(([, former]) => former.scopes.some((scope) => found.has(scope)))
      .map(([former]) => former);
    if (found.size > 0) return { name, scopes: [...found], from };
  }
  return undefined;
}

/**
 * A hub tells its relationships apart by the names of peers: no two may share one, its own
 * included.
 */
function findSharedPeers(grouped: RelationshipMap): readonly string[] {
  const holders = new Map<string, string[]>();
  for (const [name, one] of Object.entries(grouped))
    for (const peer of peerNames(one)) holders.set(peer, [...(holders.get(peer) ?? []), name]);
  return [...holders]
    .filter(([, of]) => of.length > 1)
    .map(([peer, of]) => messages.keaPeerShared(peer, of));
}

/** Scopes of a hub that were under a relationship, and would be under none. */
function findUnassigned(
  grouped: RelationshipMap,
  current: RelationshipMap,
  scopes: Configuration["scopes"],
): readonly string[] {
  const under = new Set(Object.values(grouped).flatMap((one) => one.scopes));
  const left = Object.values(current)
    .flatMap((one) => one.scopes)
    .filter((scope) => scopes[scope] !== undefined && !under.has(scope));
  return left.length > 0 ? [messages.keaScopesLeft(left, Object.keys(grouped))] : [];
}

/**
 * Load balancing gives clients a class for the server that answers them: a range that both give out
 * of is given out twice.
 */
function findUnsplitRanges(
  name: string,
  one: Relationship,
  scopes: Configuration["scopes"],
  shared: Configuration["shared"],
): readonly string[] {
  const classes = haClassesOf(one);
  const dividing = withDependentClasses(classes, shared);
  const undivided = one.scopes.flatMap((scope) => {
    const { ranges, "client-classes": around } = scopes[scope]?.properties ?? {};
    if (includesAny(around, dividing)) return [];
    return Object.entries((ranges ?? {}) as Tree).flatMap(([range, properties]) =>
      includesAny((properties as Tree)["client-classes"], dividing) ? [] : [`${scope} ${range}`],
    );
  });
  return undivided.length > 0 ? [messages.keaRangesShared(name, undivided, classes)] : [];
}

/**
 * Ranges that are for clients of classes which the hook gives and, once this relationship is gone,
 * nobody does: none of their addresses is given out then.
 */
export function findUnservedRanges(
  name: string,
  { relationships, scopes, shared }: Pick<Configuration, "relationships" | "scopes" | "shared">,
): readonly string[] {
  const one = findRelationship({ relationships }, name);
  if (!one) return [];
  const kept = new Set(
    Object.values(relationships)
      .filter((other) => other !== one)
      .flatMap(haClassesOf),
  );
  const gone = withDependentClasses(
    haClassesOf(one).filter((its) => !kept.has(its)),
    shared,
  );
  const only = (guard: Json | undefined): boolean =>
    Array.isArray(guard) &&
    guard.length > 0 &&
    guard.every((its: Json) => gone.includes(String(its)));
  return one.scopes.flatMap((scope) => {
    const { ranges, "client-classes": around } = scopes[scope]?.properties ?? {};
    return Object.entries((ranges ?? {}) as Tree).flatMap(([range, properties]) =>
      only(around) || only((properties as Tree)["client-classes"]) ? [`${scope} ${range}`] : [],
    );
  });
}

const haClassesOf = (one: Relationship): readonly string[] =>
  peerNames(one).map((peer) => `HA_${peer}`);

/**
 * These classes, and those whose test asks for one of them: the manual's "Load Balancing with
 * Advanced Classification".
 */
function withDependentClasses(
  classes: readonly string[],
  shared: Configuration["shared"],
): readonly string[] {
  const tests = Object.entries(shared).flatMap(([key, { properties }]) =>
    key.startsWith("classes.") && typeof properties.test === "string"
      ? [[parseSharedName(key), properties.test] as const]
      : [],
  );
  const asks = (test: string, one: string): boolean =>
    [...test.matchAll(/member\(\s*'([^']*)'\s*\)/g)].some(([, name]) => name === one);
  const found = new Set(classes);
  // A set's loop comes to what is added meanwhile.
  for (const one of found) for (const [name, test] of tests) if (asks(test, one)) found.add(name);
  return [...found];
}

const includesAny = (guard: Json | undefined, classes: readonly string[]): boolean =>
  Array.isArray(guard) && guard.some((name: Json) => classes.includes(String(name)));

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
