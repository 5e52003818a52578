// Changes of client classes as commands of the hook library class_cmds (Kea manual, "Class
// Commands"). A class that is added stands at the end of the list, and one that is updated stays
// where it is.
import { equal } from "../../../core/equal.js";
import { asMaps, listClassesInTest, type KeaMap } from "../model/index.js";
import { commands, keywords } from "../names.js";
import type { CommandList } from "./command.js";

/**
 * Adds the commands that change the client classes. Returns the changes that have no command, for
 * people.
 */
export function planClasses(before: KeaMap, after: KeaMap, list: CommandList): readonly string[] {
  const lists = [before, after].map((dhcp4) => dhcp4[keywords.classes]);
  if (equal(lists[0] ?? [], lists[1] ?? [])) return [];
  const [former, desired] = lists.map((classes) => byName(asMaps(classes, keywords.classes))) as [
    ReadonlyMap<string, KeaMap>,
    ReadonlyMap<string, KeaMap>,
  ];
  const kept = [...former.keys()].filter((name) => desired.has(name));
  const added = [...desired.keys()].filter((name) => !former.has(name));
  if (!equal([...kept, ...added], [...desired.keys()])) return ["the order of client classes"];
  const changed = kept.filter((name) => !equal(former.get(name), desired.get(name)));
  const fixed = changed.find((name) => namesKnown(name, former) !== namesKnown(name, desired));
  if (fixed !== undefined)
    return [`client class ${fixed}, which comes to depend on KNOWN or no longer does`];
  for (const name of changed) addClassCommand(commands.classUpdate, desired.get(name)!, list);
  for (const name of added) addClassCommand(commands.classAdd, desired.get(name)!, list);
  for (const name of [...former.keys()].toReversed())
    if (!desired.has(name))
      list.add("removeClasses", {
        name: commands.classDelete,
        arguments: { name },
        object: `client class ${name}`,
      });
  return [];
}

const byName = (classes: readonly KeaMap[]): ReadonlyMap<string, KeaMap> =>
  new Map(classes.map((raw) => [String(raw.name), raw]));

/**
 * Tells whether a class depends on the built-in classes KNOWN or UNKNOWN, through others as well:
 * class-update refuses to change that.
 */
function namesKnown(
  name: string,
  classes: ReadonlyMap<string, KeaMap>,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (name === "KNOWN" || name === "UNKNOWN") return true;
  if (seen.has(name)) return false;
  const others = listClassesInTest(String(classes.get(name)?.test ?? ""));
  return others.some((other) => namesKnown(other, classes, new Set([...seen, name])));
}

function addClassCommand(name: string, raw: KeaMap, list: CommandList): void {
  list.add("writeClasses", {
    name,
    arguments: { [keywords.classes]: [raw] },
    object: `client class ${String(raw.name)}`,
  });
}
