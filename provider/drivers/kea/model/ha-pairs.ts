// Which servers are in a failover relationship: the same answer from each of them, however it
// spells the others' addresses.
import { isIP } from "node:net";
import { byName } from "../../../core/canonical.js";
import type { PairMembers } from "../../../core/health.js";
import type { Json } from "../../../core/model.js";
import type { HaRelationship } from "./ha-relationships.js";

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Returns the address that a peer's URL leads to, as `host:port`; a text that is no URL as it is. A
 * path, upper case and a port that goes without saying make no other address.
 */
export function peerAddress(url: Json | undefined): string {
  const text = String(url ?? "").trim();
  if (!URL.canParse(text)) return text;
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port === "" ? (defaultPorts[protocol] ?? "") : port}`;
}

/**
 * Returns whether a URL names its host by an address: which server a name leads to, only the
 * network knows.
 */
function isNumeric(url: Json | undefined): boolean {
  const text = String(url ?? "").trim();
  return URL.canParse(text) && isIP(new URL(text).hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Returns the peers of a relationship with their addresses, where these are sure. */
export const pairMembers = ({ peers }: Pick<HaRelationship, "peers">): PairMembers =>
  Object.fromEntries(
    peers.map(({ name, url }) => [String(name), isNumeric(url) ? peerAddress(url) : undefined]),
  );

/** Returns the peers of each relationship. */
export const pairsOf = (stated: readonly HaRelationship[]): Readonly<Record<string, PairMembers>> =>
  Object.fromEntries(stated.map((one) => [one.name, pairMembers(one)]));

/**
 * Returns one text for the peers of a relationship, by name and address: two pairs may have the
 * same names.
 */
export const describePair = ({ peers }: Pick<HaRelationship, "peers">): string =>
  peers
    .map(({ name, url }) => `${String(name)} ${peerAddress(url)}`)
    .sort(byName)
    .join(", ");
