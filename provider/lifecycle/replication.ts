// FailoverReplication: any number of scopes in one resource.
import { networkAddress } from "../core/address.js";
import { byName } from "../core/canonical.js";
import { parseKeepPatterns } from "../core/keep.js";
import { messages } from "../core/messages.js";
import { blaming } from "../core/refused.js";
import { selectScopes, findExtraScopes } from "../core/select.js";
import { formatPlanByGroup } from "../core/text.js";
import { nameOf, replicationShape, type ReplicationArgs } from "./arguments.js";
import type { Kind, Sight } from "./kind.js";
import { isNative, nativeArguments } from "./native.js";
import { replicated } from "./replicated.js";
import { countSettings, isTold, total, type Reported, type SettingsPolicy } from "./reported.js";
import type { Operation } from "./operation.js";

const settingsPolicy = (args: ReplicationArgs): SettingsPolicy => args.serverSettings ?? "report";

const kind: Kind<ReplicationArgs> = {
  name: "FailoverReplication",
  shape: replicationShape,
  choice(args) {
    if (args.names && args.scopeIds) throw messages.namesAndScopeIds().withProperty("scopeIds");
    if (args.prune && args.scopeIds) throw messages.pruneWithScopeIds().withProperty("prune");
    const refused = isNative(args) ? nativeArguments(args) : undefined;
    if (refused) throw refused;
    return args;
  },
  needed({ names, scopeIds, serverSettings }) {
    // What stands outside scopes and is used by none of them is known where all are.
    if (serverSettings === "replicate" || serverSettings === "refuse") return undefined;
    if (scopeIds) return { scopes: scopeIds.map(networkAddress), relationships: [] };
    return names && { scopes: [], relationships: names };
  },
  extent(
    args,
    { configuration: primary, isPartial: isPart },
    { configuration: partner },
    partners,
  ) {
    if (args.prune === true && isPart) throw messages.pruneWithPart().withProperty("prune");
    const keep = blaming("keep", () => parseKeepPatterns(args.keep ?? [], primary, partner));
    const { scopes, onlyOnPartner } = selectScopes(args, primary, partner, partners);
    return {
      scopes: args.prune === true ? [...scopes, ...onlyOnPartner] : scopes,
      settings: args.serverSettings === "replicate",
      isIgnored: keep,
    };
  },
  remembered(args, base, partner) {
    const scopes = Object.keys(base.scopes);
    // The relationships that the replicated scopes are in: the primary is not asked here.
    const shared = Object.keys(partner.relationships).filter((name) =>
      partner.relationships[name]!.scopes.some((scope) => Object.hasOwn(base.scopes, scope)),
    );
    return {
      scopes:
        args.prune === true
          ? [...scopes, ...findExtraScopes(args, partner, scopes, shared)]
          : scopes,
      settings: args.serverSettings === "replicate",
      isIgnored: parseKeepPatterns(args.keep ?? [], base, partner),
    };
  },
  shown: formatPlanByGroup,
  unpruned: (args, { configuration: primary }, { configuration: partner }, partners) =>
    args.prune === true ? [] : selectScopes(args, primary, partner, partners).onlyOnPartner,
  settings: settingsPolicy,
  refusesStrays: (args) => args.prune === "refuse",
  id: (args) => nameOf(args.__resource),
  replacedBy: () => [],
  outputs: (_args, done) => ({
    replicated: done
      .flatMap(({ seen: { primary, extent } }) =>
        extent.scopes.filter((id) => primary.configuration.scopes[id] !== undefined),
      )
      .sort(byName),
    reported: reportedOf(done),
  }),
};

/** Counts what the partners were left different in. */
function reportedOf(done: readonly Sight<ReplicationArgs>[]): Reported {
  const partners = done.map(({ seen }) => seen.partner.configuration);
  return total(
    done.map(({ args, seen: { primary, partner, extent } }) => ({
      settings: isTold(settingsPolicy(args))
        ? countSettings(primary.configuration, partner, extent)
        : 0,
      scopes: kind.unpruned(args, primary, partner, partners).length,
    })),
  );
}

export const replication = (operation: Operation) => replicated(kind, operation);
