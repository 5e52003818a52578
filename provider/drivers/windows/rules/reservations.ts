// Reservations: one for an address and one for a client of a scope (20022), keyed by address on
// the whole server.
// https://learn.microsoft.com/powershell/module/dhcpserver/add-dhcpserverv4reservation
import { addressNumber, numberToIpv4 } from "../../../core/address.js";
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

function checkClient(scope: Scope, clientId: string, but?: number): void {
  for (const held of scope.reservations.values())
    if (held.clientId === clientId && held.address !== but)
      throw new Refused(
        20022,
        `the client ${clientId} has the reservation ${numberToIpv4(held.address)}`,
      );
}

function remove(server: Held, scope: Scope, found: (held: Reservation) => boolean): void {
  const those = [...scope.reservations.values()].filter(found);
  for (const { address } of those) drop(server, scope.reservations, address);
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
    const address = addressNumber(given.text("IPAddress")!)!;
    if (!within({ first: address, last: address }, subnet(scope.scopeId, scope.subnetMask)))
      throw new Refused(20023, "the address is not in the scope's subnet"); // the code is inferred
    const clientId = clientIdOf(given.text("ClientId")!);
    assertTextLengths(given.text("Name"), given.text("Description"));
    if (scope.reservations.has(address))
      throw new Refused(20022, `${numberToIpv4(address)} is reserved already`);
    checkClient(scope, clientId);
    // One without a name is given one by the server: its address here, a host name where Windows
    // knows one.
    put(server, scope.reservations, address, {
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
    return [];
  },

  // With a scope alone it removes them all:
  // https://learn.microsoft.com/powershell/module/dhcpserver/remove-dhcpserverv4reservation
  "Remove-DhcpServerv4Reservation": (server, given) => {
    const addresses = given.texts("IPAddress");
    for (const address of addresses ?? []) {
      const { scope, reservation } = reservationOf(server, address);
      remove(server, scope, (held) => held === reservation);
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
    remove(server, scope, ({ clientId }) => clients?.includes(clientId) ?? true);
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
