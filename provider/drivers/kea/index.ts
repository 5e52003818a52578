// A running Kea server: read with one config-get, written with one config-set.
import { fingerprint } from "../../core/canonical.js";
import { hasStoppedBetween } from "../../core/health.js";
import { messages } from "../../core/messages.js";
import type { Configuration } from "../../core/model.js";
import { formatUnreadableOptions } from "../../core/paths.js";
import { assertCopyCanBeKept, resolveBackupFolder, keepCopy } from "../../storage/backups.js";
import type { Driver, Snapshot, RelationshipInput } from "../driver.js";
import { journalIn } from "../journal.js";
import { listAddresses, openChannel as channelTo } from "./control/channel.js";
import {
  planEdits,
  before,
  normalizeFor,
  findTakenOver,
  pairsOf,
  findUndivided,
  findUnservedRanges,
  type Release,
  type TargetOptions,
} from "./model/index.js";
import type { KeaOptions } from "./options.js";
import { keaRelationship, resolvePair, type RelationshipServer } from "./resolve-pair.js";
import { restartFailover } from "./running/restart-failover.js";
import { isSameServer, listServerNames } from "./running/identity.js";
import { countActiveLeases, countLeases } from "./running/leases.js";
import { readServer, listWriteCommands, type KeaSnapshot } from "./running/read-server.js";
import {
  warnOfLongWrite,
  estimateInterruption,
  describeInterruption,
  type Interruption,
} from "./running/interruption.js";
import { writeConfigFile, openWriteRecord, type WriteRecord } from "./running/persistence.js";
import { toHealth, readStatus } from "./running/status.js";
import { writeConfiguration } from "./running/write-configuration.js";
import { hasBuiltIn, rememberSource, replicationSourcesOf } from "./replication-sources.js";

export { keaFlaw, keaOptions, type KeaOptions } from "./options.js";

/** What was seen of a server when it was read, whoever opened it. */
const keaSnapshots = new WeakMap<Snapshot, KeaSnapshot>();

/** Returns what identifies a server by its address, however that is spelled. */
export const keaIdentities = (options: Pick<KeaOptions, "url">): readonly string[] =>
  listAddresses(options).map((address) => `kea:${address}`);

export const kea: Driver<KeaOptions> = (options) => {
  const { interfaces, backupDir, persist = true } = options;
  const channel = channelTo(options);
  let last: KeaSnapshot | undefined;
  let pause: Promise<Interruption> | undefined;
  const identity = `kea:${channel.address}`;
  const record = persist
    ? openWriteRecord(() => resolveBackupFolder(backupDir), identity)
    : undefined;

  const target = (release: Release, sources?: readonly Snapshot[]): TargetOptions => ({
    release,
    isRunning: true,
    sources: replicationSourcesOf(sources),
    ...(interfaces && { interfaces }),
  });
  const look = async (): Promise<KeaSnapshot> => (last = await readServer(channel, last));

  function readingOf(now: KeaSnapshot): Snapshot {
    const { current: held, commands, status } = now;
    const missing = listWriteCommands(now.release).filter((command) => !commands.has(command));
    const { readOnlyReason: readOnly } = held.parsed;
    const notPersisted = record?.reason(status);
    const reading: Snapshot = {
      configuration: held.parsed.configuration,
      identity,
      lastingIdentities: keaIdentities(options),
      names: listServerNames(now),
      isSame: (other) => keaSnapshots.has(other) && isSameServer(now, keaSnapshots.get(other)!),
      version: held.hash ?? fingerprint(held.raw),
      hasBuiltIn: (key, part) => hasBuiltIn([now.release], key, part),
      warnings: [
        ...held.parsed.warnings,
        ...[...held.parsed.unreadableScopes].map(([scope, { message }]) =>
          messages.keaReadInPart(scope, message),
        ),
        ...(status.serviceOff === undefined ? [] : [messages.keaServiceOff(status.serviceOff)]),
      ],
      software: { name: messages.keaSoftware(now.version) },
      failover: toHealth(held.relationships, status),
      pairs: pairsOf(held.relationships),
      unreadable: {
        paths: before(now.release, "2.4") ? ["server.compatibility"] : [], // seen on 2.2.0; 2.6.3 and 3.0.3 tell it
        options: held.parsed.unreadableOptions,
        lostByWriting: formatUnreadableOptions(held.parsed.unreadableOptions),
        scopes: held.parsed.unreadableScopes,
      },
      ...writeLimit(readOnly, missing),
      ...(notPersisted !== undefined && { notPersisted }),
    };
    keaSnapshots.set(reading, now);
    rememberSource(reading, {
      configuration: reading.configuration,
      dhcp4: held.raw,
      release: now.release,
    });
    return reading;
  }

  /** What a config-set costs on this server: its leases are counted once. */
  function pauseAt({ current: held, commands }: KeaSnapshot): Promise<Interruption> {
    return (pause ??= countLeases(channel, commands).then((leases) =>
      estimateInterruption(held.relationships, leases),
    ));
  }

  /** Has the server write its file, and notes what came of it. */
  async function persisted(reading: Snapshot, notes: WriteRecord): Promise<string | undefined> {
    const why = await writeConfigFile(channel, keaSnapshots.get(reading)!.current.raw);
    notes.end(why);
    return why;
  }

  return {
    label: channel.label,
    batchWindowMs: 1_000, // a write stops failover for a heartbeat, which is ten seconds unless told
    read: async () => readingOf(await look()),
    backups: {
      assertPossible: (snapshot) =>
        assertCopyCanBeKept(resolveBackupFolder(backupDir), snapshot.identity),
      journal: journalIn(backupDir),
    },
    normalize(desired, current, sources) {
      const { current: held, release } = keaSnapshots.get(current)!;
      return normalizeFor(
        held.document(),
        desired,
        held.parsed.configuration,
        target(release, sources),
      );
    },
    async apply({ from, desired, sources }) {
      const then = keaSnapshots.get(from)!;
      const { current: held, release } = then;
      const {
        root,
        configuration: expected,
        unsupported,
      } = planEdits(held.document(), desired, held.parsed.configuration, target(release, sources));
      const all = [
        ...unsupported,
        ...findUndivided(
          expected.relationships,
          desired.relationships,
          held.parsed.configuration.relationships,
        ),
      ];
      if (all.length > 0) throw messages.misfit(channel.label, all);
      const left = findTakenOver(
        expected.relationships,
        desired.relationships,
        held.parsed.configuration.relationships,
      );
      if (left) throw messages.keaScopesInherited(channel.label, left.from, left.scopes, left.name);
      const { after, notPersisted } = await writeConfiguration({
        channel,
        from: then,
        document: root,
        expected,
        look,
        record,
        isPrimaryFile: (sources ?? []).some(({ failover }) => failover === undefined),
        keep: () =>
          keepCopy(
            resolveBackupFolder(backupDir),
            from.identity,
            new Map([["/kea-dhcp4.json", `${JSON.stringify({ Dhcp4: held.raw }, null, 2)}\n`]]),
          ),
      });
      return {
        after: readingOf(after),
        warnings: [],
        ...(notPersisted !== undefined && { notPersisted }),
      };
    },
    ...(record && { persistence: { persist: (reading: Snapshot) => persisted(reading, record) } }),
    costs: {
      async estimate({ from }, primary) {
        const now = keaSnapshots.get(from)!;
        const { relationships } = now.current;
        return {
          warnings: [
            messages.keaCost(
              channel.label,
              describeInterruption(relationships, await pauseAt(now), now.current.raw),
            ),
            ...warnOfLongWrite(channel.label, relationships, now.current.raw),
            ...(hasStoppedBetween(from.failover, primary.snapshot.failover)
              ? [messages.keaResetAnnounced(primary.label)]
              : []),
            ...(before(now.release, "2.4") ? [messages.keaUntoldByOld(channel.label)] : []),
          ],
          warningForSeveral: messages.keaWaves(channel.label),
        };
      },
    },
    failover: {
      restart: async (reading, partner) =>
        restartFailover(
          channel,
          keaSnapshots.get(reading)!.current.relationships,
          (partner.failover ?? []).map(({ pair }) => pair),
        ),
      refresh: async (reading) =>
        readingOf({
          ...keaSnapshots.get(reading)!,
          status: readStatus(await channel.ask("status-get")),
        }),
      async outageSeconds(reading) {
        const { delay, sync } = await pauseAt(keaSnapshots.get(reading)!);
        return delay + sync;
      },
    },
    leases: {
      async countActive(scopes) {
        const counts: (number | undefined)[] = [];
        for (const scope of scopes)
          counts.push(await countActiveLeases(channel, last ?? (await look()), scope));
        return counts;
      },
    },
    async close() {},
  };
};

/** Returns why this server, or this user, cannot write, if that is so: a member of a snapshot. */
const writeLimit = (
  readOnly: string | undefined,
  missingCommands: readonly string[],
): Pick<Snapshot, "readOnly"> => {
  if (readOnly !== undefined) return { readOnly: { reason: readOnly, limit: "server" } };
  if (missingCommands.length === 0) return {};
  return { readOnly: { reason: messages.keaCommandsMissing(missingCommands), limit: "user" } };
};

const toRelationshipServer = ({
  label,
  snapshot,
  configuration,
}: {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}): RelationshipServer => {
  const { current: held, release } = keaSnapshots.get(snapshot)!;
  return { label, configuration, release, raw: held.raw };
};

/** Failover relationships, as the HA hooks of two servers state them. */
export const keaRelationships = {
  argumentName: "kea",
  argumentShape: keaRelationship,
  unservedRanges: findUnservedRanges,
  desiredPair: (
    asked: RelationshipInput<never>,
    primary: Parameters<typeof toRelationshipServer>[0],
    partner: Parameters<typeof toRelationshipServer>[0],
  ) => resolvePair(asked, toRelationshipServer(primary), toRelationshipServer(partner)),
};
