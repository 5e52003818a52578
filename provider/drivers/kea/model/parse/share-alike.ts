// Lets configurations share the objects that they spell alike. All that is worked out for an object,
// such as its form in the model, is remembered with it: what two servers spell alike is then worked
// out once, and known to be equal without being compared.
import type { Json } from "../../../../core/model.js";
import { isMap } from "../../../../core/canonical.js";
import { keywords } from "../../names.js";
import { mapsIn, type KeaMap } from "../kea-map.js";

/** The number of configurations that others may share objects with: the last ones that were read. */
const maxRemembered = 6;

/** The configurations that were read last, the newest first, as long as anybody uses them. */
let remembered: readonly WeakRef<KeaMap>[] = [];

/** The objects of a configuration that others may share. */
interface Shareable {
  readonly definitions: Json | undefined;
  /** By the text of the prefix. */
  readonly subnets: ReadonlyMap<string, KeaMap>;
}

const shareableCache = new WeakMap<KeaMap, Shareable>();

/**
 * Returns a configuration that was just parsed, with the subnets and option definitions of
 * configurations that were read before where both are the same JSON, the names in the same order.
 */
export function shareAlike(dhcp4: KeaMap): KeaMap {
  const others = remembered
    .map((reference) => reference.deref())
    .filter((configuration) => configuration !== undefined);
  if (others.includes(dhcp4)) return dhcp4;
  const shared = others.length === 0 ? dhcp4 : withShared(dhcp4, others.map(shareableOf));
  remembered = [shared, ...others]
    .slice(0, maxRemembered)
    .map((configuration) => new WeakRef(configuration));
  return shared;
}

function withShared(dhcp4: KeaMap, others: readonly Shareable[]): KeaMap {
  const used = new Set<KeaMap>();
  const shareIn = (holder: KeaMap): KeaMap => {
    const list = holder[keywords.subnets];
    if (!Array.isArray(list)) return holder;
    return { ...holder, [keywords.subnets]: list.map((raw: Json) => findAlike(raw, others, used)) };
  };
  const networks = dhcp4[keywords.sharedNetworks];
  return {
    ...shareIn(dhcp4),
    ...shareDefinitions(dhcp4, others),
    ...(Array.isArray(networks) && {
      [keywords.sharedNetworks]: networks.map((one: Json) => (isMap(one) ? shareIn(one) : one)),
    }),
  };
}

function shareDefinitions(dhcp4: KeaMap, others: readonly Shareable[]): KeaMap {
  const list = dhcp4[keywords.optionDefinitions];
  if (list === undefined) return {};
  const alike = others.find(({ definitions }) => isSameJson(list, definitions));
  return { [keywords.optionDefinitions]: alike?.definitions ?? list };
}

/** Returns another configuration's subnet that is the same JSON, or the subnet itself. */
function findAlike(raw: Json, others: readonly Shareable[], used: Set<KeaMap>): Json {
  const text = prefixOf(raw);
  if (text === undefined) return raw;
  for (const { subnets } of others) {
    const other = subnets.get(text);
    // One object must not be in two places of a configuration: errors find places by objects.
    if (other === undefined || used.has(other) || !isSameJson(raw, other)) continue;
    used.add(other);
    return other;
  }
  return raw;
}

function shareableOf(dhcp4: KeaMap): Shareable {
  const known = shareableCache.get(dhcp4);
  if (known) return known;
  const subnets = new Map<string, KeaMap>();
  for (const list of listSubnetLists(dhcp4))
    for (const raw of list) {
      const text = prefixOf(raw);
      if (text !== undefined) subnets.set(text, raw as KeaMap);
    }
  const shareable = { definitions: dhcp4[keywords.optionDefinitions], subnets };
  shareableCache.set(dhcp4, shareable);
  return shareable;
}

/** Returns the arrays of subnets: the server's, and those of its shared networks. */
const listSubnetLists = (dhcp4: KeaMap): readonly Json[][] =>
  [dhcp4, ...mapsIn(dhcp4[keywords.sharedNetworks])].flatMap(({ [keywords.subnets]: list }) =>
    Array.isArray(list) ? [list as Json[]] : [],
  );

function prefixOf(raw: Json): string | undefined {
  const text = typeof raw === "object" && raw !== null ? (raw as KeaMap).subnet : undefined;
  return typeof text === "string" ? text : undefined;
}

/** Returns whether two values are the same JSON, the names of objects in the same order. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a))
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameJson(item, b[i]))
    );
  return !Array.isArray(b) && haveSameMembers(a as KeaMap, b as KeaMap);
}

function haveSameMembers(a: KeaMap, b: KeaMap): boolean {
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length &&
    names.every((name, i) => name === others[i] && isSameJson(a[name], b[name]))
  );
}
