// Identifies the servers of a failover relationship, alike on each of them, however it spells the
// addresses of the others.
import { isIP } from "node:net";
import { byName } from "../../../../core/canonical.js";
import type { PairMembers } from "../../../../core/health.js";
import type { Json } from "../../../../core/model.js";
import type { HaRelationship } from "./ha-relationships.js";

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Returns the address of a peer's URL as `host:port`, without a path and with the default port
 * where the URL has none. A text that is no URL is returned as it is.
 */
export function peerAddress(url: Json | undefined): string {
  const text = String(url ?? "").trim();
  if (!URL.canParse(text)) return text;
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port === "" ? (defaultPorts[protocol] ?? "") : port}`;
}

/** Returns whether a URL has an IP address as its host: only the network can resolve a name. */
function isNumeric(url: Json | undefined): boolean {
  const text = String(url ?? "").trim();
  return URL.canParse(text) && isIP(new URL(text).hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Returns the peers of a relationship, with their addresses where these are certain. */
export const pairMembers = ({ peers }: Pick<HaRelationship, "peers">): PairMembers =>
  Object.fromEntries(
    peers.map(({ name, url }) => [String(name), isNumeric(url) ? peerAddress(url) : undefined]),
  );

/** Returns the peers of each relationship. */
export const pairsOf = (stated: readonly HaRelationship[]): Readonly<Record<string, PairMembers>> =>
  Object.fromEntries(stated.map((one) => [one.name, pairMembers(one)]));

/**
 * Returns a text for the peers of a relationship, by name and address: two pairs may have the same
 * names.
 */
export const describePeers = ({ peers }: Pick<HaRelationship, "peers">): string =>
  peers
    .map(({ name, url }) => `${String(name)} ${peerAddress(url)}`)
    .sort(byName)
    .join(", ");
