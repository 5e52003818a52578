// Changes between two whole servers that are no differences of this pair: objects for scopes of
// other pairs, and options whose value a server does not return.
import { canonicalText } from "../core/canonical.js";
import { listUsedObjects } from "../core/compare.js";
import { ignoreNothing, type IgnoreRule } from "../core/keep.js";
import type { UserError } from "../core/messages.js";
import type { Configuration, ScopeId, UnreadableOption } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";

/**
 * Returns the rule for shared objects that only the primary has, and only for scopes that are not
 * compared, such as those of another partner.
 */
export function foreignObjectRule(primary: Configuration, scopes: readonly ScopeId[]): IgnoreRule {
  const compared = new Set(scopes);
  const others = Object.keys(primary.scopes).filter((scope) => !compared.has(scope));
  if (others.length === 0) return ignoreNothing;
  const used = listUsedObjects(primary, scopes);
  const elsewhere = listUsedObjects(primary, others);
  return ({ location, path, current }) =>
    location.kind === "shared" &&
    path.length === 0 &&
    current === undefined &&
    elsewhere.has(location.key) &&
    !used.has(location.key);
}

/** Returns the options whose value one of these servers does not return, each once. */
export const findUnreadableOptions = (
  ...servers: readonly Snapshot[]
): readonly UnreadableOption[] => [
  ...new Map(
    servers
      .flatMap(({ unreadable }) => unreadable?.options ?? [])
      .map((option) => [canonicalText([option.location, option.path]), option] as const),
  ).values(),
];

/** Returns the rule for options whose value is not known, and for what is in them. */
export function unreadableOptionRule(options: readonly UnreadableOption[]): IgnoreRule {
  if (options.length === 0) return ignoreNothing;
  const byLocation = Map.groupBy(options, ({ location }) => canonicalText(location));
  return ({ location, path }) =>
    byLocation
      .get(canonicalText(location))
      ?.some((option) => option.path.every((name, i) => path[i] === name)) ?? false;
}

/** Returns the scopes, among these, that one of the servers could not read whole, and why. */
export function findUnreadableScopes(
  scopes: readonly ScopeId[],
  ...servers: readonly Snapshot[]
): ReadonlyMap<ScopeId, UserError> {
  const found = new Map<ScopeId, UserError>();
  for (const scope of scopes)
    for (const { unreadable } of servers) {
      const error = unreadable?.scopes?.get(scope);
      if (error && !found.has(scope)) found.set(scope, error);
    }
  return found;
}
