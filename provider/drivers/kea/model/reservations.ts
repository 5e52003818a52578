// Reservations: Kea's lists of hosts as a collection by address, each with the client it is for named in one way.
import { ipv4ToNumber } from "../../../core/address.js";
import { messages } from "../../../core/messages.js";
import type { Json, Tree } from "../../../core/model.js";
import type { Definitions } from "./definitions.js";
import { colons, dashed } from "./hex.js";
import { items, lookingAt, type Raw } from "./raw.js";
import { treeOf } from "./tree.js";

/** Kea's names for what identifies a client, and ours. */
const identifiers: Readonly<Record<string, string>> = { "hw-address": "hw", "duid": "duid", "client-id": "client-id", "circuit-id": "circuit-id", "flex-id": "flex-id" };

/** One reservation of a list, read. */
export interface ReadReservation {
  readonly key: string;
  readonly member: Tree;
}

/** The reservations of a list in its order. Throws where two are for one client, or for one address that only one may have. */
export function readReservations(list: Json | undefined, definitions: Definitions, unique: boolean, where: string): readonly ReadReservation[] {
  const byClient = new Map<string, Raw>();
  const byAddress = new Map<string, Raw>();
  const place = { definitions, where: `${where} reservations` };
  return keyed(
    items(list, place.where).map((raw) => lookingAt(raw, () => {
      const client = clientOf(raw, where);
      refuseTwin(byClient, client, raw, where);
      const address = addressOf(raw, where);
      if (unique && address !== undefined) refuseTwin(byAddress, address, raw, where);
      return { key: address, member: treeOf("reservation", raw, place, address ?? client, { client }) };
    })),
  );
}

/** The reservations of a list as a collection; nothing where there are none. */
export function reservations(list: Json | undefined, definitions: Definitions, unique: boolean, where: string): Tree | undefined {
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
function keyed(members: readonly { readonly key: string | undefined; readonly member: Tree }[]): readonly ReadReservation[] {
  const held = new Set<string>();
  const shared = new Set<string>();
  for (const { key } of members) if (key !== undefined) (held.has(key) ? shared : held).add(key);
  if (held.size === members.length) return members as readonly ReadReservation[];
  return members.map(({ key, member }) =>
    key === undefined ? { key: String(member.client), member } : shared.has(key) ? { key: String(member.client), member: { ...member, address: key } } : { key, member },
  );
}

function refuseTwin(seen: Map<string, Raw>, key: string, raw: Raw, where: string): void {
  const twin = seen.get(key);
  if (twin) throw messages.keaTwice(where, "reservations", key, called(twin), called(raw));
  seen.set(key, raw);
}

/** A reservation as its list calls it: for whom, and for which address. */
const called = (raw: Raw): string => [...Object.keys(identifiers), "ip-address"].flatMap((key) => (raw[key] === undefined ? [] : [`${key} ${String(raw[key])}`])).join(", ");

function addressOf(raw: Raw, where: string): string | undefined {
  const address = raw["ip-address"];
  if (address === undefined || address === "" || address === "0.0.0.0") return undefined;
  if (typeof address !== "string") throw messages.keaShape(`${where} reservations ip-address`, "a text");
  ipv4ToNumber(address);
  return address;
}

function clientOf(raw: Raw, where: string): string {
  for (const key in identifiers) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    const bytes = dashed(text);
    if (bytes === undefined) throw messages.keaHexInvalid(`${where} reservations ${key}`);
    return `${identifiers[key]}:${bytes}`;
  }
  throw messages.keaClientMissing(where, addressOf(raw, where));
}

/** Kea's name and value for a client. */
export function identifierOf(client: string): readonly [key: string, value: string] {
  const kind = client.slice(0, client.indexOf(":"));
  const key = Object.keys(identifiers).find((name) => identifiers[name] === kind) ?? kind;
  return [key, colons(client.slice(kind.length + 1))];
}
