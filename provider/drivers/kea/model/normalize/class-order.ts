// Puts classes in an order that Kea accepts: a class must come after every class that its test
// names.
import { equal } from "../../../../core/equal.js";
import { messages } from "../../messages.js";
import type { Configuration, Tree } from "../../../../core/model.js";
import { classKey } from "../parse/references.js";

/**
 * Returns whether tests may name a class that no configuration defines: seen on 2.2.0, 2.6.3 and
 * 3.0.3.
 */
const isBuiltInTestClass = (name: string): boolean =>
  /^(ALL|KNOWN|UNKNOWN|BOOTP)$|^(HA_|VENDOR_CLASS_|AFTER_|EXTERNAL_)/.test(name);

/** Returns the classes that the tests of a class name, without those that are built in. */
function listTestedClasses({ test, "template-test": template }: Tree): readonly string[] {
  const tests = [test, template].filter((text) => typeof text === "string");
  const names = tests.flatMap((text) =>
    [...text.matchAll(/member\s*\(\s*'([^']*)'\s*\)/g)].map(([, name]) => name!),
  );
  return [...new Set(names)].filter((name) => !isBuiltInTestClass(name));
}

/**
 * Returns the classes in an order that Kea accepts, where there is one. A class that stays as it is
 * moves behind those that its test names. Changed and new classes keep the order of `names`.
 */
export function sortClasses(
  names: readonly string[],
  next: Configuration["shared"],
  former: Configuration["shared"],
): readonly string[] {
  const sorting = new ClassSorting(names);
  for (const name of names) {
    const { properties } = next[classKey(name)]!;
    const mayMove = equal(properties, former[classKey(name)]?.properties);
    const missing = mayMove ? sorting.listMissing(listTestedClasses(properties)) : [];
    if (missing.length > 0) sorting.postpone(name, missing);
    else sorting.place(name);
  }
  return sorting.result();
}

/** The classes that have their place, and those that wait for others to have theirs. */
class ClassSorting {
  private readonly placed = new Set<string>();
  /** The number of classes that each waiting class still waits for. */
  private readonly waiting = new Map<string, number>();
  private readonly waitingFor = new Map<string, string[]>();
  private readonly positions: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.positions = new Map(names.map((name, i) => [name, i]));
  }

  /** Returns those of the classes that have no place yet. */
  listMissing(names: readonly string[]): readonly string[] {
    return names.filter((name) => this.positions.has(name) && !this.placed.has(name));
  }

  /** Lets a class wait for others. */
  postpone(name: string, missing: readonly string[]): void {
    this.waiting.set(name, missing.length);
    for (const other of missing) {
      const names = this.waitingFor.get(other);
      if (names) names.push(name);
      else this.waitingFor.set(other, [name]);
    }
  }

  /** Places a class, and behind it those that waited for it, in the order of their positions. */
  place(name: string): void {
    let open = [name];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      this.placed.add(next);
      const released = this.release(next);
      if (released.length > 0)
        open = [...open, ...released].sort(
          (a, b) => this.positions.get(a)! - this.positions.get(b)!,
        );
    }
  }

  /** Returns the classes that waited for this one alone, and wait no longer. */
  private release(name: string): readonly string[] {
    const released: string[] = [];
    for (const other of this.waitingFor.get(name) ?? []) {
      const count = this.waiting.get(other)! - 1;
      this.waiting.set(other, count);
      if (count > 0) continue;
      this.waiting.delete(other);
      released.push(other);
    }
    return released;
  }

  result(): readonly string[] {
    return [...this.placed, ...this.waiting.keys()];
  }
}

/** Returns a sentence for each class whose test names one that does not come before it. */
export function findDisorderedClasses({ order, shared }: Configuration): readonly string[] {
  const placed = new Set<string>();
  return (order.classes ?? []).flatMap((name) => {
    const missing = listTestedClasses(shared[classKey(name)]?.properties ?? {}).filter(
      (other) => !placed.has(other),
    );
    placed.add(name);
    return missing.map((other) =>
      messages.keaClassAskedTooEarly(name, other, shared[classKey(other)] !== undefined),
    );
  });
}
