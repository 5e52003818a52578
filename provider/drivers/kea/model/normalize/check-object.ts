// Checks new and changed objects for what the target cannot hold.
import { parseSharedName } from "../../../../core/apply.js";
import { mapOf, valueAt } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import { messages } from "../../messages.js";
import type { ConfigObject, Location, SharedKey, Tree } from "../../../../core/model.js";
import { formatScopedProperty } from "../../../../core/paths.js";
import { optionSpace } from "../../names.js";
import { definitionsInClass } from "../options/definitions.js";
import type { ObjectKind } from "../field-mappings.js";
import type { Normalization } from "./normalization.js";
import { optionIdentity } from "../options/option-identity.js";
import { findBuiltIn, standardOptions } from "../options/standard-options.js";
import { findTooNew } from "../target.js";
import { hidesValue } from "../parse/unreadable-options.js";
import { explicitValuesOf } from "../plan/write-objects.js";

/**
 * Collects a sentence for each part of an object that the target cannot hold. `current`: the same
 * object as it is now.
 */
export function checkObject(
  work: Normalization,
  location: Location,
  object: ConfigObject,
  current: ConfigObject | undefined,
): void {
  const isDefinition = location.kind === "shared" && location.key.startsWith("optionDefinitions.");
  const where = location.kind === "settings" ? "the server" : location.key;
  if (isDefinition) checkBuiltIn(work, where, object);
  checkKeywords(work, where, objectKindOf(location), object);
  checkReadableValues(work, location, object.properties, current?.properties);
  if (!isDefinition) checkBounds(work, where, object);
}

function objectKindOf(location: Location): ObjectKind {
  if (location.kind === "settings") return "server";
  if (location.kind === "scope") return "subnet";
  if (location.key.startsWith("sharedNetworks.")) return "network";
  return location.key.startsWith("classes.") ? "class" : "definition";
}

/**
 * Checks the lease duration against its bounds, some of which may be inherited on this server. Kea
 * refuses a duration outside them.
 */
function checkBounds(
  { unsupported }: Normalization,
  where: string,
  { properties }: ConfigObject,
): void {
  const { leaseDuration, minimumLeaseDuration, maximumLeaseDuration } = properties;
  // Kea does not compare the server's own shares: it compares them in each object that has them.
  if (where !== "the server") checkRenewalShares(where, properties, unsupported);
  if (typeof leaseDuration !== "number") return;
  if (typeof minimumLeaseDuration === "number" && leaseDuration < minimumLeaseDuration)
    unsupported.push(messages.keaLeaseBound(where, leaseDuration, minimumLeaseDuration, "least"));
  if (typeof maximumLeaseDuration === "number" && leaseDuration > maximumLeaseDuration)
    unsupported.push(messages.keaLeaseBound(where, leaseDuration, maximumLeaseDuration, "most"));
}

/** Refuses a renewal share that is not below the rebinding share. Either may be inherited. */
function checkRenewalShares(
  where: string,
  { "calculate-tee-times": calculated, "t1-percent": t1, "t2-percent": t2 }: Tree,
  unsupported: string[],
): void {
  if (calculated === true && typeof t1 === "number" && typeof t2 === "number" && t1 >= t2)
    unsupported.push(messages.keaTeesCrossed(where, t1, t2));
}

/** Refuses a keyword that the target's release does not know. */
function checkKeywords(
  { target, otherRelease }: Normalization,
  where: string,
  kind: ObjectKind,
  object: ConfigObject,
): void {
  const name = findTooNew(kind, explicitValuesOf(object), target);
  if (name !== undefined) otherRelease.push(messages.keaTooNew(where, name, target.release));
}

/**
 * Refuses a definition of a built-in option, or by a name that the release has for another option.
 */
function checkBuiltIn(
  { target: { release }, otherRelease }: Normalization,
  key: SharedKey,
  { properties: { name } }: ConfigObject,
): void {
  const option = parseSharedName(key);
  if (findBuiltIn(release, option)) {
    otherRelease.push(messages.keaBuiltIn(option, release));
    return;
  }
  const { space, code } = optionIdentity(option);
  if (space !== optionSpace) return;
  const standardCode = standardOptions(release).codes.get(`${optionSpace}:${String(name)}`);
  if (standardCode !== undefined && standardCode !== code)
    otherRelease.push(messages.keaNameBuiltIn(option, String(name), standardCode, release));
}

/**
 * Refuses option values that a running server would accept and never return: nobody could see them,
 * and its file would lose them. Values that it already holds and returns are accepted.
 */
function checkReadableValues(
  { target: { knownRelease, isRunning = false }, definitions, unsupported }: Normalization,
  location: Location,
  tree: Tree,
  current: Tree | undefined,
): void {
  if (knownRelease === undefined || !isRunning) return;
  const inPlace = definitionsInClass(tree, definitions);
  const isRefused = (key: string, path: readonly string[]): boolean => {
    const { value = "" } = mapOf(valueAt(tree, path));
    return (
      value !== "" &&
      hidesValue(optionIdentity(key).option, inPlace, definitions, knownRelease) &&
      !equal(value, mapOf(valueAt(current, path)).value)
    );
  };
  for (const above of listOptionHolders(tree))
    for (const key of Object.keys(mapOf(valueAt(tree, [...above, "options"])))) {
      const path = [...above, "options", key];
      if (isRefused(key, path))
        unsupported.push(messages.keaBytesKept(formatScopedProperty(location, path), knownRelease));
    }
}

/**
 * Returns the paths of all objects in a tree that may have options: itself, ranges, reservations.
 */
export function listOptionHolders(tree: Tree): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [[]];
  for (const collection of ["ranges", "reservations"])
    for (const key of Object.keys(mapOf(tree[collection]))) paths.push([collection, key]);
  return paths;
}
