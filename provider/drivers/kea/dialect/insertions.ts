// New elements and members: the place they are put in, and the text they are put in as, after the manner of their neighbours.
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

/** An element, a member with its name, or an element that stands elsewhere and comes with its comments. */
export type Addition =
  | { readonly name?: string; readonly value: Json; readonly commented?: undefined }
  | { readonly commented: CommentedNode };

/** After the child at `index`, which stays. `next` is the child they were asked to stand before (it may go), `comma`: one is to follow them. */
export function putAfter(
  container: KeaNode,
  index: number,
  next: number,
  additions: readonly Addition[],
  comma: boolean,
  changes: TextChanges,
): void {
  const children = container.children!;
  const before = children[index]!;
  let source = before.commaSource;
  let at = before.comma + 1;
  let hasComma = before.comma !== -1;
  if (!hasComma) ({ source, end: at } = existingSpan(before));
  // After the last child a directive can be followed, where the file it names stands in more than one place.
  while (
    index === children.length - 1 &&
    source !== container.source &&
    changes.isRepeated(source)
  ) {
    ({ source, end: at } = source.includedBy!);
    hasComma = false;
  }
  const trail = hasComma
    ? findCommentsAfterComma(source, at)
    : findTrailingComments(source, at, -1);

  const style = styleOf(source);
  const neighbour = children[next] ?? before;
  const beside = existingSpanIn(source, neighbour) ?? existingSpanIn(source, before);
  const ownLine =
    beside === undefined || source.startsLine(findLeadingComments(source, beside.start));
  if (trail.toLineEnd || (ownLine && !style.isSingleLine) || additions.some(needsLines)) {
    if (before.comma === -1) changes.insert(source, at, ",");
    const indentation = source.indentation(beside?.start ?? at) + (ownLine ? "" : style.indentStep);
    const text = formatLines(
      additions,
      style,
      indentation,
      comma,
      standsOnOneLine(source, neighbour),
    );
    changes.insert(
      source,
      trail.end,
      text + formatLineAfter(additions, source, trail.end, container),
    );
  } else {
    const first = children[0]!;
    const following = first.comma === -1 ? undefined : first.commaSource.text[first.comma + 1];
    const separator =
      following === undefined ? style.separator : /[ \t\r\n]/.test(following) ? " " : "";
    const text = additions
      .map(
        (addition) =>
          separator +
          formatInline(
            addition,
            style,
            source.indentation(at),
            standsOnOneLine(source, neighbour) ?? true,
          ),
      )
      .join(",");
    // A comment between a comma and what follows it would belong to that.
    const isApart = hasComma && trail.end > at;
    if (isApart) changes.remove(source, at - 1, at);
    const ownComma = before.comma === -1 || isApart ? "," : "";
    changes.insert(source, trail.end, ownComma + text + (comma ? "," : ""));
  }
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
    const text = formatLines(
      additions,
      style,
      indentation,
      comma,
      standsOnOneLine(source, neighbour),
    );
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

/** Where no child is: into `[]`, below `[ # none yet`, after an include that brings nothing. */
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
        formatLines(additions, style, inner, false) +
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
      formatLines(additions, style, indentation + style.indentStep, false) +
        style.newline +
        indentation,
    );
  }
}

/** Each on a line of its own; `comma`: the last one has one too. */
function formatLines(
  additions: readonly Addition[],
  style: TextStyle,
  indentation: string,
  comma: boolean,
  oneLine?: boolean,
): string {
  const parts = additions.map((addition, index) => {
    const { text, trail } = formatAddition(addition, style, indentation, oneLine);
    const ownComma = comma || index < additions.length - 1 ? "," : "";
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
