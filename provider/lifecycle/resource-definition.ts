// The definition of a resource type that keeps partners equal to their primary: the decisions that
// set FailoverReplication and FailoverScope apart.
import type { Selection } from "../core/compare.js";
import type { Configuration, Plan } from "../core/model.js";
import type { ScopeChoice } from "../core/select.js";
import type { z } from "../core/shape.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import type { PartnerArgs, ServerArgs } from "./arguments.js";
import type { PairComparison, PartnerComparison } from "./comparison.js";
import type { Addressed } from "./partners.js";
import type { Properties } from "./record.js";
import type { SettingsPolicy } from "./reported.js";
import type { Timeouts } from "./timeouts.js";

/** The arguments that all such resources have. */
export interface CommonArgs {
  readonly primary: ServerArgs;
  readonly partner?: ServerArgs;
  readonly partners?: PartnerArgs;
  readonly throttleLimit?: number;
  readonly method?: "direct" | "native";
  readonly keep?: readonly string[];
  readonly onDrift?: "overwrite" | "refuse";
  readonly force?: boolean;
  readonly failoverTimeout?: number;
  readonly onDelete?: "retain" | "remove";
  readonly customTimeouts?: Timeouts;
  readonly __resource?: string;
}

export interface ResourceDefinition<A extends CommonArgs> {
  /** The name of the resource type in messages. */
  readonly name: string;
  readonly shape: () => z.ZodType;
  /** Chooses scopes where they decide which partners are needed. Absent: there is one partner. */
  chooseScopes?(args: A): ScopeChoice;
  /**
   * Returns the scopes that must be read whole, as far as the arguments say. Absent, or nothing
   * returned: all.
   */
  readScopeOf?(args: A): ReadScope | undefined;
  /**
   * Selects what is compared on these two servers. `partners` are the configurations of all
   * partners of the resource. Throws a `UserError` with the property that it is about.
   */
  select(
    args: Addressed<A>,
    primary: Snapshot,
    partner: Snapshot,
    partners: readonly Configuration[],
  ): Selection;
  /**
   * Plans what the primary needs as well. It is written after the partner, or before it where a
   * write to the primary changes both. Absent: the primary is never written.
   */
  planPrimary?(args: Addressed<A>, primary: Configuration, partner: Configuration): Plan;
  /** Returns true where the resource may write to the primary. Absent: it never does. */
  writesPrimary?(args: Addressed<A>): boolean;
  /**
   * Returns true where a write to the primary changes the partner as well. Absent: it never does.
   */
  writesBothServers?(args: Addressed<A>): boolean;
  /** Selects what is compared on the partner alone, given what was last replicated. */
  selectRecorded(args: Addressed<A>, base: Configuration, partner: Configuration): Selection;
  /** Formats a plan as the value of `replicate`. */
  formatPlan(plan: Plan): Record<string, unknown>;
  /** Lists scopes that only the partner has, and that stay there. */
  listExtraScopes(
    args: Addressed<A>,
    primary: Snapshot,
    partner: Snapshot,
    partners: readonly Configuration[],
  ): readonly string[];
  settingsPolicy(args: A): SettingsPolicy;
  /** Returns true where scopes that only the partner has are refused. Absent: they never are. */
  refusesExtraScopes?(args: A): boolean;
  /** Creates the id of a new resource. */
  createId(args: A, pairs: readonly PairComparison[]): string;
  /** Lists the properties that no update can change on the resource with this id. */
  listReplacing(id: string, pair: PairComparison, isSamePartner: boolean): readonly string[];
  createOutputs(args: A, done: readonly PartnerComparison<A>[]): Properties;
  /** Plans what a deleted resource removes from its partner. Absent: nothing. */
  planRemoval?(
    args: A,
    base: Configuration | undefined,
    partner: Configuration,
    isOwned: (scope: string) => boolean,
  ): Plan;
}
