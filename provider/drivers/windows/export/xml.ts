// XML as a tree of elements that know where they stand in their text. The only door to the parser.
import { SaxesParser } from "saxes";
import { messages } from "../messages.js";

export interface Element {
  readonly name: string;
  /** The character data of an element without elements in it; an empty text where there is none. */
  readonly text: string;
  readonly children: readonly Element[];
  /** The offsets of the element in the text, its tags included. */
  readonly start: number;
  readonly end: number;
  /** The offsets of its content; both `end` where it is one empty tag. */
  readonly innerStart: number;
  readonly innerEnd: number;
}

/**
 * Exports have hundreds of thousands of elements: each is made once, and those without children
 * share an empty list.
 */
type Open = { -readonly [Name in keyof Element]: Element[Name] } & {
  children: readonly Element[] | Element[];
};

const noChildren: readonly Element[] = [];

/**
 * Reads a document. Namespaces are left aside: the children of an export leave theirs (`xmlns=""`).
 * Entities other than the five of XML, a
 * document type and anything that would have to be fetched are refused, never resolved.
 */
export function parseXml(path: string, text: string): Element {
  const parser = new SaxesParser({ position: true });
  const { prepared, entities } = declareEntities(text);
  Object.assign(parser.ENTITIES, entities);
  const open: Open[] = [];
  let root: Element | undefined;
  parser.on("error", ({ message }) => {
    // A control character as it stands: the parser goes on and hands it over.
    if (message.endsWith(": disallowed character.")) return;
    throw messages.xmlInvalid(
      path,
      parser.line,
      parser.column + 1,
      message.replace(/^.*?:\d+:\d+: /, ""),
    );
  });
  parser.on("doctype", () => {
    throw messages.xmlDoctype(path, parser.line);
  });
  parser.on("opentagstart", ({ name }) => {
    open.push({
      name,
      text: "",
      children: noChildren,
      start: text.lastIndexOf("<", parser.position - 1),
      end: 0,
      innerStart: 0,
      innerEnd: 0,
    });
  });
  parser.on("opentag", () => {
    open[open.length - 1]!.innerStart = parser.position;
  });
  const said = (part: string): void => {
    const inner = open[open.length - 1];
    if (inner && inner.children === noChildren)
      inner.text = inner.text === "" ? part : inner.text + part;
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
    else if (outer.children === noChildren) {
      outer.children = [element];
      outer.text = ""; // what stood before its first element is layout
    } else (outer.children as Element[]).push(element);
  });
  parser.write(prepared).close();
  return root!;
}

export const findChild = ({ children }: Element, name: string): Element | undefined =>
  children.find((child) => child.name === name);
export const listChildren = (element: Element | undefined, name: string): readonly Element[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** Tells whether XML 1.0 has the character (production 2, Char). */
const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code < 0xd800) ||
  (code > 0xdfff && code !== 0xfffe && code !== 0xffff && code <= 0x10ffff);

/** A reference to a character by its number; what stands in comments and CDATA is none. */
const characterReferences = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|&#(?:x([0-9a-f]+)|([0-9]+));/gi;

/**
 * Turns references to characters that XML does not have, such as `&#x1F;`, into entities that the
 * parser is given. The text keeps its length, and so every element its place.
 *
 * The module behind `Export-DhcpServer` writes and reads with `CheckCharacters = false`: .NET then
 * writes such characters as references, NUL included, and takes them back.
 */
function declareEntities(text: string): {
  readonly prepared: string;
  readonly entities: Readonly<Record<string, string>>;
} {
  const entities: Record<string, string> = {};
  // No export has an entity of that name: where a text does, it is refused as it stands.
  if (text.includes("&_")) return { prepared: text, entities };
  const prepared = text.replace(
    characterReferences,
    (found, hexadecimal?: string, decimal?: string) => {
      if (!found.startsWith("&")) return found;
      const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16);
      if (isCharacter(code) || code > 0xffff) return found;
      const name = `_${found.slice(2, -1)}`;
      entities[name] = String.fromCharCode(code);
      return `&${name};`;
    },
  );
  return { prepared, entities };
}

const namedEntities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Characters written by a name or a number: markup, a lone line end, and those that XML does not
 * have.
 */
const escapedCharacters =
  /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/g;

/** Escapes a text as .NET does that stands in an element. */
export const escapeXml = (text: string): string =>
  text.replace(
    escapedCharacters,
    (c) => namedEntities[c] ?? `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`,
  );
