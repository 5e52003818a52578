// Reservations in cmdlets. One that changes its client is made anew: two could not change places otherwise.
import { mapOf } from "../../../core/canonical.js";
import { equal } from "../../../core/equal.js";
import type { Tree } from "../../../core/model.js";
import type { OptionTypes } from "../model/options.js";
import { planOptions } from "./option-steps.js";
import type { Step, Value } from "./step.js";

type Reservations = Readonly<Record<string, Tree>>;
const reservationsIn = (tree: Tree): Reservations => mapOf(tree.reservations) as Reservations;

/** Those that go; and those whose client is wanted at another address, which would be refused while it is here. */
export function planReservationRemovals(
  id: string,
  scopeId: string,
  from: Tree,
  to: Tree,
): readonly Step[] {
  const [current, desired] = [reservationsIn(from), reservationsIn(to)];
  const wanted = new Set(Object.values(desired).map(({ client }) => client));
  return Object.keys(current)
    .filter(
      (address) =>
        desired[address] === undefined ||
        (desired[address].client !== current[address]!.client &&
          wanted.has(current[address]!.client)),
    )
    .map((address) => planRemoval(id, scopeId, address, current[address]!, desired[address]));
}

const planRemoval = (
  id: string,
  scopeId: string,
  address: string,
  { client }: Tree,
  to: Tree | undefined,
): Step => ({
  reason: `${id} reservations.${address}: ${String(client)} ${to ? `makes way for ${String(to.client)}` : "goes"}`,
  cmdlet: "Remove-DhcpServerv4Reservation",
  parameters: { IPAddress: address },
  if: { name: "Test-Reservation", arguments: [scopeId, address, String(client)] },
});

/** Those that come or change, each with its options. */
export function planReservations(
  id: string,
  scopeId: string,
  from: Tree,
  to: Tree,
  types: OptionTypes,
): readonly Step[] {
  const [current, desired] = [reservationsIn(from), reservationsIn(to)];
  const wanted = new Set(Object.values(desired).map(({ client }) => client));
  return Object.entries(desired).flatMap(([address, reservation]): readonly Step[] => {
    const where = `${id} reservations.${address}`;
    const kept = current[address]?.client === reservation.client ? current[address] : undefined;
    const textOf = (name: string): string => String(reservation[name] ?? "");
    const steps: Step[] = [];
    if (!kept) {
      // The address stands free for one call only.
      if (current[address] && !wanted.has(current[address].client))
        steps.push(planRemoval(id, scopeId, address, current[address], reservation));
      steps.push({
        reason: `${where}: ${textOf("client")} ${textOf("name")} comes`,
        cmdlet: "Add-DhcpServerv4Reservation",
        parameters: {
          ScopeId: scopeId,
          IPAddress: address,
          ClientId: textOf("client"),
          Type: textOf("type"),
          ...(reservation.name !== undefined && { Name: textOf("name") }),
          ...(reservation.description !== undefined && { Description: textOf("description") }),
        },
        // Of this client: where another has the address by now, the call fails and says so.
        unless: { name: "Test-Reservation", arguments: [scopeId, address, textOf("client")] },
      });
      // A server gives a reservation without a name one of its own.
      if (reservation.name === undefined)
        steps.push({
          reason: `${where}.name: none`,
          cmdlet: "Set-DhcpServerv4Reservation",
          parameters: { IPAddress: address, Name: "" },
        });
    } else {
      const changed: Record<string, Value> = {};
      for (const [name, parameter] of [
        ["name", "Name"],
        ["description", "Description"],
        ["type", "Type"],
      ] as const)
        if (!equal(kept[name] ?? null, reservation[name] ?? null))
          changed[parameter] = textOf(name);
      if (Object.keys(changed).length > 0)
        steps.push({
          reason: `${where}: ${Object.keys(changed).join(", ")}`,
          cmdlet: "Set-DhcpServerv4Reservation",
          parameters: { IPAddress: address, ...changed },
        });
    }
    return [
      ...steps,
      ...planOptions({ where, scopeId, reservedIp: address }, kept ?? {}, reservation, types),
    ];
  });
}
