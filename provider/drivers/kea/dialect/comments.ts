// Finds the comments that belong to an element or a member and move with it.
import type { KeaNode } from "./document.js";
import type { Source, Span } from "./source.js";
import { completeSpan } from "./spans.js";

/** An element or a member with its comments: directly above it, and after it on its line. */
export interface CommentedNode extends Span {
  /** The element's own text, between its comments. */
  readonly text: Span;
  /** The position of its comma within the text; -1 where it is elsewhere or missing. */
  readonly comma: number;
  /** True where its last comment takes the rest of the line. */
  readonly toLineEnd: boolean;
}

/** The end of the comments after an element and its comma. */
interface TrailingComments {
  readonly end: number;
  readonly comma: number;
  readonly toLineEnd: boolean;
}

/** Returns the element with its comments. */
export function withComments(child: KeaNode): CommentedNode {
  const text = completeSpan(child);
  const { source, end } = text;
  const comma = child.commaSource === source ? child.comma : -1;
  const start = findLeadingComments(source, text.start);
  return { source, start, text, ...findTrailingComments(source, end, comma) };
}

/**
 * Returns the comments after an element on its line; `comma` is -1 where it has none in this file.
 */
export function findTrailingComments(
  source: Source,
  from: number,
  comma: number,
): TrailingComments {
  const before = source.skipComments(from);
  if (before.toLineEnd) return { end: before.end, comma: -1, toLineEnd: true };
  if (comma === -1 || source.skipBlanks(before.end) !== comma) {
    return { end: before.end, comma: -1, toLineEnd: false };
  }
  return { comma, ...findCommentsAfterComma(source, comma + 1) };
}

/**
 * Returns the comments after a comma. Where another element follows on the line, they belong to
 * that one.
 */
export function findCommentsAfterComma(
  source: Source,
  from: number,
): Omit<TrailingComments, "comma"> {
  const { end, toLineEnd, endsLine } = source.skipComments(from);
  const closes = /[\]}]/.test(source.text.charAt(source.skipBlanks(end)));
  const isOwn = endsLine || closes;
  return isOwn ? { end, toLineEnd } : { end: from, toLineEnd: false };
}

/** Whitespace without a blank line in it. */
const adjoining = /^[ \t\r]*(?:\n[ \t\r]*)?$/;

/** Returns the start of the comments directly above an element, or before it on its line. */
export function findLeadingComments(source: Source, start: number): number {
  const { comments, text } = source;
  let index = findLastCommentBefore(source, start);
  let next = start;
  // Its comments, from the nearest to the topmost.
  const lead: { readonly start: number; readonly breaksLine: boolean }[] = [];
  for (; index >= 0; index--) {
    const comment = comments[index]!;
    const between = text.slice(comment.end, next);
    if (!adjoining.test(between)) break;
    next = comment.start;
    lead.push({ start: next, breaksLine: between.includes("\n") });
  }
  if (lead.length === 0 || source.startsLine(next)) return next;
  // Something else begins the topmost line: the comments there belong to it, unless the element is
  // on the same line.
  const lineBreak = lead.findLastIndex(({ breaksLine }) => breaksLine);
  return lineBreak === -1 ? next : (lead[lineBreak - 1]?.start ?? start);
}

/** Returns the position of the last comment that ends at or before `offset`. */
export function findLastCommentBefore({ comments }: Source, offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comments[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
