// The direction of replications that no state records: those of other resources, noted on this
// machine.
import { messages, type UserError } from "../core/messages.js";
import type { ScopeId } from "../core/model.js";
import type { Journal, Snapshot, Server } from "../drivers/driver.js";

/** A server and its snapshot. */
export interface JournalledServer {
  readonly server: Server;
  readonly snapshot: Snapshot;
}

/** Returns an error where scopes were last replicated in the opposite direction. */
export function checkDirection(
  primary: JournalledServer,
  partner: JournalledServer,
  scopes: readonly ScopeId[],
): UserError | undefined {
  const journals = [primary.server.backups?.journal, partner.server.backups?.journal].filter(
    (one) => one !== undefined,
  );
  const back = findLastEntry(journals, primary, partner, scopes);
  if (!back) return undefined;
  const forth = findLastEntry(journals, partner, primary, scopes);
  if (forth && forth.time >= back.time) return undefined;
  return messages
    .directionReversedElsewhere(primary.server.label, partner.server.label, back)
    .withProperty("primary");
}

/** Returns the last note of a replication of any of these scopes to one server from another. */
function findLastEntry(
  journals: readonly Journal[],
  to: JournalledServer,
  from: JournalledServer,
  scopes: readonly ScopeId[],
) {
  const selected = new Set(scopes);
  return journals
    .flatMap((journal) => readEntries(journal, to.snapshot.identity))
    .filter(
      (entry) =>
        entry.from === from.snapshot.identity && entry.scopes.some((scope) => selected.has(scope)),
    )
    .reduce(
      (last, entry) => (last && last.time >= entry.time ? last : entry),
      undefined as JournalEntry | undefined,
    );
}

type JournalEntry = ReturnType<Journal["read"]>[number];

/** Reads the notes on a server. Returns none where the user has no folder for them. */
function readEntries(journal: Journal, identity: string): readonly JournalEntry[] {
  try {
    return journal.read(identity);
  } catch {
    return [];
  }
}

/** A replication to a server, as it is noted. */
export interface Direction {
  readonly resource: string;
  readonly primary: JournalledServer;
  readonly scopes: readonly ScopeId[];
}

/** Notes replications to a server. A note that cannot be written stops nothing. */
export function noteDirections(
  partner: JournalledServer,
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
    // The guard that reads these notes is one more safety, and needs a folder that lasts.
  }
}
