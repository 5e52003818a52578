// The record of a replication in a resource's outputs, beside the arguments.
import { createHmac } from "node:crypto";
import { digestBase } from "../core/base.js";
import { canonicalText, fingerprint, isMap } from "../core/canonical.js";
import type { Configuration } from "../core/model.js";
import { hideAllSecrets } from "../core/secrets.js";
import type { Pair, Snapshot } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import type { NotPersisted } from "./persistence.js";
import type { PairComparison } from "./comparison.js";

export type Properties = Record<string, unknown>;

/** Names that are the provider's, not the program's. */
const ours = new Set([
  "replicate",
  "configure",
  "revision",
  "drift",
  "replicated",
  "reported",
  "state",
  "__base",
  "__key",
  "__print",
  "__args",
  "__servers",
  "__untold",
  "__version",
  "__failover",
  "__notPersisted",
  "__partners",
  "__secret",
]);

/** Returns the arguments among the properties of a resource. */
export const argumentsOf = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !ours.has(name)));

/**
 * Returns the arguments with which outputs were made. Some outputs have the name of an argument
 * that was not given.
 */
export const recordedArguments = (outputs: Properties): Properties =>
  Array.isArray(outputs.__args)
    ? Object.fromEntries(
        Object.entries(outputs).filter(([name]) => (outputs.__args as string[]).includes(name)),
      )
    : argumentsOf(outputs);

/** Returns the arguments that a program gives, without those that the provider adds. */
export const userArguments = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(argumentsOf(properties)).filter(([name]) => !name.startsWith("__")),
  );

/** Returns the revision of a configuration: short, and the same for equal configurations. */
export const createRevision = (configuration: Configuration): string =>
  digestBase(configuration).slice(0, 8).replaceAll("+", "-").replaceAll("/", "_");

/** Returns the fingerprints of all that identifies a server from one operation to another. */
export const fingerprintServer = ({
  identity,
  lastingIdentities = [identity],
  names = [],
}: Snapshot): readonly string[] => [...lastingIdentities, ...names].map(fingerprint);

/**
 * Returns whether a server is the one on record: it has the same identity, or the same name among
 * its peers.
 */
export function isRecorded(
  servers: unknown,
  role: "primary" | "partner",
  snapshot: Snapshot,
): boolean {
  const recorded = isMap(servers) ? servers[role] : undefined;
  // States of version 0.1.0 hold `identity`, which for a file is a path of one checkout.
  return (
    Array.isArray(recorded) &&
    [...fingerprintServer(snapshot), fingerprint(snapshot.identity)].some((mark) =>
      recorded.includes(mark),
    )
  );
}

/**
 * Returns a digest of all that a server holds, keyed because that includes secrets. Returns nothing
 * where only a part of the server was read.
 */
export const sealVersion = (
  { version, software, readScope }: Snapshot,
  key: string,
): string | undefined =>
  readScope === undefined
    ? createHmac("sha256", Buffer.from(key, "base64"))
        .update(canonicalText([version, software?.name ?? null]))
        .digest("base64url")
    : undefined;

/**
 * The record of a replication to one partner. The outputs themselves hold it, or `__partners` by
 * name where partners have names.
 */
export interface PartnerRecord {
  readonly __base: string;
  readonly __print: string;
  readonly __servers: { readonly primary: readonly string[]; readonly partner: readonly string[] };
  /** The primary's version then, under the resource's key. Absent: only a part of it was read. */
  readonly __version?: string;
  readonly __untold?: readonly string[];
  /** Relationships that had not come back after the last write, by the partner's names for them. */
  readonly __failover?: readonly string[];
  readonly __notPersisted?: NotPersisted;
}

/** Properties that a record may lack: those of a former record do not stay. */
const optionalNames = ["__version", "__untold", "__failover", "__notPersisted"];

/** Lists all records of outputs by the partner's name; under no name where it is the only one. */
export function listRecords(outputs: Properties): ReadonlyMap<string | undefined, Properties> {
  const named = isMap(outputs.__partners)
    ? Object.entries(outputs.__partners).filter(([, one]) => isMap(one))
    : [];
  return new Map<string | undefined, Properties>([
    ...(outputs.__base === undefined ? [] : [[undefined, outputs] as const]),
    ...(named as [string, Properties][]),
  ]);
}

/** Finds the record of a partner under its name, or of the same server under another name. */
export function findRecord(
  outputs: Properties,
  partnerName: string | undefined,
  partner: Snapshot,
): Properties {
  const all = listRecords(outputs);
  return (
    all.get(partnerName) ??
    [...all.values()].find(({ __servers }) => isRecorded(__servers, "partner", partner)) ??
    {}
  );
}

/** Returns outputs with this record of a partner, and all else as before. */
export function withRecord(
  outputs: Properties,
  partnerName: string | undefined,
  record: PartnerRecord,
): Properties {
  if (partnerName === undefined) {
    return {
      ...Object.fromEntries(
        Object.entries(outputs).filter(([name]) => !optionalNames.includes(name)),
      ),
      ...record,
    };
  }
  return {
    ...outputs,
    __partners: { ...(isMap(outputs.__partners) ? outputs.__partners : {}), [partnerName]: record },
  };
}

/** Returns the relationships that a record says had not come back after the last write. */
export const listAwaited = ({ __failover: names }: Properties): readonly string[] =>
  Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];

/** Returns the revision of what was replicated; with several partners, of what to which. */
export function revisionOf(replicated: ReadonlyMap<string | undefined, Configuration>): string {
  const prints = [...replicated].map(
    ([name, configuration]) => [name, createRevision(hideAllSecrets(configuration))] as const,
  );
  return prints.length === 1 && prints[0]![0] === undefined
    ? prints[0]![1]
    : fingerprint(Object.fromEntries(prints));
}

/** Returns whether the last replication went from this partner to this primary. */
export const isReversed = (outputs: Properties, { primary, partner }: PairComparison): boolean =>
  [...listRecords(outputs).values()].some(
    ({ __servers: servers }) =>
      isRecorded(servers, "primary", partner) && isRecorded(servers, "partner", primary),
  );

/**
 * Returns outputs whose records also hold the identities that follow from the arguments on record:
 * a state of version 0.1.0 has fingerprints of paths that exist in one checkout only. `now`: the
 * servers of today, for a pair that was recorded by absolute paths.
 */
export function withRecordedIdentities(
  outputs: Properties,
  drivers: Drivers,
  now: readonly Pair<ServerArgs>[] = [],
): Properties {
  const { primary, partner, partners } = recordedArguments(outputs);
  const extend = (record: Properties, partnerOnRecord: unknown): Properties => {
    if (!isMap(record.__servers) || !isServer(primary) || !isServer(partnerOnRecord)) return record;
    const found = listIdentities([primary, partnerOnRecord], drivers, now);
    const marks = (role: "primary" | "partner", identities: readonly string[]) => {
      const before = (record.__servers as Properties)[role];
      return [...(Array.isArray(before) ? before : []), ...identities.map(fingerprint)];
    };
    return {
      ...record,
      __servers: { primary: marks("primary", found[0]), partner: marks("partner", found[1]) },
    };
  };
  const whole = extend(outputs, partner);
  if (!isMap(outputs.__partners)) return whole;
  const named = Object.entries(outputs.__partners).map(([name, record]) => [
    name,
    isMap(record) && isMap(partners) ? extend(record, partners[name]) : record,
  ]);
  return { ...whole, __partners: Object.fromEntries(named) as Properties };
}

const isServer = (value: unknown): value is ServerArgs =>
  isMap(value) && typeof value.driver === "string";

function listIdentities(
  pair: Pair<ServerArgs>,
  drivers: Drivers,
  now: readonly Pair<ServerArgs>[],
): Pair<readonly string[]> {
  const { relocate } = drivers[pair[0].driver] ?? {};
  const hasSameDriver = (other: Pair<ServerArgs>) =>
    [...pair, ...other].every(({ driver }) => driver === pair[0].driver);
  const moved = now
    .flatMap(([primary, partner]): Pair<ServerArgs>[] => [
      [primary, partner],
      [partner, primary],
    ])
    .map((other) => (hasSameDriver(other) ? relocate?.(pair as never, other as never) : undefined))
    .filter((found) => found !== undefined);
  const identities = (side: 0 | 1) => {
    const server = pair[side];
    return [
      ...(drivers[server.driver]?.identitiesOf?.(server as never) ?? []),
      ...moved.flatMap((found) => found[side]),
    ];
  };
  return [identities(0), identities(1)];
}
