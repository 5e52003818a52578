// The differences of a resource as one message on it: what an update would write, without `--diff`.
import { isMap } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { labelScope } from "../core/scope-labels.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import type { Properties } from "./record.js";
import { listShownPlans, type ReplicationPlan } from "./replication-plan.js";
import type { CommonArgs } from "./resource-definition.js";

/** The number of differences that a message lists; the others are counted. */
const maxDifferences = 20;

/** Describes the differences of a replication, in lines; nothing where there are none. */
export function describeDifferences<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, comparison }: Pick<ReplicationPlan<A>, "args" | "comparison">,
  entries: Properties | undefined,
): readonly string[] {
  const plans = listShownPlans(comparison).map(({ plan }) => plan);
  const all = plans.flat();
  if (all.length === 0) return [];
  const partners = comparison.partners.filter((_one, i) => plans[i]!.length > 0);
  const headline = messages.differences({
    primary: labelOf(context, args.primary),
    partners: partners.map((one) => labelOf(context, one.args.partner)),
    ...countChanges(all),
  });
  const sources = [...comparison.partners.map(({ pair }) => pair.partner), comparison.primary];
  const configurations = sources.map(({ configuration }) => configuration);
  const named = Object.entries(entries ?? {}).map(
    ([name, entry]) => [labelScope(name, ...configurations), entry] as const,
  );
  return [headline, ...listFirstEntries(flatten(Object.fromEntries(named)))];
}

/** Describes the differences of a relationship, in lines; nothing where there are none. */
export function describeRelationshipDifferences(
  name: string,
  entries: Properties | undefined,
): readonly string[] {
  const all = flatten(entries);
  return all.length === 0
    ? []
    : [messages.relationshipDifferences(name, all.length), ...listFirstEntries(all)];
}

function countChanges(plan: Plan) {
  const added = plan.filter(({ current }) => current === undefined).length;
  const removed = plan.filter(({ desired }) => desired === undefined).length;
  const scopes = plan.flatMap(({ location }) => (location.kind === "scope" ? [location.key] : []));
  const changed = plan.length - added - removed;
  return { added, removed, changed, scopes: new Set(scopes).size };
}

/** Lists the first differences and the number of all others. */
function listFirstEntries(all: readonly ShownDifference[]): readonly string[] {
  const lines = all
    .slice(0, maxDifferences)
    .map(([property, change]) => messages.difference(property, change));
  const left = all.length - lines.length;
  return left > 0 ? [...lines, messages.moreDifferences(left)] : lines;
}

/** A property by its full name, and its change as a preview shows it. */
type ShownDifference = readonly [property: string, change: string];

/** Returns the entries of a preview with their full names, in order. */
function flatten(entries: Properties | undefined, prefix = ""): readonly ShownDifference[] {
  return Object.entries(entries ?? {}).flatMap(([name, entry]) =>
    isMap(entry)
      ? flatten(entry as Properties, `${prefix}${name} `)
      : [[`${prefix}${name}`, String(entry)] as const],
  );
}
