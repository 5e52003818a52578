// Plans edits of the failover hook, so that it states the desired relationships.
import { equal } from "../../../../core/equal.js";
import type { Configuration, Relationship } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { dhcpv4, hooks, keywords } from "../../names.js";
import type { ConfigIndex } from "../parse/config-index.js";
import { setOrRemove } from "../plan/edit-context.js";
import { peerNames, readHaRelationships, type HaRelationship } from "./ha-relationships.js";
import type { KeaMap } from "../kea-map.js";
import { planAppend } from "../plan/list-edits.js";
import type { Target } from "../target.js";
import { commandHooksProperty, commandLibraries, listUnloaded } from "./command-hooks.js";
import { writeRelationship } from "./write-relationship.js";

type DesiredRelationships = Configuration["relationships"];

const librariesPath: JsonPath = [dhcpv4.root, keywords.hookLibraries];

const relationshipsPath = (library: number): JsonPath => [
  ...librariesPath,
  library,
  "parameters",
  hooks.relationships,
];

/** The relationships that the hook states, and those that it should. */
interface HookChange {
  readonly raw: KeaMap;
  readonly stated: readonly HaRelationship[];
  readonly desired: DesiredRelationships;
  /** The desired name of each stated relationship that stays. */
  readonly pairs: ReadonlyMap<HaRelationship, string>;
  readonly added: readonly (readonly [name: string, relationship: Relationship])[];
  readonly removed: readonly HaRelationship[];
  readonly write: (name: string, relationship: Relationship, before?: HaRelationship) => KeaMap;
}

/** Returns the edits of the hook; none where it states the desired relationships. */
export function planHook(
  { server: { raw } }: ConfigIndex,
  desired: DesiredRelationships,
  { knownRelease }: Target,
): readonly Edit[] {
  const stated = readHaRelationships(raw, knownRelease);
  const pairs = matchRelationships(stated, desired);
  const staying = new Set(pairs.values());
  const change: HookChange = {
    raw,
    stated,
    desired,
    pairs,
    added: Object.entries(desired).filter(([name]) => !staying.has(name)),
    removed: stated.filter((one) => !pairs.has(one)),
    write: (name, relationship, before) =>
      writeRelationship({ name, relationship, release: knownRelease, before }),
  };
  if (stated.length === 0) return planLoading(change);
  // A hook that states no relationship does not load: it is removed with the last one.
  if (change.removed.length === stated.length && change.added.length === 0)
    return planUnloading(change);
  return [
    ...planLibraries(change),
    ...planChanged(change),
    ...planAddedAndRemoved(change),
    ...planAppend(librariesPath, raw[keywords.hookLibraries], listMissingCommandHooks(change)),
  ];
}

/** Loads the hook, and the lease commands that it needs. */
function planLoading(change: HookChange): readonly Edit[] {
  const { raw, added, write } = change;
  if (added.length === 0) return [];
  const folder = String(added[0]![1].own?.hooksDirectory ?? "");
  const leaseCommands = listUnloaded(raw, [hooks.leaseCommands]);
  const hook = {
    library: `${folder}${hooks.failover}`,
    parameters: {
      [hooks.relationships]: added.map(([name, relationship]) => write(name, relationship)),
    },
  };
  return planAppend(librariesPath, raw[keywords.hookLibraries], [
    ...leaseCommands.map((file) => ({ library: `${folder}${file}` })),
    hook,
    ...listMissingCommandHooks(change),
  ]);
}

/** Returns the libraries of commands that a relationship desires and that are not loaded. */
function listMissingCommandHooks({ raw, desired }: HookChange): readonly KeaMap[] {
  const desiring = Object.values(desired).find(({ own }) => own?.[commandHooksProperty] === true);
  if (desiring === undefined) return [];
  const folder = String(desiring.own!.hooksDirectory ?? "");
  return listUnloaded(raw, commandLibraries).map((file) => ({ library: `${folder}${file}` }));
}

function planUnloading({ stated }: HookChange): readonly Edit[] {
  const libraries = new Set(stated.map(({ at: [library] }) => library));
  return [...libraries].map((library) => ({
    kind: "remove",
    path: [...librariesPath, library],
  }));
}

/** Returns the edits of the libraries that are to be loaded from another folder. */
function planLibraries({ pairs, desired }: HookChange): readonly Edit[] {
  return [...pairs].flatMap(([stated, name]): readonly Edit[] => {
    const folder = desired[name]!.own?.hooksDirectory;
    if (folder === stated.relationship.own?.hooksDirectory) return [];
    const [library] = stated.at;
    const value = `${String(folder)}${hooks.failover}`;
    return [{ kind: "set", path: [...librariesPath, library, "library"], value }];
  });
}

function planChanged({ pairs, desired, write }: HookChange): readonly Edit[] {
  return [...pairs].flatMap(([stated, name]) => {
    const relationship = desired[name]!;
    if (!isChanged(stated, name, relationship)) return [];
    const [library, index] = stated.at;
    const path = [...relationshipsPath(library), index];
    return planParameters(path, stated.raw, write(name, relationship, stated));
  });
}

function isChanged(
  stated: HaRelationship,
  name: string,
  { scopes: _, ...desired }: Relationship,
): boolean {
  return stated.name !== name || !equal(stated.relationship, desired);
}

/** Returns the edits of a relationship's parameters, one by one. */
function planParameters(path: JsonPath, before: KeaMap, after: KeaMap): readonly Edit[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    equal(before[name], after[name]) ? [] : [setOrRemove([...path, name], after[name])],
  );
}

function planAddedAndRemoved({ stated, added, removed, write }: HookChange): readonly Edit[] {
  const edits = removed.map(
    ({ at: [library, index] }): Edit => ({
      kind: "remove",
      path: [...relationshipsPath(library), index],
    }),
  );
  if (added.length === 0) return edits;
  const [firstLibrary] = stated[0]!.at;
  const values = added.map(([name, relationship]) => write(name, relationship));
  return [...edits, { kind: "append", path: relationshipsPath(firstLibrary), values }];
}

/**
 * Returns the desired name of each stated relationship: the same one, or one with the same peers.
 */
function matchRelationships(
  stated: readonly HaRelationship[],
  desired: DesiredRelationships,
): ReadonlyMap<HaRelationship, string> {
  const pairs = new Map<HaRelationship, string>(
    stated.filter(({ name }) => Object.hasOwn(desired, name)).map((one) => [one, one.name]),
  );
  for (const one of stated) {
    if (pairs.has(one)) continue;
    const matched = new Set(pairs.values());
    const peers = one.peers.map((peer) => String(peer.name)).sort();
    const name = Object.keys(desired).find(
      (other) => !matched.has(other) && equal([...peerNames(desired[other]!)].sort(), peers),
    );
    if (name !== undefined) pairs.set(one, name);
  }
  return pairs;
}
