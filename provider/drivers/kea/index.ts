// A running Kea server: read with one config-get, written with one config-set.
import { fingerprint } from "../../core/canonical.js";
import { hasStoppedBetween } from "../../core/health.js";
import { messages } from "../../core/messages.js";
import type { Configuration } from "../../core/model.js";
import { formatUnreadableOptions } from "../../core/paths.js";
import { assertCopyCanBeKept, resolveBackupFolder, keepCopy } from "../../storage/backups.js";
import type { Driver, Snapshot, RelationshipInput } from "../driver.js";
import { journalIn } from "../journal.js";
import { addressesOf, channel as channelTo } from "./control/channel.js";
import {
  arrange,
  before,
  fit,
  inherited,
  pairsOf,
  undivided,
  unserved,
  type Release,
} from "./model/index.js";
import type { KeaOptions } from "./options.js";
import { keaRelationship, wanted, type Side } from "./relationship.js";
import { restart } from "./running/failover.js";
import { isOne, namesOf } from "./running/identity.js";
import { activeLeases, countLeases } from "./running/leases.js";
import { observe, toWrite, type Observed } from "./running/observe.js";
import { outlasting, pauseOf, told as toldPause, type Pause } from "./running/pause.js";
import { writeFile, writeRecord, type WriteRecord } from "./running/persistence.js";
import { health, statusIn } from "./running/status.js";
import { write } from "./running/write.js";
import { hasBuiltIn, rememberSource, sourcesOf } from "./sources.js";

export { keaFlaw, keaOptions, type KeaOptions } from "./options.js";

/** What was seen of a server when it was read, whoever opened it. */
const seen = new WeakMap<Snapshot, Observed>();

/** Returns what identifies a server by its address, however that is spelled. */
export const keaIdentities = (options: Pick<KeaOptions, "url">): readonly string[] =>
  addressesOf(options).map((address) => `kea:${address}`);

export const kea: Driver<KeaOptions> = (options) => {
  const { interfaces, backupDir, persist = true } = options;
  const channel = channelTo(options);
  let last: Observed | undefined;
  let pause: Promise<Pause> | undefined;
  const identity = `kea:${channel.address}`;
  const record = persist ? writeRecord(() => resolveBackupFolder(backupDir), identity) : undefined;

  const target = (release: Release, sources?: readonly Snapshot[]) => ({
    release,
    running: true,
    sources: sourcesOf(sources),
    ...(interfaces && { interfaces }),
  });
  const look = async (): Promise<Observed> => (last = await observe(channel, last));

  function readingOf(now: Observed): Snapshot {
    const { held, commands, status } = now;
    const missing = toWrite(now.release).filter((command) => !commands.has(command));
    const { readOnly } = held.reading;
    const notPersisted = record?.reason(status);
    const reading: Snapshot = {
      configuration: held.reading.configuration,
      identity,
      lastingIdentities: keaIdentities(options),
      names: namesOf(now),
      isSame: (other) => seen.has(other) && isOne(now, seen.get(other)!),
      version: held.hash ?? fingerprint(held.raw),
      hasBuiltIn: (key, part) => hasBuiltIn([now.release], key, part),
      warnings: [
        ...held.reading.notes,
        ...[...held.reading.unreadable].map(([scope, { message }]) =>
          messages.keaReadInPart(scope, message),
        ),
        ...(status.serviceOff === undefined ? [] : [messages.keaServiceOff(status.serviceOff)]),
      ],
      software: { name: messages.keaSoftware(now.version) },
      failover: health(held.relationships, status),
      pairs: pairsOf(held.relationships),
      unreadable: {
        paths: before(now.release, "2.4") ? ["server.compatibility"] : [], // seen on 2.2.0; 2.6.3 and 3.0.3 tell it
        options: held.reading.hollow,
        lostByWriting: formatUnreadableOptions(held.reading.hollow),
        scopes: held.reading.unreadable,
      },
      ...writeLimit(readOnly, missing),
      ...(notPersisted !== undefined && { notPersisted }),
    };
    seen.set(reading, now);
    rememberSource(reading, {
      configuration: reading.configuration,
      dhcp4: held.raw,
      release: now.release,
    });
    return reading;
  }

  /** What a config-set costs on this server: its leases are counted once. */
  function pauseAt({ held, commands }: Observed): Promise<Pause> {
    return (pause ??= countLeases(channel, commands).then((leases) =>
      pauseOf(held.relationships, leases),
    ));
  }

  /** Has the server write its file, and notes what came of it. */
  async function persisted(reading: Snapshot, notes: WriteRecord): Promise<string | undefined> {
    const why = await writeFile(channel, seen.get(reading)!.held.raw);
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
      const { held, release } = seen.get(current)!;
      return fit(held.document(), desired, held.reading.configuration, target(release, sources));
    },
    async apply({ from, desired, sources }) {
      const then = seen.get(from)!;
      const { held, release } = then;
      const {
        root,
        configuration: expected,
        unsupported,
      } = arrange(held.document(), desired, held.reading.configuration, target(release, sources));
      const all = [
        ...unsupported,
        ...undivided(
          expected.relationships,
          desired.relationships,
          held.reading.configuration.relationships,
        ),
      ];
      if (all.length > 0) throw messages.misfit(channel.label, all);
      const left = inherited(
        expected.relationships,
        desired.relationships,
        held.reading.configuration.relationships,
      );
      if (left) throw messages.keaScopesInherited(channel.label, left.from, left.scopes, left.name);
      const { after, notPersisted } = await write({
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
        const now = seen.get(from)!;
        const { relationships } = now.held;
        return {
          warnings: [
            messages.keaCost(
              channel.label,
              toldPause(relationships, await pauseAt(now), now.held.raw),
            ),
            ...outlasting(channel.label, relationships, now.held.raw),
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
        restart(
          channel,
          seen.get(reading)!.held.relationships,
          (partner.failover ?? []).map(({ pair }) => pair),
        ),
      refresh: async (reading) =>
        readingOf({ ...seen.get(reading)!, status: statusIn(await channel.ask("status-get")) }),
      async outageSeconds(reading) {
        const { delay, sync } = await pauseAt(seen.get(reading)!);
        return delay + sync;
      },
    },
    leases: {
      async countActive(scopes) {
        const counts: (number | undefined)[] = [];
        for (const scope of scopes)
          counts.push(await activeLeases(channel, last ?? (await look()), scope));
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

const side = ({
  label,
  snapshot,
  configuration,
}: {
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly configuration: Configuration;
}): Side => {
  const { held, release } = seen.get(snapshot)!;
  return { label, configuration, release, raw: held.raw };
};

/** Failover relationships, as the HA hooks of two servers state them. */
export const keaRelationships = {
  argumentName: "kea",
  argumentShape: keaRelationship,
  unservedRanges: unserved,
  desiredPair: (
    asked: RelationshipInput<never>,
    primary: Parameters<typeof side>[0],
    partner: Parameters<typeof side>[0],
  ) => wanted(asked, side(primary), side(partner)),
};
