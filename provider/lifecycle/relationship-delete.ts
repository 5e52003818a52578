// delete: removes a relationship from both servers, where its `onDelete` says so.
import { messages } from "../core/messages.js";
import { planRelationship } from "../core/relationship.js";
import type { RelationshipArgs, ServerArgs } from "./arguments.js";
import { removeFromBothServers } from "./both-servers/removal.js";
import { assertPersisted } from "./persistence.js";
import { recordedArguments, type Properties } from "./record.js";
import {
  describeLeaving,
  findSupport,
  isStated,
  listUnserved,
  readRelatedServer,
  type RelatedServer,
} from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { createServerGuard, ownerKey } from "./relationship-guards.js";
import { failoverWait, type FailoverWait } from "./timeouts.js";
import type { WriteResult } from "./write-request.js";

/**
 * Deletes a relationship. Throws where a guard refuses, or where a restart would undo the removal.
 */
export async function deleteRelationship(
  context: RelationshipContext,
  props: Properties,
): Promise<void> {
  const args = recordedArguments(props) as unknown as RelationshipArgs;
  if (args.onDelete !== "remove") return;
  if (findSupport(context, args).bothServers) {
    await deleteFromBothServers(context, args);
    return;
  }
  const wait = failoverWait("delete", args);
  const late: string[] = [];
  const done: WriteResult[] = [];
  let hasBegun = false;
  for (const server of [args.primary, args.partner]) {
    const removal = await removeFromServer(context, args, { server, hasBegun, wait });
    if (!removal) continue;
    hasBegun ||= removal.isThere;
    done.push(removal.result);
    // The other server must be written all the same: half a relationship is worse.
    if (removal.result.notRestored) late.push(removal.result.notRestored.message);
  }
  assertPersisted(...done);
  if (late.length > 0) throw messages.failoverFailedAfterRemoval(late.join(" "));
}

async function deleteFromBothServers(
  context: RelationshipContext,
  args: RelationshipArgs,
): Promise<void> {
  const { session } = context;
  const [primary, partner] = await Promise.all([
    readRelatedServer(context, args.primary),
    readRelatedServer(context, args.partner),
  ]);
  if (isOwned(context, args, primary) || isOwned(context, args, partner)) return;
  const guard = createServerGuard(session, { args }, primary);
  const { name, force } = args;
  await removeFromBothServers(session, { name, force, primary, partner }, guard);
}

/** Returns whether another resource of this operation owns the relationship on a server. */
const isOwned = (
  { session }: RelationshipContext,
  { name }: RelationshipArgs,
  { snapshot }: RelatedServer,
): boolean => session.ownership.findOwner(snapshot, ownerKey(name)) !== undefined;

/** The removal from one server. */
interface ServerRemoval {
  readonly server: ServerArgs;
  /** True where the other server was changed already. */
  readonly hasBegun: boolean;
  readonly wait: FailoverWait;
}

interface Removal {
  /** True where the server stated the relationship. */
  readonly isThere: boolean;
  readonly result: WriteResult;
}

/** Removes the relationship from one server. Returns nothing where there is nothing to do. */
async function removeFromServer(
  context: RelationshipContext,
  args: RelationshipArgs,
  { server, hasBegun, wait }: ServerRemoval,
): Promise<Removal | undefined> {
  const { session } = context;
  const support = findSupport(context, args);
  const one = await readRelatedServer(context, server);
  const isThere = isStated(one.snapshot.configuration, args.name);
  // A relationship that an earlier process removed may still be in the server's file.
  const needsSave = session.server(server).persistence !== undefined;
  if (isOwned(context, args, one) || (!isThere && !needsSave)) return undefined;
  const unserved = args.force || !isThere ? [] : listUnserved(support, one.snapshot, args.name);
  if (unserved.length > 0) throw messages.relationshipUnserved(args.name, one.label, unserved);
  const result = await session.queue.enqueue({
    partner: server,
    plannedFrom: { partner: one.snapshot },
    replan: ({ relationships }) => ({
      changes: planRelationship(relationships, args.name, undefined),
    }),
    guard: createServerGuard(session, { args }, one),
    wait,
    changedRelationships: [args.name],
    hasBegun,
    isForced: args.force ?? false,
  });
  if (isThere && server === args.partner) session.tell(describeLeaving(support, one, [args.name]));
  return { isThere, result };
}
