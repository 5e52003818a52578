// Scopes and their properties with the names that people gave the scopes.
import type { Configuration, Location, ScopeId } from "./model.js";
import { formatScopedProperty } from "./paths.js";
import { formatScope, scopeNameOf } from "./scope-name.js";

/** The configurations in which a scope's name is looked for, the first first. */
type Sources = readonly (Pick<Configuration, "scopes"> | undefined)[];

/** Returns the name that people gave a scope, or nothing where nobody named it. */
export function findScopeName(scope: ScopeId, ...sources: Sources): string | undefined {
  for (const source of sources) {
    const object = source?.scopes[scope];
    const name = object && scopeNameOf(object);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Returns a scope as people read it: `10.40.8.0/24 (infusion-pumps)`. */
export const labelScope = (scope: ScopeId, ...sources: Sources): string =>
  formatScope(scope, findScopeName(scope, ...sources));

/** Returns scopes as people read them. */
export const labelScopes = (scopes: readonly ScopeId[], ...sources: Sources): readonly string[] =>
  scopes.map((scope) => labelScope(scope, ...sources));

/** Returns a property with its scope in front: `10.40.8.0/24 (infusion-pumps) leaseDuration`. */
export function labelProperty(
  location: Location,
  path: readonly string[],
  ...sources: Sources
): string {
  const property = formatScopedProperty(location, path);
  return location.kind === "scope"
    ? `${labelScope(location.key, ...sources)}${property.slice(location.key.length)}`
    : property;
}
