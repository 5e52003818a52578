// What the resources of one operation of the engine share: servers, snapshots, expected writes,
// ownership and one write queue.
import { messages, UserError } from "../core/messages.js";
import type { ReadScope, Server, Snapshot } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import { BackupChecks } from "./backup-checks.js";
import { ExpectedWrites } from "./expected-writes.js";
import { Identities } from "./identities.js";
import { OpenServers } from "./open-servers.js";
import { Ownership } from "./ownership.js";
import { Snapshots } from "./snapshots.js";
import { showProgress, type ShowProgress } from "./progress.js";
import { type Print, Warnings } from "./warnings.js";
import { WriteCosts } from "./write-costs.js";
import { WriteHistory } from "./write-history.js";
import { WriteQueue } from "./write-queue.js";

export class Session {
  private readonly warnings: Warnings;
  private readonly servers: OpenServers;
  private readonly identities = new Identities();
  /** The snapshots that the resources share. `read` is the usual way to one. */
  readonly snapshots: Snapshots;
  /** The writes that checks announced, with which later checks count. */
  readonly expectedWrites = new ExpectedWrites(this.identities);
  /** The claims of resources on scopes and objects of partners. */
  readonly ownership = new Ownership(this.identities);
  /** The errors of servers of which no copy can be kept before a write. */
  readonly backups: BackupChecks;
  /** The costs of writes for the clients, as they are told. */
  readonly costs: WriteCosts;
  /** The writes of all resources. */
  readonly queue: WriteQueue;
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

  isSameServer(one: Snapshot, other: Snapshot): boolean {
    return this.identities.isSameServer(one, other);
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

  async end(): Promise<void> {
    this.queue.close();
    await this.servers.closeAll();
  }
}
