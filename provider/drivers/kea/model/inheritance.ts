// What is in force in a part: its own word, or that of who stands further out, or Kea's.
import { byName } from "../../../core/canonical.js";
import type { Json, Tree } from "../../../core/model.js";
import { equal } from "./equal.js";
import { before, type Release } from "./release.js";
import { fallsBack, handedDown, networkWide, serverWide, type Value } from "./values.js";

/** Who stands around a part and can say something, innermost first: its shared network, the server. Each with what it says for itself. */
export type Chain = readonly Tree[];

/** Where a part stands. */
export type Level = "server" | "network" | "subnet";

const values: Readonly<Record<Level, readonly Value[]>> = {
  server: [...handedDown, ...serverWide],
  network: [...handedDown, ...networkWide],
  subnet: [...handedDown, ...networkWide],
};
const names: Readonly<Record<Level, ReadonlySet<string>>> = {
  server: namesOf("server"),
  network: namesOf("network"),
  subnet: namesOf("subnet"),
};

function namesOf(level: Level): ReadonlySet<string> {
  return new Set(values[level].map(({ name }) => name));
}

/** The values that are in force at a level whoever says them. */
export const valuesAt = (level: Level): readonly Value[] => values[level];

/** Whether a name is such a value. */
export const isValueAt = (level: Level, name: string): boolean => names[level].has(name);

/**
 * What is in force where nobody says anything. Of a configuration whose release is unknown a default that not every release has is none:
 * then the value is written.
 */
const fromNobody = (
  { default: value, from }: Value,
  release: Release | undefined,
): Json | undefined =>
  from && (release === undefined || before(release, from)) ? undefined : value;

/** What is in force at the inner end of a chain, as Kea works it out: `own` is what stands there, `outer` what stands around it. */
export function inForce(
  value: Value,
  own: Tree,
  outer: Chain,
  release: Release | undefined,
): Json | undefined {
  return own[value.name] ?? unsaid(value, own, outer, release);
}

/** What is in force where `own` has no word of the value. */
export function unsaid(
  value: Value,
  own: Tree,
  outer: Chain,
  release: Release | undefined,
): Json | undefined {
  for (const tree of outer) if (tree[value.name] !== undefined) return tree[value.name];
  const other = fallsBack[value.name];
  return other === undefined
    ? fromNobody(value, release)
    : inForce(valueNamed(other), own, outer, release);
}

const byValueName = new Map(handedDown.map((value) => [value.name, value]));
const valueNamed = (name: string): Value => byValueName.get(name)!;

/**
 * What a part has that does not say it: the word of the part around it, or Kea's. `own` is what is in force in the part itself.
 * A live server writes into a shared network the bounds it works out from its lease duration: where they are the same, nobody said them.
 */
export function wouldInherit(
  value: Value,
  own: Tree,
  around: Tree | undefined,
  release: Release | undefined,
): Json | undefined {
  const other = fallsBack[value.name];
  if (other !== undefined)
    return around?.[value.name] !== undefined && !equal(around[value.name], around[other])
      ? around[value.name]
      : own[other];
  return around?.[value.name] ?? fromNobody(value, release);
}

/** What is in force in a part and which of it is not its own. */
export interface InForce {
  readonly properties: Tree;
  readonly inherited: readonly string[];
}

/** A part's own tree with what is in force around it. `around` is what is in force in the part around it. */
export function withInherited(
  level: Level,
  own: Tree,
  outer: Chain,
  around: Tree | undefined,
  release: Release | undefined,
): InForce {
  const properties: Record<string, Json> = { ...own };
  for (const value of values[level]) {
    if (own[value.name] !== undefined) continue;
    const found = unsaid(value, own, outer, release);
    if (found !== undefined) properties[value.name] = found;
  }
  return marked(level, properties, around, release);
}

/** Which of the values in force a part has from further out: those it would have without a word. */
export function marked(
  level: Level,
  properties: Record<string, Json>,
  around: Tree | undefined,
  release: Release | undefined,
): InForce {
  const inherited: string[] = [];
  for (const value of values[level]) {
    const found = properties[value.name];
    if (found === undefined || !equal(found, wouldInherit(value, properties, around, release)))
      continue;
    if (Array.isArray(found) && found.length === 0)
      delete properties[value.name]; // nobody, from nobody
    else inherited.push(value.name);
  }
  return { properties, inherited: inherited.sort(byName) };
}
