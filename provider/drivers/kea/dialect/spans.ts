// The span of an element or a member as a whole: its name, its value, and the directive that brings
// it.
import { messages } from "../messages.js";
import type { KeaNode } from "./document.js";
import type { Source, Span } from "./source.js";

/**
 * The whole text of an element or a member. A directive that brings it and nothing else is its
 * text: taking the element out takes the directive out and leaves the included file as it is.
 */
export function completeSpan(child: KeaNode): Span {
  const text = memberSpan(child);
  if (text === undefined)
    throw messages.keaMemberApart(
      child.name!,
      child.nameSource.positionOf(child.nameStart),
      child.source.positionOf(child.start),
    );
  return text;
}

/** The same; of a member whose name stands in another file than its value, the value's text. */
export const existingSpan = (child: KeaNode): Span => memberSpan(child) ?? outermostSpan(child);

/** Returns its span in `source`: its own text there, or the directive there that leads to it. */
export function existingSpanIn(source: Source, child: KeaNode): Span | undefined {
  let text: Span | undefined = existingSpan(child);
  while (text !== undefined && text.source !== source) text = text.source.includedBy;
  return text;
}

function memberSpan(child: KeaNode): Span | undefined {
  const value = outermostSpan(child);
  if (child.name === undefined) return value;
  return value.source === child.nameSource
    ? outermostSpan({ source: value.source, start: child.nameStart, end: value.end })
    : undefined;
}

function outermostSpan({ source, start, end }: Span): Span {
  while (source.includedBy !== undefined && source.first === start && source.last === end)
    ({ source, start, end } = source.includedBy);
  return { source, start, end };
}
