// Leaves in which the partners differ on purpose: outside plan, drift and verification.
import { namedScope } from "./address.js";
import { isMap } from "./canonical.js";
import { messages } from "./messages.js";
import type { Change, Configuration, Json, ScopeId } from "./model.js";
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
    const about = rules.filter(({ scope }) => scope === undefined || (place.kind === "scope" && place.key === scope));
    if (about.length === 0) return false;
    const leaf = leafText(place, path);
    const kept = (text: string) => about.some(({ matches }) => matches.test(text));
    if (kept(leaf)) return true;
    // A scope or a shared part that goes is no leaf: what is kept in it goes with it.
    return path.length > 0 && desired === undefined && isMap(current) && leavesIn(path, current).some((inner) => kept(leafText(place, inner)));
  };
}

function leavesIn(path: readonly string[], value: Json): (readonly string[])[] {
  return isMap(value) ? Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...leavesIn([...path, name], inner)]) : [];
}

function rule(pattern: string, scopes: readonly ScopeId[]): { readonly scope?: ScopeId; readonly matches: RegExp } {
  const found = /^(?:(\d[\d./]*)\s+)?(\S.*)$/.exec(pattern.trim());
  if (!found || /^\d+\.\d+\.\d+\.\d+/.test(found[2]!) || /\s/.test(found[2]!.replace(/"(?:[^"\\]|\\.)*"/g, ""))) throw messages.keepInvalid(pattern);
  const leaf = found[2]!.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")).join(".*");
  const matches = new RegExp(`^${leaf}($|\\.)`);
  if (found[1] === undefined) return { matches };
  const named = namedScope(found[1]);
  if (!named) throw messages.keepInvalid(pattern);
  const meant = scopes.find((id) => id === found[1] || (named.prefixLength === undefined && id.startsWith(`${named.address}/`)));
  return { scope: meant ?? found[1], matches };
}
