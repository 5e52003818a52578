// The guards on a failover relationship: the reasons why it is not created or changed as a program
// says. They run in check, and those of a server again right before it is written.
import { equal } from "../core/equal.js";
import { checkServerHealth } from "../core/guards.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { labelScope, labelScopes } from "../core/scope-labels.js";
import type { BothServersPlans, Snapshot } from "../drivers/driver.js";
import { resourceName, type RelationshipArgs } from "./arguments.js";
import { checkBothServers } from "./both-servers/guards.js";
import { runGuards, type GuardResult } from "./guard-list.js";
import {
  isStated,
  writesBoth,
  type RelatedServer,
  type RelationshipComparison,
  type RelationshipPlans,
} from "./relationship-comparison.js";
import { checkAdoption } from "./relationship-adoption.js";
import type { Session } from "./session.js";

/** A relationship with its plans, as the guards look at it. */
export interface CheckedRelationship {
  readonly session: Session;
  readonly comparison: RelationshipComparison;
  readonly plans: RelationshipPlans;
  /** Present where a write to the primary changes both servers. */
  readonly bothServersPlans: BothServersPlans | undefined;
  /** True where the resource was there when this operation began. */
  readonly exists: boolean;
}

type RelationshipGuard = (checked: CheckedRelationship) => GuardResult;

/** The guards, in the order in which they run: the first error is shown. */
const relationshipGuards: readonly RelationshipGuard[] = [
  checkOwner,
  checkWriteToBoth,
  (checked) => (checked.exists ? undefined : checkAdoption(checked)),
  checkNewName,
  checkEqualScopes,
  (checked) => checkServer(checked, "partner"),
  (checked) => checkServer(checked, "primary"),
  checkFormerBackups,
];

async function checkWriteToBoth({
  session,
  comparison,
  bothServersPlans,
}: CheckedRelationship): Promise<UserError | undefined> {
  if (!bothServersPlans || !writesBoth(comparison)) return undefined;
  return checkBothServers(session, comparison, bothServersPlans);
}

/** Returns the first reason why a relationship must not be written, or nothing. */
export async function checkRelationship(
  checked: CheckedRelationship,
): Promise<UserError | undefined> {
  const unsupported = checkSupport(checked);
  const error = await runGuards(relationshipGuards.map((guard) => () => guard(checked)));
  return error ?? unsupported;
}

/** Returns an error where a server cannot hold what it should; the plans are announced already. */
function checkSupport({ session, comparison, plans }: CheckedRelationship): UserError | undefined {
  const { primary, partner } = comparison;
  for (const { args, label, snapshot, plan } of [
    { ...primary, plan: plans.primary },
    { ...partner, plan: plans.partner },
  ]) {
    if (plan.length === 0) continue;
    const unsupported = session.expectedWrites.findUnsupported(
      session.server(args),
      snapshot,
      [],
      primary.snapshot,
    );
    if (unsupported.length > 0) return messages.relationshipUnsupported(label, unsupported);
  }
  return undefined;
}

/** Returns the key under which a resource owns a relationship on both its servers. */
export const ownerKey = (name: string): string => `relationship ${name}`;

/** Registers the resource as the owner. Returns an error where another resource is that already. */
function checkOwner({ session, comparison }: CheckedRelationship): UserError | undefined {
  const { args, primary, partner } = comparison;
  const displayName = `FailoverRelationship ${resourceName(args.__resource)}`;
  const resource = `FailoverRelationship ${args.__resource ?? ""}`;
  const owner = { resource, displayName, fingerprint: "" };
  for (const { label, snapshot } of [primary, partner]) {
    const other = session.ownership.claim(snapshot, ownerKey(args.name), owner);
    if (other)
      return messages
        .relationshipClaimedTwice(args.name, label, other.displayName, displayName)
        .withProperty("name");
  }
  return undefined;
}

/**
 * Returns an error where another relationship of a server has the new name: the update would write
 * that one, and leave the former where it is.
 */
function checkNewName({ comparison }: CheckedRelationship): UserError | undefined {
  const { args, formerName, primary, partner } = comparison;
  if (formerName === undefined) return undefined;
  const server = [primary, partner].find(
    ({ snapshot: { configuration } }) =>
      isStated(configuration, args.name) && isStated(configuration, formerName),
  );
  if (!server) return undefined;
  return messages.relationshipNameTaken(formerName, args.name, server.label).withProperty("name");
}

/**
 * Returns an error where the servers do not know the same scopes under the same numbers: servers
 * that share leases find each other's by these.
 */
function checkEqualScopes(checked: CheckedRelationship): UserError | undefined {
  const { args, formerName, partner } = checked.comparison;
  const isMember = isStated(partner.snapshot.configuration, args.name, formerName);
  if (writesBoth(checked.comparison) || args.force || isMember) return undefined;
  return checkIds(checked) ?? checkExtraScopes(checked);
}

function checkIds({ comparison }: CheckedRelationship): UserError | undefined {
  const { primary, partner, desired } = comparison;
  const onPartner = partner.snapshot.configuration.scopes;
  const onPrimary = primary.snapshot.configuration.scopes;
  const differing = desired.scopes.filter(
    (scope) =>
      onPartner[scope] && !equal(onPartner[scope].properties.id, onPrimary[scope]?.properties.id),
  );
  if (differing.length === 0) return undefined;
  const ids = differing.map((scope) => {
    const [from, to] = [onPartner[scope]!.properties.id, onPrimary[scope]?.properties.id];
    const label = labelScope(scope, partner.snapshot.configuration, primary.snapshot.configuration);
    return `${label} ${String(from)} => ${String(to)}`;
  });
  return messages.subnetIdsDiffer(partner.label, ids).withProperty("partner");
}

function checkExtraScopes({ session, comparison }: CheckedRelationship): UserError | undefined {
  const { args, formerName, primary, partner } = comparison;
  const expected = session.expectedWrites.predict(partner.snapshot);
  const others = Object.entries(expected.relationships).filter(
    ([name]) => name !== args.name && name !== formerName,
  );
  const extra = Object.keys(partner.snapshot.configuration.scopes).filter(
    (scope) =>
      primary.snapshot.configuration.scopes[scope] === undefined &&
      !others.some(([, { scopes }]) => scopes.includes(scope)),
  );
  if (extra.length === 0) return undefined;
  return messages
    .relationshipExtraScopes(
      partner.label,
      primary.label,
      labelScopes(extra, partner.snapshot.configuration),
    )
    .withProperty("partner");
}

function checkServer(
  { session, comparison, plans }: CheckedRelationship,
  side: "primary" | "partner",
): UserError | undefined {
  const server = comparison[side];
  const write = { server, snapshot: server.snapshot, plan: plans[side], waits: true };
  return checkServerWrite(session, comparison, write);
}

/** A write to one server of a relationship, as it is now. */
interface GuardedServerWrite {
  readonly server: RelatedServer;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  /** As in `Guarded`. */
  readonly waits?: boolean;
}

/**
 * Returns the reason why a server must not be written now, or nothing. The health of its other
 * relationships counts; this one may be the one to repair.
 */
export function checkServerWrite(
  session: Session,
  { args, formerName }: { readonly args: RelationshipArgs; readonly formerName?: string },
  { server: { args: server, label }, snapshot, plan, waits }: GuardedServerWrite,
): UserError | undefined {
  if (plan.length === 0) return undefined;
  const noBackup = session.backups.findError(server, snapshot);
  if (noBackup) return noBackup;
  const readOnly = snapshot.readOnly?.reason;
  if (readOnly) return messages.partnerReadOnly(label, readOnly);
  if (args.force) return undefined;
  const failover = (snapshot.failover ?? []).filter(
    ({ relationship }) => relationship !== args.name && relationship !== formerName,
  );
  return checkServerHealth({ ...snapshot, label, failover }, waits);
}

/** Creates a guard that throws where a server must not be written now. */
export const createServerGuard =
  (
    session: Session,
    relationship: { readonly args: RelationshipArgs; readonly formerName?: string },
    server: RelatedServer,
  ) =>
  async (plan: Plan, snapshot: Snapshot): Promise<void> => {
    const error = checkServerWrite(session, relationship, { server, snapshot, plan });
    if (error) throw error;
  };

/** Returns the reason why no backup can be made of a server that leaves, and is written last. */
function checkFormerBackups({
  session,
  comparison,
  plans,
}: CheckedRelationship): UserError | undefined {
  if (writesBoth(comparison)) return undefined;
  const written = comparison.former.filter(({ label }) => (plans[label] ?? []).length > 0);
  for (const { args, snapshot } of written) {
    const error = session.backups.findError(args, snapshot);
    if (error) return error;
  }
  return undefined;
}
