// The driver of running Kea servers, and of the failover relationships between them.
import type { Configuration } from "../../core/model.js";
import type { RelationshipInput, Snapshot } from "../driver.js";
import { findUnservedRanges } from "./model/index.js";
import { keaRelationship } from "./relationship/arguments.js";
import { statedArguments } from "./relationship/parameters.js";
import type { RelationshipServer } from "./relationship/pair-request.js";
import { resolvePair } from "./relationship/resolve-pair.js";
import { keaSnapshotOf } from "./snapshot.js";

export { keaFlaw, keaOptions, type KeaOptions } from "./options.js";
export { kea } from "./server.js";
export { keaIdentities } from "./snapshot.js";

interface PairMember {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}

function toRelationshipServer(member: PairMember): RelationshipServer {
  const { label, snapshot, configuration } = member;
  const { current, release } = keaSnapshotOf(snapshot);
  return { label, configuration, release, raw: current.raw };
}

/** Failover relationships, as the HA hooks of two servers state them. */
export const keaRelationships = {
  argumentName: "kea",
  argumentShape: keaRelationship,
  statedArguments,
  unservedRanges: findUnservedRanges,
  desiredPair: (input: RelationshipInput<never>, primary: PairMember, partner: PairMember) =>
    resolvePair(input, toRelationshipServer(primary), toRelationshipServer(partner)),
};
