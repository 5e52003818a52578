// What a part cannot do without: its shared network, the classes it names, the definitions of
// options it sets, and what those need in turn.
import { byName } from "../../../core/canonical.js";
import type { Json, SharedKey, Tree } from "../../../core/model.js";
import { formatSegment } from "../../../core/paths.js";
import type { Definitions } from "./definitions.js";
import { optionIdentity } from "./options.js";

export const classKey = (name: string): SharedKey => `classes.${formatSegment(name)}`;
export const networkKey = (name: string): SharedKey => `sharedNetworks.${formatSegment(name)}`;
export const optionDefinitionKey = (option: string): SharedKey =>
  `optionDefinitions.${formatSegment(option)}`;

/**
 * Names that Kea, its hooks and its templates give to classes without anybody defining them. The
 * manual's "Built-in Client Classes".
 */
export const isBuiltInClass = (name: string): boolean =>
  /^(ALL|KNOWN|UNKNOWN|BOOTP|DROP|REJECT|SKIP_DDNS)$|^(HA_|VENDOR_CLASS_|AFTER_|EXTERNAL_|SPAWN_)/.test(
    name,
  );

/** The names of other objects in a tree. */
export interface NamedObjects {
  readonly classes: Set<string>;
  /** Options by `space:code`. */
  readonly options: Set<string>;
  /** Options by name, in `dhcp4`: expressions name them so. */
  readonly optionNames: Set<string>;
}

const namesCache = new WeakMap<Tree, NamedObjects>();

/** Returns the names of other objects in a tree, computed once for each tree. */
export function collectNames(tree: Tree): NamedObjects {
  const known = namesCache.get(tree);
  if (known) return known;
  const named: NamedObjects = { classes: new Set(), options: new Set(), optionNames: new Set() };
  addNames(tree, named);
  namesCache.set(tree, named);
  return named;
}

function addNames(tree: Tree, named: NamedObjects): void {
  for (const key in tree) {
    const value = tree[key]!;
    if (key === "client-classes" || key === "evaluate-additional-classes")
      for (const name of value as readonly Json[]) named.classes.add(String(name));
    else if (key === "options") {
      for (const option in value as Tree) {
        const identity = optionIdentity(option);
        named.options.add(identity.option);
        for (const name of identity.classes) named.classes.add(name);
      }
    } else if (key === "ranges" || key === "reservations")
      for (const member of Object.values(value as Tree)) addNames(member as Tree, named);
    else if ((key === "test" || key === "template-test") && typeof value === "string") {
      for (const [, name] of value.matchAll(/member\s*\(\s*'([^']*)'\s*\)/g))
        named.classes.add(name!);
      for (const [, name] of value.matchAll(/\boption\s*\[\s*([A-Za-z][\w-]*)\s*\]/g))
        named.optionNames.add(name!);
    }
  }
}

/** The shared objects that an object names, by key; and the classes that are not defined. */
export interface References {
  readonly keys: readonly SharedKey[];
  readonly undefinedClasses: readonly string[];
}

/** Follows what parts name. `known` holds the classes there are. */
export function createReferenceFinder(
  known: { has(name: string): boolean },
  definitions: Definitions,
): (tree: Tree) => References {
  const template = (name: string): string | undefined => {
    // SPAWN_<template>_<value>: the template's name may have underscores of its own.
    for (let at = name.lastIndexOf("_"); at > 6; at = name.lastIndexOf("_", at - 1))
      if (known.has(name.slice(6, at))) return name.slice(6, at);
    return undefined;
  };
  return (tree) => {
    const named = collectNames(tree);
    const keys = new Set<SharedKey>();
    const undefinedClasses: string[] = [];
    for (const name of named.classes) {
      const spawner = name.startsWith("SPAWN_") ? template(name) : undefined;
      if (spawner !== undefined) keys.add(classKey(spawner));
      if (known.has(name)) keys.add(classKey(name));
      else if (!isBuiltInClass(name)) undefinedClasses.push(name);
    }
    const options = [
      ...named.options,
      ...[...named.optionNames].map((name) => `dhcp4:${definitions.codeOf("dhcp4", name) ?? ""}`),
    ];
    for (const option of options) {
      if (definitions.isShared(option)) keys.add(optionDefinitionKey(option));
      for (const container of definitions.containersOf(option.slice(0, option.lastIndexOf(":"))))
        keys.add(optionDefinitionKey(container));
    }
    return { keys: [...keys], undefinedClasses };
  };
}

/**
 * All that parts need, directly or through one another. `direct` holds what each shared part names.
 */
export function createClosure(
  direct: ReadonlyMap<SharedKey, readonly SharedKey[]>,
): (keys: readonly SharedKey[]) => readonly SharedKey[] {
  const lists = new Map<string, readonly SharedKey[]>();
  return (keys) => {
    if (keys.length === 0) return noKeys;
    const asked = [...keys].sort(byName).join("\n");
    const known = lists.get(asked);
    if (known) return known;
    const all = new Set<SharedKey>();
    const visit = (key: SharedKey): void => {
      if (all.has(key) || !direct.has(key)) return;
      all.add(key);
      for (const next of direct.get(key)!) visit(next);
    };
    keys.forEach(visit);
    const list = [...all].sort(byName);
    lists.set(asked, list);
    return list;
  };
}

const noKeys: readonly SharedKey[] = [];

/** Returns the keys of the options that contain a definition's space. */
export const listContainerKeys = (option: string, definitions: Definitions): readonly SharedKey[] =>
  definitions
    .containersOf(option.slice(0, option.lastIndexOf(":")))
    .filter((container) => container !== option)
    .map(optionDefinitionKey);
