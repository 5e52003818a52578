// Scopes that may serve clients for a moment although they are inactive.
import type { Configuration, Plan, ScopeId } from "../../../core/model.js";

/**
 * Finds the scopes whose range changes while they are inactive: where the server refuses that, as
 * others saw on Server 2022, they are active for that call.
 */
export function findActivatedScopes(current: Configuration, changes: Plan): readonly ScopeId[] {
  const found = changes.flatMap(({ location, path }) => {
    if (location.kind !== "scope" || path[0] !== "ranges") return [];
    const standing = current.scopes[location.key];
    return standing && standing.properties.state !== "Active" ? [location.key] : [];
  });
  return [...new Set(found)];
}
