// Chooses the explicit values of each object so that the values in force are as desired: only where
// inheritance would not do.
import type { Json, Tree } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import { inheritedValue, valuesAt, type InheritanceLevel } from "./inheritance.js";
import type { IndexedObject } from "./config-index.js";
import type { Release } from "./release.js";
import type { InheritableValue } from "./inheritable-values.js";

/**
 * The tree a part should have of its own. `properties`: what should be in force; `outer`: what
 * those around it will say, innermost first. What it says already stays where that comes to the
 * same.
 */
export function chooseExplicit(
  level: InheritanceLevel,
  entry: Pick<IndexedObject, "explicit" | "formerKeywords">,
  properties: Tree,
  outer: readonly Tree[],
  release: Release | undefined,
): Tree {
  const tree: Record<string, Json> = { ...properties };
  for (const value of valuesAt(level)) {
    const word = repeatsServer(level, value, properties, outer)
      ? undefined
      : chooseValue(value, entry, properties, tree, outer, release);
    if (word === undefined) delete tree[value.name];
    else tree[value.name] = word;
  }
  return tree;
}

/**
 * Returns whether a subnet must not set a value that its shared network leaves to the server: Kea
 * compares what the subnet says with what the network says itself, and refuses the subnet. Seen on
 * 2.2.0, 2.6.3 and 3.0.3.
 */
function repeatsServer(
  level: InheritanceLevel,
  { name }: InheritableValue,
  properties: Tree,
  outer: readonly Tree[],
): boolean {
  const [network, server] = outer;
  if (level !== "subnet" || name !== "authoritative" || !network || !server) return false;
  return network[name] === undefined && properties[name] === true && server[name] === true;
}

function chooseValue(
  value: InheritableValue,
  { explicit, formerKeywords = {} }: Pick<IndexedObject, "explicit" | "formerKeywords">,
  properties: Tree,
  tree: Tree,
  outer: readonly Tree[],
  release: Release | undefined,
): Json | undefined {
  const { name } = value;
  // An empty list is told only where somebody further out has more to say.
  const desired =
    properties[name] ??
    (Array.isArray(value.default) && value.default.length === 0 ? value.default : undefined);
  const comesTo = (word: Json | undefined): Json | undefined =>
    word ?? inheritedValue(value, tree, outer, release);
  if (explicit[name] !== undefined && equal(comesTo(explicit[name]), desired))
    return explicit[name];
  if (equal(comesTo(formerKeywords[name]), desired)) return formerKeywords[name];
  return desired;
}
