// check: plans a resource, and returns the inputs that the engine compares and shows. They hold
// differences only: equal servers leave nothing to show and nothing to record.
import { equal } from "../core/equal.js";
import { messages } from "../core/messages.js";
import { emptyConfiguration, type Configuration } from "../core/model.js";
import { restrictTo } from "../core/select.js";
import { optionFailure, previewing, toFailure, type Failure } from "./arguments.js";
import { isEqual, type Comparison } from "./comparison.js";
import {
  hasNumberedName,
  isUnknown,
  UNKNOWN,
  withNameOnRecord,
  withPreviousEntries,
} from "./inputs.js";
import { notPersistedEntry, withEntry } from "./persistence.js";
import { snapshotOf } from "./planning.js";
import { informOfAll, tellAll, type ProviderContext } from "./provider-context.js";
import { revisionOf, userArguments, type Properties } from "./record.js";
import {
  listNotPersisted,
  listShownPlans,
  nameWithPartner,
  planReplication,
  type ReplicationPlan,
  type ShownPlan,
} from "./replication-plan.js";
import type { CommonArgs, ResourceDefinition } from "./resource-definition.js";
import { describeDifferences } from "./shown-differences.js";

/** The answer to check. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures?: readonly Failure[];
}

/** Checks and plans a resource. Tells warnings; returns failures in the place of a plan. */
export async function checkReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  olds: Properties,
  given: Properties,
): Promise<Checked> {
  const { [previewing]: preview, ...news } = given;
  const option = optionFailure(news);
  if (option) return { inputs: news, failures: [option] };
  if (isUnknown(news)) {
    const inputs = { ...withNameOnRecord(news, olds), replicate: UNKNOWN, revision: UNKNOWN };
    context.checks.add(inputs, "unknown");
    return { inputs };
  }
  const plan = await planReplication(context, news, {
    isNew: Object.keys(olds).length === 0,
    isPreview: preview === true,
  });
  if ("errors" in plan) return { inputs: news, failures: plan.errors.map(toFailure) };

  tellPlan(context, plan);
  const today = formatToday(context, plan);
  if (preview === true)
    context.session.showLines(plan.args.__resource, describeDifferences(context, plan, today));
  const inputs = createInputs(context, plan, { olds, news, today });
  if (hasNumberedName(inputs.replicate, olds.replicate))
    context.session.showLines(plan.args.__resource, [messages.numberedNames()]);
  context.checks.add(inputs, plan.comparison);
  return { inputs };
}

function tellPlan<A extends CommonArgs>(
  { session }: ProviderContext<A>,
  { comparison, partners, unchangedWarnings }: ReplicationPlan<A>,
): void {
  informOfAll(session, unchangedWarnings);
  for (const { warnings, costs } of partners) {
    tellAll(session, warnings);
    for (const { snapshot, cost } of costs) session.costs.tell(snapshot, cost);
  }
  tellAll(
    session,
    comparison.unneeded.map((name) => messages.partnerUnused(name)),
  );
}

/** Formats what an update would change today, or returns nothing. */
function formatToday<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, comparison }: ReplicationPlan<A>,
): Properties | undefined {
  const notPersisted = comparison.partners.map((one) => listNotPersisted(context, one));
  return withEntry(
    formatPlans(context.definition, args, listShownPlans(comparison)),
    notPersistedEntry(...notPersisted),
  );
}

/** The properties of a resource before and now, and what an update would change. */
interface ResourceChange {
  readonly olds: Properties;
  readonly news: Properties;
  readonly today: Properties | undefined;
}

function createInputs<A extends CommonArgs>(
  { definition }: ProviderContext<A>,
  { comparison }: ReplicationPlan<A>,
  { olds, news, today }: ResourceChange,
): Properties {
  const inputs: Properties = {
    ...withNameOnRecord(news, olds),
    revision: findRevision(definition, comparison, olds, news),
  };
  const replicate = withPreviousEntries(today, olds, inputs);
  return replicate ? { ...inputs, replicate } : inputs;
}

/**
 * Returns the revision of a resource: the one on record where all partners are equal and the
 * program is the same, because then there is nothing to show, and diff decides whether there is
 * anything to record.
 */
function findRevision<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  comparison: Comparison<A>,
  olds: Properties,
  news: Properties,
): string {
  const { partners, unreachable } = comparison;
  const isInSync = unreachable.length === 0 && partners.every(({ pair }) => isEqual(pair));
  const { revision } = olds;
  return isInSync && typeof revision === "string" && equal(userArguments(olds), userArguments(news))
    ? revision
    : revisionOf(listDesiredConfigurations(definition, comparison));
}

/**
 * Formats plans as the value of `replicate`, or returns nothing where there is nothing to show. A
 * scope has one partner; all other entries name theirs where there are several.
 */
export function formatPlans<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  args: A,
  plans: readonly ShownPlan[],
): Properties | undefined {
  const differing = plans.filter(({ plan }) => plan.length > 0);
  if (differing.length === 0) return undefined;
  const entries = differing.flatMap(({ plan, ...shown }) =>
    Object.entries(definition.formatPlan(plan)).map(([name, entry]) => {
      const unique = nameWithPartner(args, shown, name);
      return [unique, entry] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Returns the part of the primary that each partner should hold. No partner is read for it. */
function listDesiredConfigurations<A extends CommonArgs>(
  definition: ResourceDefinition<A>,
  { primary, partners, unreachable }: Comparison<A>,
): ReadonlyMap<string | undefined, Configuration> {
  const desired = new Map<string | undefined, Configuration>();
  for (const { args, pair } of partners)
    desired.set(args.partnerName, restrictTo(primary.configuration, pair.selection));
  for (const { args } of unreachable) {
    const selection = definition.select(args, primary, snapshotOf(emptyConfiguration), []);
    desired.set(args.partnerName, restrictTo(primary.configuration, selection));
  }
  return desired;
}
