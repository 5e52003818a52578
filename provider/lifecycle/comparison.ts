// The data of a comparison: a primary, the partners that a resource needs, and what would make each
// partner equal.
import type { Selection } from "../core/compare.js";
import type { UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import type { CommonArgs } from "./resource-definition.js";
import type { Addressed } from "./partners.js";

/** Two servers as one resource compares them in one operation. */
export interface PairComparison {
  readonly primary: Snapshot;
  readonly partner: Snapshot;
  readonly selection: Selection;
  /** The changes that make the partner equal. */
  readonly plan: Plan;
  /** Changes that the primary needs as well; absent or empty: none. */
  readonly primaryPlan?: Plan;
  /** Sentences about values of the plans that a server cannot hold. */
  readonly unsupported: readonly string[];
  /** The partner's configuration after the plan; absent where the plan is empty. */
  readonly partnerAfter?: Configuration;
}

/** One partner of a resource, compared with the primary. */
export interface PartnerComparison<A extends CommonArgs> {
  readonly args: Addressed<A>;
  readonly pair: PairComparison;
}

/** A partner that cannot be read while the others are written, and the reason. */
export interface UnreachablePartner<A extends CommonArgs> {
  readonly args: Addressed<A>;
  readonly error: UserError;
}

/** The primary, compared with each partner that the resource needs. */
export interface Comparison<A extends CommonArgs> {
  readonly primary: Snapshot;
  readonly partners: readonly PartnerComparison<A>[];
  readonly unreachable: readonly UnreachablePartner<A>[];
  /** The names of partners that no selected scope needs. */
  readonly unneeded: readonly string[];
}

/** Returns whether neither server needs a write. */
export const isEqual = ({ plan, primaryPlan = [] }: PairComparison): boolean =>
  plan.length === 0 && primaryPlan.length === 0;
