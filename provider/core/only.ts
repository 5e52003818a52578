// The properties that `--only` names: the opposite of `keep`, in the same words.
import { isNamedScope, parseScopeName } from "./address.js";
import { isMap, mapOf } from "./canonical.js";
import { toDigits } from "./explain.js";
import { checkKeepPatterns, listPaths, parsePatterns, type KeepPatterns } from "./keep.js";
import { messages, type UserError } from "./messages.js";
import type { Change, Configuration, Json, Plan } from "./model.js";
import { formatProperty, formatScopedProperty, formatSegment } from "./paths.js";

/** Returns true for a change that is named. */
type NamedRule = (change: Change) => boolean;

/**
 * Returns the rule for the properties that patterns name, and for everything below them. No pattern
 * names everything.
 */
export function parseOnly(
  patterns: readonly string[],
  servers: readonly Configuration[],
): NamedRule {
  if (patterns.length === 0) return () => true;
  const parsed = parsePatterns(
    patterns.map((one) => toPattern(one, servers)),
    servers,
  );
  return (change) => isNamed(parsed, change);
}

const isNamed = ({ patternsFor }: KeepPatterns, { location, path }: Change): boolean =>
  patternsFor(location).some(({ matches }) => matches.test(formatProperty(location, path)));

/**
 * Returns an error for the first pattern that names no difference, because it names nothing at all,
 * or a part of what only one server has.
 */
export function checkOnly(
  patterns: readonly string[],
  differences: Plan,
  servers: readonly Configuration[],
): UserError | undefined {
  for (const text of patterns) {
    const pattern = toPattern(text, servers);
    const parsed = parsePatterns([pattern], servers);
    if (differences.some((change) => isNamed(parsed, change))) continue;
    const whole = differences.find((change) => holdsNamed(parsed, change));
    if (whole) return messages.onlyPart(text, formatScopedProperty(whole.location, whole.path));
    if (checkKeepPatterns([pattern], servers))
      return messages.onlyNothing(
        text,
        differences.map(({ location, path }) => formatScopedProperty(location, path)),
      );
  }
  return undefined;
}

/** Returns true where a value that one server has and the other one lacks holds a named property. */
function holdsNamed(parsed: KeepPatterns, change: Change): boolean {
  const { location, path, current, desired } = change;
  const value = current ?? desired;
  if (current !== undefined && desired !== undefined) return false;
  const tree = path.length === 0 ? mapOf(value).properties : value;
  if (!isMap(tree)) return false;
  return listPaths(path, tree).some((inner) => isNamed(parsed, { location, path: inner }));
}

/**
 * Returns a pattern as `keep` has it: `reservations["10.0.1.14"]` is `reservations.10.0.1.14`, and a
 * reservation may be named by its hardware address.
 */
function toPattern(text: string, servers: readonly Configuration[]): string {
  const dotted = text.replace(
    /\[\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\s*\]/g,
    (_, double?: string, single?: string) =>
      `.${formatSegment(double === undefined ? single! : parseString(double))}`,
  );
  return dotted.replace(hardwareAddress, (whole, before: string, _quote: string, mac: string) => {
    const key = findReservation(toDigits(mac), parseScope(text), servers);
    return key === undefined ? whole : `${before}${formatSegment(key)}`;
  });
}

/** A segment below `reservations` that is a hardware address. */
const hardwareAddress =
  /((?:^|\s)reservations\.)("?)(?:hw:)?((?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})\2(?=\.|$)/i;

function parseString(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

const parseScope = (text: string): string | undefined => {
  const [name] = text.trim().split(/\s+/);
  return name !== undefined && parseScopeName(name) ? name : undefined;
};

/** Returns the key of the reservation for a hardware address, in one scope or in any. */
function findReservation(
  digits: string,
  scope: string | undefined,
  servers: readonly Configuration[],
): string | undefined {
  const reservations = servers
    .flatMap(({ scopes }) => Object.entries(scopes))
    .filter(([id]) => scope === undefined || isNamedScope(id, scope))
    .flatMap(([, { properties }]) => Object.entries(mapOf(properties.reservations)));
  return reservations.find(([, member]) => readDigits(member) === digits)?.[0];
}

/** Returns the digits by which a reservation knows its client. */
const readDigits = (member: Json): string =>
  toDigits(String(mapOf(member).client ?? "").replace(/^hw:/, ""));
