// A plan carried out on a configuration in memory: what the partner should hold in the end.
import { put } from "./canonical.js";
import { segment } from "./paths.js";
import { withChange } from "./relationship.js";
import { noPart, type Change, type Configuration, type Json, type Part, type Plan } from "./model.js";

/**
 * `current` with the changes made. A property that is changed becomes the part's own; whether a server then counts it as inherited
 * again is the server's to say (`fit`). `desired` is what the plan was made from: it gives new members their place in an order.
 */
export function apply(plan: Plan, current: Configuration, desired: Configuration): Configuration {
  const scopes = { ...current.scopes };
  const shared = { ...current.shared };
  let { settings, relationships } = current;
  for (const change of plan) {
    const { place } = change;
    if (place.kind === "scope") enter(scopes, place.key, changed(scopes[place.key], change, desired.scopes[place.key]));
    if (place.kind === "shared") enter(shared, place.key, changed(shared[place.key], change, desired.shared[place.key]));
    if (place.kind === "settings") settings = changed(settings, change, desired.settings) ?? noPart;
    if (place.kind === "relationship") relationships = withChange(relationships, place.key, change);
  }
  return { ...current, scopes, shared, settings, relationships, order: ordered(plan, current, desired) };
}

function enter(parts: Record<string, Part>, key: string, part: Part | undefined): void {
  if (part) parts[key] = part;
  else delete parts[key];
}

function changed(part: Part | undefined, { path, desired }: Change, source: Part | undefined): Part | undefined {
  if (path.length === 0) return desired as Part | undefined;
  const { properties, inherited } = part ?? noPart;
  return {
    ...(part ?? noPart),
    properties: put(properties, path, desired as Json | undefined),
    inherited: inherited.filter((name) => name !== path[0]),
    uses: source?.uses ?? [],
  };
}

/** Names that came stand after the name they follow in `desired`; an order that was changed puts common names in their new order into the places they had. */
function ordered(plan: Plan, current: Configuration, desired: Configuration): Configuration["order"] {
  const result: Record<string, readonly string[]> = { ...current.order };
  const placed: Record<string, Set<string>> = {}; // names whose place the plan decides
  for (const { place, desired: names } of plan) {
    if (place.kind !== "order") continue;
    const moved = new Set(names as readonly string[]);
    placed[place.key] = new Set(moved);
    const queue = [...moved];
    result[place.key] = (result[place.key] ?? []).map((name) => (moved.has(name) ? queue.shift()! : name));
  }
  for (const { place, path, current: before, desired: after } of plan) {
    if (place.kind !== "shared" || path.length > 0) continue;
    const kind = place.key.slice(0, place.key.indexOf("."));
    const source = desired.order[kind];
    if (!source) continue;
    const name = partName(place.key);
    const names = result[kind] ?? [];
    if (before === undefined) {
      result[kind] = inserted(names, name, source);
      const users = source.filter((other) => desired.shared[`${kind}.${segment(other)}`]?.uses.includes(place.key));
      placed[kind] = new Set([...(placed[kind] ?? []), name, ...users]);
    } else if (after === undefined) result[kind] = names.filter((other) => other !== name);
  }
  for (const [kind, names] of Object.entries(placed)) {
    if (desired.order[kind]) result[kind] = inTurn(result[kind] ?? [], desired.order[kind].filter((name) => names.has(name)));
  }
  return result;
}

/** Puts a name that stands before one that it should follow right behind that one. */
function inTurn(names: readonly string[], turn: readonly string[]): readonly string[] {
  let result = names;
  let last: string | undefined;
  for (const name of turn) {
    if (!result.includes(name)) continue;
    if (last !== undefined && result.indexOf(name) < result.indexOf(last)) {
      const rest = result.filter((other) => other !== name);
      const at = rest.indexOf(last) + 1;
      result = [...rest.slice(0, at), name, ...rest.slice(at)];
    }
    last = name;
  }
  return result;
}

function inserted(names: readonly string[], name: string, source: readonly string[]): readonly string[] {
  const before = source.slice(0, source.indexOf(name)).reverse().find((other) => names.includes(other));
  const at = before === undefined ? 0 : names.indexOf(before) + 1;
  return [...names.slice(0, at), name, ...names.slice(at)];
}

/** The name of a shared part, from its key: `classes."my class"` is `my class`. */
export function partName(key: string): string {
  const name = key.slice(key.indexOf(".") + 1);
  return name.startsWith('"') ? (JSON.parse(name) as string) : name;
}
