// Checks a configuration as a whole for what Kea would refuse: objects that stay as they are beside
// objects that change.
import { mapOf } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { Configuration, ConfigObject, Location, Tree } from "../../../../core/model.js";
import { formatScopedProperty } from "../../../../core/paths.js";
import { findDisorderedClasses } from "./class-order.js";
import {
  definedOptions,
  definitionsInClass,
  haveSameDefinitions,
  type Definitions,
} from "../options/definitions.js";
import {
  findDuplicateNames,
  findUnknownOptions,
  findUnsoundDefinitions,
  findUnsuitableOptions,
} from "./option-checks.js";
import { networkKey } from "../parse/references.js";
import {
  findCrossedTimers,
  findDuplicateReservations,
  findEmptyReservations,
  findOverlappingRanges,
} from "./scope-checks.js";
import type { Target } from "../target.js";

/** A configuration, and the meaning of options in it. */
export interface ConfigurationWithDefinitions {
  readonly configuration: Configuration;
  readonly definitions: Definitions;
}

/** One object of a configuration, with the objects around it. */
export interface LocatedObject {
  readonly location: Location;
  readonly tree: Tree;
  /** Its current properties; absent where it is new. */
  readonly current: Tree | undefined;
  /** The properties of the shared network of a scope. */
  readonly network: Tree | undefined;
}

/** An object as it should be, and as it is. */
type ObjectPair = readonly [next: LocatedObject, former: LocatedObject | undefined];

/**
 * Returns a sentence for each object of `next` that Kea would refuse beside the others. Sentences
 * that are true of `former` as well are left out.
 */
export function findCrossErrors(
  next: ConfigurationWithDefinitions,
  former: ConfigurationWithDefinitions,
  target: Target,
): readonly string[] {
  const isSameAround =
    haveSameDefinitions(next.configuration, former.configuration) &&
    hasUniqueReservations(next.configuration) === hasUniqueReservations(former.configuration);
  const errors = pairObjects(next.configuration, former.configuration, isSameAround).flatMap(
    ([object, formerObject]) => {
      const isUnchanged =
        object.tree === formerObject?.tree && object.network === formerObject.network;
      if (isSameAround && isUnchanged) return [];
      const found = findErrorsIn(object, { ...next, former }, target);
      return found.length > 0 && formerObject
        ? subtract(found, findErrorsIn(formerObject, { ...former, former }, target))
        : found;
    },
  );
  return [
    ...subtract(findSharedDuplicateNames(next), findSharedDuplicateNames(former)),
    ...subtract(
      findDisorderedClasses(next.configuration),
      findDisorderedClasses(former.configuration),
    ),
    ...errors,
  ];
}

const findSharedDuplicateNames = ({ configuration }: ConfigurationWithDefinitions) =>
  findDuplicateNames({ kind: "settings" }, Object.fromEntries(definedOptions(configuration)));

function subtract(sentences: readonly string[], others: readonly string[]): readonly string[] {
  const removed = new Set(others);
  return sentences.filter((sentence) => !removed.has(sentence));
}

const hasUniqueReservations = ({ settings }: Configuration): boolean =>
  settings.properties["ip-reservations-unique"] !== false;

/**
 * Returns every object of `next`, with the same object of `former`. `isSameAround`: without scopes
 * that are the same objects in the same shared networks.
 */
function pairObjects(
  next: Configuration,
  former: Configuration,
  isSameAround: boolean,
): readonly ObjectPair[] {
  const leavesOut = isSameAround && haveSameNetworks(next, former);
  const pair = (
    location: Location,
    object: ConfigObject,
    formerObject: ConfigObject | undefined,
  ): ObjectPair => {
    const current = formerObject?.properties;
    const locate = (tree: Tree, { shared }: Configuration): LocatedObject => {
      const { sharedNetwork: name } = tree;
      const network = name === undefined ? undefined : shared[networkKey(String(name))]?.properties;
      return { location, tree, current, network };
    };
    return [locate(object.properties, next), current && locate(current, former)];
  };
  return [
    pair({ kind: "settings" }, next.settings, former.settings),
    ...Object.entries(next.shared).map(([key, object]) =>
      pair({ kind: "shared", key }, object, former.shared[key]),
    ),
    ...Object.entries(next.scopes).flatMap(([key, object]) =>
      leavesOut && object === former.scopes[key]
        ? []
        : [pair({ kind: "scope", key }, object, former.scopes[key])],
    ),
  ];
}

const haveSameNetworks = (next: Configuration, former: Configuration): boolean =>
  [...new Set([...Object.keys(next.shared), ...Object.keys(former.shared)])].every(
    (key) => !key.startsWith("sharedNetworks.") || next.shared[key] === former.shared[key],
  );

interface ConfigurationChange extends ConfigurationWithDefinitions {
  readonly former: ConfigurationWithDefinitions;
}

/** Returns a sentence for each part of an object that Kea would refuse there. */
function findErrorsIn(
  object: LocatedObject,
  { configuration, definitions, former }: ConfigurationChange,
  target: Target,
): readonly string[] {
  const { location, tree, current = {} } = object;
  return [
    ...findUnknownOptions(location, tree, definitions),
    ...findUnsuitableOptions(
      object,
      definitionsInClass(tree, definitions),
      definitionsInClass(current, former.definitions),
    ),
    ...findUnsoundDefinitions(location, tree),
    ...findDuplicateNames(location, mapOf(tree.optionDefinitions)),
    ...findCrossedTimers(location, tree, target),
    ...findOverlappingRanges(location, tree),
    ...findDuplicateReservations(location, tree, hasUniqueReservations(configuration)),
    ...findEmptyReservations(location, tree, target),
    ...findOtherAuthority(object),
  ];
}

/** Returns a sentence where a scope and its shared network are not both authoritative, or not. */
function findOtherAuthority({ location, tree, network }: LocatedObject): readonly string[] {
  if (!network || tree.authoritative === network.authoritative) return [];
  const where = formatScopedProperty(location, ["authoritative"]);
  return [messages.keaAuthorityDiffers(where, String(tree.sharedNetwork))];
}
