// Applies edits to the text of a configuration. Changed values are written in their places,
// whatever file they are in, and every other byte stays.
import { equal } from "../../../core/equal.js";
import type { Json } from "../../../core/model.js";
import { groupByPlace, type RequestedEdits } from "../apply-edits.js";
import type { Edit } from "../json-edit.js";
import type { Addition } from "./addition-text.js";
import { findLastCommentBefore, withComments } from "./comments.js";
import { diffValues } from "./diff-values.js";
import { TextChanges } from "./text-changes.js";
import { rebuildCollection } from "./rebuild-collection.js";
import { findNode, type KeaDocument, type KeaNode } from "./document.js";
import { reorder } from "./reorder.js";
import { formatSingleLine, maxLineLength, styleOf, formatMultiline } from "./text-style.js";

/**
 * Returns the new texts of the files that change, by path. Parsed, they are equal to the result of
 * `applyEdits`.
 */
export function editText(document: KeaDocument, edits: readonly Edit[]): Map<string, string> {
  const changes = new TextChanges(document);
  changeNode(document.root, groupByPlace(document.value, edits), changes);
  return changes.renderTexts();
}

function changeNode(node: KeaNode, requested: RequestedEdits, changes: TextChanges): void {
  if (requested.set !== undefined) replaceValue(node, requested.set.value, changes);
  else if (node.children !== undefined) changeChildren(node, requested, changes);
}

function changeChildren(node: KeaNode, requested: RequestedEdits, changes: TextChanges): void {
  const children = node.children!;
  const removed = new Set<number>();
  const added = new Map<number, Addition[]>();
  for (const [index, inner] of listRequested(node, requested)) {
    if (inner.before !== undefined)
      added.set(
        index,
        inner.before.map((value) => ({ value })),
      );
    if (inner.removed) removed.add(index);
    else changeNode(children[index]!, inner, changes);
  }
  const atEnd = Array.isArray(node.value)
    ? listAppended(requested, changes)
    : listNewMembers(node, requested);
  added.set(children.length, atEnd);
  rebuildCollection(node, { removed, added }, changes);
  if (requested.order !== undefined) reorder(children, requested.order, changes);
}

/** Returns the additions to the end of an array. Elements that move bring their comments. */
function listAppended({ append = [] }: RequestedEdits, { document }: TextChanges): Addition[] {
  return append.map(({ value, from }) =>
    from === undefined ? { value } : { commented: withComments(findNode(document, from)!) },
  );
}

/** Returns the edits of present children, by their positions. */
function listRequested(
  node: KeaNode,
  { inside }: RequestedEdits,
): Iterable<readonly [number, RequestedEdits]> {
  if (Array.isArray(node.value)) return inside as Map<number, RequestedEdits>;
  if (inside.size === 0) return [];
  return node.children!.flatMap(({ name }, index) => {
    const requested = inside.get(name!);
    return requested === undefined ? [] : [[index, requested] as const];
  });
}

function listNewMembers(node: KeaNode, { inside }: RequestedEdits): Addition[] {
  return [...inside]
    .filter(([name]) => !Object.hasOwn(node.value as object, name))
    .map(([name, { set }]) => ({ name: String(name), value: set!.value }));
}

/**
 * Replaces a value. An equal value keeps its spelling; a value with comments in it is only changed
 * where it differs.
 */
function replaceValue(node: KeaNode, value: Json, changes: TextChanges): void {
  if (equal(node.value, value)) return;
  const differences = canBeEdited(node, changes) ? diffValues(node.value, value) : undefined;
  if (differences !== undefined) changeNode(node, differences, changes);
  else changes.replace(node, formatInPlace(node, value));
}

function formatInPlace({ source, start, end, name }: KeaNode, value: Json): string {
  const style = styleOf(source);
  const line = formatSingleLine(value, style, name);
  const isOnOneLine = source.lineStart(end) <= start;
  if (style.isSingleLine || (isOnOneLine && line.length <= maxLineLength)) return line;
  return formatMultiline(value, style, source.indentation(start), name);
}

/**
 * Returns whether a value is edited inside, to keep its comments. A value with an include directive
 * in it is replaced as a whole, because other places may include the same file.
 */
const canBeEdited = (node: KeaNode, changes: TextChanges): boolean =>
  hasComments(node) && !includesFiles(node, changes);

function hasComments({ children, source, start, end }: KeaNode): boolean {
  if (children === undefined) return false;
  const inside = source.comments[findLastCommentBefore(source, start) + 1];
  return inside !== undefined && inside.end < end;
}

function includesFiles({ source, start, end }: KeaNode, { document }: TextChanges): boolean {
  return document.sources.some(({ includedBy }) => {
    return includedBy?.source === source && includedBy.start > start && includedBy.end < end;
  });
}
