// The one equality of values: equal values have equal canonical texts.
import { isMap } from "./canonical.js";

/**
 * Returns true where two values are equal. The order of names in an object does not matter, and a
 * name without a value counts as absent. Objects that share what was never changed are compared
 * quickly.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  return isMap(a) && isMap(b) && equalObjects(a, b);
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => equal(item, b[i]));
}

function equalObjects(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let shared = 0;
  for (const name of Object.keys(a)) {
    if (a[name] === undefined) continue;
    if (!Object.hasOwn(b, name) || !equal(a[name], b[name])) return false;
    shared++;
  }
  const namesOfB = Object.keys(b).filter((name) => b[name] !== undefined);
  return shared === namesOfB.length;
}
