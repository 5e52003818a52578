// Differences that a resource leaves on a partner: properties outside scopes, scopes that only the
// partner has, and properties that no argument would write.
import { equal } from "../core/equal.js";
import { messages, type UserError } from "../core/messages.js";
import { listContradictions } from "../core/mirror.js";
import type { Change, Configuration } from "../core/model.js";
import { formatProperty } from "../core/paths.js";
import { withRelationshipsTo } from "../core/select.js";
import { labelScopes } from "../core/scope-labels.js";
import { shortNames, type ServerPair } from "../core/short-names.js";
import { formatDifference } from "../core/text.js";
import type { Snapshot } from "../drivers/driver.js";
import type { Comparison, PairComparison, PartnerComparison } from "./comparison.js";
import { withPartnerName } from "./placed-errors.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import { compareOutside, refusesReported, reportedErrors } from "./reported.js";
import type { CommonArgs } from "./resource-definition.js";
import type { Session } from "./session.js";

/**
 * Describes the differences outside scopes that stay after the plan, without ignored properties.
 * They are compared once in an operation.
 */
export function describeSettings(
  session: Session,
  { primary, partner, selection, partnerAfter }: PairComparison,
  labels: ServerPair<string>,
): readonly string[] {
  const names = shortNames(labels);
  const all = session.memoizeForPair(primary, partner, () =>
    compareOutside(primary.configuration, partner),
  );
  return all
    .filter((change) => !selection.isIgnored(change))
    .flatMap((change) => (partnerAfter ? withFinalOrder(change, partnerAfter) : [change]))
    .map((change) => {
      const { location, path } = change;
      const count =
        location.kind === "settings" ? countInheriting(partner.configuration, path[0]!) : 0;
      const inherited = count > 0 ? messages.inheritingScopes(count) : "";
      return `${formatProperty(location, path)} (${formatDifference(change, names)}${inherited})`;
    });
}

/**
 * Returns a difference as it is after the plan. The plan of a scope may correct an order, which
 * then only the plan names.
 */
function withFinalOrder(change: Change, partnerAfter: Configuration): readonly Change[] {
  if (change.location.kind !== "order") return [change];
  const names = change.desired as readonly string[];
  const order = partnerAfter.order[change.location.key] ?? [];
  const current = order.filter((name) => names.includes(name));
  return equal(current, names) ? [] : [{ ...change, current }];
}

const inheritingCache = new WeakMap<Configuration, ReadonlyMap<string, number>>();

/** Counts the scopes that inherit a property. All are counted once for a configuration. */
function countInheriting(configuration: Configuration, property: string): number {
  const counts = inheritingCache.get(configuration) ?? countAllInheriting(configuration);
  inheritingCache.set(configuration, counts);
  return counts.get(property) ?? 0;
}

function countAllInheriting({ scopes }: Configuration): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { inherited } of Object.values(scopes)) {
    for (const name of inherited) {
      const before = counts.get(name) ?? 0;
      counts.set(name, before + 1);
    }
  }
  return counts;
}

/** Lists scopes that only the partner has, and that stay there. */
export function listExtraScopes<A extends CommonArgs>(
  { definition, session }: Pick<ProviderContext<A>, "definition" | "session">,
  { args, pair }: PartnerComparison<A>,
  { partners }: Pick<Comparison<A>, "partners">,
): readonly string[] {
  const expect = (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    configuration: session.expectedWrites.predict(snapshot),
  });
  return definition.listExtraScopes(
    args,
    expect(pair.primary),
    expect(pair.partner),
    partners.map((other) => other.pair.partner.configuration),
  );
}

/**
 * Describes in sentences the differences that no argument has written: relationships, and
 * properties that are compared no further.
 */
export function describeOtherDifferences<A extends CommonArgs>(
  context: Pick<ProviderContext<A>, "session">,
  { args, pair: { primary, partner } }: PartnerComparison<A>,
): readonly string[] {
  const labels = [labelOf(context, args.primary), labelOf(context, args.partner)] as const;
  const [onPrimary, onPartner] = [primary.uncompared ?? {}, partner.uncompared ?? {}];
  const uncompared = Object.keys(onPrimary).filter(
    (name) => onPartner[name] !== undefined && onPartner[name] !== onPrimary[name],
  );
  const mayBeItself = (primary.failover === undefined) !== (partner.failover === undefined);
  const stated = withRelationshipsTo(args.partnerName, primary.configuration);
  return [
    ...uncompared.map((name) => messages.objectNotCompared(...labels, name)),
    ...listContradictions(stated, partner.configuration, labels[1], mayBeItself),
  ];
}

/** Returns errors for remaining differences, where the arguments or this operation refuse them. */
export function checkRemaining<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  comparison: Comparison<A>,
): readonly UserError[] {
  const { definition, session } = context;
  const refusesAll = refusesReported();
  const policy = definition.settingsPolicy(args);
  const refusesSettings = policy === "refuse" || (refusesAll && policy === "report");
  const refusesScopes = refusesAll || (definition.refusesExtraScopes?.(args) ?? false);
  if (!refusesSettings && !refusesScopes) return [];
  return comparison.partners.flatMap((partner) => {
    const labels = {
      primary: labelOf(context, args.primary),
      partner: labelOf(context, partner.args.partner),
    };
    const extraScopes = refusesScopes ? listExtraScopes(context, partner, comparison) : [];
    const errors = reportedErrors({
      ...labels,
      settings: refusesSettings ? describeSettings(session, partner.pair, labels) : [],
      scopes: labelScopes(extraScopes, partner.pair.partner.configuration),
      isPart: comparison.primary.isPartial ?? false,
      besides: refusesAll ? describeOtherDifferences(context, partner) : [],
    });
    return errors.map((error) => withPartnerName(partner.args, error));
  });
}
