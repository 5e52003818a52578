// What this operation wrote: a server that holds only our own writes has not been changed by
// others.
import type { Snapshot } from "../drivers/driver.js";
import type { Identities } from "./identities.js";

/** One write: how a server was before, and how it was afterwards. */
interface OwnWrite {
  readonly identity: string;
  readonly from: Snapshot;
  readonly after: Snapshot;
}

/** The result of saving what a server runs with, for one version of it. */
interface SaveResult {
  readonly version: string;
  /** Why it could not be saved; absent: it was. */
  readonly why: string | undefined;
}

export class WriteHistory {
  private readonly writes: OwnWrite[] = [];
  /** Identities of servers on which a write failed. */
  private readonly failed = new Set<string>();
  /** The last result of saving, by the server's identity. */
  private readonly saves = new Map<string, SaveResult>();

  constructor(private readonly identities: Identities) {}

  note(from: Snapshot, after: Snapshot): void {
    if (isUnchanged(after, from)) return;
    this.writes.push({ identity: this.identities.identify(after), from, after });
  }

  /**
   * Returns whether a server holds what it held before, apart from the writes of this operation.
   */
  isUnchangedByOthers(now: Snapshot, before: Snapshot): boolean {
    const visited = new Set<Snapshot>();
    let snapshot: Snapshot | undefined = now;
    while (snapshot && !visited.has(snapshot)) {
      if (isUnchanged(snapshot, before)) return true;
      visited.add(snapshot);
      snapshot = this.findWriteTo(snapshot)?.from;
    }
    return false;
  }

  private findWriteTo(snapshot: Snapshot): OwnWrite | undefined {
    return this.writes.find(
      ({ identity, after }) =>
        identity === this.identities.identify(snapshot) && isUnchanged(snapshot, after),
    );
  }

  noteFailure(snapshot: Snapshot): void {
    this.failed.add(this.identities.identify(snapshot));
  }

  hasFailed(snapshot: Snapshot): boolean {
    return this.failed.has(this.identities.identify(snapshot));
  }

  /** Notes that a server saved this version, or why it could not. */
  noteSave(snapshot: Snapshot, why: string | undefined): void {
    this.saves.set(this.identities.identify(snapshot), { version: snapshot.version, why });
  }

  /**
   * Returns the result of saving this version of a server; nothing where this operation has not
   * saved it.
   */
  findSave(snapshot: Snapshot): SaveResult | undefined {
    const save = this.saves.get(this.identities.identify(snapshot));
    return save?.version === snapshot.version ? save : undefined;
  }
}

const isUnchanged = (now: Snapshot, before: Snapshot): boolean =>
  now.isUnchangedSince?.(before) ?? now.version === before.version;
