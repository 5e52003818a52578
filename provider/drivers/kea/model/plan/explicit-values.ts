// Chooses the explicit values of each object so that the values in force are as desired: only those
// that inheritance does not give.
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import type { IndexedObject } from "../parse/config-index.js";
import type { InheritableValue } from "../parse/inheritable-values.js";
import { inheritedValue, valuesAt, type InheritanceLevel } from "../parse/inheritance.js";
import type { Release } from "../release.js";

/** One object, as it is and as it should be. */
export interface ExplicitChoice {
  readonly level: InheritanceLevel;
  /** The object as it is. Values that give the desired result stay as they are. */
  readonly entry: Pick<IndexedObject, "explicit" | "formerKeywords">;
  /** The values that should be in force. */
  readonly desired: Tree;
  /** The explicit values that the objects around it will have, innermost first. */
  readonly outer: readonly Tree[];
  /** The server's release, where it is known. */
  readonly release: Release | undefined;
}

/** Returns the explicit values that an object should have. */
export function chooseExplicit(choice: ExplicitChoice): Tree {
  const tree: Record<string, Json> = { ...choice.desired };
  for (const value of valuesAt(choice.level)) {
    const chosen = repeatsServer(choice, value) ? undefined : chooseValue(choice, value, tree);
    if (chosen === undefined) delete tree[value.name];
    else tree[value.name] = chosen;
  }
  return tree;
}

/**
 * Returns whether a subnet must not set a value that its shared network leaves to the server: Kea
 * compares the subnet's value with the one that the network sets itself, and refuses the subnet.
 * Seen on 2.2.0, 2.6.3 and 3.0.3.
 */
function repeatsServer(
  { level, desired, outer }: ExplicitChoice,
  { name }: InheritableValue,
): boolean {
  const [network, server] = outer;
  if (level !== "subnet" || name !== "authoritative") return false;
  if (network?.[name] !== undefined || !network || !server) return false;
  return desired[name] === true && server[name] === true;
}

function chooseValue(
  { entry, desired, outer, release }: ExplicitChoice,
  value: InheritableValue,
  tree: Tree,
): Json | undefined {
  const { name } = value;
  const { explicit, formerKeywords = {} } = entry;
  const isListByDefault = Array.isArray(value.default) && value.default.length === 0;
  // An empty array is written only where an object further out has members.
  const wanted = desired[name] ?? (isListByDefault ? value.default : undefined);
  const resultsInWanted = (set: Json | undefined): boolean =>
    equal(set ?? inheritedValue(value, tree, outer, release), wanted);
  if (explicit[name] !== undefined && resultsInWanted(explicit[name])) return explicit[name];
  return resultsInWanted(formerKeywords[name]) ? formerKeywords[name] : wanted;
}
