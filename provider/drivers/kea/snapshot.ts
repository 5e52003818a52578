// The snapshot of a running server, and Kea's answers behind it.
import { fingerprint } from "../../core/canonical.js";
import { messages } from "./messages.js";
import { formatUnreadableOptions } from "../../core/paths.js";
import type { Snapshot } from "../driver.js";
import { listAddresses } from "./control/addresses.js";
import { before, pairsOf } from "./model/index.js";
import type { KeaOptions } from "./options.js";
import { hasBuiltIn, rememberSource } from "./replication-sources.js";
import { isSameServer, listServerNames } from "./running/identity.js";
import type { WriteRecord } from "./running/persistence.js";
import { listWriteCommands, type KeaSnapshot } from "./running/read-server.js";
import { toHealth } from "./running/status.js";

/** Kea's answers behind the snapshots of all servers. */
const keaSnapshots = new WeakMap<Snapshot, KeaSnapshot>();

/** Returns Kea's answers behind a snapshot that this driver created. */
export const keaSnapshotOf = (snapshot: Snapshot): KeaSnapshot => keaSnapshots.get(snapshot)!;

/** Returns the identities of a server by its address, however that is spelled. */
export const keaIdentities = (options: Pick<KeaOptions, "url">): readonly string[] =>
  listAddresses(options).map((address) => `kea:${address}`);

/** An opened server, as its snapshots need it. */
export interface SnapshotContext {
  readonly options: KeaOptions;
  readonly identity: string;
  /** Absent where the server does not save its configuration. */
  readonly record: WriteRecord | undefined;
}

/** Returns the snapshot of a server that was read. */
export function toSnapshot(
  { options, identity, record }: SnapshotContext,
  answers: KeaSnapshot,
): Snapshot {
  const { current, status, release } = answers;
  const { parsed } = current;
  const notPersisted = record?.reason(status);
  const snapshot: Snapshot = {
    configuration: parsed.configuration,
    identity,
    lastingIdentities: keaIdentities(options),
    names: listServerNames(answers),
    isSame: (other) => keaSnapshots.has(other) && isSameServer(answers, keaSnapshotOf(other)),
    version: current.hash ?? fingerprint(current.raw),
    hasBuiltIn: (key, object) => hasBuiltIn([release], key, object),
    warnings: listSnapshotWarnings(answers),
    software: { name: messages.keaSoftware(answers.version) },
    failover: toHealth(current.relationships, status),
    pairs: pairsOf(current.relationships),
    unreadable: {
      // Seen on 2.2.0; 2.6.3 and 3.0.3 return it.
      paths: before(release, "2.4") ? ["server.compatibility"] : [],
      options: parsed.unreadableOptions,
      lostByWriting: formatUnreadableOptions(parsed.unreadableOptions),
      scopes: parsed.unreadableScopes,
    },
    ...findWriteLimit(answers),
    ...(notPersisted !== undefined && { notPersisted }),
  };
  return remember(snapshot, answers);
}

/** Remembers the answers behind a snapshot. Returns the snapshot. */
export function remember(snapshot: Snapshot, answers: KeaSnapshot): Snapshot {
  const { configuration } = snapshot;
  keaSnapshots.set(snapshot, answers);
  rememberSource(snapshot, {
    configuration,
    dhcp4: answers.current.raw,
    release: answers.release,
  });
  return snapshot;
}

function listSnapshotWarnings({ current, status }: KeaSnapshot): readonly string[] {
  const unreadable = [...current.parsed.unreadableScopes].map(([scope, { text }]) =>
    messages.keaReadInPart(scope, text),
  );
  const serviceOff =
    status.serviceOff === undefined ? [] : [messages.keaServiceOff(status.serviceOff)];
  return [...current.parsed.warnings, ...unreadable, ...serviceOff];
}

/**
 * Returns why this server, or this user, cannot write: a property of the snapshot, if that is so.
 */
function findWriteLimit({ current, commands, release }: KeaSnapshot): Pick<Snapshot, "readOnly"> {
  const reason = current.parsed.readOnlyReason;
  if (reason !== undefined) return { readOnly: { reason, limit: "server" } };
  const missing = listWriteCommands(release).filter((command) => !commands.has(command));
  if (missing.length === 0) return {};
  return { readOnly: { reason: messages.keaCommandsMissing(missing), limit: "user" } };
}
