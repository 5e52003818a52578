// The announcement of a relationship: resources that are checked later in this operation count with
// it, and with its scopes on the partner, as if they were there.
import type { Plan } from "../core/model.js";
import { planRelationship } from "../core/relationship.js";
import type { RelationshipArgs } from "./arguments.js";
import type { Operation } from "./operation.js";
import type { Properties } from "./record.js";
import {
  writesBoth,
  type RelationshipComparison,
  type RelationshipPlans,
} from "./relationship-comparison.js";
import { completeComparison, planAllServers, readRelationship } from "./relationship-planning.js";
import type { Session } from "./session.js";

export interface AnnouncedRelationship {
  readonly comparison: RelationshipComparison;
  readonly plans: RelationshipPlans;
  /** Withdraws the announcement: the relationship will not be written. */
  readonly withdraw: () => void;
}

/** Reads, compares and announces a relationship. Throws a `UserError`. */
export async function announceRelationship(
  operation: Operation,
  args: RelationshipArgs,
  olds: Properties,
): Promise<AnnouncedRelationship> {
  const read = await readRelationship(operation, args, olds);
  // Nothing is awaited from here on: a check at the same time must find this relationship
  // announced.
  const comparison = completeComparison(operation, read);
  const plans = planAllServers(comparison);
  return { comparison, plans, withdraw: announce(operation.session, comparison, plans) };
}

/** Announces the writes to both servers. Returns a function that withdraws them. */
function announce(
  session: Session,
  comparison: RelationshipComparison,
  plans: RelationshipPlans,
): () => void {
  const { primary, partner } = comparison;
  const source = primary.snapshot.configuration;
  const primaryChanges = plans.primary.length > 0 ? planStatement(comparison, "primary") : [];
  const partnerChanges =
    plans.partner.length > 0
      ? [
          ...plans.partner.filter(({ location }) => location.kind !== "relationship"),
          ...planStatement(comparison, "partner"),
        ]
      : [];
  const withdrawPrimary = session.expectedWrites.announce(primary.snapshot, primaryChanges, source);
  const withdrawPartner = session.expectedWrites.announce(partner.snapshot, partnerChanges, source);
  return () => {
    withdrawPrimary();
    withdrawPartner();
  };
}

/** Plans the statement of one server with the scopes of the relationship. */
function planStatement(comparison: RelationshipComparison, side: "primary" | "partner"): Plan {
  const { args, formerName, desired } = comparison;
  const changes = planRelationship(
    comparison[side].snapshot.configuration.relationships,
    args.name,
    { ...desired[side], scopes: desired.scopes },
    formerName,
  );
  return writesBoth(comparison) ? changes : withoutReleasedScopes(changes);
}

/**
 * Returns a plan without the scopes that it releases. The write decides which relationship they
 * come under.
 */
const withoutReleasedScopes = (plan: Plan): Plan =>
  plan.filter(
    ({ location, path, desired }) =>
      location.kind !== "relationship" || path[0] !== "scopes" || desired !== undefined,
  );
