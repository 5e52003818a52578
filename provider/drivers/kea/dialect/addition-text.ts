// The text of elements and members that are added to a collection, laid out like their neighbours.
import type { Json } from "../../../core/model.js";
import type { CommentedNode } from "./comments.js";
import type { KeaNode } from "./document.js";
import type { Source } from "./source.js";
import {
  formatMultiline,
  formatName,
  formatNested,
  formatSingleLine,
  maxLineLength,
  styleOf,
  type TextStyle,
} from "./text-style.js";

/** An element, a member with its name, or an element that moves here with its comments. */
export type Addition =
  | { readonly name?: string; readonly value: Json; readonly commented?: undefined }
  | { readonly commented: CommentedNode };

/** The layout of additions on lines of their own. */
interface LineLayout {
  readonly style: TextStyle;
  readonly indentation: string;
  /** True where a comma follows the last addition. */
  readonly hasCommaAfter: boolean;
  /** True where the neighbour is on one line; absent where there is no neighbour. */
  readonly isSingleLine?: boolean | undefined;
}

/** Returns additions as text, each on a line of its own. */
export function formatLines(
  additions: readonly Addition[],
  { style, indentation, hasCommaAfter, isSingleLine }: LineLayout,
): string {
  const lines = additions.map((addition, index) => {
    const { text, trail } = formatAddition(addition, style, indentation, isSingleLine);
    const comma = hasCommaAfter || index < additions.length - 1 ? "," : "";
    return style.newline + indentation + text + comma + (trail && ` ${trail}`);
  });
  return lines.join("");
}

/** Returns an addition as text that shares its line with others. Its comments precede the comma. */
export function formatInline(
  addition: Addition,
  style: TextStyle,
  indentation: string,
  isSingleLine?: boolean,
): string {
  const { text, trail } = formatAddition(addition, style, indentation, isSingleLine);
  return text + (trail && ` ${trail}`);
}

/** Returns the new line that must follow additions which end in a comment to the end of a line. */
export function formatLineAfter(
  additions: readonly Addition[],
  source: Source,
  at: number,
  container: KeaNode,
): string {
  if (!additions.at(-1)!.commented?.toLineEnd || source.lineEnd(at) !== undefined) return "";
  return styleOf(source).newline + container.source.indentation(container.start);
}

/**
 * Returns whether an addition has comments on lines of their own, so that it cannot share a line.
 */
export function needsLines({ commented }: Addition): boolean {
  if (commented === undefined) return false;
  const { source, start, end, toLineEnd } = commented;
  return toLineEnd || source.text.slice(start, end).includes("\n");
}

/** Returns whether a neighbouring element of the same file is on one line. */
export function isOnOneLine(source: Source, neighbour: KeaNode): boolean | undefined {
  if (neighbour.name !== undefined || neighbour.source !== source) return undefined;
  return source.lineStart(neighbour.end) <= neighbour.start;
}

interface AdditionText {
  /** The addition with the comments before it. */
  readonly text: string;
  /** The comments after it. */
  readonly trail: string;
}

/** `isSingleLine`: the neighbour is on one line; absent where there is no neighbour. */
function formatAddition(
  addition: Addition,
  style: TextStyle,
  indentation: string,
  isSingleLine?: boolean,
): AdditionText {
  if (addition.commented !== undefined) return formatMoved(addition.commented, style, indentation);
  const { name, value } = addition;
  const head = name === undefined ? "" : formatName(name, style);
  const line = head + formatSingleLine(value, style, name);
  if (isSingleLine && line.length <= maxLineLength) return { text: line, trail: "" };
  const isMultiline = name === undefined && isSingleLine === false;
  const body = isMultiline
    ? formatMultiline(value, style, indentation)
    : formatNested(value, style, indentation, name);
  return { text: head + body, trail: "" };
}

/** Returns the text of an element that moves here, with this indentation. */
function formatMoved(
  { source, start, end, text, comma }: CommentedNode,
  style: TextStyle,
  indentation: string,
): AdditionText {
  const formerIndentation = source.indentation(text.start);
  const [first, ...rest] = source.text.slice(start, text.end).split(/\r?\n/);
  const lines = rest.map((line) => {
    if (line.trim() === "") return "";
    const content = line.startsWith(formerIndentation)
      ? line.slice(formerIndentation.length)
      : line.trimStart();
    return indentation + content;
  });
  const trail =
    comma === -1
      ? [source.text.slice(text.end, end)]
      : [source.text.slice(text.end, comma), source.text.slice(comma + 1, end)];
  return {
    text: [first!, ...lines].join(style.newline),
    trail: trail
      .map((comments) => comments.trim())
      .filter((comments) => comments !== "")
      .join(" "),
  };
}
