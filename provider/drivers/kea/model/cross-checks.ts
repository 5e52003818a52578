// What Kea would refuse of a configuration as a whole: parts that stay as they are beside parts
// that changed.
import { ipv4ToNumber } from "../../../core/address.js";
import { valueAt, mapOf } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Configuration, ConfigObject, Location, Tree } from "../../../core/model.js";
import { formatScopedProperty } from "../../../core/paths.js";
import { findDisorderedClasses } from "./class-order.js";
import {
  definedOptions,
  haveSameDefinitions,
  definitionsInClass,
  type Definitions,
} from "./definitions.js";
import { equal } from "../../../core/equal.js";
import {
  isEmptyValue,
  isReadBack,
  optionIdentity,
  acceptsOnlyBytes,
  writtenValue,
} from "./options.js";
import { networkKey } from "./references.js";
import { before } from "./release.js";
import type { Target } from "./target.js";
import { isSound, takesValue, valueTypeOf } from "./value-types.js";

/** A configuration, with what options mean in it. */
export interface ConfigurationWithDefinitions {
  readonly configuration: Configuration;
  readonly definitions: Definitions;
}

/** One part of a configuration, and what stands around it. */
interface LocatedObject {
  readonly place: Location;
  readonly tree: Tree;
  /** Its current properties; absent where it is new. */
  readonly current: Tree | undefined;
  /** The shared network of a scope. */
  readonly network: Tree | undefined;
}

/**
 * Returns a sentence for each part of `next` that Kea would refuse beside the others. What it
 * refuses already is not repeated.
 */
export function findCrossErrors(
  next: ConfigurationWithDefinitions,
  former: ConfigurationWithDefinitions,
  target: Target,
): readonly string[] {
  const isSettled =
    haveSameDefinitions(next.configuration, former.configuration) &&
    hasUniqueReservations(next.configuration) === hasUniqueReservations(former.configuration);
  const named = ({ configuration }: ConfigurationWithDefinitions) =>
    findDuplicateNames({ kind: "settings" }, Object.fromEntries(definedOptions(configuration)));
  const refusals = pairObjects(next.configuration, former.configuration).flatMap(
    ([placed, standing]) => {
      const isSame =
        standing && standing.tree === placed.tree && standing.network === placed.network;
      if (isSettled && isSame) return [];
      const found = findErrorsIn(placed, { ...next, former }, target);
      return found.length > 0 && standing
        ? subtract(found, findErrorsIn(standing, { ...former, former }, target))
        : found;
    },
  );
  return [
    ...subtract(named(next), named(former)),
    ...subtract(
      findDisorderedClasses(next.configuration),
      findDisorderedClasses(former.configuration),
    ),
    ...refusals,
  ];
}

function subtract(sentences: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Set(others);
  return sentences.filter((sentence) => !left.has(sentence));
}

const hasUniqueReservations = ({ settings }: Configuration): boolean =>
  settings.properties["ip-reservations-unique"] !== false;

/** Returns every part, with the same part as it stands. */
function pairObjects(
  next: Configuration,
  former: Configuration,
): readonly (readonly [LocatedObject, LocatedObject | undefined])[] {
  const pair = (
    place: Location,
    part: ConfigObject,
    from: ConfigObject | undefined,
  ): readonly [LocatedObject, LocatedObject | undefined] => {
    const standing = from?.properties;
    const around = (tree: Tree, { shared }: Configuration) =>
      shared[networkKey(String(tree.sharedNetwork))]?.properties;
    const placed = (tree: Tree, configuration: Configuration): LocatedObject => ({
      place,
      tree,
      current: standing,
      network: tree.sharedNetwork === undefined ? undefined : around(tree, configuration),
    });
    return [placed(part.properties, next), standing && placed(standing, former)];
  };
  return [
    pair({ kind: "settings" }, next.settings, former.settings),
    ...Object.entries(next.shared).map(([key, part]) =>
      pair({ kind: "shared", key }, part, former.shared[key]),
    ),
    ...Object.entries(next.scopes).map(([key, part]) =>
      pair({ kind: "scope", key }, part, former.scopes[key]),
    ),
  ];
}

/** Returns a sentence for each thing in a part that Kea would refuse there. */
function findErrorsIn(
  placed: LocatedObject,
  {
    configuration,
    definitions,
    former,
  }: ConfigurationWithDefinitions & { readonly former: ConfigurationWithDefinitions },
  target: Target,
): readonly string[] {
  const { place, tree, current: standing = {}, network } = placed;
  return [
    ...findUnknownOptions(place, tree, definitions),
    ...findUnfitOptions(
      placed,
      definitionsInClass(tree, definitions),
      definitionsInClass(standing, former.definitions),
    ),
    ...findUnsoundDefinitions(place, tree),
    ...findDuplicateNames(place, mapOf(tree.optionDefinitions)),
    ...findCrossedTimers(place, tree, target),
    ...findOverlappingRanges(place, tree),
    ...findDuplicateReservations(place, tree, hasUniqueReservations(configuration)),
    ...findEmptyReservations(place, tree, target),
    ...(network && tree.authoritative !== network.authoritative
      ? [
          messages.keaAuthorityDiffers(
            formatScopedProperty(place, ["authoritative"]),
            String(tree.sharedNetwork),
          ),
        ]
      : []),
  ];
}

/**
 * Returns a sentence for each option that a test names and nobody defines for all: of what a class
 * defines for itself its test knows nothing.
 */
function findUnknownOptions(
  place: Location,
  tree: Tree,
  definitions: Definitions,
): readonly string[] {
  return ["test", "template-test"].flatMap((property) => {
    const text = tree[property];
    if (typeof text !== "string") return [];
    // Without what stands in quotes.
    const names = text.replace(/'[^']*'/g, "''").matchAll(/\boption\s*\[\s*([A-Za-z][\w-]*)\s*\]/g);
    const unknown = [...new Set([...names].map(([, name]) => name!))].filter(
      (name) => definitions.codeOf("dhcp4", name) === undefined,
    );
    return unknown.map((name) =>
      messages.keaTestUndefined(formatScopedProperty(place, [property]), name),
    );
  });
}

/** Returns a sentence for each option whose value Kea would not take for its definition. */
function findUnfitOptions(
  { place, tree, current: standing }: LocatedObject,
  within: Definitions,
  formerly: Definitions,
): readonly string[] {
  return listOptions(tree).flatMap(([path, member]) => {
    const { option } = optionIdentity(path.at(-1)!);
    const [definition, former] = [within.get(option), formerly.get(option)];
    const where = formatScopedProperty(place, path);
    const stays = equal(member, valueAt(standing, path));
    if (isEmptyValue(member) && acceptsOnlyBytes(definition)) {
      // It is written as no bytes; one that stays as it is was no text.
      return stays && !acceptsOnlyBytes(former) ? [messages.keaTypeChanged(where, option)] : [];
    }
    // Bytes that say nothing of their form are text for another type.
    if (stays && definition && definition.form !== "binary" && former?.form === "binary")
      return [messages.keaTypeChanged(where, option)];
    const written = writtenValue(option, member, definition);
    if (!written && !definition?.type) return [messages.keaTextUndefined(where)];
    if (!definition?.type || (written && takesValue(definition.type, { ...member, ...written }))) {
      const isSame = member.value === undefined || isReadBack(option, member, within);
      if (isSame) return [];
      return [
        stays
          ? messages.keaTypeChanged(where, option)
          : messages.keaDefinedOtherwise(where, option),
      ];
    }
    return [
      stays
        ? messages.keaTypeChanged(where, option)
        : messages.keaTypeUnfit(where, option, definition.type.type),
    ];
  });
}

/**
 * Returns a sentence for each definition that holds a part of one server's and a part of another's,
 * as `keep` may leave it.
 */
function findUnsoundDefinitions(place: Location, tree: Tree): readonly string[] {
  const own =
    place.kind === "shared" && place.key.startsWith("optionDefinitions.")
      ? [[[] as string[], tree] as const]
      : [];
  const inside = Object.entries(mapOf(tree.optionDefinitions)).map(
    ([key, member]) => [["optionDefinitions", key], mapOf(member)] as const,
  );
  return [...own, ...inside].flatMap(([path, definition]) =>
    isSound(valueTypeOf(definition), definition.encapsulate !== undefined)
      ? []
      : [messages.keaDefinitionMixed(formatScopedProperty(place, path))],
  );
}

/** Returns every option of a part, with the path to it. */
function listOptions(tree: Tree): readonly (readonly [path: readonly string[], member: Tree])[] {
  const above: (readonly string[])[] = [[]];
  for (const list of ["ranges", "reservations"])
    for (const key of Object.keys(mapOf(tree[list]))) above.push([list, key]);
  return above.flatMap((path) =>
    Object.entries(mapOf(valueAt(tree, [...path, "options"]))).map(
      ([key, member]) => [[...path, "options", key], mapOf(member)] as const,
    ),
  );
}

/**
 * Returns a sentence for each name that two definitions of one option space would have.
 * `collection` holds them by `space:code`.
 */
function findDuplicateNames(place: Location, collection: Tree): readonly string[] {
  const named = new Map<string, string[]>();
  for (const [key, definition] of Object.entries(collection)) {
    const name = JSON.stringify([key.slice(0, key.lastIndexOf(":")), mapOf(definition).name ?? ""]);
    const alike = named.get(name);
    if (alike) alike.push(key);
    else named.set(name, [key]);
  }
  const where =
    place.kind === "settings" ? undefined : formatScopedProperty(place, ["optionDefinitions"]);
  return [...named].flatMap(([name, keys]) =>
    keys.length > 1
      ? [messages.keaDefinitionNameTwice((JSON.parse(name) as string[])[1]!, keys, where)]
      : [],
  );
}

/**
 * Kea before 2.6 refuses a renewal time above the rebinding time, wherever each comes from. The
 * server's own it does not compare. Seen on 2.2.0 and 2.6.3.
 */
function findCrossedTimers(
  place: Location,
  { renewalTime: renewal, rebindingTime: rebinding }: Tree,
  target: Target,
): readonly string[] {
  if (
    place.kind === "settings" ||
    typeof renewal !== "number" ||
    typeof rebinding !== "number" ||
    renewal <= rebinding
  )
    return [];
  return mayBeBefore26(target)
    ? [
        messages.keaTimersCrossed(
          formatScopedProperty(place, ["renewalTime"]),
          renewal,
          rebinding,
          target.knownRelease !== undefined,
        ),
      ]
    : [];
}

const mayBeBefore26 = ({ possible }: Target): boolean =>
  possible.some((release) => before(release, "2.6"));

/** Returns a sentence for each range that has addresses in common with another one of its scope. */
function findOverlappingRanges(place: Location, { ranges }: Tree): readonly string[] {
  const bounds = Object.keys(mapOf(ranges)).map(
    (key) => [key, ...key.split("-").map(ipv4ToNumber)] as const,
  );
  const sorted = bounds.sort(([, a], [, b]) => a! - b!);
  return sorted.slice(1).flatMap(([key, first], i) => {
    const [former, , last] = sorted[i]!;
    return first! <= last!
      ? [messages.keaRangesOverlap(formatScopedProperty(place, ["ranges"]), former, key)]
      : [];
  });
}

/**
 * Returns a sentence where several reservations would be for one client, or for one address that
 * only one may have.
 */
function findDuplicateReservations(
  place: Location,
  { reservations }: Tree,
  takesOnce: boolean,
): readonly string[] {
  const members = Object.entries(mapOf(reservations)).map(
    ([key, member]) => [key, mapOf(member)] as const,
  );
  const shared = takesOnce
    ? members.flatMap(([, { address }]) => (address === undefined ? [] : [String(address)]))
    : [];
  const clients = Map.groupBy(members, ([, { client }]) => String(client));
  const where =
    place.kind === "settings" ? "server" : formatScopedProperty(place, ["reservations"]);
  return [
    ...(shared.length > 0
      ? [
          messages.keaReservationsShared(
            place.kind === "scope" ? place.key : "server reservations",
            [...new Set(shared)],
          ),
        ]
      : []),
    ...[...clients].flatMap(([client, alike]) =>
      alike.length > 1
        ? [
            messages.keaClientTwice(
              where,
              client,
              alike.map(([key]) => key),
            ),
          ]
        : [],
    ),
  ];
}

/** Kea before 2.6 refuses a reservation that gives its client nothing. Seen on 2.2.0 and 2.6.3. */
function findEmptyReservations(
  place: Location,
  { reservations }: Tree,
  target: Target,
): readonly string[] {
  if (!mayBeBefore26(target)) return [];
  return Object.entries(mapOf(reservations)).flatMap(([key, member]) => {
    const { client: _, "user-context": __, ...rest } = mapOf(member);
    const isEmpty = Object.keys(rest).length === 0 && !/^[\d.]+$/.test(key);
    return isEmpty
      ? [
          messages.keaReservationEmpty(
            formatScopedProperty(place, ["reservations", key]),
            target.knownRelease !== undefined,
          ),
        ]
      : [];
  });
}
