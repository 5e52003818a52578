// Reservations: one for an address and one for a client of a scope (20022), keyed by address on
// the whole server.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4reservation
import { parseIpv4, numberToIpv4 } from "../../../core/address.js";
import { assertLength, Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import {
  alter,
  drop,
  put,
  reservationOf,
  scopeOf,
  subnet,
  within,
  type Held,
  type Reservation,
  type Scope,
} from "./held.js";

/**
 * Bytes as Windows writes them, whichever way they came. That a client id has at most 255 is
 * inferred from DHCP itself.
 */
function clientIdOf(given: string): string {
  const digits = given.replaceAll("-", "").toLowerCase();
  if (!/^([\da-f]{2}){1,255}$/.test(digits) || !/^[\da-f]+(-[\da-f]+)*$/i.test(given))
    throw new Refused("WIN32 87", `"${given}" is no client id`);
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

function clientsOf({ reservations: held }: Scope): Clients {
  const known = knownClients.get(held);
  if (known?.count === held.size) return known;
  const addresses = new Map([...held.values()].map((one) => [one.clientId, one.address]));
  const clients = { addresses, count: held.size };
  knownClients.set(held, clients);
  return clients;
}

function checkClient(scope: Scope, clientId: string, but?: number): void {
  const address = clientsOf(scope).addresses.get(clientId);
  const held = address === undefined ? undefined : scope.reservations.get(address);
  if (held?.clientId === clientId && held.address !== but)
    throw new Refused(
      20022,
      `the client ${clientId} has the reservation ${numberToIpv4(held.address)}`,
    );
}

function add(server: Held, scope: Scope, reservation: Reservation): void {
  const clients = clientsOf(scope);
  put(server, scope.reservations, reservation.address, reservation);
  clients.addresses.set(reservation.clientId, reservation.address);
  clients.count = scope.reservations.size;
}

function remove(server: Held, scope: Scope, { address, clientId }: Reservation): void {
  const clients = clientsOf(scope);
  drop(server, scope.reservations, address);
  if (clients.addresses.get(clientId) === address) clients.addresses.delete(clientId);
  clients.count = scope.reservations.size;
}

export const reservations: Cmdlets = {
  "Get-DhcpServerv4Reservation": (server, given) => {
    const addresses = given.texts("IPAddress");
    if (addresses)
      return addresses
        .map((address) => reservationOf(server, address))
        .map(({ scope, reservation }) => output(scope, reservation));
    const scope = scopeOf(server, given.text("ScopeId")!);
    const clients = given.texts("ClientId")?.map(clientIdOf);
    const all = [...scope.reservations.values()].sort((a, b) => a.address - b.address);
    for (const client of clients ?? [])
      if (!all.some(({ clientId }) => clientId === client))
        throw new Refused(20018, `the client ${client} has no reservation`);
    return all
      .filter(({ clientId }) => clients?.includes(clientId) ?? true)
      .map((reservation) => output(scope, reservation));
  },

  "Add-DhcpServerv4Reservation": (server, given) => {
    const scope = scopeOf(server, given.text("ScopeId")!);
    const address = parseIpv4(given.text("IPAddress")!)!;
    if (!within({ first: address, last: address }, subnet(scope.scopeId, scope.subnetMask)))
      throw new Refused(20023, "the address is not in the scope's subnet"); // the code is inferred
    const clientId = clientIdOf(given.text("ClientId")!);
    assertTextLengths(given.text("Name"), given.text("Description"));
    if (scope.reservations.has(address))
      throw new Refused(20022, `${numberToIpv4(address)} is reserved already`);
    checkClient(scope, clientId);
    // One without a name is given one by the server: its address here, a host name where Windows
    // knows one.
    add(server, scope, {
      address,
      clientId,
      name: given.text("Name") || numberToIpv4(address),
      description: given.text("Description") ?? "",
      type: given.text("Type") ?? "Both",
      options: new Map(),
    });
    return [];
  },

  "Set-DhcpServerv4Reservation": (server, given) => {
    const { scope, reservation } = reservationOf(server, given.text("IPAddress")!);
    const [client, name, description] = [
      given.text("ClientId"),
      given.text("Name"),
      given.text("Description"),
    ];
    const clientId = client === undefined ? undefined : clientIdOf(client);
    assertTextLengths(name, description);
    if (clientId !== undefined) checkClient(scope, clientId, reservation.address);
    alter(server, reservation, { clientId, name, description, type: given.text("Type") });
    if (clientId !== undefined) knownClients.delete(scope.reservations);
    return [];
  },

  // With a scope alone it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4reservation
  "Remove-DhcpServerv4Reservation": (server, given) => {
    const addresses = given.texts("IPAddress");
    for (const address of addresses ?? []) {
      const { scope, reservation } = reservationOf(server, address);
      remove(server, scope, reservation);
    }
    if (addresses) return [];
    const scope = scopeOf(server, given.text("ScopeId")!);
    const clients = given.texts("ClientId")?.map(clientIdOf);
    for (const client of clients ?? [])
      if (![...scope.reservations.values()].some(({ clientId }) => clientId === client))
        throw new Refused(20018, `the client ${client} has no reservation`);
    if (!clients)
      server.dangers.push(
        `Remove-DhcpServerv4Reservation -ScopeId ${scope.scopeId} alone removes every reservation`,
      );
    for (const held of [...scope.reservations.values()])
      if (clients?.includes(held.clientId) ?? true) remove(server, scope, held);
    return [];
  },
};

const output = (
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
