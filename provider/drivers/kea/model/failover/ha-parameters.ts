// The failover hook's parameters of a relationship: their names in the model, and their defaults.
import { mapOf } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import type { FailoverMode, Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import type { KeaMap } from "../kea-map.js";
import { commandHooksProperty } from "./command-hooks.js";
import { before, releases, type Release } from "../release.js";

interface HaParameter {
  /** The value where none is set. */
  readonly defaultValue: Json | ((release: Release, mode: FailoverMode) => Json);
  /** The release that added it. */
  readonly since?: Release;
}

/**
 * The manual's "libdhcp_ha.so: High Availability"; the defaults are those that config-get of 2.2.0,
 * 2.6.3 and 3.0.3 returns (test/kea/relationship.test.ts).
 */
const haParameters: Readonly<Record<string, HaParameter>> = {
  "delayed-updates-limit": { defaultValue: (_release, mode) => (mode === "loadBalance" ? 100 : 0) },
  "heartbeat-delay": { defaultValue: 10_000 },
  "max-ack-delay": { defaultValue: 10_000 },
  "max-rejected-lease-updates": { defaultValue: 10, since: "2.4" },
  "max-response-delay": { defaultValue: 60_000 },
  "max-unacked-clients": { defaultValue: 10 },
  "require-client-certs": { defaultValue: true },
  "restrict-commands": { defaultValue: (release) => !before(release, "3.0") },
  "send-lease-updates": { defaultValue: true },
  "sync-leases": { defaultValue: true },
  "sync-page-limit": { defaultValue: 10_000 },
  "sync-timeout": { defaultValue: 60_000 },
  "wait-backup-ack": { defaultValue: false },
};

const threadParameters: Readonly<Record<string, HaParameter>> = {
  "enable-multi-threading": { defaultValue: (release) => !before(release, "2.4") },
  "http-client-threads": { defaultValue: 0 },
  "http-dedicated-listener": { defaultValue: (release) => !before(release, "2.4") },
  "http-listener-threads": { defaultValue: 0 },
};

/** Parameters that the model has as properties of the relationship, or under other names. */
const notParameters: ReadonlySet<string> = new Set([
  "this-server-name",
  "mode",
  "peers",
  keywords.userContext,
  keywords.multiThreading,
]);

const toCamelCase = (name: string): string =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    ? name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    : name;
const toKebabCase = (name: string): string =>
  /^[a-z0-9]+([A-Z0-9][a-z0-9]*)*$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    : name;

const camelCaseKeys = (raw: KeaMap): Tree =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [toCamelCase(name), value]));
const kebabCaseKeys = (tree: Tree): KeaMap =>
  Object.fromEntries(Object.entries(tree).map(([name, value]) => [toKebabCase(name), value]));

/** Returns the defaults. Where the release is unknown: those that all releases have in common. */
const defaultsOf = (
  parameters: Readonly<Record<string, HaParameter>>,
  release: Release | undefined,
  mode: FailoverMode,
): Tree =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]) => {
      const value = defaultOf(parameter, release, mode);
      return value === undefined ? [] : [[toCamelCase(name), value]];
    }),
  );

function defaultOf(
  { defaultValue, since }: HaParameter,
  release: Release | undefined,
  mode: FailoverMode,
): Json | undefined {
  if (typeof defaultValue !== "function")
    return since && release && before(release, since) ? undefined : defaultValue;
  const values = new Set((release ? [release] : releases).map((one) => defaultValue(one, mode)));
  return values.size === 1 ? [...values][0] : undefined;
}

const parameterDefaults = (release: Release | undefined, mode: FailoverMode): Tree =>
  defaultsOf(haParameters, release, mode);
const threadDefaults = (release: Release | undefined, mode: FailoverMode): Tree =>
  defaultsOf(threadParameters, release, mode);

/** Returns whether a name is one of the hook's parameters, in the model's spelling. */
export const isParameter = (name: string): boolean =>
  Object.hasOwn(haParameters, toKebabCase(name)) || name === "multiThreading";

/** Returns parameters without those that have their default value. */
export function withoutDefaults(
  { multiThreading, ...parameters }: Tree,
  release: Release | undefined,
  mode: FailoverMode,
): Tree {
  const threading = differingFrom(threadDefaults(release, mode), mapOf(multiThreading));
  return {
    ...differingFrom(parameterDefaults(release, mode), parameters),
    ...(Object.keys(threading).length > 0 && { multiThreading: threading }),
  };
}

const differingFrom = (defaults: Tree, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([name, value]) => !equal(defaults[name], value)));

/** A relationship as the hook states it. */
interface StatedRelationship {
  readonly raw: KeaMap;
  readonly peers: readonly KeaMap[];
  /** The folder that the hook is loaded from. */
  readonly folder: string;
  /** True where the server takes changes as commands. */
  readonly hasCommandHooks: boolean;
  readonly release: Release | undefined;
  readonly mode: FailoverMode;
}

/**
 * Returns the vendor properties of a relationship: its parameters, its peers by name, and the
 * folder that the hook is loaded from.
 */
export function readVendorProperties(stated: StatedRelationship): Tree {
  const { raw, peers, folder, hasCommandHooks, release, mode } = stated;
  const parameters = Object.fromEntries(
    Object.entries(raw).filter(([name]) => !notParameters.has(name)),
  );
  const { name: _, ...notes } = mapOf(raw[keywords.userContext]);
  const multiThreading = camelCaseKeys(mapOf(raw[keywords.multiThreading]));
  return {
    ...withoutDefaults({ ...camelCaseKeys(parameters), multiThreading }, release, mode),
    peers: Object.fromEntries(peers.map((peer) => [String(peer.name), readPeer(peer)])),
    hooksDirectory: folder,
    ...(hasCommandHooks && { [commandHooksProperty]: true }),
    ...(Object.keys(notes).length > 0 && { [keywords.userContext]: notes }),
  };
}

function readPeer({ name: _, "auto-failover": autoFailover, ...properties }: KeaMap): Tree {
  const isDefault = autoFailover === undefined || autoFailover === true;
  return { ...camelCaseKeys(properties), ...(!isDefault && { autoFailover }) };
}

interface HookContext {
  readonly release: Release | undefined;
  readonly mode: FailoverMode;
  /** The relationship as the hook states it now. Its explicit defaults stay. */
  readonly current: KeaMap | undefined;
}

/** Returns the vendor properties of a relationship as the hook's parameters. */
export function writeVendorProperties(
  vendor: Tree,
  { release, mode, current = {} }: HookContext,
): KeaMap {
  const {
    multiThreading,
    peers,
    hooksDirectory: _,
    [commandHooksProperty]: __,
    [keywords.userContext]: ___,
    ...parameters
  } = vendor;
  const currentThreading = mapOf(current[keywords.multiThreading]);
  const threading = {
    ...pickDefaults(threadDefaults(release, mode), currentThreading),
    ...kebabCaseKeys(mapOf(multiThreading)),
  };
  const currentPeers = Array.isArray(current.peers) ? (current.peers as readonly KeaMap[]) : [];
  return {
    ...pickDefaults(parameterDefaults(release, mode), current),
    ...kebabCaseKeys(parameters),
    ...(Object.keys(threading).length > 0 && { [keywords.multiThreading]: threading }),
    peers: writePeers(mapOf(peers), currentPeers),
  };
}

/** Returns the parameters that are set to their defaults. */
const pickDefaults = (defaults: Tree, current: KeaMap): KeaMap =>
  Object.fromEntries(
    Object.entries(current).filter(([key, value]) => {
      const name = toCamelCase(key);
      return equal(defaults[name], value);
    }),
  );

/** Returns peers in their present order, and new ones after them. */
function writePeers(peers: Tree, current: readonly KeaMap[]): Json {
  const staying = current
    .map(({ name }) => String(name))
    .filter((name) => peers[name] !== undefined);
  const added = Object.keys(peers).filter((name) => !staying.includes(name));
  return [...staying, ...added].map((name) => {
    const currentPeer = current.find((peer) => peer.name === name);
    const isAutomatic = currentPeer?.["auto-failover"] === true;
    return {
      name,
      ...(isAutomatic && { "auto-failover": true }),
      ...kebabCaseKeys(peers[name] as Tree),
    };
  });
}
