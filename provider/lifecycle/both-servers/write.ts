// Writes of relationships on servers that change both when the primary is written.
import { messages } from "../../core/messages.js";
import type { Configuration, Plan } from "../../core/model.js";
import { formatScopedProperty } from "../../core/paths.js";
import { planRelationship } from "../../core/relationship.js";
import { hashSecret, createSecretKey } from "../../core/secrets.js";
import type { BothServersPlans, DesiredPair, Snapshot } from "../../drivers/driver.js";
import { describeHalfApplied } from "./half-applied.js";
import type { Properties } from "../record.js";
import {
  findStated,
  planBothServers,
  type BothServersComparison,
  type RelationshipComparison,
} from "../relationship-comparison.js";
import type { Session } from "../session.js";
import { nameServers } from "../shared-relationship.js";

/** Throws where a plan must not be carried out on a server as it is now. */
export type WriteGuard = (plan: Plan, now: Snapshot) => Promise<void>;

/** A secret that no server returns: the outputs that record it, and a comparison with the last. */
export interface SecretRecord {
  readonly outputs: Properties;
  readonly isChanged: boolean;
}

/** Records the secret of a relationship as a hash. */
export async function recordSecret(
  { secret }: DesiredPair,
  outputs: Properties,
): Promise<SecretRecord> {
  if (secret === undefined) return { outputs: {}, isChanged: false };
  const key = typeof outputs.__key === "string" ? outputs.__key : createSecretKey();
  const hash = await hashSecret(secret, key);
  return { outputs: { __key: key, __secret: hash }, isChanged: outputs.__secret !== hash };
}

export interface BothServersWriteOptions {
  readonly isSecretChanged: boolean;
  readonly guards: { readonly primary: WriteGuard; readonly partner: WriteGuard };
}

/**
 * Writes the objects that the partner's new scopes refer to, then the primary. Throws where the
 * partner does not come to state its side.
 */
export async function writeBothServers(
  session: Session,
  comparison: BothServersComparison,
  { isSecretChanged, guards }: BothServersWriteOptions,
): Promise<void> {
  const { primary, partner } = comparison;
  const hasBegun = await writeNeededObjects(session, comparison, guards.partner);
  const plans = planBothServers(
    comparison,
    primary.snapshot.configuration,
    partner.snapshot.configuration,
  );
  await writePrimary(session, comparison, {
    plans,
    secretChanges: planSecret(comparison, plans, isSecretChanged),
    hasBegun,
    guard: guards.primary,
  });
  await assertBothState(session, comparison, plans);
}

/** Returns the names that a write changes: the new name, and the former one where there is one. */
const changedNames = ({ args: { name }, formerName }: RelationshipComparison): readonly string[] =>
  formerName === undefined ? [name] : [name, formerName];

/** Writes objects that new scopes of the partner refer to. Returns whether there were any. */
async function writeNeededObjects(
  session: Session,
  comparison: BothServersComparison,
  guard: WriteGuard,
): Promise<boolean> {
  const { primary, partner } = comparison;
  const planNeeded = (onPartner: Configuration, onPrimary: Configuration): Plan =>
    planBothServers(comparison, onPrimary, onPartner).partner.filter(
      ({ location }) => location.kind === "shared" || location.kind === "order",
    );
  const needed = planNeeded(partner.snapshot.configuration, primary.snapshot.configuration);
  if (needed.length === 0) return false;
  await session.queue.enqueue({
    primary: primary.args,
    partner: partner.args,
    plannedFrom: { primary: primary.snapshot, partner: partner.snapshot },
    replan: (onPartner, onPrimary) => ({ changes: planNeeded(onPartner, onPrimary!) }),
    guard,
    changedRelationships: changedNames(comparison),
  });
  return true;
}

/** Plans the shared secret, where it changes or the servers do not have one yet. */
function planSecret(
  comparison: BothServersComparison,
  plans: BothServersPlans,
  isSecretChanged: boolean,
): Plan {
  const { args, primary, partner, desired } = comparison;
  if (desired.secret === undefined) return [];
  const hasNone = [primary, partner].some(
    ({ snapshot }) => findStated(snapshot.configuration, comparison)?.own?.enableAuth !== true,
  );
  const isCreated =
    plans.primary.some((change) => change.path.length === 0 && change.desired !== undefined) ||
    (desired.requiresReplacement ?? []).length > 0;
  if (!isSecretChanged && !hasNone && !isCreated) return [];
  return [
    {
      location: { kind: "relationship", key: args.name },
      path: ["sharedSecret"],
      desired: desired.secret,
    },
  ];
}

interface PrimaryWrite {
  readonly plans: BothServersPlans;
  readonly secretChanges: Plan;
  readonly hasBegun: boolean;
  readonly guard: WriteGuard;
}

async function writePrimary(
  session: Session,
  comparison: BothServersComparison,
  { plans, secretChanges, hasBegun, guard }: PrimaryWrite,
): Promise<void> {
  const { args, primary, partner, former } = comparison;
  const appliesAgain = plans.isRemade || plans.reapplied.length > 0;
  // Values that are applied again, and values that no server returns, are there once written.
  let isWritten = false;
  const plan = (now: Configuration): Plan => {
    const again = planBothServers(comparison, now, partner.snapshot.configuration);
    if (isWritten) return again.statementChanges;
    return [...(appliesAgain ? again.primary : again.statementChanges), ...secretChanges];
  };
  try {
    await session.queue.enqueue({
      partner: primary.args,
      primary: partner.args,
      mirrors: [partner.args, ...former.map((one) => one.args)],
      plannedFrom: { primary: partner.snapshot, partner: primary.snapshot },
      replan: (now) => ({ changes: plan(now) }),
      guard: async (changes, now) => {
        await guard(changes, now);
        isWritten = true;
      },
      changedRelationships: changedNames(comparison),
      hasBegun,
    });
  } catch (error) {
    if (!isWritten) throw error;
    const servers = { name: args.name, primary, partner };
    throw (await describeHalfApplied(session, servers, primary.snapshot.version, error)) ?? error;
  }
}

/** Throws where the partner does not state its side after the primary was written. */
async function assertBothState(
  session: Session,
  { args, formerName, primary, partner, bothServers }: BothServersComparison,
  plans: BothServersPlans,
): Promise<void> {
  const { configuration: onPrimary } = await session.snapshots.getLatest(primary.args);
  const { configuration: onPartner } = await session.snapshots.getLatest(partner.args);
  const remaining = planRelationship(
    bothServers.planner.withMissingMembers(onPartner, onPrimary).relationships,
    args.name,
    bothServers.desire(onPrimary, onPartner).partner,
    formerName,
  ).map(({ location, path }) => formatScopedProperty(location, path));
  const missing = plans.addedScopes.filter((scope) => onPartner.scopes[scope] === undefined);
  if (remaining.length + missing.length === 0) return;
  const servers = nameServers(session, args.name, {
    primary: primary.args,
    partner: partner.args,
  });
  throw messages.relationshipUnmirrored(servers, [...remaining, ...missing]);
}
