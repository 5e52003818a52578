// Edits of one of Kea's lists, so that it holds the members it should: some go, some come, some
// change where they stand.
import type { Json, Tree } from "../../../core/model.js";
import type { Edit, JsonPath } from "../json-edit.js";
import { equal } from "../../../core/equal.js";
import type { KeaMap } from "./kea-map.js";

/** A member of a collection, under its key. */
export interface Member {
  readonly key: string;
  readonly member: Tree;
}

/** A list of Kea's that is a collection of the model's. */
export interface EditableList {
  /** The map it stands in, and its name there. */
  readonly parent: JsonPath;
  readonly key: string;
  readonly raws: readonly KeaMap[] | undefined;
  /** The members as they stand, in the order of the list. */
  readonly members: readonly Member[];
}

export interface MemberEditing {
  readonly write: (key: string, member: Tree) => Json;
  readonly change: (path: JsonPath, raw: KeaMap, from: Member, to: Member) => readonly Edit[];
  /** Find the member that one became whose key has changed, by each of these in turn. */
  readonly recognizedBy?: readonly Recognition[];
}

/**
 * Looks through members that have no other yet, and returns what finds the one that a member
 * became; each is found once.
 */
export type Recognition = (open: ReadonlyMap<string, Tree>) => (from: Member) => string | undefined;

/** Recognizes a member by something that stays when its key changes. */
export const recognizeBy =
  (mark: (member: Member) => string): Recognition =>
  (open) => {
    const keys = new Map<string, string[]>();
    for (const [key, member] of open) {
      const found = mark({ key, member });
      const alike = keys.get(found);
      if (alike) alike.push(key);
      else keys.set(found, [key]);
    }
    for (const alike of keys.values()) alike.reverse();
    return (from) => keys.get(mark(from))?.pop();
  };

/** The edits that make a list hold `desired`. */
export function planList(
  { parent, key, raws, members }: EditableList,
  desired: Tree,
  { write, change, recognizedBy = [] }: MemberEditing,
): readonly Edit[] {
  const path = [...parent, key];
  const left = new Map(Object.entries(desired) as [string, Tree][]);
  const matched = new Map<number, readonly [string, Tree]>();
  const match = (find: (member: Member) => string | undefined): void =>
    members.forEach((member, i) => {
      const to = matched.has(i) ? undefined : find(member);
      if (to === undefined) return;
      matched.set(i, [to, left.get(to)!]);
      left.delete(to);
    });
  match((member) => (left.has(member.key) ? member.key : undefined));
  for (const recognition of recognizedBy) {
    if (left.size === 0 || matched.size === members.length) break;
    match(recognition(new Map(left)));
  }
  const added = [...left].map(([to, member]) => write(to, member));
  if (members.length > 0 && matched.size === 0 && added.length === 0)
    return [{ kind: "remove", path }];
  return [
    ...members.flatMap((from, i): readonly Edit[] => {
      const to = matched.get(i);
      if (!to) return [{ kind: "remove", path: [...path, i] }];
      return from.key === to[0] && equal(from.member, to[1])
        ? []
        : change([...path, i], raws![i]!, from, { key: to[0], member: to[1] });
    }),
    ...planAppend(path, raws, added),
  ];
}

/** Adds to a list that may not be there yet. */
export function planAppend(
  path: JsonPath,
  standing: Json | undefined,
  values: readonly Json[],
): readonly Edit[] {
  if (values.length === 0) return [];
  return Array.isArray(standing)
    ? [{ kind: "append", path, values }]
    : [{ kind: "set", path, value: values }];
}
