// One open server: what it holds, in the form in which the core compares it.
import { messages } from "../messages.js";
import { mapOf } from "../../../core/canonical.js";
import type { Configuration, Json } from "../../../core/model.js";
import { findRelationshipOf } from "../../../core/relationship.js";
import type { Normalized, ReadScope, Snapshot } from "../../driver.js";
import { renameLike } from "../model/rename-classes.js";
import { normalizeForWindows } from "../normalize.js";
import { parseDocument, readServerName } from "./document.js";
import type { WindowsOptions } from "./options.js";
import { readHealth } from "./read-relationships.js";
import { identifyRelease } from "./release.js";
import type { Shell } from "./shell.js";
import { isUnchanged, toWindowsSnapshot, type WindowsSnapshot } from "./snapshot.js";

export interface OpenServer
  extends Readonly<Pick<WindowsOptions, "backupDir" | "reservationOptions">> {
  readonly shell: Shell;
  /** Milliseconds before something is tried or read once more. */
  readonly retryDelayMs: number;
  /** The last reading. Absent before the first. */
  last?: WindowsSnapshot;
}

/** The reading behind each snapshot, whoever opened the server. */
const readings = new WeakMap<Snapshot, WindowsSnapshot>();

/**
 * The properties that are not read without the option values of reservations, as `keep` names them.
 */
const reservationOptionPaths = ["reservations.*.options", "reservations.*.dnsSettings"];

/** Reads the server. `readScope`: the scopes that are requested. Absent: all. */
export async function readServer(
  server: OpenServer,
  readScope?: ReadScope,
): Promise<WindowsSnapshot> {
  server.last = toWindowsSnapshot(await server.shell.read(readScope));
  return server.last;
}

/** Returns the core's snapshot of a reading. */
export function toSnapshot(
  { reservationOptions }: OpenServer,
  reading: WindowsSnapshot,
  readScope: ReadScope | undefined,
): Snapshot {
  const { document, configuration, version, warnings, unreadScopes } = reading;
  const withoutOptions = reservationOptions === false;
  const snapshot: Snapshot = {
    configuration,
    identity: `windows:${readServerName(document)}`,
    names: [readServerName(document)],
    version,
    warnings: withoutOptions ? [...warnings, messages.windowsWithoutOptions()] : warnings,
    software: identifyRelease(document),
    ...(withoutOptions && { unreadable: { paths: reservationOptionPaths } }),
    failover: readHealth(document),
    inOwnNames: renameLike,
    unreadScopes,
    ...(readScope && { readScope }),
    isUnchangedSince: (earlier) => isUnchangedSince(reading, earlier),
  };
  readings.set(snapshot, reading);
  return snapshot;
}

/**
 * Reads a copy, which is an answer that was kept, as a snapshot without failover: nothing runs in a
 * copy.
 */
export function readCopy(server: OpenServer, copy: unknown): Snapshot {
  const reading = toWindowsSnapshot(parseDocument(server.shell.label, copy));
  const { failover: _, ...snapshot } = toSnapshot(server, reading, undefined);
  readings.set(snapshot, reading);
  return snapshot;
}

/** Tells whether a server is as an earlier snapshot has it, as far as both were read. */
function isUnchangedSince(reading: WindowsSnapshot, earlier: Snapshot): boolean {
  const before = readings.get(earlier);
  return before ? isUnchanged(reading, before) : reading.version === earlier.version;
}

/**
 * Returns the desired configuration as this server can hold it. Replication makes no scope on a
 * server that has failover: the scope would be outside it, and both servers would hand out its
 * addresses.
 */
export function normalizeFor(
  { reservationOptions }: OpenServer,
  desired: Configuration,
  snapshot: Snapshot,
): Normalized {
  const { configuration: current } = snapshot;
  const { MajorVersion = 10, MinorVersion = 0 } = readings.get(snapshot)?.document.version ?? {};
  const normalized = normalizeForWindows(current, desired, [MajorVersion, MinorVersion]);
  const names = Object.keys({ ...current.relationships, ...desired.relationships });
  // A scope that comes under a relationship is made with that.
  const outsideFailover = Object.keys(desired.scopes).filter(
    (id) =>
      names.length > 0 &&
      current.scopes[id] === undefined &&
      findRelationshipOf(id, desired) === undefined,
  );
  const recreated = reservationOptions === false ? findRecreated(current, desired) : [];
  const unsupported = [
    ...normalized.unsupported,
    ...outsideFailover.map((id) => messages.windowsScopeNew(id, names)),
    ...recreated.map((reservation) => messages.windowsReservationRenewed(reservation)),
  ];
  return { ...normalized, unsupported };
}

/**
 * Finds reservations whose client changes while their option values are not read: they are removed
 * and added again, and would lose them.
 */
function findRecreated(current: Configuration, desired: Configuration): readonly string[] {
  return Object.entries(desired.scopes).flatMap(([id, { properties }]) => {
    const before = mapOf(current.scopes[id]?.properties.reservations);
    const after = mapOf(properties.reservations);
    const clientOf = (reservation: Json | undefined) => mapOf(reservation).client;
    const isRecreated = (address: string) =>
      before[address] !== undefined && clientOf(before[address]) !== clientOf(after[address]);
    return Object.keys(after)
      .filter(isRecreated)
      .map((address) => `${id} reservations.${address}`);
  });
}
