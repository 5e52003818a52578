// Finds the first difference between two configurations.
import type { ConfigObject, Configuration } from "../../../core/model.js";
import { equal } from "../../../core/equal.js";

/** Returns the name of the first object in which two configurations differ, or nothing. */
export function findFirstDifference(a: Configuration, b: Configuration): string | undefined {
  if (!equal(a.relationships, b.relationships)) return "the failover hook";
  if (!equal(a.order, b.order)) return "the order of classes";
  if (!equal(a.settings, b.settings)) return "the server";
  return findFirstObject(a.shared, b.shared) ?? findFirstObject(a.scopes, b.scopes);
}

type Objects = Readonly<Record<string, ConfigObject>>;

function findFirstObject(a: Objects, b: Objects): string | undefined {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].find((key) => !equal(a[key], b[key]));
}
