// What is in force in a part: its own word, or that of who stands further out, or Kea's.
import { byName } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import { before, type Release } from "./release.js";
import {
  fallbacks,
  inheritableValues,
  networkValues,
  serverValues,
  type InheritableValue,
} from "./inheritable-values.js";

/**
 * The objects around one that hand values down, innermost first: its shared network, the server.
 * Each with what it says for itself.
 */
export type InheritanceChain = readonly Tree[];

/** The level of an object. */
export type InheritanceLevel = "server" | "network" | "subnet";

const valuesByLevel: Readonly<Record<InheritanceLevel, readonly InheritableValue[]>> = {
  server: [...inheritableValues, ...serverValues],
  network: [...inheritableValues, ...networkValues],
  subnet: [...inheritableValues, ...networkValues],
};
const namesByLevel: Readonly<Record<InheritanceLevel, ReadonlySet<string>>> = {
  server: nameSetOf("server"),
  network: nameSetOf("network"),
  subnet: nameSetOf("subnet"),
};

function nameSetOf(level: InheritanceLevel): ReadonlySet<string> {
  return new Set(valuesByLevel[level].map(({ name }) => name));
}

/** The values that are in force at a level whoever says them. */
export const valuesAt = (level: InheritanceLevel): readonly InheritableValue[] =>
  valuesByLevel[level];

/** Returns whether a name is such a value. */
export const isValueAt = (level: InheritanceLevel, name: string): boolean =>
  namesByLevel[level].has(name);

/**
 * Returns the default of a value. Of a configuration whose release is unknown a default that not
 * every release has is none: then the value is written.
 */
const defaultOf = (
  { default: value, from }: InheritableValue,
  release: Release | undefined,
): Json | undefined =>
  from && (release === undefined || before(release, from)) ? undefined : value;

/**
 * Returns the value in force at the inner end of a chain, as Kea computes it: `own` is what stands
 * there, `outer` what stands around it.
 */
export function effectiveValue(
  value: InheritableValue,
  own: Tree,
  outer: InheritanceChain,
  release: Release | undefined,
): Json | undefined {
  return own[value.name] ?? inheritedValue(value, own, outer, release);
}

/** Returns the value in force where `own` does not set it. */
export function inheritedValue(
  value: InheritableValue,
  own: Tree,
  outer: InheritanceChain,
  release: Release | undefined,
): Json | undefined {
  for (const tree of outer) if (tree[value.name] !== undefined) return tree[value.name];
  const other = fallbacks[value.name];
  return other === undefined
    ? defaultOf(value, release)
    : effectiveValue(findInheritable(other), own, outer, release);
}

const byValueName = new Map(inheritableValues.map((value) => [value.name, value]));
const findInheritable = (name: string): InheritableValue => byValueName.get(name)!;

/**
 * Returns the value of an object that does not set it: that of the object around it, or Kea's
 * default. `own` is what is in force in the part itself. A live server writes into a shared network
 * the bounds it works out from its lease duration: where they are the same, nobody said them.
 */
export function valueIfInherited(
  value: InheritableValue,
  own: Tree,
  around: Tree | undefined,
  release: Release | undefined,
): Json | undefined {
  const other = fallbacks[value.name];
  if (other !== undefined)
    return around?.[value.name] !== undefined && !equal(around[value.name], around[other])
      ? around[value.name]
      : own[other];
  return around?.[value.name] ?? defaultOf(value, release);
}

/** The values in force in an object, and which of them are inherited. */
export interface EffectiveValues {
  readonly properties: Tree;
  readonly inherited: readonly string[];
}

/**
 * A part's own tree with what is in force around it. `around` is what is in force in the part
 * around it.
 */
export function withInherited(
  level: InheritanceLevel,
  own: Tree,
  outer: InheritanceChain,
  around: Tree | undefined,
  release: Release | undefined,
): EffectiveValues {
  const properties: Record<string, Json> = { ...own };
  for (const value of valuesByLevel[level]) {
    if (own[value.name] !== undefined) continue;
    const found = inheritedValue(value, own, outer, release);
    if (found !== undefined) properties[value.name] = found;
  }
  return markInherited(level, properties, around, release);
}

/** Which of the values in force a part has from further out: those it would have without a word. */
export function markInherited(
  level: InheritanceLevel,
  properties: Record<string, Json>,
  around: Tree | undefined,
  release: Release | undefined,
): EffectiveValues {
  const inherited: string[] = [];
  for (const value of valuesByLevel[level]) {
    const found = properties[value.name];
    if (found === undefined || !equal(found, valueIfInherited(value, properties, around, release)))
      continue;
    if (Array.isArray(found) && found.length === 0)
      delete properties[value.name]; // nobody, from nobody
    else inherited.push(value.name);
  }
  return { properties, inherited: inherited.sort(byName) };
}
