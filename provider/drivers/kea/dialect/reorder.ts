// A list's elements in another order: each takes its comments along, the commas stay where they are.
import { unitOf, type Unit } from "./belongings.js";
import type { Changes, Piece } from "./changes.js";
import type { Node } from "./document.js";
import { spellingOf } from "./spelling.js";

/** Puts the elements in this order: `order[i]` is the present position of what then stands at `i`. */
export function reorder(
  children: readonly Node[],
  order: readonly number[],
  changes: Changes,
): void {
  if (order.every((from, to) => from === to)) return;
  const units = children.map(unitOf);
  order.forEach((from, to) => {
    if (from !== to) changes.arrange(units[to]!, pieces(units[from]!, units[to]!));
  });
}

/** What stands in the place of `slot` when `unit` is put there. */
function pieces(unit: Unit, slot: Unit): readonly Piece[] {
  const { source, start, end, text } = unit;
  const line = spellingOf(slot.source).newline + slot.source.indentation(slot.start);
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
