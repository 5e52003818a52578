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
  readonly innerStart: number;
  readonly innerEnd: number;
}

/** Exports have hundreds of thousands of elements: each is made once, and those without children share an empty list. */
type Open = { -readonly [Name in keyof Element]: Element[Name] } & { children: readonly Element[] | Element[] };

const none: readonly Element[] = [];

/**
 * Reads a document. Namespaces are left aside: the children of an export leave theirs (`xmlns=""`). Entities other than the five of XML, a
 * document type and anything that would have to be fetched are refused, never resolved.
 */
export function parseXml(path: string, text: string): Element {
  const parser = new SaxesParser({ position: true });
  const open: Open[] = [];
  let root: Element | undefined;
  parser.on("error", ({ message }) => {
    throw messages.xmlInvalid(path, parser.line, parser.column + 1, message.replace(/^.*?:\d+:\d+: /, ""));
  });
  parser.on("doctype", () => {
    throw messages.xmlDoctype(path, parser.line);
  });
  parser.on("opentagstart", ({ name }) => {
    open.push({ name, text: "", children: none, start: text.lastIndexOf("<", parser.position - 1), end: 0, innerStart: 0, innerEnd: 0 });
  });
  parser.on("opentag", () => {
    open[open.length - 1]!.innerStart = parser.position;
  });
  const said = (part: string): void => {
    const inner = open[open.length - 1];
    if (inner && inner.children === none) inner.text = inner.text === "" ? part : inner.text + part;
  };
  parser.on("text", said);
  parser.on("cdata", said);
  parser.on("closetag", ({ isSelfClosing }) => {
    const element = open.pop()!;
    const end = parser.position;
    element.end = end;
    if (isSelfClosing) element.innerStart = element.innerEnd = end;
    else element.innerEnd = text.lastIndexOf("</", end - 1);
    const outer = open[open.length - 1];
    if (!outer) root = element;
    else if (outer.children === none) {
      outer.children = [element];
      outer.text = ""; // what stood before its first element is layout
    } else (outer.children as Element[]).push(element);
  });
  parser.write(text).close();
  return root!;
}

export const childOf = ({ children }: Element, name: string): Element | undefined => children.find((child) => child.name === name);
export const childrenOf = (element: Element | undefined, name: string): readonly Element[] => element?.children.filter((child) => child.name === name) ?? [];

/** Text as it stands in an element. */
export const escaped = (text: string): string => text.replace(/[&<>\r]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? "&#xD;");
