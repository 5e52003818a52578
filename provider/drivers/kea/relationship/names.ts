// Chooses the names of the two peers of a failover relationship.
import { messages } from "../messages.js";
import { peerNames } from "../model/index.js";
import { currentPeers, isHub, peerIn } from "./pair-request.js";
import type { PairNames, PairRequest, PairScopes } from "./pair-request.js";

/** Returns the names that arguments give, those that the peers have, or default names. */
export function resolveNames(request: PairRequest, { unassigned }: PairScopes): PairNames {
  const { input, vendor, primary, partner, onPrimary, onPartner } = request;
  // In a hub each relationship has names of its own, whatever the order of the relationships.
  const areNamesPrefixed =
    isHub(request, primary) || isHub(request, partner) || unassigned.length > 0;
  const defaultName = (server: string): string =>
    areNamesPrefixed ? `${input.name}-${server}` : server;
  const backup = findBackup(request);
  const primaryName =
    vendor.primaryName ?? onPrimary?.self ?? onPartner?.partner ?? defaultName("server1");
  const partnerName =
    vendor.partnerName ?? backup ?? onPrimary?.partner ?? onPartner?.self ?? defaultName("server2");
  if (primaryName === partnerName) throw messages.keaNamesEqual(primaryName).withProperty("kea");
  return { primary: primaryName, partner: partnerName, backup };
}

/**
 * Returns the backup that is the partner where a passive backup has several. The primary does not
 * tell which one: the name that the partner has does, or its URL.
 */
function findBackup(request: PairRequest): string | undefined {
  const { vendor, onPrimary, onPartner } = request;
  if (onPrimary?.mode !== "passiveBackup") return undefined;
  const backups = peerNames(onPrimary).filter((peer) => peer !== onPrimary.self);
  if (backups.length < 2) return undefined;
  const peers = currentPeers(request);
  return (
    backups.find((peer) => peer === onPartner?.self) ??
    backups.find((peer) => peerIn(peers, peer).url === vendor.partnerUrl)
  );
}
