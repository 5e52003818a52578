// Commands that change a running server's configuration without loading it anew.
import type { Json } from "../../../core/model.js";
import type { KeaMap } from "../model/index.js";
import { commands } from "../names.js";

/** One command that changes one object of a running server. */
export interface KeaCommand {
  readonly name: string;
  readonly arguments: Json;
  /** The object that it changes, for people: `subnet 10.0.1.0/24`. */
  readonly object: string;
}

/** The steps of a plan, in the order in which a server takes them. */
const steps = [
  "removeReservations",
  "leaveNetworks",
  "removeSubnets",
  "removeNetworks",
  "writeClasses",
  "addNetworks",
  "updateSubnets",
  "addSubnets",
  "joinNetworks",
  "updateReservations",
  "addReservations",
  "removeClasses",
] as const;

/**
 * Commands by the step that they belong to: an address is freed before it is given again, and a
 * class is there before anything names it.
 */
export class CommandList {
  private readonly byStep = new Map<(typeof steps)[number], KeaCommand[]>();

  add(step: (typeof steps)[number], command: KeaCommand): void {
    const added = this.byStep.get(step);
    if (added === undefined) this.byStep.set(step, [command]);
    else added.push(command);
  }

  /** Returns all commands in order. */
  inOrder(): readonly KeaCommand[] {
    return steps.flatMap((step) => this.byStep.get(step) ?? []);
  }
}

/**
 * Commands that a server may carry out in any order among others of the same name, each of which is
 * for another object. Kea returns subnets by their ids, also within a shared network (seen on
 * 3.0.3). The order of classes and shared networks is that of the commands.
 */
const orderless: ReadonlySet<string> = new Set([
  commands.networkSubnetAdd,
  commands.networkSubnetDelete,
  commands.reservationAdd,
  commands.reservationDelete,
  commands.reservationUpdate,
  commands.subnetAdd,
  commands.subnetDelete,
  commands.subnetUpdate,
]);

/** Divides commands into those that may be sent together. Their order stays. */
export function groupIndependent(list: readonly KeaCommand[]): readonly (readonly KeaCommand[])[] {
  const groups: KeaCommand[][] = [];
  for (const command of list) {
    const last = groups.at(-1);
    const isAlike = last !== undefined && last[0]!.name === command.name;
    if (isAlike && orderless.has(command.name)) last.push(command);
    else groups.push([command]);
  }
  return groups;
}

/** A value without some of its members. */
export function without(value: KeaMap, ...names: readonly string[]): KeaMap {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
