// Warnings about a configuration that Kea accepts without any.
import { subnetBounds } from "../../../core/address.js";
import { byName, isMap } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { UnreadableOption, Json, Location, ScopeId } from "../../../core/model.js";
import { formatUnreadableOptions } from "../../../core/paths.js";
import { optionCodeKey, spaceName, type Definitions } from "./definitions.js";
import { hidesValue, readOptions } from "./options.js";
import { hasHostBits, type ConfigIndex } from "./config-index.js";
import { classKey, networkKey } from "./references.js";
import { readRanges } from "./ranges.js";
import type { KeaMap } from "./kea-map.js";
import { findDuplicateOptions } from "./duplicate-options.js";
import { readReservations } from "./reservations.js";

/** One sentence each. `undefinedClasses`: each class that nobody defines, and where it is named. */
export function collectWarnings(
  outline: ConfigIndex,
  undefinedClasses: ReadonlyMap<string, readonly string[]>,
  unreadableOptions: readonly UnreadableOption[],
): readonly string[] {
  const { server, subnets } = outline;
  const named = [...subnets].filter(([, subnet]) => hasHostBits(subnet));
  const negative = [...subnets, ...outline.networks, ["Dhcp4", server] as const].filter(
    ([, { raw }]) => lifetimeKeys.some((key) => typeof raw[key] === "number" && raw[key] < 0),
  );
  const overlaps = findOverlaps([...subnets.keys()]);
  return [
    ...(hasMembers(server.raw["hosts-databases"]) || isMap(server.raw["hosts-database"])
      ? [messages.keaHostsDatabase()]
      : []),
    ...named.map(([id, { text }]) => messages.keaHostBits(text, id)),
    ...(overlaps.length > 0 ? [messages.keaOverlap(overlaps)] : []),
    ...[...undefinedClasses]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, where]) => messages.keaClassUndefined(name, where)),
    ...(negative.length > 0 ? [messages.keaNegativeLifetime(negative.map(([id]) => id))] : []),
    ...findDuplicateOptions(outline),
    ...(unreadableOptions.length > 0
      ? [messages.keaBytesUntold(formatUnreadableOptions(unreadableOptions))]
      : []),
  ];
}

const lifetimeKeys = ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"] as const;

const hasMembers = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

/** Why a configuration that can be read cannot be written. */
export function findReadOnlyReason({ raw }: { readonly raw: KeaMap }): string | undefined {
  const control = raw["config-control"];
  return isMap(control) && hasMembers(control["config-databases"])
    ? messages.keaConfigDatabase()
    : undefined;
}

/** Pairs of subnets of which one lies in the other. */
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

/** Returns the options whose value the server does not return. */
export function findUnreadableOptions({
  release,
  definitions,
  server,
  networks,
  subnets,
  classes,
}: ConfigIndex): readonly UnreadableOption[] {
  const found: UnreadableOption[] = [];
  /**
   * Of an option that contains others these may be all there is to it: then they stand beside it.
   */
  const isHollow = (raw: Json, list: readonly Json[], within: Definitions): boolean => {
    if (!isMap(raw) || typeof raw.code !== "number" || raw.data !== "" || !("never-send" in raw))
      return false;
    const option = optionCodeKey(spaceName(raw.space), raw.code);
    if (!hidesValue(option, within, definitions, release)) return false;
    const { form, encapsulates = "" } = within.get(option)!;
    return (
      form !== "empty" ||
      (encapsulates !== "" &&
        !list.some((other) => isMap(other) && spaceName(other.space) === encapsulates))
    );
  };
  const look = (
    raw: KeaMap,
    place: Location,
    within: Definitions,
    above: () => readonly string[] = () => [],
  ): void => {
    const list = raw["option-data"];
    if (!Array.isArray(list)) return;
    const unreadableOptions = (list as readonly Json[]).map((option) =>
      isHollow(option, list as readonly Json[], within),
    );
    if (!unreadableOptions.includes(true)) return;
    readOptions(list, within, "").forEach(
      ({ key }, i) =>
        unreadableOptions[i] && found.push({ location: place, path: [...above(), "options", key] }),
    );
  };
  const members = (
    list: Json | undefined,
    name: string,
    place: Location,
    read: () => readonly { readonly key: string }[],
  ): void => {
    // Of thousands of members: worked out where one has such an option.
    let keys: readonly { readonly key: string }[] | undefined;
    if (Array.isArray(list))
      (list as readonly Json[]).forEach(
        (raw, i) =>
          isMap(raw) && look(raw, place, definitions, () => [name, (keys ??= read())[i]!.key]),
      );
  };
  const settings = { kind: "settings" } as const;
  look(server.raw, settings, definitions);
  members(server.raw.reservations, "reservations", settings, () =>
    readReservations(server.raw.reservations, definitions, false, ""),
  );
  for (const [name, { raw }] of networks)
    look(raw, { kind: "shared", key: networkKey(name) }, definitions);
  for (const [name, { raw }] of classes)
    look(raw, { kind: "shared", key: classKey(name) }, definitions.withLocal(raw["option-def"]));
  for (const [id, { raw }] of subnets) {
    const place = { kind: "scope", key: id } as const;
    look(raw, place, definitions);
    members(raw.pools, "ranges", place, () => readRanges(raw.pools, definitions, id));
    members(raw.reservations, "reservations", place, () =>
      readReservations(raw.reservations, definitions, false, id),
    );
  }
  return found;
}
