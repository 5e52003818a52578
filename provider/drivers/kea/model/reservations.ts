// Reservations: Kea's lists of hosts as a collection by address, each with the client it is for
// named in one way.
import { ipv4ToNumber } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { messages } from "../messages.js";
import type { Json, Tree } from "../../../core/model.js";
import type { Definitions } from "./definitions.js";
import { toColons, toDashed, toQuotedText } from "./hex.js";
import { asMaps, withSubject, type KeaMap } from "./kea-map.js";
import type { ReplicationSource } from "./target.js";
import { readTree } from "./read-tree.js";

/** Kea's names for what identifies a client, and ours. */
const identifiers: Readonly<Record<string, string>> = {
  "hw-address": "hw",
  duid: "duid",
  "client-id": "client-id",
  "circuit-id": "circuit-id",
  "flex-id": "flex-id",
};

/**
 * Those that people give as text in single quotes as well as in bytes: such text is how they are
 * known.
 */
const textIdentifiers: ReadonlySet<string> = new Set(["client-id", "circuit-id", "flex-id"]);

/** One reservation of a list, read. */
export interface ReadReservation {
  readonly key: string;
  readonly member: Tree;
}

/**
 * The reservations of a list in its order. Throws where two are for one client, or for one address
 * that only one may have.
 */
export function readReservations(
  list: Json | undefined,
  definitions: Definitions,
  unique: boolean,
  where: string,
): readonly ReadReservation[] {
  const byClient = new Map<string, KeaMap>();
  const byAddress = new Map<string, KeaMap>();
  const place = { definitions, where: `${where} reservations` };
  return assignKeys(
    asMaps(list, place.where).map((raw) =>
      withSubject(raw, () => {
        const client = readClient(raw, where);
        assertNoTwin(byClient, client, raw, where);
        const address = readAddress(raw, where);
        if (unique && address !== undefined) assertNoTwin(byAddress, address, raw, where);
        return {
          key: address,
          member: readTree("reservation", raw, place, address ?? client, { client }),
        };
      }),
    ),
  );
}

/** The reservations of a list as a collection; nothing where there are none. */
export function readReservationCollection(
  list: Json | undefined,
  definitions: Definitions,
  unique: boolean,
  where: string,
): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  return toCollection(readReservations(list, definitions, unique, where));
}

/**
 * The same reservations under the keys they should have: some may have come, gone, or lost the
 * address they shared.
 */
export function reassignKeys(collection: Tree): Tree {
  const entries = Object.entries(collection) as [string, Tree][];
  if (entries.every(([key]) => isAddress(key))) return collection;
  return toCollection(
    assignKeys(
      entries.map(([key, member]) => {
        const { address = isAddress(key) ? key : undefined, ...rest } = member;
        return { key: address as string | undefined, member: rest };
      }),
    ),
  );
}

const isAddress = (key: string): boolean => /^[\d.]+$/.test(key);

function toCollection(members: readonly ReadReservation[]): Tree {
  const collection: Record<string, Json> = {};
  for (const { key, member } of members) collection[key] = member;
  return collection;
}

/**
 * A reservation is known by its address; by its client where it has none, or where others share it.
 */
function assignKeys(
  members: readonly { readonly key: string | undefined; readonly member: Tree }[],
): readonly ReadReservation[] {
  const held = new Set<string>();
  const shared = new Set<string>();
  for (const { key } of members) if (key !== undefined) (held.has(key) ? shared : held).add(key);
  if (held.size === members.length) return members as readonly ReadReservation[];
  return members.map(({ key, member }) => {
    if (key === undefined) return { key: String(member.client), member };
    if (!shared.has(key)) return { key, member };
    return { key: String(member.client), member: { ...member, address: key } };
  });
}

function assertNoTwin(seen: Map<string, KeaMap>, key: string, raw: KeaMap, where: string): void {
  const twin = seen.get(key);
  if (twin)
    throw messages.keaTwice(
      where,
      "reservations",
      key,
      describeReservation(twin),
      describeReservation(raw),
    );
  seen.set(key, raw);
}

/** A reservation as its list calls it: for whom, and for which address. */
const describeReservation = (raw: KeaMap): string =>
  [...Object.keys(identifiers), "ip-address"]
    .flatMap((key) => (raw[key] === undefined ? [] : [`${key} ${String(raw[key])}`]))
    .join(", ");

function readAddress(raw: KeaMap, where: string): string | undefined {
  const address = raw["ip-address"];
  if (address === undefined || address === "" || address === "0.0.0.0") return undefined;
  if (typeof address !== "string")
    throw messages.keaShape(`${where} reservations ip-address`, "a text");
  ipv4ToNumber(address);
  return address;
}

function readClient(raw: KeaMap, where: string): string {
  for (const key in identifiers) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    const client = toClient(key, text);
    if (client === undefined) throw messages.keaHexInvalid(`${where} reservations ${key}`);
    return client;
  }
  throw messages.keaClientMissing(where, readAddress(raw, where));
}

/**
 * Returns who an identifier stands for, however it is spelled: `hw:02-00-…`,
 * `flex-id:'olt7:port:12'`.
 */
function toClient(key: string, text: string): string | undefined {
  const bytes = toDashed(text);
  const value =
    bytes !== undefined && textIdentifiers.has(key) ? (toQuotedText(bytes) ?? bytes) : bytes;
  return value === undefined ? undefined : `${identifiers[key]}:${value}`;
}

/**
 * Kea's name and value for a client: as text where it is one, unless the servers that it comes from
 * spell it in bytes.
 */
export function writeIdentifier(
  client: string,
  sources: readonly ReplicationSource[] = [],
): readonly [key: string, value: string] {
  const kind = client.slice(0, client.indexOf(":"));
  const key = Object.keys(identifiers).find((name) => identifiers[name] === kind) ?? kind;
  const value = client.slice(kind.length + 1);
  if (!value.startsWith("'")) return [key, toColons(value)];
  const isInBytes = sources.some(({ dhcp4 }) => findTextsInBytes(dhcp4).has(client));
  return [
    key,
    isInBytes
      ? (Buffer.from(value.slice(1, -1), "utf8").toString("hex").match(/../g) ?? []).join(":")
      : value,
  ];
}

const textsInBytesCache = new WeakMap<object, ReadonlySet<string>>();

/** Returns the clients of a configuration whose identifiers are texts and are spelled in bytes. */
function findTextsInBytes(dhcp4: Json): ReadonlySet<string> {
  const owner = mapOf(dhcp4);
  const known = textsInBytesCache.get(owner);
  if (known) return known;
  const found = new Set<string>();
  const subnets = [owner, ...mapsOf(owner["shared-networks"])].flatMap(({ subnet4 }) =>
    mapsOf(subnet4),
  );
  for (const raw of [owner, ...subnets].flatMap(({ reservations: list }) => mapsOf(list))) {
    for (const key of textIdentifiers) {
      const text = raw[key];
      if (typeof text === "string" && !text.trim().startsWith("'"))
        found.add(toClient(key, text) ?? "");
    }
  }
  textsInBytesCache.set(owner, found);
  return found;
}

const mapsOf = (value: Json | undefined): readonly Tree[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(mapOf) : [];
