// A configuration file as a server: nothing needs to run, and nothing outside what changes is touched.
import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { messages, type UserError } from "../../core/messages.js";
import { sizeLimitShape, z } from "../../core/shape.js";
import { assertCopyCanBeKept, resolveBackupFolder, keepCopy } from "../../storage/backups.js";
import { replaceFiles, writeOwnFile } from "../../storage/files.js";
import { runWriteStep } from "../../transports/engine.js";
import { encodeText } from "../../storage/text-bytes.js";
import { toPortablePaths, resolveInProject } from "../../storage/project.js";
import type { Driver, Pair, Snapshot } from "../driver.js";
import { journalIn } from "../journal.js";
import type { Format, ReadFile } from "./format.js";
import { releases } from "../kea/model/index.js";
import { rememberSource } from "../kea/replication-sources.js";
import { kea } from "./kea.js";
import { windows } from "./windows.js";

const formats = { kea, windows } satisfies Record<string, Format>;

export const fileOptions = z.object({
  path: z.string(),
  format: z.enum(["kea", "windows"]).optional(),
  release: z.enum(releases).optional(),
  interfaces: z.record(z.string(), z.string()).optional(),
  backupDir: z.string().min(1).optional(),
  sizeLimit: sizeLimitShape.optional(),
});

export type FileOptions = z.infer<typeof fileOptions>;

/** Returns what is wrong with arguments that fit the shape; `where` is their place in the program. */
export function findFileArgumentError(
  where: string,
  { format, release }: FileOptions,
): UserError | undefined {
  return format === "windows" && release !== undefined
    ? messages.keaReleaseOfExport(`${where}.release`)
    : undefined;
}

/** Returns what identifies a file in every checkout of the project. */
export const identitiesOfFile = ({ path }: FileOptions): readonly string[] =>
  toPortablePaths(path).map((name) => `file:${name}`);

/**
 * Returns what identifies two files now that were recorded by absolute paths of another checkout: in that one both had the paths,
 * relative to one folder, that they have here. Nothing where this is not so: one alone may be any file of that name.
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

export const file: Driver<FileOptions> = ({
  path,
  format = "kea",
  release,
  interfaces,
  backupDir,
  sizeLimit,
}) => {
  const absolute = resolveInProject(path);
  const held = new WeakMap<Snapshot, ReadFile>();

  const read = async (): Promise<Snapshot> => {
    const now = formats[format](absolute, { release, interfaces, sizeLimit });
    const [real] = now.texts.keys();
    const {
      configuration,
      warnings: notes,
      readOnly,
      software,
      unreadableOptions: hollow,
      unreadableScopes: unreadable,
      isPartial: isPart,
      uncompared,
      source,
      hasBuiltIn,
      inOwnNames,
      pairs,
    } = now;
    const reading: Snapshot = {
      configuration,
      identity: `file:${real}`,
      lastingIdentities: identitiesOfFile({ path }),
      version: versionOf(now.texts),
      warnings: notes,
      ...(readOnly !== undefined && { readOnly: { reason: readOnly, limit: "server" } }),
      ...(software && { software }),
      unreadable: { ...(hollow && { options: hollow }), ...(unreadable && { scopes: unreadable }) },
      ...(hasBuiltIn && { hasBuiltIn }),
      ...(isPart && { isPartial: isPart }),
      ...(uncompared && { uncompared }),
      ...(inOwnNames && { inOwnNames }),
      ...(pairs && { pairs }),
    };
    held.set(reading, now);
    if (source) rememberSource(reading, source);
    return reading;
  };

  return {
    label: path,
    read,
    backups: {
      assertPossible: ({ identity }) =>
        assertCopyCanBeKept(resolveBackupFolder(backupDir), identity),
      journal: journalIn(backupDir),
    },
    normalize: (desired, current, sources) => held.get(current)!.normalize(desired, sources),
    async apply({ from, desired, sources }) {
      const now = await read();
      if (now.version !== from.version) throw messages.moved(path);
      const {
        texts,
        rewrite: rewritten,
        rewriteBeside: beside,
        describeWritten: wrote,
      } = held.get(now)!;
      const after = rewritten(desired, sources);
      const more = beside?.(desired);
      keepCopy(resolveBackupFolder(backupDir), from.identity, texts);
      const told: string[] = [];
      const writeMore = () => {
        for (const [name, text] of more ?? [])
          told.push(...(wrote?.(name, writeOwnFile(name, text)) ?? []));
      };
      // What a file includes is written before the file itself: until the last rename the server would read the old or the new, whole.
      const includedFirst = [...texts].filter(([name]) => after.has(name)).reverse();
      const replacements = includedFirst.map(([name, before]) => ({
        path: name,
        before,
        after: after.get(name)!,
      }));
      await runWriteStep(path, async () => replaceFiles(replacements, writeMore));
      return { after: await read(), warnings: told };
    },
    costs: {
      estimate: async ({ from, changes }, primary) => ({
        warnings: held.get(from)!.announce?.(changes, primary.snapshot) ?? [],
      }),
    },
    async close() {},
    leases: { countActive: async (scopes) => scopes.map(() => 0) }, // a file has none
  };
};

function versionOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of texts)
    hash.update(`${path.length} ${path} ${text.length} `).update(encodeText(text));
  return hash.digest("base64url").slice(0, 16);
}
