// The comparison of a primary with its partners. Every front door gets the same data from here:
// check and its preview, a write, and `init`.
import { networkAddress } from "../core/address.js";
import { apply } from "../core/apply.js";
import { compare, type Selection } from "../core/compare.js";
import { messages, UserError } from "../core/messages.js";
import type { Configuration, Plan, ScopeId } from "../core/model.js";
import { nameRejectedProperty, catchUserError } from "../core/user-errors.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import type { Comparison, PairComparison, PartnerComparison } from "./comparison.js";
import { isNative } from "./native-replication.js";
import { planPartner, translateNames } from "./partner-plan.js";
import { findNeededPartners, type Addressed } from "./partners.js";
import { withPartnerName } from "./placed-errors.js";
import type { ProviderContext } from "./provider-context.js";
import type { CommonArgs } from "./resource-definition.js";
import { excludeInvisible, listUnreadablePaths } from "./visibility.js";

type PlanningContext<A extends CommonArgs> = Pick<ProviderContext<A>, "definition" | "session">;

export interface CompareOptions {
  /** Leaves out a partner that cannot be read, as long as another partner can be read. */
  readonly toleratesUnreachable: boolean;
}

/** Reads and compares all servers of a resource. Returns the errors where there are any. */
export async function compareServers<A extends CommonArgs>(
  context: PlanningContext<A>,
  args: A,
  options: CompareOptions,
): Promise<Comparison<A> | readonly UserError[]> {
  const readScope = context.definition.readScopeOf?.(args);
  const comparison = await compareWithin(context, args, { ...options, readScope });
  if (!("partners" in comparison) || readScope === undefined) return comparison;
  // A relationship may have members on the primary that the partner has in none.
  const unreadScopes = comparison.partners.flatMap(({ pair: { primary, partner, selection } }) =>
    selection.scopes.filter(
      (scope) => primary.unreadScopes?.has(scope) || partner.unreadScopes?.has(scope),
    ),
  );
  if (unreadScopes.length === 0) return comparison;
  const scopes = [...readScope.scopes, ...unreadScopes.map(networkAddress)];
  return compareWithin(context, args, { ...options, readScope: { ...readScope, scopes } });
}

async function compareWithin<A extends CommonArgs>(
  context: PlanningContext<A>,
  args: A,
  { toleratesUnreachable, readScope }: CompareOptions & { readonly readScope?: ReadScope },
): Promise<Comparison<A> | readonly UserError[]> {
  const found = await catchUserError(() => readPrimary(context, args, readScope));
  if (found instanceof UserError) return [found];
  const { primary, needed, unneeded } = found;
  const snapshots = await Promise.all(
    needed.map((one) => catchUserError(() => context.session.read(one.partner, readScope))),
  );
  const unreachable = needed.flatMap((one, i) => {
    const snapshot = snapshots[i];
    return snapshot instanceof UserError
      ? [{ args: one, error: withPartnerName(one, snapshot) }]
      : [];
  });
  if (unreachable.length > 0 && (!toleratesUnreachable || unreachable.length === needed.length))
    return unreachable.map(({ error }) => error);
  const readable = needed.flatMap((one, i) => {
    const snapshot = snapshots[i]!;
    return snapshot instanceof UserError ? [] : [{ args: one, partner: snapshot }];
  });
  const { partners, errors } = await comparePartners(context, primary, readable);
  return errors.length > 0
    ? withoutRepetitions(errors)
    : { primary, partners, unreachable, unneeded };
}

/** A partner that could be read. */
interface ReadPartner<A extends CommonArgs> {
  readonly args: Addressed<A>;
  readonly partner: Snapshot;
}

/** Compares each partner with the primary. */
async function comparePartners<A extends CommonArgs>(
  context: PlanningContext<A>,
  primary: Snapshot,
  readable: readonly ReadPartner<A>[],
): Promise<{
  readonly partners: readonly PartnerComparison<A>[];
  readonly errors: readonly UserError[];
}> {
  const partnerConfigurations = readable.map(({ partner }) =>
    context.session.expectedWrites.predict(partner),
  );
  const partners: PartnerComparison<A>[] = [];
  const errors: UserError[] = [];
  for (const { args, partner } of readable) {
    const servers = { primary, partner, partnerConfigurations };
    const pair = await catchUserError(async () => comparePair(context, args, servers));
    if (!(pair instanceof UserError)) partners.push({ args, pair });
    else errors.push(pair.property === "partner" ? withPartnerName(args, pair) : pair);
  }
  return { partners, errors };
}

const withoutRepetitions = (errors: readonly UserError[]): readonly UserError[] => [
  ...new Map(errors.map((error) => [error.message, error])).values(),
];

/** Reads the primary, and a partner that has no name, and finds the partners that are needed. */
async function readPrimary<A extends CommonArgs>(
  { definition, session }: PlanningContext<A>,
  args: A,
  readScope: ReadScope | undefined,
) {
  const [primary] = await Promise.all([
    nameRejectedProperty("primary", session.read(args.primary, readScope)),
    args.partner && nameRejectedProperty("partner", session.read(args.partner, readScope)),
  ]);
  const choice = definition.chooseScopes?.(args);
  return { primary, ...findNeededPartners(args, choice, session.expectedWrites.predict(primary)) };
}

/** The snapshots that one partner is compared with. */
interface PartnerSnapshots {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
  /** The configurations that all partners of the resource will have. */
  readonly partnerConfigurations: readonly Configuration[];
}

/**
 * Compares one partner with the primary: selects the scopes, and plans what both servers need.
 * Counts with the writes that other resources of this operation announced. Throws a `UserError`.
 */
export function comparePair<A extends CommonArgs>(
  { definition, session }: PlanningContext<A>,
  args: Addressed<A>,
  { primary, partner, partnerConfigurations }: PartnerSnapshots,
): PairComparison {
  if (session.isSameServer(primary, partner))
    throw messages
      .sameServer(session.server(args.primary).label, session.server(args.partner).label)
      .withProperty("partner");
  const [from, to] = [
    session.expectedWrites.predict(primary),
    session.expectedWrites.predict(partner),
  ];
  const selection = excludeInvisible(
    definition.select(
      args,
      { ...primary, configuration: from },
      { ...partner, configuration: to },
      partnerConfigurations,
    ),
    listUnreadablePaths(primary, partner),
    partner,
  );
  assertReadable(selection.scopes, primary, partner);

  const primaryPlan = definition.planPrimary?.(args, from, to) ?? [];
  const writesBoth = definition.writesBothServers?.(args) === true;
  const before = writesBoth ? apply(primaryPlan, to, from) : to;
  // Servers that write their partner themselves use the primary's names.
  const keepsNames = isNative(args) || (writesBoth && primaryPlan.length > 0);
  const { unsupported, ...partnerPlan } = planPartner(
    session.server(args.partner),
    {
      primary,
      partner,
      from: keepsNames ? from : translateNames(partner, from, before),
      to: before,
    },
    selection,
  );
  const unsupportedOnPrimary =
    primaryPlan.length > 0
      ? session.expectedWrites.findUnsupported(
          session.server(args.primary),
          primary,
          primaryPlan,
          primary,
        )
      : [];
  return {
    primary,
    partner,
    selection,
    ...partnerPlan,
    primaryPlan,
    unsupported: [...unsupported, ...unsupportedOnPrimary],
  };
}

/** The configurations of a pair at another time than that of its comparison. */
export interface CurrentPair {
  readonly primary: Configuration;
  readonly partner: Configuration;
  /** The configurations of all partners of the resource. */
  readonly partnerConfigurations: readonly Configuration[];
}

/** Selects the scopes of a pair again, from the configurations right before its write. */
export function selectAgain<A extends CommonArgs>(
  { definition, session }: PlanningContext<A>,
  { args, pair }: PartnerComparison<A>,
  { primary, partner, partnerConfigurations }: CurrentPair,
): Selection {
  const selection = definition.select(
    args,
    snapshotOf(session.expectedWrites.predict(pair.primary, primary)),
    snapshotOf(session.expectedWrites.predict(pair.partner, partner)),
    partnerConfigurations,
  );
  return excludeInvisible(selection, listUnreadablePaths(pair.primary, pair.partner), pair.partner);
}

/** Plans a pair again, from the configurations right before its write, and after it. */
export function planAgain<A extends CommonArgs>(
  { args, pair }: PartnerComparison<A>,
  { primary, partner }: Pick<CurrentPair, "primary" | "partner">,
  selection: Selection,
): Plan {
  const source = isNative(args) ? primary : translateNames(pair.partner, primary, partner);
  return compare(partner, source, selection);
}

/**
 * Throws where a scope that both servers are to hold alike could not be read whole on one of them.
 */
function assertReadable(scopes: readonly ScopeId[], primary: Snapshot, partner: Snapshot): void {
  for (const scope of scopes) {
    const onPrimary = primary.unreadable?.scopes?.get(scope);
    if (onPrimary) throw onPrimary.withProperty("primary");
    const onPartner = primary.configuration.scopes[scope] && partner.unreadable?.scopes?.get(scope);
    if (onPartner) throw onPartner.withProperty("partner");
  }
}

/** Creates a snapshot of which nothing but its configuration matters. */
export const snapshotOf = (configuration: Configuration): Snapshot => ({
  configuration,
  identity: "",
  version: "",
  warnings: [],
});
