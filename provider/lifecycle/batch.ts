// One batch of write requests for one partner, and the servers as they are right before the write.
import { canonicalText } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Server, Snapshot } from "../drivers/driver.js";
import { assertWriteMayBegin } from "../transports/engine.js";
import type { ServerArgs } from "./arguments.js";
import type { ExpectedWrites } from "./expected-writes.js";
import type { ServerSnapshot } from "./failover.js";
import type { Identities } from "./identities.js";
import type { OpenServers } from "./open-servers.js";
import type { Snapshots } from "./snapshots.js";
import type { Warnings } from "./warnings.js";
import type { WriteHistory } from "./write-history.js";
import type { WriteRequest } from "./write-request.js";

/** The parts of an operation that a write reads and updates. */
export interface WriteContext {
  readonly servers: OpenServers;
  readonly snapshots: Snapshots;
  readonly identities: Identities;
  readonly expectedWrites: ExpectedWrites;
  readonly history: WriteHistory;
  readonly warnings: Warnings;
}

export interface Batch {
  /** Never empty. All have the same partner. */
  readonly requests: readonly WriteRequest[];
  /** The partner's arguments, and the partner. */
  readonly args: ServerArgs;
  readonly server: Server;
  readonly context: WriteContext;
}

/** The servers of a batch, as its plans are made from them. */
export interface BatchSnapshots {
  readonly partner: Snapshot;
  /** By their arguments, as text. */
  readonly primaries: ReadonlyMap<string, ServerSnapshot>;
}

export function createBatch(requests: readonly WriteRequest[], context: WriteContext): Batch {
  const args = requests[0]!.partner;
  return { requests, args, server: context.servers.open(args), context };
}

/**
 * Throws where the operation was interrupted, unless a resource of the batch has written something
 * already.
 */
export function assertMayBegin({ requests, server }: Batch): void {
  if (requests.some(({ hasBegun }) => hasBegun)) return;
  assertWriteMayBegin(server.label);
}

/**
 * Returns the primary of a request as it is before the write, or the kept configuration that it goes
 * back to; or nothing.
 */
export function findPrimary(
  { primaries }: BatchSnapshots,
  { primary, source }: WriteRequest,
): Snapshot | undefined {
  return source ?? (primary && primaries.get(canonicalText(primary))?.snapshot);
}

/**
 * Reads both sides of every request. Throws where one is not as check saw it: the plan was made
 * from something else. `isLate`: failover was waited for since the last time, so all is read anew.
 */
export async function readAsChecked(batch: Batch, isLate = false): Promise<BatchSnapshots> {
  const { requests, args, context } = batch;
  const { snapshots, servers } = context;
  const partner = await (isLate ? snapshots.reread(args) : snapshots.readBeforeWriting(args));
  const primaries = new Map<string, ServerSnapshot>();
  for (const { primary } of requests) {
    if (!primary || primaries.has(canonicalText(primary))) continue;
    const snapshot = await (isLate
      ? snapshots.reread(primary)
      : snapshots.readSourceBeforeWriting(primary));
    primaries.set(canonicalText(primary), { server: servers.open(primary), snapshot });
  }
  const read: BatchSnapshots = { partner, primaries };
  for (const request of requests) await assertAsChecked(batch, request, read);
  return read;
}

async function assertAsChecked(
  { args, context }: Batch,
  request: WriteRequest,
  read: BatchSnapshots,
): Promise<void> {
  const { primary, plannedFrom } = request;
  const assertUnchanged = async (
    server: ServerArgs,
    now: Snapshot,
    checked: Snapshot | undefined,
  ): Promise<void> => {
    const before = checked ?? (await context.snapshots.getLatest(server));
    if (!context.history.isUnchangedByOthers(now, before))
      throw messages.serverChanged(context.servers.open(server).label);
  };
  await assertUnchanged(args, read.partner, plannedFrom?.partner);
  if (primary) await assertUnchanged(primary, findPrimary(read, request)!, plannedFrom?.primary);
}
