// Scopes that may serve clients for a moment although they are inactive.
import type { Configuration, Plan, ScopeId } from "../../../core/model.js";

/**
 * Finds the scopes whose range changes while they are inactive: where the server refuses that, as
 * others saw on Server 2022, they are active for that call.
 */
export function findActivatedScopes(current: Configuration, changes: Plan): readonly ScopeId[] {
  const found = changes.flatMap(({ place, path }) => {
    if (place.kind !== "scope" || path[0] !== "ranges") return [];
    const standing = current.scopes[place.key];
    return standing && standing.properties.state !== "Active" ? [place.key] : [];
  });
  return [...new Set(found)];
}
