// Finds the whole text of an element or a member: its name, its value, and an include directive
// that contains it.
import { messages } from "../messages.js";
import type { KeaNode } from "./document.js";
import type { Source, Span } from "./source.js";

/**
 * Returns the whole text of an element or a member. An include directive that brings nothing else
 * is its text: removing the element removes the directive, and the included file stays. Throws
 * where name and value are in different files.
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

/** Returns the same; where name and value are in different files, the text of the value. */
export const existingSpan = (child: KeaNode): Span => memberSpan(child) ?? outermostSpan(child);

/** Returns its span in one file: its own text, or the include directive that leads to it. */
export function existingSpanIn(source: Source, child: KeaNode): Span | undefined {
  let text: Span | undefined = existingSpan(child);
  while (text !== undefined && text.source !== source) text = text.source.includedBy;
  return text;
}

function memberSpan(child: KeaNode): Span | undefined {
  const value = outermostSpan(child);
  if (child.name === undefined) return value;
  const { source, end } = value;
  if (source !== child.nameSource) return undefined;
  return outermostSpan({ source, start: child.nameStart, end });
}

function outermostSpan({ source, start, end }: Span): Span {
  while (source.includedBy !== undefined && source.first === start && source.last === end)
    ({ source, start, end } = source.includedBy);
  return { source, start, end };
}
