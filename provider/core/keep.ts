// Leaves in which the partners differ on purpose: outside plan, drift and verification.
import { namedScope, subnetId } from "./address.js";
import { messages } from "./messages.js";
import type { Change, ScopeId } from "./model.js";
import { leafText } from "./paths.js";

/** Whether the partner keeps its own here. */
export type Keep = (change: Change) => boolean;

export const keepNothing: Keep = () => false;

/**
 * Reads patterns such as `options.dhcp4:66`, `reservations.*.name` (`*` stands for any characters) or, for one scope,
 * `10.0.1.0/24 nextServer`. A pattern holds for the leaf it names and for everything below it. Throws `keep-invalid`.
 */
export function keeping(patterns: readonly string[]): Keep {
  if (patterns.length === 0) return keepNothing;
  const rules = patterns.map(rule);
  return ({ place, path }) => {
    const leaf = leafText(place, path);
    return rules.some(({ scope, matches }) => (scope === undefined || (place.kind === "scope" && place.key === scope)) && matches.test(leaf));
  };
}

function rule(pattern: string): { readonly scope?: ScopeId; readonly matches: RegExp } {
  const found = /^(?:(\S+\/\d+)\s+)?(\S.*)$/.exec(pattern.trim());
  if (!found || (found[1] !== undefined && !namedScope(found[1]))) throw messages.keepInvalid(pattern);
  const leaf = found[2]!.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")).join(".*");
  return { ...(found[1] !== undefined && { scope: subnetId(found[1]) }), matches: new RegExp(`^${leaf}($|\\.)`) };
}
