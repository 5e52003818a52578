// The copies of a server's configuration that this machine keeps before each write.
import { join } from "node:path";
import { assertCopyCanBeKept, keepCopy, resolveBackupFolder } from "../../storage/backups.js";
import { listCopies, readJson } from "../../storage/kept-copies.js";
import type { Backups, KeptCopy, Snapshot } from "../driver.js";
import { journalIn } from "../journal.js";
import { dhcpv4 } from "./names.js";
import { parseKeptConfiguration, type KeaSnapshot } from "./running/read-server.js";
import { keaSnapshotOf, remember, toSnapshot, type SnapshotContext } from "./snapshot.js";

/** The file that a copy consists of. */
const copyName = "kea-dhcp4.json";

export function backupsOf(context: SnapshotContext): Backups {
  const { backupDir } = context.options;
  return {
    assertPossible: ({ identity }) => assertCopyCanBeKept(resolveBackupFolder(backupDir), identity),
    journal: journalIn(backupDir),
    list: ({ identity }) => listCopies(resolveBackupFolder(backupDir), identity),
    read: (copy, now) => readCopy(context, copy, now),
  };
}

/** Keeps a copy of the configuration before a write, and returns its place. */
export function keepFormer(
  { options }: SnapshotContext,
  { identity }: Snapshot,
  { current }: KeaSnapshot,
): string {
  const text = `${JSON.stringify({ [dhcpv4.root]: current.raw }, null, 2)}\n`;
  const files = new Map([[`/${copyName}`, text]]);
  return keepCopy(resolveBackupFolder(options.backupDir), identity, files);
}

/** Reads a copy as the server would return it now. A copy has no running failover. */
function readCopy(context: SnapshotContext, { path }: KeptCopy, now: Snapshot): Snapshot {
  const { release } = keaSnapshotOf(now);
  const copy = readJson(join(path, copyName), context.options.sizeLimit);
  const current = parseKeptConfiguration(copy, path, release);
  const answers: KeaSnapshot = { ...keaSnapshotOf(now), current };
  const { failover: _, notPersisted: __, ...snapshot } = toSnapshot(context, answers);
  return remember(snapshot, answers);
}
