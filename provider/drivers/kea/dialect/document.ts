// Parses the text of a Kea configuration, and keeps the position of each value in its file.
import { messages } from "../messages.js";
import type { Json } from "../../../core/model.js";
import { maxNesting } from "../../../transports/nesting.js";
import type { JsonPath } from "../json-edit.js";
import { parseReusing, rememberText } from "./reused-subnets.js";
import { parsePlainJson } from "./plain-json.js";
import { Scanner, type LoadFile } from "./scanner.js";
import type { Source, Span } from "./source.js";

/**
 * One value with its position and, for a member, the position of its name. The elements of an array
 * and the members of an object are its children.
 */
export class KeaNode {
  children: readonly KeaNode[] | undefined = undefined;
  /** Commas after another comma, which Kea accepts with a warning. */
  extraCommas: readonly Span[] | undefined = undefined;
  name: string | undefined = undefined;
  /** The file of the name, which may be another one than that of the value. */
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
    public value: Json,
  ) {
    this.nameSource = this.commaSource = source;
  }
}

export interface KeaDocument extends PositionedDocument {
  readonly value: Json;
  /** True where the text is JSON without a comment. False: it may have comments. */
  readonly isStrictJson: boolean;
  /** The texts of its files by path, in order of first use; the main file first. */
  readonly files: ReadonlyMap<string, string>;
}

/** The positions in a document, found when they are first asked for. */
export interface PositionedDocument {
  readonly root: KeaNode;
  /** Every use of a file: one that is included twice is here twice. */
  readonly sources: readonly Source[];
}

/**
 * The number of times that files may be included again. Ten files that each include the next one
 * ten times would never be read to the end.
 */
const maxRepeats = 10_000;

/**
 * Parses the file `main` and every file that it includes. `load` reads each file once. `share`
 * returns an equal value, parts of which may be those of other documents.
 */
export function parseDocument(
  main: string,
  load: LoadFile,
  share: (value: Json) => Json = (value) => value,
): KeaDocument {
  const file = load(main);
  const loadOnce: LoadFile = (path) => (path === main ? file : load(path));
  const plain = parseReusing(file.text) ?? parsePlainJson(file.text);
  const parsed = plain ? undefined : parsePositions(main, loadOnce);
  const value = share(plain ? plain.value : parsed!.root.value);
  if (plain) rememberText(file.text, { ...plain, value });
  let positions: PositionedDocument | undefined;
  const findPositions = (): PositionedDocument => {
    if (positions === undefined) {
      positions = parsed ?? parsePositions(main, loadOnce);
      adoptValue(positions.root, value);
    }
    return positions;
  };
  const texts = parsed?.sources ?? [file];
  return {
    value,
    isStrictJson: plain?.isStrict === true,
    files: new Map(texts.map(({ path, text }) => [path, text])),
    get root() {
      return findPositions().root;
    },
    get sources() {
      return findPositions().sources;
    },
  };
}

/**
 * Gives nodes the values of an equal document, some of which may be shared with other documents:
 * errors find nodes by these objects.
 */
function adoptValue(node: KeaNode, value: Json): void {
  node.value = value;
  const isArray = Array.isArray(value);
  for (const [i, child] of (node.children ?? []).entries())
    adoptValue(
      child,
      isArray ? (value as readonly Json[])[i]! : (value as KeaObject)[child.name!]!,
    );
}

type KeaObject = Readonly<Record<string, Json>>;

/** Parses with positions, as Kea does, whether or not the text is JSON. */
export function parsePositions(main: string, load: LoadFile): PositionedDocument {
  const loaded = new Map<string, ReturnType<LoadFile>>();
  let repeats = 0;
  const once: LoadFile = (path) => {
    const known = loaded.get(path);
    if (known) repeats++;
    if (repeats > maxRepeats) throw messages.keaIncludesRepeated(path, maxRepeats);
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
  return { root, sources: scanner.sources };
}

/** Returns the value at `path`, or nothing. */
export function findNode({ root }: KeaDocument, path: JsonPath): KeaNode | undefined {
  return path.reduce<KeaNode | undefined>((node, step) => node && findChild(node, step), root);
}

function findChild({ value, children }: KeaNode, step: string | number): KeaNode | undefined {
  if (typeof step === "string") return children?.find(({ name }) => name === step);
  return Array.isArray(value) ? children?.[step] : undefined;
}

function parseValue(scanner: Scanner, depth: number, expected: string): KeaNode {
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
      throw scanner.expected(expected);
  }
}

function parseContainer(scanner: Scanner, depth: number): KeaNode {
  const { kind, source, start } = scanner;
  if (depth > maxNesting) throw messages.keaTooDeep(source.positionOf(start), maxNesting);
  scanner.next();
  const { value, children, extraCommas } =
    kind === "{" ? parseObject(scanner, depth) : parseArray(scanner, depth);
  if (scanner.source !== source)
    throw messages.keaBracketsApart(
      source.positionOf(start),
      scanner.source.positionOf(scanner.start),
    );
  const node = new KeaNode(source, start, scanner.end, value);
  node.children = children;
  if (extraCommas.length > 0) node.extraCommas = extraCommas;
  scanner.next();
  return node;
}

/** The content of an array or an object. */
interface Content {
  readonly value: Json;
  readonly children: readonly KeaNode[];
  readonly extraCommas: readonly Span[];
}

function parseArray(scanner: Scanner, depth: number): Content {
  const value: Json[] = [];
  const children: KeaNode[] = [];
  const extraCommas: Span[] = [];
  while (!scanner.at("]")) {
    const child = parseValue(scanner, depth + 1, "a value or ]");
    value.push(child.value);
    children.push(child);
    parseComma(scanner, child, "]", extraCommas);
  }
  return { value, children, extraCommas };
}

function parseObject(scanner: Scanner, depth: number): Content {
  const value: Record<string, Json> = {};
  const children: KeaNode[] = [];
  const extraCommas: Span[] = [];
  while (!scanner.at("}")) {
    const child = parseMember(scanner, depth + 1, value, children);
    children.push(child);
    parseComma(scanner, child, "}", extraCommas);
  }
  return { value, children, extraCommas };
}

/** Reads the comma after a child, and those after it, or stops at the closing bracket. */
function parseComma(scanner: Scanner, child: KeaNode, close: "]" | "}", extraCommas: Span[]): void {
  if (!scanner.at(",")) {
    if (!scanner.at(close)) throw scanner.expected(`a comma or ${close}`);
    return;
  }
  child.comma = scanner.start;
  child.commaSource = scanner.source;
  for (scanner.next(); scanner.at(","); scanner.next())
    extraCommas.push({ source: scanner.source, start: scanner.start, end: scanner.end });
}

/** Reads a member and adds it to an object. Throws where the object has the name already. */
function parseMember(
  scanner: Scanner,
  depth: number,
  object: Record<string, Json>,
  before: readonly KeaNode[],
): KeaNode {
  if (!scanner.at("string")) throw scanner.expected("a member's name in quotes or }");
  const { source, start, end } = scanner;
  const name = scanner.value as string;
  if (Object.hasOwn(object, name)) {
    const first = before.find((other) => other.name === name)!;
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
  addMember(object, name, node.value);
  return node;
}

function addMember(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== "__proto__") object[name] = value;
  // Assigning to `__proto__` would not make a member.
  else
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}
