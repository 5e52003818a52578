// The adoption of a relationship that servers state already, by a resource that has no state yet.
import { messages, type UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import {
  describeChanges,
  isStated,
  writesBoth,
  type RelatedServer,
} from "./relationship-comparison.js";
import type { CheckedRelationship } from "./relationship-guards.js";

/**
 * Returns an error where servers state the relationship otherwise than the program. An equal one is
 * adopted: an earlier update may have ended before its state was saved. `adopt` also adopts what no
 * server returns, such as a shared secret. The update completes what one server lacks.
 */
export function checkAdoption(checked: CheckedRelationship): UserError | undefined {
  const { session, comparison } = checked;
  const { args, primary, partner } = comparison;
  const stating = [primary, partner].filter(({ snapshot }) =>
    isStated(snapshot.configuration, args.name),
  );
  if (stating.length === 2 && !args.adopt) {
    if (!isExact(checked, stating))
      return messages
        .relationshipExists(args.name, primary.label, partner.label)
        .withProperty("name");
    session.inform(messages.relationshipAdopted(args.name, primary.label, partner.label));
  }
  const differing = stating.find((server) => planStatement(checked, server).length > 0);
  if (differing) return checkDiffering(checked, differing, stating.length === 1);
  const [only] = stating;
  if (only && stating.length === 1 && !writesBoth(comparison)) {
    const other = only === primary ? partner : primary;
    session.inform(messages.relationshipOnOneServer(args.name, only.label, other.label));
  }
  return undefined;
}

/** Returns the error for a server that states the relationship otherwise. */
function checkDiffering(
  checked: CheckedRelationship,
  server: RelatedServer,
  isOnly: boolean,
): UserError | undefined {
  const { args } = checked.comparison;
  // After a create that the primary refused, the partner may hold what no program can state.
  if (isOnly && args.force) return undefined;
  const changes = describeChanges(planStatement(checked, server));
  return messages
    .relationshipDiffers(args.name, server.label, changes, isOnly)
    .withProperty("name");
}

function isExact(checked: CheckedRelationship, stating: readonly RelatedServer[]): boolean {
  const { desired } = checked.comparison;
  return (
    desired.secret === undefined &&
    stating.every((server) => planStatement(checked, server).length === 0)
  );
}

/** Returns the changes of the relationship itself on one server. */
function planStatement(
  { comparison, plans, bothServersPlans }: CheckedRelationship,
  server: RelatedServer,
): Plan {
  const plan =
    server === comparison.primary
      ? (bothServersPlans?.statementChanges ?? plans.primary)
      : plans.partner;
  return plan.filter(({ location }) => location.kind === "relationship");
}
