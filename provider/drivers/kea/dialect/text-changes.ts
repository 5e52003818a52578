// Changes to the texts of one document's files: gathered first, in any order, then carried out in
// one pass over each file.
import { messages } from "../messages.js";
import type { KeaDocument } from "./document.js";
import type { Source, Span } from "./source.js";

/** A text, or a stretch of a file. */
export type Piece = string | Span;

interface TextChange {
  readonly start: number;
  readonly end: number;
  /**
   * The text that takes its place: a string, or pieces of which some stand elsewhere, each with its
   * own changes.
   */
  readonly by: string | readonly Piece[];
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

  /** Puts pieces in the place of `slot`; changes within it go where its own pieces are put. */
  rearrange(slot: Span, pieces: readonly Piece[]): void {
    for (const piece of pieces) if (typeof piece !== "string") this.of(piece.source);
    this.of(slot.source).push({ start: slot.start, end: slot.end, by: pieces });
  }

  /** Does this text stand in more than one place of the configuration? */
  isRepeated(source: Source): boolean {
    return this.document.sources.some((other) => other !== source && other.path === source.path);
  }

  /** The new texts of the files that change. */
  renderTexts(): Map<string, string> {
    // At one place: what is put in, in the order it was asked for, then what is moved there, then
    // what is replaced or taken out.
    const rank = ({ start, end, by }: TextChange): number =>
      start === end ? 0 : typeof by === "object" ? 1 : 2;
    for (const list of this.changes.values())
      list.sort((one, other) => one.start - other.start || rank(one) - rank(other));
    const texts = new Map<string, string>();
    for (const source of this.changes.keys()) {
      const text = this.render({ source, start: 0, end: source.text.length }, false);
      if (text !== source.text) texts.set(source.path, text);
    }
    return texts;
  }

  /**
   * Changes never overlap, but for those within a text that something else takes the place of: they
   * go where that text goes.
   */
  private render(span: Span, isPiece: boolean): string {
    const { source } = span;
    if (span.start === span.end) return "";
    const list = this.changes.get(source) ?? [];
    const parts: string[] = [];
    let at = span.start;
    let arranged = span.start;
    for (let index = firstFrom(list, span.start); index < list.length; index++) {
      const change = list[index]!;
      if (change.start > span.end || (change.start === span.end && span.end !== source.text.length))
        break;
      // The piece is rendered because something else stands in its own place.
      const isOwnSlot =
        isPiece &&
        typeof change.by === "object" &&
        change.start === span.start &&
        change.end >= span.end;
      if (isOwnSlot || change.start < arranged) continue;
      if (change.start > at) parts.push(source.text.slice(at, change.start));
      if (typeof change.by === "string") parts.push(change.by);
      else {
        for (const piece of change.by)
          parts.push(typeof piece === "string" ? piece : this.render(piece, true));
        arranged = change.end;
      }
      at = change.end;
    }
    if (at < span.end) parts.push(source.text.slice(at, span.end));
    return parts.join("");
  }

  private of(source: Source): TextChange[] {
    let list = this.changes.get(source);
    if (list === undefined) {
      const uses = this.document.sources.filter(({ path }) => path === source.path);
      if (uses.length > 1)
        throw messages.keaIncludedTwice(
          source.path,
          uses.map(({ includedBy }) => includedBy!.source.positionOf(includedBy!.start)),
        );
      this.changes.set(source, (list = []));
    }
    return list;
  }
}

/** The first change at or after `offset`. */
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
