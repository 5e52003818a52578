// Configurations that a restart of a server would undo: the reasons are kept in the state and shown
// as a difference until the server has written its file.
import { byName, isMap } from "../core/canonical.js";
import { messages } from "../core/messages.js";
import type { Snapshot } from "../drivers/driver.js";
import type { Properties } from "./record.js";

/** Why a restart would bring a former configuration back, by the server's label. */
export type NotPersisted = Readonly<Record<string, string>>;

export const everythingPersisted: NotPersisted = {};

/** Returns the reasons in outputs, or in the record of one partner. */
export function notPersistedIn({ __notPersisted: found }: Properties): NotPersisted {
  return isMap(found) ? (found as NotPersisted) : everythingPersisted;
}

/** Returns the output that keeps the reasons; none where there are none. */
export const notPersistedOutput = (found: NotPersisted): Properties =>
  Object.keys(found).length > 0 ? { __notPersisted: found } : {};

/** A server's snapshot, with the name that messages use. */
interface LabelledSnapshot {
  readonly label: string;
  readonly snapshot: Snapshot;
}

/** Returns the reasons that the servers state themselves, whatever the state says. */
export function notPersistedNow(...servers: readonly LabelledSnapshot[]): NotPersisted {
  const stated = servers.filter(({ snapshot }) => snapshot.notPersisted !== undefined);
  return Object.fromEntries(stated.map(({ label, snapshot }) => [label, snapshot.notPersisted!]));
}

/** Returns the entry of a preview or of drift that names these servers, or nothing. */
export function notPersistedEntry(...all: readonly NotPersisted[]): Properties | undefined {
  const labels = [...new Set(all.flatMap((one) => Object.keys(one)))].sort(byName);
  return labels.length > 0 ? { "(not persisted)": labels.join(", ") } : undefined;
}

/**
 * Throws where a restart would bring back what was removed, so that its resource stays in the
 * state.
 */
export function assertPersisted(...done: readonly { readonly notPersisted: NotPersisted }[]): void {
  const left = done.flatMap(({ notPersisted }) => Object.entries(notPersisted));
  if (left.length === 0) return;
  throw messages.removedNotPersisted(left.map(([label, why]) => `${label}: ${why}`));
}

/** Returns entries with one more, if there is one. */
export const withEntry = (
  entries: Properties | undefined,
  entry: Properties | undefined,
): Properties | undefined => (entry === undefined ? entries : { ...entries, ...entry });
