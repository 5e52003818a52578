// The context that the provider methods of FailoverRelationship share in one engine operation.
import type { z } from "../core/shape.js";
import { relationshipShape } from "./arguments.js";
import { CheckCache } from "./check-cache.js";
import { Division } from "./division.js";
import type { Operation } from "./operation.js";
import type { PartnerDownPlan } from "./partner-down.js";
import type { RelationshipComparison } from "./relationship-comparison.js";

export interface RelationshipContext extends Operation {
  readonly shape: z.ZodType;
  /** The results of check; `unknown` where an argument was not known yet. */
  readonly checks: CheckCache<RelationshipComparison | PartnerDownPlan | "unknown">;
  /** Resources that were there when this operation began. */
  readonly existing: Set<string | undefined>;
  readonly division: Division;
}

export const createRelationshipContext = (operation: Operation): RelationshipContext => ({
  ...operation,
  shape: relationshipShape(operation.drivers),
  checks: new CheckCache(),
  existing: new Set(),
  division: new Division(operation.session),
});
