// Where an element or a member stands as a whole: its name, its value, and the directive that brings it.
import { messages } from "../../../core/messages.js";
import type { Node } from "./document.js";
import type { Source, Span } from "./source.js";

/**
 * The whole text of an element or a member. A directive that brings it and nothing else is its text: taking the element out takes the
 * directive out and leaves the included file as it is.
 */
export function wholeText(child: Node): Span {
  const text = together(child);
  if (text === undefined)
    throw messages.keaMemberApart(
      child.name!,
      child.nameSource.place(child.nameStart),
      child.source.place(child.start),
    );
  return text;
}

/** The same; of a member whose name stands in another file than its value, the value's text. */
export const standing = (child: Node): Span => together(child) ?? lifted(child);

/** Where it stands in `source`: its own text there, or the directive there that leads to it. */
export function standingIn(source: Source, child: Node): Span | undefined {
  let text: Span | undefined = standing(child);
  while (text !== undefined && text.source !== source) text = text.source.includedBy;
  return text;
}

function together(child: Node): Span | undefined {
  const value = lifted(child);
  if (child.name === undefined) return value;
  return value.source === child.nameSource
    ? lifted({ source: value.source, start: child.nameStart, end: value.end })
    : undefined;
}

function lifted({ source, start, end }: Span): Span {
  while (source.includedBy !== undefined && source.first === start && source.last === end)
    ({ source, start, end } = source.includedBy);
  return { source, start, end };
}
