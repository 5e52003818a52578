// Carries out one batch: many resources, one write. Each resource's plan is made again right before
// the write, from servers that are still as its check saw them, and must be empty after it.
import { canonicalText } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Applied, Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import {
  assertMayBegin,
  createBatch,
  findPrimary,
  readAsChecked,
  type Batch,
  type BatchSnapshots,
  type WriteContext,
} from "./batch.js";
import { pathsOf, planBatch, replicateNatively, sourcesOf, type BatchPlan } from "./batch-plan.js";
import { noteDirections } from "./direction.js";
import {
  defaultWaitLimits,
  restoreFailover,
  waitForPassingFailover,
  type NotRestored,
  type WaitLimits,
} from "./failover.js";
import { everythingPersisted } from "./persistence.js";
import { showProgress } from "./progress.js";
import type { WriteRequest, WriteResult } from "./write-request.js";

/** Carries out the requests of one batch as one write. Returns their results in the same order. */
export async function carryOutBatch(
  requests: readonly WriteRequest[],
  context: WriteContext,
): Promise<readonly WriteResult[]> {
  const batch = createBatch(requests, context);
  assertMayBegin(batch);
  const checked = await readAsChecked(batch);
  const hasWaited = await waitForFailoverBefore(batch, checked);
  const read = hasWaited ? await readAsChecked(batch, true) : checked;
  assertMayBegin(batch);
  assertNoEarlierFailure(batch, read.partner);
  const plan = await planBatch(batch, read);
  if (plan.changes.length === 0) {
    const why = await persist(batch, read.partner);
    const end = { partner: read.partner, why };
    return requests.map((request) => createResult(batch, read, request, end));
  }
  const applied = await applyPlan(batch, read, plan);
  const { after, notRestored } = await restoreFailoverAfter(batch, read, applied);
  await noteWritten(batch, read.partner, after, applied.notPersisted);
  assertNothingLeft(batch, read, after);
  noteReplications(batch, read, plan);
  const end = { partner: after, why: applied.notPersisted };
  return requests.map((request) => {
    const result = createResult(batch, read, request, end);
    const isAwaited = plan.writing.has(request) && request.wait?.isNone !== true;
    return notRestored && isAwaited ? { ...result, notRestored } : result;
  });
}

/**
 * Waits for failover that comes to work by itself, where a request that is not forced changes
 * something. Returns whether it waited.
 */
async function waitForFailoverBefore(batch: Batch, read: BatchSnapshots): Promise<boolean> {
  const { partner, primaries } = read;
  const sources = [...primaries.values()];
  const all = [partner, ...sources.map(({ snapshot }) => snapshot)];
  const health = all.flatMap(({ failover = [] }) => failover);
  if (!health.some(({ condition }) => condition === "passing")) return false;
  const waiting = batch.requests.filter((request) => {
    if (request.isForced) return false;
    const source = findPrimary(read, request)?.configuration;
    return request.replan(partner.configuration, source).changes.length > 0;
  });
  if (waiting.length === 0) return false;
  const pending = {
    partner: { server: batch.server, snapshot: partner },
    primaries: sources,
    changedRelationships: waiting.flatMap(({ changedRelationships = [] }) => changedRelationships),
    assertMayGoOn: () => assertMayBegin(batch),
  };
  return waitForPassingFailover(pending, limitsFor(waiting, batch.context));
}

const limitsFor = (requests: readonly WriteRequest[], { warnings }: WriteContext): WaitLimits => ({
  ...defaultWaitLimits,
  waits: requests.map(({ wait = {} }) => wait),
  showProgress: (describe, work) => showProgress(warnings, describe, work),
});

/**
 * Throws where an earlier write of this operation failed on the partner: it is not known what came
 * of it.
 */
function assertNoEarlierFailure({ server, context }: Batch, partner: Snapshot): void {
  if (context.history.hasFailed(partner)) throw messages.earlierFailure(server.label);
}

/**
 * Has a partner save what it runs with, once for each version. Returns why it could not. An earlier
 * process may have written it and ended before the server saved its file, and nothing shows that
 * here.
 */
async function persist({ server, context }: Batch, partner: Snapshot): Promise<string | undefined> {
  const known = context.history.findSave(partner);
  if (known) return known.why;
  // A server that cannot be written was not written by an earlier process either.
  if (partner.readOnly) return undefined;
  const why = await server.persistence?.persist(partner);
  if (why !== undefined) context.warnings.tell(`${server.label}: ${why}`);
  context.history.noteSave(partner, why);
  return why;
}

/** Writes the partner, or has the primaries write it by their own replication. */
async function applyPlan(
  { requests, server, context }: Batch,
  read: BatchSnapshots,
  { changes, desired, native }: BatchPlan,
): Promise<Applied> {
  const { partner } = read;
  if (partner.readOnly?.limit === "server")
    throw messages.partnerReadOnly(server.label, partner.readOnly.reason);
  const sources = sourcesOf(requests, read);
  const ours = { from: partner, changes, desired, sources };
  const natively = { replicateNatively: () => replicateNatively(context, native.values()) };
  const planned = native.size === 0 ? ours : { ...ours, ...natively };
  const write = () =>
    server.apply(planned).catch((error: unknown) => {
      context.history.noteFailure(partner);
      throw error;
    });
  const applied = await showProgress(
    context.warnings,
    (seconds) => messages.writing(server.label, seconds),
    write,
  );
  for (const warning of applied.warnings) context.warnings.tell(`${server.label}: ${warning}`);
  return applied;
}

/**
 * Starts failover again where it had stopped, and waits until it works. Returns how the partner is
 * then.
 */
async function restoreFailoverAfter(
  { requests, server, context }: Batch,
  { partner, primaries }: BatchSnapshots,
  applied: Applied,
): Promise<{ readonly after: Snapshot; readonly notRestored?: NotRestored }> {
  if (applied.notPersisted !== undefined)
    context.warnings.tell(`${server.label}: ${applied.notPersisted}`);
  const { done, warnings, after, notRestored } = await restoreFailover(
    { server, snapshot: partner },
    applied,
    [...primaries.values()],
    limitsFor(requests, context),
  );
  for (const sentence of done) context.warnings.tell(sentence, "information");
  for (const warning of warnings) context.warnings.tell(warning);
  if (!notRestored) return { after };
  if (requests.every(({ wait }) => wait?.isNone)) context.warnings.tell(notRestored.message);
  return { after, notRestored };
}

/** Shares the partner, and the servers that its write changed too, as they are now. */
async function noteWritten(
  { requests, args, context }: Batch,
  partner: Snapshot,
  after: Snapshot,
  notPersisted: string | undefined,
): Promise<void> {
  const { snapshots, history } = context;
  await shareAfterWrite(context, args, partner, after);
  history.noteSave(after, notPersisted);
  const mirrors = new Map(
    requests
      .flatMap((request) => request.mirrors ?? [])
      .map((mirror) => [canonicalText(mirror), mirror]),
  );
  for (const mirror of mirrors.values()) {
    const before = await snapshots.getLatest(mirror);
    await shareAfterWrite(context, mirror, before, await snapshots.reread(mirror));
  }
}

async function shareAfterWrite(
  { snapshots, identities, expectedWrites, history }: WriteContext,
  args: ServerArgs,
  from: Snapshot,
  after: Snapshot,
): Promise<void> {
  identities.update(after);
  expectedWrites.forget(after);
  history.note(from, after);
  await snapshots.replace(args, from, after);
}

/** Throws where a resource's plan still changes something after the write. */
function assertNothingLeft(
  { requests, server }: Batch,
  read: BatchSnapshots,
  after: Snapshot,
): void {
  for (const request of requests) {
    const source = findPrimary(read, request)?.configuration;
    const left = pathsOf(request.replan(after.configuration, source).changes);
    if (left.length === 0) continue;
    throw request.isNative
      ? messages.nativeLeft(server.label, left)
      : messages.notInSync(server.label, left);
  }
}

/** Notes on this machine which scopes were replicated to the partner, and from where. */
function noteReplications(
  { requests, server }: Batch,
  { partner, primaries }: BatchSnapshots,
  plan: BatchPlan,
): void {
  const directions = requests.flatMap((request) => {
    const { primary, resource } = request;
    const source = primary && primaries.get(canonicalText(primary));
    if (resource === undefined || !source) return [];
    return [{ resource, scopes: plan.scopes.get(request) ?? [], primary: source }];
  });
  noteDirections({ server, snapshot: partner }, directions);
}

/** The partner in the end, and why a restart of it would undo the write. */
interface BatchEnd {
  readonly partner: Snapshot;
  readonly why: string | undefined;
}

function createResult(
  { server }: Batch,
  read: BatchSnapshots,
  request: WriteRequest,
  { partner, why }: BatchEnd,
): WriteResult {
  return {
    partner,
    primary: findPrimary(read, request),
    notPersisted: why === undefined ? everythingPersisted : { [server.label]: why },
  };
}
