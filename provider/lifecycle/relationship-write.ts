// create and update of a relationship: write both servers, wait for failover, and return the
// outputs.
import { messages, PartlyWritten } from "../core/messages.js";
import { findRelationship } from "../core/relationship.js";
import type { Snapshot } from "../drivers/driver.js";
import { resourceName, type RelationshipArgs } from "./arguments.js";
import { recordSecret, writeBothServers } from "./both-servers/write.js";
import { defaultWaitLimits, waitForFailover, type NotRestored } from "./failover.js";
import { writePartnerDown, type PartnerDownPlan } from "./partner-down.js";
import { everythingPersisted, notPersistedOutput, type NotPersisted } from "./persistence.js";
import { tellAll } from "./provider-context.js";
import { argumentsOf, listAwaited, type Properties } from "./record.js";
import { writesBoth, type RelationshipComparison } from "./relationship-comparison.js";
import type { RelationshipContext } from "./relationship-context.js";
import { createServerGuard } from "./relationship-guards.js";
import { compareRelationship } from "./relationship-planning.js";
import { writeServers } from "./relationship-servers-write.js";
import { failoverWait, type FailoverWait, type TimedOperation } from "./timeouts.js";

/** A relationship as the engine records it. */
export interface RecordedRelationship {
  readonly id: string;
  readonly outs: Properties;
}

/** Creates or updates a relationship. `olds`: the outputs of before; empty for a create. */
export async function writeRelationship(
  context: RelationshipContext,
  operation: TimedOperation,
  inputs: Properties,
  olds: Properties,
): Promise<RecordedRelationship> {
  const args = argumentsOf(inputs) as unknown as RelationshipArgs;
  const wait = failoverWait(operation, args);
  const checked = context.checks.get(inputs);
  if (typeof checked === "object" && "plan" in checked)
    return recordPartnerDown(context, checked, { inputs, olds });
  const comparison =
    typeof checked === "object" ? checked : await compareRelationship(context, args, {});
  const written = await writeComparison(context, comparison, { olds, wait });
  const failover = await awaitRelationship(context, comparison, { olds, wait });
  const id = resourceName(comparison.args.__resource);
  const outs = {
    ...createOutputs(inputs, comparison.args, failover.primary),
    ...written.secretOutputs,
    ...notPersistedOutput(written.notPersisted),
  };
  return concludeWrite(context, comparison, {
    recorded: { id, outs },
    reasons: [...written.late, ...failover.notRestored].map(({ message }) => message),
    awaited: [...failover.notRestored, ...written.late].flatMap((one) => one.relationships),
    wait,
    isWorking: failover.isWorking,
    provider: inputs.__provider,
  });
}

/** Writes a primary that counts its partner as down. Keeps the secret on record as it is. */
async function recordPartnerDown(
  { session }: RelationshipContext,
  plan: PartnerDownPlan,
  { inputs, olds }: { readonly inputs: Properties; readonly olds: Properties },
): Promise<RecordedRelationship> {
  const args = argumentsOf(inputs) as unknown as RelationshipArgs;
  const guard = createServerGuard(session, { args }, plan.primary);
  const after = await writePartnerDown(session, plan, guard);
  const { __key, __secret } = olds;
  const secret = __secret === undefined ? {} : { __key, __secret };
  return {
    id: resourceName(args.__resource),
    outs: { ...createOutputs(inputs, args, after), ...secret },
  };
}

/** The result of writing the servers of a relationship. */
interface WrittenServers {
  readonly secretOutputs: Properties;
  /** Failover of other relationships that did not come back. */
  readonly late: readonly NotRestored[];
  readonly notPersisted: NotPersisted;
}

interface WriteOptions {
  readonly olds: Properties;
  readonly wait: FailoverWait;
}

async function writeComparison(
  context: RelationshipContext,
  comparison: RelationshipComparison,
  { olds, wait }: WriteOptions,
): Promise<WrittenServers> {
  const { session } = context;
  const { primary, partner, desired } = comparison;
  if (!writesBoth(comparison))
    return { secretOutputs: {}, ...(await writeServers(context, comparison, wait)) };
  const secret = await recordSecret(desired, olds);
  await writeBothServers(session, comparison, {
    isSecretChanged: secret.isChanged,
    guards: {
      primary: createServerGuard(session, comparison, primary),
      partner: createServerGuard(session, comparison, partner),
    },
  });
  return { secretOutputs: secret.outputs, late: [], notPersisted: everythingPersisted };
}

/** The failover of a relationship after its servers were written. */
interface AwaitedFailover {
  readonly primary: Snapshot;
  /** True where failover was waited for, and works. */
  readonly isWorking: boolean;
  readonly notRestored: readonly NotRestored[];
}

/**
 * Waits for the relationship where a server was written, and for those that were awaited before.
 */
async function awaitRelationship(
  { session }: RelationshipContext,
  { args, primary, partner }: RelationshipComparison,
  { olds, wait }: WriteOptions,
): Promise<AwaitedFailover> {
  const [onPartner, onPrimary] = await Promise.all([
    session.snapshots.getLatest(partner.args),
    session.snapshots.getLatest(primary.args),
  ]);
  const isWritten =
    onPartner.version !== partner.snapshot.version ||
    onPrimary.version !== primary.snapshot.version;
  const relationships = [...(isWritten ? [args.name] : []), ...listAwaited(olds)];
  if (relationships.length === 0) return { primary: onPrimary, isWorking: false, notRestored: [] };
  const servers = [
    { server: session.server(partner.args), snapshot: onPartner },
    { server: session.server(primary.args), snapshot: onPrimary },
  ];
  const limits = { ...defaultWaitLimits, waits: [wait], showProgress: session.showProgress };
  const { isWorking, message, snapshots } = await session.queue.runWithoutBlockingWrites(() =>
    waitForFailover(primary.label, relationships, servers, limits),
  );
  return {
    primary: snapshots[1] ?? onPrimary,
    isWorking,
    notRestored: isWorking ? [] : [{ message, relationships }],
  };
}

/** A write that ended, as it is to be recorded. */
interface EndedWrite {
  readonly recorded: RecordedRelationship;
  /** Sentences that say why failover did not come back. */
  readonly reasons: readonly string[];
  /** The relationships that did not come back. */
  readonly awaited: readonly string[];
  readonly wait: FailoverWait;
  readonly isWorking: boolean;
  readonly provider: unknown;
}

/**
 * Returns the recorded relationship. Throws where failover did not come back and was waited for.
 */
function concludeWrite(
  { session }: RelationshipContext,
  { args, primary, partner }: RelationshipComparison,
  { recorded, reasons, awaited, wait, isWorking, provider }: EndedWrite,
): RecordedRelationship {
  if (reasons.length > 0 && !wait.isNone) {
    const names = [...new Set(awaited)];
    const properties = { ...recorded.outs, __failover: names, __provider: provider };
    const sentences = reasons.map((reason) => messages.failoverFailed(reason).message);
    throw new PartlyWritten(recorded.id, properties, sentences);
  }
  tellAll(session, reasons);
  if (isWorking)
    session.inform(messages.relationshipWorks(args.name, primary.label, partner.label));
  return recorded;
}

function createOutputs(inputs: Properties, args: RelationshipArgs, primary: Snapshot): Properties {
  const given = argumentsOf(inputs);
  return {
    ...given,
    ...createStateOutputs(args, primary),
    __args: Object.keys(given).filter((name) => name !== "__provider"),
  };
}

/** Returns the outputs that describe a relationship as its primary states it. */
export const createStateOutputs = (
  { name, scopeIds }: RelationshipArgs,
  { configuration, failover = [] }: Snapshot,
): Properties => ({
  state: failover.find(({ relationship }) => relationship === name)?.state ?? "",
  scopeIds: scopeIds ?? findRelationship(configuration, name)?.scopes ?? [],
});
