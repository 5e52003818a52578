// Property paths as people read them: one line of text, and one text for one path.
import type { UnreadableOption, Location } from "./model.js";
import { printableJson, replaceUnprintable } from "./printable.js";

const addressOrRange = /^\d+\.\d+\.\d+\.\d+([-/][\d.]+)?$/;
const bare = /^[^\s."'()*,]+$/u;

/**
 * Returns one segment as text. A segment that could be read as two, or not be seen at all, is
 * quoted.
 */
export function formatSegment(name: string): string {
  if (addressOrRange.test(name)) return name;
  if (bare.test(name) && replaceUnprintable(name) === name && !/^\d+$/.test(name)) return name;
  return printableJson(JSON.stringify(name));
}

/** Returns a path as text: `reservations.10.0.1.14.name`. Different paths have different texts. */
export function formatPath(path: readonly string[]): string {
  return path.map(formatSegment).join(".");
}

/**
 * Returns the name of a property within one scope. Properties outside scopes have the name of their
 * object in front.
 */
export function formatProperty(location: Location, path: readonly string[]): string {
  switch (location.kind) {
    case "scope":
      return path.length === 0 ? whole.scope : formatPath(path);
    case "shared":
      return [location.key, ...(path.length === 0 ? [] : [formatPath(path)])].join(".");
    case "settings":
      return `${server}.${formatPath(path)}`;
    case "order":
      return `${location.key}.${whole.order}`;
    case "relationship":
      return [
        "relationships",
        formatSegment(location.key),
        ...(path.length === 0 ? [] : [formatPath(path)]),
      ].join(".");
  }
}

/** Returns the name of a property with its scope in front: `10.0.1.0/24 leaseDuration`. */
export const formatScopedProperty = (location: Location, path: readonly string[]): string =>
  location.kind === "scope"
    ? `${location.key} ${formatProperty(location, path)}`
    : formatProperty(location, path);

/** Returns the names of unreadable options. */
export const formatUnreadableOptions = (options: readonly UnreadableOption[]): readonly string[] =>
  options.map(({ location, path }) => formatScopedProperty(location, path));

/** Returns the name of the object that a property is in, and its name within. */
export function formatGroupedProperty(
  location: Location,
  path: readonly string[],
): readonly [object: string, property: string] {
  return [formatObjectName(location), path.length > 0 ? formatPath(path) : whole[location.kind]];
}

function formatObjectName(location: Location): string {
  if (location.kind === "settings") return server;
  return location.kind === "relationship" ? formatProperty(location, []) : location.key;
}

const server = "server";
const whole = {
  scope: "(scope)",
  shared: "(all)",
  settings: "(all)",
  order: "(order)",
  relationship: "(relationship)",
} as const;
