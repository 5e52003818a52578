// Takes servers as they are into a state that does not have them yet. Nothing is written: equal
// servers are recorded as replicated, and all others wait for the first update.
import { messages } from "../core/messages.js";
import type { Relationship } from "../core/model.js";
import { findRelationship } from "../core/relationship.js";
import { parseArguments, type RelationshipArgs } from "./arguments.js";
import { isEqual } from "./comparison.js";
import { recordOutcome, type WrittenPartner } from "./outcome.js";
import { everythingPersisted } from "./persistence.js";
import { compareServers } from "./planning.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import type { Properties } from "./record.js";
import { readRelationshipResource } from "./relationship-read.js";
import { findSupport } from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { readReplication, type ReadResource } from "./replication-read.js";
import type { CommonArgs } from "./resource-definition.js";
import { listUnreadablePaths } from "./visibility.js";

/** Returns a replication between these servers as the state has it after an update. */
export async function importReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  given: Properties,
): Promise<ReadResource> {
  const { definition, drivers, session } = context;
  const parsed = parseArguments<A>(definition.shape(), given, ["primary", "partner"], drivers);
  if ("errors" in parsed) throw parsed.errors[0]!;
  const { args } = parsed;
  const comparison = await compareServers(context, args, { toleratesUnreachable: false });
  if (!("partners" in comparison)) throw comparison[0]!;
  const done = comparison.partners.map(
    (one): WrittenPartner<A> => ({
      ...one,
      unreadablePaths: listUnreadablePaths(one.pair.primary, one.pair.partner),
      isWritten: false,
      notPersisted: everythingPersisted,
    }),
  );
  if (comparison.partners.every(({ pair }) => isEqual(pair))) {
    const { id, outs } = recordOutcome(definition, given, { done, failed: [] });
    return readReplication(context, id, outs);
  }
  const [partner] = comparison.partners;
  if (partner) session.tell(messages.importedDifferent(labelOf(context, partner.args.partner)));
  const pairs = done.map(({ pair }) => pair);
  return {
    id: definition.createId(args, pairs),
    props: { ...given, ...definition.createOutputs(args, done), __args: Object.keys(given) },
    inputs: given,
  };
}

/** Returns a relationship as its servers state it. */
export async function importRelationship(
  context: RelationshipContext,
  given: Properties,
): Promise<ReadResource> {
  const { drivers, session, shape } = context;
  const parsed = parseArguments<RelationshipArgs>(shape, given, ["primary", "partner"], drivers);
  if ("errors" in parsed) throw parsed.errors[0]!;
  const { name, primary } = parsed.args;
  const { configuration } = await session.read(primary);
  const stated = findRelationship(configuration, name);
  if (stated === undefined)
    throw messages.relationshipUnknown(name, Object.keys(configuration.relationships), "primary");
  const { statedArguments } = findSupport(context, parsed.args);
  const args = { ...given, ...toRelationshipArgs(stated), ...statedArguments?.(stated) };
  const outputs = { ...args, __args: Object.keys(args) };
  return readRelationshipResource(context, name, outputs);
}

/** Returns the arguments that state what a relationship is, where they are not the usual ones. */
function toRelationshipArgs({ mode, role, loadBalancePercent = 50 }: Relationship): Properties {
  if (mode === "hotStandby") return { mode, ...(role === "standby" && { serverRole: role }) };
  return { mode, ...(loadBalancePercent !== 50 && { loadBalancePercent }) };
}
