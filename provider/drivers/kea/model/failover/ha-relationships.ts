// Failover relationships, as the HA hook states them.
import { byName, isMap } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { FailoverMode, Json, Relationship, ScopeId, Tree } from "../../../../core/model.js";
import { hooks, keywords } from "../../names.js";
import { loadsCommandHooks } from "./command-hooks.js";
import { readVendorProperties } from "./ha-parameters.js";
import { failoverPeer } from "../server-specific.js";
import { asMaps, type KeaMap } from "../kea-map.js";
import type { Release } from "../release.js";

export const haModes: Readonly<Record<string, FailoverMode>> = {
  "load-balancing": "loadBalance",
  "hot-standby": "hotStandby",
  "passive-backup": "passiveBackup",
};
const haRoles: Readonly<Record<string, "active" | "standby">> = {
  primary: "active",
  standby: "standby",
};

/** One relationship that the hook states. */
export interface HaRelationship {
  readonly name: string;
  /** Its JSON in the hook's parameters. */
  readonly raw: KeaMap;
  readonly peers: readonly KeaMap[];
  readonly relationship: Omit<Relationship, "scopes">;
  /** Its position: which hook library, and which of its relationships. */
  readonly at: readonly [library: number, relationship: number];
}

/**
 * Returns the relationships that the hook states; `release`: the server's, where it is known.
 * Throws where two relationships have one name.
 */
export function readHaRelationships(
  dhcp4: KeaMap,
  release: Release | undefined,
): readonly HaRelationship[] {
  const hasCommandHooks = loadsCommandHooks(dhcp4, release);
  const found = listHaHooks(dhcp4).flatMap(({ parameters, folder, index }) =>
    asMaps(parameters[hooks.relationships], hooks.relationships).map((raw, i) =>
      readHaRelationship(raw, [index, i], { folder, hasCommandHooks }, release),
    ),
  );
  const seen = new Set<string>();
  for (const { name } of found) {
    if (seen.has(name))
      throw messages.keaDuplicateKey(hooks.relationships, "relationships", name, [name, name]);
    seen.add(name);
  }
  return found;
}

/** One failover hook that is loaded. */
interface HaHook {
  readonly parameters: KeaMap;
  /** The folder that it is loaded from. */
  readonly folder: string;
  readonly index: number;
}

function listHaHooks(dhcp4: KeaMap): readonly HaHook[] {
  const list = keywords.hookLibraries;
  return asMaps(dhcp4[list], list).flatMap(({ library, parameters }, index) =>
    typeof library === "string" && library.endsWith(hooks.failover) && isMap(parameters)
      ? [{ parameters, folder: library.slice(0, -hooks.failover.length), index }]
      : [],
  );
}

function readHaRelationship(
  raw: KeaMap,
  at: HaRelationship["at"],
  server: { readonly folder: string; readonly hasCommandHooks: boolean },
  release: Release | undefined,
): HaRelationship {
  const peers = asMaps(raw.peers, `${hooks.relationships} peers`);
  const mode = haModes[String(raw.mode)] ?? "hotStandby";
  const self = typeof raw["this-server-name"] === "string" ? raw["this-server-name"] : undefined;
  const pair = findPair(peers);
  const partner = [...pair, ...peers].find(({ name }) => name !== self)?.name;
  const role = haRoles[String(peers.find(({ name }) => name === self)?.role)];
  return {
    name: readName(raw) ?? nameAfterPeers(pair.map(({ name }) => String(name))),
    raw,
    peers,
    at,
    relationship: {
      mode,
      ...(self !== undefined && { self }),
      ...(typeof partner === "string" && { partner }),
      ...(mode === "hotStandby" && role && { role }),
      ...(mode === "loadBalance" && { loadBalancePercent: 50 }), // Kea always halves the clients
      own: readVendorProperties({ raw, peers, ...server, release, mode }),
    },
  };
}

/**
 * Returns the peers that are each other's partners: the active ones. In passive backup one server
 * is active, and its partners are the backups.
 */
function findPair(peers: readonly KeaMap[]): readonly KeaMap[] {
  const active = peers.filter(({ role }) => role !== "backup");
  if (active.length > 1) return active;
  return [...active, ...peers.filter(({ role }) => role === "backup")];
}

/** Returns the name of a relationship that has none of its own. */
const nameAfterPeers = (pair: readonly string[]): string => [...pair].sort(byName).join("/");

function readName({ [keywords.userContext]: context }: KeaMap): string | undefined {
  const name: Json | undefined = isMap(context) ? context.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** Returns the names of a relationship's peers. */
export const peerNames = ({ own }: Pick<Relationship, "own">): readonly string[] =>
  Object.keys((own?.peers ?? {}) as Tree);

/** A scope, and the server-specific properties that name its failover peer in a hub. */
export interface PlacedScope {
  readonly id: ScopeId;
  readonly local: Tree;
  /** Those of the shared network around it. */
  readonly around: Tree | undefined;
}

/**
 * Returns the relationships with their scopes. In a hub, which has several relationships, a scope
 * names a peer; otherwise all scopes are in the only one.
 */
export function assignScopes(
  relationships: Readonly<Record<string, Omit<Relationship, "scopes">>>,
  scopes: readonly PlacedScope[],
): Record<string, Relationship> {
  const entries = Object.entries(relationships);
  const scopesOf = (relationship: Omit<Relationship, "scopes">): readonly PlacedScope[] =>
    entries.length === 1 ? scopes : listScopesOf(relationship, scopes);
  return Object.fromEntries(
    entries.map(([name, relationship]) => {
      const ids = scopesOf(relationship).map(({ id }) => id);
      return [name, { ...relationship, scopes: ids.sort(byName) }];
    }),
  );
}

function listScopesOf(
  relationship: Omit<Relationship, "scopes">,
  scopes: readonly PlacedScope[],
): readonly PlacedScope[] {
  const peers = peerNames(relationship);
  return scopes.filter(({ local, around }) =>
    peers.includes(String(local[failoverPeer] ?? around?.[failoverPeer])),
  );
}

export const readRelationships = (
  dhcp4: KeaMap,
  release: Release | undefined,
  scopes: readonly PlacedScope[],
): Record<string, Relationship> =>
  assignScopes(
    Object.fromEntries(
      readHaRelationships(dhcp4, release).map(({ name, relationship }) => [name, relationship]),
    ),
    scopes,
  );
