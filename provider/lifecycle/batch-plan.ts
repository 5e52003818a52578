// The one plan of a batch: what all its requests change on the partner, planned again in rounds
// until a plan leaves nothing to change.
import { apply } from "../core/apply.js";
import { byName } from "../core/canonical.js";
import { equal } from "../core/equal.js";
import { messages } from "../core/messages.js";
import type { Change, Configuration, Plan, ScopeId } from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import type { ServerArgs } from "./arguments.js";
import { findPrimary, type Batch, type BatchSnapshots, type WriteContext } from "./batch.js";
import type { NativeRequest } from "./native-replication.js";
import { maxRounds } from "./partner-plan.js";
import type { RequestPlan, WriteRequest } from "./write-request.js";

/** A request for the own replication of one primary. */
interface NativeOrder {
  readonly primary: ServerArgs;
  readonly native: NativeRequest;
}

export interface BatchPlan {
  /** In the order in which they are made. Empty: nothing is to be written. */
  readonly changes: Change[];
  /** The configuration that the partner should hold afterwards. */
  desired: Configuration;
  /** The requests that change something. */
  readonly writing: Set<WriteRequest>;
  readonly native: Map<WriteRequest, NativeOrder>;
  /** The scopes that each request replicates. */
  readonly scopes: Map<WriteRequest, readonly ScopeId[]>;
}

/**
 * Plans all requests of a batch, each on top of those before it, and again for what the partner
 * makes of that. Throws where a guard refuses, or where the plans do not settle.
 */
export async function planBatch(batch: Batch, read: BatchSnapshots): Promise<BatchPlan> {
  const plan: BatchPlan = {
    changes: [],
    desired: read.partner.configuration,
    writing: new Set(),
    native: new Map(),
    scopes: new Map(),
  };
  for (let round = 0; ; round++) {
    const before = plan.changes.length;
    await planRound(batch, read, plan, round);
    if (plan.changes.length === before) return plan;
  }
}

/** Adds to a plan what the requests still change. */
async function planRound(
  { requests, server }: Batch,
  read: BatchSnapshots,
  plan: BatchPlan,
  round: number,
): Promise<void> {
  const { partner } = read;
  let current =
    round === 0
      ? plan.desired
      : server.normalize(plan.desired, partner, sourcesOf(requests, read)).configuration;
  for (const request of requests) {
    const primary = findPrimary(read, request);
    const planned = request.replan(current, primary?.configuration);
    const { changes } = planned;
    if (changes.length > 0) {
      if (round === maxRounds) throw messages.plansContradict(server.label, pathsOf(changes));
      await request.guard?.(changes, partner, primary);
      current = apply(changes, current, primary?.configuration ?? current);
    }
    addToPlan(plan, request, planned, primary?.configuration);
  }
}

function addToPlan(
  plan: BatchPlan,
  request: WriteRequest,
  { changes, scopes, native }: RequestPlan,
  primary: Configuration | undefined,
): void {
  if (scopes) plan.scopes.set(request, scopes);
  if (changes.length === 0) return;
  plan.writing.add(request);
  if (native) plan.native.set(request, { primary: request.primary!, native });
  plan.desired = apply(changes, plan.desired, primary ?? plan.desired);
  for (const change of changes) plan.changes.push(change);
}

/** Returns the snapshots from which the requests take what they change. */
export const sourcesOf = (requests: readonly WriteRequest[], read: BatchSnapshots) => [
  ...new Set(requests.flatMap((request) => findPrimary(read, request) ?? [])),
];

/** Returns the places of changes, as messages name them. */
export const pathsOf = (plan: Plan): readonly string[] =>
  plan.map(({ location, path }) => formatScopedProperty(location, path));

/**
 * Has primaries write the partner by their own replication. Throws where one replicated other
 * scopes.
 */
export async function replicateNatively(
  { servers }: WriteContext,
  orders: Iterable<NativeOrder>,
): Promise<void> {
  for (const { primary, native } of orders) {
    const { expected, ...request } = native;
    const server = servers.open(primary);
    const { command, replicate } = server.nativeReplication!;
    const replicated = await replicate(request);
    const isExpected = equal(replicated.toSorted(byName), expected.toSorted(byName));
    if (!isExpected) throw messages.nativeOther(command, server.label, replicated, expected);
  }
}
