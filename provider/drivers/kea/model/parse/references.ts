// Finds the shared objects that an object needs: its shared network, the classes that it names, the
// definitions of its options, and all that those need in turn.
import { byName } from "../../../../core/canonical.js";
import type { Json, SharedKey, Tree } from "../../../../core/model.js";
import { formatSegment } from "../../../../core/paths.js";
import { keywords, optionSpace } from "../../names.js";
import { optionCodeKey, type Definitions } from "../options/definitions.js";
import { optionIdentity } from "../options/option-identity.js";

export const classKey = (name: string): SharedKey => `classes.${formatSegment(name)}`;
export const networkKey = (name: string): SharedKey => `sharedNetworks.${formatSegment(name)}`;
export const optionDefinitionKey = (option: string): SharedKey =>
  `optionDefinitions.${formatSegment(option)}`;

/**
 * Returns whether Kea, its hooks or its templates have a class that no configuration defines. The
 * manual's "Built-in Client Classes".
 */
export const isBuiltInClass = (name: string): boolean =>
  /^(ALL|KNOWN|UNKNOWN|BOOTP|DROP|REJECT|SKIP_DDNS)$/.test(name) ||
  /^(HA_|VENDOR_CLASS_|AFTER_|EXTERNAL_|SPAWN_)/.test(name);

/** The names of other objects in a tree. */
export interface NamedObjects {
  readonly classes: ReadonlySet<string>;
  /** Options by `space:code`. */
  readonly options: ReadonlySet<string>;
  /** Options by their names in `dhcp4`, as expressions name them. */
  readonly optionNames: ReadonlySet<string>;
}

/** The same while names are added. */
type NameCollector = { readonly [Kind in keyof NamedObjects]: Set<string> };

const namesCache = new WeakMap<Tree, NamedObjects>();

/** Returns the names of other objects in a tree, computed once for each tree. */
export function collectNames(tree: Tree): NamedObjects {
  const known = namesCache.get(tree);
  if (known) return known;
  const named: NameCollector = { classes: new Set(), options: new Set(), optionNames: new Set() };
  addNames(tree, named);
  namesCache.set(tree, named);
  return named;
}

function addNames(tree: Tree, named: NameCollector): void {
  for (const name in tree) {
    const value = tree[name]!;
    switch (name) {
      case keywords.classes:
      case "evaluate-additional-classes":
        for (const one of value as readonly Json[]) named.classes.add(String(one));
        break;
      case "options":
        addOptionNames(value as Tree, named);
        break;
      case "ranges":
      case "reservations":
        for (const member of Object.values(value as Tree)) addNames(member as Tree, named);
        break;
      case "test":
      case "template-test":
        if (typeof value === "string") addNamesInTest(value, named);
    }
  }
}

function addOptionNames(options: Tree, named: NameCollector): void {
  for (const key in options) {
    const { option, classes } = optionIdentity(key);
    named.options.add(option);
    for (const name of classes) named.classes.add(name);
  }
}

/** Returns the names of the classes whose members a test asks for. */
export const listClassesInTest = (test: string): readonly string[] =>
  [...test.matchAll(/member\s*\(\s*'([^']*)'\s*\)/g)].map(([, name]) => name!);

function addNamesInTest(test: string, named: NameCollector): void {
  for (const name of listClassesInTest(test)) named.classes.add(name);
  for (const [, name] of test.matchAll(/\boption\s*\[\s*([A-Za-z][\w-]*)\s*\]/g))
    named.optionNames.add(name!);
}

/** The shared objects that an object names, by key; and the classes that are not defined. */
export interface References {
  readonly keys: readonly SharedKey[];
  readonly undefinedClasses: readonly string[];
}

/** The classes that a configuration defines. */
interface DefinedClasses {
  has(name: string): boolean;
}

/** Returns a function that finds the shared objects among those that an object names. */
export function createReferenceFinder(
  classes: DefinedClasses,
  definitions: Definitions,
): (named: NamedObjects) => References {
  const found = new WeakMap<NamedObjects, References>();
  const find = (named: NamedObjects): References => {
    const keys = new Set<SharedKey>();
    const undefinedClasses: string[] = [];
    for (const name of named.classes) {
      addClassKeys(name, classes, keys);
      if (!classes.has(name) && !isBuiltInClass(name)) undefinedClasses.push(name);
    }
    for (const option of named.options) addDefinitionKeys(option, definitions, keys);
    for (const name of named.optionNames) {
      const code = definitions.codeOf(optionSpace, name) ?? "";
      addDefinitionKeys(optionCodeKey(optionSpace, code), definitions, keys);
    }
    return { keys: [...keys], undefinedClasses };
  };
  return (named) => {
    const known = found.get(named) ?? find(named);
    found.set(named, known);
    return known;
  };
}

/** Adds a class where it is defined, and the template that it was made from. */
function addClassKeys(name: string, classes: DefinedClasses, keys: Set<SharedKey>): void {
  const template = findTemplate(name, classes);
  if (template !== undefined) keys.add(classKey(template));
  if (classes.has(name)) keys.add(classKey(name));
}

/**
 * Returns the template that a class was made from: SPAWN_<template>_<value>. The name of a template
 * may contain underscores.
 */
function findTemplate(name: string, classes: DefinedClasses): string | undefined {
  if (!name.startsWith("SPAWN_")) return undefined;
  for (let at = name.lastIndexOf("_"); at > 6; at = name.lastIndexOf("_", at - 1))
    if (classes.has(name.slice(6, at))) return name.slice(6, at);
  return undefined;
}

/** Adds the definition of an option, and those of the options that contain its space. */
function addDefinitionKeys(option: string, definitions: Definitions, keys: Set<SharedKey>): void {
  if (definitions.isShared(option)) keys.add(optionDefinitionKey(option));
  for (const container of definitions.containersOf(spaceOf(option)))
    keys.add(optionDefinitionKey(container));
}

const spaceOf = (option: string): string => option.slice(0, option.lastIndexOf(":"));

/**
 * Returns a function that finds all that objects need, directly or through one another. `namedBy`:
 * the shared objects that each shared object names.
 */
export function createClosure(
  namedBy: ReadonlyMap<SharedKey, readonly SharedKey[]>,
): (keys: readonly SharedKey[]) => readonly SharedKey[] {
  const cache = new Map<string, readonly SharedKey[]>();
  return (keys) => {
    if (keys.length === 0) return noKeys;
    const cacheKey = [...keys].sort(byName).join("\n");
    const cached = cache.get(cacheKey);
    if (cached) return cached;
    const all = new Set<SharedKey>();
    const visit = (key: SharedKey): void => {
      if (all.has(key) || !namedBy.has(key)) return;
      all.add(key);
      namedBy.get(key)!.forEach(visit);
    };
    keys.forEach(visit);
    const list = [...all].sort(byName);
    cache.set(cacheKey, list);
    return list;
  };
}

const noKeys: readonly SharedKey[] = [];

/** Returns the keys of the options that contain a definition's space. */
export const listContainerKeys = (option: string, definitions: Definitions): readonly SharedKey[] =>
  definitions
    .containersOf(spaceOf(option))
    .filter((container) => container !== option)
    .map(optionDefinitionKey);
