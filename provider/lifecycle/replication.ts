// FailoverReplication: any number of scopes in one resource.
import { keeping } from "../core/keep.js";
import { messages } from "../core/messages.js";
import { blaming, select, strays } from "../core/select.js";
import { grouped } from "../core/text.js";
import { nameOf, replicationShape, type ReplicationArgs } from "./arguments.js";
import { replicated, type Kind } from "./replicated.js";
import type { Operation } from "./operation.js";

const kind: Kind<ReplicationArgs> = {
  name: "FailoverReplication",
  shape: replicationShape,
  extent(args, { configuration: primary }, { configuration: partner }) {
    if (args.names && args.scopeIds) throw messages.namesAndScopeIds().about("scopeIds");
    if (args.prune && args.scopeIds) throw messages.pruneWithScopeIds().about("prune");
    const keep = blaming("keep", () => keeping(args.keep ?? [], primary, partner));
    const { scopes, onlyOnPartner } = select(args, primary, partner);
    return { scopes: args.prune ? [...scopes, ...onlyOnPartner] : scopes, settings: args.serverSettings === "replicate", keep };
  },
  remembered(args, base, partner) {
    const scopes = Object.keys(base.scopes);
    // The relationships that the replicated scopes are in: the primary is not asked here.
    const shared = Object.keys(partner.relationships).filter((name) => partner.relationships[name]!.scopes.some((scope) => scopes.includes(scope)));
    return { scopes: args.prune ? [...scopes, ...strays(args, partner, scopes, shared)] : scopes, settings: args.serverSettings === "replicate", keep: keeping(args.keep ?? [], base, partner) };
  },
  shown: grouped,
  unpruned: (args, { configuration: primary }, { configuration: partner }) => (args.prune ? [] : select(args, primary, partner).onlyOnPartner),
  settings: (args) => args.serverSettings ?? "report",
  id: (args) => nameOf(args.__resource),
  replacedBy: () => [],
  outputs: (_args, { primary, extent }) => ({ replicated: extent.scopes.filter((id) => primary.configuration.scopes[id] !== undefined) }),
};

export const replication = (operation: Operation) => replicated(kind, operation);
