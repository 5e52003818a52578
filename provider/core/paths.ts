// Property paths as people read them: one line of text, and one text for one path.
import type { UnreadableOption, Location } from "./model.js";
import { isPrintable, printableJson } from "./printable.js";

const addressOrRange = /^\d+\.\d+\.\d+\.\d+([-/][\d.]+)?$/;
const bare = /^[^\s."'()*,]+$/u;

/**
 * Returns one segment as text. A segment that could be read as two, or not be seen at all, is
 * quoted.
 */
export function formatSegment(name: string): string {
  if (addressOrRange.test(name)) return name;
  if (bare.test(name) && isPrintable(name) && !/^\d+$/.test(name)) return name;
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
export function formatProperty(place: Location, path: readonly string[]): string {
  switch (place.kind) {
    case "scope":
      return path.length === 0 ? whole.scope : formatPath(path);
    case "shared":
      return [place.key, ...(path.length === 0 ? [] : [formatPath(path)])].join(".");
    case "settings":
      return `${server}.${formatPath(path)}`;
    case "order":
      return `${place.key}.${whole.order}`;
    case "relationship":
      return [
        "relationships",
        formatSegment(place.key),
        ...(path.length === 0 ? [] : [formatPath(path)]),
      ].join(".");
  }
}

/** Returns the name of a property with its scope in front: `10.0.1.0/24 leaseDuration`. */
export const formatScopedProperty = (place: Location, path: readonly string[]): string =>
  place.kind === "scope"
    ? `${place.key} ${formatProperty(place, path)}`
    : formatProperty(place, path);

/** Returns the names of unreadable options. */
export const formatUnreadableOptions = (options: readonly UnreadableOption[]): readonly string[] =>
  options.map(({ place, path }) => formatScopedProperty(place, path));

/** Returns the name of the object that a property is in, and its name within. */
export function formatGroupedProperty(
  place: Location,
  path: readonly string[],
): readonly [object: string, property: string] {
  return [formatObjectName(place), path.length > 0 ? formatPath(path) : whole[place.kind]];
}

function formatObjectName(place: Location): string {
  if (place.kind === "settings") return server;
  return place.kind === "relationship" ? formatProperty(place, []) : place.key;
}

const server = "server";
const whole = {
  scope: "(scope)",
  shared: "(all)",
  settings: "(all)",
  order: "(order)",
  relationship: "(relationship)",
} as const;
