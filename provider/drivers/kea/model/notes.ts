// What a person should hear of a configuration that Kea takes without a word.
import { subnetBounds } from "../../../core/address.js";
import { byName, isMap } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Hollow, Json, Place, ScopeId } from "../../../core/model.js";
import { optionKey, spaceName, type Definitions } from "./definitions.js";
import { bytesUntold } from "./options.js";
import { hostNamed, type Outline } from "./outline.js";
import { classKey, networkKey } from "./references.js";
import type { Raw } from "./raw.js";

/** One sentence each. `undefinedClasses`: each class that nobody defines, and where it is named. */
export function notes(outline: Outline, undefinedClasses: ReadonlyMap<string, readonly string[]>, hollow: readonly Hollow[]): readonly string[] {
  const { server, subnets } = outline;
  const named = [...subnets].filter(([, subnet]) => hostNamed(subnet));
  const negative = [...subnets, ...outline.networks, ["Dhcp4", server] as const].filter(([, { raw }]) => lifetimes.some((key) => typeof raw[key] === "number" && raw[key] < 0));
  const overlaps = overlapping([...subnets.keys()]);
  return [
    ...(hasMembers(server.raw["hosts-databases"]) || isMap(server.raw["hosts-database"]) ? [messages.keaHostsDatabase()] : []),
    ...named.map(([id, { text }]) => messages.keaHostBits(text, id)),
    ...(overlaps.length > 0 ? [messages.keaOverlap(overlaps)] : []),
    ...[...undefinedClasses].sort(([a], [b]) => byName(a, b)).map(([name, where]) => messages.keaClassUndefined(name, where)),
    ...(negative.length > 0 ? [messages.keaNegativeLifetime(negative.map(([id]) => id))] : []),
    ...(hollow.length > 0 ? [messages.keaBytesUntold(toldOf(hollow))] : []),
  ];
}

const lifetimes = ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"] as const;

const hasMembers = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

/** Why a configuration that can be read cannot be written. */
export function whyReadOnly({ raw }: { readonly raw: Raw }): string | undefined {
  const control = raw["config-control"];
  return isMap(control) && hasMembers(control["config-databases"]) ? messages.keaConfigDatabase() : undefined;
}

/** Pairs of subnets of which one lies in the other. */
function overlapping(ids: readonly ScopeId[]): readonly string[] {
  const bounds = ids.map((id) => [id, ...subnetBounds(id)] as const).sort((a, b) => a[1] - b[1] || b[2] - a[2]);
  const pairs: string[] = [];
  const open: (readonly [string, number, number])[] = [];
  for (const subnet of bounds) {
    while (open.length > 0 && open.at(-1)![2] < subnet[1]) open.pop();
    if (open.length > 0) pairs.push(`${open.at(-1)![0]} and ${subnet[0]}`);
    open.push(subnet);
  }
  return pairs;
}

/** Their leaves, each once: many reservations of a scope may have one alike. */
export const toldOf = (hollow: readonly Hollow[]): readonly string[] => [...new Set(hollow.map(({ told }) => told))];

/** Where a server says only that an option has bytes. They are told as `keep` takes them. */
export function hollowOptions({ definitions, server, networks, subnets, classes }: Outline): readonly Hollow[] {
  const found: Hollow[] = [];
  const look = (raw: Raw, place: Place, within: Definitions, member = ""): void => {
    const where = place.kind === "settings" ? "server." : place.kind === "scope" ? `${place.key} ${member}` : `${place.key}.`;
    const list = raw["option-data"];
    if (!Array.isArray(list)) return;
    const spaces = new Set(list.map((option: Json) => spaceName(isMap(option) ? option.space : undefined)));
    for (const option of list as readonly Json[]) {
      if (!isMap(option) || typeof option.code !== "number") continue;
      const key = optionKey(spaceName(option.space), option.code);
      const definition = within.of(key);
      if (bytesUntold(option, key, definition, !spaces.has(definition?.encapsulates ?? ""))) found.push({ place, option: key, told: `${where}options.${key}` });
    }
  };
  look(server.raw, { kind: "settings" }, definitions);
  for (const [name, { raw }] of networks) look(raw, { kind: "shared", key: networkKey(name) }, definitions);
  for (const [name, { raw }] of classes) look(raw, { kind: "shared", key: classKey(name) }, definitions.within(raw["option-def"]));
  for (const [id, { raw }] of subnets) {
    const place = { kind: "scope", key: id } as const;
    look(raw, place, definitions);
    for (const [name, list] of [["ranges", raw.pools], ["reservations", raw.reservations]] as const)
      if (Array.isArray(list)) for (const member of list as readonly Raw[]) look(member, place, definitions, `${name}.*.`);
  }
  return found;
}
