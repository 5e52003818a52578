// The write of one partner: a request for the write queue, planned again from what both servers
// hold at the time of writing.
import type { Selection } from "../core/compare.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import type { PartnerComparison } from "./comparison.js";
import { createNativeRequest, isNative, type NativeRequest } from "./native-replication.js";
import type { WrittenPartner } from "./outcome.js";
import { planAgain, selectAgain } from "./planning.js";
import { displayNameOf, type ProviderContext } from "./provider-context.js";
import type { CommonArgs } from "./resource-definition.js";
import type { FailoverWait } from "./timeouts.js";
import { listUnreadablePaths } from "./visibility.js";
import type { RequestPlan, WriteRequest, WriteResult } from "./write-request.js";
import { checkPartnerWrite } from "./write-guards.js";

export interface PartnerWriteOptions {
  readonly wait: FailoverWait;
  /** The configurations of all partners of the resource. */
  readonly partnerConfigurations: readonly Configuration[];
}

export class PartnerWrite<A extends CommonArgs> {
  /** The scopes of the write, selected when it is planned for the first time. */
  private selection: Selection | undefined;
  private hasPassedGuards = false;

  constructor(
    private readonly context: ProviderContext<A>,
    readonly comparison: PartnerComparison<A>,
    private readonly options: PartnerWriteOptions,
  ) {}

  /** True where something was to be written, and the guards let it pass. */
  get isWritten(): boolean {
    return this.hasPassedGuards;
  }

  /** Returns the request for the write queue. */
  request(): WriteRequest {
    const { args, pair } = this.comparison;
    return {
      primary: args.primary,
      partner: args.partner,
      plannedFrom: pair,
      wait: this.options.wait,
      isForced: args.force ?? false,
      resource: displayNameOf(this.context, args),
      isNative: isNative(args),
      replan: (partner, primary) => this.plan(partner, primary!),
      guard: (plan, partner, primary) => this.guard(plan, partner, primary!),
    };
  }

  /** Returns the result of a write that ended well. */
  finish({ primary, partner, notRestored, notPersisted }: WriteResult): WrittenPartner<A> {
    const { args, pair } = this.comparison;
    return {
      args,
      pair: {
        primary: primary!,
        partner,
        selection: this.selection!,
        plan: [],
        unsupported: [],
      },
      unreadablePaths: listUnreadablePaths(pair.primary, pair.partner),
      isWritten: this.isWritten,
      notPersisted,
      ...(notRestored && { notRestored }),
    };
  }

  private plan(partner: Configuration, primary: Configuration): RequestPlan {
    const { partnerConfigurations } = this.options;
    const current = { primary, partner, partnerConfigurations };
    this.selection ??= selectAgain(this.context, this.comparison, current);
    const changes = planAgain(this.comparison, current, this.selection);
    const native = this.requestNative(primary, this.selection);
    return { changes, scopes: this.selection.scopes, ...(native && { native }) };
  }

  private async guard(plan: Plan, partner: Snapshot, primary: Snapshot): Promise<void> {
    const { session } = this.context;
    const { args } = this.comparison;
    const error = await checkPartnerWrite(session, args, { primary, partner, plan });
    if (error) throw error;
    this.hasPassedGuards = true;
  }

  private requestNative(primary: Configuration, selection: Selection): NativeRequest | undefined {
    const { args } = this.comparison;
    if (!isNative(args)) return undefined;
    const choice = this.context.definition.chooseScopes?.(args);
    return createNativeRequest(args, choice, { primary, selection });
  }
}
