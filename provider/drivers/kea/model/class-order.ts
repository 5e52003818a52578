// The order of classes: Kea takes one only behind every class that its test asks for.
import { messages } from "../messages.js";
import type { Configuration, ConfigObject, Tree } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";
import { classKey } from "./references.js";

/** Names that Kea knows in tests without anybody defining them: seen on 2.2.0, 2.6.3 and 3.0.3. */
const isBuiltInTestClass = (name: string): boolean =>
  /^(ALL|KNOWN|UNKNOWN|BOOTP)$|^(HA_|VENDOR_CLASS_|AFTER_|EXTERNAL_)/.test(name);

/** Returns the classes that the tests of a class ask for, without those that Kea knows itself. */
function listTestedClasses({ test, "template-test": template }: Tree): readonly string[] {
  const texts = [test, template].filter((text) => typeof text === "string");
  const names = texts.flatMap((text) =>
    [...text.matchAll(/member\s*\(\s*'([^']*)'\s*\)/g)].map(([, name]) => name!),
  );
  return [...new Set(names)].filter((name) => !isBuiltInTestClass(name));
}

/**
 * Returns the classes in an order that Kea takes, where one is to be had: a class that stays as it
 * is moves behind those that it asks for. Those that change or come stay in the order of `names`.
 */
export function sortClasses(
  names: readonly string[],
  next: Configuration["shared"],
  former: Configuration["shared"],
): readonly string[] {
  const part = (name: string): ConfigObject => next[classKey(name)]!;
  const known = new Set(names);
  const order = new Set<string>();
  /**
   * How many of the classes that it asks for do not stand in the order yet, for each class that
   * waits.
   */
  const waiting = new Map<string, number>();
  const waitingFor = new Map<string, string[]>();
  const missingOf = (name: string): readonly string[] =>
    listTestedClasses(part(name).properties).filter(
      (other) => known.has(other) && !order.has(other),
    );
  const wait = (name: string, missing: readonly string[]): void => {
    waiting.set(name, missing.length);
    for (const other of missing) {
      const others = waitingFor.get(other);
      if (others) others.push(name);
      else waitingFor.set(other, [name]);
    }
  };
  const positions = new Map(names.map((name, i) => [name, i]));
  const byPosition = (a: string, b: string): number => positions.get(a)! - positions.get(b)!;
  /** Puts a class in its place, and behind it those that waited for it. */
  const place = (name: string): void => {
    let open = [name];
    for (let at = 0; at < open.length; ) {
      const next = open[at++]!;
      order.add(next);
      const freed = (waitingFor.get(next) ?? []).filter((other) => {
        waiting.set(other, waiting.get(other)! - 1);
        return waiting.get(other) === 0 && waiting.delete(other);
      });
      if (freed.length === 0) continue;
      open = [...open.slice(at), ...freed].sort(byPosition);
      at = 0;
    }
  };
  for (const name of names) {
    const mayWait = equal(part(name).properties, former[classKey(name)]?.properties);
    const missing = mayWait ? missingOf(name) : [];
    if (missing.length > 0) wait(name, missing);
    else place(name);
  }
  return [...order, ...waiting.keys()];
}

/** Returns a sentence for each class whose test asks for one that does not stand before it. */
export function findDisorderedClasses({ order, shared }: Configuration): readonly string[] {
  const before = new Set<string>();
  return (order.classes ?? []).flatMap((name) => {
    const missing = listTestedClasses(shared[classKey(name)]?.properties ?? {}).filter(
      (other) => !before.has(other),
    );
    before.add(name);
    return missing.map((other) =>
      messages.keaClassAskedTooEarly(name, other, shared[classKey(other)] !== undefined),
    );
  });
}
