// New elements and members: the place they are put in, and the text they are put in as, after the
// manner of their neighbours.
import type { Json } from "../../../core/model.js";
import {
  findLeadingComments,
  findCommentsAfterComma,
  findTrailingComments,
  type CommentedNode,
} from "./comments.js";
import type { TextChanges } from "./text-changes.js";
import type { KeaNode } from "./document.js";
import type { Source } from "./source.js";
import {
  formatSingleLine,
  formatName,
  formatNested,
  maxLineLength,
  styleOf,
  formatMultiline,
  type TextStyle,
} from "./text-style.js";
import { existingSpan, existingSpanIn } from "./spans.js";

/**
 * An element, a member with its name, or an element that stands elsewhere and comes with its
 * comments.
 */
export type Addition =
  | { readonly name?: string; readonly value: Json; readonly commented?: undefined }
  | { readonly commented: CommentedNode };

/** Additions that are to follow a child which stays. */
export interface Insertion {
  readonly container: KeaNode;
  /** The position of the child that they follow. */
  readonly index: number;
  /** The position of the child that they were asked to stand before: it may go. */
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
  const { container, index, next, additions } = insertion;
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
  const text = formatLines(additions, style, {
    indentation,
    hasCommaAfter: insertion.hasCommaAfter,
    isSingleLine: standsOnOneLine(source, neighbour),
  });
  const lineAfter = formatLineAfter(additions, source, trail.end, container);
  changes.insert(source, trail.end, text + lineAfter);
}

function findInsertionPoint({ container, index }: Insertion, changes: TextChanges): InsertionPoint {
  const children = container.children!;
  const before = children[index]!;
  let source = before.commaSource;
  let at = before.comma + 1;
  let hasComma = before.comma !== -1;
  if (!hasComma) ({ source, end: at } = existingSpan(before));
  // After the last child a directive can be followed, where the file it names stands in more than
  // one place.
  while (
    index === children.length - 1 &&
    source !== container.source &&
    changes.isRepeated(source)
  ) {
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
  const isSingleLine = standsOnOneLine(source, neighbour) ?? true;
  const text = additions
    .map(
      (addition) => separator + formatInline(addition, style, source.indentation(at), isSingleLine),
    )
    .join(",");
  // A comment between a comma and what follows it would belong to that.
  const isApart = hasComma && end > at;
  if (isApart) changes.remove(source, at - 1, at);
  const ownComma = before.comma === -1 || isApart ? "," : "";
  changes.insert(source, end, ownComma + text + (hasCommaAfter ? "," : ""));
}

/**
 * Returns the text between a comma and the next child on its line, as the container has it or the
 * file does.
 */
function findSeparator({ children }: KeaNode, style: TextStyle): string {
  const { comma, commaSource } = children![0]!;
  const following = comma === -1 ? undefined : commaSource.text[comma + 1];
  if (following === undefined) return style.separator;
  return /[ \t\r\n]/.test(following) ? " " : "";
}

/** Before all children: none before them stays. */
export function putFirst(
  container: KeaNode,
  additions: readonly Addition[],
  comma: boolean,
  changes: TextChanges,
): void {
  const { source } = container;
  const at = container.start + 1;
  const style = styleOf(source);
  const neighbour = container.children![0]!;
  const beside = existingSpanIn(source, neighbour)!;
  const isOnLine = source.startsLine(findLeadingComments(source, beside.start));
  if ((isOnLine && !style.isSingleLine) || additions.some(needsLines)) {
    const indentation = source.indentation(beside.start) + (isOnLine ? "" : style.indentStep);
    const text = formatLines(additions, style, {
      indentation,
      hasCommaAfter: comma,
      isSingleLine: standsOnOneLine(source, neighbour),
    });
    const end = isOnLine ? source.skipComments(at).end : at;
    changes.insert(source, end, text + formatLineAfter(additions, source, end, container));
  } else {
    const padding = source.text.slice(at, source.skipBlanks(at));
    const text = additions
      .map((addition) =>
        formatInline(
          addition,
          style,
          source.indentation(at),
          standsOnOneLine(source, neighbour) ?? true,
        ),
      )
      .join(`,${style.separator}`);
    changes.insert(
      source,
      at,
      padding +
        text +
        (comma ? `,${/[ \t\r\n]/.test(source.text.charAt(at)) ? "" : style.separator}` : ""),
    );
  }
}

/**
 * Puts additions where no child is: into `[]`, below `[ # none yet`, after an include that brings
 * nothing.
 */
export function putIntoEmpty(
  container: KeaNode,
  additions: readonly Addition[],
  changes: TextChanges,
): void {
  const { source, start } = container;
  const style = styleOf(source);
  const close = container.end - 1;
  const before = source.skipBlanksBack(close);
  const indentation = source.indentation(start);
  if (source.lineStart(close) > start) {
    // A comment on a line of its own stands where its elements would.
    const at = source.startsLine(close) ? source.beforeLine(close) : before;
    const line = source.text.slice(source.lineStart(at), at);
    const inner =
      source.lineStart(at) > start && /^[ \t]*(?:#|\/\/)/.test(line)
        ? source.indentation(at)
        : indentation + style.indentStep;
    // A blank line keeps a comment above the list's own: it does not speak of what comes.
    const comments = findLeadingComments(source, at);
    const isBelowComment = comments > start && comments < at && source.startsLine(comments);
    const gap = isBelowComment ? style.newline : "";
    changes.insert(
      source,
      at,
      gap +
        formatLines(additions, style, { indentation: inner, hasCommaAfter: false }) +
        formatLineAfter(additions, source, at, container),
    );
    return;
  }
  const text = additions
    .map((addition) => formatInline(addition, { ...style, isSingleLine: true }, indentation))
    .join(`,${style.separator}`);
  if (!additions.some(needsLines) && (text.length <= maxLineLength || style.isSingleLine)) {
    const padding = close === start + 1 ? style.padding : " ";
    changes.insert(source, before, padding + text + (before === close ? padding : ""));
  } else {
    changes.remove(source, before, close);
    changes.insert(
      source,
      before,
      formatLines(additions, style, {
        indentation: indentation + style.indentStep,
        hasCommaAfter: false,
      }) +
        style.newline +
        indentation,
    );
  }
}

interface LineLayout {
  readonly indentation: string;
  /** True where the last one has a comma too. */
  readonly hasCommaAfter: boolean;
  /** True where the neighbour stands on one line; absent: there is none to look at. */
  readonly isSingleLine?: boolean | undefined;
}

/** Returns additions as text, each on a line of its own. */
function formatLines(
  additions: readonly Addition[],
  style: TextStyle,
  { indentation, hasCommaAfter, isSingleLine }: LineLayout,
): string {
  const parts = additions.map((addition, index) => {
    const { text, trail } = formatAddition(addition, style, indentation, isSingleLine);
    const ownComma = hasCommaAfter || index < additions.length - 1 ? "," : "";
    return style.newline + indentation + text + ownComma + (trail && ` ${trail}`);
  });
  return parts.join("");
}

/** Several on one line; the comma follows the comments. */
function formatInline(
  addition: Addition,
  style: TextStyle,
  indentation: string,
  oneLine?: boolean,
): string {
  const { text, trail } = formatAddition(addition, style, indentation, oneLine);
  return text + (trail && ` ${trail}`);
}

/** The line that must begin after a comment to the end of a line, where something else follows. */
function formatLineAfter(
  additions: readonly Addition[],
  source: Source,
  at: number,
  container: KeaNode,
): string {
  if (!additions.at(-1)!.commented?.toLineEnd || source.lineEnd(at) !== undefined) return "";
  return styleOf(source).newline + container.source.indentation(container.start);
}

/** An element that comes with comments on lines of their own cannot share a line. */
function needsLines({ commented: unit }: Addition): boolean {
  return (
    unit !== undefined &&
    (unit.toLineEnd || unit.source.text.slice(unit.start, unit.end).includes("\n"))
  );
}

interface AdditionText {
  /** With the comments before it. */
  readonly text: string;
  /** The comments after it. */
  readonly trail: string;
}

/** `oneLine`: the neighbour stands on one line; absent: there is none to look at. */
function formatAddition(
  addition: Addition,
  style: TextStyle,
  indentation: string,
  oneLine?: boolean,
): AdditionText {
  if (addition.commented !== undefined) return moveText(addition.commented, style, indentation);
  const { name, value } = addition;
  const head = name === undefined ? "" : formatName(name, style);
  const line = head + formatSingleLine(value, style, name);
  if (oneLine && line.length <= maxLineLength) return { text: line, trail: "" };
  const isTall = name === undefined && oneLine === false;
  const body = isTall
    ? formatMultiline(value, style, indentation)
    : formatNested(value, style, indentation, name);
  return { text: head + body, trail: "" };
}

/** The text of an element that stands elsewhere, moved to this indentation. */
function moveText(
  { source, start, end, text, comma }: CommentedNode,
  style: TextStyle,
  indentation: string,
): AdditionText {
  const outer = source.indentation(text.start);
  const [first, ...rest] = source.text.slice(start, text.end).split(/\r?\n/);
  const moved = rest.map((line) => {
    if (line.trim() === "") return "";
    return indentation + (line.startsWith(outer) ? line.slice(outer.length) : line.trimStart());
  });
  const trail =
    comma === -1
      ? [source.text.slice(text.end, end)]
      : [source.text.slice(text.end, comma), source.text.slice(comma + 1, end)];
  return {
    text: [first!, ...moved].join(style.newline),
    trail: trail
      .map((comments) => comments.trim())
      .filter((comments) => comments !== "")
      .join(" "),
  };
}

function standsOnOneLine(source: Source, neighbour: KeaNode): boolean | undefined {
  if (neighbour.name !== undefined || neighbour.source !== source) return undefined;
  return source.lineStart(neighbour.end) <= neighbour.start;
}
