// What sets one resource that keeps partners equal apart from another.
import type { Selection } from "../core/compare.js";
import type { Configuration, Plan } from "../core/model.js";
import type { ScopeChoice } from "../core/select.js";
import type { z } from "../core/shape.js";
import type { ReadScope, Snapshot } from "../drivers/driver.js";
import type { PartnerArgs, ServerArgs } from "./arguments.js";
import type { Addressed } from "./partners.js";
import type { Properties } from "./record.js";
import type { SettingsPolicy } from "./reported.js";
import type { Seen } from "./seen.js";
import type { Timeouts } from "./timeouts.js";

/** What every such resource is told. */
export interface Args {
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

/** One partner of a resource with what was seen of it. */
export interface Sight<A extends Args> {
  readonly args: Addressed<A>;
  readonly seen: Seen;
}

/** What sets one such resource apart from another. */
export interface Kind<A extends Args> {
  readonly name: string;
  readonly shape: z.ZodType;
  /** Which scopes it speaks of, where that decides which partners it needs; absent: there is one. */
  choice?(args: A): ScopeChoice;
  /** The scopes that must be known whole, as far as the arguments say it; nothing, or absent: all. */
  needed?(args: A): ReadScope | undefined;
  /** What the resource speaks of on these two servers. Throws a refusal, with the `property` it is about. `partners`: all that it has. */
  extent(
    args: Addressed<A>,
    primary: Snapshot,
    partner: Snapshot,
    partners: readonly Configuration[],
  ): Selection;
  /** What must be written to the primary as well: nothing where it is as it should be, or the resource never does that. After the partner, or before it where a write to the primary changes both. */
  onPrimary?(args: Addressed<A>, primary: Configuration, partner: Configuration): Plan;
  /** Whether the resource may write to the primary at all; absent: it does not. */
  writesPrimary?(args: Addressed<A>): boolean;
  /** Whether that changes the partner as well. */
  mirrored?(args: Addressed<A>): boolean;
  /** The same on the partner alone, given what was last replicated. */
  remembered(args: Addressed<A>, base: Configuration, partner: Configuration): Selection;
  /** A plan as the value of `replicate`. */
  shown(plan: Plan): Record<string, unknown>;
  /** Scopes that are told but left alone. */
  unpruned(
    args: Addressed<A>,
    primary: Snapshot,
    partner: Snapshot,
    partners: readonly Configuration[],
  ): readonly string[];
  settings(args: A): SettingsPolicy;
  /** Tells whether scopes that only the partner has are refused; absent: never. */
  refusesStrays?(args: A): boolean;
  id(args: A, seen: readonly Seen[]): string;
  /** Whether the resource that has this id cannot become what the arguments say. */
  replacedBy(id: string, seen: Seen, samePartner: boolean): readonly string[];
  outputs(args: A, done: readonly Sight<A>[]): Properties;
  /** What is to be written when the resource goes: a plan, or nothing. */
  removal?(
    args: A,
    base: Configuration | undefined,
    partner: Configuration,
    claimed: (scope: string) => boolean,
  ): Plan;
}
