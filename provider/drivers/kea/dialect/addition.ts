// New elements and members: the place they are put in, and the text they are put in as, after the manner of their neighbours.
import type { Json } from "../../../core/model.js";
import { leadStart, trailAfterComma, trailFrom, type Unit } from "./belongings.js";
import type { Changes } from "./changes.js";
import type { Node } from "./document.js";
import type { Source } from "./source.js";
import { flat, named, nested, short, spellingOf, tall, type Spelling } from "./spelling.js";
import { standing, standingIn } from "./standing.js";

/** An element, a member with its name, or an element that stands elsewhere and comes with its comments. */
export type Addition =
  | { readonly name?: string; readonly value: Json; readonly unit?: undefined }
  | { readonly unit: Unit };

/** After the child at `index`, which stays. `next` is the child they were asked to stand before (it may go), `comma`: one is to follow them. */
export function putAfter(
  container: Node,
  index: number,
  next: number,
  additions: readonly Addition[],
  comma: boolean,
  changes: Changes,
): void {
  const children = container.children!;
  const before = children[index]!;
  let source = before.commaSource;
  let at = before.comma + 1;
  let hasComma = before.comma !== -1;
  if (!hasComma) ({ source, end: at } = standing(before));
  // After the last child a directive can be followed, where the file it names stands in more than one place.
  while (index === children.length - 1 && source !== container.source && changes.repeated(source)) {
    ({ source, end: at } = source.includedBy!);
    hasComma = false;
  }
  const trail = hasComma ? trailAfterComma(source, at) : trailFrom(source, at, -1);

  const spelling = spellingOf(source);
  const neighbour = children[next] ?? before;
  const beside = standingIn(source, neighbour) ?? standingIn(source, before);
  const ownLine = beside === undefined || source.startsLine(leadStart(source, beside.start));
  if (trail.toLineEnd || (ownLine && !spelling.flat) || additions.some(needsLines)) {
    if (before.comma === -1) changes.insert(source, at, ",");
    const indentation = source.indentation(beside?.start ?? at) + (ownLine ? "" : spelling.unit);
    const text = lines(additions, spelling, indentation, comma, onOneLine(source, neighbour));
    changes.insert(source, trail.end, text + lineAfter(additions, source, trail.end, container));
  } else {
    const first = children[0]!;
    const following = first.comma === -1 ? undefined : first.commaSource.text[first.comma + 1];
    const glue = following === undefined ? spelling.glue : /[ \t\r\n]/.test(following) ? " " : "";
    const text = additions
      .map(
        (addition) =>
          glue +
          inline(addition, spelling, source.indentation(at), onOneLine(source, neighbour) ?? true),
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
  container: Node,
  additions: readonly Addition[],
  comma: boolean,
  changes: Changes,
): void {
  const { source } = container;
  const at = container.start + 1;
  const spelling = spellingOf(source);
  const neighbour = container.children![0]!;
  const beside = standingIn(source, neighbour)!;
  const isOnLine = source.startsLine(leadStart(source, beside.start));
  if ((isOnLine && !spelling.flat) || additions.some(needsLines)) {
    const indentation = source.indentation(beside.start) + (isOnLine ? "" : spelling.unit);
    const text = lines(additions, spelling, indentation, comma, onOneLine(source, neighbour));
    const end = isOnLine ? source.skipComments(at).end : at;
    changes.insert(source, end, text + lineAfter(additions, source, end, container));
  } else {
    const pad = source.text.slice(at, source.skipBlanks(at));
    const text = additions
      .map((addition) =>
        inline(addition, spelling, source.indentation(at), onOneLine(source, neighbour) ?? true),
      )
      .join(`,${spelling.glue}`);
    changes.insert(
      source,
      at,
      pad +
        text +
        (comma ? `,${/[ \t\r\n]/.test(source.text.charAt(at)) ? "" : spelling.glue}` : ""),
    );
  }
}

/** Where no child is: into `[]`, below `[ # none yet`, after an include that brings nothing. */
export function putIntoEmpty(
  container: Node,
  additions: readonly Addition[],
  changes: Changes,
): void {
  const { source, start } = container;
  const spelling = spellingOf(source);
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
        : indentation + spelling.unit;
    // A blank line keeps a comment above the list's own: it does not speak of what comes.
    const comments = leadStart(source, at);
    const isBelowComment = comments > start && comments < at && source.startsLine(comments);
    const gap = isBelowComment ? spelling.newline : "";
    changes.insert(
      source,
      at,
      gap + lines(additions, spelling, inner, false) + lineAfter(additions, source, at, container),
    );
    return;
  }
  const text = additions
    .map((addition) => inline(addition, { ...spelling, flat: true }, indentation))
    .join(`,${spelling.glue}`);
  if (!additions.some(needsLines) && (text.length <= short || spelling.flat)) {
    const pad = close === start + 1 ? spelling.pad : " ";
    changes.insert(source, before, pad + text + (before === close ? pad : ""));
  } else {
    changes.remove(source, before, close);
    changes.insert(
      source,
      before,
      lines(additions, spelling, indentation + spelling.unit, false) +
        spelling.newline +
        indentation,
    );
  }
}

/** Each on a line of its own; `comma`: the last one has one too. */
function lines(
  additions: readonly Addition[],
  spelling: Spelling,
  indentation: string,
  comma: boolean,
  oneLine?: boolean,
): string {
  const parts = additions.map((addition, index) => {
    const { text, trail } = written(addition, spelling, indentation, oneLine);
    const ownComma = comma || index < additions.length - 1 ? "," : "";
    return spelling.newline + indentation + text + ownComma + (trail && ` ${trail}`);
  });
  return parts.join("");
}

/** Several on one line; the comma follows the comments. */
function inline(
  addition: Addition,
  spelling: Spelling,
  indentation: string,
  oneLine?: boolean,
): string {
  const { text, trail } = written(addition, spelling, indentation, oneLine);
  return text + (trail && ` ${trail}`);
}

/** The line that must begin after a comment to the end of a line, where something else follows. */
function lineAfter(
  additions: readonly Addition[],
  source: Source,
  at: number,
  container: Node,
): string {
  if (!additions.at(-1)!.unit?.toLineEnd || source.lineEnd(at) !== undefined) return "";
  return spellingOf(source).newline + container.source.indentation(container.start);
}

/** An element that comes with comments on lines of their own cannot share a line. */
function needsLines({ unit }: Addition): boolean {
  return (
    unit !== undefined &&
    (unit.toLineEnd || unit.source.text.slice(unit.start, unit.end).includes("\n"))
  );
}

interface Written {
  /** With the comments before it. */
  readonly text: string;
  /** The comments after it. */
  readonly trail: string;
}

/** `oneLine`: the neighbour stands on one line; absent: there is none to look at. */
function written(
  addition: Addition,
  spelling: Spelling,
  indentation: string,
  oneLine?: boolean,
): Written {
  if (addition.unit !== undefined) return carried(addition.unit, spelling, indentation);
  const { name, value } = addition;
  const head = name === undefined ? "" : named(name, spelling);
  const line = head + flat(value, spelling, name);
  if (oneLine && line.length <= short) return { text: line, trail: "" };
  const isTall = name === undefined && oneLine === false;
  const body = isTall
    ? tall(value, spelling, indentation)
    : nested(value, spelling, indentation, name);
  return { text: head + body, trail: "" };
}

/** The text of an element that stands elsewhere, moved to this indentation. */
function carried(
  { source, start, end, text, comma }: Unit,
  spelling: Spelling,
  indentation: string,
): Written {
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
    text: [first!, ...moved].join(spelling.newline),
    trail: trail
      .map((comments) => comments.trim())
      .filter((comments) => comments !== "")
      .join(" "),
  };
}

function onOneLine(source: Source, neighbour: Node): boolean | undefined {
  if (neighbour.name !== undefined || neighbour.source !== source) return undefined;
  return source.lineStart(neighbour.end) <= neighbour.start;
}
