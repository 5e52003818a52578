// The failover peers that subnets name in a hub, where a peer's name tells the relationship.
import { isMap } from "../../../../core/canonical.js";
import type { Configuration, Json, Tree } from "../../../../core/model.js";
import { findRelationshipOf } from "../../../../core/relationship.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import type { ConfigIndex, IndexedSubnet } from "../parse/config-index.js";
import { peerNames } from "./ha-relationships.js";
import { failoverPeer } from "../server-specific.js";

interface PeerChoice {
  readonly id: string;
  /** The server-specific properties of the scope, and of the shared network around it. */
  readonly local: Tree;
  readonly around: Tree | undefined;
  readonly relationships: Configuration["relationships"];
  /** The relationships before the change. */
  readonly former: Configuration["relationships"];
}

/**
 * Returns the peer that a scope should name; nothing where it need not name one, or is in no
 * relationship any more.
 */
export function choosePeer(choice: PeerChoice): Json | undefined {
  const { id, local, around, relationships, former } = choice;
  const peer = local[failoverPeer];
  if (Object.keys(relationships).length < 2) return peer;
  const name = findRelationshipOf(id, { relationships });
  if (name === undefined)
    return findRelationshipOf(id, { relationships: former }) === undefined ? peer : undefined;
  const relationship = relationships[name]!;
  const isNamed = peerNames(relationship).includes(String(peer ?? around?.[failoverPeer]));
  return isNamed ? peer : relationship.self;
}

/** Returns an edit for each subnet that does not name the peer that it should. */
export function planScopePeers(index: ConfigIndex, desired: Configuration): readonly Edit[] {
  return [...index.subnets].flatMap(([id, subnet]) =>
    planScopePeer(subnet, desired.scopes[id]?.local[failoverPeer]),
  );
}

function planScopePeer(
  { path, raw, local }: IndexedSubnet,
  desired: Json | undefined,
): readonly Edit[] {
  if (desired === local[failoverPeer]) return [];
  const contextPath: JsonPath = [...path, keywords.userContext];
  const peerPath: JsonPath = [...contextPath, failoverPeer];
  if (isMap(raw[keywords.userContext]))
    return desired === undefined
      ? [{ kind: "remove", path: peerPath }]
      : [{ kind: "set", path: peerPath, value: desired }];
  return desired === undefined
    ? []
    : [{ kind: "set", path: contextPath, value: { [failoverPeer]: desired } }];
}
