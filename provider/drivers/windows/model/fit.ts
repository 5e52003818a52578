// What a Windows server would hold if told to, and what no cmdlet can make it hold.
import { partName } from "../../../core/apply.js";
import { byName } from "../../../core/canonical.js";
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

function scopeMisfits(id: string, standing: Part | undefined, properties: Tree): readonly string[] {
  const found = Object.entries(properties).filter(([name, value]) => isForeign(name) && JSON.stringify(value) !== JSON.stringify(standing?.properties[name])).map(([name]) => messages.windowsForeign(id, name));
  if (Object.keys((properties.ranges ?? {}) as Tree).length !== 1) found.push(messages.windowsRanges(id));
  if (properties.maxBootpClients !== standing?.properties.maxBootpClients && properties.maxBootpClients !== 2 ** 32 - 1 && properties.type !== "Both") found.push(messages.windowsBootp(id));
  return found;
}
