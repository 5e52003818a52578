// Plans edits of `user-context` and of other nested objects, member by member.
import { isMap } from "../../../../core/canonical.js";
import { equal } from "../../../../core/equal.js";
import type { Tree } from "../../../../core/model.js";
import type { Edit, JsonPath } from "../../json-edit.js";
import { keywords } from "../../names.js";
import { setOrRemove, type TreeChange } from "./edit-context.js";
import type { KeaMap } from "../kea-map.js";

/** A nested object as it is, and the members that are read and should be read. */
interface ContextChange extends Pick<TreeChange, "path" | "raw"> {
  readonly before?: Tree | undefined;
  readonly after?: Tree | undefined;
}

/**
 * Returns the edits of an object's notes. Notes that are not compared stay. A comment stays in the
 * keyword `comment` where it is there.
 */
export function planContext(change: ContextChange): readonly Edit[] {
  const { path, raw } = change;
  const { before, after, edits } = planComment(change);
  const context = raw[keywords.userContext];
  const contextPath = [...path, keywords.userContext];
  const desired = Object.keys(after).length > 0 ? after : undefined;
  if (isMap(context)) return [...edits, ...planMap(contextPath, context, before, desired)];
  return desired ? [...edits, { kind: "set", path: contextPath, value: desired }] : edits;
}

/**
 * Returns the edits of the keyword `comment`, and the notes that `user-context` has and should
 * have.
 */
function planComment({ path, raw, before = {}, after = {} }: ContextChange): {
  readonly before: Tree;
  readonly after: Tree;
  readonly edits: readonly Edit[];
} {
  if (raw[keywords.comment] === undefined) return { before, after, edits: [] };
  const { comment, ...others } = before;
  const { comment: desired, ...desiredOthers } = after;
  const isText = typeof desired === "string";
  const edit = setOrRemove([...path, keywords.comment], isText ? desired : undefined);
  const edits = equal(desired, comment) ? [] : [edit];
  // `user-context` alone takes a comment that is no text.
  const isMoved = desired !== undefined && !isText;
  return { before: others, after: isMoved ? after : desiredOthers, edits };
}

/**
 * Returns the edits of a nested object whose members have the same names in the model. Defaults and
 * members that are not compared are not in `before`, and stay.
 */
export function planMap(
  path: JsonPath,
  raw: KeaMap,
  before: Tree,
  after: Tree | undefined,
): readonly Edit[] {
  if (after === undefined && Object.keys(raw).every((name) => before[name] !== undefined))
    return [{ kind: "remove", path }];
  const names = new Set([...Object.keys(before), ...Object.keys(after ?? {})]);
  return [...names].flatMap((name): readonly Edit[] => {
    const value = after?.[name];
    if (equal(before[name], value)) return [];
    if (value === undefined && raw[name] === undefined) return [];
    return [setOrRemove([...path, name], value)];
  });
}
