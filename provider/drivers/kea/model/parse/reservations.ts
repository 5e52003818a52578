// Reads reservations: Kea's arrays of hosts as a collection by address. Each client is named in one
// way, however the configuration spells its identifier.
import { ipv4ToNumber } from "../../../../core/address.js";
import { messages } from "../../messages.js";
import type { Json, Tree } from "../../../../core/model.js";
import { keywords } from "../../names.js";
import { identifierKeys, toClient } from "./client-identifiers.js";
import { asMaps, withSubject, type KeaMap } from "../kea-map.js";
import { readTree, type ReadContext } from "./read-tree.js";

/** One reservation of an array, under its key. */
export interface ReadReservation {
  readonly key: string;
  readonly member: Tree;
}

export interface ReservationContext extends ReadContext {
  /** True where two reservations must not have the same address. */
  readonly hasUniqueAddresses: boolean;
}

/**
 * Returns the reservations of an array in its order. Throws where two are for one client, or for
 * one address that only one may have.
 */
export function readReservationList(
  list: Json | undefined,
  { definitions, where, hasUniqueAddresses }: ReservationContext,
): readonly ReadReservation[] {
  const byClient = new Map<string, KeaMap>();
  const byAddress = new Map<string, KeaMap>();
  const place = `${where} ${keywords.reservations}`;
  return assignKeys(
    asMaps(list, place).map((raw) =>
      withSubject(raw, () => {
        const client = readClient(raw, where);
        assertNoTwin(byClient, client, raw, where);
        const address = readAddress(raw, where);
        if (hasUniqueAddresses && address !== undefined)
          assertNoTwin(byAddress, address, raw, where);
        const context = { definitions, where: `${place}.${address ?? client}` };
        return { key: address, member: readTree("reservation", raw, context, { client }) };
      }),
    ),
  );
}

/** Returns the reservations of an array as a collection; nothing where there are none. */
export function readReservationCollection(
  list: Json | undefined,
  context: ReservationContext,
): Tree | undefined {
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  return toCollection(readReservationList(list, context));
}

/**
 * Returns the same reservations with their keys chosen again, because reservations that shared an
 * address may have been added or removed.
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
  // Without a prototype, because each collection has other names: no two would share a shape.
  const collection: Record<string, Json> = Object.create(null);
  for (const { key, member } of members) collection[key] = member;
  return collection;
}

/**
 * Returns reservations with their keys: the address, or the client where there is no address or
 * several reservations share it.
 */
function assignKeys(
  members: readonly { readonly key: string | undefined; readonly member: Tree }[],
): readonly ReadReservation[] {
  const addresses = new Set<string>();
  const shared = new Set<string>();
  for (const { key } of members)
    if (key !== undefined) (addresses.has(key) ? shared : addresses).add(key);
  if (addresses.size === members.length) return members as readonly ReadReservation[];
  return members.map(({ key, member }) => {
    if (key === undefined) return { key: String(member.client), member };
    if (!shared.has(key)) return { key, member };
    return { key: String(member.client), member: { ...member, address: key } };
  });
}

function assertNoTwin(seen: Map<string, KeaMap>, key: string, raw: KeaMap, where: string): void {
  const twin = seen.get(key);
  if (twin)
    throw messages.keaDuplicateKey(where, "reservations", key, [
      describeReservation(twin),
      describeReservation(raw),
    ]);
  seen.set(key, raw);
}

/** Returns the client and the address of a reservation as the configuration spells them. */
const describeReservation = (raw: KeaMap): string =>
  [...identifierKeys, keywords.ipAddress]
    .flatMap((key) => (raw[key] === undefined ? [] : [`${key} ${String(raw[key])}`]))
    .join(", ");

function readAddress(raw: KeaMap, where: string): string | undefined {
  const address = raw[keywords.ipAddress];
  if (address === undefined || address === "" || address === "0.0.0.0") return undefined;
  if (typeof address !== "string")
    throw messages.keaShape(`${where} ${keywords.reservations} ${keywords.ipAddress}`, "a text");
  ipv4ToNumber(address);
  return address;
}

function readClient(raw: KeaMap, where: string): string {
  for (const key of identifierKeys) {
    const text = raw[key];
    if (typeof text !== "string") continue;
    const client = toClient(key, text);
    if (client === undefined)
      throw messages.keaHexInvalid(`${where} ${keywords.reservations} ${key}`);
    return client;
  }
  throw messages.keaClientMissing(where, readAddress(raw, where));
}
