// Finds the first difference between two configurations.
import type { Configuration } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";

/** Returns the name of the first object in which two configurations differ, or nothing. */
export function findFirstDifference(a: Configuration, b: Configuration): string | undefined {
  const places: readonly (readonly [string, (configuration: Configuration) => unknown])[] = [
    ["the failover hook", ({ relationships }) => relationships],
    ["the order of classes", ({ order }) => order],
    ["the server", ({ settings }) => settings],
  ];
  for (const [where, of] of places) if (!equal(of(a), of(b))) return where;
  for (const parts of ["shared", "scopes"] as const) {
    for (const key of new Set([...Object.keys(a[parts]), ...Object.keys(b[parts])]))
      if (!equal(a[parts][key], b[parts][key])) return key;
  }
  return undefined;
}
