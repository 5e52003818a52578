// A running Kea server: read with one config-get, written with one config-set.
import { mapOf } from "../../core/canonical.js";
import { hasStoppedBetween } from "../../core/health.js";
import { messages } from "./messages.js";
import { resolveBackupFolder } from "../../storage/backups.js";
import type {
  Applied,
  Cost,
  CostEstimator,
  Driver,
  FailoverControl,
  LeaseCounter,
  Normalized,
  PlannedWrite,
  Snapshot,
} from "../driver.js";
import { openChannel, type Channel } from "./control/channel.js";
import { backupsOf, keepFormer } from "./copies.js";
import { EditPlanner } from "./edit-planner.js";
import {
  before,
  findHooksDirectory,
  findTakenOver,
  findUndivided,
  hasCommands,
  normalizeFor,
  type Document,
  type EditPlan,
  type KeaMap,
  type Release,
  type TargetOptions,
} from "./model/index.js";
import { planCommands, type WritingWay } from "./commands/plan-commands.js";
import { keaExplainRules } from "./explain.js";
import type { KeaOptions } from "./options.js";
import { commands } from "./names.js";
import { replicationSourcesOf } from "./replication-sources.js";
import {
  describeInterruption,
  estimateInterruption,
  secondsToStart,
  warnOfLongWrite,
  type Interruption,
} from "./running/interruption.js";
import { countActiveLeases, countAllLeases, countLeasesBetween } from "./running/leases.js";
import { openWriteRecord, writeConfigFile, type WriteRecord } from "./running/persistence.js";
import { readKeaServer, type KeaSnapshot } from "./running/read-server.js";
import { restartFailover } from "./running/restart-failover.js";
import { readStatus } from "./running/status.js";
import { writeConfiguration } from "./running/write-configuration.js";
import { keaSnapshotOf, toSnapshot, type SnapshotContext } from "./snapshot.js";

/** An opened server, and what was read of it in this operation. */
interface KeaServer extends SnapshotContext {
  readonly channel: Channel;
  readonly planner: EditPlanner;
  /** The last reading. */
  latest?: KeaSnapshot;
  /** The interruption by a config-set. The leases are counted once. */
  interruption?: Promise<Interruption>;
  /** True where commands make all changes planned so far. Absent: none was planned. */
  takesCommands?: boolean;
}

/** Opens a running Kea server. Sends nothing yet. */
export const kea: Driver<KeaOptions> = (options) => {
  const { backupDir, persist = true } = options;
  const channel = openChannel(options);
  const identity = `kea:${channel.address}`;
  const record = persist
    ? openWriteRecord(() => resolveBackupFolder(backupDir), identity)
    : undefined;
  const server: KeaServer = { options, channel, planner: new EditPlanner(), identity, record };
  return {
    label: channel.label,
    get batchWindowMs() {
      // A config-set interrupts failover for a heartbeat, ten seconds by default: one serves many.
      return server.takesCommands ? undefined : 1_000;
    },
    read: async () => toSnapshot(server, await readLatest(server)),
    normalize: (desired, current, sources) => normalizeOn(server, { desired, current, sources }),
    apply: (write) => applyWrite(server, write),
    backups: backupsOf(server),
    ...(record && {
      persistence: { persist: (snapshot: Snapshot) => persistOn(server, record, snapshot) },
    }),
    explainRules: keaExplainRules,
    costs: costsOf(server),
    failover: failoverOf(server),
    leases: leasesOf(server),
    close: () => channel.close(),
  };
};

async function readLatest(server: KeaServer): Promise<KeaSnapshot> {
  server.latest = await readKeaServer(server.channel, server.latest);
  return server.latest;
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
  const document = current.document();
  const normalized = normalizeFor(document, desired, current.parsed.configuration, target);
  if (server.options.apply !== "commands" || normalized.unsupported.length > 0) return normalized;
  const way = chooseWay(
    server.options,
    keaSnapshotOf(snapshot),
    () => planEditsOn(server, { from: snapshot, desired, sources }).root,
  );
  return { ...normalized, unsupported: describeObstacle(server, way) };
}

/** Returns why a change that must be made by commands cannot be. */
function describeObstacle({ channel: { label } }: KeaServer, way: WritingWay): readonly string[] {
  if (way.way === "commands") return [];
  return "missingHooks" in way
    ? [messages.keaCommandHooksRequired(label, way.missingHooks)]
    : [messages.keaCommandsRequired(label, way.reasons)];
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
  const way = chooseWay(server.options, from, () => plan.root);
  const keaCommands = way.way === "commands" ? way.commands : undefined;
  const { after, notPersisted } = await writeConfiguration({
    channel,
    from,
    document: plan.root,
    keaCommands,
    expected: plan.configuration,
    read: () => readLatest(server),
    record,
    isPrimaryFile: sources.some(({ failover }) => failover === undefined),
    keepCopy: () => keepFormer(server, snapshot, from),
  });
  return {
    after: toSnapshot(server, after),
    warnings: [],
    keepsFailover: keaCommands !== undefined,
    ...(notPersisted !== undefined && { notPersisted }),
  };
}

/**
 * Returns whether commands make a change on this server, or what needs a config-set. `plan` returns
 * the document after the change: it is called only where commands are possible.
 */
function chooseWay({ apply }: KeaOptions, from: KeaSnapshot, plan: () => Document): WritingWay {
  if (apply === "config-set" || !hasCommands(from.release))
    return { way: "config-set", reasons: [] };
  return planCommands(mapOf(from.current.document().Dhcp4), mapOf(plan().Dhcp4), from);
}

/** Plans the edits that bring a server to a configuration. */
function planEditsOn(
  server: KeaServer,
  { from, desired, sources }: Pick<PlannedWrite, "from" | "desired" | "sources">,
): EditPlan {
  const { current, release } = keaSnapshotOf(from);
  return server.planner.plan({
    root: current.document(),
    desired,
    current: current.parsed.configuration,
    options: targetOn(server, release, sources),
  });
}

function planWrite(server: KeaServer, write: PlannedWrite): EditPlan {
  const { from, desired } = write;
  const { label } = server.channel;
  const { configuration } = keaSnapshotOf(from).current.parsed;
  const plan = planEditsOn(server, write);
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

/** Saves the configuration and records the outcome. Returns why that failed, or nothing. */
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
  const { current, commands: available } = keaSnapshotOf(snapshot);
  server.interruption ??= countAllLeases(server.channel, available).then((leases) =>
    estimateInterruption(current.relationships, leases),
  );
  return server.interruption;
}

/** Says what needs a config-set on a server that takes commands, or could. */
function explainConfigSet(label: string, raw: KeaMap, way: WritingWay): readonly string[] {
  if (way.way === "commands") return [];
  if ("missingHooks" in way)
    return [
      messages.keaCommandHooksMissing(label, way.missingHooks, findHooksDirectory(raw) ?? ""),
    ];
  return way.reasons.length > 0 ? [messages.keaCommandsNotPossible(label, way.reasons)] : [];
}

const costsOf = (server: KeaServer): CostEstimator => ({
  async estimate({ from, desired, sources }, primary): Promise<Cost> {
    const { label } = server.channel;
    const { current, release } = keaSnapshotOf(from);
    const { relationships, raw } = current;
    const way = chooseWay(
      server.options,
      keaSnapshotOf(from),
      () => planEditsOn(server, { from, desired, sources }).root,
    );
    server.takesCommands = way.way === "commands" && server.takesCommands !== false;
    const isReset = hasStoppedBetween(from.failover, primary.snapshot.failover);
    if (way.way === "commands") {
      const cost = messages.keaCommandsCost(label, way.commands, !isReset);
      if (!isReset) return { warnings: [cost] };
      const servers = [primary.label, label];
      return {
        warnings: [cost, messages.keaResetAnnounced(servers, secondsToStart(relationships))],
      };
    }
    const interruption = await interruptionOf(server, from);
    return {
      warnings: [
        messages.keaCost(label, describeInterruption(relationships, interruption, raw)),
        ...explainConfigSet(label, raw, way),
        ...warnOfLongWrite(label, relationships, raw),
        ...(isReset ? [messages.keaResetAnnounced([primary.label])] : []),
        ...(before(release, "2.4") ? [messages.keaUntoldByOld(label)] : []),
      ],
      warningForSeveral: messages.keaBatches(label),
    };
  },
});

const failoverOf = (server: KeaServer): FailoverControl => ({
  restartCommand: "ha-reset",
  obstacle: messages.keaListenerLost(),
  restart: async (snapshot, partner) =>
    restartFailover(
      server.channel,
      keaSnapshotOf(snapshot).current.relationships,
      (partner.failover ?? []).map(({ pair }) => pair),
    ),
  async refresh(snapshot) {
    const status = readStatus(await server.channel.ask(commands.status));
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
  async countWithin(_scope, stretches) {
    const snapshot = server.latest ?? (await readLatest(server));
    let sum = 0;
    for (const stretch of stretches) {
      const count = await countLeasesBetween(server.channel, snapshot, stretch);
      if (count === undefined) return undefined;
      sum += count;
    }
    return sum;
  },
});
