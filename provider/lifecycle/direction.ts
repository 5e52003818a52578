// The direction of a replication that no state knows of: that of another resource, whose notes are on this machine.
import { messages, type UserError } from "../core/messages.js";
import type { ScopeId } from "../core/model.js";
import type { Journal, Snapshot, Server } from "../drivers/driver.js";

/** A server and how it was read. */
export interface Side {
  readonly server: Server;
  readonly snapshot: Snapshot;
}

/** Refuses to replicate scopes in the direction opposite to that in which they were replicated last. */
export function directionObjection(
  primary: Side,
  partner: Side,
  scopes: readonly ScopeId[],
): UserError | undefined {
  const journals = [primary.server.backups?.journal, partner.server.backups?.journal].filter(
    (one) => one !== undefined,
  );
  const back = lastOf(journals, primary, partner, scopes);
  if (!back) return undefined;
  const forth = lastOf(journals, partner, primary, scopes);
  if (forth && forth.time >= back.time) return undefined;
  return messages
    .reversedElsewhere(primary.server.label, partner.server.label, back)
    .withProperty("primary");
}

/** Returns what was noted last of a replication of any of these scopes to one server from another. */
function lastOf(journals: readonly Journal[], to: Side, from: Side, scopes: readonly ScopeId[]) {
  const asked = new Set(scopes);
  return journals
    .flatMap((journal) => readEntries(journal, to.snapshot.identity))
    .filter(
      (entry) =>
        entry.from === from.snapshot.identity && entry.scopes.some((scope) => asked.has(scope)),
    )
    .reduce(
      (last, entry) => (last && last.time >= entry.time ? last : entry),
      undefined as Entry | undefined,
    );
}

type Entry = ReturnType<Journal["read"]>[number];

/** Reads notes. Where a user has no folder for them there are none. */
function readEntries(journal: Journal, identity: string): readonly Entry[] {
  try {
    return journal.read(identity);
  } catch {
    return [];
  }
}

/** What a resource replicated to a server. */
export interface Direction {
  readonly resource: string;
  readonly primary: Side;
  readonly scopes: readonly ScopeId[];
}

/** Notes what was replicated to a server. That it cannot be noted keeps nothing from being replicated. */
export function noteDirections(
  partner: Side,
  directions: readonly Direction[],
  now = new Date(),
): void {
  if (directions.length === 0) return;
  const time = now.toISOString();
  const entries = directions.map(({ resource, primary, scopes }) => ({
    resource,
    from: primary.snapshot.identity,
    label: primary.server.label,
    scopes,
    time,
  }));
  try {
    partner.server.backups?.journal.add(partner.snapshot.identity, entries);
  } catch {
    // The refusal that these notes are for is one more safety, and needs a folder that lasts.
  }
}
