// The nesting of arrays and objects: code that walks through them calls itself once for each level.

/**
 * The largest depth that is read. No configuration comes near, and JavaScript's stack holds far
 * more.
 */
export const maxNesting = 500;

/**
 * Returns whether a value that JSON.parse made is nested deeper than this. Looks at one level after
 * the other.
 */
export function isNestedDeeper(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((one) =>
      typeof one === "object" && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}
