// Many resources, one write: what they want of one partner is put together, written once, and verified for each.
import { apply } from "../core/apply.js";
import { messages } from "../core/messages.js";
import type { Change, Configuration, Plan, ScopeId } from "../core/model.js";
import { formatScopedProperty } from "../core/paths.js";
import type { Applied, Snapshot, Server } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { NotRestored } from "./failover.js";
import type { Native } from "./native.js";
import { rounds } from "./planned.js";
import { everythingPersisted, type NotPersisted } from "./persistence.js";
import type { FailoverWait } from "./timeouts.js";

/** What one resource wants written to a partner. */
export interface WriteRequest {
  readonly primary?: ServerArgs;
  readonly partner: ServerArgs;
  /** Other servers that the write changes by itself. */
  readonly mirrors?: readonly ServerArgs[];
  /** What its check saw: nothing is written when either server came to hold something else, but for what this operation wrote. */
  readonly plannedFrom?: { readonly primary?: Snapshot; readonly partner: Snapshot };
  /** The resource that replicates, as people know it, and the scopes that it speaks of; absent: it is no replication. */
  readonly replicates?: () => { readonly resource: string; readonly scopes: readonly ScopeId[] };
  /** The changes, given what both servers hold at the time of writing; asked again afterwards, when it must answer none. */
  readonly replan: (partner: Configuration, primary: Configuration | undefined) => Plan;
  /** Refuses a plan that should not be carried out. */
  readonly guard?: (plan: Plan, partner: Snapshot, primary: Snapshot | undefined) => Promise<void>;
  /** How long this resource waits for failover. Default: as long as it usually takes. */
  readonly wait?: FailoverWait;
  /** Relationships that it makes or changes: before the write it waits only for the others. Default: none. */
  readonly changedRelationships?: readonly string[];
  /** Whether its resource has written something already: an interrupted operation brings that to its end. Default false. */
  readonly hasBegun?: boolean;
  /** Whether it writes without waiting for failover that does not work. Default false. */
  readonly isForced?: boolean;
  /** Names of properties whose values are secrets to this resource, besides those of the table; absent: none. */
  readonly secretNames?: readonly string[];
  /** What the primary's own replication is asked for, which writes the partner; absent: we do. All jobs of one wave are of one kind. */
  readonly native?: (partner: Configuration, primary: Snapshot) => Native;
}

/** What both servers hold once a job is done: equal as far as its plan goes. */
export interface WriteResult {
  readonly primary?: Snapshot;
  readonly partner: Snapshot;
  /** Present where the job was written, waits for failover, and failover did not come back. */
  readonly notRestored?: NotRestored;
  /** Why a restart of the partner would undo it. */
  readonly notPersisted: NotPersisted;
}

/** Carries jobs of one partner out as one write. */
export async function carryOut(
  server: Server,
  partner: Snapshot,
  jobs: readonly WriteRequest[],
  primaryOf: (job: WriteRequest) => Snapshot | undefined,
  on: {
    readonly tell: (sentence: string) => void;
    /** The write failed: what came of it is not known here. */
    readonly failed: () => void;
    /** What follows a write, before it is verified: answers how the server is in the end, and whether failover came back. */
    readonly wrote: (
      applied: Applied,
    ) => Promise<{ readonly after: Snapshot; readonly notBack?: NotRestored }>;
    /** Has the server save what it runs with, unless this operation knows that it did. Returns why it could not. */
    readonly persist: () => Promise<string | undefined>;
    /** Has primaries write the partner themselves. */
    readonly replicate: (
      asked: readonly { readonly primary: ServerArgs; readonly native: Native }[],
    ) => Promise<void>;
  },
): Promise<readonly WriteResult[]> {
  let desired = partner.configuration;
  const changes: Change[] = [];
  const sources = [...new Set(jobs.flatMap((job) => primaryOf(job) ?? []))];
  const native = new Map<WriteRequest, { readonly primary: ServerArgs; readonly native: Native }>();
  const writing = new Set<WriteRequest>();
  for (let round = 0; ; round++) {
    const before = changes.length;
    let held = round === 0 ? desired : server.normalize(desired, partner, sources).configuration;
    for (const job of jobs) {
      const primary = primaryOf(job);
      const plan = job.replan(held, primary?.configuration);
      if (plan.length === 0) continue;
      if (round === rounds)
        throw messages.contradictoryPlans(
          server.label,
          plan.map(({ place, path }) => formatScopedProperty(place, path)),
        );
      await job.guard?.(plan, partner, primary);
      writing.add(job);
      if (job.native)
        native.set(job, { primary: job.primary!, native: job.native(held, primary!) });
      [desired, held] = [desired, held].map((configuration) =>
        apply(plan, configuration, primary?.configuration ?? configuration),
      ) as [Configuration, Configuration];
      for (const change of plan) changes.push(change);
    }
    if (changes.length === before) break;
  }
  const done = (job: WriteRequest, after: Snapshot, why: string | undefined): WriteResult => ({
    partner: after,
    primary: primaryOf(job),
    notPersisted: why === undefined ? everythingPersisted : { [server.label]: why },
  });
  if (changes.length === 0) {
    // An earlier process may have set it and ended before the server wrote its file: nothing tells that from here.
    const why = await on.persist();
    return jobs.map((job) => done(job, partner, why));
  }
  if (partner.readOnly?.limit === "server")
    throw messages.partnerReadOnly(server.label, partner.readOnly.reason);
  const written = await server
    .apply({
      from: partner,
      changes,
      desired,
      sources,
      ...(native.size > 0 && { replicateNatively: () => on.replicate([...native.values()]) }),
    })
    .catch((error: unknown) => {
      on.failed();
      throw error;
    });
  written.warnings.forEach(on.tell);
  const { after, notBack } = await on.wrote(written);
  for (const job of jobs) {
    const left = job.replan(after.configuration, primaryOf(job)?.configuration);
    const leaves = left.map(({ place, path }) => formatScopedProperty(place, path));
    if (leaves.length > 0)
      throw job.native
        ? messages.nativeLeft(server.label, leaves)
        : messages.notEqualAfterwards(server.label, leaves);
  }
  return jobs.map((job) => {
    const isLate = notBack !== undefined && writing.has(job) && job.wait?.isNone !== true;
    return { ...done(job, after, written.notPersisted), ...(isLate && { notRestored: notBack }) };
  });
}
