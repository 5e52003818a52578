// Puts new elements and members into a collection, laid out like their neighbours.
import {
  formatInline,
  formatLineAfter,
  formatLines,
  isOnOneLine,
  needsLines,
  type Addition,
} from "./addition-text.js";
import { findCommentsAfterComma, findLeadingComments, findTrailingComments } from "./comments.js";
import type { KeaNode } from "./document.js";
import type { Source } from "./source.js";
import { existingSpan, existingSpanIn } from "./spans.js";
import type { TextChanges } from "./text-changes.js";
import { maxLineLength, styleOf, type TextStyle } from "./text-style.js";

/** Additions that follow a child which stays. */
export interface Insertion {
  readonly container: KeaNode;
  /** The position of the child that they follow. */
  readonly index: number;
  /** The position of the child that they are to precede, which may itself be removed. */
  readonly next: number;
  readonly additions: readonly Addition[];
  /** True where a comma follows them. */
  readonly hasCommaAfter: boolean;
}

/** The end of a child: its comma, or its last token where it has none in this file. */
interface InsertionPoint {
  readonly source: Source;
  readonly at: number;
  readonly hasComma: boolean;
}

/** Puts additions after a child that stays. */
export function putAfter(insertion: Insertion, changes: TextChanges): void {
  const { container, index, next, additions, hasCommaAfter } = insertion;
  const before = container.children![index]!;
  const point = findInsertionPoint(insertion, changes);
  const { source, at, hasComma } = point;
  const trail = hasComma
    ? findCommentsAfterComma(source, at)
    : findTrailingComments(source, at, -1);
  const style = styleOf(source);
  const neighbour = container.children![next] ?? before;
  const beside = existingSpanIn(source, neighbour) ?? existingSpanIn(source, before);
  const isOnOwnLine =
    beside === undefined || source.startsLine(findLeadingComments(source, beside.start));
  if (!trail.toLineEnd && !(isOnOwnLine && !style.isSingleLine) && !additions.some(needsLines)) {
    putInline(insertion, point, trail.end, changes);
    return;
  }
  if (before.comma === -1) changes.insert(source, at, ",");
  const indentation =
    source.indentation(beside?.start ?? at) + (isOnOwnLine ? "" : style.indentStep);
  const isSingleLine = isOnOneLine(source, neighbour);
  const text = formatLines(additions, { style, indentation, hasCommaAfter, isSingleLine });
  const lineAfter = formatLineAfter(additions, source, trail.end, container);
  changes.insert(source, trail.end, text + lineAfter);
}

function findInsertionPoint({ container, index }: Insertion, changes: TextChanges): InsertionPoint {
  const children = container.children!;
  const before = children[index]!;
  let hasComma = before.comma !== -1;
  let { source, end: at } = hasComma
    ? { source: before.commaSource, end: before.comma + 1 }
    : existingSpan(before);
  // Where a file is included several times, additions after the last child follow the directive.
  const isLast = index === children.length - 1;
  while (isLast && source !== container.source && changes.isRepeated(source)) {
    ({ source, end: at } = source.includedBy!);
    hasComma = false;
  }
  return { source, at, hasComma };
}

/**
 * Puts additions on the line of the child that they follow, behind its comments, which end at
 * `end`.
 */
function putInline(
  { container, index, next, additions, hasCommaAfter }: Insertion,
  { source, at, hasComma }: InsertionPoint,
  end: number,
  changes: TextChanges,
): void {
  const before = container.children![index]!;
  const neighbour = container.children![next] ?? before;
  const style = styleOf(source);
  const separator = findSeparator(container, style);
  const isSingleLine = isOnOneLine(source, neighbour) ?? true;
  const indentation = source.indentation(at);
  const text = additions
    .map((addition) => separator + formatInline(addition, style, indentation, isSingleLine))
    .join(",");
  // A comment between a comma and the next child would belong to that child.
  const isApart = hasComma && end > at;
  if (isApart) changes.remove(source, at - 1, at);
  const commaBefore = before.comma === -1 || isApart ? "," : "";
  changes.insert(source, end, commaBefore + text + (hasCommaAfter ? "," : ""));
}

/** Returns the text after a comma, as the container has it, or else the file. */
function findSeparator({ children }: KeaNode, style: TextStyle): string {
  const { comma, commaSource } = children![0]!;
  const following = comma === -1 ? undefined : commaSource.text[comma + 1];
  if (following === undefined) return style.separator;
  return /[ \t\r\n]/.test(following) ? " " : "";
}

/** Puts additions before all children, where no child before them stays. */
export function putFirst(
  container: KeaNode,
  additions: readonly Addition[],
  hasCommaAfter: boolean,
  changes: TextChanges,
): void {
  const { source } = container;
  const start = container.start + 1;
  const style = styleOf(source);
  const neighbour = container.children![0]!;
  const isSingleLine = isOnOneLine(source, neighbour);
  const beside = existingSpanIn(source, neighbour)!;
  const isOnOwnLine = source.startsLine(findLeadingComments(source, beside.start));
  if ((isOnOwnLine && !style.isSingleLine) || additions.some(needsLines)) {
    const indentation = source.indentation(beside.start) + (isOnOwnLine ? "" : style.indentStep);
    const text = formatLines(additions, { style, indentation, hasCommaAfter, isSingleLine });
    const at = isOnOwnLine ? source.skipComments(start).end : start;
    changes.insert(source, at, text + formatLineAfter(additions, source, at, container));
    return;
  }
  const indentation = source.indentation(start);
  const padding = source.text.slice(start, source.skipBlanks(start));
  const text = additions
    .map((addition) => formatInline(addition, style, indentation, isSingleLine ?? true))
    .join(`,${style.separator}`);
  const hasBlankAfter = /[ \t\r\n]/.test(source.text.charAt(start));
  const separator = hasBlankAfter ? "," : `,${style.separator}`;
  changes.insert(source, start, padding + text + (hasCommaAfter ? separator : ""));
}

/**
 * Puts additions into a collection without children: into `[]`, below `[ # none yet`, or after an
 * include directive that brings no child.
 */
export function putIntoEmpty(
  container: KeaNode,
  additions: readonly Addition[],
  changes: TextChanges,
): void {
  const { source, start } = container;
  const isOnSeveralLines = source.lineStart(container.end - 1) > start;
  if (isOnSeveralLines) putIntoEmptyLines(container, additions, changes);
  else putIntoEmptyLine(container, additions, changes);
}

function putIntoEmptyLines(
  container: KeaNode,
  additions: readonly Addition[],
  changes: TextChanges,
): void {
  const { source, start } = container;
  const style = styleOf(source);
  const close = container.end - 1;
  const at = source.startsLine(close) ? source.beforeLine(close) : source.skipBlanksBack(close);
  const line = source.text.slice(source.lineStart(at), at);
  // A comment on a line of its own has the indentation of elements.
  const followsComment = source.lineStart(at) > start && /^[ \t]*(?:#|\/\/)/.test(line);
  const indentation = followsComment
    ? source.indentation(at)
    : source.indentation(start) + style.indentStep;
  // A blank line keeps a comment with the collection: it is not about the additions.
  const comments = findLeadingComments(source, at);
  const isBelowComment = comments > start && comments < at && source.startsLine(comments);
  const gap = isBelowComment ? style.newline : "";
  const text = formatLines(additions, { style, indentation, hasCommaAfter: false });
  changes.insert(source, at, gap + text + formatLineAfter(additions, source, at, container));
}

function putIntoEmptyLine(
  container: KeaNode,
  additions: readonly Addition[],
  changes: TextChanges,
): void {
  const { source, start } = container;
  const style = styleOf(source);
  const close = container.end - 1;
  const before = source.skipBlanksBack(close);
  const indentation = source.indentation(start);
  const line = additions
    .map((addition) => formatInline(addition, { ...style, isSingleLine: true }, indentation))
    .join(`,${style.separator}`);
  if (!additions.some(needsLines) && (line.length <= maxLineLength || style.isSingleLine)) {
    const padding = close === start + 1 ? style.padding : " ";
    changes.insert(source, before, padding + line + (before === close ? padding : ""));
    return;
  }
  const text = formatLines(additions, {
    style,
    indentation: indentation + style.indentStep,
    hasCommaAfter: false,
  });
  changes.remove(source, before, close);
  changes.insert(source, before, text + style.newline + indentation);
}
