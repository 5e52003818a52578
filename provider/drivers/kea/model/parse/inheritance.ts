// Resolves the values in force in an object: its own, those of the objects around it, or Kea's
// defaults.
import { byName } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import {
  fallbacks,
  inheritableValues,
  networkValues,
  serverValues,
  type InheritableValue,
} from "./inheritable-values.js";
import { before, type Release } from "../release.js";

/**
 * The explicit values of the objects around one, innermost first: its shared network, then the
 * server.
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

/** Returns the values that are in force at a level without being set there. */
export const valuesAt = (level: InheritanceLevel): readonly InheritableValue[] =>
  valuesByLevel[level];

/** Returns whether a name is such a value. */
export const isValueAt = (level: InheritanceLevel, name: string): boolean =>
  namesByLevel[level].has(name);

/**
 * Returns the default of a value. Where the release is unknown, a default that not every release
 * has counts as none, so that the value is written.
 */
const defaultOf = (
  { default: value, from }: InheritableValue,
  release: Release | undefined,
): Json | undefined =>
  from && (release === undefined || before(release, from)) ? undefined : value;

/**
 * Returns the value in force in an object, as Kea computes it. `explicit`: the values of the object
 * itself; `outer`: those of the objects around it.
 */
export function effectiveValue(
  value: InheritableValue,
  explicit: Tree,
  outer: InheritanceChain,
  release: Release | undefined,
): Json | undefined {
  return explicit[value.name] ?? inheritedValue(value, explicit, outer, release);
}

/** Returns the value in force where `explicit` does not set it. */
export function inheritedValue(
  value: InheritableValue,
  explicit: Tree,
  outer: InheritanceChain,
  release: Release | undefined,
): Json | undefined {
  for (const tree of outer) if (tree[value.name] !== undefined) return tree[value.name];
  const fallback = fallbacks[value.name];
  return fallback === undefined
    ? defaultOf(value, release)
    : effectiveValue(valueByName.get(fallback)!, explicit, outer, release);
}

const valueByName = new Map(inheritableValues.map((value) => [value.name, value]));

/**
 * Returns the value of an object that does not set it: that of the object around it, or Kea's
 * default. `inForce`: the values in force in the object itself. A running server writes into a
 * shared network the bounds that it computes from the lease duration: bounds equal to it were not
 * set by anybody.
 */
export function valueIfInherited(
  value: InheritableValue,
  inForce: Tree,
  around: Tree | undefined,
  release: Release | undefined,
): Json | undefined {
  const outer = around?.[value.name];
  const fallback = fallbacks[value.name];
  if (fallback === undefined) return outer ?? defaultOf(value, release);
  return outer !== undefined && !equal(outer, around?.[fallback]) ? outer : inForce[fallback];
}

/** The values in force in an object, and which of them are inherited. */
export interface EffectiveValues {
  readonly properties: Tree;
  readonly inherited: readonly string[];
}

/** The same in an object that belongs to the caller. */
interface NewEffectiveValues extends EffectiveValues {
  readonly properties: Record<string, Json>;
}

/** The objects around one that hand values down to it. */
export interface Surroundings {
  /** Their explicit values. */
  readonly outer: InheritanceChain;
  /** The values in force in the object directly around it; absent for the server. */
  readonly around: Tree | undefined;
  /** The server's release, where it is known. */
  readonly release: Release | undefined;
}

/** Returns the values in force in an object with these explicit ones. */
export function withInherited(
  level: InheritanceLevel,
  explicit: Tree,
  { outer, around, release }: Surroundings,
): NewEffectiveValues {
  const properties: Record<string, Json> = { ...explicit };
  for (const value of valuesByLevel[level]) {
    if (explicit[value.name] !== undefined) continue;
    const found = inheritedValue(value, explicit, outer, release);
    if (found !== undefined) properties[value.name] = found;
  }
  return markInherited(level, properties, around, release);
}

/**
 * Marks the values in force that an object would have without setting them. Removes empty arrays
 * that are inherited: they say nothing.
 */
export function markInherited(
  level: InheritanceLevel,
  properties: Record<string, Json>,
  around: Tree | undefined,
  release: Release | undefined,
): NewEffectiveValues {
  const inherited: string[] = [];
  for (const value of valuesByLevel[level]) {
    const found = properties[value.name];
    if (found === undefined || !equal(found, valueIfInherited(value, properties, around, release)))
      continue;
    if (Array.isArray(found) && found.length === 0) delete properties[value.name];
    else inherited.push(value.name);
  }
  return { properties, inherited: inherited.sort(byName) };
}
