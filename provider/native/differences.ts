// The differences of a resource as the engine shows them: values in the inputs and the outputs, and
// their property paths. The input `configuration` holds what the partner should hold, the output
// what it holds; neither has a property that is equal on both servers.
import { isMap } from "../core/canonical.js";
import type { ShownChange, Side } from "../core/change-values.js";
import { equal } from "../core/equal.js";
import type { Properties } from "./values.js";

export const configurationName = "configuration";

/** The kinds of a difference at one property path. */
export type DifferenceKind = "add" | "delete" | "update";

/** A difference at a property path, for the engine. */
export interface Difference {
  readonly path: string;
  readonly kind: DifferenceKind;
  /** True where the old value stands in the old inputs and not in the old outputs. */
  readonly isInput: boolean;
}

/** Returns one side of changes, nested by their paths; nothing where it has no value. */
export function nestValues(changes: readonly ShownChange[], side: Side): Properties | undefined {
  const root: Properties = {};
  for (const { path, [side]: value } of changes)
    if (value !== undefined) setValue(root, path, value);
  return Object.keys(root).length > 0 ? root : undefined;
}

/**
 * Returns both sides of changes in one text each, nested by their paths: for an operation that did
 * not read the servers before, so that the engine knows no old value.
 */
export function nestTexts(changes: readonly ShownChange[]): Properties | undefined {
  const texts = changes.map(({ path, current, desired }): ShownChange => {
    if (current === undefined) return { path, desired };
    if (desired === undefined) return { path, desired: `- ${current}` };
    return { path, desired: `${current} => ${desired}` };
  });
  return nestValues(texts, "desired");
}

function setValue(root: Properties, path: readonly string[], value: unknown): void {
  const names = path.slice(0, -1);
  let inner = root;
  for (const name of names) {
    if (!isMap(own(inner, name))) define(inner, name, {});
    inner = own(inner, name) as Properties;
  }
  define(inner, path.at(-1)!, value);
}

const own = (object: Properties, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Sets a property, whatever JavaScript calls by its name. */
const define = (object: Properties, name: string, value: unknown): void => {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
};

/**
 * Returns the differences of a partner's configuration. `before`: the output `configuration`, in
 * which the engine finds old values; `after`: the input, in which it finds new ones.
 */
export function listPropertyDifferences(
  changes: readonly ShownChange[],
  before: unknown,
  after: unknown,
): readonly Difference[] {
  return changes.map(({ path, current, desired }) => {
    const isKnown = current !== undefined && equal(propertyAt(before, path), current);
    return {
      path: toPropertyPath([configurationName, ...path]),
      kind: kindOfDifference(isKnown ? current : undefined, desired ?? propertyAt(after, path)),
      isInput: false,
    };
  });
}

function kindOfDifference(current: unknown, desired: unknown): DifferenceKind {
  if (current === undefined) return "add";
  return desired === undefined ? "delete" : "update";
}

const propertyAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isMap(inner) ? own(inner, name) : undefined), value);

/** Lists the arguments in which two programs differ, by their own names. */
export function listArgumentDifferences(olds: Properties, news: Properties): readonly Difference[] {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return names
    .filter((name) => !equal(olds[name], news[name]))
    .map((name) => ({
      path: toPropertyPath([name]),
      kind: kindOfDifference(olds[name], news[name]),
      isInput: true,
    }));
}

/** Lists the leaves of an output, each with its property path. */
export function listLeaves(name: string, value: unknown): readonly string[] {
  const collect = (inner: unknown, path: readonly string[]): readonly string[] =>
    isMap(inner) && Object.keys(inner).length > 0
      ? Object.entries(inner).flatMap(([key, next]) => collect(next, [...path, key]))
      : [toPropertyPath(path)];
  return value === undefined ? [] : collect(value, [name]);
}

/** Returns a property path as the engine parses it: `configuration["10.0.1.0/24"].ranges`. */
export const toPropertyPath = (names: readonly string[]): string =>
  names
    .map((name, i) => {
      if (!/^[A-Za-z_][\w-]*$/.test(name))
        return `["${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`;
      return i === 0 ? name : `.${name}`;
    })
    .join("");
