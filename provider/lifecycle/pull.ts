// Copying edits of the partner to the primary: a replication in the other direction, of the
// properties that are named. Plan, guards, write and verification are those of an update.
import { compare } from "../core/compare.js";
import { ignoreNothing } from "../core/keep.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan, ScopeId } from "../core/model.js";
import { checkOnly, parseOnly } from "../core/only.js";
import { nameProperty } from "../core/user-errors.js";
import { findScope, requireScope } from "../core/select.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ReplicationArgs, ServerArgs } from "./arguments.js";
import type { Operation } from "./operation.js";
import { translateNames } from "./partner-plan.js";
import { PartnerWrite } from "./partner-write.js";
import { createContext, type ProviderContext } from "./provider-context.js";
import { definition } from "./replication.js";
import { planReplication, type PlannedPartner } from "./replication-plan.js";
import type { ResourceDefinition } from "./resource-definition.js";
import { failoverWait } from "./timeouts.js";
import type { WriteResult } from "./write-request.js";

export interface PullArgs {
  /** The server that is written: the primary of the program. */
  readonly primary: ServerArgs;
  /** The server that the edits are on. */
  readonly partner: ServerArgs;
  /** Network addresses of scopes of the partner. Never empty. */
  readonly scopes: readonly string[];
  /** Names of properties, as previews have them. Empty: everything in the scopes. */
  readonly only: readonly string[];
  /** True where the guards are passed over, as `force` does in a program. */
  readonly force: boolean;
}

/** Edits of the partner, as they are shown and written. */
export interface PullPlan {
  /** The plan of a replication from the partner, so `partner` in it is the server to write. */
  readonly planned: PlannedPartner<ReplicationArgs>;
  readonly context: ProviderContext<ReplicationArgs>;
  readonly primaryLabel: string;
  readonly partnerLabel: string;
  readonly scopes: readonly ScopeId[];
  /** Empty: the primary holds what the partner holds. */
  readonly plan: Plan;
  readonly warnings: readonly string[];
}

/** Plans the copy of edits. Throws where a guard refuses it, or where nothing has such a name. */
export async function planPull(operation: Operation, args: PullArgs): Promise<PullPlan> {
  const { session } = operation;
  const context = createContext(createDefinition(operation, args), operation);
  const labels = {
    primaryLabel: session.server(args.primary).label,
    partnerLabel: session.server(args.partner).label,
  };
  const properties = {
    primary: args.partner,
    partner: args.primary,
    scopeIds: args.scopes,
    force: args.force,
  };
  const found = await planReplication(context, properties, { isNew: false, isPreview: true });
  if ("errors" in found) {
    const [error] = found.errors as readonly [UserError];
    const isOwn = error.property === "scopeIds" || error.property === "only";
    throw isOwn ? error : messages.pullRefused(error, labels.primaryLabel, labels.partnerLabel);
  }
  const [planned] = found.partners as [PlannedPartner<ReplicationArgs>];
  const { pair, warnings, costs } = planned;
  return {
    planned,
    context,
    ...labels,
    scopes: pair.selection.scopes,
    plan: pair.plan,
    warnings: [...warnings, ...costs.flatMap(({ cost }) => cost.warnings)],
  };
}

/** Writes planned edits, unless one of the servers changed since. */
export function carryOutPull({ planned, context }: PullPlan): Promise<WriteResult> {
  const { session } = context;
  const write = new PartnerWrite(context, planned, {
    wait: failoverWait("update", {}),
    partnerConfigurations: [planned.pair.partner.configuration],
  });
  // Not noted as a replication: the program's own direction stays the one on record.
  const { resource: _, ...request } = write.request();
  return session.run(() => session.queue.enqueue(request));
}

/** The replication from the partner to the primary: of the scopes, or of what is named in them. */
function createDefinition(
  { session }: Operation,
  { primary: primaryArgs, partner: partnerArgs, scopes: names, only }: PullArgs,
): ResourceDefinition<ReplicationArgs> {
  const labels = {
    primary: session.server(primaryArgs).label,
    partner: session.server(partnerArgs).label,
  };
  return {
    ...definition,
    chooseScopes: undefined,
    select(_args, partner, primary) {
      const scopes = names.map((name) =>
        nameProperty("scopeIds", () => findPulledScope(name, partner, primary, labels)),
      );
      const servers = [partner.configuration, primary.configuration];
      const isNamed = nameProperty("only", () => parseOnly(only, servers));
      const all = { scopes, settings: false, isIgnored: ignoreNothing };
      const source = translateNames(primary, partner.configuration);
      const error = checkOnly(only, compare(primary.configuration, source, all), servers);
      if (error) throw error.withProperty("only");
      return { ...all, scopes: [...new Set(scopes)], isIgnored: (change) => !isNamed(change) };
    },
    listExtraScopes: () => [],
    settingsPolicy: () => "ignore",
  };
}

function findPulledScope(
  name: string,
  partner: Snapshot,
  primary: Snapshot,
  labels: { readonly primary: string; readonly partner: string },
): ScopeId {
  const isGone =
    findScope(name, partner.configuration) === undefined &&
    findScope(name, primary.configuration) !== undefined;
  if (isGone) throw messages.pullScopeGone(name, labels.partner, labels.primary);
  return requireScope(name, partner.configuration, "partner");
}
