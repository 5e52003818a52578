// Plans the change of a running server's configuration as commands, so that neither the hooks nor
// failover begin anew. Commands exist since Kea 3.0, in hook libraries.
import { equal } from "../../../core/equal.js";
import { hasCommands, type KeaMap, type Release } from "../model/index.js";
import { hooks, keywords } from "../names.js";
import { planClasses } from "./classes.js";
import { CommandList, type KeaCommand } from "./command.js";
import { planSubnets } from "./subnets.js";

/**
 * The way in which a change can be written, and why it needs a config-set where it does. No
 * reasons: the release has no such commands, or they are not to be used.
 */
export type WritingWay =
  | { readonly way: "commands"; readonly commands: readonly KeaCommand[] }
  | { readonly way: "config-set"; readonly reasons: readonly string[] }
  | { readonly way: "config-set"; readonly missingHooks: readonly string[] };

/** A running server that a change is for. */
export interface CommandTarget {
  readonly release: Release;
  /** The commands that it takes. */
  readonly commands: ReadonlySet<string>;
}

const changedByCommands: readonly string[] = [
  keywords.subnets,
  keywords.sharedNetworks,
  keywords.reservations,
  keywords.classes,
];

/**
 * Returns the commands that change one `Dhcp4` into another, both without inherited values. Returns
 * the objects that no command can change, for people, where there are any; or the hook libraries
 * that the server would have to load.
 */
export function planCommands(
  former: KeaMap,
  desired: KeaMap,
  { release, commands: available }: CommandTarget,
): WritingWay {
  if (!hasCommands(release)) return { way: "config-set", reasons: [] };
  const list = new CommandList();
  const reasons = [
    ...findOthers(former, desired),
    ...planClasses(former, desired, list),
    ...planSubnets(former, desired, list),
  ];
  if (reasons.length > 0) return { way: "config-set", reasons };
  const commands = list.inOrder();
  const missing = commands.filter(({ name }) => !available.has(name));
  if (missing.length > 0)
    return {
      way: "config-set",
      missingHooks: [...new Set(missing.map(({ name }) => hookOf(name)))].sort(),
    };
  return { way: "commands", commands };
}

/** Returns the top-level names whose values differ and that no command changes. */
function findOthers(former: KeaMap, desired: KeaMap): readonly string[] {
  const names = new Set([...Object.keys(former), ...Object.keys(desired)]);
  return [...names].filter(
    (name) => !changedByCommands.includes(name) && !equal(former[name], desired[name]),
  );
}

/** Returns the hook library that a command is in. */
function hookOf(command: string): string {
  const [prefix] = command.split("-");
  if (prefix === "reservation") return hooks.hostCommands;
  if (prefix === "class") return hooks.classCommands;
  return hooks.subnetCommands;
}
