// Joining and leaving a failover relationship, where a write to the primary changes both servers.
import { compare } from "../../core/compare.js";
import { messages, type UserError } from "../../core/messages.js";
import type { Configuration, Plan } from "../../core/model.js";
import {
  isReapplied,
  planMembership,
  findRelationship,
  findRelationshipOf,
} from "../../core/relationship.js";
import { listRemovedScopes } from "../../core/sweeping.js";
import type { Snapshot } from "../../drivers/driver.js";
import type { ServerArgs } from "../arguments.js";
import type { WriteGuard } from "./write.js";
import type { PairComparison } from "../comparison.js";
import { describeHalfApplied } from "./half-applied.js";
import type { Operation } from "../operation.js";
import { failoverWait, type Timeouts } from "../timeouts.js";
import { nameServers } from "../shared-relationship.js";

/** The two servers of a resource. */
export interface MembershipArgs {
  readonly primary: ServerArgs;
  readonly partner: ServerArgs;
  readonly force?: boolean;
  readonly failoverTimeout?: number;
  readonly customTimeouts?: Timeouts;
}

/** The plan and the guards of scopes that join a relationship. */
export interface JoiningScopes {
  readonly planPrimary: (primary: Configuration) => Plan;
  /** Returns the reason why the partner must not be written. */
  readonly checkPartner: () => Promise<UserError | undefined>;
  readonly guardPrimary: WriteGuard;
}

/**
 * Joins scopes to their relationship. Objects that the partner needs for them are written first.
 */
export async function joinRelationship(
  operation: Operation,
  args: MembershipArgs,
  pair: PairComparison,
  { planPrimary, checkPartner, guardPrimary }: JoiningScopes,
): Promise<void> {
  const planNeeded = (partner: Configuration, primary: Configuration | undefined): Plan =>
    compare(partner, primary!, pair.selection).filter(
      ({ location }) => location.kind === "shared" || location.kind === "order",
    );
  const assertPartner = async (): Promise<void> => {
    const error = await checkPartner();
    if (error) throw error;
  };
  const hasBegun = planNeeded(pair.partner.configuration, pair.primary.configuration).length > 0;
  if (hasBegun)
    await operation.session.queue.enqueue({
      primary: args.primary,
      partner: args.partner,
      plannedFrom: pair,
      replan: (partner, primary) => ({ changes: planNeeded(partner, primary) }),
      guard: assertPartner,
      ...waitOptions(args),
    });
  await writeBoth(operation, args, {
    name: findRelationshipName(pair.primaryPlan ?? []),
    hasBegun,
    snapshot: pair.primary,
    plan: planPrimary,
    guard: async (plan, now) => {
      await assertPartner();
      await guardPrimary(plan, now);
    },
  });
}

/**
 * Removes a scope from its relationship on the primary, which deletes it on the partner. Returns
 * whether the scope was in one.
 */
export async function leaveRelationship(
  operation: Operation,
  args: MembershipArgs,
  removal: Plan,
  guard: () => Promise<void>,
): Promise<boolean> {
  const { session } = operation;
  const primary = await session.snapshots.getLatest(args.primary);
  const [scope] = listRemovedScopes(removal);
  const name = scope === undefined ? undefined : findRelationshipOf(scope, primary.configuration);
  if (scope === undefined || name === undefined) return false;
  const isMember = (configuration: Configuration): boolean =>
    findRelationship(configuration, name)?.scopes.includes(scope) ?? false;
  await writeBoth(operation, args, {
    name,
    hasBegun: false,
    snapshot: primary,
    plan: (now) => (isMember(now) ? [planMembership(name, scope, false)] : []),
    guard,
  });
  const partner = await session.snapshots.getLatest(args.partner);
  if (partner.configuration.scopes[scope]) {
    throw messages.relationshipUnmirrored(nameServers(session, name, args), [scope]);
  }
  return true;
}

/** One write to the primary that changes both servers. */
interface BothServersWrite {
  /** The name of the relationship. */
  readonly name: string;
  readonly hasBegun: boolean;
  readonly snapshot: Snapshot;
  readonly plan: (primary: Configuration) => Plan;
  readonly guard: WriteGuard;
}

async function writeBoth(
  { session }: Operation,
  args: MembershipArgs,
  write: BothServersWrite,
): Promise<void> {
  let hasPassedGuard = false;
  try {
    await session.queue.enqueue({
      partner: args.primary,
      mirrors: [args.partner],
      ...waitOptions(args),
      hasBegun: write.hasBegun,
      plannedFrom: { partner: write.snapshot },
      // What was applied again once is not planned a second time.
      replan: (now) => ({
        changes: write.plan(now).filter((change) => !hasPassedGuard || !isReapplied(change)),
      }),
      guard: async (changes, now) => {
        await write.guard(changes, now);
        hasPassedGuard = true;
      },
    });
  } catch (error) {
    if (!hasPassedGuard) throw error;
    const servers = {
      name: write.name,
      primary: { args: args.primary, label: session.server(args.primary).label },
      partner: { args: args.partner, label: session.server(args.partner).label },
    };
    throw (await describeHalfApplied(session, servers, write.snapshot.version, error)) ?? error;
  }
}

/** Returns the options of a write that waits for failover which comes to work by itself. */
const waitOptions = (args: MembershipArgs) => ({
  wait: failoverWait("update", args),
  isForced: args.force ?? false,
});

/** Returns the name of the first relationship of a plan. */
const findRelationshipName = (plan: Plan): string =>
  plan.flatMap(({ location }) => (location.kind === "relationship" ? [location.key] : []))[0] ?? "";
