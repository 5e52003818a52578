// Guards: each checks a plan and returns an error where the plan is unlikely to be meant.
import { isPassing, mayBeSamePair, listShared, type Health, type PairMembers } from "./health.js";
import { valueAt, mapOf, canonicalText } from "./canonical.js";
import type { Change, Configuration, UnreadableOption, ConfigObject, Plan } from "./model.js";
import { messages, type UserError } from "./messages.js";
import { formatUnreadableOptions } from "./paths.js";
import { labelScope } from "./scope-labels.js";
import { checkSweepingPlan } from "./sweeping.js";

/** The data of a server that guards check. */
export interface GuardedServer {
  readonly label: string;
  readonly configuration: Configuration;
  /** The state of its relationships. Absent: nothing runs there. */
  readonly failover?: readonly Health[];
  /**
   * The servers of each relationship, by its name. Absent: relationships are known by name alone.
   */
  readonly pairs?: Readonly<Record<string, PairMembers>>;
  /** Values that it holds and does not return. Absent: none. */
  readonly unreadable?: {
    readonly options?: readonly UnreadableOption[];
    readonly lostByWriting?: readonly string[];
  };
}

export interface GuardedPlan {
  readonly primary: GuardedServer;
  readonly partner: GuardedServer;
  readonly plan: Plan;
  /**
   * True where the write waits for failover that will work by itself, which is then no error.
   * Default false.
   */
  readonly waits?: boolean;
}

/** Returns the error for a plan that must not be carried out unless it is forced, or nothing. */
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

/**
 * Returns an error where an unreadable option of the primary would be written as an empty option.
 */
function checkUnreadableOptions(
  { label, unreadable }: GuardedServer,
  plan: Plan,
): UserError | undefined {
  const options = unreadable?.options ?? [];
  if (options.length === 0) return undefined;
  const changes = Map.groupBy(plan, ({ location }) => canonicalText(location));
  const copied = options.filter(({ location, path }) =>
    changes.get(canonicalText(location))?.some((change) => emptiesOption(change, path)),
  );
  return copied.length > 0
    ? messages.wouldBeEmpty(label, formatUnreadableOptions(copied)).withProperty("primary")
    : undefined;
}

/**
 * Returns true where a change leaves the partner with the option at this path and an empty value.
 */
function emptiesOption({ location, path, desired }: Change, option: readonly string[]): boolean {
  const value = [...option, "value"];
  if (!path.every((name, i) => name === value[i])) return false;
  if (path.length === value.length) return desired === "";
  const tree =
    path.length === 0 && location.kind !== "settings"
      ? (desired as ConfigObject | undefined)?.properties
      : desired;
  return valueAt(mapOf(tree), value.slice(path.length)) === "";
}

/**
 * Returns an error where the failover of the primary is with other servers: it was probably named
 * by mistake.
 */
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
  return messages.notAPair(primary.label, partner.label, ours, theirs).withProperty("primary");
}

function checkRenumbering(partner: GuardedServer, plan: Plan): UserError | undefined {
  const renumbered = plan.filter(isRenumbering);
  if (renumbered.length === 0) return undefined;
  return messages
    .subnetIdsDiffer(
      partner.label,
      renumbered.map(
        ({ location, current, desired }) =>
          `${location.kind === "scope" ? labelScope(location.key, partner.configuration) : ""} ${String(current)} => ${String(desired)}`,
      ),
    )
    .withProperty("partner");
}

/**
 * Returns an error where failover does not work. Two servers share leases only while it does; a
 * change in the meantime may surprise both. A file is exempt.
 */
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
  // A write restarts all relationships of the partner. One that differences have stopped is started
  // again on the primary, if that is its other server.
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
  const touched = new Set(
    plan.flatMap(({ location }) => (location.kind === "scope" ? [location.key] : [])),
  );
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

/**
 * Returns the error for a server that must not be written at present, whatever the plan, or
 * nothing.
 */
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

/**
 * Returns true where a change gives a scope another number: the server's lease file refers to
 * scopes by it.
 */
const isRenumbering = ({ location, path, current, desired }: Change): boolean =>
  location.kind === "scope" &&
  path.length === 1 &&
  path[0] === "id" &&
  current !== undefined &&
  desired !== undefined;
