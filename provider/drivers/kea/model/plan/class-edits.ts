// Plans edits of option definitions, whose order means nothing, and of classes, whose order
// matters.
import { equal } from "../../../../core/equal.js";
import type { ConfigObject, Json } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import type { IndexedObject } from "../parse/config-index.js";
import { planAppend } from "./list-edits.js";
import { paths, planObject, type Round } from "./round.js";
import type { ObjectsByName } from "../normalize/shared-objects.js";
import { writeClass, writeDefinition } from "./write-objects.js";

/** One of Kea's arrays whose order means nothing. */
interface UnorderedList {
  readonly path: JsonPath;
  readonly list: Json | undefined;
  /** Its elements by name. */
  readonly entries: ReadonlyMap<string, IndexedObject>;
  readonly desired: ObjectsByName;
  /** True where it has other elements, which stay for now: then it is not removed as a whole. */
  readonly hasOthers?: boolean;
  readonly write: (name: string, object: ConfigObject) => Json;
}

/** Returns the edits that remove elements and append new ones. Those that stay are not touched. */
export function planElements({
  path,
  list,
  entries,
  desired,
  hasOthers = false,
  write,
}: UnorderedList): readonly Edit[] {
  const removed = [...entries].filter(([name]) => !desired.has(name));
  const added = [...desired].filter(([name]) => !entries.has(name));
  const isEmptied = removed.length > 0 && removed.length === entries.size && added.length === 0;
  if (isEmptied && !hasOthers) return [{ kind: "remove", path }];
  return [
    ...removed.map(([, entry]): Edit => ({ kind: "remove", path: entry.path })),
    ...planAppend(
      path,
      list,
      added.map(([name, object]) => write(name, object)),
    ),
  ];
}

export function planDefinitions(round: Round): readonly Edit[] {
  const { index, definitions, context } = round;
  return [
    ...planElements({
      path: paths.definitions,
      list: index.server.raw[keywords.optionDefinitions],
      entries: index.definitionEntries,
      desired: definitions,
      write: (key, { properties }) => writeDefinition(key, properties, context.writing),
    }),
    ...[...index.definitionEntries].flatMap(([key, entry]) => {
      const definition = definitions.get(key);
      return definition ? planObject(round, "definition", entry, definition.properties) : [];
    }),
  ];
}

export function planClasses(round: Round): readonly Edit[] {
  const { index, classes } = round;
  return [
    ...planClassList(round),
    ...[...index.classes].flatMap(([name, entry]) => {
      const desired = classes.get(name);
      return desired ? planObject(round, "class", entry, desired.properties) : [];
    }),
  ];
}

/** Removes classes in one round, adds new ones in the next, and then puts all of them in order. */
function planClassList(round: Round): readonly Edit[] {
  const { index, classes, desired } = round;
  const current = [...index.classes.keys()];
  const removed = current.filter((name) => !classes.has(name));
  if (removed.length === current.length && removed.length > 0 && classes.size === 0)
    return [{ kind: "remove", path: paths.classes }];
  if (removed.length > 0)
    return removed.map((name): Edit => ({ kind: "remove", path: index.classes.get(name)!.path }));
  const order = [...(desired.order.classes ?? [])];
  if (order.some((name) => !index.classes.has(name))) return planNewClasses(round, order);
  if (equal(current, order)) return [];
  const positions = new Map(current.map((name, i) => [name, i]));
  return [
    {
      kind: "reorder",
      path: paths.classes,
      order: order.map((name) => positions.get(name) ?? -1),
    },
  ];
}

/** Returns the edits that insert each new class behind the class that it follows. */
function planNewClasses(round: Round, order: readonly string[]): readonly Edit[] {
  const { index, classes, context } = round;
  const current = [...index.classes.keys()];
  const positions = new Map(current.map((name, i) => [name, i]));
  const valuesByPosition = new Map<number, Json[]>();
  let next = 0;
  for (const name of order) {
    const position = positions.get(name);
    if (position !== undefined) next = position + 1;
    else
      listUnder(valuesByPosition, next).push(
        writeClass(name, classes.get(name)!.properties, context.writing),
      );
  }
  return [...valuesByPosition].flatMap(([position, values]): readonly Edit[] =>
    position < current.length
      ? [{ kind: "insert", path: [...paths.classes, position], values }]
      : planAppend(paths.classes, index.server.raw[keywords.classes], values),
  );
}

/** Returns the array under a key, which is created where there is none. */
export function listUnder<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
