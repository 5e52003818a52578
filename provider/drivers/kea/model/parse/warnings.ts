// Warnings about a configuration that Kea accepts without any.
import { subnetBounds } from "../../../../core/address.js";
import { byName, isMap } from "../../../../core/canonical.js";
import { messages } from "../../messages.js";
import type { Json, ScopeId, UnreadableOption } from "../../../../core/model.js";
import { formatUnreadableOptions } from "../../../../core/paths.js";
import { dhcpv4, keywords } from "../../names.js";
import { hasHostBits, type ConfigIndex } from "./config-index.js";
import { findDuplicateOptions, findIgnoredClasses } from "./duplicate-options.js";
import type { KeaMap } from "../kea-map.js";

/**
 * Returns warnings, one sentence each. `undefinedClasses`: each class that is named and not
 * defined, with the objects that name it.
 */
export function collectWarnings(
  index: ConfigIndex,
  undefinedClasses: ReadonlyMap<string, readonly string[]>,
  unreadableOptions: readonly UnreadableOption[],
): readonly string[] {
  const { server, subnets } = index;
  const withHostBits = [...subnets].filter(([, subnet]) => hasHostBits(subnet));
  const negative = listNegativeLifetimes(index);
  const overlaps = findOverlaps([...subnets.keys()]);
  return [
    ...(hasHostsDatabase(server.raw) ? [messages.keaHostsDatabase()] : []),
    ...withHostBits.map(([id, { text }]) => messages.keaHostBits(text, id)),
    ...(overlaps.length > 0 ? [messages.keaOverlap(overlaps)] : []),
    ...[...undefinedClasses]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, where]) => messages.keaClassUndefined(name, where)),
    ...(negative.length > 0 ? [messages.keaNegativeLifetime(negative)] : []),
    ...findDuplicateOptions(index),
    ...findIgnoredClasses(index),
    ...(unreadableOptions.length > 0
      ? [messages.keaBytesUntold(formatUnreadableOptions(unreadableOptions))]
      : []),
  ];
}

const hasHostsDatabase = (raw: KeaMap): boolean =>
  hasMembers(raw[keywords.hostsDatabases]) || isMap(raw[keywords.hostsDatabase]);

const hasMembers = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

const lifetimeKeys = ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"] as const;

/** Returns the objects that have a negative lifetime: to Kea, one without an end. */
function listNegativeLifetimes({ server, networks, subnets }: ConfigIndex): readonly string[] {
  return [...subnets, ...networks, [dhcpv4.root, server] as const]
    .filter(([, { raw }]) =>
      lifetimeKeys.some((key) => typeof raw[key] === "number" && raw[key] < 0),
    )
    .map(([name]) => name);
}

/** Returns why a configuration that can be read cannot be written, or nothing. */
export function findReadOnlyReason({ raw }: { readonly raw: KeaMap }): string | undefined {
  const control = raw[keywords.configControl];
  return isMap(control) && hasMembers(control["config-databases"])
    ? messages.keaConfigDatabase()
    : undefined;
}

/** Returns the pairs of subnets of which one lies in the other. */
function findOverlaps(ids: readonly ScopeId[]): readonly string[] {
  const bounds = ids
    .map((id) => [id, ...subnetBounds(id)] as const)
    .sort((a, b) => a[1] - b[1] || b[2] - a[2]);
  const pairs: string[] = [];
  const open: (readonly [string, number, number])[] = [];
  for (const subnet of bounds) {
    while (open.length > 0 && open.at(-1)![2] < subnet[1]) open.pop();
    if (open.length > 0) pairs.push(`${open.at(-1)![0]} and ${subnet[0]}`);
    open.push(subnet);
  }
  return pairs;
}
