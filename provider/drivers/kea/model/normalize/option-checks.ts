// Checks options and their definitions for what Kea would refuse.
import { mapOf, valueAt } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import { messages } from "../../messages.js";
import type { Location, Tree } from "../../../../core/model.js";
import { formatScopedProperty } from "../../../../core/paths.js";
import { optionSpace } from "../../names.js";
import { listOptionHolders } from "./check-object.js";
import type { LocatedObject } from "./cross-checks.js";
import type { Definitions } from "../options/definitions.js";
import { optionIdentity } from "../options/option-identity.js";
import {
  acceptsOnlyBytes,
  isEmptyValue,
  isReadBack,
  writtenValue,
} from "../options/option-spellings.js";
import type { Definition } from "../options/standard-options.js";
import { isSound, takesValue, valueTypeOf } from "../options/value-types.js";

/**
 * Returns a sentence for each option that a test names and that is not defined for all. The test of
 * a class does not know the definitions of the class.
 */
export function findUnknownOptions(
  location: Location,
  tree: Tree,
  definitions: Definitions,
): readonly string[] {
  return ["test", "template-test"].flatMap((property) => {
    const test = tree[property];
    if (typeof test !== "string") return [];
    const withoutTexts = test.replace(/'[^']*'/g, "''");
    const names = withoutTexts.matchAll(/\boption\s*\[\s*([A-Za-z][\w-]*)\s*\]/g);
    const unknown = [...new Set([...names].map(([, name]) => name!))].filter(
      (name) => definitions.codeOf(optionSpace, name) === undefined,
    );
    const where = formatScopedProperty(location, [property]);
    return unknown.map((name) => messages.keaTestUndefined(where, name));
  });
}

/** Returns a sentence for each option whose value Kea would not accept for its definition. */
export function findUnsuitableOptions(
  { location, tree, current }: LocatedObject,
  definitions: Definitions,
  formerDefinitions: Definitions,
): readonly string[] {
  return listOptions(tree).flatMap(([path, member]) => {
    const { option } = optionIdentity(path.at(-1)!);
    const error = findOptionError({
      option,
      member,
      where: formatScopedProperty(location, path),
      isUnchanged: equal(member, valueAt(current, path)),
      definitions,
      former: formerDefinitions.get(option),
    });
    return error === undefined ? [] : [error];
  });
}

/** One option, and its meaning before and after a change. */
interface OptionCheck {
  readonly option: string;
  readonly member: Tree;
  readonly where: string;
  /** True where its value stays as it is. */
  readonly isUnchanged: boolean;
  readonly definitions: Definitions;
  readonly former: Definition | undefined;
}

/** Returns a sentence where Kea would not accept an option. */
function findOptionError(check: OptionCheck): string | undefined {
  const { option, member, where, isUnchanged, definitions, former } = check;
  const definition = definitions.get(option);
  // An empty value of bytes is written as such. One that stays as it is must not have been a text.
  if (isEmptyValue(member) && acceptsOnlyBytes(definition))
    return isUnchanged && !acceptsOnlyBytes(former)
      ? messages.keaTypeChanged(where, option)
      : undefined;
  // Bytes without a form of their own are a text for another type.
  const becomesText = definition && definition.form !== "binary" && former?.form === "binary";
  if (isUnchanged && becomesText) return messages.keaTypeChanged(where, option);
  return findValueError(check, definition);
}

/** Returns a sentence where Kea would not accept the value of an option for its definition. */
function findValueError(
  { option, member, where, isUnchanged, definitions }: OptionCheck,
  definition: Definition | undefined,
): string | undefined {
  const type = definition?.type;
  const written = writtenValue(option, member, definition);
  if (!written && !type) return messages.keaTextUndefined(where);
  const isAccepted =
    !type || (written !== undefined && takesValue(type, { ...member, ...written }));
  if (isAccepted && (member.value === undefined || isReadBack(option, member, definitions)))
    return undefined;
  if (isUnchanged) return messages.keaTypeChanged(where, option);
  return isAccepted
    ? messages.keaDefinedOtherwise(where, option)
    : messages.keaTypeUnfit(where, option, type.type);
}

/** Returns every option in a tree, with the path to it. */
function listOptions(tree: Tree): readonly (readonly [path: readonly string[], member: Tree])[] {
  return listOptionHolders(tree).flatMap((path) =>
    Object.entries(mapOf(valueAt(tree, [...path, "options"]))).map(
      ([key, member]) => [[...path, "options", key], mapOf(member)] as const,
    ),
  );
}

/**
 * Returns a sentence for each definition that mixes the properties of two servers, as ignored
 * properties can cause it.
 */
export function findUnsoundDefinitions(location: Location, tree: Tree): readonly string[] {
  const isDefinition = location.kind === "shared" && location.key.startsWith("optionDefinitions.");
  const own = isDefinition ? [[[] as string[], tree] as const] : [];
  const inClass = Object.entries(mapOf(tree.optionDefinitions)).map(
    ([key, member]) => [["optionDefinitions", key], mapOf(member)] as const,
  );
  return [...own, ...inClass].flatMap(([path, definition]) =>
    isSound(valueTypeOf(definition), definition.encapsulate !== undefined)
      ? []
      : [messages.keaDefinitionMixed(formatScopedProperty(location, path))],
  );
}

/**
 * Returns a sentence for each name that two definitions of one option space would have.
 * `collection` holds them by `space:code`.
 */
export function findDuplicateNames(location: Location, collection: Tree): readonly string[] {
  const keysByName = new Map<string, string[]>();
  for (const [key, definition] of Object.entries(collection)) {
    const space = key.slice(0, key.lastIndexOf(":"));
    const name = JSON.stringify([space, mapOf(definition).name ?? ""]);
    const keys = keysByName.get(name);
    if (keys) keys.push(key);
    else keysByName.set(name, [key]);
  }
  const where =
    location.kind === "settings"
      ? undefined
      : formatScopedProperty(location, ["optionDefinitions"]);
  return [...keysByName].flatMap(([text, keys]) => {
    const [, name] = JSON.parse(text) as [space: string, name: string];
    return keys.length > 1 ? [messages.keaDefinitionNameTwice(name, keys, where)] : [];
  });
}
