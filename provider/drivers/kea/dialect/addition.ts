// New elements and members: the place they are put in, and the text they are put in as, after the manner of their neighbours.
import type { Json } from "../../../core/model.js";
import type { Changes } from "./changes.js";
import type { Node } from "./document.js";
import type { Source } from "./source.js";
import { flat, named, nested, short, spellingOf, tall, type Spelling } from "./spelling.js";
import { standing, standingIn } from "./standing.js";

/** An element, or a member with its name. */
export interface Addition {
  readonly name?: string;
  readonly value: Json;
}

/** After the child at `index`, which stays. `next` is the child they were asked to stand before (it may go), `comma`: one is to follow them. */
export function putAfter(container: Node, index: number, next: number, additions: readonly Addition[], comma: boolean, changes: Changes): void {
  const children = container.children!;
  const before = children[index]!;
  let source = before.commaSource;
  let at = before.comma + 1;
  if (before.comma === -1) ({ source, end: at } = standing(before));
  // After the last child a directive can be followed, where the file it names stands in more than one place.
  while (index === children.length - 1 && source !== container.source && changes.repeated(source)) ({ source, end: at } = source.includedBy!);
  if (before.comma === -1) changes.insert(source, at, ",");

  const spelling = spellingOf(source);
  const neighbour = children[next] ?? before;
  const beside = standingIn(source, neighbour) ?? standingIn(source, before);
  const ownLine = beside === undefined || source.startsLine(beside.start);
  const comments = source.skipComments(at);
  if (comments.toLineEnd || (ownLine && !spelling.flat)) {
    const indentation = source.indentation(beside?.start ?? at) + (ownLine ? "" : spelling.unit);
    changes.insert(source, comments.end, lines(additions, spelling, indentation, onOneLine(source, neighbour)) + (comma ? "," : ""));
  } else {
    const first = children[0]!;
    const following = first.comma === -1 ? undefined : first.commaSource.text[first.comma + 1];
    const glue = following === undefined ? spelling.glue : /[ \t\r\n]/.test(following) ? " " : "";
    const text = additions.map((addition) => glue + written(addition, spelling, source.indentation(at), onOneLine(source, neighbour) ?? true)).join(",");
    changes.insert(source, next < children.length ? at : comments.end, text + (comma ? "," : ""));
  }
}

/** Before all children: none before them stays. */
export function putFirst(container: Node, additions: readonly Addition[], comma: boolean, changes: Changes): void {
  const { source } = container;
  const at = container.start + 1;
  const spelling = spellingOf(source);
  const neighbour = container.children![0]!;
  const beside = standingIn(source, neighbour)!;
  if (source.startsLine(beside.start) && !spelling.flat) {
    const text = lines(additions, spelling, source.indentation(beside.start), onOneLine(source, neighbour));
    changes.insert(source, source.skipComments(at).end, text + (comma ? "," : ""));
  } else {
    const pad = source.text.slice(at, source.skipBlanks(at));
    const text = additions.map((addition) => written(addition, spelling, source.indentation(at), onOneLine(source, neighbour) ?? true)).join(`,${spelling.glue}`);
    changes.insert(source, at, pad + text + (comma ? `,${/[ \t\r\n]/.test(source.text.charAt(at)) ? "" : spelling.glue}` : ""));
  }
}

/** Where no child is: into `[]`, below `[ # none yet`, after an include that brings nothing. */
export function putIntoEmpty(container: Node, additions: readonly Addition[], changes: Changes): void {
  const { source, start } = container;
  const spelling = spellingOf(source);
  const close = container.end - 1;
  const before = source.skipBlanksBack(close);
  const indentation = source.indentation(start);
  if (source.lineStart(close) > start) {
    // A comment on a line of its own stands where its elements would.
    const at = source.startsLine(close) ? source.beforeLine(close) : before;
    const line = source.text.slice(source.lineStart(at), at);
    const inner = source.lineStart(at) > start && /^[ \t]*(?:#|\/\/)/.test(line) ? source.indentation(at) : indentation + spelling.unit;
    changes.insert(source, at, lines(additions, spelling, inner));
    return;
  }
  const text = additions.map((addition) => written(addition, { ...spelling, flat: true }, indentation)).join(`,${spelling.glue}`);
  if (text.length <= short || spelling.flat) {
    const pad = close === start + 1 ? spelling.pad : " ";
    changes.insert(source, before, pad + text + (before === close ? pad : ""));
  } else {
    changes.remove(source, before, close);
    changes.insert(source, before, lines(additions, spelling, indentation + spelling.unit) + spelling.newline + indentation);
  }
}

/** Each on a line of its own. */
function lines(additions: readonly Addition[], spelling: Spelling, indentation: string, oneLine?: boolean): string {
  return additions.map((addition) => spelling.newline + indentation + written(addition, spelling, indentation, oneLine)).join(",");
}

/** `oneLine`: the neighbour stands on one line; absent: there is none to look at. */
function written({ name, value }: Addition, spelling: Spelling, indentation: string, oneLine?: boolean): string {
  const head = name === undefined ? "" : named(name, spelling);
  const line = head + flat(value, spelling, name);
  if (oneLine && line.length <= short) return line;
  return head + (name === undefined && oneLine === false ? tall(value, spelling, indentation) : nested(value, spelling, indentation, name));
}

function onOneLine(source: Source, neighbour: Node): boolean | undefined {
  if (neighbour.name !== undefined || neighbour.source !== source) return undefined;
  return source.lineStart(neighbour.end) <= neighbour.start;
}
