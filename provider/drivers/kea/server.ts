// A running Kea server: read with one config-get, written with one config-set.
import { join } from "node:path";
import { fingerprint } from "../../core/canonical.js";
import { hasStoppedBetween } from "../../core/health.js";
import { messages } from "./messages.js";
import { formatUnreadableOptions } from "../../core/paths.js";
import { assertCopyCanBeKept, keepCopy, resolveBackupFolder } from "../../storage/backups.js";
import { listCopies, readJson } from "../../storage/kept-copies.js";
import type {
  Applied,
  Cost,
  CostEstimator,
  Driver,
  FailoverControl,
  KeptCopy,
  LeaseCounter,
  Normalized,
  PlannedWrite,
  Snapshot,
} from "../driver.js";
import { journalIn } from "../journal.js";
import { listAddresses } from "./control/addresses.js";
import { openChannel, type Channel } from "./control/channel.js";
import {
  before,
  findTakenOver,
  findUndivided,
  normalizeFor,
  pairsOf,
  planEdits,
  type EditPlan,
  type Release,
  type TargetOptions,
} from "./model/index.js";
import type { KeaOptions } from "./options.js";
import { hasBuiltIn, rememberSource, replicationSourcesOf } from "./replication-sources.js";
import { isSameServer, listServerNames } from "./running/identity.js";
import {
  describeInterruption,
  estimateInterruption,
  warnOfLongWrite,
  type Interruption,
} from "./running/interruption.js";
import { countActiveLeases, countLeases } from "./running/leases.js";
import { openWriteRecord, writeConfigFile, type WriteRecord } from "./running/persistence.js";
import {
  listWriteCommands,
  parseKeptConfiguration,
  readServer,
  type KeaSnapshot,
} from "./running/read-server.js";
import { restartFailover } from "./running/restart-failover.js";
import { readStatus, toHealth } from "./running/status.js";
import { writeConfiguration } from "./running/write-configuration.js";

/** An opened server, and what an operation remembers of it. */
interface KeaServer {
  readonly options: KeaOptions;
  readonly channel: Channel;
  readonly identity: string;
  /** Absent where the server is not to write its file. */
  readonly record: WriteRecord | undefined;
  /** The server as it was last read. */
  latest?: KeaSnapshot;
  /** The cost of a config-set: the leases are counted once. */
  interruption?: Promise<Interruption>;
}

/** Kea's own answers behind the snapshots of every server, whoever opened it. */
const keaSnapshots = new WeakMap<Snapshot, KeaSnapshot>();

/** Returns Kea's answers behind a snapshot that this driver made. */
export const keaSnapshotOf = (snapshot: Snapshot): KeaSnapshot => keaSnapshots.get(snapshot)!;

/** Returns the identities of a server by its address, however that is spelled. */
export const keaIdentities = (options: Pick<KeaOptions, "url">): readonly string[] =>
  listAddresses(options).map((address) => `kea:${address}`);

/** Opens a running Kea server. Sends nothing yet. */
export const kea: Driver<KeaOptions> = (options) => {
  const { backupDir, persist = true } = options;
  const channel = openChannel(options);
  const identity = `kea:${channel.address}`;
  const record = persist
    ? openWriteRecord(() => resolveBackupFolder(backupDir), identity)
    : undefined;
  const server: KeaServer = { options, channel, identity, record };
  return {
    label: channel.label,
    batchWindowMs: 1_000, // a write stops failover for a heartbeat: ten seconds by default
    read: async () => toSnapshot(server, await readLatest(server)),
    normalize: (desired, current, sources) => normalizeOn(server, { desired, current, sources }),
    apply: (write) => applyWrite(server, write),
    backups: {
      assertPossible: (snapshot) =>
        assertCopyCanBeKept(resolveBackupFolder(backupDir), snapshot.identity),
      journal: journalIn(backupDir),
      list: ({ identity: name }) => listCopies(resolveBackupFolder(backupDir), name),
      read: (copy, now) => readCopy(server, copy, now),
    },
    ...(record && {
      persistence: { persist: (snapshot: Snapshot) => persistOn(server, record, snapshot) },
    }),
    costs: costsOf(server),
    failover: failoverOf(server),
    leases: leasesOf(server),
    close: () => channel.close(),
  };
};

async function readLatest(server: KeaServer): Promise<KeaSnapshot> {
  server.latest = await readServer(server.channel, server.latest);
  return server.latest;
}

/** Returns what core knows of a server that was read, and remembers what it was made from. */
function toSnapshot(server: KeaServer, now: KeaSnapshot): Snapshot {
  const { current, status, release } = now;
  const { parsed } = current;
  const notPersisted = server.record?.reason(status);
  const snapshot: Snapshot = {
    configuration: parsed.configuration,
    identity: server.identity,
    lastingIdentities: keaIdentities(server.options),
    names: listServerNames(now),
    isSame: (other) => keaSnapshots.has(other) && isSameServer(now, keaSnapshotOf(other)),
    version: current.hash ?? fingerprint(current.raw),
    hasBuiltIn: (key, object) => hasBuiltIn([release], key, object),
    warnings: listWarnings(now),
    software: { name: messages.keaSoftware(now.version) },
    failover: toHealth(current.relationships, status),
    pairs: pairsOf(current.relationships),
    unreadable: {
      // Seen on 2.2.0; 2.6.3 and 3.0.3 return it.
      paths: before(release, "2.4") ? ["server.compatibility"] : [],
      options: parsed.unreadableOptions,
      lostByWriting: formatUnreadableOptions(parsed.unreadableOptions),
      scopes: parsed.unreadableScopes,
    },
    ...findWriteLimit(now),
    ...(notPersisted !== undefined && { notPersisted }),
  };
  return remember(snapshot, now);
}

/** Notes the answers that a snapshot was made from. Returns the snapshot. */
function remember(snapshot: Snapshot, now: KeaSnapshot): Snapshot {
  const { configuration } = snapshot;
  keaSnapshots.set(snapshot, now);
  rememberSource(snapshot, { configuration, dhcp4: now.current.raw, release: now.release });
  return snapshot;
}

function listWarnings({ current, status }: KeaSnapshot): readonly string[] {
  const unreadable = [...current.parsed.unreadableScopes].map(([scope, { text }]) =>
    messages.keaReadInPart(scope, text),
  );
  const serviceOff =
    status.serviceOff === undefined ? [] : [messages.keaServiceOff(status.serviceOff)];
  return [...current.parsed.warnings, ...unreadable, ...serviceOff];
}

/** Returns why this server, or this user, cannot write, if that is so: a member of a snapshot. */
function findWriteLimit({ current, commands, release }: KeaSnapshot): Pick<Snapshot, "readOnly"> {
  const reason = current.parsed.readOnlyReason;
  if (reason !== undefined) return { readOnly: { reason, limit: "server" } };
  const missing = listWriteCommands(release).filter((command) => !commands.has(command));
  if (missing.length === 0) return {};
  return { readOnly: { reason: messages.keaCommandsMissing(missing), limit: "user" } };
}

function targetOn(
  { options: { interfaces } }: KeaServer,
  release: Release,
  sources: readonly Snapshot[] | undefined,
): TargetOptions {
  return {
    release,
    isRunning: true,
    sources: replicationSourcesOf(sources),
    ...(interfaces && { interfaces }),
  };
}

interface NormalizeRequest extends Pick<PlannedWrite, "desired"> {
  readonly current: Snapshot;
  readonly sources: readonly Snapshot[] | undefined;
}

function normalizeOn(
  server: KeaServer,
  { desired, current: snapshot, sources }: NormalizeRequest,
): Normalized {
  const { current, release } = keaSnapshotOf(snapshot);
  const target = targetOn(server, release, sources);
  return normalizeFor(current.document(), desired, current.parsed.configuration, target);
}

/**
 * Writes a plan in one config-set. Throws where Kea could not hold all of it, before anything is
 * sent.
 */
async function applyWrite(server: KeaServer, write: PlannedWrite): Promise<Applied> {
  const { from: snapshot, sources = [] } = write;
  const { channel, record } = server;
  const from = keaSnapshotOf(snapshot);
  const plan = planWrite(server, write);
  const { after, notPersisted } = await writeConfiguration({
    channel,
    from,
    document: plan.root,
    expected: plan.configuration,
    look: () => readLatest(server),
    record,
    isPrimaryFile: sources.some(({ failover }) => failover === undefined),
    keep: () => keepFormer(server, snapshot, from),
  });
  return {
    after: toSnapshot(server, after),
    warnings: [],
    ...(notPersisted !== undefined && { notPersisted }),
  };
}

function planWrite(server: KeaServer, { from, desired, sources }: PlannedWrite): EditPlan {
  const { label } = server.channel;
  const { current, release } = keaSnapshotOf(from);
  const { configuration } = current.parsed;
  const target = targetOn(server, release, sources);
  const plan = planEdits(current.document(), desired, configuration, target);
  const relationships = [
    plan.configuration.relationships,
    desired.relationships,
    configuration.relationships,
  ] as const;
  const unsupported = [...plan.unsupported, ...findUndivided(...relationships)];
  if (unsupported.length > 0) throw messages.unsupported(label, unsupported);
  const takenOver = findTakenOver(...relationships);
  if (takenOver)
    throw messages.keaScopesInherited(label, takenOver.from, takenOver.scopes, takenOver.name);
  return plan;
}

/** The file that a copy consists of. */
const copyName = "kea-dhcp4.json";

/** Keeps a copy of the configuration before a write, and returns its place. */
function keepFormer({ options }: KeaServer, { identity }: Snapshot, from: KeaSnapshot): string {
  const text = `${JSON.stringify({ Dhcp4: from.current.raw }, null, 2)}\n`;
  const files = new Map([[`/${copyName}`, text]]);
  return keepCopy(resolveBackupFolder(options.backupDir), identity, files);
}

/** Reads a copy as the server would tell it now, without its failover: nothing runs in a copy. */
function readCopy(server: KeaServer, { path }: KeptCopy, now: Snapshot): Snapshot {
  const { release } = keaSnapshotOf(now);
  const { sizeLimit } = server.options;
  const current = parseKeptConfiguration(readJson(join(path, copyName), sizeLimit), path, release);
  const kept: KeaSnapshot = { ...keaSnapshotOf(now), current };
  const { failover: _, notPersisted: __, ...snapshot } = toSnapshot(server, kept);
  return remember(snapshot, kept);
}

/** Has the server write its file, and records the outcome. Returns why it did not, or nothing. */
async function persistOn(
  { channel }: KeaServer,
  record: WriteRecord,
  snapshot: Snapshot,
): Promise<string | undefined> {
  const why = await writeConfigFile(channel, keaSnapshotOf(snapshot).current.raw);
  record.end(why);
  return why;
}

/** Returns the interruption that a config-set on this server causes. */
function interruptionOf(server: KeaServer, snapshot: Snapshot): Promise<Interruption> {
  const { current, commands } = keaSnapshotOf(snapshot);
  server.interruption ??= countLeases(server.channel, commands).then((leases) =>
    estimateInterruption(current.relationships, leases),
  );
  return server.interruption;
}

const costsOf = (server: KeaServer): CostEstimator => ({
  async estimate({ from }, primary): Promise<Cost> {
    const { label } = server.channel;
    const { current, release } = keaSnapshotOf(from);
    const { relationships, raw } = current;
    const interruption = await interruptionOf(server, from);
    const isReset = hasStoppedBetween(from.failover, primary.snapshot.failover);
    return {
      warnings: [
        messages.keaCost(label, describeInterruption(relationships, interruption, raw)),
        ...warnOfLongWrite(label, relationships, raw),
        ...(isReset ? [messages.keaResetAnnounced(primary.label)] : []),
        ...(before(release, "2.4") ? [messages.keaUntoldByOld(label)] : []),
      ],
      warningForSeveral: messages.keaWaves(label),
    };
  },
});

const failoverOf = (server: KeaServer): FailoverControl => ({
  restart: async (snapshot, partner) =>
    restartFailover(
      server.channel,
      keaSnapshotOf(snapshot).current.relationships,
      (partner.failover ?? []).map(({ pair }) => pair),
    ),
  async refresh(snapshot) {
    const status = readStatus(await server.channel.ask("status-get"));
    return toSnapshot(server, { ...keaSnapshotOf(snapshot), status });
  },
  async outageSeconds(snapshot) {
    const { delay, sync } = await interruptionOf(server, snapshot);
    return delay + sync;
  },
});

const leasesOf = (server: KeaServer): LeaseCounter => ({
  async countActive(scopes) {
    const counts: (number | undefined)[] = [];
    for (const scope of scopes) {
      const snapshot = server.latest ?? (await readLatest(server));
      counts.push(await countActiveLeases(server.channel, snapshot, scope));
    }
    return counts;
  },
});
