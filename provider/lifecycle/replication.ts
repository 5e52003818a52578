// FailoverReplication: any number of scopes in one resource.
import { byName } from "../core/canonical.js";
import { keeping } from "../core/keep.js";
import { messages } from "../core/messages.js";
import { blaming } from "../core/refused.js";
import { select, strays } from "../core/select.js";
import { grouped } from "../core/text.js";
import { nameOf, replicationShape, type ReplicationArgs } from "./arguments.js";
import type { Kind } from "./kind.js";
import { isNative, nativeArguments } from "./native.js";
import { replicated } from "./replicated.js";
import type { Operation } from "./operation.js";

const kind: Kind<ReplicationArgs> = {
  name: "FailoverReplication",
  shape: replicationShape,
  choice(args) {
    if (args.names && args.scopeIds) throw messages.namesAndScopeIds().about("scopeIds");
    if (args.prune && args.scopeIds) throw messages.pruneWithScopeIds().about("prune");
    const refused = isNative(args) ? nativeArguments(args) : undefined;
    if (refused) throw refused;
    return args;
  },
  extent(args, { configuration: primary }, { configuration: partner }, partners) {
    const keep = blaming("keep", () => keeping(args.keep ?? [], primary, partner));
    const { scopes, onlyOnPartner } = select(args, primary, partner, partners);
    return { scopes: args.prune ? [...scopes, ...onlyOnPartner] : scopes, settings: args.serverSettings === "replicate", keep };
  },
  remembered(args, base, partner) {
    const scopes = Object.keys(base.scopes);
    // The relationships that the replicated scopes are in: the primary is not asked here.
    const shared = Object.keys(partner.relationships).filter((name) => partner.relationships[name]!.scopes.some((scope) => scopes.includes(scope)));
    return { scopes: args.prune ? [...scopes, ...strays(args, partner, scopes, shared)] : scopes, settings: args.serverSettings === "replicate", keep: keeping(args.keep ?? [], base, partner) };
  },
  shown: grouped,
  unpruned: (args, { configuration: primary }, { configuration: partner }, partners) => (args.prune ? [] : select(args, primary, partner, partners).onlyOnPartner),
  settings: (args) => args.serverSettings ?? "report",
  id: (args) => nameOf(args.__resource),
  replacedBy: () => [],
  outputs: (_args, seen) => ({ replicated: seen.flatMap(({ primary, extent }) => extent.scopes.filter((id) => primary.configuration.scopes[id] !== undefined)).sort(byName) }),
};

export const replication = (operation: Operation) => replicated(kind, operation);
