// Snapshots that the resources of one operation share: each server is read once, and again only
// where more of it is needed or it may have changed.
import { byName, canonicalText } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { ReadScope, Server, Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import type { Identities } from "./identities.js";
import type { OpenServers } from "./open-servers.js";
import { showProgress } from "./progress.js";
import type { Warnings } from "./warnings.js";

/** A snapshot that resources share. */
interface SharedSnapshot {
  /** The scopes that were read whole; absent: all. */
  readonly readScope: ReadScope | undefined;
  readonly snapshot: Promise<Snapshot>;
  /** When it was complete, in milliseconds since 1970; absent: it is being read. */
  completedAt?: number;
  /** How many times the server was read because more was needed. */
  readonly times: number;
}

/**
 * For how many milliseconds a primary's snapshot is fresh where its server rereads before it
 * writes.
 */
const freshMs = 60_000;

/**
 * How many times a server is read for a few more scopes before it is read whole: each time asks
 * again for what was read before.
 */
const maximumSelectiveReads = 4;

export class Snapshots {
  /** By the server's arguments, as text. */
  private readonly shared = new Map<string, SharedSnapshot>();
  private isReadingWhole = false;

  constructor(
    private readonly servers: OpenServers,
    private readonly identities: Identities,
    private readonly warnings: Warnings,
  ) {}

  /**
   * Returns what a server holds, as one snapshot for all who ask. Forgets a failure, so that the
   * next call tries again. `needed`: the scopes that must be known whole; absent: all.
   */
  read(args: ServerArgs, needed?: ReadScope): Promise<Snapshot> {
    const key = canonicalText(args);
    const server = this.servers.open(args);
    const wanted = server.readsSelectively && !this.isReadingWhole ? needed : undefined;
    const known = this.shared.get(key);
    if (known && covers(known.readScope, wanted)) return known.snapshot;
    const times = (known?.times ?? 0) + 1;
    const readScope = known ? widened(known, wanted, times) : wanted;
    const snapshot = this.readShown(args, readScope);
    this.share(key, server, { readScope, snapshot, times });
    return snapshot;
  }

  private share(key: string, server: Server, shared: SharedSnapshot): void {
    this.shared.set(key, shared);
    shared.snapshot.then(
      (snapshot) => {
        shared.completedAt = Date.now();
        this.tellWarnings(server, snapshot);
        this.identities.note(snapshot);
      },
      () => {
        if (this.shared.get(key) === shared) this.shared.delete(key);
      },
    );
  }

  private tellWarnings({ label }: Server, { warnings, notPersisted }: Snapshot): void {
    for (const warning of warnings) this.warnings.tell(`${label}: ${warning}`);
    if (notPersisted !== undefined) this.warnings.tell(`${label}: ${notPersisted}`);
  }

  /**
   * Returns the last snapshot of a server, however much of it was read; reads all where there is
   * none.
   */
  getLatest(args: ServerArgs): Promise<Snapshot> {
    return this.shared.get(canonicalText(args))?.snapshot ?? this.read(args);
  }

  /** Reads a server anew, as much of it as was read last. The result is not shared. */
  reread(args: ServerArgs): Promise<Snapshot> {
    return this.readShown(args, this.shared.get(canonicalText(args))?.readScope);
  }

  /** Reads a server, and shows how that goes on. */
  private readShown(args: ServerArgs, readScope: ReadScope | undefined): Promise<Snapshot> {
    const server = this.servers.open(args);
    this.servers.forgetStatus(args);
    return showProgress(
      this.warnings,
      (seconds) => this.servers.statusOf(args) ?? messages.reading(server.label, seconds),
      () => server.read(readScope),
    );
  }

  /** Reads servers whole from now on. Returns whether any was read in part before. */
  readWholeFromNowOn(): boolean {
    if (this.isReadingWhole) return false;
    this.isReadingWhole = true;
    return [...this.shared.values()].some(({ readScope }) => readScope !== undefined);
  }

  /**
   * Returns a server that will be written: read anew, unless the server rereads itself before it
   * writes.
   */
  readBeforeWriting(args: ServerArgs): Promise<Snapshot> {
    const { rereadsBeforeWriting } = this.servers.open(args);
    return rereadsBeforeWriting ? this.getLatest(args) : this.reread(args);
  }

  /**
   * Returns the source of a write: read anew, unless its server rereads itself and was read just
   * now.
   */
  readSourceBeforeWriting(args: ServerArgs): Promise<Snapshot> {
    const { rereadsBeforeWriting } = this.servers.open(args);
    return rereadsBeforeWriting && this.isFresh(args) ? this.getLatest(args) : this.reread(args);
  }

  private isFresh(args: ServerArgs): boolean {
    const completedAt = this.shared.get(canonicalText(args))?.completedAt;
    return completedAt !== undefined && Date.now() - completedAt < freshMs;
  }

  /**
   * Shares how a server is after a write. Snapshots that other arguments have of the same server
   * are forgotten: a snapshot belongs to the server that made it.
   */
  async replace(args: ServerArgs, from: Snapshot, after: Snapshot): Promise<void> {
    const replacement: SharedSnapshot = {
      readScope: after.readScope,
      snapshot: Promise.resolve(after),
      completedAt: Date.now(),
      times: 1,
    };
    for (const [key, { snapshot }] of this.shared) {
      const before = await snapshot.catch(() => undefined);
      if (key === canonicalText(args)) this.shared.set(key, replacement);
      else if (before && (before.identity === from.identity || before.isSame?.(from)))
        this.shared.delete(key);
    }
  }
}

/** Tells whether what was read holds all that is wanted. */
function covers(read: ReadScope | undefined, wanted: ReadScope | undefined): boolean {
  if (read === undefined) return true;
  if (wanted === undefined) return false;
  const { scopes, relationships } = read;
  return (
    wanted.scopes.every((scope) => scopes.includes(scope)) &&
    wanted.relationships.every((name) => relationships.includes(name))
  );
}

/**
 * Returns what was read before together with what is wanted now; nothing, which is all, after
 * several times.
 */
function widened(
  { readScope }: SharedSnapshot,
  wanted: ReadScope | undefined,
  times: number,
): ReadScope | undefined {
  if (times > maximumSelectiveReads || !readScope || !wanted) return undefined;
  return {
    scopes: union(readScope.scopes, wanted.scopes),
    relationships: union(readScope.relationships, wanted.relationships),
  };
}

const union = (one: readonly string[], other: readonly string[]): readonly string[] =>
  [...new Set([...one, ...other])].sort(byName);
