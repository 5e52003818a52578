// What a resource keeps of a replication in its outputs, besides the arguments: and what can be told from it later.
import { digestBase } from "../core/base.js";
import { fingerprint, isMap } from "../core/canonical.js";
import type { Configuration } from "../core/model.js";
import { hideAllSecrets } from "../core/secrets.js";
import type { Pair, Snapshot } from "../drivers/driver.js";
import type { Drivers } from "../drivers/index.js";
import type { ServerArgs } from "./arguments.js";
import type { NotPersisted } from "./persistence.js";
import type { Seen } from "./seen.js";

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
  "__failover",
  "__notPersisted",
  "__partners",
  "__secret",
]);
export const argumentsOf = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !ours.has(name)));
/** The arguments that outputs were made with: some outputs have the name of an argument that was not given. */
export const recorded = (outputs: Properties): Properties =>
  Array.isArray(outputs.__args)
    ? Object.fromEntries(
        Object.entries(outputs).filter(([name]) => (outputs.__args as string[]).includes(name)),
      )
    : argumentsOf(outputs);

/** What a program gives: what is only ours to carry does not count as an argument. */
export const withoutOurs = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(argumentsOf(properties)).filter(([name]) => !name.startsWith("__")),
  );

/** A configuration as a revision: short, and the same for the same. */
export const shortPrint = (configuration: Configuration): string =>
  digestBase(configuration).slice(0, 8).replaceAll("+", "-").replaceAll("/", "_");

/** Returns how a server is recorded: everything that identifies it from one operation to another, as fingerprints. */
export const known = ({
  identity,
  lastingIdentities = [identity],
  names = [],
}: Snapshot): readonly string[] => [...lastingIdentities, ...names].map(fingerprint);

/** Whether a server is the one on record: the same identity, or one that calls itself the same among its peers. */
export function isRecorded(
  servers: unknown,
  place: "primary" | "partner",
  reading: Snapshot,
): boolean {
  const recorded = isMap(servers) ? servers[place] : undefined;
  // States of version 0.1.0 hold `identity`, which for a file is a path of one checkout.
  return (
    Array.isArray(recorded) &&
    [...known(reading), fingerprint(reading.identity)].some((mark) => recorded.includes(mark))
  );
}

/** What is kept of a replication to one partner. It stands in the outputs themselves, or where several partners have names in `__partners`, by name. */
export interface Kept {
  readonly __base: string;
  readonly __print: string;
  readonly __servers: { readonly primary: readonly string[]; readonly partner: readonly string[] };
  readonly __untold?: readonly string[];
  /** Relationships, by the names that the partner gives them, that had not come back after the last write. */
  readonly __failover?: readonly string[];
  readonly __notPersisted?: NotPersisted;
}

/** What a record need not have: nothing of a former one stays. */
const optional = ["__untold", "__failover", "__notPersisted"];

/** All that outputs keep, by the partner's name; under no name where it is the only one. */
export function records(outputs: Properties): ReadonlyMap<string | undefined, Properties> {
  const named = isMap(outputs.__partners)
    ? Object.entries(outputs.__partners).filter(([, one]) => isMap(one))
    : [];
  return new Map<string | undefined, Properties>([
    ...(outputs.__base === undefined ? [] : [[undefined, outputs] as const]),
    ...(named as [string, Properties][]),
  ]);
}

/** What outputs keep of one partner: under its name, else of the same server under another. */
export function record(
  outputs: Properties,
  partnerName: string | undefined,
  partner: Snapshot,
): Properties {
  const all = records(outputs);
  return (
    all.get(partnerName) ??
    [...all.values()].find(({ __servers }) => isRecorded(__servers, "partner", partner)) ??
    {}
  );
}

/** Outputs that keep this of a partner, all else as before. */
export function keeping(
  outputs: Properties,
  partnerName: string | undefined,
  kept: Kept,
): Properties {
  if (partnerName === undefined) {
    return {
      ...Object.fromEntries(Object.entries(outputs).filter(([name]) => !optional.includes(name))),
      ...kept,
    };
  }
  return {
    ...outputs,
    __partners: { ...(isMap(outputs.__partners) ? outputs.__partners : {}), [partnerName]: kept },
  };
}

/** Returns the relationships that a record says had not come back after the last write. */
export const awaitedIn = ({ __failover: names }: Properties): readonly string[] =>
  Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];

/** What was replicated, as a revision; with several partners, what to whom. */
export function revisionOf(replicated: ReadonlyMap<string | undefined, Configuration>): string {
  const prints = [...replicated].map(
    ([name, configuration]) => [name, shortPrint(hideAllSecrets(configuration))] as const,
  );
  return prints.length === 1 && prints[0]![0] === undefined
    ? prints[0]![1]
    : fingerprint(Object.fromEntries(prints));
}

/** Whether what is to be copied from was last copied to, and the other way round. */
export const isReversed = (outputs: Properties, { primary, partner }: Seen): boolean =>
  [...records(outputs).values()].some(
    ({ __servers: servers }) =>
      isRecorded(servers, "primary", partner) && isRecorded(servers, "partner", primary),
  );

/**
 * Returns outputs whose records also hold what the arguments on record identify: a state of version 0.1.0 has fingerprints of
 * paths that are there in one checkout only. `now`: the servers of today, for a pair that was recorded by absolute paths.
 */
export function withRecordedIdentities(
  outputs: Properties,
  drivers: Drivers,
  now: readonly Pair<ServerArgs>[] = [],
): Properties {
  const { primary, partner, partners } = recorded(outputs);
  const extended = (record: Properties, partnerOnRecord: unknown): Properties => {
    if (!isMap(record.__servers) || !isServer(primary) || !isServer(partnerOnRecord)) return record;
    const found = identitiesOnRecord([primary, partnerOnRecord], drivers, now);
    const marks = (place: "primary" | "partner", identities: readonly string[]) => {
      const before = (record.__servers as Properties)[place];
      return [...(Array.isArray(before) ? before : []), ...identities.map(fingerprint)];
    };
    return {
      ...record,
      __servers: { primary: marks("primary", found[0]), partner: marks("partner", found[1]) },
    };
  };
  const whole = extended(outputs, partner);
  if (!isMap(outputs.__partners)) return whole;
  const named = Object.entries(outputs.__partners).map(([name, record]) => [
    name,
    isMap(record) && isMap(partners) ? extended(record, partners[name]) : record,
  ]);
  return { ...whole, __partners: Object.fromEntries(named) as Properties };
}

const isServer = (value: unknown): value is ServerArgs =>
  isMap(value) && typeof value.driver === "string";

function identitiesOnRecord(
  pair: Pair<ServerArgs>,
  drivers: Drivers,
  now: readonly Pair<ServerArgs>[],
): Pair<readonly string[]> {
  const { relocate: relocated } = drivers[pair[0].driver] ?? {};
  const isOfOneKind = (other: Pair<ServerArgs>) =>
    [...pair, ...other].every(({ driver }) => driver === pair[0].driver);
  const moved = now
    .flatMap(([primary, partner]): Pair<ServerArgs>[] => [
      [primary, partner],
      [partner, primary],
    ])
    .map((other) => (isOfOneKind(other) ? relocated?.(pair as never, other as never) : undefined))
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
