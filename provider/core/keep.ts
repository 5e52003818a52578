// Leaves in which the partners differ on purpose: outside plan, drift and verification.
import { namedScope } from "./address.js";
import { isMap } from "./canonical.js";
import { messages, type Refusal } from "./messages.js";
import { collections, type Change, type Configuration, type Json, type Part, type Place, type ScopeId } from "./model.js";
import { nearest } from "./nearest.js";
import { leafText } from "./paths.js";

/** Whether the partner keeps its own here. */
export type Keep = (change: Change) => boolean;

export const keepNothing: Keep = () => false;

/**
 * Reads patterns such as `options.dhcp4:66`, `reservations.*.name` (`*` stands for any characters) or, for one scope of the `servers`,
 * `10.0.1.0/24 nextServer`. A pattern holds for the leaf it names and for everything below it; and a member that holds such a leaf is
 * not taken from the partner. Throws `keep-invalid`.
 */
export function keeping(patterns: readonly string[], ...servers: readonly Configuration[]): Keep {
  if (patterns.length === 0) return keepNothing;
  const known = servers.flatMap(({ scopes }) => Object.keys(scopes));
  const rules = patterns.map((pattern) => rule(pattern, known));
  return ({ place, path, current, desired }) => {
    const about = rules.filter((one) => isAbout(one, place));
    if (about.length === 0) return false;
    const leaf = leafText(place, path);
    const kept = (text: string) => about.some(({ matches }) => matches.test(text));
    if (kept(leaf)) return true;
    // A scope or a shared part that goes is no leaf: what is kept in it goes with it.
    return path.length > 0 && desired === undefined && isMap(current) && leavesIn(path, current).some((inner) => kept(leafText(place, inner)));
  };
}

/**
 * Returns why patterns must not be used that name nothing on any of the servers, or nothing: what they were to keep
 * would be overwritten.
 */
export function keepObjection(patterns: readonly string[], servers: readonly Configuration[]): Refusal | undefined {
  const known = servers.flatMap(({ scopes }) => Object.keys(scopes));
  let idle = patterns.map((pattern) => ({ pattern, ...rule(pattern, known) }));
  for (const { place, path } of everyName(servers)) {
    if (idle.length === 0) return undefined;
    const leaf = leafText(place, path);
    idle = idle.filter((one) => !(isAbout(one, place) && one.matches.test(leaf)));
  }
  if (idle.length === 0) return undefined;
  return messages.keepNamesNothing(idle.map((one) => [one.pattern, nearestLeaf(one, servers)]));
}

/** Where a preview may name a difference. */
type Named = Pick<Change, "place" | "path">;

/** Lists all that differences of these servers could be named by: whole parts, what is in them, and orders. */
function* everyName(servers: readonly Configuration[]): Iterable<Named> {
  for (const { scopes, shared, settings, order } of servers) {
    for (const [key, part] of Object.entries(scopes)) yield* namesIn({ kind: "scope", key }, part);
    for (const [key, part] of Object.entries(shared)) yield* namesIn({ kind: "shared", key }, part);
    yield* namesIn({ kind: "settings" }, settings);
    for (const key of Object.keys(order)) yield { place: { kind: "order", key }, path: [] };
  }
}

function* namesIn(place: Place, { properties }: Part): Iterable<Named> {
  if (place.kind !== "settings") yield { place, path: [] };
  for (const path of leavesIn([], properties)) yield { place, path };
}

const isMember = (path: readonly string[], i: number): boolean => i > 0 && collections.has(path[i - 1]!);

/** Returns the pattern that was probably meant, written as the misspelled one: for a scope, with `*` for members, or with neither. */
function nearestLeaf({ pattern, scope, leaf }: Rule & { readonly pattern: string }, servers: readonly Configuration[]): string | undefined {
  const candidates = new Set<string>();
  for (const { place, path } of everyName(servers)) {
    for (let length = 1; length <= path.length; length++) {
      const above = path.slice(0, length);
      candidates.add(leafText(place, above));
      if (leaf.includes("*")) candidates.add(leafText(place, above.map((name, i) => (isMember(above, i) ? "*" : name))).replaceAll('"*"', "*"));
    }
  }
  const meant = nearest(leaf, candidates);
  return meant === undefined || scope === undefined ? meant : `${pattern.slice(0, pattern.indexOf(leaf))}${meant}`;
}

function leavesIn(path: readonly string[], value: Json): (readonly string[])[] {
  return isMap(value) ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...leavesIn([...path, name], inner)]) : [];
}

interface Rule {
  readonly scope?: ScopeId;
  readonly leaf: string;
  readonly matches: RegExp;
}

const isAbout = ({ scope }: Rule, place: Place): boolean => scope === undefined || (place.kind === "scope" && place.key === scope);

function rule(pattern: string, scopes: readonly ScopeId[]): Rule {
  const found = /^(?:(\d[\d./]*)\s+)?(\S.*)$/.exec(pattern.trim());
  if (!found || /^\d+\.\d+\.\d+\.\d+/.test(found[2]!) || /\s/.test(found[2]!.replace(/"(?:[^"\\]|\\.)*"/g, ""))) throw messages.keepInvalid(pattern);
  const leaf = found[2]!.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")).join(".*");
  const matches = new RegExp(`^${leaf}($|\\.)`);
  if (found[1] === undefined) return { leaf: found[2]!, matches };
  const named = namedScope(found[1]);
  if (!named) throw messages.keepInvalid(pattern);
  const meant = scopes.find((id) => id === found[1] || (named.prefixLength === undefined && id.startsWith(`${named.address}/`)));
  return { scope: meant ?? found[1], leaf: found[2]!, matches };
}
