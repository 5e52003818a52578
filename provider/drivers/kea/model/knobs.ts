// The failover hook's parameters of a relationship: what each is while nobody says it, and how they are told in names of ours.
import { isMap } from "../../../core/canonical.js";
import type { FailoverMode, Json, Relationship, Tree } from "../../../core/model.js";
import { equal } from "./equal.js";
import { peerAddress } from "./pairs.js";
import type { Raw } from "./raw.js";
import { before, releases, type Release } from "./release.js";

interface Knob {
  /** What is in force while it is not said. */
  readonly silent: Json | ((release: Release, mode: FailoverMode) => Json);
  /** The release that brought it. */
  readonly since?: Release;
}

/** The manual's "libdhcp_ha.so: High Availability"; what is in force unsaid is what config-get of 2.2.0, 2.6.3 and 3.0.3 fills in (test/kea/relationship.test.ts). */
const knobs: Readonly<Record<string, Knob>> = {
  "delayed-updates-limit": { silent: (_release, mode) => (mode === "loadBalance" ? 100 : 0) },
  "heartbeat-delay": { silent: 10_000 },
  "max-ack-delay": { silent: 10_000 },
  "max-rejected-lease-updates": { silent: 10, since: "2.4" },
  "max-response-delay": { silent: 60_000 },
  "max-unacked-clients": { silent: 10 },
  "require-client-certs": { silent: true },
  "restrict-commands": { silent: (release) => !before(release, "3.0") },
  "send-lease-updates": { silent: true },
  "sync-leases": { silent: true },
  "sync-page-limit": { silent: 10_000 },
  "sync-timeout": { silent: 60_000 },
  "wait-backup-ack": { silent: false },
};

const threads: Readonly<Record<string, Knob>> = {
  "enable-multi-threading": { silent: (release) => !before(release, "2.4") },
  "http-client-threads": { silent: 0 },
  "http-dedicated-listener": { silent: (release) => !before(release, "2.4") },
  "http-listener-threads": { silent: 0 },
};

/** Names that are told as facts of the relationship, or under names of their own. */
const elsewhere = new Set(["this-server-name", "mode", "peers", "user-context", "multi-threading"]);

const camel = (name: string): string =>
  /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    ? name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    : name;
const kebab = (name: string): string =>
  /^[a-z0-9]+([A-Z0-9][a-z0-9]*)*$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    : name;

/** What is in force while nobody says it. Where nobody knows the release: what is the same in all. */
const silentOf = (
  of: Readonly<Record<string, Knob>>,
  release: Release | undefined,
  mode: FailoverMode,
): Tree =>
  Object.fromEntries(
    Object.entries(of).flatMap(([name, { silent, since }]): (readonly [string, Json])[] => {
      if (typeof silent !== "function")
        return since && release && before(release, since) ? [] : [[camel(name), silent]];
      const said = new Set(
        release ? [silent(release, mode)] : releases.map((one) => silent(one, mode)),
      );
      return said.size === 1 ? [[camel(name), [...said][0]!]] : [];
    }),
  );

const silence = (release: Release | undefined, mode: FailoverMode): Tree =>
  silentOf(knobs, release, mode);
const threadsSilence = (release: Release | undefined, mode: FailoverMode): Tree =>
  silentOf(threads, release, mode);

/** Names of parameters that the hook has, whatever it says of them. */
export const isParameter = (name: string): boolean =>
  Object.hasOwn(knobs, kebab(name)) || name === "multiThreading";

/** Parameters without those that say what is in force anyway. */
export function said(
  { multiThreading, ...own }: Tree,
  release: Release | undefined,
  mode: FailoverMode,
): Tree {
  const rest = (tree: Tree, silent: Tree): Tree =>
    Object.fromEntries(Object.entries(tree).filter(([name, value]) => !equal(silent[name], value)));
  const threading = rest((multiThreading ?? {}) as Tree, threadsSilence(release, mode));
  return {
    ...rest(own, silence(release, mode)),
    ...(Object.keys(threading).length > 0 && { multiThreading: threading }),
  };
}

const camels = (raw: Raw): Tree =>
  Object.fromEntries(Object.entries(raw).map(([name, value]) => [camel(name), value]));
const kebabs = (tree: Tree): Raw =>
  Object.fromEntries(Object.entries(tree).map(([name, value]) => [kebab(name), value]));

/** What a relationship states besides its facts: its parameters, its peers by name, and the folder that the hook is loaded from. */
export function ownOf(
  raw: Raw,
  peers: readonly Raw[],
  folder: string,
  release: Release | undefined,
  mode: FailoverMode,
): Tree {
  const stands = Object.fromEntries(Object.entries(raw).filter(([name]) => !elsewhere.has(name)));
  const { name: _, ...context } = isMap(raw["user-context"]) ? raw["user-context"] : {};
  return {
    ...said(
      {
        ...camels(stands),
        multiThreading: camels(isMap(raw["multi-threading"]) ? raw["multi-threading"] : {}),
      },
      release,
      mode,
    ),
    peers: Object.fromEntries(
      peers.map(({ name, "auto-failover": automatic, ...peer }) => [
        String(name),
        {
          ...camels(peer),
          ...(automatic !== undefined && automatic !== true && { autoFailover: automatic }),
        },
      ]),
    ),
    hooksDirectory: folder,
    ...(Object.keys(context).length > 0 && { "user-context": context }),
  };
}

/** What a relationship states besides its facts, as the hook takes it. What `standing` says although it is in force anyway stays. */
export function parametersOf(
  own: Tree,
  release: Release | undefined,
  mode: FailoverMode,
  standing: Raw = {},
): Raw {
  const { multiThreading, peers, hooksDirectory: _, "user-context": _context, ...rest } = own;
  const idle = (silent: Tree, there: Raw): Raw =>
    Object.fromEntries(
      Object.entries(there).filter(([key, value]) => equal(silent[camel(key)], value)),
    );
  const stands = isMap(standing["multi-threading"]) ? standing["multi-threading"] : {};
  const threading = {
    ...idle(threadsSilence(release, mode), stands),
    ...kebabs((multiThreading ?? {}) as Tree),
  };
  return {
    ...idle(silence(release, mode), standing),
    ...kebabs(rest),
    ...(Object.keys(threading).length > 0 && { "multi-threading": threading }),
    peers: peersOf(
      (peers ?? {}) as Tree,
      Array.isArray(standing.peers) ? (standing.peers as readonly Raw[]) : [],
    ),
  };
}

/** Peers in the order in which they stand; those that come after them. */
function peersOf(peers: Tree, standing: readonly Raw[]): Json {
  const before = standing
    .map(({ name }) => String(name))
    .filter((name) => peers[name] !== undefined);
  const after = Object.keys(peers).filter((name) => !before.includes(name));
  return [...before, ...after].map((name) => {
    const there = standing.find((one) => one.name === name)?.["auto-failover"] === true;
    return { name, ...(there && { "auto-failover": true }), ...kebabs(peers[name] as Tree) };
  });
}

/** Returns a URL in the one spelling that counts for all that lead to the same. */
const canonicalUrl = (url: Json): Json =>
  `${/^\w+:/.exec(String(url))?.[0].toLowerCase() ?? ""}//${peerAddress(url)}`;

const shownToPeers = /^(url|basicAuth.*|trustAnchor|certFile|keyFile)$/;
const some = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => shownToPeers.test(name))
      .map(([name, value]) => [name, name === "url" ? canonicalUrl(value) : value]),
  );

/** What two servers must state alike to be in touch: their mode, names and addresses, and what they show each other. */
export const terms = ({ mode, own = {} }: Pick<Relationship, "mode" | "own">): Tree => ({
  mode,
  ...some(own),
  peers: Object.fromEntries(
    Object.entries((own.peers ?? {}) as Tree).map(([name, peer]) => [name, some(peer as Tree)]),
  ),
});
