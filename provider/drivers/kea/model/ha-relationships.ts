// Failover relationships, as the HA hook states them.
import { byName, isMap } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { FailoverMode, Json, Relationship, ScopeId, Tree } from "../../../core/model.js";
import { readVendorProperties } from "./ha-parameters.js";
import { failoverPeer } from "./server-specific.js";
import { asMaps, type KeaMap } from "./kea-map.js";
import type { Release } from "./release.js";

export const haModes: Readonly<Record<string, FailoverMode>> = {
  "load-balancing": "loadBalance",
  "hot-standby": "hotStandby",
  "passive-backup": "passiveBackup",
};
const haRoles: Readonly<Record<string, "active" | "standby">> = {
  primary: "active",
  standby: "standby",
};

/** One relationship of the hook, by its name, with the names of its peers. */
export interface HaRelationship {
  readonly name: string;
  /** As it stands in the hook's parameters. */
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
  const found = listHaHooks(dhcp4).flatMap(({ parameters, folder, index }) =>
    asMaps(parameters["high-availability"], "high-availability").map((raw, i) =>
      readHaRelationship(raw, [index, i], folder, release),
    ),
  );
  const seen = new Set<string>();
  for (const { name } of found) {
    if (seen.has(name))
      throw messages.keaTwice("high-availability", "relationships", name, name, name);
    seen.add(name);
  }
  return found;
}

export const failoverLibrary = "libdhcp_ha.so";

/** The parameters of each HA hook that is loaded, and the folder it is loaded from. */
function listHaHooks(
  dhcp4: KeaMap,
): readonly { readonly parameters: KeaMap; readonly folder: string; readonly index: number }[] {
  return asMaps(dhcp4["hooks-libraries"], "hooks-libraries").flatMap(
    ({ library, parameters }, index) =>
      typeof library === "string" && library.endsWith(failoverLibrary) && isMap(parameters)
        ? [{ parameters, folder: library.slice(0, -failoverLibrary.length), index }]
        : [],
  );
}

function readHaRelationship(
  raw: KeaMap,
  at: HaRelationship["at"],
  folder: string,
  release: Release | undefined,
): HaRelationship {
  const peers = asMaps(raw.peers, "high-availability peers");
  const mode = haModes[String(raw.mode)] ?? "hotStandby";
  const self = typeof raw["this-server-name"] === "string" ? raw["this-server-name"] : undefined;
  const mine = peers.find(({ name }) => name === self);
  const active = peers.filter(({ role }) => role !== "backup");
  // With one active server, as in passive backup, the others are its partners, and it is theirs.
  const pair =
    active.length > 1 ? active : [...active, ...peers.filter(({ role }) => role === "backup")];
  const partner = [...pair, ...peers].find(({ name }) => name !== self)?.name;
  const role = haRoles[String(mine?.role)];
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
      ...(mode === "loadBalance" && { loadBalancePercent: 50 }), // Kea halves the clients, always
      own: readVendorProperties(raw, peers, folder, release, mode),
    },
  };
}

/** Returns the name of a relationship that has none of its own. */
const nameAfterPeers = (pair: readonly string[]): string => [...pair].sort(byName).join("/");

function readName({ "user-context": context }: KeaMap): string | undefined {
  const name: Json | undefined = isMap(context) ? context.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The names of a relationship's peers. */
export const peerNames = ({ own }: Pick<Relationship, "own">): readonly string[] =>
  Object.keys((own?.peers ?? {}) as Tree);

/** A scope, and what says whose it is: its own word, or that of the shared network around it. */
export interface PlacedScope {
  readonly id: ScopeId;
  readonly local: Tree;
  readonly around: Tree | undefined;
}

/**
 * The relationships with their scopes: in a hub, which has several, a scope names a peer; otherwise
 * the one has them all.
 */
export function assignScopes(
  all: Readonly<Record<string, Omit<Relationship, "scopes">>>,
  scopes: readonly PlacedScope[],
): Record<string, Relationship> {
  const relationships = Object.entries(all);
  const under = (relationship: Omit<Relationship, "scopes">) =>
    relationships.length === 1
      ? scopes
      : scopes.filter(({ local, around }) =>
          peerNames(relationship).includes(String(local[failoverPeer] ?? around?.[failoverPeer])),
        );
  return Object.fromEntries(
    relationships.map(([name, each]) => [
      name,
      {
        ...each,
        scopes: under(each)
          .map(({ id }) => id)
          .sort(byName),
      },
    ]),
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
