// The edits of the failover hook that make it state the relationships it should, and of the subnets that say whose they are.
import { isMap } from "../../../core/canonical.js";
import type { Configuration, Json, Relationship, Tree } from "../../../core/model.js";
import { findRelationshipOf } from "../../../core/relationship.js";
import type { Edit, JsonPath } from "../edit.js";
import { equal } from "./equal.js";
import { parametersOf } from "./knobs.js";
import { appended } from "./members.js";
import type { Outline } from "./outline.js";
import { failoverPeer } from "./own.js";
import { items, type Raw } from "./raw.js";
import type { Release } from "./release.js";
import { failoverLibrary, modes, peersIn, stated, type Stated } from "./relationships.js";
import type { Target } from "./target.js";

const librariesAt: JsonPath = ["Dhcp4", "hooks-libraries"];
const needed = "libdhcp_lease_cmds.so";

/** None where the hook states what it should. */
export function hookEdits(
  { server: { raw } }: Outline,
  desired: Configuration["relationships"],
  { told }: Target,
): readonly Edit[] {
  const standing = stated(raw, told);
  const pairs = matched(standing, desired);
  const parameters = (index: number): JsonPath => [
    ...librariesAt,
    index,
    "parameters",
    "high-availability",
  ];
  const come = Object.entries(desired).filter(([name]) => ![...pairs.values()].includes(name));
  const gone = standing.filter((one) => !pairs.has(one));
  const write = (name: string, relationship: Relationship, before?: Stated): Raw =>
    written(name, relationship, told, before);
  const changed = [...pairs]
    .filter(([before, name]) => differs(before, name, desired[name]!))
    .flatMap(([before, name]) =>
      mapEdits(
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
              path: [...librariesAt, library, "library"],
              value: `${String(folder)}${failoverLibrary}`,
            },
          ];
    },
  );
  if (standing.length === 0) return loading(raw, come, write);
  // A hook that states no relationship does not load: it goes with the last one.
  if (gone.length === standing.length && come.length === 0)
    return [...new Set(standing.map(({ at: [library] }) => library))].map((library) => ({
      kind: "remove",
      path: [...librariesAt, library],
    }));
  const [
    {
      at: [library],
    },
  ] = standing as readonly [Stated, ...Stated[]];
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
function written(
  name: string,
  relationship: Relationship,
  release: Release | undefined,
  before?: Stated,
): Raw {
  const { mode, self, own = {} } = relationship;
  const { "user-context": context } = own;
  const notes = {
    ...(isMap(context) && context),
    ...((isNamed(before) || name !== before?.name) && { name }),
  };
  const parameters = parametersOf(own, release, mode, before?.raw);
  return {
    ...(Object.keys(notes).length > 0 && { "user-context": notes }),
    "this-server-name": String(self),
    mode: wordOf(mode),
    ...parameters,
    peers: withPartnerFirst(items(parameters.peers, "high-availability peers"), relationship),
  };
}

function differs(
  { name: called, relationship }: Stated,
  name: string,
  { scopes: _, ...wanted }: Relationship,
): boolean {
  return called !== name || !equal(relationship, wanted);
}

/** Of several backups the first is the partner: in passive backup nothing else tells it from the others. */
function withPartnerFirst(
  peers: readonly Raw[],
  { mode, self, partner }: Relationship,
): readonly Raw[] {
  const first = peers.findIndex(({ name, role }) => role === "backup" && name !== self);
  const its = peers.find(({ name, role }) => role === "backup" && name === partner);
  if (mode !== "passiveBackup" || !its || peers[first] === its) return peers;
  const others = peers.filter((one) => one !== its);
  return [...others.slice(0, first), its, ...others.slice(first)];
}

const isNamed = (before: Stated | undefined): boolean =>
  before === undefined ||
  (isMap(before.raw["user-context"]) && before.raw["user-context"].name !== undefined);
const wordOf = (mode: Relationship["mode"]): string =>
  Object.entries(modes).find(([, name]) => name === mode)![0];

/** Which standing relationship becomes which: by its name, and where that changed by its peers. */
function matched(
  standing: readonly Stated[],
  desired: Configuration["relationships"],
): ReadonlyMap<Stated, string> {
  const pairs = new Map<Stated, string>(
    standing.filter(({ name }) => Object.hasOwn(desired, name)).map((one) => [one, one.name]),
  );
  for (const one of standing) {
    if (pairs.has(one)) continue;
    const taken = new Set(pairs.values());
    const name = Object.keys(desired).find(
      (other) =>
        !taken.has(other) &&
        equal(
          [...peersIn(desired[other]!)].sort(),
          one.peers.map((peer) => String(peer.name)).sort(),
        ),
    );
    if (name !== undefined) pairs.set(one, name);
  }
  return pairs;
}

/** The hook itself, which needs the lease commands. */
function loading(
  raw: Raw,
  come: readonly (readonly [string, Relationship])[],
  write: (name: string, relationship: Relationship) => Raw,
): readonly Edit[] {
  if (come.length === 0) return [];
  const libraries = items(raw["hooks-libraries"], "hooks-libraries");
  const folder = String(come[0]![1].own?.hooksDirectory ?? "");
  const loads = (name: string) =>
    libraries.some(({ library }) => typeof library === "string" && library.endsWith(name));
  const hook = {
    library: `${folder}${failoverLibrary}`,
    parameters: { "high-availability": come.map(([name, one]) => write(name, one)) },
  };
  return appended(librariesAt, raw["hooks-libraries"], [
    ...(loads(needed) ? [] : [{ library: `${folder}${needed}` }]),
    hook,
  ]);
}

/** A map of Kea's made to say this, name by name. */
function mapEdits(path: JsonPath, before: Raw, after: Raw): readonly Edit[] {
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
export function membershipEdits(from: Outline, desired: Configuration): readonly Edit[] {
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

/** The peer that a scope should name: nothing where it need not name one, or is under no relationship any more. `former`: the relationships that stand. */
export function peerFor(
  id: string,
  standing: Tree,
  around: Tree | undefined,
  relationships: Configuration["relationships"],
  former: Configuration["relationships"],
): Json | undefined {
  const all = Object.values(relationships);
  const says = standing[failoverPeer];
  if (all.length < 2) return says;
  const name = findRelationshipOf(id, { relationships });
  const theirs = name === undefined ? undefined : relationships[name]!;
  if (theirs)
    return peersIn(theirs).includes(String(says ?? around?.[failoverPeer])) ? says : theirs.self;
  return findRelationshipOf(id, { relationships: former }) === undefined ? says : undefined;
}
