// Changes of host reservations as commands of the hook library host_cmds (Kea manual, "Host
// Commands"). `operation-target: memory` means the reservations of the configuration; without it
// Kea looks for a database of hosts.
import { equal } from "../../../core/equal.js";
import type { Json } from "../../../core/model.js";
import { asMaps, identifierKeys, toClient, type KeaMap } from "../model/index.js";
import { commands, keywords } from "../names.js";
import type { CommandList } from "./command.js";

/** The object that reservations belong to. Kea's id 0 means the server itself. */
export interface ReservationOwner {
  readonly subnetId: number;
  /** For people: `subnet 10.0.1.0/24`, or `the server`. */
  readonly label: string;
}

interface Reservation {
  readonly key: string;
  readonly type: string;
  readonly identifier: string;
  readonly raw: KeaMap;
}

/**
 * Adds the commands that change one list of reservations into another. Returns false where a
 * reservation cannot be named by its client: without one, or where two are for the same.
 */
export function planReservationCommands(
  owner: ReservationOwner,
  [before, after]: readonly [Json | undefined, Json | undefined],
  list: CommandList,
): boolean {
  if (equal(before ?? [], after ?? [])) return true;
  const [former, desired] = [readReservationsByClient(before), readReservationsByClient(after)];
  if (former === undefined || desired === undefined) return false;
  const holders = { former: holdersOf(former), desired: holdersOf(desired) };
  for (const [key, reservation] of former) if (!desired.has(key)) remove(owner, reservation, list);
  for (const [key, reservation] of desired)
    planReservation(owner, [former.get(key), reservation], holders, list);
  return true;
}

/**
 * Adds the commands for one client. An address that passes from one client to another is given up
 * before anybody takes it.
 */
function planReservation(
  owner: ReservationOwner,
  [old, reservation]: readonly [Reservation | undefined, Reservation],
  holders: { readonly former: Holders; readonly desired: Holders },
  list: CommandList,
): void {
  if (old !== undefined && equal(old.raw, reservation.raw)) return;
  const isExchanged =
    old !== undefined &&
    (isHeldByOther(reservation, holders.former) || isHeldByOther(old, holders.desired));
  if (isExchanged) remove(owner, old, list);
  const isNew = old === undefined || isExchanged;
  addReservationCommand(
    isNew ? commands.reservationAdd : commands.reservationUpdate,
    owner,
    reservation,
    list,
  );
}

/** Clients by the addresses that are reserved for them. */
type Holders = ReadonlyMap<Json, ReadonlySet<string>>;

function holdersOf(reservations: ReadonlyMap<string, Reservation>): Holders {
  const holders = new Map<Json, Set<string>>();
  for (const { key, raw } of reservations.values()) {
    const address = raw[keywords.ipAddress];
    if (address !== undefined) holders.set(address, (holders.get(address) ?? new Set()).add(key));
  }
  return holders;
}

/** Tells whether the address of a reservation is another client's as well. */
function isHeldByOther({ key, raw }: Reservation, holders: Holders): boolean {
  const clients = holders.get(raw[keywords.ipAddress] ?? "");
  return clients !== undefined && (clients.size > 1 || !clients.has(key));
}

function readReservationsByClient(
  value: Json | undefined,
): ReadonlyMap<string, Reservation> | undefined {
  const found = new Map<string, Reservation>();
  for (const raw of asMaps(value, keywords.reservations)) {
    const type = identifierKeys.find((name) => raw[name] !== undefined);
    const identifier = type === undefined ? undefined : raw[type];
    if (type === undefined || typeof identifier !== "string") return undefined;
    const key = toClient(type, identifier) ?? `${type} ${identifier}`;
    if (found.has(key)) return undefined;
    found.set(key, { key, type, identifier, raw });
  }
  return found;
}

const memory = { "operation-target": "memory" } as const;

function remove(
  { subnetId, label }: ReservationOwner,
  { type, identifier }: Reservation,
  list: CommandList,
): void {
  list.add("removeReservations", {
    name: commands.reservationDelete,
    arguments: { ...memory, "subnet-id": subnetId, "identifier-type": type, identifier },
    object: `reservation ${identifier} of ${label}`,
  });
}

function addReservationCommand(
  name: string,
  { subnetId, label }: ReservationOwner,
  { identifier, raw }: Reservation,
  list: CommandList,
): void {
  list.add(name === commands.reservationAdd ? "addReservations" : "updateReservations", {
    name,
    arguments: { ...memory, reservation: { "subnet-id": subnetId, ...raw } },
    object: `reservation ${identifier} of ${label}`,
  });
}
