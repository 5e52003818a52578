// How an export is laid out, so that what is written into it looks like the rest: line ends,
// indentation, or none.
import { escapeXml, type Element } from "./xml.js";

/**
 * A piece of an export to be written: a name and a text, or a name and pieces, or a piece of the
 * export as it stands.
 */
export type Piece =
  | readonly [name: string, inside: string | readonly Piece[]]
  | { readonly asIs: string };

export interface Layout {
  /**
   * Writes a piece at a depth (the root is 0). It begins with a line break and ends without one.
   */
  write(piece: Piece, depth: number): string;
  /** Returns the white space before an element at this depth. */
  lineBreak(depth: number): string;
}

/** Detects the layout from the white space before the first element in the root. */
export function detectLayout(text: string, root: Element): Layout {
  const first = root.children[0];
  const gap = first ? text.slice(root.innerStart, first.start) : "";
  const found = /^(\r?\n)([ \t]*)$/.exec(gap);
  const line = (depth: number): string => (found ? found[1]! + found[2]!.repeat(depth) : "");
  const write = (piece: Piece, depth: number): string => {
    if ("asIs" in piece) return line(depth) + piece.asIs;
    const [name, inside] = piece;
    if (inside === "") return `${line(depth)}<${name} />`;
    const content =
      typeof inside === "string"
        ? escapeXml(inside)
        : inside.map((member) => write(member, depth + 1)).join("") + line(depth);
    return `${line(depth)}<${name}>${content}</${name}>`;
  };
  return { write, lineBreak: line };
}
