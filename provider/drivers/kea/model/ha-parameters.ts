// The failover hook's parameters of a relationship: their defaults, and their names in the model.
import { isMap } from "../../../core/canonical.js";
import type { FailoverMode, Json, Relationship, Tree } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import { peerAddress } from "./ha-pairs.js";
import type { KeaMap } from "./kea-map.js";
import { before, releases, type Release } from "./release.js";

interface HaParameter {
  /** The value where none is set. */
  readonly defaultValue: Json | ((release: Release, mode: FailoverMode) => Json);
  /** The release that brought it. */
  readonly since?: Release;
}

/**
 * The manual's "libdhcp_ha.so: High Availability"; what is in force unsaid is what config-get of
 * 2.2.0, 2.6.3 and 3.0.3 fills in (test/kea/relationship.test.ts).
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

/** Names that are told as facts of the relationship, or under names of their own. */
const notParameters = new Set([
  "this-server-name",
  "mode",
  "peers",
  "user-context",
  "multi-threading",
]);

const toCamelCase = (name: string): string =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    ? name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    : name;
const toKebabCase = (name: string): string =>
  /^[a-z0-9]+([A-Z0-9][a-z0-9]*)*$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    : name;

/**
 * Returns the default values. Where the release is unknown: those that are the same in all
 * releases.
 */
const defaultsOf = (
  of: Readonly<Record<string, HaParameter>>,
  release: Release | undefined,
  mode: FailoverMode,
): Tree =>
  Object.fromEntries(
    Object.entries(of).flatMap(([name, { defaultValue, since }]): (readonly [string, Json])[] => {
      if (typeof defaultValue !== "function")
        return since && release && before(release, since)
          ? []
          : [[toCamelCase(name), defaultValue]];
      const said = new Set(
        release ? [defaultValue(release, mode)] : releases.map((one) => defaultValue(one, mode)),
      );
      return said.size === 1 ? [[toCamelCase(name), [...said][0]!]] : [];
    }),
  );

const parameterDefaults = (release: Release | undefined, mode: FailoverMode): Tree =>
  defaultsOf(haParameters, release, mode);
const threadDefaults = (release: Release | undefined, mode: FailoverMode): Tree =>
  defaultsOf(threadParameters, release, mode);

/** Names of parameters that the hook has, whatever it says of them. */
export const isParameter = (name: string): boolean =>
  Object.hasOwn(haParameters, toKebabCase(name)) || name === "multiThreading";

/** Parameters without those that say what is in force anyway. */
export function withoutDefaults(
  { multiThreading, ...own }: Tree,
  release: Release | undefined,
  mode: FailoverMode,
): Tree {
  const rest = (tree: Tree, defaultValue: Tree): Tree =>
    Object.fromEntries(
      Object.entries(tree).filter(([name, value]) => !equal(defaultValue[name], value)),
    );
  const threading = rest((multiThreading ?? {}) as Tree, threadDefaults(release, mode));
  return {
    ...rest(own, parameterDefaults(release, mode)),
    ...(Object.keys(threading).length > 0 && { multiThreading: threading }),
  };
}

const camelCaseKeys = (raw: KeaMap): Tree =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [toCamelCase(name), value]));
const kebabCaseKeys = (tree: Tree): KeaMap =>
  Object.fromEntries(Object.entries(tree).map(([name, value]) => [toKebabCase(name), value]));

/**
 * Returns the vendor properties of a relationship: its parameters, its peers by name, and the
 * folder that the hook is loaded from.
 */
export function readVendorProperties(
  raw: KeaMap,
  peers: readonly KeaMap[],
  folder: string,
  release: Release | undefined,
  mode: FailoverMode,
): Tree {
  const stands = Object.fromEntries(
    Object.entries(raw).filter(([name]) => !notParameters.has(name)),
  );
  const { name: _, ...context } = isMap(raw["user-context"]) ? raw["user-context"] : {};
  return {
    ...withoutDefaults(
      {
        ...camelCaseKeys(stands),
        multiThreading: camelCaseKeys(isMap(raw["multi-threading"]) ? raw["multi-threading"] : {}),
      },
      release,
      mode,
    ),
    peers: Object.fromEntries(
      peers.map(({ name, "auto-failover": automatic, ...peer }) => [
        String(name),
        {
          ...camelCaseKeys(peer),
          ...(automatic !== undefined && automatic !== true && { autoFailover: automatic }),
        },
      ]),
    ),
    hooksDirectory: folder,
    ...(Object.keys(context).length > 0 && { "user-context": context }),
  };
}

/**
 * Returns the vendor properties as the hook's parameters. Defaults that `standing` states
 * explicitly stay.
 */
export function writeVendorProperties(
  own: Tree,
  release: Release | undefined,
  mode: FailoverMode,
  standing: KeaMap = {},
): KeaMap {
  const { multiThreading, peers, hooksDirectory: _, "user-context": _context, ...rest } = own;
  const idle = (defaultValue: Tree, there: KeaMap): KeaMap =>
    Object.fromEntries(
      Object.entries(there).filter(([key, value]) => equal(defaultValue[toCamelCase(key)], value)),
    );
  const stands = isMap(standing["multi-threading"]) ? standing["multi-threading"] : {};
  const threading = {
    ...idle(threadDefaults(release, mode), stands),
    ...kebabCaseKeys((multiThreading ?? {}) as Tree),
  };
  return {
    ...idle(parameterDefaults(release, mode), standing),
    ...kebabCaseKeys(rest),
    ...(Object.keys(threading).length > 0 && { "multi-threading": threading }),
    peers: writePeers(
      (peers ?? {}) as Tree,
      Array.isArray(standing.peers) ? (standing.peers as readonly KeaMap[]) : [],
    ),
  };
}

/** Peers in the order in which they stand; those that come after them. */
function writePeers(peers: Tree, standing: readonly KeaMap[]): Json {
  const before = standing
    .map(({ name }) => String(name))
    .filter((name) => peers[name] !== undefined);
  const after = Object.keys(peers).filter((name) => !before.includes(name));
  return [...before, ...after].map((name) => {
    const there = standing.find((one) => one.name === name)?.["auto-failover"] === true;
    return { name, ...(there && { "auto-failover": true }), ...kebabCaseKeys(peers[name] as Tree) };
  });
}

/** Returns a URL in the one spelling that counts for all that lead to the same. */
const canonicalUrl = (url: Json): Json =>
  `${/^\w+:/.exec(String(url))?.[0].toLowerCase() ?? ""}//${peerAddress(url)}`;

const shownToPeers = /^(url|basicAuth.*|trustAnchor|certFile|keyFile)$/;
const pickTerms = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => shownToPeers.test(name))
      .map(([name, value]) => [name, name === "url" ? canonicalUrl(value) : value]),
  );

/**
 * Returns what two servers must state alike to communicate: their mode, names and addresses, and
 * what they show each other.
 */
export const termsToMatch = ({ mode, own = {} }: Pick<Relationship, "mode" | "own">): Tree => ({
  mode,
  ...pickTerms(own),
  peers: Object.fromEntries(
    Object.entries((own.peers ?? {}) as Tree).map(([name, peer]) => [
      name,
      pickTerms(peer as Tree),
    ]),
  ),
});
