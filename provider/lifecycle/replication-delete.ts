// delete: removes from the partner what a resource created there, where its `onDelete` says so.
import { decodeBase } from "../core/base.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import { writesBothServers } from "../drivers/index.js";
import { leaveRelationship } from "./both-servers/membership-write.js";
import { listPartners, type Addressed } from "./partners.js";
import { assertPersisted } from "./persistence.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import {
  isRecorded,
  recordedArguments,
  withRecordedIdentities,
  type Properties,
} from "./record.js";
import { readScopeOfRecord } from "./replication-read.js";
import type { CommonArgs } from "./resource-definition.js";
import { failoverWait } from "./timeouts.js";
import { checkRemoval } from "./write-guards.js";

/** Deletes a resource. Throws where a guard refuses, or where a restart would undo the removal. */
export async function deleteReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  outputs: Properties,
): Promise<void> {
  const { definition, session, drivers } = context;
  const [args] = listPartners(recordedArguments(outputs) as unknown as A);
  if (!args || !definition.planRemoval || args.onDelete !== "remove") return;
  const base = decodeBase(outputs.__base);
  const partner = await session.read(
    args.partner,
    base && readScopeOfRecord(definition, args, base),
  );
  const { __servers: servers } = withRecordedIdentities(outputs, drivers);
  // Silence would mean that the scopes were removed.
  if (!base || !isRecorded(servers, "partner", partner))
    throw messages.removalElsewhere(
      labelOf(context, args.partner),
      Object.keys(base?.scopes ?? {}),
    );

  const removal = new Removal(context, args, { base, partner });
  if (!(await removal.leavesRelationship())) await removal.write();
}

/** The removal of what a resource created on its partner. */
class Removal<A extends CommonArgs> {
  constructor(
    private readonly context: ProviderContext<A>,
    private readonly args: Addressed<A>,
    private readonly servers: { readonly base: Configuration; readonly partner: Snapshot },
  ) {}

  /**
   * Removes a member of a relationship by taking it out, which deletes it on the partner. Returns
   * whether there was one.
   */
  async leavesRelationship(): Promise<boolean> {
    const { partner } = this.servers;
    const plan = this.plan(partner.configuration);
    if (plan.length === 0 || !writesBothServers(this.context.drivers, this.args.primary))
      return false;
    return leaveRelationship(this.context, this.args, plan, () => this.guard(plan, partner));
  }

  async write(): Promise<void> {
    const { session } = this.context;
    const { partner } = this.servers;
    const hasChanges = this.plan(partner.configuration).length > 0;
    // Scopes that an earlier process removed may still be in the server's file.
    if (!hasChanges && !session.server(this.args.partner).persistence) return;
    const done = await session.queue.enqueue({
      partner: this.args.partner,
      replan: (configuration) => ({ changes: this.plan(configuration) }),
      guard: (plan, snapshot) => this.guard(plan, snapshot),
      plannedFrom: { partner },
      wait: failoverWait("delete", this.args),
      isForced: this.args.force ?? false,
    });
    assertPersisted(done);
    if (done.notRestored) throw messages.failoverFailedAfterRemoval(done.notRestored.message);
  }

  private plan(configuration: Configuration): Plan {
    const { definition, session } = this.context;
    const { base, partner } = this.servers;
    const isOwned = (scope: string) => session.ownership.findOwner(partner, scope) !== undefined;
    return definition.planRemoval!(this.args, base, configuration, isOwned);
  }

  private async guard(plan: Plan, snapshot: Snapshot): Promise<void> {
    const error = await checkRemoval(this.context.session, this.args, { snapshot, plan });
    if (error) throw error;
  }
}
