// A plan carried out on a configuration in memory: what the partner should hold in the end.
import { withValueAt, type MadeTrees } from "./canonical.js";
import { formatSegment } from "./paths.js";
import { changeRelationships } from "./relationship.js";
import {
  emptyObject,
  type Change,
  type Configuration,
  type Json,
  type ConfigObject,
  type Plan,
} from "./model.js";

/**
 * `current` with the changes made. A property that is changed becomes the part's own; whether a server then counts it as inherited
 * again is the server's to say (`fit`). `desired` is what the plan was made from: it gives new members their place in an order.
 */
export function apply(plan: Plan, current: Configuration, desired: Configuration): Configuration {
  const scopes = { ...current.scopes };
  const shared = { ...current.shared };
  let { settings, relationships } = current;
  const made: MadeTrees = new WeakMap();
  const changed = (
    part: ConfigObject | undefined,
    change: Change,
    source: ConfigObject | undefined,
  ): ConfigObject | undefined => changeObject(part, change, source, made);
  for (const change of plan) {
    const { place } = change;
    if (place.kind === "scope")
      putOrRemove(scopes, place.key, changed(scopes[place.key], change, desired.scopes[place.key]));
    if (place.kind === "shared")
      putOrRemove(shared, place.key, changed(shared[place.key], change, desired.shared[place.key]));
    if (place.kind === "settings")
      settings = changed(settings, change, desired.settings) ?? emptyObject;
    if (place.kind === "relationship")
      relationships = changeRelationships(relationships, place.key, change);
  }
  return {
    ...current,
    scopes,
    shared,
    settings,
    relationships,
    order: applyOrders(plan, current, desired),
  };
}

function putOrRemove(
  parts: Record<string, ConfigObject>,
  key: string,
  part: ConfigObject | undefined,
): void {
  if (part) parts[key] = part;
  else delete parts[key];
}

function changeObject(
  part: ConfigObject | undefined,
  { path, desired }: Change,
  source: ConfigObject | undefined,
  made: MadeTrees,
): ConfigObject | undefined {
  if (path.length === 0) return desired as ConfigObject | undefined;
  const { properties, inherited } = part ?? emptyObject;
  return {
    ...(part ?? emptyObject),
    properties: withValueAt(properties, path, desired as Json | undefined, made),
    inherited: inherited.filter((name) => name !== path[0]),
    uses: source?.uses ?? [],
  };
}

/** What a plan does to the order of one kind of shared part. */
interface Reordering {
  /** Names that come, and those that go. */
  readonly come: Set<string>;
  readonly gone: Set<string>;
  /** Names whose place the plan decides. */
  readonly placed: Set<string>;
}

/** Names that came stand after the name they follow in `desired`; an order that was changed puts common names in their new order into the places they had. */
function applyOrders(
  plan: Plan,
  current: Configuration,
  desired: Configuration,
): Configuration["order"] {
  const result: Record<string, readonly string[]> = { ...current.order };
  const reorderings = new Map<string, Reordering>();
  const reordering = (kind: string): Reordering => {
    const found = reorderings.get(kind) ?? { come: new Set(), gone: new Set(), placed: new Set() };
    reorderings.set(kind, found);
    return found;
  };
  for (const { place, desired: names } of plan) {
    if (place.kind !== "order") continue;
    const moved = new Set(names as readonly string[]);
    moved.forEach((name) => reordering(place.key).placed.add(name));
    const turns = moved.values();
    result[place.key] = (result[place.key] ?? []).map((name) =>
      moved.has(name) ? turns.next().value! : name,
    );
  }
  for (const { place, path, current: before, desired: after } of plan) {
    if (place.kind !== "shared" || path.length > 0) continue;
    const kind = place.key.slice(0, place.key.indexOf("."));
    if (!desired.order[kind]) continue;
    if (before === undefined) reordering(kind).come.add(parseSharedName(place.key));
    else if (after === undefined) reordering(kind).gone.add(parseSharedName(place.key));
  }
  for (const [kind, { come, gone, placed }] of reorderings) {
    const source = desired.order[kind] ?? [];
    const users = source.filter(
      (name) =>
        come.has(name) || usesAny(desired.shared[`${kind}.${formatSegment(name)}`], kind, come),
    );
    if (come.size > 0) users.forEach((name) => placed.add(name));
    const left = (result[kind] ?? []).filter((name) => !gone.has(name));
    const names = insertNames(left, come, source);
    result[kind] = desired.order[kind]
      ? moveBehind(
          names,
          source.filter((name) => placed.has(name)),
        )
      : names;
  }
  return result;
}

/** Tells whether a part uses one of these parts of a kind. */
const usesAny = (
  part: ConfigObject | undefined,
  kind: string,
  names: ReadonlySet<string>,
): boolean =>
  part?.uses.some((key) => key.startsWith(`${kind}.`) && names.has(parseSharedName(key))) ?? false;

/** Puts a name that stands before one that it should follow right behind that one. */
function moveBehind(names: readonly string[], turn: readonly string[]): readonly string[] {
  const positions = new Map(names.map((name, i) => [name, i]));
  const moved = new Set<string>();
  const behind = new Map<string, string[]>();
  let last: string | undefined;
  for (const name of turn) {
    const position = positions.get(name);
    if (position === undefined) continue;
    if (last === undefined || position > positions.get(last)!) {
      last = name;
      continue;
    }
    moved.add(name);
    append(behind, last, name);
  }
  if (moved.size === 0) return names;
  return names.flatMap((name) => (moved.has(name) ? [] : [name, ...(behind.get(name) ?? [])]));
}

/** Puts each name that comes behind the one that it follows in `source`, and before all where it follows none. */
function insertNames(
  names: readonly string[],
  come: ReadonlySet<string>,
  source: readonly string[],
): readonly string[] {
  const missing = new Set(come);
  names.forEach((name) => missing.delete(name));
  if (missing.size === 0) return names;
  const standing = new Set(names);
  const behind = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const name of source) {
    if (standing.has(name)) last = name;
    else if (missing.delete(name)) append(behind, last, name);
  }
  const following = names.flatMap((name) => [name, ...(behind.get(name) ?? [])]);
  return [...(behind.get(undefined) ?? []), ...following, ...missing];
}

function append<Key>(lists: Map<Key, string[]>, key: Key, name: string): void {
  const list = lists.get(key);
  if (list) list.push(name);
  else lists.set(key, [name]);
}

/** The name of a shared part, from its key: `classes."my class"` is `my class`. */
export function parseSharedName(key: string): string {
  const name = key.slice(key.indexOf(".") + 1);
  return name.startsWith('"') ? (JSON.parse(name) as string) : name;
}
