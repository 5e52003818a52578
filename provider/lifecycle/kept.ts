// The kept configurations of a server, and in what each differs from what the server holds now.
import { byName, canonicalText } from "../core/canonical.js";
import { compare, type Selection } from "../core/compare.js";
import { ignoreNothing } from "../core/keep.js";
import { messages, UserError } from "../core/messages.js";
import type { Plan, Relationship } from "../core/model.js";
import type { KeptCopy, Server, Snapshot } from "../drivers/driver.js";
import type { ServerArgs } from "./arguments.js";
import { translateNames } from "./partner-plan.js";
import type { Session } from "./session.js";
import { excludeInvisible, listUnreadablePaths } from "./visibility.js";

/** A kept configuration, and what would change by going back to it. */
export interface KeptState {
  readonly copy: KeptCopy;
  /** The changes, or the error where it cannot be gone back to. */
  readonly plan: Plan | UserError;
}

/** A server with its kept configurations, the newest first. */
export interface KeptStates {
  readonly label: string;
  readonly now: Snapshot;
  readonly states: readonly KeptState[];
}

/** Reads a server and all its kept configurations, and compares each with the server. */
export async function listKept(session: Session, args: ServerArgs): Promise<KeptStates> {
  const server = session.server(args);
  const now = await session.read(args);
  const states = listCopies(server, now).map((copy) => ({ copy, plan: planOf(server, copy, now) }));
  return { label: server.label, now, states };
}

/** Returns the kept configurations of a server, the newest first. */
export const listCopies = (server: Server, now: Snapshot): readonly KeptCopy[] =>
  server.backups?.list(now) ?? [];

function planOf(server: Server, copy: KeptCopy, now: Snapshot): Plan | UserError {
  try {
    const kept = readKept(server, copy, now);
    return compareWithKept(now, kept);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * Reads a kept configuration. Throws where it is not whole, or where it is of another server: one
 * that had this address before.
 */
export function readKept(server: Server, copy: KeptCopy, now: Snapshot): Snapshot {
  const kept = readWhole(server, copy, now);
  const [then, today] = [kept.names ?? [], now.names ?? []];
  const isOther = then.length > 0 && today.length > 0 && !then.some((name) => today.includes(name));
  if (isOther) throw messages.keptOfAnother(server.label, copy.path, then, today);
  return kept;
}

function readWhole(server: Server, copy: KeptCopy, now: Snapshot): Snapshot {
  try {
    return server.backups!.read(copy, now);
  } catch (error) {
    throw error instanceof UserError ? messages.keptDamaged(copy.path, error.text) : error;
  }
}

/** Returns the changes that make a server what it was. */
export const compareWithKept = (
  now: Snapshot,
  kept: Snapshot,
  current = now.configuration,
  selection = selectAll(now, kept),
): Plan => compare(current, translateNames(now, kept.configuration, current), selection);

/** Selects everything that both snapshots have read. */
export function selectAll(now: Snapshot, kept: Snapshot): Selection {
  const unread = new Set([...(kept.unreadScopes ?? []), ...(now.unreadScopes ?? [])]);
  const scopes = { ...now.configuration.scopes, ...kept.configuration.scopes };
  const selection: Selection = {
    scopes: Object.keys(scopes)
      .filter((scope) => !unread.has(scope))
      .sort(byName),
    settings: true,
    isIgnored: ignoreNothing,
  };
  return excludeInvisible(selection, listUnreadablePaths(kept, now), now);
}

/** Returns the names of the failover relationships that are configured otherwise now. */
export function listOtherRelationships(now: Snapshot, kept: Snapshot): readonly string[] {
  const [current, former] = [now, kept].map(({ configuration }) => configuration.relationships);
  const names = [...new Set([...Object.keys(current!), ...Object.keys(former!)])];
  return names.filter((name) => statementOf(current![name]) !== statementOf(former![name]));
}

/** Returns what a relationship states, without its scopes: these come and go with the scopes. */
function statementOf(relationship: Relationship | undefined): string {
  if (relationship === undefined) return "";
  const { scopes: _, missing: __, ...statement } = relationship;
  return canonicalText(statement);
}
