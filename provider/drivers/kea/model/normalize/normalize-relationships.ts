// Normalizes failover relationships: the scopes in them, and the peers that those scopes name.
import type { Configuration, ScopeId, Tree } from "../../../../core/model.js";
import { shareCommandHooks } from "../failover/command-hooks.js";
import { findUnsupportedFailover } from "../failover/failover-unsupported.js";
import { assignScopes, readRelationships } from "../failover/ha-relationships.js";
import { networkOf, type Normalization, type Scopes, type SharedObjects } from "./normalization.js";
import { networkKey } from "../parse/references.js";
import { choosePeer } from "../failover/scope-peers.js";
import { failoverPeer } from "../server-specific.js";

/** Returns the server-specific properties of a shared network. */
export const localOfNetwork = (
  shared: SharedObjects,
  name: string | undefined,
): Tree | undefined => (name === undefined ? undefined : shared[networkKey(name)]?.local);

/** Returns the server-specific properties of a scope with the peer that it should name. */
export function withPeer(
  { desired, current }: Normalization,
  id: ScopeId,
  local: Tree,
  around: Tree | undefined,
): Tree {
  const { [failoverPeer]: former, ...others } = local;
  const peer = choosePeer({
    id,
    local,
    around,
    relationships: desired.relationships,
    former: current.relationships,
  });
  if (peer === former) return local;
  return peer === undefined ? others : { ...others, [failoverPeer]: peer };
}

/** Returns the relationships with the scopes that are in them on this server. */
export function normalizeRelationships(
  work: Normalization,
  shared: SharedObjects,
  scopes: Scopes,
): Configuration["relationships"] {
  const { index, current, desired, target, isRegrouped, unsupported } = work;
  const placed = Object.entries(scopes).map(([id, scope]) => ({
    id,
    local: scope.local,
    around: localOfNetwork(shared, networkOf(work, id, scope)),
  }));
  if (!isRegrouped) return readRelationships(index.server.raw, target.knownRelease, placed);
  const grouped = shareCommandHooks(assignScopes(desired.relationships, placed));
  unsupported.push(
    ...findUnsupportedFailover({
      grouped,
      desired: desired.relationships,
      current: current.relationships,
      scopes,
      shared,
      server: index.server,
      release: target.release,
    }),
  );
  return grouped;
}
