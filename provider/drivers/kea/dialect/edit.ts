// Edits carried out on a configuration's text: what changes is written where it stands, in whichever file, and every other byte stays.
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../../core/model.js";
import { byPlace, type Asked } from "../apply-edits.js";
import type { Edit } from "../edit.js";
import type { Addition } from "./addition.js";
import { lastCommentBefore, unitOf } from "./belongings.js";
import { between } from "./between.js";
import { Changes } from "./changes.js";
import { rebuild } from "./collection.js";
import { find, type KeaDocument, type Node } from "./document.js";
import { reorder } from "./reorder.js";
import { flat, short, spellingOf, tall } from "./spelling.js";

/** The new texts of the files that change, by path. Reading them gives exactly what `applyEdits` gives. */
export function edit(document: KeaDocument, edits: readonly Edit[]): Map<string, string> {
  const changes = new Changes(document);
  change(document.root, byPlace(document.value, edits), changes);
  return changes.texts();
}

function change(node: Node, asked: Asked, changes: Changes): void {
  if (asked.set !== undefined) return set(node, asked.set.value, changes);
  const { children } = node;
  if (children === undefined) return;
  const removed = new Set<number>();
  const added = new Map<number, Addition[]>();
  const elements = (values: readonly Json[]): Addition[] => values.map((value) => ({ value }));

  for (const [index, inner] of present(node, asked)) {
    if (inner.before !== undefined) added.set(index, elements(inner.before));
    if (inner.removed) removed.add(index);
    else change(children[index]!, inner, changes);
  }
  if (Array.isArray(node.value)) added.set(children.length, appended(asked, changes));
  else added.set(children.length, newMembers(node, asked));
  rebuild(node, { removed, added }, changes);
  if (asked.order !== undefined) reorder(children, asked.order, changes);
}

/** What comes to the end of a list: elements that stand elsewhere come with their comments. */
function appended({ append = [] }: Asked, { document }: Changes): Addition[] {
  return append.map(({ value, from }) =>
    from === undefined ? { value } : { unit: unitOf(find(document, from)!) },
  );
}

/** What is asked of the children that are there, by their positions. */
function present(node: Node, { inside }: Asked): Iterable<readonly [number, Asked]> {
  if (Array.isArray(node.value)) return inside as Map<number, Asked>;
  if (inside.size === 0) return [];
  return node.children!.flatMap(({ name }, index) => {
    const asked = inside.get(name!);
    return asked === undefined ? [] : [[index, asked] as const];
  });
}

function newMembers(node: Node, { inside }: Asked): Addition[] {
  return [...inside]
    .filter(([name]) => !Object.hasOwn(node.value as object, name))
    .map(([name, { set }]) => ({ name: String(name), value: set!.value }));
}

/** A value that says the same already keeps its spelling; one with comments in it changes where it differs. */
function set(node: Node, value: Json, changes: Changes): void {
  if (isDeepStrictEqual(node.value, value)) return;
  const { source, start, end } = node;
  if (hasComments(node) && !bringsFiles(node, changes)) {
    const asked = between(node.value, value);
    if (asked !== undefined) return change(node, asked, changes);
  }
  const spelling = spellingOf(source);
  const line = flat(value, spelling, node.name);
  const oneLine = spelling.flat || (source.lineStart(end) <= start && line.length <= short);
  changes.replace(
    { source, start, end },
    oneLine ? line : tall(value, spelling, source.indentation(start), node.name),
  );
}

function hasComments({ children, source, start, end }: Node): boolean {
  if (children === undefined) return false;
  const before = lastCommentBefore(source, start);
  const inside = source.comments[before + 1];
  return inside !== undefined && inside.end < end;
}

/** Does an include directive stand in it? What is set takes its place whole: the file may be another one's as well. */
function bringsFiles({ source, start, end }: Node, { document }: Changes): boolean {
  return document.sources.some(({ includedBy }) => {
    return includedBy?.source === source && includedBy.start > start && includedBy.end < end;
  });
}
