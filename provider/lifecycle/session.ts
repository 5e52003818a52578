// What the resources of one operation of the engine share: servers, snapshots, expected writes,
// ownership and one write queue.
import { messages, UserError } from "../core/messages.js";
import type { Configuration, Plan } from "../core/model.js";
import type { Cost, ReadScope, Server, Snapshot } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import { BackupChecks } from "./backup-checks.js";
import { ExpectedWrites } from "./expected-writes.js";
import { Identities } from "./identities.js";
import { OpenServers } from "./open-servers.js";
import { Ownership, type Claim } from "./ownership.js";
import { Snapshots } from "./snapshots.js";
import { showProgress, type ShowProgress } from "./progress.js";
import { type Print, Warnings } from "./warnings.js";
import { WriteCosts } from "./write-costs.js";
import { WriteHistory } from "./write-history.js";
import { WriteQueue } from "./write-queue.js";
import type { WriteRequest, WriteResult } from "./write-request.js";

export class Session {
  private readonly warnings: Warnings;
  private readonly servers: OpenServers;
  private readonly identities = new Identities();
  private readonly snapshots: Snapshots;
  private readonly expectedWrites = new ExpectedWrites(this.identities);
  private readonly ownership = new Ownership(this.identities);
  private readonly backups: BackupChecks;
  private readonly costs: WriteCosts;
  private readonly queue: WriteQueue;
  /** The resources that this operation read before it checked them. */
  private readonly refreshed = new Set<string | undefined>();
  /** Values worked out for two snapshots: by the primary's, then by the partner's. */
  private readonly valuesOfPairs = new WeakMap<Snapshot, WeakMap<Snapshot, object>>();

  /** `print` shows the person a sentence. It gets each sentence once. */
  constructor(drivers: Drivers, print: Print) {
    const { identities, expectedWrites } = this;
    const warnings = new Warnings(print);
    const servers = new OpenServers(drivers, warnings);
    const snapshots = new Snapshots(servers, identities, warnings);
    const history = new WriteHistory(identities);
    this.warnings = warnings;
    this.servers = servers;
    this.snapshots = snapshots;
    this.backups = new BackupChecks(servers);
    this.costs = new WriteCosts(identities, warnings);
    this.queue = new WriteQueue({
      servers,
      snapshots,
      identities,
      expectedWrites,
      history,
      warnings,
    });
  }

  /** Warns the person, once an operation. */
  tell(sentence: string): void {
    this.warnings.tell(sentence);
  }

  /** Tells the person what is no warning, once an operation. */
  inform(sentence: string): void {
    this.warnings.tell(sentence, "information");
  }

  noteRefresh(resource: string | undefined): void {
    this.refreshed.add(resource);
  }

  /** Returns whether this operation read a resource before it checked it. */
  wasRefreshed(resource: string | undefined): boolean {
    return this.refreshed.has(resource);
  }

  /** Shows lines about a resource as one message, once an operation. */
  showLines(resource: string | undefined, lines: readonly string[]): void {
    if (lines.length > 0) this.warnings.tellLines(resource ?? "", lines);
  }

  /** Shows how work goes on until it ends. `describe` gets the seconds since it began. */
  readonly showProgress: ShowProgress = (describe, work) =>
    showProgress(this.warnings, describe, work);

  /** Returns the server behind these arguments, opened once. */
  server(args: ServerArgs): Server {
    return this.servers.open(args);
  }

  /**
   * Returns a shared snapshot of a server. `needed`: the scopes that must be known whole; absent:
   * all.
   */
  read(args: ServerArgs, needed?: ReadScope): Promise<Snapshot> {
    return this.snapshots.read(args, needed);
  }

  /**
   * Returns the last snapshot of a server, however much of it was read; reads all where there is
   * none.
   */
  getLatestSnapshot(args: ServerArgs): Promise<Snapshot> {
    return this.snapshots.getLatest(args);
  }

  /** Reads a server anew, as much of it as was read last. */
  reread(args: ServerArgs): Promise<Snapshot> {
    return this.snapshots.reread(args);
  }

  /** Reads servers whole from now on. Returns whether any was read in part before. */
  readWholeFromNowOn(): boolean {
    return this.snapshots.readWholeFromNowOn();
  }

  isSameServer(one: Snapshot, other: Snapshot): boolean {
    return this.identities.isSameServer(one, other);
  }

  /** Tells what a write to a partner costs its clients. */
  tellCost(written: Snapshot, cost: Cost): void {
    this.costs.tell(written, cost);
  }

  /** Announces a write, with which later checks count. Returns a function that takes it back. */
  announceWrite(snapshot: Snapshot, plan: Plan, source: Configuration): () => void {
    return this.expectedWrites.announce(snapshot, plan, source);
  }

  /**
   * Returns what a server will hold after the announced writes. `configuration`: what it holds now.
   */
  predictConfiguration(
    snapshot: Snapshot,
    configuration: Configuration = snapshot.configuration,
  ): Configuration {
    return this.expectedWrites.predict(snapshot, configuration);
  }

  /**
   * Returns what a server cannot hold of a plan and the announced writes. `source`: where the plan
   * comes from.
   */
  findUnsupported(
    args: ServerArgs,
    current: Snapshot,
    plan: Plan,
    source: Snapshot,
  ): readonly string[] {
    return this.expectedWrites.findUnsupported(this.servers.open(args), current, plan, source);
  }

  /** Returns why no copy of a server can be kept before it is written, or nothing. */
  findBackupError(args: ServerArgs, snapshot: Snapshot): UserError | undefined {
    return this.backups.findError(args, snapshot);
  }

  /**
   * Claims something on a partner for a resource. Returns the claim of another resource that has it
   * already.
   */
  claim(partner: Snapshot, subject: string, claim: Claim): Claim | undefined {
    return this.ownership.claim(partner, subject, claim);
  }

  /** Returns the claim on something of a server that is a partner in this operation, or nothing. */
  findOwner(partner: Snapshot, subject: string): Claim | undefined {
    return this.ownership.findOwner(partner, subject);
  }

  /** Returns a value that depends on two snapshots alone, worked out once an operation. */
  memoizeForPair<T extends object>(primary: Snapshot, partner: Snapshot, workOut: () => T): T {
    const values = this.valuesOfPairs.get(primary) ?? new WeakMap<Snapshot, object>();
    this.valuesOfPairs.set(primary, values);
    const value = (values.get(partner) as T | undefined) ?? workOut();
    values.set(partner, value);
    return value;
  }

  /** Does work for the engine. Throws only errors for people: any other becomes one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.queue.run(work);
    } catch (error) {
      throw error instanceof UserError ? error : messages.internalError("The provider", error);
    } finally {
      await this.warnings.settle();
    }
  }

  /**
   * Writes a request, together with others for the same partner. Returns both servers afterwards.
   */
  enqueue(request: WriteRequest): Promise<WriteResult> {
    return this.queue.enqueue(request);
  }

  /**
   * Writes requests for several partners, so many at a time. One that fails does not stop the
   * others.
   */
  enqueueEach(
    requests: readonly WriteRequest[],
    atOnce: number,
  ): Promise<readonly PromiseSettledResult<WriteResult>[]> {
    return this.queue.enqueueEach(requests, atOnce);
  }

  /** Waits, within `run`, for what other resources do. Returns whether it came in time. */
  waitUntil(isReached: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.queue.waitUntil(isReached, timeoutMs);
  }

  /**
   * Does work, within `run`, that writes nothing: the writes of other resources need not wait for
   * it.
   */
  runWithoutBlockingWrites<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.runWithoutBlockingWrites(work);
  }

  async end(): Promise<void> {
    this.queue.close();
    await this.servers.closeAll();
  }
}
