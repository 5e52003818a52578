// Indexes a Kea configuration: the position of each object, and its explicit values.
import { hasHostBits as textHasHostBits, normalizeSubnet } from "../../../core/address.js";
import { isMap } from "../../../core/canonical.js";
import { UserError } from "../../../core/messages.js";
import { messages } from "../messages.js";
import type { Json, ScopeId, Tree } from "../../../core/model.js";
import type { JsonPath } from "../json-edit.js";
import { createDefinitions, optionCodeKey, spaceName, type Definitions } from "./definitions.js";
import { readPeer } from "./user-context.js";
import { failoverPeer, serverSpecific } from "./server-specific.js";
import { readOptionCollection } from "./options.js";
import { readRangeCollection } from "./ranges.js";
import { asMaps, withSubject, asMap, asName, type KeaMap } from "./kea-map.js";
import { releaseOf, type Release } from "./release.js";
import { readReservationCollection } from "./reservations.js";
import { readFormerDdns, readTree, type ReadContext } from "./read-tree.js";
import type { ObjectKind } from "./field-mappings.js";

/** A part of a configuration. */
export interface IndexedObject {
  /**
   * Values that former keywords elsewhere set for it, until it has its own: they are in `explicit`
   * as well.
   */
  readonly formerKeywords?: Tree;
  readonly path: JsonPath;
  readonly raw: KeaMap;
  /** The values that are set on the object itself. */
  readonly explicit: Tree;
  /** Its server-specific properties. */
  readonly local: Tree;
}

export interface IndexedSubnet extends IndexedObject {
  /** As it stands: host bits and all. */
  readonly text: string;
  readonly id: number;
  /** The name of its shared network. */
  readonly network?: string;
  /** Why not all of it could be read: then `own` lacks what could not be. */
  readonly unreadable?: UserError;
}

export interface ConfigIndex {
  readonly release: Release;
  /** The same where somebody said it; absent where it was made out from the names in it. */
  readonly knownRelease?: Release;
  readonly definitions: Definitions;
  readonly server: IndexedObject;
  readonly networks: ReadonlyMap<string, IndexedObject>;
  readonly subnets: ReadonlyMap<ScopeId, IndexedSubnet>;
  readonly classes: ReadonlyMap<string, IndexedObject>;
  /** By `space:code`. */
  readonly definitionEntries: ReadonlyMap<string, IndexedObject>;
}

const top = "Dhcp4";

/** Indexes `Dhcp4`; paths are those of the document around it. */
export function indexConfiguration(
  dhcp4: Json,
  knownRelease?: Release,
  release = releaseOf(dhcp4, knownRelease),
): ConfigIndex {
  const raw = asMap(dhcp4, top);
  const shared = createDefinitions(raw["option-def"], release);
  const server = indexServer(raw, shared);
  const networks = new Map<string, IndexedObject>();
  const subnets = new Map<ScopeId, IndexedSubnet>();
  let numbered = 0;
  const add = (
    list: Json | undefined,
    path: JsonPath,
    where: string,
    unique: boolean,
    network?: string,
    above?: UserError,
  ): void => {
    asMaps(list, where).forEach((subnet, i) =>
      withSubject(subnet, () => {
        const text = asName(subnet, "subnet", `${where}[${i}]`).replace(/[ \t]/g, "");
        const key = normalizeSubnet(text);
        const twin = subnets.get(key);
        if (twin)
          throw messages.keaTwice(
            top,
            "subnets",
            key,
            describeSubnet(twin),
            describeSubnet({ text, network }),
          );
        // Kea 2.2 numbers subnets without an id from 1 on, those of shared networks first; a number
        // of 0 is none.
        const id = typeof subnet.id === "number" && subnet.id !== 0 ? subnet.id : ++numbered;
        const { explicit, unreadable = above } = readSubnet(subnet, key, shared, unique);
        subnets.set(key, {
          path: [...path, i],
          raw: subnet,
          explicit,
          local: readLocal(subnet),
          text,
          id,
          ...(network !== undefined && { network }),
          ...(unreadable && { unreadable }),
        });
      }),
    );
  };
  const unique = server.explicit["ip-reservations-unique"] !== false;
  asMaps(raw["shared-networks"], `${top} shared-networks`).forEach((network, i) =>
    withSubject(network, () => {
      const key = asName(network, "name", `${top} shared-networks[${i}]`);
      if (networks.has(key))
        throw messages.keaTwice(
          top,
          "shared networks",
          key,
          `shared-networks[${positionOf(networks.get(key)!)}]`,
          `shared-networks[${i}]`,
        );
      const path = [top, "shared-networks", i];
      const { explicit, unreadable } = readTreePartly("network", network, {
        definitions: shared,
        where: `sharedNetworks.${key}`,
      });
      networks.set(key, { path, raw: network, explicit, local: readLocal(network) });
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
    ...(knownRelease && { knownRelease }),
    definitions: shared,
    server,
    networks,
    subnets,
    classes: indexClasses(raw, shared),
    definitionEntries: indexDefinitions(raw["option-def"], [top, "option-def"], top, shared),
  };
}

const describeSubnet = ({
  text,
  network,
}: {
  readonly text: string;
  readonly network?: string | undefined;
}): string => (network === undefined ? text : `${text} (in ${network})`);
const positionOf = (entry: IndexedObject): number => entry.path[2] as number;

function indexServer(raw: KeaMap, shared: Definitions): IndexedObject {
  const { options, ...rest } = Object.fromEntries(
    Object.entries(readTree("server", raw, { definitions: shared, where: top })).filter(
      ([key]) => serverSpecific[key] === undefined,
    ),
  );
  const formerKeywords = readFormerDdns(raw);
  const explicit: Record<string, Json> = { ...formerKeywords, ...rest };
  for (const [key, silent] of Object.entries(nestedDefaults))
    if (isMap(explicit[key])) removeDefaults(explicit, key, silent);
  const kept = readReservationCollection(
    raw.reservations,
    shared,
    explicit["ip-reservations-unique"] !== false,
    top,
  );
  return {
    path: [top],
    raw,
    explicit: {
      ...explicit,
      ...(options !== undefined && { options }),
      ...(kept && { reservations: kept }),
    },
    local: {},
    formerKeywords,
  };
}

/**
 * Maps of the server whose members are in force without being written, and what is in force then.
 */
export const nestedDefaults: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
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

function removeDefaults(
  explicit: Record<string, Json>,
  key: string,
  silent: Readonly<Record<string, Json>>,
): void {
  const said = Object.entries(explicit[key] as Tree).filter(
    ([member, value]) => silent[member] !== value,
  );
  if (said.length > 0) explicit[key] = Object.fromEntries(said);
  else delete explicit[key];
}

/** The explicit values of an object, and why they are not all of them. */
interface PartlyRead {
  readonly explicit: Tree;
  readonly unreadable?: UserError;
}

const subnetCache = new WeakMap<
  Definitions,
  WeakMap<KeaMap, PartlyRead & { readonly unique: boolean }>
>();

/** Reads a subnet. Documents share what no edit touched, and the same map says the same again. */
function readSubnet(raw: KeaMap, where: string, shared: Definitions, unique: boolean): PartlyRead {
  let known = subnetCache.get(shared);
  if (!known) subnetCache.set(shared, (known = new WeakMap()));
  const found = known.get(raw);
  if (found?.unique === unique) return found;
  const tree = withSubject(raw, () =>
    readTreePartly("subnet", raw, { definitions: shared, where }),
  );
  const served = readListPartly(raw, "pools", (list) => readRangeCollection(list, shared, where));
  const kept = readListPartly(raw, "reservations", (list) =>
    readReservationCollection(list, shared, unique, where),
  );
  const explicit = {
    ...tree.explicit,
    ...(served.explicit && { ranges: served.explicit }),
    ...(kept.explicit && { reservations: kept.explicit }),
  };
  const unreadable = tree.unreadable ?? served.unreadable ?? kept.unreadable;
  const read = { unique, explicit, ...(unreadable && { unreadable }) };
  known.set(raw, read);
  return read;
}

/**
 * Reads what a map says for itself; options that cannot be read are left out, and the refusal says
 * why.
 */
function readTreePartly(kind: ObjectKind, raw: KeaMap, place: ReadContext): PartlyRead {
  const { "option-data": _, ...rest } = raw;
  const { explicit, unreadable } = readListPartly(raw, "option-data", (list) =>
    readOptionCollection(list, place.definitions, place.where),
  );
  const tree = readTree(kind, rest, place);
  return {
    explicit: { ...tree, ...(explicit && { options: explicit }) },
    ...(unreadable && { unreadable }),
  };
}

/**
 * Reads a list of Kea's. Where that is refused, its members are read one by one, and the refusal
 * says what is missing: what stands in one scope must not keep a person from replicating the
 * others.
 */
function readListPartly(raw: KeaMap, name: string, read: ReadList): Partial<PartlyRead> {
  const list = raw[name];
  try {
    const explicit = withSubject(raw, () => read(list));
    return explicit ? { explicit } : {};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const members = Array.isArray(list) ? (list as readonly Json[]) : [];
    const explicit = Object.assign({}, ...members.map((member) => readAlone(member, read))) as Tree;
    return { ...(Object.keys(explicit).length > 0 && { explicit }), unreadable: error };
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

function readLocal(raw: KeaMap): Tree {
  const peer = readPeer(raw);
  return {
    ...(typeof raw.interface === "string" && raw.interface !== "" && { interface: raw.interface }),
    ...(peer !== undefined && { [failoverPeer]: peer }),
  };
}

function indexClasses(raw: KeaMap, shared: Definitions): ReadonlyMap<string, IndexedObject> {
  const classes = new Map<string, IndexedObject>();
  asMaps(raw["client-classes"], `${top} client-classes`).forEach((item, i) =>
    withSubject(item, () => {
      const key = asName(item, "name", `${top} client-classes[${i}]`);
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
      const within = shared.withLocal(item["option-def"]);
      const defined = indexDefinitions(item["option-def"], [...path, "option-def"], where, within);
      const explicit: Record<string, Json> = normalizeClassBounds({
        ...readTree("class", item, { definitions: within, where }),
      });
      if (defined.size > 0)
        explicit.optionDefinitions = Object.fromEntries(
          [...defined].map(([definition, entry]) => [definition, entry.explicit]),
        );
      classes.set(key, { path, raw: item, explicit, local: {} });
    }),
  );
  return classes;
}

/**
 * A class hands nothing down: bounds equal to its lease duration are none, and a bound alone is
 * that duration too.
 */
function normalizeClassBounds(explicit: Record<string, Json>): Record<string, Json> {
  explicit.leaseDuration ??= explicit.minimumLeaseDuration ?? explicit.maximumLeaseDuration!;
  for (const key of ["leaseDuration", "minimumLeaseDuration", "maximumLeaseDuration"])
    if (
      explicit[key] === undefined ||
      (key !== "leaseDuration" && explicit[key] === explicit.leaseDuration)
    )
      delete explicit[key];
  return explicit;
}

/** A list of option definitions by `space:code`. */
export function indexDefinitions(
  list: Json | undefined,
  path: JsonPath,
  where: string,
  definitions: Definitions,
): ReadonlyMap<string, IndexedObject> {
  const entries = new Map<string, IndexedObject>();
  asMaps(list, `${where} option-def`).forEach((raw, i) =>
    withSubject(raw, () => {
      if (typeof raw.code !== "number")
        throw messages.keaShape(`${where} option-def[${i}] code`, "a number");
      const key = optionCodeKey(spaceName(raw.space), raw.code);
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
        explicit: readTree("definition", raw, { definitions, where: `${where} option-def.${key}` }),
        local: {},
      });
    }),
  );
  return entries;
}

/** Returns whether the subnet's prefix has host bits set. */
export const hasHostBits = ({ text }: IndexedSubnet): boolean => textHasHostBits(text);
