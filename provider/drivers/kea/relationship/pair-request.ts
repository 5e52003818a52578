// A failover relationship that is to be resolved, as its parts are passed between the files here.
import { messages } from "../messages.js";
import type {
  Configuration,
  FailoverMode,
  Relationship,
  ScopeId,
  Tree,
} from "../../../core/model.js";
import { findRelationship } from "../../../core/relationship.js";
import type { RelationshipInput } from "../../driver.js";
import type { KeaMap, Release } from "../model/index.js";
import { assertArgumentsValid, type KeaRelationship } from "./arguments.js";

/** A server that is to be in the relationship. */
export interface RelationshipServer {
  readonly label: string;
  readonly configuration: Configuration;
  readonly release: Release;
  /** `Dhcp4`. */
  readonly raw: KeaMap;
}

/** The declared relationship, its servers, and the relationship as each of them states it now. */
export interface PairRequest {
  readonly input: RelationshipInput<KeaRelationship>;
  readonly vendor: KeaRelationship;
  readonly mode: FailoverMode;
  /** True where the primary answers the clients first. */
  readonly isPrimaryActive: boolean;
  readonly primary: RelationshipServer;
  readonly partner: RelationshipServer;
  readonly onPrimary: Relationship | undefined;
  readonly onPartner: Relationship | undefined;
}

/** The scopes of a relationship, and those of the primary that it leaves without a relationship. */
export interface PairScopes {
  readonly scopes: readonly ScopeId[];
  readonly unassigned: readonly ScopeId[];
}

/** The names of the two peers. */
export interface PairNames {
  readonly primary: string;
  readonly partner: string;
  /** The backup that is the partner in a passive backup with several of them. */
  readonly backup: string | undefined;
}

/** Checks the arguments and finds the relationship on both servers. */
export function createRequest(
  input: RelationshipInput<KeaRelationship>,
  primary: RelationshipServer,
  partner: RelationshipServer,
): PairRequest {
  const { name, formerName = name, vendor = {}, serverRole, mode = "loadBalance" } = input;
  assertArgumentsValid(input, mode);
  const onPrimary = findRelationship(primary.configuration, name, formerName);
  const onPartner = findRelationship(partner.configuration, name, formerName);
  if (input.adopt && !onPrimary && !onPartner) assertNotNamedOtherwise(name, primary, partner);
  const isPrimaryActive = serverRole !== "standby";
  return { input, vendor, mode, isPrimaryActive, primary, partner, onPrimary, onPartner };
}

/**
 * Throws where two servers are in a relationship of another name. They cannot be in a second one
 * with each other.
 */
function assertNotNamedOtherwise(
  name: string,
  primary: RelationshipServer,
  partner: RelationshipServer,
): void {
  const { relationships } = partner.configuration;
  const shared = Object.keys(primary.configuration.relationships).find((one) =>
    Object.hasOwn(relationships, one),
  );
  if (shared === undefined) return;
  throw messages
    .relationshipOtherName(name, shared, primary.label, partner.label)
    .withProperty("name");
}

/** Returns whether a server is in other relationships as well. */
export function isHub({ input }: PairRequest, server: RelationshipServer): boolean {
  const { name, formerName = name } = input;
  const names = Object.keys(server.configuration.relationships);
  return names.some((other) => other !== name && other !== formerName);
}

/** Returns the peers that the relationship has now, by name. */
export function currentPeers({ onPrimary, onPartner }: PairRequest): Tree {
  return ((onPrimary ?? onPartner)?.own?.peers ?? {}) as Tree;
}

/** Returns a peer by its name; an empty object where there is none. */
export const peerIn = (peers: Tree, name: string): Tree => (peers[name] ?? {}) as Tree;
