// Puts the elements of an array into another order. Comments move with their elements, commas stay.
import { withComments, type CommentedNode } from "./comments.js";
import type { TextChanges, TextPiece } from "./text-changes.js";
import type { KeaNode } from "./document.js";
import { styleOf } from "./text-style.js";

/** `order[i]` is the present position of the element that is then at `i`. */
export function reorder(
  children: readonly KeaNode[],
  order: readonly number[],
  changes: TextChanges,
): void {
  if (order.every((from, to) => from === to)) return;
  const elements = children.map(withComments);
  for (const [to, from] of order.entries()) {
    const slot = elements[to]!;
    if (from !== to) changes.rearrange(slot, movePieces(elements[from]!, slot));
  }
}

/** Returns the pieces that take the place of `slot` when an element is put there. */
function movePieces(element: CommentedNode, slot: CommentedNode): readonly TextPiece[] {
  const { source, start, end, text, toLineEnd } = element;
  const line = styleOf(slot.source).newline + slot.source.indentation(slot.start);
  const endsLine = slot.source.lineEnd(slot.end) !== undefined;
  const hasLinesAbove = source.text.slice(start, text.start).includes("\n");
  const trail =
    element.comma === -1
      ? [{ source, start: text.end, end }]
      : [
          { source, start: text.end, end: element.comma },
          { source, start: element.comma + 1, end },
        ];
  const comma = slot.comma === -1 ? "" : ",";
  // A comment between a comma and the next element on the line would belong to that element.
  const isCommaFirst = toLineEnd || endsLine;
  return [
    hasLinesAbove && !slot.source.startsLine(slot.start) ? line : "",
    { source, start, end: text.end },
    isCommaFirst ? comma : "",
    ...trail,
    isCommaFirst ? "" : comma,
    toLineEnd && !endsLine ? line : "",
  ];
}
