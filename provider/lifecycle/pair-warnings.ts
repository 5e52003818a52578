// The warnings of a comparison, and the cost of its writes.
import { apply } from "../core/apply.js";
import { messages } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { labelScopes } from "../core/scope-labels.js";
import type { Cost, Server, Snapshot } from "../drivers/driver.js";
import { writesBothServers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import {
  isEqual,
  type Comparison,
  type PairComparison,
  type PartnerComparison,
} from "./comparison.js";
import { isNative } from "./native-replication.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import {
  describeOtherDifferences,
  describeSettings,
  listExtraScopes,
} from "./remaining-differences.js";
import { isReported } from "./reported.js";
import type { CommonArgs } from "./resource-definition.js";
import type { Session } from "./session.js";
import { listSharingWarnings } from "./sharing-warnings.js";
import { listBuiltInObjects } from "./visibility.js";

/** Lists what a person should know before this partner is written, in sentences. */
export function listWarnings<A extends CommonArgs>(
  context: ProviderContext<A>,
  partner: PartnerComparison<A>,
  comparison: Comparison<A>,
): readonly string[] {
  const { args, pair } = partner;
  const labels = {
    primary: labelOf(context, args.primary),
    partner: labelOf(context, args.partner),
  };
  const builtIn = listBuiltInObjects(pair.primary, pair.partner, pair.selection);
  const settings = isReported(context.definition.settingsPolicy(args))
    ? describeSettings(context.session, pair, labels)
    : [];
  const extraScopes = labelScopes(
    listExtraScopes(context, partner, comparison),
    pair.partner.configuration,
  );
  const extraScopesWarning = pair.primary.isPartial ? "extraScopesOfPart" : "extraScopes";
  return [
    ...listReleaseWarnings(pair, labels),
    ...describeOtherDifferences(context, partner),
    ...(builtIn.length > 0 ? [messages.optionsBuiltIn(labels.partner, builtIn)] : []),
    ...(settings.length > 0
      ? [messages.settingsDiffer(labels.primary, labels.partner, settings)]
      : []),
    ...listSharingWarnings(pair, labels),
    ...listFailoverWarnings(context.session.server(args.primary), pair.primary),
    ...listFailoverWarnings(context.session.server(args.partner), pair.partner),
    ...(extraScopes.length > 0 ? [messages[extraScopesWarning](labels.partner, extraScopes)] : []),
    ...(pair.plan.length > 0 && isNative(args) ? announceNative(context, labels, args) : []),
  ];
}

function announceNative(
  { session }: { readonly session: Session },
  labels: Labels,
  args: { readonly primary: ServerArgs },
): readonly string[] {
  const { command = "" } = session.server(args.primary).nativeReplication ?? {};
  return [messages.nativeAnnounced(command, labels.primary, labels.partner)];
}

type Labels = { readonly primary: string; readonly partner: string };

function listReleaseWarnings({ primary, partner }: PairComparison, labels: Labels) {
  const [from, to] = [primary.software, partner.software];
  if (from?.rank === undefined || to?.rank === undefined || to.rank <= from.rank) return [];
  return [messages.partnerNewer(labels.primary, labels.partner, from.name, to.name)];
}

const listFailoverWarnings = (server: Server, { failover = [] }: Snapshot): readonly string[] =>
  failover
    .filter(({ condition }) => condition !== "working")
    .map((health) =>
      messages.failoverNotWorking(server.label, health, server.failover?.restartCommand),
    );

/** Lists what a create or an update does to a partner that needs no write. */
export function listUnchangedWarnings<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, pair }: PartnerComparison<A>,
  { isNew }: { readonly isNew: boolean },
): readonly string[] {
  if (!isEqual(pair)) return [];
  const label = labelOf(context, args.partner);
  const { persistence } = context.session.server(args.partner);
  if (persistence) return [messages.onlyPersistenceMissing(label)];
  return isNew ? [messages.alreadyInSync(label)] : [];
}

/** The cost of a planned write to one server. */
export interface PlannedCost {
  /** The server that is written. */
  readonly snapshot: Snapshot;
  readonly cost: Cost;
}

/** Computes the cost of the planned writes to both servers. */
export async function computeCosts<A extends CommonArgs>(
  { session, drivers }: ProviderContext<A>,
  { args, pair }: PartnerComparison<A>,
): Promise<readonly PlannedCost[]> {
  const { primary, partner, primaryPlan = [] } = pair;
  const createsScopes = primaryPlan.length > 0 && writesBothServers(drivers, args.primary);
  const written = createsScopes ? withoutNewScopes(pair.plan) : pair.plan;
  const onPrimary = { args: args.primary, snapshot: primary };
  const onPartner = { args: args.partner, snapshot: partner };
  return [
    ...(await costOfWrite(session, onPartner, isNative(args) ? [] : written, onPrimary)),
    ...(await costOfWrite(session, onPrimary, primaryPlan, onPartner)),
  ];
}

const withoutNewScopes = (plan: Plan): Plan =>
  plan.filter(({ location, path }) => location.kind !== "scope" || path.length > 0);

/** A server and its snapshot. */
interface PricedServer {
  readonly args: ServerArgs;
  readonly snapshot: Snapshot;
}

/** Returns the cost of writing changes to a server; empty where it costs nothing. */
export async function costOfWrite(
  session: Session,
  { args, snapshot }: PricedServer,
  changes: Plan,
  source: PricedServer,
): Promise<readonly PlannedCost[]> {
  const { costs } = session.server(args);
  if (changes.length === 0 || costs === undefined) return [];
  const desired = apply(changes, snapshot.configuration, source.snapshot.configuration);
  const cost = await costs.estimate(
    { from: snapshot, changes, desired, sources: [source.snapshot] },
    { label: session.server(source.args).label, snapshot: source.snapshot },
  );
  return [{ snapshot, cost }];
}
