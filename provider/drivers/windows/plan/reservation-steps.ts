// Reservations in cmdlets. One that changes its client is removed and added: two could not change
// places otherwise.
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Tree } from "../../../core/model.js";
import type { ScopeChange } from "./change.js";
import { planOptions } from "./option-steps.js";
import type { Step, Value } from "./step.js";

type Reservations = Readonly<Record<string, Tree>>;
const reservationsIn = (tree: Tree): Reservations => mapOf(tree.reservations) as Reservations;

const listClients = (reservations: Reservations): ReadonlySet<unknown> =>
  new Set(Object.values(reservations).map(({ client }) => client));

/**
 * Plans the removal of reservations that go, and of those whose client gets another address: the
 * server would refuse that while the reservation is here.
 */
export function planReservationRemovals(change: ScopeChange): readonly Step[] {
  const [current, desired] = [reservationsIn(change.current), reservationsIn(change.desired)];
  const clients = listClients(desired);
  return Object.entries(current)
    .filter(([address, { client }]) => {
      const successor = desired[address];
      return successor === undefined || (successor.client !== client && clients.has(client));
    })
    .map(([address, { client }]) => planRemoval(change, address, client, desired[address]));
}

function planRemoval(
  { where, scopeId }: ScopeChange,
  address: string,
  client: unknown,
  successor: Tree | undefined,
): Step {
  const what = successor ? `makes way for ${String(successor.client)}` : "goes";
  return {
    reason: `${where} reservations.${address}: ${String(client)} ${what}`,
    cmdlet: "Remove-DhcpServerv4Reservation",
    parameters: { IPAddress: address },
    if: { name: "Test-Reservation", arguments: [scopeId, address, String(client)] },
  };
}

/** Plans reservations that come or change, each with its options. */
export function planReservations(change: ScopeChange): readonly Step[] {
  const { where, scopeId, types } = change;
  const [current, desired] = [reservationsIn(change.current), reservationsIn(change.desired)];
  const clients = listClients(desired);
  return Object.entries(desired).flatMap(([address, reservation]): readonly Step[] => {
    const before = current[address];
    const kept = before?.client === reservation.client ? before : undefined;
    // The address is free for one call only.
    const makesWay = before !== undefined && !kept && !clients.has(before.client);
    const level = { where: `${where} reservations.${address}`, scopeId, reservedIp: address };
    return [
      ...(makesWay ? [planRemoval(change, address, before.client, reservation)] : []),
      ...(kept
        ? planReservationProperties(level.where, address, kept, reservation)
        : planReservationAddition(level.where, scopeId, address, reservation)),
      ...planOptions(level, kept ?? {}, reservation, types),
    ];
  });
}

const textOf = (reservation: Tree, name: string): string => String(reservation[name] ?? "");

function planReservationAddition(
  where: string,
  scopeId: string,
  address: string,
  reservation: Tree,
): readonly Step[] {
  const client = textOf(reservation, "client");
  const addition: Step = {
    reason: `${where}: ${client} ${textOf(reservation, "name")} comes`,
    cmdlet: "Add-DhcpServerv4Reservation",
    parameters: {
      ScopeId: scopeId,
      IPAddress: address,
      ClientId: client,
      Type: textOf(reservation, "type"),
      ...(reservation.name !== undefined && { Name: textOf(reservation, "name") }),
      ...(reservation.description !== undefined && {
        Description: textOf(reservation, "description"),
      }),
    },
    // Of this client: where another has the address by now, the call fails and says so.
    unless: { name: "Test-Reservation", arguments: [scopeId, address, client] },
  };
  if (reservation.name !== undefined) return [addition];
  // A server gives a reservation without a name one of its own.
  return [
    addition,
    {
      reason: `${where}.name: none`,
      cmdlet: "Set-DhcpServerv4Reservation",
      parameters: { IPAddress: address, Name: "" },
    },
  ];
}

/** The parameter of Set-DhcpServerv4Reservation for each property. */
const reservationParameters = { name: "Name", description: "Description", type: "Type" } as const;

function planReservationProperties(
  where: string,
  address: string,
  from: Tree,
  to: Tree,
): readonly Step[] {
  const changed = Object.entries(reservationParameters)
    .filter(([name]) => !equal(from[name] ?? null, to[name] ?? null))
    .map(([name, parameter]): [string, Value] => [parameter, textOf(to, name)]);
  if (changed.length === 0) return [];
  const parameters = Object.fromEntries(changed);
  return [
    {
      reason: `${where}: ${Object.keys(parameters).join(", ")}`,
      cmdlet: "Set-DhcpServerv4Reservation",
      parameters: { IPAddress: address, ...parameters },
    },
  ];
}
