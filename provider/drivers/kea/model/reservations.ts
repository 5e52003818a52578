// Reservations: Kea's lists of hosts as a collection by address, each with the client it is for named in one way.
import { ipv4ToNumber } from "../../../core/address.js";
import { mapOf } from "../../../core/canonical.js";
import { messages } from "../../../core/messages.js";
import type { Json, Tree } from "../../../core/model.js";
import type { Definitions } from "./definitions.js";
import { colons, dashed, quotedText } from "./hex.js";
import { items, lookingAt, type Raw } from "./raw.js";
import type { Source } from "./target.js";
import { treeOf } from "./tree.js";

/** Kea's names for what identifies a client, and ours. */
const identifiers: Readonly<Record<string, string>> = {
  "hw-address": "hw",
  duid: "duid",
  "client-id": "client-id",
  "circuit-id": "circuit-id",
  "flex-id": "flex-id",
};

/** Those that people give as text in single quotes as well as in bytes: such text is how they are known. */
const textIdentifiers: ReadonlySet<string> = new Set(["client-id", "circuit-id", "flex-id"]);

/** One reservation of a list, read. */
export interface ReadReservation {
  readonly key: string;
  readonly member: Tree;
}

/** The reservations of a list in its order. Throws where two are for one client, or for one address that only one may have. */
export function readReservations(
  list: Json | undefined,
  definitions: Definitions,
  unique: boolean,
  where: string,
): readonly ReadReservation[] {
  const byClient = new Map<string, Raw>();
  const byAddress = new Map<string, Raw>();
  const place = { definitions, where: `${where} reservations` };
  return keyed(
    items(list, place.where).map((raw) =>
      lookingAt(raw, () => {
        const client = clientOf(raw, where);
        refuseTwin(byClient, client, raw, where);
        const address = addressOf(raw, where);
        if (unique && address !== undefined) refuseTwin(byAddress, address, raw, where);
        return {
          key: address,
          member: treeOf("reservation", raw, place, address ?? client, { client }),
        };
      }),
    ),
  );
}

/** The reservations of a list as a collection; nothing where there are none. */
export function reservations(
  list: Json | undefined,
  definitions: Definitions,
  unique: boolean,
  where: string,
): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  return collected(readReservations(list, definitions, unique, where));
}

/** The same reservations under the keys they should have: some may have come, gone, or lost the address they shared. */
export function rekeyed(collection: Tree): Tree {
  const entries = Object.entries(collection) as [string, Tree][];
  if (entries.every(([key]) => isAddress(key))) return collection;
  return collected(
    keyed(
      entries.map(([key, member]) => {
        const { address = isAddress(key) ? key : undefined, ...rest } = member;
        return { key: address as string | undefined, member: rest };
      }),
    ),
  );
}

const isAddress = (key: string): boolean => /^[\d.]+$/.test(key);

function collected(members: readonly ReadReservation[]): Tree {
  const collection: Record<string, Json> = {};
  for (const { key, member } of members) collection[key] = member;
  return collection;
}

/** A reservation is known by its address; by its client where it has none, or where others share it. */
function keyed(
  members: readonly { readonly key: string | undefined; readonly member: Tree }[],
): readonly ReadReservation[] {
  const held = new Set<string>();
  const shared = new Set<string>();
  for (const { key } of members) if (key !== undefined) (held.has(key) ? shared : held).add(key);
  if (held.size === members.length) return members as readonly ReadReservation[];
  return members.map(({ key, member }) =>
    key === undefined
      ? { key: String(member.client), member }
      : shared.has(key)
        ? { key: String(member.client), member: { ...member, address: key } }
        : { key, member },
  );
}

function refuseTwin(seen: Map<string, Raw>, key: string, raw: Raw, where: string): void {
  const twin = seen.get(key);
  if (twin) throw messages.keaTwice(where, "reservations", key, called(twin), called(raw));
  seen.set(key, raw);
}

/** A reservation as its list calls it: for whom, and for which address. */
const called = (raw: Raw): string =>
  [...Object.keys(identifiers), "ip-address"]
    .flatMap((key) => (raw[key] === undefined ? [] : [`${key} ${String(raw[key])}`]))
    .join(", ");

function addressOf(raw: Raw, where: string): string | undefined {
  const address = raw["ip-address"];
  if (address === undefined || address === "" || address === "0.0.0.0") return undefined;
  if (typeof address !== "string")
    throw messages.keaShape(`${where} reservations ip-address`, "a text");
  ipv4ToNumber(address);
  return address;
}

function clientOf(raw: Raw, where: string): string {
  for (const key in identifiers) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    const client = clientNamed(key, text);
    if (client === undefined) throw messages.keaHexInvalid(`${where} reservations ${key}`);
    return client;
  }
  throw messages.keaClientMissing(where, addressOf(raw, where));
}

/** Returns who an identifier stands for, however it is spelled: `hw:02-00-…`, `flex-id:'olt7:port:12'`. */
function clientNamed(key: string, text: string): string | undefined {
  const bytes = dashed(text);
  const value =
    bytes !== undefined && textIdentifiers.has(key) ? (quotedText(bytes) ?? bytes) : bytes;
  return value === undefined ? undefined : `${identifiers[key]}:${value}`;
}

/** Kea's name and value for a client: as text where it is one, unless the servers that it comes from spell it in bytes. */
export function identifierOf(
  client: string,
  sources: readonly Source[] = [],
): readonly [key: string, value: string] {
  const kind = client.slice(0, client.indexOf(":"));
  const key = Object.keys(identifiers).find((name) => identifiers[name] === kind) ?? kind;
  const value = client.slice(kind.length + 1);
  if (!value.startsWith("'")) return [key, colons(value)];
  const isInBytes = sources.some(({ dhcp4 }) => textsInBytes(dhcp4).has(client));
  return [
    key,
    isInBytes
      ? (Buffer.from(value.slice(1, -1), "utf8").toString("hex").match(/../g) ?? []).join(":")
      : value,
  ];
}

const remembered = new WeakMap<object, ReadonlySet<string>>();

/** Returns the clients of a configuration whose identifiers are texts and are spelled in bytes. */
function textsInBytes(dhcp4: Json): ReadonlySet<string> {
  const owner = mapOf(dhcp4);
  const known = remembered.get(owner);
  if (known) return known;
  const found = new Set<string>();
  const subnets = [owner, ...listOf(owner["shared-networks"])].flatMap(({ subnet4 }) =>
    listOf(subnet4),
  );
  for (const raw of [owner, ...subnets].flatMap(({ reservations: list }) => listOf(list))) {
    for (const key of textIdentifiers) {
      const text = raw[key];
      if (typeof text === "string" && !text.trim().startsWith("'"))
        found.add(clientNamed(key, text) ?? "");
    }
  }
  remembered.set(owner, found);
  return found;
}

const listOf = (value: Json | undefined): readonly Tree[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(mapOf) : [];
