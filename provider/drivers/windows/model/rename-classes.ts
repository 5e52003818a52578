// One class under two names: what another server's configuration reads like in this server's names.
import { parseSharedName } from "../../../core/apply.js";
import { byName, isMap, mapOf } from "../../../core/canonical.js";
import type { Configuration, Json, ConfigObject, SharedKey, Tree } from "../../../core/model.js";
import { parseOptionKey, optionKey, sortByName } from "./options.js";
import { optionClassKey, definitionKey } from "./read-export.js";

type Shared = Configuration["shared"];
type ClassType = "Vendor" | "User";

/**
 * The name of each class on this server, by its type and its name on the other. Only those that
 * differ.
 */
type ClassRenames = ReadonlyMap<string, string>;

/**
 * Returns `desired` in the names that the server of `current` has for the same classes and
 * policies.
 *
 * A class is what its data says: a server refuses data that another of its classes has (error
 * 20045, MS-DHCPM 3.2.4.25), and Microsoft's import takes classes of one data for one. Where none
 * has the data, and for policies, names that differ in case alone are one name. The server keeps
 * its own name, and a class that is known by its data its own description.
 */
export function renameLike(current: Configuration, desired: Configuration): Configuration {
  const classes = matchClasses(current.shared, desired.shared);
  const rename = (part: ConfigObject, standing: ConfigObject | undefined): ConfigObject =>
    renameObject(part, standing, classes);
  const scopes = mapValues(desired.scopes, (part, id) => rename(part, current.scopes[id]));
  const settings = rename(desired.settings, current.settings);
  const shared =
    classes.size === 0 ? desired.shared : renameShared(current.shared, desired.shared, classes);
  const isSame =
    scopes === desired.scopes && settings === desired.settings && shared === desired.shared;
  return isSame ? desired : { ...desired, scopes, settings, shared };
}

function classTypeOf(key: SharedKey): ClassType | undefined {
  if (key.startsWith("vendorClasses.")) return "Vendor";
  return key.startsWith("userClasses.") ? "User" : undefined;
}

const classNameKey = (type: ClassType, name: string): string => `${type} ${name}`;

/** Finds the classes that both servers have under different names. */
function matchClasses(current: Shared, desired: Shared): ClassRenames {
  const here = Object.keys(current).filter((key) => classTypeOf(key) !== undefined);
  const byData = new Map(here.map((key) => [dataKey(key, current[key]!), key]));
  const byCase = new Map(here.map((key) => [key.toLowerCase(), key]));
  const found = new Map<SharedKey, SharedKey>();
  const open = Object.keys(desired).filter(
    (key) => classTypeOf(key) !== undefined && !isSameData(current[key], desired[key]!),
  );
  for (const key of open) {
    const twin = byData.get(dataKey(key, desired[key]!));
    if (twin !== undefined) found.set(key, twin);
  }
  removeCollisions(found, desired);
  for (const key of open) {
    const twin = byCase.get(key.toLowerCase());
    if (!found.has(key) && twin !== undefined && twin !== key) found.set(key, twin);
  }
  return new Map(
    [...found].map(([key, twin]) => [
      classNameKey(classTypeOf(key)!, parseSharedName(key)),
      parseSharedName(twin),
    ]),
  );
}

const dataKey = (key: SharedKey, { properties }: ConfigObject): string =>
  `${classTypeOf(key)} ${String(properties.data ?? "")}`;

const isSameData = (one: ConfigObject | undefined, other: ConfigObject): boolean =>
  one !== undefined && one.properties.data === other.properties.data;

/** Takes out what is known by its data where another class of the same server has that name. */
function removeCollisions(found: Map<SharedKey, SharedKey>, desired: Shared): void {
  const names = Map.groupBy(Object.keys(desired), (key) => key.toLowerCase());
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [key, twin] of found) {
      const others = names.get(twin.toLowerCase()) ?? [];
      if (others.some((other) => other !== key && !found.has(other))) found.delete(key);
    }
  }
}

function renameShared(current: Shared, desired: Shared, classes: ClassRenames): Shared {
  const entries = Object.entries(desired).map(([key, part]): [SharedKey, ConfigObject] => {
    const renamed = renameKey(key, classes);
    if (renamed === key) return [key, part];
    const standing = current[renamed];
    if (classTypeOf(key) === undefined)
      return [renamed, { ...part, uses: part.uses.map((one) => renameKey(one, classes)) }];
    const isByCase = renamed.toLowerCase() === key.toLowerCase();
    return [renamed, standing && !isByCase ? standing : { ...part, local: standing?.local ?? {} }];
  });
  return sortByName(Object.fromEntries(entries));
}

/** The key of a class, or of the definition of an option of one, in this server's names. */
function renameKey(key: SharedKey, classes: ClassRenames): SharedKey {
  const type = classTypeOf(key);
  if (type !== undefined) {
    const name = classes.get(classNameKey(type, parseSharedName(key)));
    return name === undefined ? key : optionClassKey(type, name);
  }
  if (!key.startsWith("optionDefinitions.")) return key;
  return definitionKey(renameOption(parseSharedName(key), classes));
}

function renameOption(option: string, classes: ClassRenames): string {
  const { vendorClass, id, userClass } = parseOptionKey(option);
  const [vendor, user] = [
    classes.get(classNameKey("Vendor", vendorClass)),
    classes.get(classNameKey("User", userClass)),
  ];
  if (vendor === undefined && user === undefined) return option;
  return optionKey(vendor ?? vendorClass, id, user ?? userClass);
}

function renameObject(
  part: ConfigObject,
  standing: ConfigObject | undefined,
  classes: ClassRenames,
): ConfigObject {
  const uses = part.uses.map((key) => renameKey(key, classes));
  const isRenamed = uses.some((key, i) => key !== part.uses[i]);
  const named = isRenamed ? renameTree(part.properties, classes) : part.properties;
  const properties = renamePolicies(named, standing?.properties);
  if (properties === part.properties) return part;
  return { ...part, properties, uses: [...new Set(uses)].sort(byName) };
}

/** A tree whose options and conditions name classes as this server does; so its members. */
function renameTree(tree: Tree, classes: ClassRenames): Tree {
  const named =
    (type: ClassType) =>
    (value: string): string => {
      const [, bare, star] = /^([^]*?)(\*?)$/.exec(value)!;
      const name = classes.get(classNameKey(type, bare!));
      return name === undefined ? value : `${name}${star!}`;
    };
  const inner = (members: Json): Json =>
    mapValues(members as Readonly<Record<string, Tree>>, (member) => renameTree(member, classes));
  const renamed: Record<string, Json> = { ...tree };
  if (isMap(tree.options)) {
    const options = Object.entries(tree.options).map(([option, value]): [string, Json] => [
      renameOption(option, classes),
      value,
    ]);
    renamed.options = sortByName(Object.fromEntries(options));
  }
  for (const name of ["policies", "reservations"]) {
    if (isMap(tree[name])) renamed[name] = inner(tree[name]);
  }
  for (const [name, type] of [
    ["vendorClass", "Vendor"],
    ["userClass", "User"],
  ] as const) {
    if (Array.isArray(tree[name])) {
      renamed[name] = sortConditionValues((tree[name] as readonly string[]).map(named(type)));
    }
  }
  return renamed;
}

/** Sorts the values behind each comparator, as they were before they were renamed. */
function sortConditionValues(condition: readonly string[]): readonly string[] {
  const groups: [comparator: string, values: string[]][] = [];
  for (const value of condition) {
    if (/^(EQ|NE)$/.test(value)) groups.push([value, []]);
    else groups.at(-1)?.[1].push(value);
  }
  return groups.flatMap(([comparator, values]) => [comparator, ...[...values].sort(byName)]);
}

/** Spells the names of policies as they stand here, where they differ in case alone. */
function renamePolicies(tree: Tree, standing: Tree | undefined): Tree {
  const [here, there] = [Object.keys(mapOf(standing?.policies)), Object.keys(mapOf(tree.policies))];
  const alike = (names: readonly string[]): ReadonlyMap<string, readonly string[]> =>
    Map.groupBy(names, (name) => name.toLowerCase());
  const [hereAlike, thereAlike] = [alike(here), alike(there)];
  const spelled = (name: string): string => {
    const mine = hereAlike.get(name.toLowerCase()) ?? [];
    const theirs = thereAlike.get(name.toLowerCase()) ?? [];
    return mine.length === 1 && theirs.length === 1 ? mine[0]! : name;
  };
  if (there.every((name) => spelled(name) === name)) return tree;
  const policies = Object.entries(mapOf(tree.policies)).map(([name, policy]): [string, Json] => [
    spelled(name),
    policy,
  ]);
  return { ...tree, policies: sortByName(Object.fromEntries(policies)) };
}

/** Maps the members of a map; the map itself where none changes. */
function mapValues<T>(
  map: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
): Readonly<Record<string, T>> {
  let isSame = true;
  const entries = Object.entries(map).map(([key, value]): [string, T] => {
    const changed = change(value, key);
    isSame &&= changed === value;
    return [key, changed];
  });
  return isSame ? map : Object.fromEntries(entries);
}
