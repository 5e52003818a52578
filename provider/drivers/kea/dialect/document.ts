// A Kea configuration as text: what it says, and where in which file each of its values stands.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { maxNesting } from "../../../transports/nesting.js";
import type { JsonPath } from "../json-edit.js";
import { Scanner, type LoadFile } from "./scanner.js";
import type { Source, Span } from "./source.js";

/**
 * One value: where it stands, and, of a member, where its name stands. An array's elements and a
 * map's members are its children.
 */
export class KeaNode {
  children: readonly KeaNode[] | undefined = undefined;
  /** Commas that stand after another comma: Kea takes them (with a warning). */
  extraCommas: readonly Span[] | undefined = undefined;
  name: string | undefined = undefined;
  /** The file the name stands in: not always the value's. */
  nameSource: Source;
  nameStart = -1;
  nameEnd = -1;
  /** The comma after it; -1: there is none. */
  comma = -1;
  commaSource: Source;

  constructor(
    readonly source: Source,
    readonly start: number,
    readonly end: number,
    readonly value: Json,
  ) {
    this.nameSource = this.commaSource = source;
  }
}

export interface KeaDocument {
  readonly root: KeaNode;
  readonly value: Json;
  /** The files that take part and their texts, in order of first use; the main file first. */
  readonly files: ReadonlyMap<string, string>;
  /** Every taking part of a file: one that is included twice is here twice. */
  readonly sources: readonly Source[];
}

/**
 * How often files may be included again. Ten that each include the next one ten times would be read
 * for ever.
 */
const mostRepeats = 10_000;

/** Reads the file `main` and every file it includes, each through `load`, once a use. */
export function parseDocument(main: string, load: LoadFile): KeaDocument {
  const loaded = new Map<string, ReturnType<LoadFile>>();
  let repeats = 0;
  const once: LoadFile = (path) => {
    const known = loaded.get(path);
    if (known && ++repeats > mostRepeats) throw messages.keaIncludesRepeated(path, mostRepeats);
    const file = known ?? load(path);
    loaded.set(path, file);
    return file;
  };
  const scanner = new Scanner(main, once);
  scanner.next();
  if (scanner.at("end")) throw messages.keaEmpty(scanner.source.path);
  if (!scanner.at("{")) throw scanner.expected("{, the start of a configuration,");
  const root = parseContainer(scanner, 1);
  if (!scanner.at("end")) throw scanner.expected("the end of the file");
  const files = new Map(scanner.sources.map(({ path, text }) => [path, text]));
  return { root, value: root.value, files, sources: scanner.sources };
}

/** The value at `path`, if there is one. */
export function findNode(document: KeaDocument, path: JsonPath): KeaNode | undefined {
  return path.reduce<KeaNode | undefined>(
    (node, step) =>
      typeof step === "number"
        ? node?.value instanceof Array
          ? node.children?.[step]
          : undefined
        : node?.children?.find(({ name }) => name === step),
    document.root,
  );
}

function parseValue(scanner: Scanner, depth: number, wanted: string): KeaNode {
  switch (scanner.kind) {
    case "string":
    case "number":
    case "word": {
      const node = new KeaNode(scanner.source, scanner.start, scanner.end, scanner.value);
      scanner.next();
      return node;
    }
    case "{":
    case "[":
      return parseContainer(scanner, depth);
    default:
      throw scanner.expected(wanted);
  }
}

function parseContainer(scanner: Scanner, depth: number): KeaNode {
  const { kind, source, start } = scanner;
  if (depth > maxNesting) throw messages.keaTooDeep(source.positionOf(start), maxNesting);
  const map: Record<string, Json> | undefined = kind === "{" ? {} : undefined;
  const list: Json[] = [];
  const close = kind === "{" ? "}" : "]";
  const children: KeaNode[] = [];
  const extraCommas: Span[] = [];
  scanner.next();
  while (!scanner.at(close)) {
    const child =
      map === undefined
        ? parseValue(scanner, depth + 1, "a value or ]")
        : parseMember(scanner, depth + 1, map, children);
    if (map === undefined) list.push(child.value);
    children.push(child);
    if (scanner.at(",")) {
      child.comma = scanner.start;
      child.commaSource = scanner.source;
      for (scanner.next(); scanner.at(","); scanner.next())
        extraCommas.push({ source: scanner.source, start: scanner.start, end: scanner.end });
    } else if (!scanner.at(close)) {
      throw scanner.expected(`a comma or ${close}`);
    }
  }
  if (scanner.source !== source)
    throw messages.keaBracketsApart(
      source.positionOf(start),
      scanner.source.positionOf(scanner.start),
    );
  const node = new KeaNode(source, start, scanner.end, map ?? list);
  node.children = children;
  if (extraCommas.length > 0) node.extraCommas = extraCommas;
  scanner.next();
  return node;
}

function parseMember(
  scanner: Scanner,
  depth: number,
  map: Record<string, Json>,
  before: readonly KeaNode[],
): KeaNode {
  if (!scanner.at("string")) throw scanner.expected("a member's name in quotes or }");
  const { source, start, end } = scanner;
  const name = scanner.value as string;
  if (Object.hasOwn(map, name)) {
    const first = before.find((node) => node.name === name)!;
    throw messages.keaDuplicate(
      source.positionOf(start),
      name,
      first.nameSource.positionOf(first.nameStart),
    );
  }
  scanner.next();
  if (!scanner.at(":")) throw scanner.expected("a colon");
  scanner.next();
  const node = parseValue(scanner, depth, "a value");
  node.name = name;
  node.nameSource = source;
  node.nameStart = start;
  node.nameEnd = end;
  // Assigning to `__proto__` would not make a member.
  if (name === "__proto__")
    Object.defineProperty(map, name, {
      value: node.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else map[name] = node.value;
  return node;
}
