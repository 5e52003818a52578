// Reservations: one for an address and one for a client of a scope (20022), keyed by address on
// the whole server.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4reservation
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import { assertLength, RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import {
  changeProperties,
  dropEntry,
  putEntry,
  findReservation,
  findScope,
  usableAddresses,
  isInside,
  type ServerState,
  type Reservation,
  type Scope,
} from "./server-state.js";

/**
 * Bytes as Windows writes them, whichever way they came. That a client id has at most 255 is
 * inferred from DHCP itself.
 */
function parseClientId(text: string): string {
  const digits = text.replaceAll("-", "").toLowerCase();
  if (!/^([\da-f]{2}){1,255}$/.test(digits) || !/^[\da-f]+(-[\da-f]+)*$/i.test(text))
    throw new RefusedCall("WIN32 87", `"${text}" is no client id`);
  return digits.match(/../g)!.join("-");
}

/** The longest texts are inferred. */
function assertTextLengths(name: string | undefined, description: string | undefined): void {
  assertLength(name, 256, "the name", "WIN32 87");
  assertLength(description, 256, "the description", "WIN32 87");
}

/** The address of each client of a scope, as they were when last asked for. */
interface Clients {
  readonly addresses: Map<string, number>;
  /** How many reservations there were. */
  count: number;
}

const knownClients = new WeakMap<Scope["reservations"], Clients>();

function listClients({ reservations: held }: Scope): Clients {
  const known = knownClients.get(held);
  if (known?.count === held.size) return known;
  const addresses = new Map([...held.values()].map((one) => [one.clientId, one.address]));
  const clients = { addresses, count: held.size };
  knownClients.set(held, clients);
  return clients;
}

function assertFreeClient(scope: Scope, clientId: string, but?: number): void {
  const address = listClients(scope).addresses.get(clientId);
  const held = address === undefined ? undefined : scope.reservations.get(address);
  if (held?.clientId === clientId && held.address !== but)
    throw new RefusedCall(
      20022,
      `the client ${clientId} has the reservation ${numberToIpv4(held.address)}`,
    );
}

function addReservation(server: ServerState, scope: Scope, reservation: Reservation): void {
  const clients = listClients(scope);
  putEntry(server, scope.reservations, reservation.address, reservation);
  clients.addresses.set(reservation.clientId, reservation.address);
  clients.count = scope.reservations.size;
}

function removeReservation(
  server: ServerState,
  scope: Scope,
  { address, clientId }: Reservation,
): void {
  const clients = listClients(scope);
  dropEntry(server, scope.reservations, address);
  if (clients.addresses.get(clientId) === address) clients.addresses.delete(clientId);
  clients.count = scope.reservations.size;
}

export const reservationCmdlets: Cmdlets = {
  "Get-DhcpServerv4Reservation": (server, args) => {
    const addresses = args.texts("IPAddress");
    if (addresses)
      return addresses
        .map((address) => findReservation(server, address))
        .map((found) => describeReservation(found.scope, found.reservation));
    const scope = findScope(server, args.text("ScopeId")!);
    const clients = args.texts("ClientId")?.map(parseClientId);
    const all = [...scope.reservations.values()].sort((a, b) => a.address - b.address);
    for (const client of clients ?? [])
      if (!all.some(({ clientId }) => clientId === client))
        throw new RefusedCall(20018, `the client ${client} has no reservation`);
    return all
      .filter(({ clientId }) => clients?.includes(clientId) ?? true)
      .map((reservation) => describeReservation(scope, reservation));
  },

  "Add-DhcpServerv4Reservation": (server, args) => {
    const scope = findScope(server, args.text("ScopeId")!);
    const address = parseIpv4(args.text("IPAddress")!)!;
    if (
      !isInside({ first: address, last: address }, usableAddresses(scope.scopeId, scope.subnetMask))
    )
      throw new RefusedCall(20023, "the address is not in the scope's subnet"); // the code is inferred
    const clientId = parseClientId(args.text("ClientId")!);
    assertTextLengths(args.text("Name"), args.text("Description"));
    if (scope.reservations.has(address))
      throw new RefusedCall(20022, `${numberToIpv4(address)} is reserved already`);
    assertFreeClient(scope, clientId);
    // One without a name is given one by the server: its address here, a host name where Windows
    // knows one.
    addReservation(server, scope, {
      address,
      clientId,
      name: args.text("Name") || numberToIpv4(address),
      description: args.text("Description") ?? "",
      type: args.text("Type") ?? "Both",
      options: new Map(),
    });
    return [];
  },

  "Set-DhcpServerv4Reservation": (server, args) => {
    const { scope, reservation } = findReservation(server, args.text("IPAddress")!);
    const [client, name, description] = [
      args.text("ClientId"),
      args.text("Name"),
      args.text("Description"),
    ];
    const clientId = client === undefined ? undefined : parseClientId(client);
    assertTextLengths(name, description);
    if (clientId !== undefined) assertFreeClient(scope, clientId, reservation.address);
    changeProperties(server, reservation, { clientId, name, description, type: args.text("Type") });
    if (clientId !== undefined) knownClients.delete(scope.reservations);
    return [];
  },

  // With a scope alone it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4reservation
  "Remove-DhcpServerv4Reservation": (server, args) => {
    const addresses = args.texts("IPAddress");
    for (const address of addresses ?? []) {
      const { scope, reservation } = findReservation(server, address);
      removeReservation(server, scope, reservation);
    }
    if (addresses) return [];
    const scope = findScope(server, args.text("ScopeId")!);
    const clients = args.texts("ClientId")?.map(parseClientId);
    for (const client of clients ?? [])
      if (![...scope.reservations.values()].some(({ clientId }) => clientId === client))
        throw new RefusedCall(20018, `the client ${client} has no reservation`);
    if (!clients)
      server.dangers.push(
        `Remove-DhcpServerv4Reservation -ScopeId ${scope.scopeId} alone removes every reservation`,
      );
    for (const held of [...scope.reservations.values()])
      if (clients?.includes(held.clientId) ?? true) removeReservation(server, scope, held);
    return [];
  },
};

const describeReservation = (
  { scopeId }: Scope,
  { address, clientId, name, description, type }: Reservation,
) => ({
  IPAddress: numberToIpv4(address),
  ScopeId: scopeId,
  ClientId: clientId,
  Name: name,
  Type: type,
  Description: description,
  AddressState: "InactiveReservation",
});
