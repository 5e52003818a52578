// create and update: write what is planned, verify it, and record what was replicated. Of several
// partners some may be written and others not.
import { messages, UserError } from "../core/messages.js";
import type { Plan } from "../core/model.js";
import type { Snapshot } from "../drivers/driver.js";
import { writesBothServers } from "../drivers/index.js";
import type { Comparison, PartnerComparison } from "./comparison.js";
import { waitForFailover, defaultWaitLimits } from "./failover.js";
import { joinRelationship } from "./both-servers/membership-write.js";
import { recordOutcome, type StoredResource, type WrittenPartner } from "./outcome.js";
import { PartnerWrite } from "./partner-write.js";
import { partnersAtOnce, type Addressed } from "./partners.js";
import { notPersistedIn, type NotPersisted } from "./persistence.js";
import { withPartnerName } from "./placed-errors.js";
import { compareServers } from "./planning.js";
import { labelOf, type ProviderContext } from "./provider-context.js";
import { argumentsOf, findRecord, listAwaited, type Properties } from "./record.js";
import type { CommonArgs } from "./resource-definition.js";
import { failoverWait, type FailoverWait } from "./timeouts.js";
import type { WriteResult } from "./write-request.js";
import { checkPartnerWrite, checkPrimaryWrite } from "./write-guards.js";

/** A resource as the engine records it. */
export interface Recorded {
  readonly id: string;
  readonly outs: Properties;
}

/** Creates or updates a resource; `former`: the resource before an update. */
export async function writeReplication<A extends CommonArgs>(
  context: ProviderContext<A>,
  inputs: Properties,
  former?: StoredResource,
): Promise<Recorded> {
  const args = argumentsOf(inputs) as unknown as A;
  const wait = failoverWait(former === undefined ? "create" : "update", args);
  const comparison = await findComparison(context, args, inputs);
  const partnerConfigurations = comparison.partners.map(({ pair }) => pair.partner.configuration);
  const writes = comparison.partners.map(
    (one) => new PartnerWrite(context, one, { wait, partnerConfigurations }),
  );
  if (writesBothServers(context.drivers, args.primary))
    await joinRelationships(context, comparison);
  const failed = comparison.unreachable.map(({ error }) => error);
  const done: WrittenPartner<A>[] = [];
  const results = await context.session.queue.enqueueEach(
    writes.map((write) => write.request()),
    partnersAtOnce(args.throttleLimit),
  );
  for (const [i, result] of results.entries()) {
    const write = writes[i]!;
    if (result.status === "fulfilled")
      done.push(await finishPartner(context, write, result.value, { wait, former }));
    else failed.push(toPartnerError(write.comparison.args, result.reason));
  }
  return recordOutcome(context.definition, inputs, { done, failed }, former);
}

/** Returns the comparison that check made in this process, or a new one. */
async function findComparison<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: A,
  inputs: Properties,
): Promise<Comparison<A>> {
  const checked = context.checks.get(inputs);
  const comparison =
    typeof checked === "object"
      ? checked
      : await compareServers(context, args, { toleratesUnreachable: false });
  if (!("partners" in comparison)) throw comparison[0];
  return comparison;
}

function toPartnerError<A extends CommonArgs>(args: Addressed<A>, reason: unknown): UserError {
  const error =
    reason instanceof UserError ? reason : messages.internalError("The provider", reason);
  return withPartnerName(args, error);
}

/** Writes the primary first where a write to it changes both servers. */
async function joinRelationships<A extends CommonArgs>(
  context: ProviderContext<A>,
  { partners }: Comparison<A>,
): Promise<void> {
  const joining = partners.filter(({ pair }) => (pair.primaryPlan ?? []).length > 0);
  await Promise.all(
    joining.map(({ args, pair }) =>
      joinRelationship(context, args, pair, {
        planPrimary: (primary) =>
          context.definition.planPrimary!(args, primary, pair.partner.configuration),
        checkPartner: () => checkPartnerWrite(context.session, args, pair, true),
        guardPrimary: (plan, primary) => guardPrimary(context, args, plan, primary),
      }),
    ),
  );
}

async function guardPrimary<A extends CommonArgs>(
  { session }: ProviderContext<A>,
  args: Addressed<A>,
  plan: Plan,
  snapshot: Snapshot,
): Promise<void> {
  const error = checkPrimaryWrite(session, args, { snapshot, plan });
  if (error) throw error;
}

interface FinishOptions {
  readonly wait: FailoverWait;
  readonly former: StoredResource | undefined;
}

/** Does what follows the write of a partner: writes the primary, and waits for failover again. */
async function finishPartner<A extends CommonArgs>(
  context: ProviderContext<A>,
  write: PartnerWrite<A>,
  done: WriteResult,
  { wait, former }: FinishOptions,
): Promise<WrittenPartner<A>> {
  const { args, pair } = write.comparison;
  const record = former ? findRecord(former.outputs, args.partnerName, pair.partner) : {};
  const formerlyNotPersisted = notPersistedIn(record);
  const after = await writePrimary(context, write.comparison, done, {
    wait,
    formerlyNotPersisted,
  });
  const awaited = write.isWritten ? [] : listAwaited(record);
  return write.finish(
    awaited.length > 0
      ? await awaitFailoverAgain(context, args, after, { relationships: awaited, wait })
      : after,
  );
}

interface PrimaryWriteOptions {
  readonly wait: FailoverWait;
  /** The servers that the state records as not persisted. */
  readonly formerlyNotPersisted: NotPersisted;
}

/**
 * Writes to the primary what belongs there once the partner is equal. Also has the primary save
 * what an earlier update wrote there.
 */
async function writePrimary<A extends CommonArgs>(
  context: ProviderContext<A>,
  { args, pair }: PartnerComparison<A>,
  done: WriteResult,
  { wait, formerlyNotPersisted }: PrimaryWriteOptions,
): Promise<WriteResult> {
  const { definition, drivers, session } = context;
  if (writesBothServers(drivers, args.primary)) return done;
  const isPersisted =
    pair.primary.notPersisted === undefined &&
    formerlyNotPersisted[labelOf(context, args.primary)] === undefined;
  const needsSave = !isPersisted && definition.writesPrimary?.(args) === true;
  if ((pair.primaryPlan ?? []).length === 0 && !needsSave) return done;
  const written = await session.queue.enqueue({
    primary: args.partner,
    partner: args.primary,
    replan: (primary) => ({
      changes: definition.planPrimary!(args, primary, done.partner.configuration),
    }),
    guard: (plan, primary) => guardPrimary(context, args, plan, primary),
    plannedFrom: { primary: pair.partner, partner: pair.primary },
    hasBegun: done.partner.version !== pair.partner.version,
    wait,
    isForced: args.force ?? false,
  });
  const { notRestored = done.notRestored } = written;
  return {
    primary: written.partner,
    partner: done.partner,
    notPersisted: { ...done.notPersisted, ...written.notPersisted },
    ...(notRestored && { notRestored }),
  };
}

/**
 * Waits for failover that had not come back after the last write, where this update has nothing to
 * write.
 */
async function awaitFailoverAgain<A extends CommonArgs>(
  context: ProviderContext<A>,
  args: Addressed<A>,
  done: WriteResult,
  {
    relationships,
    wait,
  }: { readonly relationships: readonly string[]; readonly wait: FailoverWait },
): Promise<WriteResult> {
  const { session } = context;
  const servers = [
    { server: session.server(args.partner), snapshot: done.partner },
    { server: session.server(args.primary), snapshot: done.primary! },
  ];
  const limits = { ...defaultWaitLimits, waits: [wait], showProgress: session.showProgress };
  const { isWorking, message } = await session.queue.runWithoutBlockingWrites(() =>
    waitForFailover(labelOf(context, args.partner), relationships, servers, limits),
  );
  if (!isWorking && !wait.isNone) return { ...done, notRestored: { message, relationships } };
  if (isWorking) session.inform(message);
  else session.tell(message);
  return done;
}
