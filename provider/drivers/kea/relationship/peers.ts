// Resolves the peers of a failover relationship: their URLs, roles and credentials.
import { isIP } from "node:net";
import { messages } from "../messages.js";
import type { FailoverMode, Tree } from "../../../core/model.js";
import { reveal } from "../../../transports/credentials.js";
import type { KeaRelationship } from "./arguments.js";
import { currentPeers, peerIn } from "./pair-request.js";
import type { PairNames, PairRequest } from "./pair-request.js";
import { tlsParameters } from "./parameters.js";

/** Returns the peers that both servers should state, other backups among them, by name. */
export function resolvePeers(request: PairRequest, names: PairNames): Tree {
  const { input, vendor, mode, isPrimaryActive } = request;
  assertNotCrossed(request, names);
  const [primaryRole, partnerRole] = rolesOf(mode, isPrimaryActive);
  const password =
    vendor.peerPassword &&
    reveal(vendor.peerPassword, `kea.peerPassword of the failover relationship ${input.name}`);
  const peer = (property: PeerUrlProperty, name: string, role: string): Tree => ({
    ...keepPeer(vendor, peerIn(currentPeers(request), name)),
    url: resolveUrl(request, property, name),
    role,
    ...(vendor.autoFailover === false && { autoFailover: false }),
    ...(vendor.peerUser !== undefined && {
      basicAuthUser: vendor.peerUser,
      basicAuthPassword: password!,
    }),
  });
  return {
    ...otherBackups(request, names),
    [names.primary]: peer("primaryUrl", names.primary, primaryRole),
    [names.partner]: peer("partnerUrl", names.partner, partnerRole),
  };
}

type PeerUrlProperty = "primaryUrl" | "partnerUrl";

/** Returns the URL of a peer: the argument, or its present URL. */
function resolveUrl(request: PairRequest, property: PeerUrlProperty, name: string): string {
  const { vendor } = request;
  const url = vendor[property] ?? peerIn(currentPeers(request), name).url;
  if (url === undefined) throw messages.keaPeerUrlMissing(property).withProperty("kea");
  if (typeof url !== "string" || !isPeerUrl(url))
    throw messages.keaPeerUrl(`kea.${property}`).withProperty("kea");
  const { username, password, protocol } = new URL(url);
  if (username !== "" || password !== "")
    throw messages.keaUrlSecret(`kea.${property}`).withProperty("kea");
  if (protocol === "https:" && !vendor.peerTls)
    throw messages.keaPeerTls(`kea.${property}`).withProperty("kea");
  return url;
}

/** Returns whether the hook accepts a URL for a peer: the host must be an address. */
function isPeerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Throws where the arguments give each server the address that the other one has. */
function assertNotCrossed(request: PairRequest, names: PairNames): void {
  const { onPrimary, primary, partner } = request;
  if (!onPrimary) return;
  const peers = currentPeers(request);
  const selfUrl = peerIn(peers, onPrimary.self ?? "").url;
  const partnerUrl = peerIn(peers, onPrimary.partner ?? "").url;
  if (
    selfUrl !== partnerUrl &&
    resolveUrl(request, "primaryUrl", names.primary) === partnerUrl &&
    resolveUrl(request, "partnerUrl", names.partner) === selfUrl
  )
    throw messages.keaUrlsCrossed(primary.label, partner.label).withProperty("kea");
}

/** Returns the properties of a peer that stay as they are, since no argument sets them. */
function keepPeer({ peerTls, peerUser }: KeaRelationship, current: Tree): Tree {
  const user = current.basicAuthUser;
  const passwordFile = current.basicAuthPasswordFile;
  const others = Object.fromEntries(
    Object.entries(current).filter(
      ([name]) => !resolvedPeerProperties.has(name) && !(peerTls && tlsParameters.includes(name)),
    ),
  );
  // No argument names a file with a password on the server. It stays, with its user, until the
  // program gives another user.
  if (peerUser !== undefined || passwordFile === undefined) return others;
  return {
    ...others,
    ...(user !== undefined && { basicAuthUser: user }),
    basicAuthPasswordFile: passwordFile,
  };
}

const resolvedPeerProperties: ReadonlySet<string> = new Set([
  "url",
  "role",
  "autoFailover",
  "basicAuthUser",
  "basicAuthPassword",
  "basicAuthPasswordFile",
]);

/** Returns the backups of the relationship besides the two servers. */
function otherBackups(request: PairRequest, names: PairNames): Tree {
  const { onPrimary, onPartner } = request;
  const inPair = [
    names.primary,
    names.partner,
    onPrimary?.self,
    names.backup === undefined ? onPrimary?.partner : undefined,
    onPartner?.self,
    onPartner?.partner,
  ];
  return Object.fromEntries(
    Object.entries(currentPeers(request)).filter(
      ([name, peer]) => (peer as Tree).role === "backup" && !inPair.includes(name),
    ),
  );
}

/** Returns Kea's role of each server, which decides which of them answers clients first. */
function rolesOf(
  mode: FailoverMode,
  isPrimaryActive: boolean,
): readonly [primary: string, partner: string] {
  if (mode === "loadBalance") return ["primary", "secondary"];
  if (mode === "passiveBackup") return ["primary", "backup"];
  return isPrimaryActive ? ["primary", "standby"] : ["standby", "primary"];
}
