// The differences of a resource as data: those that check found in this operation, and those of the
// servers as they are now.
import { locateChange, showValues, type ShownChange } from "../core/change-values.js";
import { isMap } from "../core/canonical.js";
import type { Plan } from "../core/model.js";
import { isReapplied } from "../core/relationship.js";
import { UserError } from "../core/messages.js";
import { catchUserError } from "../core/user-errors.js";
import type { RelationshipArgs } from "./arguments.js";
import type { Comparison } from "./comparison.js";
import { notPersistedEntry, notPersistedNow } from "./persistence.js";
import { compareServers } from "./planning.js";
import type { ProviderContext } from "./provider-context.js";
import { argumentsOf, recordedArguments, type Properties } from "./record.js";
import { formatDifferences } from "./relationship-check.js";
import { propertyName, type RelationshipComparison } from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { compareRelationship, planAllServers } from "./relationship-planning.js";
import { createStateOutputs } from "./relationship-write.js";
import { listNotPersisted, listShownPlans, nameWithPartner } from "./replication-plan.js";
import type { CommonArgs } from "./resource-definition.js";
import { describeDifferences, describeRelationshipDifferences } from "./shown-differences.js";
import { formatPlans } from "./replication-check.js";

/** The differences that check found; `unknown` where an argument was not known yet. */
export type CheckedChanges = readonly ShownChange[] | "unknown" | undefined;

/** Lists the differences that the check with these inputs found. Absent: there was no such check. */
export function listCheckedChanges<A extends CommonArgs>(
  context: ProviderContext<A>,
  inputs: Properties,
): CheckedChanges {
  const comparison = context.checks.get(inputs);
  return typeof comparison === "object"
    ? listChanges(context, argumentsOf(inputs) as unknown as A, comparison)
    : comparison;
}

/**
 * Lists the differences of the servers as they are now. Lists nothing where they cannot be compared:
 * the check that follows says why.
 */
export async function listLiveChanges<A extends CommonArgs>(
  context: ProviderContext<A>,
  outputs: Properties,
): Promise<readonly ShownChange[]> {
  const args = recordedArguments(outputs) as unknown as A;
  const comparison = await catchUserError(() =>
    compareServers(context, args, { toleratesUnreachable: true }),
  );
  return "partners" in comparison ? listChanges(context, args, comparison) : [];
}

function listChanges<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  comparison: Comparison<A>,
): readonly ShownChange[] {
  const changes = listShownPlans(comparison).flatMap(({ plan, ...shown }) =>
    plan.map((change): ShownChange => {
      const [object, ...path] = locateChange(change);
      return {
        path: [nameWithPartner(args, shown, object!), ...path],
        ...showValues(change),
      };
    }),
  );
  const notPersisted = comparison.partners.map((one) => listNotPersisted(context, one));
  return [...changes, ...toChanges(notPersistedEntry(...notPersisted))];
}

/** Returns entries of text as changes that add them. */
const toChanges = (entries: Properties | undefined): readonly ShownChange[] =>
  Object.entries(entries ?? {}).map(([name, text]) => ({ path: [name], desired: String(text) }));

/**
 * Shows what an update would write, and returns the outputs that it would give. Throws where a
 * partner cannot be read: the update may leave it out, a preview should not.
 */
export function previewReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  inputs: Properties,
): Properties | undefined {
  const comparison = context.checks.get(inputs);
  if (typeof comparison !== "object") return undefined;
  const [unreachable] = comparison.unreachable;
  if (unreachable) throw unreachable.error;
  const args = argumentsOf(inputs) as unknown as A;
  const entries = formatPlans(context.definition, args, listShownPlans(comparison));
  context.session.showLines(
    args.__resource,
    describeDifferences(context, { args, comparison }, entries),
  );
  return context.definition.createOutputs(args, comparison.partners);
}

/** Lists the differences that the check of a relationship with these inputs found. */
export function listCheckedStatements(
  context: RelationshipContext,
  inputs: Properties,
): CheckedChanges {
  const checked = context.checks.get(inputs);
  if (typeof checked !== "object") return checked;
  return "plan" in checked ? listServerChanges({ primary: checked.plan }) : listStatements(checked);
}

/** Lists the differences of the servers of a relationship as they are now, as far as they answer. */
export async function listLiveStatements(
  context: RelationshipContext,
  outputs: Properties,
): Promise<readonly ShownChange[]> {
  const args = recordedArguments(outputs) as unknown as RelationshipArgs;
  const comparison = await catchUserError(() => compareRelationship(context, args, {}));
  return comparison instanceof UserError ? [] : listStatements(comparison);
}

function listStatements(comparison: RelationshipComparison): readonly ShownChange[] {
  const notPersisted = notPersistedNow(comparison.primary, comparison.partner);
  return [
    ...listServerChanges(planAllServers(comparison)),
    ...toChanges(notPersistedEntry(notPersisted)),
  ];
}

const listServerChanges = (plans: Readonly<Record<string, Plan>>): readonly ShownChange[] =>
  Object.entries(plans).flatMap(([server, plan]) =>
    plan
      .filter((change) => !isReapplied(change))
      .map((change): ShownChange => {
        const { location, path } = change;
        const names =
          location.kind === "relationship" && path.length > 0 ? path : [propertyName(change)];
        return { path: [server, ...names], ...showValues(change) };
      }),
  );

/** Shows what an update of a relationship would write, and returns the outputs that are known. */
export function previewRelationship(
  context: RelationshipContext,
  inputs: Properties,
): Properties | undefined {
  const checked = context.checks.get(inputs);
  if (typeof checked !== "object" || "plan" in checked) return undefined;
  const args = argumentsOf(inputs) as unknown as RelationshipArgs;
  const entries = formatDifferences(checked, planAllServers(checked));
  context.session.showLines(args.__resource, describeRelationshipDifferences(args.name, entries));
  if (isMap(entries)) return undefined;
  return createStateOutputs(args, checked.primary.snapshot);
}
