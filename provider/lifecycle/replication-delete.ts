// delete: removes from the partner what a resource created there, where its `onDelete` says so.
import { decodeBase } from "../core/base.js";
import { messages } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import { writesBothServers } from "../drivers/index.js";
import { leaveRelationship } from "./membership-write.js";
import { listPartners } from "./partners.js";
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

  const isOwned = (scope: string) => session.findOwner(partner, scope) !== undefined;
  const plan = (configuration: Configuration): Plan =>
    definition.planRemoval!(args, base, configuration, isOwned);
  const removal = plan(partner.configuration);
  // Scopes that an earlier process removed may still be in the server's file.
  if (removal.length === 0 && !session.server(args.partner).persistence) return;
  const guard = async (changes: Plan, snapshot: Snapshot): Promise<void> => {
    const error = await checkRemoval(session, args, { snapshot, plan: changes });
    if (error) throw error;
  };
  // A member is not removed: it leaves its relationship, which deletes it on the partner.
  if (writesBothServers(drivers, args.primary)) {
    const hasLeft = await leaveRelationship(context, args, removal, () => guard(removal, partner));
    if (hasLeft) return;
  }
  const done = await session.enqueue({
    partner: args.partner,
    replan: plan,
    guard,
    plannedFrom: { partner },
    wait: failoverWait("delete", args),
    isForced: args.force ?? false,
  });
  assertPersisted(done);
  if (done.notRestored) throw messages.failoverLeftBehind(done.notRestored.message);
}
