// The guards on writes of a replication. They run before a preview is shown, and again right before
// anything is written.
import { checkPlan, checkServerHealth, type GuardedServer } from "../core/guards.js";
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import { labelScope } from "../core/scope-labels.js";
import { withRelationshipsTo } from "../core/select.js";
import { listRemovedScopes } from "../core/sweeping.js";
import type { Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { PairComparison } from "./comparison.js";
import type { Session } from "./session.js";

/** The arguments that the guards of a write need. */
export interface GuardedArgs {
  readonly primary: ServerArgs;
  /** The name of the source in messages, where it is no server. Absent: the primary's label. */
  readonly sourceLabel?: string;
  readonly partner: ServerArgs;
  /** The name of one of several partners in the primary's relationships. */
  readonly partnerName?: string;
  readonly force?: boolean;
}

/** A write to one server. `waits`: as in `Guarded`. */
interface GuardedWrite {
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly waits?: boolean;
}

/** Returns the reason why the partner must not be written, or nothing. `waits`: as in `Guarded`. */
export async function checkPartnerWrite(
  session: Session,
  args: GuardedArgs,
  { primary, partner, plan }: Pick<PairComparison, "primary" | "partner" | "plan">,
  waits = false,
): Promise<UserError | undefined> {
  const { label } = session.server(args.partner);
  const { readOnly } = partner;
  if (readOnly && (readOnly.limit === "server" || plan.length > 0))
    return messages.partnerReadOnly(label, readOnly.reason).withProperty("partner");
  if (plan.length === 0) return undefined;
  const noBackup = session.backups.findError(args.partner, partner);
  if (noBackup) return noBackup.withProperty("partner");
  if (args.force) return undefined;
  const configuration = withRelationshipsTo(args.partnerName, primary.configuration);
  const error = checkPlan({
    primary: {
      ...toGuarded(session, args.primary, { ...primary, configuration }),
      ...(args.sourceLabel !== undefined && { label: args.sourceLabel }),
    },
    partner: toGuarded(session, args.partner, partner),
    plan,
    waits,
  });
  return error ?? checkLeases(session, args.partner, { snapshot: partner, plan });
}

/** Returns the reason why the primary must not be written, or nothing. */
export function checkPrimaryWrite(
  session: Session,
  { primary, force }: Pick<GuardedArgs, "primary" | "force">,
  { snapshot, plan, waits = false }: GuardedWrite,
): UserError | undefined {
  if (plan.length === 0) return undefined;
  const readOnly = snapshot.readOnly?.reason;
  if (readOnly) {
    const { label } = session.server(primary);
    return messages.partnerReadOnly(label, readOnly).withProperty("primary");
  }
  const noBackup = session.backups.findError(primary, snapshot);
  if (noBackup) return noBackup.withProperty("primary");
  if (force) return undefined;
  return checkServerHealth(toGuarded(session, primary, snapshot), waits)?.withProperty("primary");
}

/** Returns the reason why a deleted resource must not remove its scopes, or nothing. */
export async function checkRemoval(
  session: Session,
  args: GuardedArgs,
  { snapshot, plan }: GuardedWrite,
): Promise<UserError | undefined> {
  if (args.force) return undefined;
  const error = checkServerHealth(toGuarded(session, args.partner, snapshot));
  return error ?? checkLeases(session, args.partner, { snapshot, plan });
}

const toGuarded = (session: Session, server: ServerArgs, snapshot: Snapshot): GuardedServer => ({
  ...snapshot,
  label: session.server(server).label,
});

/** Returns an error where a plan removes a scope that has active leases, or may have some. */
async function checkLeases(
  session: Session,
  partner: ServerArgs,
  { snapshot, plan }: GuardedWrite,
): Promise<UserError | undefined> {
  const server = session.server(partner);
  const scopes = listRemovedScopes(plan);
  const counts = scopes.length > 0 ? await server.leases?.countActive(scopes) : [];
  for (const [i, scope] of scopes.entries()) {
    const leases = counts?.[i];
    if (leases !== 0)
      return messages
        .scopeHasLeases(server.label, labelScope(scope, snapshot.configuration), leases)
        .withProperty("partner");
  }
  return undefined;
}
