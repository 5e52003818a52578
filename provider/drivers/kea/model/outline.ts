// Where everything stands in a configuration of Kea's, and what each part says for itself.
import { hasHostBits, normalizeSubnet } from "../../../core/address.js";
import { isMap } from "../../../core/canonical.js";
import { messages, UserError } from "../../../core/messages.js";
import type { Json, ScopeId, Tree } from "../../../core/model.js";
import type { JsonPath } from "../edit.js";
import { definitions, optionKey, spaceName, type Definitions } from "./definitions.js";
import { peerOf } from "./context.js";
import { failoverPeer, serversOwn } from "./own.js";
import { options } from "./options.js";
import { ranges } from "./ranges.js";
import { items, lookingAt, map, name, type Raw } from "./raw.js";
import { releaseOf, type Release } from "./release.js";
import { reservations } from "./reservations.js";
import { movedFromDdns, treeOf, type Place } from "./tree.js";
import type { Kind } from "./words.js";

/** A part of a configuration. */
export interface Entry {
  /** What is said for it elsewhere and holds until it speaks for itself: it is in `own` as well. */
  readonly beneath?: Tree;
  readonly path: JsonPath;
  readonly raw: Raw;
  /** What it says for itself. */
  readonly own: Tree;
  /** What only this server can know of it. */
  readonly local: Tree;
}

export interface Subnet extends Entry {
  /** As it stands: host bits and all. */
  readonly text: string;
  readonly id: number;
  /** The name of its shared network. */
  readonly network?: string;
  /** Why not all of it could be read: then `own` lacks what could not be. */
  readonly unreadable?: UserError;
}

export interface Outline {
  readonly release: Release;
  /** The same where somebody said it; absent where it was made out from the names in it. */
  readonly told?: Release;
  readonly definitions: Definitions;
  readonly server: Entry;
  readonly networks: ReadonlyMap<string, Entry>;
  readonly subnets: ReadonlyMap<ScopeId, Subnet>;
  readonly classes: ReadonlyMap<string, Entry>;
  /** By `space:code`. */
  readonly definitionEntries: ReadonlyMap<string, Entry>;
}

const top = "Dhcp4";

/** The outline of `Dhcp4`; paths are those of the document around it. */
export function outline(dhcp4: Json, told?: Release, release = releaseOf(dhcp4, told)): Outline {
  const raw = map(dhcp4, top);
  const shared = definitions(raw["option-def"], release);
  const server = serverEntry(raw, shared);
  const networks = new Map<string, Entry>();
  const subnets = new Map<ScopeId, Subnet>();
  let numbered = 0;
  const add = (
    list: Json | undefined,
    path: JsonPath,
    where: string,
    unique: boolean,
    network?: string,
    above?: UserError,
  ): void => {
    items(list, where).forEach((subnet, i) =>
      lookingAt(subnet, () => {
        const text = name(subnet, "subnet", `${where}[${i}]`).replace(/[ \t]/g, "");
        const key = normalizeSubnet(text);
        const twin = subnets.get(key);
        if (twin)
          throw messages.keaTwice(top, "subnets", key, placed(twin), placed({ text, network }));
        // Kea 2.2 numbers subnets without an id from 1 on, those of shared networks first; a number of 0 is none.
        const id = typeof subnet.id === "number" && subnet.id !== 0 ? subnet.id : ++numbered;
        const { own, unreadable = above } = subnetTree(subnet, key, shared, unique);
        subnets.set(key, {
          path: [...path, i],
          raw: subnet,
          own,
          local: localOf(subnet),
          text,
          id,
          ...(network !== undefined && { network }),
          ...(unreadable && { unreadable }),
        });
      }),
    );
  };
  const unique = server.own["ip-reservations-unique"] !== false;
  items(raw["shared-networks"], `${top} shared-networks`).forEach((network, i) =>
    lookingAt(network, () => {
      const key = name(network, "name", `${top} shared-networks[${i}]`);
      if (networks.has(key))
        throw messages.keaTwice(
          top,
          "shared networks",
          key,
          `shared-networks[${networkAt(networks.get(key)!)}]`,
          `shared-networks[${i}]`,
        );
      const path = [top, "shared-networks", i];
      const { own, unreadable } = treeInPart("network", network, {
        definitions: shared,
        where: `sharedNetworks.${key}`,
      });
      networks.set(key, { path, raw: network, own, local: localOf(network) });
      add(
        network.subnet4,
        [...path, "subnet4"],
        `${top} shared-networks[${i}] subnet4`,
        unique,
        key,
        unreadable,
      );
    }),
  );
  add(raw.subnet4, [top, "subnet4"], `${top} subnet4`, unique);
  return {
    release,
    ...(told && { told }),
    definitions: shared,
    server,
    networks,
    subnets,
    classes: classesOf(raw, shared),
    definitionEntries: definitionsOf(raw["option-def"], [top, "option-def"], top, shared),
  };
}

const placed = ({
  text,
  network,
}: {
  readonly text: string;
  readonly network?: string | undefined;
}): string => (network === undefined ? text : `${text} (in ${network})`);
const networkAt = (entry: Entry): number => entry.path[2] as number;

function serverEntry(raw: Raw, shared: Definitions): Entry {
  const { options, ...rest } = Object.fromEntries(
    Object.entries(treeOf("server", raw, { definitions: shared, where: top })).filter(
      ([key]) => serversOwn[key] === undefined,
    ),
  );
  const beneath = movedFromDdns(raw);
  const own: Record<string, Json> = { ...beneath, ...rest };
  for (const [key, silent] of Object.entries(quiet))
    if (isMap(own[key])) withoutSilent(own, key, silent);
  const kept = reservations(raw.reservations, shared, own["ip-reservations-unique"] !== false, top);
  return {
    path: [top],
    raw,
    own: { ...own, ...(options !== undefined && { options }), ...(kept && { reservations: kept }) },
    local: {},
    beneath,
  };
}

/** Maps of the server whose members are in force without being written, and what is in force then. */
export const quiet: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  compatibility: {
    "lenient-option-parsing": false,
    "ignore-dhcp-server-identifier": false,
    "ignore-rai-link-selection": false,
    "exclude-first-last-24": false,
  },
  "expired-leases-processing": {
    "reclaim-timer-wait-time": 10,
    "flush-reclaimed-timer-wait-time": 25,
    "hold-reclaimed-time": 3600,
    "max-reclaim-leases": 100,
    "max-reclaim-time": 250,
    "unwarned-reclaim-cycles": 5,
  },
  "sanity-checks": { "lease-checks": "warn", "extended-info-checks": "fix" },
};

function withoutSilent(
  own: Record<string, Json>,
  key: string,
  silent: Readonly<Record<string, Json>>,
): void {
  const said = Object.entries(own[key] as Tree).filter(
    ([member, value]) => silent[member] !== value,
  );
  if (said.length > 0) own[key] = Object.fromEntries(said);
  else delete own[key];
}

/** What a subnet says for itself, and why that is not all of it. */
interface ReadSubnet {
  readonly own: Tree;
  readonly unreadable?: UserError;
}

const remembered = new WeakMap<
  Definitions,
  WeakMap<Raw, ReadSubnet & { readonly unique: boolean }>
>();

/** Reads a subnet. Documents share what no edit touched, and the same map says the same again. */
function subnetTree(raw: Raw, where: string, shared: Definitions, unique: boolean): ReadSubnet {
  let known = remembered.get(shared);
  if (!known) remembered.set(shared, (known = new WeakMap()));
  const found = known.get(raw);
  if (found?.unique === unique) return found;
  const tree = lookingAt(raw, () => treeInPart("subnet", raw, { definitions: shared, where }));
  const served = inPart(raw, "pools", (list) => ranges(list, shared, where));
  const kept = inPart(raw, "reservations", (list) => reservations(list, shared, unique, where));
  const own = {
    ...tree.own,
    ...(served.own && { ranges: served.own }),
    ...(kept.own && { reservations: kept.own }),
  };
  const unreadable = tree.unreadable ?? served.unreadable ?? kept.unreadable;
  const read = { unique, own, ...(unreadable && { unreadable }) };
  known.set(raw, read);
  return read;
}

/** Reads what a map says for itself; options that cannot be read are left out, and the refusal says why. */
function treeInPart(kind: Kind, raw: Raw, place: Place): ReadSubnet {
  const { "option-data": _, ...rest } = raw;
  const { own, unreadable } = inPart(raw, "option-data", (list) =>
    options(list, place.definitions, place.where),
  );
  const tree = treeOf(kind, rest, place);
  return { own: { ...tree, ...(own && { options: own }) }, ...(unreadable && { unreadable }) };
}

/**
 * Reads a list of Kea's. Where that is refused, its members are read one by one, and the refusal says what is missing: what stands in
 * one scope must not keep a person from replicating the others.
 */
function inPart(raw: Raw, name: string, read: ReadList): Partial<ReadSubnet> {
  const list = raw[name];
  try {
    const own = lookingAt(raw, () => read(list));
    return own ? { own } : {};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const members = Array.isArray(list) ? (list as readonly Json[]) : [];
    const own = Object.assign({}, ...members.map((member) => readAlone(member, read))) as Tree;
    return { ...(Object.keys(own).length > 0 && { own }), unreadable: error };
  }
}

type ReadList = (list: Json | undefined) => Tree | undefined;

function readAlone(member: Json, read: ReadList): Tree | undefined {
  try {
    return read([member]);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function localOf(raw: Raw): Tree {
  const peer = peerOf(raw);
  return {
    ...(typeof raw.interface === "string" && raw.interface !== "" && { interface: raw.interface }),
    ...(peer !== undefined && { [failoverPeer]: peer }),
  };
}

function classesOf(raw: Raw, shared: Definitions): ReadonlyMap<string, Entry> {
  const classes = new Map<string, Entry>();
  items(raw["client-classes"], `${top} client-classes`).forEach((item, i) =>
    lookingAt(item, () => {
      const key = name(item, "name", `${top} client-classes[${i}]`);
      const path: JsonPath = [top, "client-classes", i];
      const twin = classes.get(key);
      if (twin)
        throw messages.keaTwice(
          top,
          "classes",
          key,
          `client-classes[${String(twin.path[2])}]`,
          `client-classes[${i}]`,
        );
      const where = `classes.${key}`;
      const within = shared.within(item["option-def"]);
      const defined = definitionsOf(item["option-def"], [...path, "option-def"], where, within);
      const own: Record<string, Json> = bounded({
        ...treeOf("class", item, { definitions: within, where }),
      });
      if (defined.size > 0)
        own.optionDefinitions = Object.fromEntries(
          [...defined].map(([definition, entry]) => [definition, entry.own]),
        );
      classes.set(key, { path, raw: item, own, local: {} });
    }),
  );
  return classes;
}

/** A class hands nothing down: bounds equal to its lease duration are none, and a bound alone is that duration too. */
function bounded(own: Record<string, Json>): Record<string, Json> {
  own.leaseDuration ??= own.minimumLeaseDuration ?? own.maximumLeaseDuration!;
  for (const key of ["leaseDuration", "minimumLeaseDuration", "maximumLeaseDuration"])
    if (own[key] === undefined || (key !== "leaseDuration" && own[key] === own.leaseDuration))
      delete own[key];
  return own;
}

/** A list of option definitions by `space:code`. */
export function definitionsOf(
  list: Json | undefined,
  path: JsonPath,
  where: string,
  definitions: Definitions,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  items(list, `${where} option-def`).forEach((raw, i) =>
    lookingAt(raw, () => {
      if (typeof raw.code !== "number")
        throw messages.keaShape(`${where} option-def[${i}] code`, "a number");
      const key = optionKey(spaceName(raw.space), raw.code);
      const twin = entries.get(key);
      if (twin)
        throw messages.keaTwice(
          where,
          "option definitions",
          key,
          String(twin.raw.name),
          String(raw.name),
        );
      entries.set(key, {
        path: [...path, i],
        raw,
        own: treeOf("definition", raw, { definitions, where: `${where} option-def.${key}` }),
        local: {},
      });
    }),
  );
  return entries;
}

/** What the subnet is called where host bits were left in it. */
export const hostNamed = ({ text }: Subnet): boolean => hasHostBits(text);
