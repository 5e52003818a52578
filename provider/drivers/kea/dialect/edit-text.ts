// Edits carried out on a configuration's text: what changes is written where it stands, in
// whichever file, and every other byte stays.
import { equal } from "../../../core/equal.js";
import type { Json } from "../../../core/model.js";
import { groupByPlace, type RequestedEdits } from "../apply-edits.js";
import type { Edit } from "../json-edit.js";
import type { Addition } from "./insertions.js";
import { findLastCommentBefore, withComments } from "./comments.js";
import { diffValues } from "./diff-values.js";
import { TextChanges } from "./text-changes.js";
import { rebuildCollection } from "./rebuild-collection.js";
import { findNode, type KeaDocument, type KeaNode } from "./document.js";
import { reorder } from "./reorder.js";
import { formatSingleLine, maxLineLength, styleOf, formatMultiline } from "./text-style.js";

/**
 * The new texts of the files that change, by path. Reading them gives exactly what `applyEdits`
 * gives.
 */
export function editText(document: KeaDocument, edits: readonly Edit[]): Map<string, string> {
  const changes = new TextChanges(document);
  changeNode(document.root, groupByPlace(document.value, edits), changes);
  return changes.renderTexts();
}

function changeNode(node: KeaNode, asked: RequestedEdits, changes: TextChanges): void {
  if (asked.set !== undefined) return replaceValue(node, asked.set.value, changes);
  const { children } = node;
  if (children === undefined) return;
  const removed = new Set<number>();
  const added = new Map<number, Addition[]>();
  const elements = (values: readonly Json[]): Addition[] => values.map((value) => ({ value }));

  for (const [index, inner] of listRequested(node, asked)) {
    if (inner.before !== undefined) added.set(index, elements(inner.before));
    if (inner.removed) removed.add(index);
    else changeNode(children[index]!, inner, changes);
  }
  if (Array.isArray(node.value)) added.set(children.length, listAppended(asked, changes));
  else added.set(children.length, listNewMembers(node, asked));
  rebuildCollection(node, { removed, added }, changes);
  if (asked.order !== undefined) reorder(children, asked.order, changes);
}

/**
 * Returns the additions to the end of a list: elements that stand elsewhere come with their
 * comments.
 */
function listAppended({ append = [] }: RequestedEdits, { document }: TextChanges): Addition[] {
  return append.map(({ value, from }) =>
    from === undefined ? { value } : { commented: withComments(findNode(document, from)!) },
  );
}

/** Returns the edits of children that are there, by their positions. */
function listRequested(
  node: KeaNode,
  { inside }: RequestedEdits,
): Iterable<readonly [number, RequestedEdits]> {
  if (Array.isArray(node.value)) return inside as Map<number, RequestedEdits>;
  if (inside.size === 0) return [];
  return node.children!.flatMap(({ name }, index) => {
    const asked = inside.get(name!);
    return asked === undefined ? [] : [[index, asked] as const];
  });
}

function listNewMembers(node: KeaNode, { inside }: RequestedEdits): Addition[] {
  return [...inside]
    .filter(([name]) => !Object.hasOwn(node.value as object, name))
    .map(([name, { set }]) => ({ name: String(name), value: set!.value }));
}

/**
 * A value that says the same already keeps its spelling; one with comments in it changes where it
 * differs.
 */
function replaceValue(node: KeaNode, value: Json, changes: TextChanges): void {
  if (equal(node.value, value)) return;
  const { source, start, end } = node;
  if (hasComments(node) && !bringsFiles(node, changes)) {
    const asked = diffValues(node.value, value);
    if (asked !== undefined) return changeNode(node, asked, changes);
  }
  const style = styleOf(source);
  const line = formatSingleLine(value, style, node.name);
  const oneLine =
    style.isSingleLine || (source.lineStart(end) <= start && line.length <= maxLineLength);
  changes.replace(
    { source, start, end },
    oneLine ? line : formatMultiline(value, style, source.indentation(start), node.name),
  );
}

function hasComments({ children, source, start, end }: KeaNode): boolean {
  if (children === undefined) return false;
  const before = findLastCommentBefore(source, start);
  const inside = source.comments[before + 1];
  return inside !== undefined && inside.end < end;
}

/**
 * Does an include directive stand in it? What is set takes its place whole: the file may be another
 * one's as well.
 */
function bringsFiles({ source, start, end }: KeaNode, { document }: TextChanges): boolean {
  return document.sources.some(({ includedBy }) => {
    return includedBy?.source === source && includedBy.start > start && includedBy.end < end;
  });
}
