// How a property is named to people: its path as one line of text, one text for one path.
import type { UnreadableOption, Location } from "./model.js";
import { isPrintable, printableJson } from "./printable.js";

const address = /^\d+\.\d+\.\d+\.\d+([-/][\d.]+)?$/;
const bare = /^[^\s."'()*,]+$/u;

/** One segment as text. Anything that could be read as two segments, or not be seen at all, is quoted. */
export function formatSegment(name: string): string {
  if (address.test(name)) return name;
  if (bare.test(name) && isPrintable(name) && !/^\d+$/.test(name)) return name;
  return printableJson(JSON.stringify(name));
}

/** A path as text: `reservations.10.0.1.14.name`. Different paths give different texts. */
export function formatPath(path: readonly string[]): string {
  return path.map(formatSegment).join(".");
}

/** The name of a change where scopes are told one by one: a scope's leaves by their path, all else with where it stands in front. */
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

/** The name of a change where nothing else says which scope it is in: `10.0.1.0/24 leaseDuration`. */
export const formatScopedProperty = (place: Location, path: readonly string[]): string =>
  place.kind === "scope"
    ? `${place.key} ${formatProperty(place, path)}`
    : formatProperty(place, path);

/** The leaves of options that are told without their bytes. */
export const formatUnreadableOptions = (hollow: readonly UnreadableOption[]): readonly string[] =>
  hollow.map(({ place, path }) => formatScopedProperty(place, path));

/** The two names of a change where many scopes are told in one map: what it stands in, and the leaf within. */
export function formatGroupedProperty(
  place: Location,
  path: readonly string[],
): readonly [part: string, leaf: string] {
  const part =
    place.kind === "settings"
      ? server
      : place.kind === "relationship"
        ? formatProperty(place, [])
        : place.key;
  return [part, path.length > 0 ? formatPath(path) : whole[place.kind]];
}

const server = "server";
const whole = {
  scope: "(scope)",
  shared: "(all)",
  settings: "(all)",
  order: "(order)",
  relationship: "(relationship)",
} as const;
