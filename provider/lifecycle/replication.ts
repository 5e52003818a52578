// FailoverReplication: any number of scopes in one resource.
import { networkAddress } from "../core/address.js";
import { byName } from "../core/canonical.js";
import { parseKeepPatterns } from "../core/keep.js";
import { messages } from "../core/messages.js";
import { nameProperty } from "../core/user-errors.js";
import { selectScopes, findExtraScopes } from "../core/select.js";
import { formatPlanByGroup } from "../core/text.js";
import { resourceName, replicationShape, type ReplicationArgs } from "./arguments.js";
import type { PartnerComparison } from "./comparison.js";
import type { ResourceDefinition } from "./resource-definition.js";
import { isNative, checkNativeArguments } from "./native-replication.js";
import { createContext } from "./provider-context.js";
import { createReplicationProvider } from "./replication-provider.js";
import {
  countSettings,
  isReported,
  sumReported,
  type ReportedCounts,
  type SettingsPolicy,
} from "./reported.js";
import type { Operation } from "./operation.js";

const settingsPolicy = (args: ReplicationArgs): SettingsPolicy => args.serverSettings ?? "report";

/** The definition of FailoverReplication. */
export const definition: ResourceDefinition<ReplicationArgs> = {
  name: "FailoverReplication",
  shape: replicationShape,
  chooseScopes(args) {
    if (args.names && args.scopeIds) throw messages.namesAndScopeIds().withProperty("scopeIds");
    if (args.prune && args.scopeIds) throw messages.pruneWithScopeIds().withProperty("prune");
    const error = isNative(args) ? checkNativeArguments(args) : undefined;
    if (error) throw error;
    return args;
  },
  readScopeOf({ names, scopeIds, serverSettings }) {
    // Properties outside scopes that no scope uses are known only where all scopes are.
    if (serverSettings === "replicate" || serverSettings === "refuse") return undefined;
    if (scopeIds) return { scopes: scopeIds.map(networkAddress), relationships: [] };
    return names && { scopes: [], relationships: names };
  },
  select(args, { configuration: primary, isPartial }, { configuration: partner }, partners) {
    if (args.prune === true && isPartial) throw messages.pruneWithPart().withProperty("prune");
    const isIgnored = nameProperty("keep", () =>
      parseKeepPatterns(args.keep ?? [], primary, partner),
    );
    const { scopes, onlyOnPartner } = selectScopes(args, primary, partner, partners);
    return {
      scopes: args.prune === true ? [...scopes, ...onlyOnPartner] : scopes,
      settings: args.serverSettings === "replicate",
      isIgnored,
    };
  },
  selectRecorded(args, base, partner) {
    const scopes = Object.keys(base.scopes);
    // The relationships of the replicated scopes: the primary is not read here.
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
  formatPlan: formatPlanByGroup,
  listExtraScopes: (args, { configuration: primary }, { configuration: partner }, partners) =>
    args.prune === true ? [] : selectScopes(args, primary, partner, partners).onlyOnPartner,
  settingsPolicy,
  refusesExtraScopes: (args) => args.prune === "refuse",
  createId: (args) => resourceName(args.__resource),
  listReplacing: () => [],
  createOutputs: (_args, done) => ({
    replicated: done
      .flatMap(({ pair: { primary, selection } }) =>
        selection.scopes.filter((id) => primary.configuration.scopes[id] !== undefined),
      )
      .sort(byName),
    reported: countReported(done),
  }),
};

/** Counts the differences that remain on the partners. */
function countReported(done: readonly PartnerComparison<ReplicationArgs>[]): ReportedCounts {
  const partners = done.map(({ pair }) => pair.partner.configuration);
  return sumReported(
    done.map(({ args, pair: { primary, partner, selection } }) => ({
      settings: isReported(settingsPolicy(args))
        ? countSettings(primary.configuration, partner, selection)
        : 0,
      scopes: definition.listExtraScopes(args, primary, partner, partners).length,
    })),
  );
}

/** Creates the provider of FailoverReplication for one operation. */
export const replication = (operation: Operation) =>
  createReplicationProvider(definition, operation);

/** Creates the planning context of FailoverReplication, for front doors other than the engine. */
export const createReplicationContext = (operation: Operation) =>
  createContext(definition, operation);
