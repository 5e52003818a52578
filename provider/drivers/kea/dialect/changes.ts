// Changes to the texts of one document's files: gathered first, in any order, then carried out in one pass over each file.
import { messages } from "../../../core/messages.js";
import type { KeaDocument } from "./document.js";
import type { Source, Span } from "./source.js";

interface Change {
  readonly start: number;
  readonly end: number;
  /** What stands there instead: a text, or what stands elsewhere, with its own changes. */
  readonly by: string | Span;
}

export class Changes {
  private readonly changes = new Map<Source, Change[]>();

  constructor(private readonly document: KeaDocument) {}

  insert(source: Source, at: number, text: string): void {
    if (text !== "") this.of(source).push({ start: at, end: at, by: text });
  }

  remove(source: Source, start: number, end: number): void {
    if (end > start) this.of(source).push({ start, end, by: "" });
  }

  replace({ source, start, end }: Span, text: string): void {
    this.of(source).push({ start, end, by: text });
  }

  /** Puts the text of `from`, changes within it included, in the place of `to`; changes within `to` go where its own text is put. */
  move(from: Span, to: Span): void {
    this.of(from.source);
    this.of(to.source).push({ start: to.start, end: to.end, by: from });
  }

  /** Does this text stand in more than one place of the configuration? */
  repeated(source: Source): boolean {
    return this.document.sources.some((other) => other !== source && other.path === source.path);
  }

  /** The new texts of the files that change. */
  texts(): Map<string, string> {
    // At one place: what is put in, in the order it was asked for, then what is moved there, then what is replaced or taken out.
    const rank = ({ start, end, by }: Change): number => (start === end ? 0 : typeof by === "object" ? 1 : 2);
    for (const list of this.changes.values()) list.sort((one, other) => one.start - other.start || rank(one) - rank(other));
    const texts = new Map<string, string>();
    for (const source of this.changes.keys()) {
      const text = this.render({ source, start: 0, end: source.text.length });
      if (text !== source.text) texts.set(source.path, text);
    }
    return texts;
  }

  /** Changes never overlap, but for those within a text that something else takes the place of: they are told where that text goes. */
  private render(span: Span, toBeMoved?: Change): string {
    const { source } = span;
    const list = this.changes.get(source) ?? [];
    const parts: string[] = [];
    let at = span.start;
    let moved = span.start;
    for (let index = firstFrom(list, span.start); index < list.length; index++) {
      const change = list[index]!;
      if (change.start > span.end || (change.start === span.end && span.end !== source.text.length)) break;
      if (change === toBeMoved || change.start < moved) continue;
      if (change.start > at) parts.push(source.text.slice(at, change.start));
      if (typeof change.by === "string") parts.push(change.by);
      else {
        parts.push(this.render(change.by, this.slot(change.by)));
        moved = change.end;
      }
      at = change.end;
    }
    if (at < span.end) parts.push(source.text.slice(at, span.end));
    return parts.join("");
  }

  /** The change that puts something else in the place of this text. */
  private slot({ source, start, end }: Span): Change | undefined {
    const list = this.changes.get(source)!;
    for (let index = firstFrom(list, start); list[index]?.start === start; index++) {
      const change = list[index]!;
      if (change.end === end && typeof change.by === "object") return change;
    }
    return undefined;
  }

  private of(source: Source): Change[] {
    let list = this.changes.get(source);
    if (list === undefined) {
      const uses = this.document.sources.filter(({ path }) => path === source.path);
      if (uses.length > 1) throw messages.keaIncludedTwice(source.path, uses.map(({ includedBy }) => includedBy!.source.place(includedBy!.start)));
      this.changes.set(source, (list = []));
    }
    return list;
  }
}

/** The first change at or after `offset`. */
function firstFrom(changes: readonly Change[], offset: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
