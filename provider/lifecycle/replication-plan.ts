// The plan of a resource, with all that decides whether it may be carried out: errors, warnings and
// costs. A preview and `init` show it; nothing in it is rendered.
import { checkKeepPatterns } from "../core/keep.js";
import { messages, type UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import { formatGroupedProperty } from "../core/paths.js";
import { isReapplied } from "../core/relationship.js";
import { parseArguments } from "./arguments.js";
import type { Comparison, PairComparison, PartnerComparison } from "./comparison.js";
import { describeNarrowedRanges } from "./narrowed-ranges.js";
import { checkPair } from "./pair-guards.js";
import {
  computeCosts,
  listUnchangedWarnings,
  listWarnings,
  type PlannedCost,
} from "./pair-warnings.js";
import { hasSeveralPartners } from "./partners.js";
import { notPersistedEntry, notPersistedNow, type NotPersisted } from "./persistence.js";
import { compareServers } from "./planning.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import type { Properties } from "./record.js";
import { checkRemaining, listExtraScopes } from "./remaining-differences.js";
import { compareOutside, isReported } from "./reported.js";
import type { CommonArgs } from "./resource-definition.js";

/** One partner of a plan, with its warnings and the cost of its writes. */
export interface PlannedPartner<A extends CommonArgs> extends PartnerComparison<A> {
  readonly warnings: readonly string[];
  readonly costs: readonly PlannedCost[];
}

/** A plan that may be carried out. */
export interface ReplicationPlan<A extends CommonArgs> {
  readonly args: A;
  readonly comparison: Comparison<A>;
  readonly partners: readonly PlannedPartner<A>[];
  /** Warnings about partners that an operation leaves as they are, told before all others. */
  readonly unchangedWarnings: readonly string[];
}

/** Errors that keep a resource from being planned, or from being written as planned. */
export interface PlanErrors {
  readonly errors: readonly UserError[];
}

export interface PlanOptions {
  /** True where the resource has no state yet. */
  readonly isNew: boolean;
  /** True where this operation writes nothing. */
  readonly isPreview: boolean;
}

/**
 * Plans a resource from the arguments of a program. An error, and the use of shared objects that
 * change, is judged again on servers that were read whole.
 */
export async function planReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  properties: Properties,
  options: PlanOptions,
): Promise<ReplicationPlan<A> | PlanErrors> {
  const plan = await planOnce(context, properties, options);
  return "errors" in plan && context.session.snapshots.readWholeFromNowOn()
    ? planOnce(context, properties, options)
    : plan;
}

async function planOnce<A extends CommonArgs>(
  context: ProviderContext<A>,
  properties: Properties,
  options: PlanOptions,
): Promise<ReplicationPlan<A> | PlanErrors> {
  const { definition, drivers, session } = context;
  const parsed = parseArguments<A>(definition.shape(), properties, ["primary", "partner"], drivers);
  if ("errors" in parsed) return parsed;
  const { args } = parsed;
  const comparison = await compareServers(context, args, {
    toleratesUnreachable: !options.isPreview,
  });
  if (!("partners" in comparison)) return { errors: comparison };
  const needsMore = comparison.partners.some((one) => reachesUnreadScopes(context, one));
  if (needsMore && session.snapshots.readWholeFromNowOn())
    return planOnce(context, properties, options);

  const errors = await findErrors(context, args, comparison, options);
  return errors.length > 0 ? { errors } : completePlan(context, args, comparison, options);
}

/**
 * Returns whether scopes that were not read decide what a plan names: they may use shared objects
 * that change, or that differ outside scopes.
 */
function reachesUnreadScopes<A extends CommonArgs>(
  { definition }: ProviderContext<A>,
  { args, pair: { primary, partner, plan } }: PartnerComparison<A>,
): boolean {
  if (!primary.unreadScopes?.size && !partner.unreadScopes?.size) return false;
  const isShared = ({ location }: Plan[number]): boolean =>
    location.kind === "shared" || location.kind === "order";
  if (plan.some(isShared)) return true;
  return (
    isReported(definition.settingsPolicy(args)) &&
    compareOutside(primary.configuration, partner).some(isShared)
  );
}

async function findErrors<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  comparison: Comparison<A>,
  { isNew }: PlanOptions,
): Promise<readonly UserError[]> {
  const empty = checkEmptyPrimary(context, args, comparison);
  if (empty) return [empty];
  const errors: UserError[] = [];
  const unusedKeep = checkKeep(args, comparison);
  if (unusedKeep) errors.push(unusedKeep);
  for (const partner of comparison.partners) {
    const error = await checkPair(context, partner, { isNew });
    if (error) errors.push(error);
  }
  // Differences that would remain matter only where the plan can be carried out.
  return errors.length > 0 ? errors : checkRemaining(context, args, comparison);
}

/**
 * Returns an error for a primary without scopes: its address is wrong, or it was set up again. Even
 * a plan that would remove nothing is not meant then.
 */
function checkEmptyPrimary<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  comparison: Comparison<A>,
): UserError | undefined {
  const { primary, partners } = comparison;
  const { scopes } = primary.configuration;
  // Looks at the selected scopes first: resources of one scope each need not list all of them.
  const hasSelected = partners.some(({ pair }) => pair.selection.scopes.some((id) => scopes[id]));
  if (args.force || hasSelected || Object.keys(scopes).length > 0) return undefined;
  const partnersHaveMore =
    partners.length === 0 ||
    partners.some((one) => listExtraScopes(context, one, comparison).length > 0);
  if (!partnersHaveMore) return undefined;
  return messages.primaryEmpty(labelOf(context, args.primary)).withProperty("primary");
}

function checkKeep<A extends CommonArgs>(
  { keep = [] }: A,
  { primary, partners, unreachable }: Comparison<A>,
): UserError | undefined {
  if (unreachable.length > 0) return undefined;
  const snapshots = [primary, ...partners.map(({ pair }) => pair.partner)];
  const configurations = snapshots.map(({ configuration }) => configuration);
  return checkKeepPatterns(keep, configurations)?.withProperty("keep");
}

async function completePlan<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  comparison: Comparison<A>,
  { isNew }: PlanOptions,
): Promise<ReplicationPlan<A>> {
  const unchangedWarnings = isNew
    ? comparison.partners.flatMap((one) => listUnchangedWarnings(context, one, { isNew }))
    : [];
  const partners: PlannedPartner<A>[] = [];
  for (const one of comparison.partners) {
    const partner = context.session.server(one.args.partner);
    const warnings = [
      ...listWarnings(context, one, comparison),
      ...(await describeNarrowedRanges(partner, one.pair)),
    ];
    partners.push({ ...one, warnings, costs: await computeCosts(context, one) });
  }
  return { args, comparison, partners, unchangedWarnings };
}

/** The changes of one partner and its primary, as a preview shows them. */
export interface ShownPlan {
  readonly partnerName: string | undefined;
  readonly plan: Plan;
  /** The configuration that the plan was made from. */
  readonly source: Configuration;
}

/** Lists the changes of each partner. Values that are applied again are not shown. */
export const listShownPlans = <A extends CommonArgs>({
  primary,
  partners,
}: Comparison<A>): readonly ShownPlan[] =>
  partners.map(({ args: { partnerName }, pair }) => ({
    partnerName,
    plan: [...pair.plan, ...(pair.primaryPlan ?? []).filter((change) => !isReapplied(change))],
    source: primary.configuration,
  }));

/**
 * Returns the name of an object that a plan changes, as a preview shows it. A scope has one
 * partner; the name of any other object names its partner where there are several.
 */
export function nameWithPartner<A extends CommonArgs>(
  args: A,
  { partnerName, source }: Omit<ShownPlan, "plan">,
  name: string,
): string {
  const isClear = !hasSeveralPartners(args) || Object.hasOwn(source.scopes, name);
  return isClear ? name : `${partnerName} ${name}`;
}

/** Lists the scopes and the other objects that a plan changes, by the names in a preview. */
export function listChangedObjects<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, comparison }: ReplicationPlan<A>,
): readonly string[] {
  const names = listShownPlans(comparison).flatMap(({ plan, ...shown }) =>
    plan.map(({ location, path }) =>
      nameWithPartner(args, shown, formatGroupedProperty(location, path)[0]),
    ),
  );
  const notPersisted = notPersistedEntry(
    ...comparison.partners.map((one) => listNotPersisted(context, one)),
  );
  return [...new Set([...names, ...Object.keys(notPersisted ?? {})])];
}

/**
 * Returns the servers of a pair whose configuration a restart would undo, as they say themselves.
 */
export function listNotPersisted<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, pair }: { readonly args: PartnerComparison<A>["args"]; readonly pair: PairComparison },
): NotPersisted {
  const partner = { label: labelOf(context, args.partner), snapshot: pair.partner };
  const primary = { label: labelOf(context, args.primary), snapshot: pair.primary };
  return context.definition.writesPrimary?.(args)
    ? notPersistedNow(partner, primary)
    : notPersistedNow(partner);
}
