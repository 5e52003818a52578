// Ignored properties: those that `keep` names, outside plan, drift and verification.
import { parseScopeName, type NamedScope } from "./address.js";
import { byName, isMap } from "./canonical.js";
import { messages, type UserError } from "./messages.js";
import {
  collections,
  type Change,
  type Configuration,
  type Json,
  type ConfigObject,
  type Location,
  type ScopeId,
} from "./model.js";
import { nearest } from "./nearest.js";
import { formatProperty } from "./paths.js";

/** Returns true for a change that is ignored because the partner keeps its own value. */
export type IgnoreRule = (change: Change) => boolean;

export const ignoreNothing: IgnoreRule = () => false;

/**
 * Parses patterns such as `options.dhcp4:66`, `reservations.*.name` (`*` stands for any characters)
 * or, for one scope of the `servers`, `10.0.1.0/24 nextServer`. A pattern covers the property it
 * names and everything below it. A member with such a property is never removed from the partner.
 * Throws `keep-invalid`.
 */
export function parseKeepPatterns(
  patterns: readonly string[],
  ...servers: readonly Configuration[]
): IgnoreRule {
  if (patterns.length === 0) return ignoreNothing;
  const { patternsFor } = parsePatterns(patterns, servers);
  return ({ location, path, current, desired }) => {
    const rules = patternsFor(location);
    if (rules.length === 0) return false;
    const property = formatProperty(location, path);
    const isKept = (text: string) => rules.some(({ matches }) => matches.test(text));
    if (isKept(property)) return true;
    // Removing a whole scope or shared object is not prevented: the ignored properties in it go
    // with it.
    return (
      path.length > 0 &&
      desired === undefined &&
      isMap(current) &&
      listPaths(path, current).some((inner) => isKept(formatProperty(location, inner)))
    );
  };
}

/**
 * Returns an error for patterns that name nothing on any of the servers: the properties they were
 * meant for would be overwritten.
 */
export function checkKeepPatterns(
  patterns: readonly string[],
  servers: readonly Configuration[],
): UserError | undefined {
  if (patterns.length === 0) return undefined;
  const { patterns: rules, patternsFor } = parsePatterns(patterns, servers);
  const idle = new Set(rules);
  for (const { location, path } of listProperties(servers)) {
    if (idle.size === 0) return undefined;
    const open = patternsFor(location).filter((one) => idle.has(one));
    if (open.length === 0) continue;
    const property = formatProperty(location, path);
    for (const one of open) if (one.matches.test(property)) idle.delete(one);
  }
  if (idle.size === 0) return undefined;
  const names = collectNames(servers);
  const unused = [...idle]
    .slice(0, mostPatternsNamed)
    .map((one) => [one.pattern, suggestPattern(one, names)] as const);
  return messages.keepMatchesNothing(unused, idle.size - unused.length);
}

/** The number of unused patterns that one error names, each with the nearest name. */
const mostPatternsNamed = 8;

/** A property that a preview may name. */
type NamedProperty = Pick<Change, "location" | "path">;

/**
 * Yields all that differences of these servers may be named by: whole objects, their properties,
 * and orders.
 */
function* listProperties(servers: readonly Configuration[]): Iterable<NamedProperty> {
  for (const { scopes, shared, settings, order } of servers) {
    for (const [key, part] of Object.entries(scopes))
      yield* listPropertiesIn({ kind: "scope", key }, part);
    for (const [key, part] of Object.entries(shared))
      yield* listPropertiesIn({ kind: "shared", key }, part);
    yield* listPropertiesIn({ kind: "settings" }, settings);
    for (const key of Object.keys(order)) yield { location: { kind: "order", key }, path: [] };
  }
}

function* listPropertiesIn(
  location: Location,
  { properties }: ConfigObject,
): Iterable<NamedProperty> {
  if (location.kind !== "settings") yield { location, path: [] };
  for (const path of listPaths([], properties)) yield { location, path };
}

const isMemberName = (path: readonly string[], i: number): boolean =>
  i > 0 && collections.has(path[i - 1]!);

/**
 * Returns all names that patterns may use for these servers, with the names of members or with `*`
 * in their place.
 */
function collectNames(
  servers: readonly Configuration[],
): Readonly<Record<"plain" | "starred", ReadonlySet<string>>> {
  const plain = new Set<string>();
  const starred = new Set<string>();
  for (const { location, path } of listProperties(servers)) {
    for (let length = 1; length <= path.length; length++) {
      const above = path.slice(0, length);
      const property = formatProperty(location, above);
      const general = formatProperty(
        location,
        above.map((name, i) => (isMemberName(above, i) ? "*" : name)),
      ).replaceAll('"*"', "*");
      plain.add(property);
      starred.add(property).add(general);
    }
  }
  return { plain, starred };
}

/**
 * Returns the pattern that was probably meant, in the form of the misspelled one: for a scope, with
 * `*` for members, or with neither.
 */
function suggestPattern(
  { pattern, scope, property }: KeepPattern,
  names: ReturnType<typeof collectNames>,
): string | undefined {
  const meant = nearest(property, property.includes("*") ? names.starred : names.plain);
  return meant === undefined || scope === undefined
    ? meant
    : `${pattern.slice(0, pattern.indexOf(property))}${meant}`;
}

/** Lists the paths of all properties of a value, below a path. */
export function listPaths(path: readonly string[], value: Json): (readonly string[])[] {
  return isMap(value)
    ? Object.entries(value).flatMap(([name, inner]) => [
        [...path, name],
        ...listPaths([...path, name], inner),
      ])
    : [];
}

interface KeepPattern {
  readonly pattern: string;
  readonly scope?: ScopeId;
  readonly property: string;
  readonly matches: RegExp;
}

/** Parsed patterns, and those of them that concern a location. */
export interface KeepPatterns {
  readonly patterns: readonly KeepPattern[];
  readonly patternsFor: (location: Location) => readonly KeepPattern[];
}

/** Parses patterns and indexes those for one scope: there may be as many as there are scopes. */
export function parsePatterns(
  patterns: readonly string[],
  servers: readonly Configuration[],
): KeepPatterns {
  const rules = patterns.map((pattern) => parsePattern(pattern, servers));
  const general = rules.filter(({ scope }) => scope === undefined);
  const byScope = Map.groupBy(
    rules.filter(({ scope }) => scope !== undefined),
    ({ scope }) => scope,
  );
  const forScope = new Map([...byScope].map(([scope, own]) => [scope, [...general, ...own]]));
  return {
    patterns: rules,
    patternsFor: (location) => (location.kind === "scope" && forScope.get(location.key)) || general,
  };
}

function parsePattern(pattern: string, servers: readonly Configuration[]): KeepPattern {
  const found = /^(?:(\d[\d./]*)\s+)?(\S.*)$/.exec(pattern.trim());
  if (
    !found ||
    /^\d+\.\d+\.\d+\.\d+/.test(found[2]!) ||
    /\s/.test(found[2]!.replace(/"(?:[^"\\]|\\.)*"/g, ""))
  )
    throw messages.keepInvalid(pattern);
  const property = found[2]!
    .split("*")
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  const matches = new RegExp(`^${property}($|\\.)`);
  if (found[1] === undefined) return { pattern, property: found[2]!, matches };
  const named = parseScopeName(found[1]);
  if (!named) throw messages.keepInvalid(pattern);
  return {
    pattern,
    scope: findScopeByName(found[1], named, servers) ?? found[1],
    property: found[2]!,
    matches,
  };
}

/** Prefix lengths in the order in which the scopes of one address are listed. */
const prefixLengths = Array.from({ length: 33 }, (_, length) => String(length)).sort(byName);

/**
 * Returns the first scope of the servers that has this name, or this network address where no
 * prefix length is given.
 */
function findScopeByName(
  text: string,
  { address, prefixLength }: NamedScope,
  servers: readonly Configuration[],
): ScopeId | undefined {
  const names =
    prefixLength === undefined ? prefixLengths.map((length) => `${address}/${length}`) : [text];
  for (const { scopes } of servers) {
    const found = names.find((name) => Object.hasOwn(scopes, name));
    if (found !== undefined) return found;
  }
  return undefined;
}
