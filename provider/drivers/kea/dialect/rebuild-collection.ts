// What becomes of a list's elements or a map's members when some are taken out and others put in.
import type { Addition } from "./insertions.js";
import { putAfter, putFirst, putIntoEmpty } from "./insertions.js";
import { withComments } from "./comments.js";
import type { TextChanges } from "./text-changes.js";
import type { KeaNode } from "./document.js";
import type { Span } from "./source.js";

/** By the children's present positions. */
export interface Rebuilding {
  readonly removed: ReadonlySet<number>;
  /** Additions before a child; before position `children.length`: after the last one. */
  readonly added: ReadonlyMap<number, readonly Addition[]>;
}

export function rebuildCollection(
  container: KeaNode,
  { removed, added }: Rebuilding,
  changes: TextChanges,
): void {
  const children = container.children!;
  if (removed.size > 0) {
    takeOut(children, removed, changes);
    for (const comma of container.extraCommas ?? [])
      changes.remove(comma.source, comma.start, comma.end);
  }

  // What is put in follows the child that stays before it; all that follows one child is put in at
  // once.
  const groups = new Map<number, { readonly next: number; readonly additions: Addition[] }>();
  let stays = -1;
  for (let index = 0; index <= children.length; index++) {
    const additions = added.get(index) ?? [];
    const group = groups.get(stays);
    if (group !== undefined) for (const addition of additions) group.additions.push(addition);
    else if (additions.length > 0) groups.set(stays, { next: index, additions: [...additions] });
    if (index < children.length && !removed.has(index)) stays = index;
  }

  // One comma between any two; after the last one a comma only if there was one.
  const endsInComma = children.length > 0 && children.at(-1)!.comma !== -1;
  for (const [index, { next, additions }] of groups) {
    const comma = index !== stays || endsInComma;
    if (children.length === 0) putIntoEmpty(container, additions, changes);
    else if (index === -1) putFirst(container, additions, comma, changes);
    else putAfter({ container, index, next, additions, hasCommaAfter: comma }, changes);
  }
  const last = children[stays];
  if (last !== undefined && last.comma !== -1 && !endsInComma && !groups.has(stays))
    changes.remove(last.commaSource, last.comma, last.comma + 1);
}

/**
 * Each child goes with its own comma and its comments; those that stand next to one another go
 * together.
 */
function takeOut(
  children: readonly KeaNode[],
  removed: ReadonlySet<number>,
  changes: TextChanges,
): void {
  let run: Span | undefined;
  for (const index of [...removed].sort((one, other) => one - other)) {
    const { comma, commaSource } = children[index]!;
    const unit = withComments(children[index]!);
    if (comma !== -1 && unit.comma === -1) changes.remove(commaSource, comma, comma + 1);
    if (
      run !== undefined &&
      run.source === unit.source &&
      /^[ \t\r\n]*$/.test(run.source.text.slice(run.end, unit.start))
    ) {
      run = { ...run, end: unit.end };
      continue;
    }
    if (run !== undefined) takeText(run, changes);
    run = unit;
  }
  if (run !== undefined) takeText(run, changes);
}

/**
 * Whole lines where nothing else stands on them; else the text alone, with the blanks on one side
 * of it.
 */
function takeText({ source, start, end }: Span, changes: TextChanges): void {
  const lineEnd = source.lineEnd(end);
  if (!source.startsLine(start)) changes.remove(source, source.skipBlanksBack(start), end);
  else if (lineEnd === undefined) changes.remove(source, start, source.skipBlanks(end));
  else changes.remove(source, source.skipBlanksBack(start), source.afterLine(lineEnd));
}
