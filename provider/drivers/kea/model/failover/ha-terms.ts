// The terms of failover that two servers must state alike.
import type { Json, Relationship, Tree } from "../../../../core/model.js";
import { peerAddress } from "./ha-pairs.js";

/** Properties that servers show to each other. */
const shownToPeers = /^(url|basicAuth.*|trustAnchor|certFile|keyFile)$/;

/**
 * Returns all that two servers must state alike to communicate: their mode, names and addresses,
 * and the credentials that they show to each other.
 */
export const termsToMatch = ({ mode, own = {} }: Pick<Relationship, "mode" | "own">): Tree => ({
  mode,
  ...pickTerms(own),
  peers: Object.fromEntries(
    Object.entries((own.peers ?? {}) as Tree).map(([name, peer]) => [
      name,
      pickTerms(peer as Tree),
    ]),
  ),
});

const pickTerms = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => shownToPeers.test(name))
      .map(([name, value]) => [name, name === "url" ? canonicalUrl(value) : value]),
  );

/** Returns one spelling of all URLs that lead to the same address. */
const canonicalUrl = (url: Json): Json =>
  `${/^\w+:/.exec(String(url))?.[0].toLowerCase() ?? ""}//${peerAddress(url)}`;
