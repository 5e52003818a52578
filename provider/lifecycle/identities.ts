// Which snapshots are of one server: a server may be read under more than one identity in an
// operation.
import type { Snapshot } from "../drivers/driver.js";

export class Identities {
  /** The snapshot by which each identity is known. */
  private readonly known = new Map<string, Snapshot>();

  /** Notes a snapshot's identity, unless it is known already. */
  note(snapshot: Snapshot): void {
    if (!this.known.has(snapshot.identity)) this.known.set(snapshot.identity, snapshot);
  }

  /** Knows a server by this snapshot from now on. Returns the server's identity. */
  update(snapshot: Snapshot): string {
    const identity = this.identify(snapshot);
    this.known.set(identity, snapshot);
    return identity;
  }

  /** Returns the same text for every snapshot of one server: the identity that was noted first. */
  identify(snapshot: Snapshot): string {
    for (const [identity, known] of this.known) {
      if (identity === snapshot.identity || known.isSame?.(snapshot)) return identity;
    }
    return snapshot.identity;
  }

  isSameServer(one: Snapshot, other: Snapshot): boolean {
    return this.identify(one) === this.identify(other) || (one.isSame?.(other) ?? false);
  }
}
