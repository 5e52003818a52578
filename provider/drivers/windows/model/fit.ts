// What a Windows server would hold if told to, and what no cmdlet can make it hold.
import { networkOf } from "../../../core/address.js";
import { partName } from "../../../core/apply.js";
import { byName, isMap, mapOf, text } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, Json, Part, SharedKey, Tree } from "../../../core/model.js";
import type { Fit } from "../../driver.js";
import { optionIdentity, optionKey } from "./options.js";
import { classKey, definitionKey, usedParts } from "./read.js";
import { byProcessingOrder, isForeign } from "./words.js";

/** `current` is what the server holds now. */
export function fit(current: Configuration, desired: Configuration): Fit {
  const misfits: string[] = [];
  const shared = Object.fromEntries(Object.entries(desired.shared).map(([key, part]) => [key, sharedPart(key, current.shared[key], part, misfits)]));
  misfits.push(...classMisfits(current, shared));
  const known = new Set(Object.keys(shared));
  const uses = (tree: Tree) => [...usedParts(tree, known)].sort(byName);
  const scopes: Record<string, Part> = {};
  for (const [id, part] of Object.entries(desired.scopes)) {
    const standing = current.scopes[id];
    if (part === standing) {
      scopes[id] = part;
      continue;
    }
    const properties = renumbered(part.properties);
    scopes[id] = { ...part, properties, inherited: [], local: {}, uses: uses(properties) };
    misfits.push(...scopeMisfits(id, standing, properties, known));
  }
  misfits.push(...maskMisfits(Object.keys(scopes)));
  const settings = desired.settings === current.settings ? current.settings : { ...desired.settings, properties: renumbered(desired.settings.properties), inherited: [], uses: uses(desired.settings.properties) };
  if (settings !== current.settings) misfits.push(...misfitsOf("server", current.settings.properties, settings.properties, known));
  return { configuration: { ...desired, scopes, shared, settings, order: {} }, misfits };
}

/** A server knows a scope by its network address alone: there cannot be two of one. */
function maskMisfits(ids: readonly string[]): readonly string[] {
  const alike = Map.groupBy(ids, networkOf);
  return ids.flatMap((id) => {
    const twin = alike.get(networkOf(id))!.find((other) => other < id);
    return twin === undefined ? [] : [messages.windowsMask(id, twin)];
  });
}

/** Definitions and classes keep the names that this server has for them. */
function sharedPart(key: string, standing: Part | undefined, part: Part, misfits: string[]): Part {
  if (!standing || part === standing) return part;
  if (text(part.properties) === text(standing.properties)) return standing;
  if (key.startsWith("optionDefinitions.")) {
    if (standing.properties.defaultValue !== undefined && part.properties.defaultValue === undefined) misfits.push(messages.windowsEmpty(`${key} defaultValue`));
    for (const name of ["type", "multiValued"]) {
      if (part.properties[name] !== standing.properties[name]) misfits.push(messages.windowsDefinition(optionText(partName(key)), name, String(standing.properties[name]), String(part.properties[name])));
    }
  }
  return { ...part, local: standing.local };
}

/**
 * Classes whose data another class of the server has: it refuses them whatever their names (error
 * 20045, MS-DHCPM 3.2.4.25). What goes in the same write is still there when they come.
 */
function classMisfits(current: Configuration, desired: Configuration["shared"]): readonly string[] {
  const kind = (key: SharedKey): string => key.slice(0, key.indexOf("."));
  return Object.entries(desired).flatMap(([key, part]) => {
    const { data } = part.properties;
    if (!/^(user|vendor)Classes\./.test(key) || data === current.shared[key]?.properties.data) return [];
    const twin = Object.keys(current.shared).find(
      (other) =>
        other !== key &&
        kind(other) === kind(key) &&
        current.shared[other]!.properties.data === data,
    );
    return twin === undefined ? [] : [messages.windowsClassData(partName(key), partName(twin))];
  });
}

function optionText(option: string): string {
  const { vendorClass, id } = optionIdentity(option);
  return vendorClass === "" ? `option ${id}` : `option ${id} of ${JSON.stringify(vendorClass)}`;
}

/** Policies count on from one: their order is what counts. */
function renumbered(properties: Tree): Tree {
  const { policies } = properties;
  if (policies === undefined) return properties;
  const order = Object.entries(policies as Readonly<Record<string, Tree>>).sort((a, b) => byProcessingOrder(a, b) || byName(a[0], b[0]));
  return { ...properties, policies: Object.fromEntries(order.map(([name, policy], i): [string, Json] => [name, { ...policy, processingOrder: i + 1 }]).sort(([a], [b]) => byName(a, b))) };
}

/** Values for a user class that differ: since Windows Server 2012 such a value is a policy of the class's name. */
function userClassValues(from: Tree, to: Tree): readonly string[] {
  const [before, after] = [mapOf(from.options), mapOf(to.options)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => optionIdentity(key).userClass !== "" && JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** How long a text may be, in characters. Scope: MS-DHCPM and error 20046; policy: Add-DhcpServerv4Policy. Descriptions and reservations: inferred. */
const longest: Readonly<Record<string, number>> = { name: 256, description: 256, sharedNetwork: 256, dnsSuffix: 256 };
const longestPolicyName = 64;

function tooLong(where: string, tree: Tree): readonly string[] {
  const here = Object.entries(longest).filter(([name, most]) => typeof tree[name] === "string" && tree[name].length > most).map(([name, most]) => messages.windowsLong(`${where} ${name}`, String(tree[name]).length, most));
  const names = Object.keys((tree.policies ?? {}) as Tree).filter((name) => name.length > longestPolicyName).map((name) => messages.windowsLong(`${where} the name of a policy`, name.length, longestPolicyName));
  return [...here, ...names, ...inside(tree).flatMap(([path, member]) => tooLong(`${where} ${path.slice(0, longestPolicyName + 10)}`, member))];
}

/** What of a scope, or of the server's own settings, cannot be brought about. */
function misfitsOf(where: string, from: Tree, to: Tree, known: ReadonlySet<string>): string[] {
  const found: string[] = [];
  found.push(...userClassValues(from, to).map((option) => messages.windowsUserClass(where, option)), ...tooLong(where, to), ...foreign(where, from, to), ...undefinedIn(where, to, known));
  return found;
}

function scopeMisfits(id: string, standing: Part | undefined, properties: Tree, known: ReadonlySet<string>): readonly string[] {
  const from = standing?.properties ?? {};
  const found = misfitsOf(id, from, properties, known);
  if (Object.keys((properties.ranges ?? {}) as Tree).length !== 1) found.push(messages.windowsRanges(id));
  if (properties.napProfile !== undefined && properties.napEnable !== true && properties.napProfile !== from.napProfile) found.push(messages.windowsNap(id));
  if (properties.name === undefined) found.push(messages.windowsNameless(id));
  if (properties.maxBootpClients !== from.maxBootpClients && properties.maxBootpClients !== 2 ** 32 - 1 && properties.type !== "Both") found.push(messages.windowsBootp(id));
  return found;
}

/** Members of the collections that have properties of their own. */
const inside = (tree: Tree): readonly (readonly [path: string, member: Tree])[] =>
  ["policies", "reservations"].flatMap((name) => (isMap(tree[name]) ? Object.entries(tree[name] as Readonly<Record<string, Tree>>).map(([key, member]) => [`${name}.${key}`, member] as const) : []));

/** What nobody knows, and is not the same already. */
function foreign(where: string, from: Tree, to: Tree): readonly string[] {
  const before = new Map(inside(from));
  const own = Object.keys({ ...from, ...to }).filter((name) => isForeign(name) && JSON.stringify(from[name]) !== JSON.stringify(to[name]));
  return [...own.map((name) => messages.windowsForeign(where, name)), ...inside(to).flatMap(([path, member]) => foreign(`${where} ${path}`, before.get(path) ?? {}, member))];
}

/** Options that nobody defines, and classes that nobody knows: a server refuses their values. */
function undefinedIn(where: string, tree: Tree, known: ReadonlySet<string>): readonly string[] {
  const options = Object.keys((tree.options ?? {}) as Tree).filter((key) => {
    const { vendorClass, id } = optionIdentity(key);
    return !known.has(definitionKey(optionKey(vendorClass, id)));
  });
  const classes = (["vendorClass", "userClass"] as const).flatMap((kind) =>
    ((tree[kind] as readonly string[] | undefined) ?? []).filter((name) => !/^(EQ|NE)$/.test(name) && !known.has(classKey(kind === "vendorClass" ? "Vendor" : "User", name.replace(/\*$/, "")))),
  );
  return [...options.map((key) => messages.windowsUndefined(`${where} options.${key}`)), ...classes.map((name) => messages.windowsClassUnknown(where, name)), ...inside(tree).flatMap(([path, member]) => undefinedIn(`${where} ${path}`, member, known))];
}
