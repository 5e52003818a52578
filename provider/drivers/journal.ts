// The journal: a file beside the copies of a server that records the last replications to it, on
// the machine that wrote it.
import { shapeOnDemand, z } from "../core/shape.js";
import { resolveBackupFolder, readNote, writeNote } from "../storage/backups.js";
import type { Journal, ReplicationRecord } from "./driver.js";

const entryShape = shapeOnDemand(() =>
  z.object({
    resource: z.string(),
    from: z.string(),
    label: z.string(),
    scopes: z.array(z.string()).readonly(),
    time: z.iso.datetime(),
  }),
);

const file = "replicated.json";

/** Returns the journal in a backup folder: each server's records are beside its copies. */
export function journalIn(backupDir: string | undefined): Journal {
  const read: Journal["read"] = (identity) => {
    const note = readNote(resolveBackupFolder(backupDir), identity, file);
    return note ? entriesIn(note.text).map((entry) => ({ ...entry, path: note.path })) : [];
  };
  return {
    read,
    add(identity, entries) {
      const written = new Set(entries.map(({ resource }) => resource));
      const others = read(identity).filter(({ resource }) => !written.has(resource));
      const all = [...others.map(({ path: _, ...entry }) => entry), ...entries];
      writeNote(
        resolveBackupFolder(backupDir),
        identity,
        file,
        `${JSON.stringify(all, null, 1)}\n`,
      );
    },
  };
}

/** Returns the readable records of a journal. */
function entriesIn(text: string): readonly ReplicationRecord[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found)
      ? found.flatMap((one) => entryShape().safeParse(one).data ?? [])
      : [];
  } catch {
    return [];
  }
}
