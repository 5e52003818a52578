// A configuration file as a server: nothing needs to run, and only what changes is rewritten.
import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { messages, type UserError } from "../../core/messages.js";
import { messages as keaMessages } from "../kea/messages.js";
import { shapeOnDemand, sizeLimitShape, z } from "../../core/shape.js";
import { assertCopyCanBeKept, resolveBackupFolder, keepCopy } from "../../storage/backups.js";
import { replaceFiles, writeOwnFile } from "../../storage/files.js";
import { listCopies, locateInCopy } from "../../storage/kept-copies.js";
import { runWriteStep } from "../../transports/engine.js";
import { encodeText } from "../../storage/text-bytes.js";
import { toPortablePaths, resolveInProject } from "../../storage/project.js";
import type { Driver, Pair, PlannedWrite, Snapshot } from "../driver.js";
import { journalIn } from "../journal.js";
import type { Format, ReadFile } from "./format.js";
import { keaExplainRules } from "../kea/explain.js";
import { releases } from "../kea/model/index.js";
import { rememberSource } from "../kea/replication-sources.js";
import { windowsExplainRules } from "../windows/explain.js";
import { kea } from "./kea.js";
import { windows } from "./windows.js";

const explainRules = { kea: keaExplainRules, windows: windowsExplainRules };
const formats = { kea, windows } satisfies Record<string, Format>;

export const fileOptions = shapeOnDemand(() =>
  z.object({
    path: z.string(),
    format: z.enum(["kea", "windows"]).optional(),
    release: z.enum(releases).optional(),
    interfaces: z.record(z.string(), z.string()).optional(),
    backupDir: z.string().min(1).optional(),
    sizeLimit: sizeLimitShape().optional(),
  }),
);

export type FileOptions = z.infer<ReturnType<typeof fileOptions>>;

/**
 * Returns the error for arguments that have the right shape and contradict one another. `where` is
 * their place in the program.
 */
export function findFileArgumentError(
  where: string,
  { format, release }: FileOptions,
): UserError | undefined {
  return format === "windows" && release !== undefined
    ? keaMessages.keaReleaseOfExport(`${where}.release`)
    : undefined;
}

/** Returns the identities of a file, which are the same in every checkout of the project. */
export const identitiesOfFile = ({ path }: FileOptions): readonly string[] =>
  toPortablePaths(path).map((name) => `file:${name}`);

/**
 * Returns the identities of two files that were recorded by absolute paths of another checkout:
 * there both had the paths, relative to one folder, that they have here. Returns nothing otherwise:
 * one file alone may be any file of that name.
 */
export function relocateFiles(
  recorded: Pair<FileOptions>,
  now: Pair<FileOptions>,
): Pair<readonly string[]> | undefined {
  const folders = recorded.map(({ path }, i) => {
    const [name] = toPortablePaths(now[i]!.path);
    return isAbsolute(path) && !isAbsolute(name!) && path.endsWith(`/${name}`)
      ? path.slice(0, -name!.length)
      : undefined;
  });
  return folders[0] !== undefined && folders[0] === folders[1]
    ? [identitiesOfFile(now[0]), identitiesOfFile(now[1])]
    : undefined;
}

export const file: Driver<FileOptions> = (options) => {
  const { path, format = "kea", backupDir } = options;
  const absolute = resolveInProject(path);
  const filesRead = new WeakMap<Snapshot, ReadFile>();

  const toSnapshot = (found: ReadFile): Snapshot => {
    const snapshot = snapshotOfFile(found, identitiesOfFile(options));
    filesRead.set(snapshot, found);
    if (found.source) rememberSource(snapshot, found.source);
    return snapshot;
  };
  const read = async (): Promise<Snapshot> => toSnapshot(formats[format](absolute, options));

  return {
    label: path,
    read,
    backups: {
      assertPossible: ({ identity }) =>
        assertCopyCanBeKept(resolveBackupFolder(backupDir), identity),
      journal: journalIn(backupDir),
      list: ({ identity }) => listCopies(resolveBackupFolder(backupDir), identity),
      read: (copy) => {
        const locate = (name: string): string => locateInCopy(copy.path, name);
        return toSnapshot(formats[format](absolute, { ...options, locate }));
      },
    },
    normalize: (desired, current, sources) => filesRead.get(current)!.normalize(desired, sources),
    async apply(write) {
      const now = await read();
      if (now.version !== write.from.version) throw messages.serverChanged(path);
      const warnings = await writeTexts(filesRead.get(now)!, write, options);
      return { after: await read(), warnings };
    },
    explainRules: explainRules[format],
    costs: {
      estimate: async ({ from, changes }, primary) => ({
        warnings: filesRead.get(from)!.announce?.(changes, primary.snapshot) ?? [],
      }),
    },
    async close() {},
    leases: { countActive: async (scopes) => scopes.map(() => 0) }, // a file has none
  };
};

function snapshotOfFile(found: ReadFile, lastingIdentities: readonly string[]): Snapshot {
  const { configuration, readOnly, software, isPartial, uncompared, hasBuiltIn } = found;
  const { unreadableOptions, unreadableScopes, warnings, inOwnNames, pairs, texts } = found;
  const [realPath] = texts.keys();
  return {
    configuration,
    identity: `file:${realPath}`,
    lastingIdentities,
    version: versionOf(texts),
    warnings,
    ...(readOnly !== undefined && { readOnly: { reason: readOnly, limit: "server" } }),
    ...(software && { software }),
    unreadable: {
      ...(unreadableOptions && { options: unreadableOptions }),
      ...(unreadableScopes && { scopes: unreadableScopes }),
    },
    ...(hasBuiltIn && { hasBuiltIn }),
    ...(isPartial && { isPartial }),
    ...(uncompared && { uncompared }),
    ...(inOwnNames && { inOwnNames }),
    ...(pairs && { pairs }),
  };
}

/** Keeps a copy, then rewrites the texts. Returns warnings about the files written beside them. */
async function writeTexts(
  { texts, rewrite, rewriteBeside, describeWritten }: ReadFile,
  { from, desired, sources }: PlannedWrite,
  { path, backupDir }: FileOptions,
): Promise<readonly string[]> {
  const rewritten = rewrite(desired, sources);
  const beside = rewriteBeside?.(desired) ?? new Map<string, string>();
  keepCopy(resolveBackupFolder(backupDir), from.identity, texts);
  const warnings: string[] = [];
  const writeBeside = () => {
    for (const [name, text] of beside)
      warnings.push(...(describeWritten?.(name, writeOwnFile(name, text)) ?? []));
  };
  // Included files are written before the file itself: until the last rename the server would read
  // the former configuration or the new one, whole.
  const includedFirst = [...texts].filter(([name]) => rewritten.has(name)).reverse();
  const replacements = includedFirst.map(([name, before]) => ({
    path: name,
    before,
    after: rewritten.get(name)!,
  }));
  await runWriteStep(path, async () => replaceFiles(replacements, writeBeside));
  return warnings;
}

/** Returns a digest of all texts with their paths. */
function versionOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of texts)
    hash.update(`${path.length} ${path} ${text.length} `).update(encodeText(text));
  return hash.digest("base64url").slice(0, 16);
}
