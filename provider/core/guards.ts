// What is not done without being asked for twice: each guard looks at a plan and refuses what is too sweeping to be meant.
import { isPassing, mayBeSamePair, listShared, type Health, type PairMembers } from "./health.js";
import { valueAt, mapOf, canonicalText } from "./canonical.js";
import type { Change, Configuration, UnreadableOption, ConfigObject, Plan } from "./model.js";
import { messages, type UserError } from "./messages.js";
import { formatUnreadableOptions } from "./paths.js";
import { checkSweepingPlan } from "./sweeping.js";

/** A server as guards look at it. */
export interface GuardedServer {
  readonly label: string;
  readonly configuration: Configuration;
  /** Absent where nothing runs. */
  readonly failover?: readonly Health[];
  /** The servers of each relationship, by its name; absent where a relationship is known by its name alone. */
  readonly pairs?: Readonly<Record<string, PairMembers>>;
  /** What it holds and does not return; absent: nothing. */
  readonly unreadable?: {
    readonly options?: readonly UnreadableOption[];
    readonly lostByWriting?: readonly string[];
  };
}

export interface GuardedPlan {
  readonly primary: GuardedServer;
  readonly partner: GuardedServer;
  readonly plan: Plan;
  /** Whether the write waits for failover that comes to work by itself: then that is no objection. Default false. */
  readonly waits?: boolean;
}

/** Why a plan should not be carried out unless it is forced, or nothing. */
export function checkPlan(guarded: GuardedPlan): UserError | undefined {
  const { primary, partner, plan } = guarded;
  const scopes = ({ configuration }: GuardedServer): number =>
    Object.keys(configuration.scopes).length;
  if (scopes(primary) === 0) return messages.primaryEmpty(primary.label).withProperty("primary");
  const atRisk = (): UserError | undefined =>
    partner.unreadable?.lostByWriting?.length
      ? messages
          .wouldBeLost(partner.label, partner.unreadable.lostByWriting)
          .withProperty("partner")
      : undefined;
  return (
    checkSharedPair(primary, partner) ??
    checkSweepingPlan(partner, plan) ??
    checkRenumbering(partner, plan) ??
    checkFailover(guarded) ??
    atRisk() ??
    checkUnreadableOptions(primary, plan)
  );
}

/** What the primary tells without its bytes would be written so, and the partner would serve an empty option. */
function checkUnreadableOptions(
  { label, unreadable }: GuardedServer,
  plan: Plan,
): UserError | undefined {
  const hollow = unreadable?.options ?? [];
  if (hollow.length === 0) return undefined;
  const changes = Map.groupBy(plan, ({ place }) => canonicalText(place));
  const copied = hollow.filter(({ place, path }) =>
    changes.get(canonicalText(place))?.some((change) => emptiesOption(change, path)),
  );
  return copied.length > 0
    ? messages.wouldBeEmpty(label, formatUnreadableOptions(copied)).withProperty("primary")
    : undefined;
}

/** Whether a change leaves the partner with the option at this path, and nothing in it. */
function emptiesOption({ place, path, desired }: Change, option: readonly string[]): boolean {
  const value = [...option, "value"];
  if (!path.every((name, i) => name === value[i])) return false;
  if (path.length === value.length) return desired === "";
  const tree =
    path.length === 0 && place.kind !== "settings"
      ? (desired as ConfigObject | undefined)?.properties
      : desired;
  return valueAt(mapOf(tree), value.slice(path.length)) === "";
}

/** A primary whose failover is with other servers was named by mistake. */
function checkSharedPair(primary: GuardedServer, partner: GuardedServer): UserError | undefined {
  const [ours, theirs] = [primary, partner].map(({ configuration }) =>
    Object.keys(configuration.relationships),
  ) as [string[], string[]];
  if (ours.length === 0 || theirs.length === 0) return undefined;
  const isShared = (name: string, other: string): boolean => {
    const [one, another] = [primary.pairs?.[name], partner.pairs?.[other]];
    return one && another ? mayBeSamePair(one, another) : name === other;
  };
  if (ours.some((name) => theirs.some((other) => isShared(name, other)))) return undefined;
  return messages.otherPair(primary.label, partner.label, ours, theirs).withProperty("primary");
}

function checkRenumbering(partner: GuardedServer, plan: Plan): UserError | undefined {
  const renumbered = plan.filter(isRenumbering);
  if (renumbered.length === 0) return undefined;
  return messages
    .idsDiffer(
      partner.label,
      renumbered.map(
        ({ place, current, desired }) =>
          `${place.kind === "scope" ? place.key : ""} ${String(current)} => ${String(desired)}`,
      ),
    )
    .withProperty("partner");
}

/** Leases are shared only by two servers whose failover works: what is changed while it does not may come as a surprise to both. A file surprises nobody. */
function checkFailover({
  primary,
  partner,
  plan,
  waits = false,
}: GuardedPlan): UserError | undefined {
  if (partner.failover === undefined) return undefined;
  const stated = Object.keys(primary.configuration.relationships);
  if (partner.failover.length === 0 && stated.length > 0)
    return messages.failoverMissing(primary.label, partner.label, stated).withProperty("partner");
  // A write starts every relationship of the partner anew. One that differences have stopped is started again on the primary: where that is the other half.
  const mendable = listShared(primary.failover, partner.failover);
  const isImpaired = (one: Health, others: readonly Health[] = []): boolean =>
    isPassing(one, others) ? !waits : one.condition === "impaired";
  const ailing = partner.failover.find(
    (one) =>
      isImpaired(one, primary.failover) || (one.condition === "stopped" && !mendable.includes(one)),
  );
  if (ailing)
    return messages
      .failoverImpaired(partner.label, ailing.relationship, ailing.state)
      .withProperty("partner");
  const touched = new Set(plan.flatMap(({ place }) => (place.kind === "scope" ? [place.key] : [])));
  const names = Object.entries(primary.configuration.relationships)
    .filter(([, { scopes }]) => scopes.some((scope) => touched.has(scope)))
    .map(([name]) => name);
  const ours = primary.failover?.find(
    (one) => names.includes(one.relationship) && isImpaired(one, partner.failover),
  );
  return (
    ours &&
    messages.failoverImpaired(primary.label, ours.relationship, ours.state).withProperty("primary")
  );
}

/** Why nothing should be written to a server just now, wherever the plan comes from. */
export function checkServerHealth(
  { label, failover = [], unreadable }: GuardedServer,
  waits = false,
): UserError | undefined {
  const atRisk = unreadable?.lostByWriting ?? [];
  const ailing = failover.find(
    ({ condition }) => condition !== "working" && !(waits && condition === "passing"),
  );
  if (ailing)
    return messages
      .failoverImpaired(label, ailing.relationship, ailing.state)
      .withProperty("partner");
  return atRisk.length > 0
    ? messages.wouldBeLost(label, atRisk).withProperty("partner")
    : undefined;
}

/** A scope's number in the server's lease file: leases are found by it. */
const isRenumbering = ({ place, path, current, desired }: Change): boolean =>
  place.kind === "scope" &&
  path.length === 1 &&
  path[0] === "id" &&
  current !== undefined &&
  desired !== undefined;
