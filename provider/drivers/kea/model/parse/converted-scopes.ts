// Remembers the form of each subnet in the model. Subnets that configurations share, under alike
// surroundings, have one form: it is made once, and is equal to itself.
import { createHash } from "node:crypto";
import type { ConfigObject, SharedKey, Tree } from "../../../../core/model.js";
import type { ConfigIndex, IndexedSubnet } from "./config-index.js";
import { valuesAt } from "./inheritance.js";
import type { ReadSubnet } from "./read-partly.js";
import type { KeaMap } from "../kea-map.js";

/** A scope, and the classes that it names and that are not defined. */
export interface ConvertedScope {
  readonly scope: ConfigObject;
  readonly undefinedClasses: readonly string[];
}

interface RememberedScope extends ConvertedScope {
  readonly read: ReadSubnet;
  readonly id: number;
  readonly surroundings: string;
}

const rememberedScopes = new WeakMap<KeaMap, RememberedScope>();

/**
 * Returns the form of a subnet. It is converted where it was not yet converted as it was read, with
 * this id and these surroundings.
 */
export function convertOnce(
  { raw, read, id }: IndexedSubnet,
  surroundings: string,
  convert: () => ConvertedScope,
): ConvertedScope {
  const known = rememberedScopes.get(raw);
  if (known?.read === read && known.id === id && known.surroundings === surroundings) return known;
  const converted = { ...convert(), read, id, surroundings };
  rememberedScopes.set(raw, converted);
  return converted;
}

/** The objects that a scope inherits from. */
export interface Outer {
  /** Their explicit values, innermost first. */
  readonly outer: readonly Tree[];
  readonly around: Tree | undefined;
}

/**
 * Returns a function that describes all outside a subnet that its form depends on: the release, the
 * shared objects and what they need, its shared network, and the values that it may inherit.
 */
export function createSurroundings(
  { release, knownRelease }: ConfigIndex,
  namedBy: ReadonlyMap<SharedKey, readonly SharedKey[]>,
  findOuter: (network: string | undefined) => Outer,
): (network: string | undefined) => string {
  const ofConfiguration = digest([release, knownRelease, [...namedBy]]);
  const described = new Map<string | undefined, string>();
  return (network) => {
    const known = described.get(network);
    if (known !== undefined) return known;
    const { outer, around } = findOuter(network);
    const inherited = [...outer, around ?? {}].map(pickInheritable);
    const description = digest([ofConfiguration, network, inherited]);
    described.set(network, description);
    return description;
  };
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64");

const pickInheritable = (tree: Tree): Tree =>
  Object.fromEntries(
    valuesAt("subnet").flatMap(({ name }) =>
      tree[name] === undefined ? [] : [[name, tree[name]]],
    ),
  );
