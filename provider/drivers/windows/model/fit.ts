// What a Windows server would hold if told to, and what no cmdlet can make it hold.
import { partName } from "../../../core/apply.js";
import { byName, isMap } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Configuration, Json, Part, Tree } from "../../../core/model.js";
import type { Fit } from "../../driver.js";
import { optionIdentity } from "./options.js";
import { usedParts } from "./read.js";
import { isForeign } from "./words.js";

/** `current` is what the server holds now. */
export function fit(current: Configuration, desired: Configuration): Fit {
  const misfits: string[] = [];
  const shared = Object.fromEntries(Object.entries(desired.shared).map(([key, part]) => [key, sharedPart(key, current.shared[key], part, misfits)]));
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
    misfits.push(...scopeMisfits(id, standing, properties));
  }
  for (const id of Object.keys(scopes)) {
    const twin = Object.keys(scopes).find((other) => other < id && other.split("/")[0] === id.split("/")[0]);
    if (twin !== undefined) misfits.push(messages.windowsMask(id, twin));
  }
  const settings = desired.settings === current.settings ? current.settings : { ...desired.settings, properties: renumbered(desired.settings.properties), inherited: [], uses: uses(desired.settings.properties) };
  return { configuration: { ...desired, scopes, shared, settings, order: {}, relationships: current.relationships }, misfits };
}

/** Definitions and classes keep the names that this server has for them. */
function sharedPart(key: string, standing: Part | undefined, part: Part, misfits: string[]): Part {
  if (!standing || part === standing) return part;
  if (key.startsWith("optionDefinitions.")) {
    for (const name of ["type", "multiValued"]) {
      if (part.properties[name] !== standing.properties[name]) misfits.push(messages.windowsDefinition(optionText(partName(key)), name, String(standing.properties[name]), String(part.properties[name])));
    }
  }
  return { ...part, local: standing.local };
}

function optionText(option: string): string {
  const { vendorClass, id } = optionIdentity(option);
  return vendorClass === "" ? `option ${id}` : `option ${id} of ${JSON.stringify(vendorClass)}`;
}

/** Policies count on from one: their order is what counts. */
function renumbered(properties: Tree): Tree {
  const { policies } = properties;
  if (policies === undefined) return properties;
  const order = Object.entries(policies as Readonly<Record<string, Tree>>).sort(([a, left], [b, right]) => Number(left.processingOrder) - Number(right.processingOrder) || byName(a, b));
  return { ...properties, policies: Object.fromEntries(order.map(([name, policy], i): [string, Json] => [name, { ...policy, processingOrder: i + 1 }]).sort(([a], [b]) => byName(a, b))) };
}

/** Values for a user class that differ: since Windows Server 2012 such a value is a policy of the class's name. */
function userClassValues(from: Tree, to: Tree): readonly string[] {
  const [before, after] = [from, to].map((tree) => (isMap(tree.options) ? (tree.options as Tree) : {})) as [Tree, Tree];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => optionIdentity(key).userClass !== "" && JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** How long a text may be, in characters. Scope: MS-DHCPM and error 20046; policy: Add-DhcpServerv4Policy. Descriptions and reservations: inferred. */
const longest: Readonly<Record<string, number>> = { name: 256, description: 256, sharedNetwork: 256, dnsSuffix: 256 };
const longestPolicyName = 64;

function tooLong(where: string, tree: Tree): readonly string[] {
  const here = Object.entries(longest).filter(([name, most]) => typeof tree[name] === "string" && tree[name].length > most).map(([name, most]) => messages.windowsLong(`${where} ${name}`, String(tree[name]).length, most));
  const inside = ["policies", "reservations"].flatMap((collection) =>
    isMap(tree[collection])
      ? Object.entries(tree[collection] as Readonly<Record<string, Tree>>).flatMap(([key, member]) => [
          ...(collection === "policies" && key.length > longestPolicyName ? [messages.windowsLong(`${where} the name of a policy`, key.length, longestPolicyName)] : []),
          ...tooLong(`${where} ${collection}.${key.slice(0, longestPolicyName)}`, member),
        ])
      : [],
  );
  return [...here, ...inside];
}

/** DNS settings that have no name, wherever they stand; the one beside a policy's suffix comes with the suffix. */
function bits(tree: Tree): string {
  const here = isMap(tree.dnsSettings) && tree.dnsSettings.otherBits !== undefined && !(tree.dnsSuffix !== undefined && tree.dnsSettings.otherBits === 0x80) ? [String(tree.dnsSettings.otherBits)] : [];
  const inside = ["policies", "reservations"].flatMap((name) => (isMap(tree[name]) ? Object.entries(tree[name] as Readonly<Record<string, Tree>>).map(([key, member]) => [key, bits(member)]) : [])).filter(([, found]) => found !== "");
  return here.length + inside.length === 0 ? "" : JSON.stringify([here, inside]);
}

function scopeMisfits(id: string, standing: Part | undefined, properties: Tree): readonly string[] {
  const found = Object.entries(properties).filter(([name, value]) => isForeign(name) && JSON.stringify(value) !== JSON.stringify(standing?.properties[name])).map(([name]) => messages.windowsForeign(id, name));
  if (Object.keys((properties.ranges ?? {}) as Tree).length !== 1) found.push(messages.windowsRanges(id));
  if (properties.napProfile !== undefined && properties.napEnable !== true && properties.napProfile !== standing?.properties.napProfile) found.push(messages.windowsNap(id));
  found.push(...userClassValues(standing?.properties ?? {}, properties).map((option) => messages.windowsUserClass(id, option)), ...tooLong(id, properties));
  if (bits(properties) !== bits(standing?.properties ?? {})) found.push(messages.windowsDnsBits(id));
  if (properties.maxBootpClients !== standing?.properties.maxBootpClients && properties.maxBootpClients !== 2 ** 32 - 1 && properties.type !== "Both") found.push(messages.windowsBootp(id));
  return found;
}
