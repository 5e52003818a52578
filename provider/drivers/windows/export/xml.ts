// XML as a tree of elements that know where they stand in their text. The only door to the parser.
import { SaxesParser } from "saxes";
import { messages } from "../../../core/messages.js";

export interface Element {
  readonly name: string;
  /** The character data of an element without elements in it; an empty text where there is none. */
  readonly text: string;
  readonly children: readonly Element[];
  /** Where it stands in the text, its tags included. */
  readonly start: number;
  readonly end: number;
  /** Where what is in it begins and ends; both `end` where it is one empty tag. */
  readonly inside: readonly [start: number, end: number];
}

interface Open {
  name: string;
  text: string;
  children: Element[];
  start: number;
  inner: number;
}

/**
 * Reads a document. Namespaces are left aside: the children of an export leave theirs (`xmlns=""`). Entities other than the five of XML, a
 * document type and anything that would have to be fetched are refused, never resolved.
 */
export function parseXml(path: string, text: string): Element {
  const parser = new SaxesParser({ position: true });
  const open: Open[] = [];
  let root: Element | undefined;
  let begun = 0;
  parser.on("error", ({ message }) => {
    throw messages.xmlInvalid(path, parser.line, parser.column + 1, message.replace(/^.*?:\d+:\d+: /, ""));
  });
  parser.on("doctype", () => {
    throw messages.xmlDoctype(path, parser.line);
  });
  parser.on("opentagstart", ({ name }) => {
    begun = text.lastIndexOf("<", parser.position - 1);
    open.push({ name, text: "", children: [], start: begun, inner: 0 });
  });
  parser.on("opentag", () => {
    open.at(-1)!.inner = parser.position;
  });
  const said = (part: string): void => {
    const inner = open.at(-1);
    if (inner) inner.text += part;
  };
  parser.on("text", said);
  parser.on("cdata", said);
  parser.on("closetag", ({ isSelfClosing }) => {
    const { name, text: data, children, start, inner } = open.pop()!;
    const end = parser.position;
    const element: Element = { name, text: children.length > 0 ? "" : data, children, start, end, inside: isSelfClosing ? [end, end] : [inner, text.lastIndexOf("</", end - 1)] };
    const outer = open.at(-1);
    if (outer) outer.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  return root!;
}

export const childOf = ({ children }: Element, name: string): Element | undefined => children.find((child) => child.name === name);
export const childrenOf = (element: Element | undefined, name: string): readonly Element[] => element?.children.filter((child) => child.name === name) ?? [];

/** Text as it stands in an element. */
export const escaped = (text: string): string => text.replace(/[&<>\r]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? "&#xD;");
