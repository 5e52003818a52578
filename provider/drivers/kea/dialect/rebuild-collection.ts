// Removes children from an array or object and adds others.
import type { Addition } from "./addition-text.js";
import { withComments } from "./comments.js";
import type { KeaNode } from "./document.js";
import { putAfter, putFirst, putIntoEmpty } from "./insertions.js";
import type { Span } from "./source.js";
import type { TextChanges } from "./text-changes.js";

/** Changes of a collection, by the present positions of its children. */
export interface Rebuilding {
  readonly removed: ReadonlySet<number>;
  /** Additions before a child; before position `children.length`: after the last one. */
  readonly added: ReadonlyMap<number, readonly Addition[]>;
}

export function rebuildCollection(
  container: KeaNode,
  rebuilding: Rebuilding,
  changes: TextChanges,
): void {
  const children = container.children!;
  const { removed } = rebuilding;
  if (removed.size > 0) removeChildren(container, removed, changes);
  const groups = groupAdditions(children, rebuilding);
  // One comma between two children; after the last one only where there was one before.
  const endsInComma = children.length > 0 && children.at(-1)!.comma !== -1;
  const lastStaying = children.findLastIndex((_, index) => !removed.has(index));
  for (const [index, { next, additions }] of groups) {
    const hasCommaAfter = index !== lastStaying || endsInComma;
    if (children.length === 0) putIntoEmpty(container, additions, changes);
    else if (index === -1) putFirst(container, additions, hasCommaAfter, changes);
    else putAfter({ container, index, next, additions, hasCommaAfter }, changes);
  }
  const last = children[lastStaying];
  const hasExtraComma = last !== undefined && last.comma !== -1 && !endsInComma;
  if (hasExtraComma && !groups.has(lastStaying))
    changes.remove(last.commaSource, last.comma, last.comma + 1);
}

interface AdditionGroup {
  /** The position that the first of them were added before. */
  readonly next: number;
  readonly additions: Addition[];
}

/** Returns the additions by the position of the staying child that they follow; -1: none. */
function groupAdditions(
  children: readonly KeaNode[],
  { removed, added }: Rebuilding,
): ReadonlyMap<number, AdditionGroup> {
  const groups = new Map<number, AdditionGroup>();
  let staying = -1;
  for (let index = 0; index <= children.length; index++) {
    const additions = added.get(index) ?? [];
    const group = groups.get(staying);
    if (group !== undefined) for (const addition of additions) group.additions.push(addition);
    else if (additions.length > 0) groups.set(staying, { next: index, additions: [...additions] });
    if (!removed.has(index)) staying = index;
  }
  return groups;
}

/** Removes children with their commas and comments. Adjacent children are removed together. */
function removeChildren(
  container: KeaNode,
  removed: ReadonlySet<number>,
  changes: TextChanges,
): void {
  let run: Span | undefined;
  for (const index of [...removed].sort((one, other) => one - other)) {
    const child = container.children![index]!;
    const { comma, commaSource } = child;
    const commented = withComments(child);
    if (comma !== -1 && commented.comma === -1) changes.remove(commaSource, comma, comma + 1);
    if (run !== undefined && isAdjacent(run, commented)) {
      run = { ...run, end: commented.end };
      continue;
    }
    if (run !== undefined) removeText(run, changes);
    run = commented;
  }
  if (run !== undefined) removeText(run, changes);
  for (const { source, start, end } of container.extraCommas ?? [])
    changes.remove(source, start, end);
}

const isAdjacent = (one: Span, next: Span): boolean =>
  one.source === next.source && /^[ \t\r\n]*$/.test(one.source.text.slice(one.end, next.start));

/** Removes whole lines where nothing else is on them; else the text with the blanks on one side. */
function removeText({ source, start, end }: Span, changes: TextChanges): void {
  const lineEnd = source.lineEnd(end);
  if (!source.startsLine(start)) changes.remove(source, source.skipBlanksBack(start), end);
  else if (lineEnd === undefined) changes.remove(source, start, source.skipBlanks(end));
  else changes.remove(source, source.skipBlanksBack(start), source.afterLine(lineEnd));
}
