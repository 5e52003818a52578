// The edits of the failover hook that make it state the relationships it should, and of the subnets
// that say whose they are.
import { isMap } from "../../../core/canonical.js";
import type { Configuration, Json, Relationship, Tree } from "../../../core/model.js";
import { findRelationshipOf } from "../../../core/relationship.js";
import type { Edit, JsonPath } from "../json-edit.js";
import { equal } from "../../../core/equal.js";
import { writeVendorProperties } from "./ha-parameters.js";
import { planAppend } from "./list-edits.js";
import type { ConfigIndex } from "./config-index.js";
import { failoverPeer } from "./server-specific.js";
import { asMaps, type KeaMap } from "./kea-map.js";
import type { Release } from "./release.js";
import {
  failoverLibrary,
  haModes,
  peerNames,
  readHaRelationships,
  type HaRelationship,
} from "./ha-relationships.js";
import type { Target } from "./target.js";

const librariesPath: JsonPath = ["Dhcp4", "hooks-libraries"];
const leaseCommandsLibrary = "libdhcp_lease_cmds.so";

/** None where the hook states what it should. */
export function planHook(
  { server: { raw } }: ConfigIndex,
  desired: Configuration["relationships"],
  { knownRelease }: Target,
): readonly Edit[] {
  const standing = readHaRelationships(raw, knownRelease);
  const pairs = matchRelationships(standing, desired);
  const parameters = (index: number): JsonPath => [
    ...librariesPath,
    index,
    "parameters",
    "high-availability",
  ];
  const come = Object.entries(desired).filter(([name]) => ![...pairs.values()].includes(name));
  const gone = standing.filter((one) => !pairs.has(one));
  const write = (name: string, relationship: Relationship, before?: HaRelationship): KeaMap =>
    writeRelationship(name, relationship, knownRelease, before);
  const changed = [...pairs]
    .filter(([before, name]) => differs(before, name, desired[name]!))
    .flatMap(([before, name]) =>
      planHookMap(
        [...parameters(before.at[0]), before.at[1]],
        before.raw,
        write(name, desired[name]!, before),
      ),
    );
  const moved = [...pairs].flatMap(
    ([
      {
        at: [library],
        relationship: { own },
      },
      name,
    ]): readonly Edit[] => {
      const folder = desired[name]!.own?.hooksDirectory;
      return folder === own?.hooksDirectory
        ? []
        : [
            {
              kind: "set",
              path: [...librariesPath, library, "library"],
              value: `${String(folder)}${failoverLibrary}`,
            },
          ];
    },
  );
  if (standing.length === 0) return planLoading(raw, come, write);
  // A hook that states no relationship does not load: it goes with the last one.
  if (gone.length === standing.length && come.length === 0)
    return [...new Set(standing.map(({ at: [library] }) => library))].map((library) => ({
      kind: "remove",
      path: [...librariesPath, library],
    }));
  const [
    {
      at: [library],
    },
  ] = standing as readonly [HaRelationship, ...HaRelationship[]];
  return [
    ...moved,
    ...changed,
    ...gone.map(
      ({ at: [its, index] }): Edit => ({ kind: "remove", path: [...parameters(its), index] }),
    ),
    ...(come.length > 0
      ? [
          {
            kind: "append",
            path: parameters(library),
            values: come.map(([name, one]) => write(name, one)),
          } as const,
        ]
      : []),
  ];
}

/** A relationship as the hook takes it; `before`: as it stands there. */
function writeRelationship(
  name: string,
  relationship: Relationship,
  release: Release | undefined,
  before?: HaRelationship,
): KeaMap {
  const { mode, self, own = {} } = relationship;
  const { "user-context": context } = own;
  const notes = {
    ...(isMap(context) && context),
    ...((isNamed(before) || name !== before?.name) && { name }),
  };
  const parameters = writeVendorProperties(own, release, mode, before?.raw);
  return {
    ...(Object.keys(notes).length > 0 && { "user-context": notes }),
    "this-server-name": String(self),
    mode: encodeMode(mode),
    ...parameters,
    peers: withPartnerFirst(asMaps(parameters.peers, "high-availability peers"), relationship),
  };
}

function differs(
  { name: called, relationship }: HaRelationship,
  name: string,
  { scopes: _, ...wanted }: Relationship,
): boolean {
  return called !== name || !equal(relationship, wanted);
}

/**
 * Of several backups the first is the partner: in passive backup nothing else tells it from the
 * others.
 */
function withPartnerFirst(
  peers: readonly KeaMap[],
  { mode, self, partner }: Relationship,
): readonly KeaMap[] {
  const first = peers.findIndex(({ name, role }) => role === "backup" && name !== self);
  const its = peers.find(({ name, role }) => role === "backup" && name === partner);
  if (mode !== "passiveBackup" || !its || peers[first] === its) return peers;
  const others = peers.filter((one) => one !== its);
  return [...others.slice(0, first), its, ...others.slice(first)];
}

const isNamed = (before: HaRelationship | undefined): boolean =>
  before === undefined ||
  (isMap(before.raw["user-context"]) && before.raw["user-context"].name !== undefined);
const encodeMode = (mode: Relationship["mode"]): string =>
  Object.entries(haModes).find(([, name]) => name === mode)![0];

/** Which standing relationship becomes which: by its name, and where that changed by its peers. */
function matchRelationships(
  standing: readonly HaRelationship[],
  desired: Configuration["relationships"],
): ReadonlyMap<HaRelationship, string> {
  const pairs = new Map<HaRelationship, string>(
    standing.filter(({ name }) => Object.hasOwn(desired, name)).map((one) => [one, one.name]),
  );
  for (const one of standing) {
    if (pairs.has(one)) continue;
    const taken = new Set(pairs.values());
    const name = Object.keys(desired).find(
      (other) =>
        !taken.has(other) &&
        equal(
          [...peerNames(desired[other]!)].sort(),
          one.peers.map((peer) => String(peer.name)).sort(),
        ),
    );
    if (name !== undefined) pairs.set(one, name);
  }
  return pairs;
}

/** The hook itself, which needs the lease commands. */
function planLoading(
  raw: KeaMap,
  come: readonly (readonly [string, Relationship])[],
  write: (name: string, relationship: Relationship) => KeaMap,
): readonly Edit[] {
  if (come.length === 0) return [];
  const libraries = asMaps(raw["hooks-libraries"], "hooks-libraries");
  const folder = String(come[0]![1].own?.hooksDirectory ?? "");
  const loads = (name: string) =>
    libraries.some(({ library }) => typeof library === "string" && library.endsWith(name));
  const hook = {
    library: `${folder}${failoverLibrary}`,
    parameters: { "high-availability": come.map(([name, one]) => write(name, one)) },
  };
  return planAppend(librariesPath, raw["hooks-libraries"], [
    ...(loads(leaseCommandsLibrary) ? [] : [{ library: `${folder}${leaseCommandsLibrary}` }]),
    hook,
  ]);
}

/** A map of Kea's made to say this, name by name. */
function planHookMap(path: JsonPath, before: KeaMap, after: KeaMap): readonly Edit[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(
    (name): readonly Edit[] => {
      if (equal(before[name], after[name])) return [];
      return [
        after[name] === undefined
          ? { kind: "remove", path: [...path, name] }
          : { kind: "set", path: [...path, name], value: after[name] },
      ];
    },
  );
}

/** Subnets that say whose they are, as they should: an edit for each that says otherwise. */
export function planMemberships(from: ConfigIndex, desired: Configuration): readonly Edit[] {
  return [...from.subnets].flatMap(([id, { path, raw, local }]): readonly Edit[] => {
    const wanted: Json | undefined = desired.scopes[id]?.local[failoverPeer];
    if (wanted === local[failoverPeer]) return [];
    const context = raw["user-context"];
    if (!isMap(context))
      return wanted === undefined
        ? []
        : [{ kind: "set", path: [...path, "user-context"], value: { [failoverPeer]: wanted } }];
    const at: JsonPath = [...path, "user-context", failoverPeer];
    return [
      wanted === undefined
        ? { kind: "remove", path: at }
        : { kind: "set", path: at, value: wanted },
    ];
  });
}

interface PeerChoice {
  readonly id: string;
  /** The server-specific properties of the scope, and of the shared network around it. */
  readonly local: Tree;
  readonly around: Tree | undefined;
  readonly relationships: Configuration["relationships"];
  /** The relationships that stand. */
  readonly former: Configuration["relationships"];
}

/**
 * Returns the peer that a scope should name: nothing where it need not name one, or is under no
 * relationship any more.
 */
export function choosePeer(choice: PeerChoice): Json | undefined {
  const { id, local, around, relationships, former } = choice;
  const named = local[failoverPeer];
  if (Object.keys(relationships).length < 2) return named;
  const name = findRelationshipOf(id, { relationships });
  if (name === undefined)
    return findRelationshipOf(id, { relationships: former }) === undefined ? named : undefined;
  const relationship = relationships[name]!;
  const isNamed = peerNames(relationship).includes(String(named ?? around?.[failoverPeer]));
  return isNamed ? named : relationship.self;
}
