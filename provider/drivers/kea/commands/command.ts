// Commands that change a running server's configuration without loading it anew.
import type { Json } from "../../../core/model.js";
import type { KeaMap } from "../model/index.js";

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
  "writeReservations",
  "removeClasses",
] as const;

/**
 * Commands by the step that they belong to: an address is freed before it is given again, and a
 * class is there before anything names it.
 */
export class CommandList {
  private readonly byStep = new Map<(typeof steps)[number], KeaCommand[]>();

  add(step: (typeof steps)[number], command: KeaCommand): void {
    const commands = this.byStep.get(step);
    if (commands === undefined) this.byStep.set(step, [command]);
    else commands.push(command);
  }

  /** Returns all commands in order. */
  inOrder(): readonly KeaCommand[] {
    return steps.flatMap((step) => this.byStep.get(step) ?? []);
  }
}

/** A value without some of its members. */
export function without(value: KeaMap, ...names: readonly string[]): KeaMap {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
