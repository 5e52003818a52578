// diff: decides from the comparison of check whether a relationship changes. A refresh calls diff
// without check; then the drift that `read` found decides.
import { equal } from "../core/equal.js";
import { messages } from "../core/messages.js";
import { recordSecret } from "./both-servers/write.js";
import { notPersistedIn } from "./persistence.js";
import { tellAll } from "./provider-context.js";
import { listAwaited, recordedArguments, userArguments, type Properties } from "./record.js";
import { formatDifferences, tellUnchanged } from "./relationship-check.js";
import {
  formatServerPlans,
  writesBoth,
  type RelationshipComparison,
} from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { planAllServers } from "./relationship-planning.js";

/** The answer to diff. `changes` is `undefined` where the engine compares the inputs itself. */
export interface RelationshipDiff {
  readonly changes: boolean | undefined;
}

/** Returns whether a relationship changes. */
export async function diffRelationship(
  context: RelationshipContext,
  olds: Properties,
  news: Properties,
): Promise<RelationshipDiff> {
  const { session } = context;
  const checked = context.checks.takeFresh(news);
  if (checked === undefined) return { changes: olds.drift !== undefined };
  if (checked === "unknown") return { changes: undefined };
  const awaited = listAwaited(olds);
  if (awaited.length > 0) session.tell(messages.failoverAwaited(checked.primary.label, awaited));
  const hasSameArguments = equal(userArguments(recordedArguments(olds)), userArguments(news));
  if (!("plan" in checked)) return diffComparison(context, checked, { olds, hasSameArguments });
  return { changes: hasSameArguments && checked.plan.length === 0 ? false : undefined };
}

async function diffComparison(
  context: RelationshipContext,
  comparison: RelationshipComparison,
  { olds, hasSameArguments }: { readonly olds: Properties; readonly hasSameArguments: boolean },
): Promise<RelationshipDiff> {
  const plans = planAllServers(comparison);
  if (await tellSecretChange(context, comparison, olds)) {
    const isOnlyChange = formatServerPlans(plans) === undefined;
    if (hasSameArguments && isOnlyChange) return { changes: true };
  }
  const notPersisted = Object.entries(notPersistedIn(olds));
  tellAll(
    context.session,
    notPersisted.map(([server, reason]) => `${server}: ${reason}`),
  );
  const isAsBefore = hasSameArguments && formatDifferences(comparison, plans) === undefined;
  const hasUnfinished = listAwaited(olds).length > 0 || notPersisted.length > 0;
  if (!isAsBefore || hasUnfinished) tellUnchanged(context, comparison, plans);
  return { changes: isAsBefore ? hasUnfinished : undefined };
}

/** Tells that the shared secret will be set, where it is another one than was written last. */
async function tellSecretChange(
  { session }: RelationshipContext,
  comparison: RelationshipComparison,
  olds: Properties,
): Promise<boolean> {
  if (!writesBoth(comparison)) return false;
  const { args, desired } = comparison;
  if (!(await recordSecret(desired, olds)).isChanged) return false;
  session.inform(
    olds.__secret === undefined
      ? messages.relationshipSecretUnreadable(args.name)
      : messages.relationshipSecretChanged(args.name),
  );
  return true;
}
