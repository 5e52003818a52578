// The one queue of writes: requests for one partner that come close together are written as one
// batch, and batches for servers that share failover are carried out one after another.
import { AsyncLocalStorage } from "node:async_hooks";
import { canonicalText } from "../core/canonical.js";
import { limitConcurrency } from "../core/limited.js";
import { poll } from "../core/poll.js";
import { addedSecretNames, withSecretNames } from "../core/secrets.js";
import type { WriteContext } from "./batch.js";
import { carryOutBatch } from "./write-batch.js";
import type { WriteRequest, WriteResult } from "./write-request.js";

/**
 * How long no request must have come before a batch is closed, in milliseconds, unless the server
 * says.
 */
const defaultBatchWindowMs = 50;

/** How often a wait for other resources looks again, in milliseconds. */
const waitPauseMs = 20;

/** Decides which requests are written together, and which batches wait for each other. */
interface BatchKey {
  /** Servers and failover pairs; one batch at a time is carried out on each. */
  readonly locks: readonly string[];
  /** Tells apart batches that take the same locks. */
  readonly kind: readonly unknown[];
  readonly batchWindowMs: number;
}

interface QueuedRequest {
  readonly request: WriteRequest;
  /** Runs work for the resource that made the request. */
  readonly workForResource: <T>(work: () => T) => T;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests that go into one write. */
interface WriteBatch {
  readonly key: BatchKey;
  readonly queued: QueuedRequest[];
}

export class WriteQueue {
  /** Batches that still take requests, by their keys as text. */
  private readonly openBatches = new Map<string, WriteBatch>();
  /** The end of the last batch that takes each lock. */
  private readonly locked = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  /** How many pieces of work go on that may still add a request. */
  private busy = 0;

  constructor(private readonly context: WriteContext) {}

  /** Writes a request, together with all others of its batch. Returns both servers afterwards. */
  async enqueue(request: WriteRequest): Promise<WriteResult> {
    const [result] = await this.enqueueEach([request], 1);
    if (result!.status === "rejected") throw result!.reason;
    return result!.value;
  }

  /**
   * Writes requests for several partners, so many at a time. One that fails does not stop the
   * others.
   */
  async enqueueEach(
    requests: readonly WriteRequest[],
    atOnce: number,
  ): Promise<readonly PromiseSettledResult<WriteResult>[]> {
    const whenFree = limitConcurrency(atOnce);
    // The batch it goes into serves other resources too: each request brings its secret names
    // along.
    const secretNames = addedSecretNames();
    this.busy--;
    try {
      return await Promise.allSettled(
        requests.map((request) => whenFree(() => this.join({ ...request, secretNames }))),
      );
    } finally {
      this.busy++;
    }
  }

  /**
   * Does work for the engine. No batch closes meanwhile, unless the work waits for one: it may add
   * a request.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
      this.closeBatchesSoon();
    }
  }

  /** Does work, within `run`, that adds no request: batches may close meanwhile. */
  async runWithoutBlockingWrites<T>(work: () => Promise<T>): Promise<T> {
    this.busy--;
    this.closeBatchesSoon();
    try {
      return await work();
    } finally {
      this.busy++;
    }
  }

  /**
   * Waits for what other resources do, which may have to be written first. Returns whether it came
   * in time.
   */
  waitUntil(isReached: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.runWithoutBlockingWrites(async () => {
      const { isDone } = await poll(isReached, (reached) => reached, {
        timeoutMs,
        pauseMs: () => waitPauseMs,
      });
      return isDone;
    });
  }

  /** Closes no more batches. */
  close(): void {
    clearTimeout(this.timer);
  }

  private async join(request: WriteRequest): Promise<WriteResult> {
    const key = await this.run(() => this.keyOf(request));
    return new Promise((resolve, reject) => {
      const keyText = canonicalText([key.locks, key.kind]);
      const batch = this.openBatches.get(keyText) ?? { key, queued: [] };
      batch.queued.push({
        request,
        workForResource: AsyncLocalStorage.snapshot(),
        resolve,
        reject,
      });
      this.openBatches.set(keyText, batch);
      this.closeBatchesSoon();
    });
  }

  /**
   * Requests for one partner that are written in one way share a batch. A write interrupts
   * failover, so the servers of a pair are written one after the other: a batch locks its servers
   * and their pairs.
   */
  private async keyOf({
    partner,
    mirrors = [],
    isNative = false,
  }: WriteRequest): Promise<BatchKey> {
    const { servers, snapshots, identities } = this.context;
    const [written, ...mirrored] = await Promise.all(
      [partner, ...mirrors].map((args) => snapshots.getLatest(args)),
    );
    const identitiesOfServers = [written!, ...mirrored].map((one) => identities.identify(one));
    const pairs = (written!.failover ?? []).map(({ pair }) => pair);
    return {
      locks: [...identitiesOfServers, ...pairs],
      kind: [partner, isNative],
      batchWindowMs: servers.open(partner).batchWindowMs ?? defaultBatchWindowMs,
    };
  }

  /** Closes the open batches once no request has come for a while. */
  private closeBatchesSoon(): void {
    clearTimeout(this.timer);
    if (this.openBatches.size === 0) return;
    const durations = [...this.openBatches.values()].map(({ key }) => key.batchWindowMs);
    this.timer = setTimeout(() => this.closeBatches(), Math.max(...durations));
  }

  private closeBatches(): void {
    if (this.busy > 0) return; // the end of that work closes them
    const batches = [...this.openBatches.values()];
    this.openBatches.clear();
    for (const batch of batches) this.carryOutInTurn(batch);
  }

  /** Carries a batch out once those before it have freed its locks, and answers its requests. */
  private carryOutInTurn({ key: { locks }, queued }: WriteBatch): void {
    const earlier = locks.map((lock) => this.locked.get(lock));
    const requests = queued.map(({ request }) => request);
    // Messages of the batch are shown on the first of its resources.
    const results = queued[0]!.workForResource(() => this.carryOutAfter(earlier, requests));
    const carriedOut = results.then(
      (answers) => {
        for (const [i, { resolve }] of queued.entries()) resolve(answers[i]!);
      },
      (error: unknown) => {
        for (const { reject } of queued) reject(error);
      },
    );
    for (const lock of locks) this.locked.set(lock, carriedOut);
  }

  private async carryOutAfter(
    earlier: readonly (Promise<void> | undefined)[],
    requests: readonly WriteRequest[],
  ): Promise<readonly WriteResult[]> {
    await Promise.all(earlier);
    const secretNames = requests.flatMap((request) => request.secretNames ?? []);
    return withSecretNames(secretNames, () => carryOutBatch(requests, this.context));
  }
}
