// The failover hook's parameters of a relationship: what each is while nobody says it, and how they are told in names of ours.
import { isMap } from "../../../core/canonical.js";
import type { FailoverMode, Json, Relationship, Tree } from "../../../core/model.js";
import { equal } from "./equal.js";
import type { Raw } from "./raw.js";
import { before, type Release } from "./release.js";

interface Knob {
  /** What is in force while it is not said. */
  readonly silent: Json | ((release: Release, mode: FailoverMode) => Json);
  /** The release that brought it. */
  readonly since?: Release;
}

/** The manual's "libdhcp_ha.so: High Availability"; what is in force is what config-get of 2.2.0, 2.6.3 and 3.0.3 fills in (test/kea/relationship.test.ts). */
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

export const camel = (name: string): string => (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) : name);
export const kebab = (name: string): string => (/^[a-z0-9]+([A-Z0-9][a-z0-9]*)*$/.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name);

const silentOf = (of: Readonly<Record<string, Knob>>, release: Release, mode: FailoverMode): Tree =>
  Object.fromEntries(Object.entries(of).flatMap(([name, { silent, since }]) => (since && before(release, since) ? [] : [[camel(name), typeof silent === "function" ? silent(release, mode) : silent]])));

/** All that is in force while a relationship says nothing of it. */
export const silence = (release: Release, mode: FailoverMode): Tree => ({ ...silentOf(knobs, release, mode), multiThreading: silentOf(threads, release, mode) });

const camels = (raw: Raw): Tree => Object.fromEntries(Object.entries(raw).map(([name, value]) => [camel(name), value]));
const kebabs = (tree: Tree): Raw => Object.fromEntries(Object.entries(tree).map(([name, value]) => [kebab(name), value]));

/** What a relationship states besides its facts: parameters in force, its peers by name, and the folder that the hook is loaded from. */
export function ownOf(raw: Raw, peers: readonly Raw[], folder: string, release: Release, mode: FailoverMode): Tree {
  const { multiThreading, ...rest } = silence(release, mode);
  const said = Object.fromEntries(Object.entries(raw).filter(([name]) => !elsewhere.has(name)));
  const { name: _, ...context } = isMap(raw["user-context"]) ? raw["user-context"] : {};
  return {
    ...rest,
    ...camels(said),
    multiThreading: { ...(multiThreading as Tree), ...camels(isMap(raw["multi-threading"]) ? raw["multi-threading"] : {}) },
    peers: Object.fromEntries(peers.map(({ name, ...peer }) => [String(name), camels({ "auto-failover": true, ...peer })])),
    hooksDirectory: folder,
    ...(Object.keys(context).length > 0 && { "user-context": context }),
  };
}

/**
 * A relationship as the hook takes it: what is in force by silence is not said, unless `standing` says it. `named`: whether its name is to be
 * said, too.
 */
export function rawOf(tree: Tree, name: string, named: boolean, modeWord: string, self: string, release: Release, mode: FailoverMode, standing: Raw = {}): Raw {
  const { multiThreading, peers, hooksDirectory: _, "user-context": context, ...own } = tree;
  const { multiThreading: threadsSilent, ...silent } = silence(release, mode);
  const said = (from: Tree, quiet: Tree, there: Raw) => Object.fromEntries(Object.entries(kebabs(from)).filter(([key, value]) => there[key] !== undefined || !equal(quiet[camel(key)], value)));
  const threading = said((multiThreading ?? {}) as Tree, threadsSilent as Tree, isMap(standing["multi-threading"]) ? standing["multi-threading"] : {});
  const notes = { ...(isMap(context) && context), ...(named && { name }) };
  return {
    ...(Object.keys(notes).length > 0 && { "user-context": notes }),
    "this-server-name": self,
    "mode": modeWord,
    ...said(own, silent, standing),
    ...(Object.keys(threading).length > 0 && { "multi-threading": threading }),
    "peers": peersOf((peers ?? {}) as Tree, Array.isArray(standing.peers) ? (standing.peers as readonly Raw[]) : []),
  };
}

/** Peers in the order in which they stand; those that come after them. */
function peersOf(peers: Tree, standing: readonly Raw[]): Json {
  const before = standing.map(({ name }) => String(name)).filter((name) => peers[name] !== undefined);
  const after = Object.keys(peers).filter((name) => !before.includes(name));
  return [...before, ...after].map((name) => {
    const { "auto-failover": automatic, ...peer } = kebabs(peers[name] as Tree);
    const there = standing.find((one) => one.name === name)?.["auto-failover"] !== undefined;
    return { name, ...peer, ...((there || automatic !== true) && { "auto-failover": automatic! }) };
  });
}

const shownToPeers = /^(url|basicAuth.*|trustAnchor|certFile|keyFile)$/;
const some = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([name]) => shownToPeers.test(name)));

/** What two servers must state alike to be in touch: their mode, names and addresses, and what they show each other. */
export const terms = ({ mode, own = {} }: Pick<Relationship, "mode" | "own">): Tree => ({
  mode, ...some(own), peers: Object.fromEntries(Object.entries((own.peers ?? {}) as Tree).map(([name, peer]) => [name, some(peer as Tree)])),
});
