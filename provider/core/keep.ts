// Leaves in which the partners differ on purpose: outside plan, drift and verification.
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

/** Whether the partner keeps its own here. */
export type IgnoreRule = (change: Change) => boolean;

export const ignoreNothing: IgnoreRule = () => false;

/**
 * Reads patterns such as `options.dhcp4:66`, `reservations.*.name` (`*` stands for any characters) or, for one scope of the `servers`,
 * `10.0.1.0/24 nextServer`. A pattern holds for the leaf it names and for everything below it; and a member that holds such a leaf is
 * not taken from the partner. Throws `keep-invalid`.
 */
export function parseKeepPatterns(
  patterns: readonly string[],
  ...servers: readonly Configuration[]
): IgnoreRule {
  if (patterns.length === 0) return ignoreNothing;
  const { patternsFor: about } = parsePatterns(patterns, servers);
  return ({ place, path, current, desired }) => {
    const rules = about(place);
    if (rules.length === 0) return false;
    const leaf = formatProperty(place, path);
    const kept = (text: string) => rules.some(({ matches }) => matches.test(text));
    if (kept(leaf)) return true;
    // A scope or a shared part that goes is no leaf: what is kept in it goes with it.
    return (
      path.length > 0 &&
      desired === undefined &&
      isMap(current) &&
      listPaths(path, current).some((inner) => kept(formatProperty(place, inner)))
    );
  };
}

/**
 * Returns why patterns must not be used that name nothing on any of the servers, or nothing: what they were to keep
 * would be overwritten.
 */
export function checkKeepPatterns(
  patterns: readonly string[],
  servers: readonly Configuration[],
): UserError | undefined {
  const { patterns: rules, patternsFor: about } = parsePatterns(patterns, servers);
  const idle = new Set(rules);
  for (const { place, path } of listProperties(servers)) {
    if (idle.size === 0) return undefined;
    const open = about(place).filter((one) => idle.has(one));
    if (open.length === 0) continue;
    const leaf = formatProperty(place, path);
    for (const one of open) if (one.matches.test(leaf)) idle.delete(one);
  }
  if (idle.size === 0) return undefined;
  const names = collectNames(servers);
  const told = [...idle]
    .slice(0, mostPatternsNamed)
    .map((one) => [one.pattern, suggestPattern(one, names)] as const);
  return messages.keepNamesNothing(told, idle.size - told.length);
}

/** So many patterns that name nothing stand in one refusal, each with the name that is near. */
const mostPatternsNamed = 8;

/** Where a preview may name a difference. */
type NamedProperty = Pick<Change, "place" | "path">;

/** Lists all that differences of these servers could be named by: whole parts, what is in them, and orders. */
function* listProperties(servers: readonly Configuration[]): Iterable<NamedProperty> {
  for (const { scopes, shared, settings, order } of servers) {
    for (const [key, part] of Object.entries(scopes))
      yield* listPropertiesIn({ kind: "scope", key }, part);
    for (const [key, part] of Object.entries(shared))
      yield* listPropertiesIn({ kind: "shared", key }, part);
    yield* listPropertiesIn({ kind: "settings" }, settings);
    for (const key of Object.keys(order)) yield { place: { kind: "order", key }, path: [] };
  }
}

function* listPropertiesIn(place: Location, { properties }: ConfigObject): Iterable<NamedProperty> {
  if (place.kind !== "settings") yield { place, path: [] };
  for (const path of listPaths([], properties)) yield { place, path };
}

const isMemberName = (path: readonly string[], i: number): boolean =>
  i > 0 && collections.has(path[i - 1]!);

/** Lists all that patterns of these servers could name: with names of members, or with `*` in their place as well. */
function collectNames(
  servers: readonly Configuration[],
): Readonly<Record<"plain" | "starred", ReadonlySet<string>>> {
  const plain = new Set<string>();
  const starred = new Set<string>();
  for (const { place, path } of listProperties(servers)) {
    for (let length = 1; length <= path.length; length++) {
      const above = path.slice(0, length);
      const leaf = formatProperty(place, above);
      const general = formatProperty(
        place,
        above.map((name, i) => (isMemberName(above, i) ? "*" : name)),
      ).replaceAll('"*"', "*");
      plain.add(leaf);
      starred.add(leaf).add(general);
    }
  }
  return { plain, starred };
}

/** Returns the pattern that was probably meant, written as the misspelled one: for a scope, with `*` for members, or with neither. */
function suggestPattern(
  { pattern, scope, property: leaf }: KeepPattern,
  names: ReturnType<typeof collectNames>,
): string | undefined {
  const meant = nearest(leaf, leaf.includes("*") ? names.starred : names.plain);
  return meant === undefined || scope === undefined
    ? meant
    : `${pattern.slice(0, pattern.indexOf(leaf))}${meant}`;
}

function listPaths(path: readonly string[], value: Json): (readonly string[])[] {
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

/** Patterns that were read, and those of them that are about a place. */
interface KeepPatterns {
  readonly patterns: readonly KeepPattern[];
  readonly patternsFor: (place: Location) => readonly KeepPattern[];
}

/** Reads patterns. Of those for one scope only that scope's are looked at: there may be as many as there are scopes. */
function parsePatterns(
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
    patternsFor: (place) => (place.kind === "scope" && forScope.get(place.key)) || general,
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
  const leaf = found[2]!
    .split("*")
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  const matches = new RegExp(`^${leaf}($|\\.)`);
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

/** The first scope of the servers that has this name, or this network address where that alone is given. */
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
