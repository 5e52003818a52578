// The order of classes: Kea takes one only behind every class that its test asks for.
import { messages } from "../../../core/messages.js";
import type { Configuration, Part, Tree } from "../../../core/model.js";
import { equal } from "./equal.js";
import { classKey } from "./references.js";

/** Names that Kea knows in tests without anybody defining them: seen on 2.2.0, 2.6.3 and 3.0.3. */
const isKnown = (name: string): boolean => /^(ALL|KNOWN|UNKNOWN|BOOTP)$|^(HA_|VENDOR_CLASS_|AFTER_|EXTERNAL_)/.test(name);

/** Returns the classes that the tests of a class ask for, without those that Kea knows itself. */
function askedFor({ test, "template-test": template }: Tree): readonly string[] {
  const texts = [test, template].filter((text) => typeof text === "string");
  const names = texts.flatMap((text) => [...text.matchAll(/member\s*\(\s*'([^']*)'\s*\)/g)].map(([, name]) => name!));
  return [...new Set(names)].filter((name) => !isKnown(name));
}

/**
 * Returns the classes in an order that Kea takes, where one is to be had: a class that stays as it is moves behind those that it asks
 * for. Those that change or come stay in the order of `names`.
 */
export function workingOrder(names: readonly string[], next: Configuration["shared"], former: Configuration["shared"]): readonly string[] {
  const part = (name: string): Part => next[classKey(name)]!;
  const asked = new Map(names.map((name) => [name, askedFor(part(name).properties).filter((other) => names.includes(other))]));
  const order: string[] = [];
  const waiting: string[] = [];
  const isReady = (name: string): boolean => asked.get(name)!.every((other) => order.includes(other));
  const place = (name: string): void => {
    order.push(name);
    const ready = waiting.find(isReady);
    if (ready === undefined) return;
    waiting.splice(waiting.indexOf(ready), 1);
    place(ready);
  };
  for (const name of names) {
    const mayWait = equal(part(name).properties, former[classKey(name)]?.properties);
    if (mayWait && !isReady(name)) waiting.push(name);
    else place(name);
  }
  return [...order, ...waiting];
}

/** Returns a sentence for each class whose test asks for one that does not stand before it. */
export function disorderedClasses({ order, shared }: Configuration): readonly string[] {
  const before = new Set<string>();
  return (order.classes ?? []).flatMap((name) => {
    const missing = askedFor(shared[classKey(name)]?.properties ?? {}).filter((other) => !before.has(other));
    before.add(name);
    return missing.map((other) => messages.keaClassAskedTooEarly(name, other, shared[classKey(other)] !== undefined));
  });
}
