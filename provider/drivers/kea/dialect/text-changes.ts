// Collects changes to the texts of a document's files in any order, and makes them in one pass over
// each file.
import { messages } from "../messages.js";
import type { KeaDocument } from "./document.js";
import type { Source, Span } from "./source.js";

/** A text, or a part of a file. */
export type TextPiece = string | Span;

interface TextChange {
  readonly start: number;
  readonly end: number;
  /** The new text: a string, or pieces that may come from elsewhere, each with its own changes. */
  readonly by: string | readonly TextPiece[];
}

export class TextChanges {
  private readonly changes = new Map<Source, TextChange[]>();

  constructor(readonly document: KeaDocument) {}

  insert(source: Source, at: number, text: string): void {
    if (text !== "") this.of(source).push({ start: at, end: at, by: text });
  }

  remove(source: Source, start: number, end: number): void {
    if (end > start) this.of(source).push({ start, end, by: "" });
  }

  replace({ source, start, end }: Span, text: string): void {
    this.of(source).push({ start, end, by: text });
  }

  /** Puts pieces in the place of `slot`. Changes within a piece move with it. */
  rearrange(slot: Span, pieces: readonly TextPiece[]): void {
    for (const piece of pieces) if (typeof piece !== "string") this.of(piece.source);
    this.of(slot.source).push({ start: slot.start, end: slot.end, by: pieces });
  }

  /** Returns whether several places of the configuration include this text. */
  isRepeated(source: Source): boolean {
    return this.document.sources.some((other) => other !== source && other.path === source.path);
  }

  /** Returns the new texts of the files that change, by path. */
  renderTexts(): Map<string, string> {
    for (const list of this.changes.values())
      list.sort((one, other) => one.start - other.start || rankChange(one) - rankChange(other));
    const texts = new Map<string, string>();
    for (const source of this.changes.keys()) {
      const text = this.render({ source, start: 0, end: source.text.length }, false);
      if (text !== source.text) texts.set(source.path, text);
    }
    return texts;
  }

  /**
   * Returns the new text of a span. Changes never overlap, except for those within a text that is
   * rearranged: they are made where its piece is put. `isPiece`: the span is such a piece.
   */
  private render(span: Span, isPiece: boolean): string {
    const { source, start, end } = span;
    if (start === end) return "";
    const parts: string[] = [];
    let at = start;
    let rearrangedTo = start;
    for (const change of this.changesIn(span)) {
      const isOwnSlot = isPiece && isSlotOf(change, span);
      if (isOwnSlot || change.start < rearrangedTo) continue;
      if (change.start > at) parts.push(source.text.slice(at, change.start));
      parts.push(this.renderChange(change));
      if (typeof change.by !== "string") rearrangedTo = change.end;
      at = change.end;
    }
    if (at < end) parts.push(source.text.slice(at, end));
    return parts.join("");
  }

  private renderChange({ by }: TextChange): string {
    if (typeof by === "string") return by;
    const texts = by.map((piece) => (typeof piece === "string" ? piece : this.render(piece, true)));
    return texts.join("");
  }

  /** Returns the changes of a span in order. One at its end belongs to the text that follows. */
  private *changesIn({ source, start, end }: Span): Iterable<TextChange> {
    const list = this.changes.get(source) ?? [];
    const isEndOfFile = end === source.text.length;
    for (let index = firstFrom(list, start); index < list.length; index++) {
      const change = list[index]!;
      if (change.start > end || (change.start === end && !isEndOfFile)) return;
      yield change;
    }
  }

  private of(source: Source): TextChange[] {
    const list = this.changes.get(source) ?? [];
    if (!this.changes.has(source)) this.assertIncludedOnce(source);
    this.changes.set(source, list);
    return list;
  }

  private assertIncludedOnce({ path }: Source): void {
    const uses = this.document.sources.filter((source) => source.path === path);
    if (uses.length < 2) return;
    const positions = uses.map(({ includedBy }) =>
      includedBy!.source.positionOf(includedBy!.start),
    );
    throw messages.keaIncludedTwice(path, positions);
  }
}

/** Orders changes at one position: insertions, then rearranged texts, then other changes. */
function rankChange({ start, end, by }: TextChange): number {
  if (start === end) return 0;
  return typeof by === "string" ? 2 : 1;
}

/** Returns whether a change puts something else in the place of a piece. */
const isSlotOf = ({ start, end, by }: TextChange, piece: Span): boolean =>
  typeof by !== "string" && start === piece.start && end >= piece.end;

/** Returns the index of the first change at or after `offset`. */
function firstFrom(changes: readonly TextChange[], offset: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
