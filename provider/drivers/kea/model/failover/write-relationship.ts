// Writes a failover relationship as the hook states it.
import { isMap } from "../../../../core/canonical.js";
import type { Relationship } from "../../../../core/model.js";
import { hooks, keywords } from "../../names.js";
import { writeVendorProperties } from "./ha-parameters.js";
import { haModes, type HaRelationship } from "./ha-relationships.js";
import { asMaps, type KeaMap } from "../kea-map.js";
import type { Release } from "../release.js";

interface WrittenRelationship {
  readonly name: string;
  readonly relationship: Relationship;
  readonly release: Release | undefined;
  /** The relationship as the hook states it now; absent where it is new. */
  readonly before?: HaRelationship | undefined;
}

export function writeRelationship({
  name,
  relationship,
  release,
  before,
}: WrittenRelationship): KeaMap {
  const { mode, self, own = {} } = relationship;
  const context = own[keywords.userContext];
  const notes = {
    ...(isMap(context) && context),
    ...((!before || hasName(before) || name !== before.name) && { name }),
  };
  const parameters = writeVendorProperties(own, { release, mode, current: before?.raw });
  const peers = asMaps(parameters.peers, `${hooks.relationships} peers`);
  return {
    ...(Object.keys(notes).length > 0 && { [keywords.userContext]: notes }),
    "this-server-name": String(self),
    mode: encodeMode(mode),
    ...parameters,
    peers: withPartnerFirst(peers, relationship),
  };
}

/** Returns whether the hook states a name. Without one a relationship is called by its peers. */
function hasName({ raw }: HaRelationship): boolean {
  const context = raw[keywords.userContext];
  return isMap(context) && context.name !== undefined;
}

const encodeMode = (mode: Relationship["mode"]): string =>
  Object.entries(haModes).find(([, name]) => name === mode)![0];

/**
 * Returns the peers with the partner before other backups. In passive backup only that order tells
 * the partner from the other backups.
 */
function withPartnerFirst(
  peers: readonly KeaMap[],
  { mode, self, partner }: Relationship,
): readonly KeaMap[] {
  const firstIndex = peers.findIndex(({ name, role }) => role === "backup" && name !== self);
  const partnerPeer = peers.find(({ name, role }) => role === "backup" && name === partner);
  if (mode !== "passiveBackup" || !partnerPeer || peers[firstIndex] === partnerPeer) return peers;
  const others = peers.filter((peer) => peer !== partnerPeer);
  return [...others.slice(0, firstIndex), partnerPeer, ...others.slice(firstIndex)];
}
