// A list's elements in another order: each takes its comments along, the commas stay where they
// are.
import { withComments, type CommentedNode } from "./comments.js";
import type { TextChanges, Piece } from "./text-changes.js";
import type { KeaNode } from "./document.js";
import { styleOf } from "./text-style.js";

/**
 * Puts the elements in this order: `order[i]` is the present position of what then stands at `i`.
 */
export function reorder(
  children: readonly KeaNode[],
  order: readonly number[],
  changes: TextChanges,
): void {
  if (order.every((from, to) => from === to)) return;
  const units = children.map(withComments);
  order.forEach((from, to) => {
    if (from !== to) changes.rearrange(units[to]!, movePieces(units[from]!, units[to]!));
  });
}

/** Returns the pieces that take the place of `slot` when `unit` is put there. */
function movePieces(unit: CommentedNode, slot: CommentedNode): readonly Piece[] {
  const { source, start, end, text } = unit;
  const line = styleOf(slot.source).newline + slot.source.indentation(slot.start);
  const endsLine = slot.source.lineEnd(slot.end) !== undefined;
  const hasLinesAbove = source.text.slice(start, text.start).includes("\n");
  const trail =
    unit.comma === -1
      ? [{ source, start: text.end, end }]
      : [
          { source, start: text.end, end: unit.comma },
          { source, start: unit.comma + 1, end },
        ];
  const comma = slot.comma === -1 ? "" : ",";
  // A comment between the comma and what follows it on the line would belong to that.
  const isCommaFirst = unit.toLineEnd || endsLine;
  return [
    hasLinesAbove && !slot.source.startsLine(slot.start) ? line : "",
    { source, start, end: text.end },
    isCommaFirst ? comma : "",
    ...trail,
    isCommaFirst ? "" : comma,
    unit.toLineEnd && !endsLine ? line : "",
  ];
}
