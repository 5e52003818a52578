// Plans edits of one of Kea's arrays so that it holds the desired members: some are removed, some
// added, some changed in their place.
import { equal } from "../../../../core/equal.js";
import type { Json, Tree } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import type { KeaMap } from "../kea-map.js";

/** A member of a collection, under its key. */
export interface Member {
  readonly key: string;
  readonly member: Tree;
}

/** One of Kea's arrays that is a collection in the model. */
export interface EditableList {
  readonly path: JsonPath;
  readonly raws: readonly KeaMap[] | undefined;
  /** The members as they are, in the order of the array. */
  readonly members: readonly Member[];
}

/** A member that changes in its place. */
export interface MemberChange {
  readonly path: JsonPath;
  readonly raw: KeaMap;
  readonly from: Member;
  readonly to: Member;
}

export interface MemberEditing {
  readonly write: (key: string, member: Tree) => Json;
  readonly change: (change: MemberChange) => readonly Edit[];
  /** Ways to recognize a member whose key has changed, in the order in which they are tried. */
  readonly recognizedBy?: readonly Recognition[];
}

/**
 * Takes the desired members that are not yet matched, and returns a function that finds the key
 * which a present member has among them. Each is found once.
 */
export type Recognition = (open: ReadonlyMap<string, Tree>) => (from: Member) => string | undefined;

/** Returns a recognition by a mark that stays the same when the key changes. */
export const recognizeBy =
  (markOf: (member: Member) => string): Recognition =>
  (open) => {
    const keysByMark = Map.groupBy(open.keys(), (key) => markOf({ key, member: open.get(key)! }));
    for (const keys of keysByMark.values()) keys.reverse();
    return (from) => keysByMark.get(markOf(from))?.pop();
  };

/** Returns the edits that make an array hold the desired members. */
export function planList(
  { path, raws, members }: EditableList,
  desired: Tree,
  { write, change, recognizedBy = [] }: MemberEditing,
): readonly Edit[] {
  const { matched, added } = matchMembers(members, desired, recognizedBy);
  if (members.length > 0 && matched.size === 0 && added.size === 0)
    return [{ kind: "remove", path }];
  const values = [...added].map(([key, member]) => write(key, member));
  return [
    ...members.flatMap((from, i): readonly Edit[] => {
      const to = matched.get(i);
      if (!to) return [{ kind: "remove", path: [...path, i] }];
      const isUnchanged = from.key === to.key && equal(from.member, to.member);
      return isUnchanged ? [] : change({ path: [...path, i], raw: raws![i]!, from, to });
    }),
    ...planAppend(path, raws, values),
  ];
}

/** Returns the desired member of each present one, by position, and the desired members to add. */
function matchMembers(
  members: readonly Member[],
  desired: Tree,
  recognizedBy: readonly Recognition[],
): {
  readonly matched: ReadonlyMap<number, Member>;
  readonly added: ReadonlyMap<string, Tree>;
} {
  const open = new Map(Object.entries(desired) as [string, Tree][]);
  const matched = new Map<number, Member>();
  const match = (find: (member: Member) => string | undefined): void => {
    for (const [i, member] of members.entries()) {
      const key = matched.has(i) ? undefined : find(member);
      if (key === undefined) continue;
      matched.set(i, { key, member: open.get(key)! });
      open.delete(key);
    }
  };
  match(({ key }) => (open.has(key) ? key : undefined));
  for (const recognition of recognizedBy) {
    if (open.size === 0 || matched.size === members.length) break;
    match(recognition(new Map(open)));
  }
  return { matched, added: open };
}

/** Returns the edit that adds values to an array, which may be missing. */
export function planAppend(
  path: JsonPath,
  current: Json | undefined,
  values: readonly Json[],
): readonly Edit[] {
  if (values.length === 0) return [];
  return Array.isArray(current)
    ? [{ kind: "append", path, values }]
    : [{ kind: "set", path, value: values }];
}
