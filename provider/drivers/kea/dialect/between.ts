// The edits within a list or a map that make it another one: what both have in common stays where it stands, its comments with it.
import { isDeepStrictEqual } from "node:util";
import { isMap } from "../../../core/canonical.js";
import type { Json } from "../../../core/model.js";
import type { Asked } from "../apply-edits.js";

/** Returns what is asked inside `before` to make it `after`; nothing where they are of two kinds. */
export function between(before: Json, after: Json): Asked | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return betweenLists(before as readonly Json[], after as readonly Json[]);
  }
  return isMap(before) && isMap(after) ? betweenMaps(before, after) : undefined;
}

type Members = { readonly [name: string]: Json };

function betweenMaps(before: Members, after: Members): Asked {
  const inside: Asked["inside"] = new Map();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const hasBoth = Object.hasOwn(before, name) && Object.hasOwn(after, name);
    if (hasBoth && isDeepStrictEqual(before[name], after[name])) continue;
    const asked: Asked = { inside: new Map() };
    if (Object.hasOwn(after, name)) asked.set = { value: after[name]! };
    else asked.removed = true;
    inside.set(name, asked);
  }
  return { inside };
}

/** An element stays where its equal, or the element of the same name, stands in `after` in the same order. */
function betweenLists(before: readonly Json[], after: readonly Json[]): Asked {
  const pairs = paired(before, after);
  const isPermutation = before.length === after.length && pairs.size === before.length;
  const inside: Asked["inside"] = new Map();
  const at = (index: number): Asked => {
    const asked = inside.get(index) ?? { inside: new Map() };
    inside.set(index, asked);
    return asked;
  };
  const kept = isPermutation ? pairs : inOrder(pairs);
  for (const [from, to] of kept) {
    if (!isDeepStrictEqual(before[from], after[to])) at(from).set = { value: after[to]! };
  }
  if (isPermutation) {
    const places = new Map([...pairs].map(([from, to]) => [to, from]));
    return { inside, order: after.map((_, to) => places.get(to)!) };
  }
  before.forEach((_, index) => {
    if (!kept.has(index)) at(index).removed = true;
  });
  const append: { value: Json }[] = [];
  const comes = new Set(kept.values());
  after.forEach((value, to) => {
    if (comes.has(to)) return;
    const next = [...kept].find(([, other]) => other > to)?.[0];
    if (next === undefined) append.push({ value });
    else (at(next).before ??= []).push(value);
  });
  return { inside, append };
}

/** Which position of `before` becomes which of `after`. */
function paired(before: readonly Json[], after: readonly Json[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (isSame: (one: Json, other: Json) => boolean): void =>
    before.forEach((one, from) => {
      if (pairs.has(from)) return;
      const to = after.findIndex((other, index) => !taken.has(index) && isSame(one, other));
      if (to === -1) return;
      pairs.set(from, to);
      taken.add(to);
    });
  pair((one, other) => isDeepStrictEqual(one, other));
  pair((one, other) => isMap(one) && isMap(other) && one.name !== undefined && one.name === other.name);
  return pairs;
}

/** The most pairs that are in the same order on both sides. */
function inOrder(pairs: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  let best: readonly (readonly [number, number])[] = [];
  const ending: (readonly (readonly [number, number])[])[] = [];
  for (const pair of [...pairs].sort(([one], [other]) => one - other)) {
    const before = ending
      .filter((run) => run.at(-1)![1] < pair[1])
      .reduce((longest, run) => (run.length > longest.length ? run : longest), [] as (typeof ending)[number]);
    const run = [...before, pair];
    ending.push(run);
    if (run.length > best.length) best = run;
  }
  return new Map(best);
}
