// Ranges for classes that the failover hook assigns to clients: HA_<peer>, one for each peer.
import { parseSharedName } from "../../../../core/apply.js";
import { messages } from "../../messages.js";
import type { Configuration, Json, Relationship, Tree } from "../../../../core/model.js";
import { findRelationship } from "../../../../core/relationship.js";
import { keywords } from "../../names.js";
import { listClassesInTest } from "../parse/references.js";
import { peerNames } from "./ha-relationships.js";

type Shared = Configuration["shared"];
type Scopes = Configuration["scopes"];

/**
 * Returns a sentence where both servers of a load-balancing pair would assign addresses of the same
 * range: each range needs a class of the server that answers the client.
 */
export function findUnsplitRanges(
  name: string,
  relationship: Relationship,
  scopes: Scopes,
  shared: Shared,
): readonly string[] {
  const classes = haClassesOf(relationship);
  const splitting = withDependentClasses(classes, shared);
  const unsplit = listRanges(relationship, scopes, (guards) =>
    guards.every((guard) => !includesAny(guard, splitting)),
  );
  return unsplit.length > 0 ? [messages.keaRangesShared(name, unsplit, classes)] : [];
}

/**
 * Returns the ranges that only classes of the hook may use which no client has once the
 * relationship is gone: none of their addresses is assigned then.
 */
export function findUnservedRanges(
  name: string,
  { relationships, scopes, shared }: Pick<Configuration, "relationships" | "scopes" | "shared">,
): readonly string[] {
  const removed = findRelationship({ relationships }, name);
  if (!removed) return [];
  const others = Object.values(relationships).filter((other) => other !== removed);
  const remaining = new Set(others.flatMap(haClassesOf));
  const lost = withDependentClasses(
    haClassesOf(removed).filter((one) => !remaining.has(one)),
    shared,
  );
  return listRanges(removed, scopes, (guards) => guards.some((guard) => isLimitedTo(guard, lost)));
}

/**
 * Returns the ranges of a relationship whose classes, and those of its scope, fulfil a condition.
 */
function listRanges(
  { scopes: ids }: Relationship,
  scopes: Scopes,
  isFound: (guards: readonly (Json | undefined)[]) => boolean,
): readonly string[] {
  return ids.flatMap((scope) => {
    const { ranges, [keywords.classes]: ofScope } = scopes[scope]?.properties ?? {};
    return Object.entries((ranges ?? {}) as Tree).flatMap(([range, properties]) =>
      isFound([ofScope, (properties as Tree)[keywords.classes]]) ? [`${scope} ${range}`] : [],
    );
  });
}

const haClassesOf = (relationship: Relationship): readonly string[] =>
  peerNames(relationship).map((peer) => `HA_${peer}`);

/**
 * Returns these classes, and those whose test names one of them: the manual's "Load Balancing with
 * Advanced Classification".
 */
function withDependentClasses(classes: readonly string[], shared: Shared): readonly string[] {
  const tests = Object.entries(shared).flatMap(([key, { properties }]) =>
    key.startsWith("classes.") && typeof properties.test === "string"
      ? [[parseSharedName(key), properties.test] as const]
      : [],
  );
  const found = new Set(classes);
  // The loop also visits the classes that are added meanwhile.
  for (const one of found)
    for (const [name, test] of tests) if (listClassesInTest(test).includes(one)) found.add(name);
  return [...found];
}

const includesAny = (guard: Json | undefined, classes: readonly string[]): boolean =>
  Array.isArray(guard) && guard.some((name: Json) => classes.includes(String(name)));

const isLimitedTo = (guard: Json | undefined, classes: readonly string[]): boolean =>
  Array.isArray(guard) &&
  guard.length > 0 &&
  guard.every((name: Json) => classes.includes(String(name)));
