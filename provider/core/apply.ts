// Applies a plan to a configuration in memory: the result is what the partner should hold.
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
 * Returns `current` with the changes made. A changed property becomes explicit; whether the server
 * then counts it as inherited again is decided by `normalize`. `desired` is the configuration that
 * the plan was made from; it gives new objects their place in an order.
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
    const { location } = change;
    if (location.kind === "scope")
      putOrRemove(
        scopes,
        location.key,
        changed(scopes[location.key], change, desired.scopes[location.key]),
      );
    if (location.kind === "shared")
      putOrRemove(
        shared,
        location.key,
        changed(shared[location.key], change, desired.shared[location.key]),
      );
    if (location.kind === "settings")
      settings = changed(settings, change, desired.settings) ?? emptyObject;
    if (location.kind === "relationship")
      relationships = changeRelationships(relationships, location.key, change);
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

/** The effect of a plan on the order of one kind of shared object. */
interface Reordering {
  /** Names that are added, and names that are removed. */
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** Names whose position the plan decides. */
  readonly placed: Set<string>;
}

/**
 * Returns the orders after a plan. An added name follows the name that it follows in `desired`. A
 * changed order puts the common names, in their new order, into the positions that they had.
 */
function applyOrders(
  plan: Plan,
  current: Configuration,
  desired: Configuration,
): Configuration["order"] {
  const result: Record<string, readonly string[]> = { ...current.order };
  const reorderings = new Map<string, Reordering>();
  const reorderingOf = (kind: string): Reordering => {
    const found = reorderings.get(kind) ?? {
      added: new Set(),
      removed: new Set(),
      placed: new Set(),
    };
    reorderings.set(kind, found);
    return found;
  };
  for (const { location, desired: names } of plan) {
    if (location.kind !== "order") continue;
    const order = names as readonly string[];
    for (const name of order) reorderingOf(location.key).placed.add(name);
    result[location.key] = inNewOrder(result[location.key] ?? [], order);
  }
  for (const change of plan) noteAddedAndRemoved(change, desired, reorderingOf);
  for (const [kind, reordering] of reorderings)
    result[kind] = reorder(kind, result[kind] ?? [], reordering, desired);
  return result;
}

/** Puts the names of `order`, in that order, into the positions that they have. */
function inNewOrder(names: readonly string[], order: readonly string[]): readonly string[] {
  const moved = new Set(order);
  const turns = moved.values();
  return names.map((name) => (moved.has(name) ? turns.next().value! : name));
}

/** Notes the name of a shared object of an ordered kind that a change adds or removes. */
function noteAddedAndRemoved(
  { location, path, current, desired }: Change,
  { order }: Configuration,
  reorderingOf: (kind: string) => Reordering,
): void {
  if (location.kind !== "shared" || path.length > 0) return;
  const kind = location.key.slice(0, location.key.indexOf("."));
  if (!order[kind]) return;
  if (current === undefined) reorderingOf(kind).added.add(parseSharedName(location.key));
  else if (desired === undefined) reorderingOf(kind).removed.add(parseSharedName(location.key));
}

/** Returns the order of one kind of shared object after a plan. */
function reorder(
  kind: string,
  current: readonly string[],
  { added, removed, placed }: Reordering,
  desired: Configuration,
): readonly string[] {
  const order = desired.order[kind] ?? [];
  const users = order.filter(
    (name) =>
      added.has(name) || usesAny(desired.shared[`${kind}.${formatSegment(name)}`], kind, added),
  );
  const positioned = new Set(added.size > 0 ? [...placed, ...users] : placed);
  const left = current.filter((name) => !removed.has(name));
  const names = insertNames(left, added, order);
  if (!desired.order[kind]) return names;
  return moveBehind(
    names,
    order.filter((name) => positioned.has(name)),
  );
}

/** Returns true where an object uses one of these shared objects of a kind. */
const usesAny = (
  part: ConfigObject | undefined,
  kind: string,
  names: ReadonlySet<string>,
): boolean =>
  part?.uses.some((key) => key.startsWith(`${kind}.`) && names.has(parseSharedName(key))) ?? false;

/**
 * Moves each name of `turn` that precedes one which it should follow to the position right behind
 * that one.
 */
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

/**
 * Inserts each added name behind the one that it follows in `source`, and before all where it
 * follows none.
 */
function insertNames(
  names: readonly string[],
  added: ReadonlySet<string>,
  source: readonly string[],
): readonly string[] {
  const missing = new Set(added);
  for (const name of names) missing.delete(name);
  if (missing.size === 0) return names;
  const existing = new Set(names);
  const behind = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const name of source) {
    if (existing.has(name)) last = name;
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

/** Returns the name in the key of a shared object: `classes."my class"` is `my class`. */
export function parseSharedName(key: string): string {
  const name = key.slice(key.indexOf(".") + 1);
  return name.startsWith('"') ? (JSON.parse(name) as string) : name;
}
