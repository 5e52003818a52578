// Documents as people write them (comments, blanks, trailing commas, includes, both newlines), and edits that fit them.
import fc from "../../../../draws.js";
import type { Json } from "../../../../../../provider/core/model.js";
import type { Edit, JsonPath } from "../../../../../../provider/drivers/kea/json-edit.js";
import { messages } from "../../../../../../provider/core/messages.js";

/** Choices drawn one after the other, for ever; of an empty list the plainest one each time. */
export type Choose = (options: number) => number;

export const choices = (most: number): fc.Arbitrary<Choose> =>
  fc.array(fc.nat(10_000), { maxLength: most, size: "max" }).map((numbers) => {
    let at = 0;
    return (options) => {
      const round = Math.floor(at / numbers.length);
      return numbers.length === 0 ? 0 : (numbers[at++ % numbers.length]! + round * 7919) % options;
    };
  });

const name = fc.oneof(
  fc.constantFrom(
    "subnet",
    "id",
    "pools",
    "option-data",
    "user-context",
    "__proto__",
    "7",
    "",
    "t1-percent",
    "cache-threshold",
  ),
  fc.string({ maxLength: 6 }),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(1, 2, "a"),
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    1,
    0.5,
    -3,
    4294967295,
    "",
    "10.0.0.0/24",
    '# no comment, "quoted" // nor this',
    "/* nor */ this",
    "}], {[",
    "é→😀",
    "\u0001\b\f\n\r\t\\",
  ),
  fc.integer(),
  fc.string({ maxLength: 8 }),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((number) =>
      number === 0 || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? 0.25 : number,
    ),
);
const tree = fc.letrec<{ value: Json; list: Json; map: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: "small" }, scalar, tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 4 }) as fc.Arbitrary<Json>,
  map: fc
    .uniqueArray(fc.tuple(name, tie("value")), { maxLength: 4, selector: ([key]) => key })
    .map((members) => Object.fromEntries(members) as Json),
}));

export const value = tree.value;
export const map = tree.map;

/** A document: the main file is `/kea/main.conf`; `value` is what it says. */
export interface Written {
  readonly value: Json;
  readonly files: ReadonlyMap<string, string>;
}

export const main = "/kea/main.conf";

export const written: fc.Arbitrary<Written> = fc
  .tuple(map, choices(120))
  .map(([said, choose]) => ({ value: said, files: write(said, choose) }));

export const load = (files: ReadonlyMap<string, string>) => (path: string) => {
  const text = files.get(path);
  if (text === undefined) throw messages.fileMissing(path);
  return { path, text };
};

/** Where a part of a document stands, and how many includes deep what is within it may go. */
interface Position {
  readonly lineEnd: string;
  readonly depth: number;
  readonly includable: number;
}
/** Writes one part of an array or a map with these line ends, at this depth. */
type Part = (lineEnd: string, depth: number) => string;

function write(said: Json, choose: Choose): Map<string, string> {
  const writer = new Writer(choose);
  const lineEnd = choose(2) === 1 ? "\r\n" : "\n";
  const before = writer.blank(lineEnd, 0);
  const text = writer.put(said, { lineEnd, depth: 0, includable: 4 });
  writer.files.set(main, before + text + writer.blank(lineEnd, 0));
  return writer.files;
}

/** Writes a value with comments, blanks, includes and spellings as they are drawn. */
class Writer {
  readonly files = new Map<string, string>([["/kea/none", "// nothing"]]);
  private readonly shared = new Map<string, string>();
  private readonly loose: boolean;
  private readonly includes: boolean;
  private comments = 0;

  constructor(private readonly choose: Choose) {
    this.loose = choose(2) === 1;
    this.includes = choose(3) === 1;
  }

  put(plain: Json, position: Position): string {
    if (this.isIncluded(position)) return this.putIncluded(plain, position);
    if (typeof plain !== "object" || plain === null) return this.spell(plain);
    const { lineEnd, depth, includable } = position;
    const [open, close] = Array.isArray(plain) ? ["[", "]"] : ["{", "}"];
    const parts = this.partsOf(plain, includable - 1);
    return (
      open +
      this.run(parts, { lineEnd, depth: depth + 1, includable }) +
      this.blank(lineEnd, depth, true) +
      close
    );
  }

  blank(lineEnd: string, depth: number, own = false): string {
    const line = lineEnd + "  ".repeat(depth);
    const mark = `c${this.comments++}c`;
    switch (this.choose(this.loose ? 9 : 14)) {
      case 1:
        return "";
      case 2:
        return line;
      case 3:
        return `${line}# ${mark}, "[{${lineEnd}`;
      case 4:
        return ` // ${mark}${line}`;
      case 5:
        return `/* ${mark}, */`;
      case 6:
        return ` /* ${lineEnd} ${mark} }*/\t`;
      case 7:
        return this.includes ? ` <?include "none"?>${line}` : " ";
      default:
        return own ? line : " ";
    }
  }

  private isIncluded({ includable }: Position): boolean {
    return this.includes && includable > 0 && this.choose(6) === 1;
  }

  private spell(plain: Json): string {
    const canonical = JSON.stringify(plain);
    if (typeof plain === "number" && this.choose(4) === 1) {
      if (!Number.isInteger(plain)) return canonical;
      return plain < 0 ? `${plain}.` : `+${plain}.0`;
    }
    if (typeof plain === "string" && this.choose(4) === 1)
      return canonical.replace(/(?<=^")[a-z/]/, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
    return canonical;
  }

  /** Writes a text into a file of its own, and returns the directive that includes it. */
  private include(lineEnd: string, text: (newline: string) => string): string {
    const path = `/kea/${this.files.size}.json`;
    this.files.set(path, "");
    const inner = this.choose(2) === 1 ? "\r\n" : "\n";
    const content = this.blank(inner, 0) + text(inner) + this.blank(inner, 0);
    this.files.set(path, content);
    const space = this.choose(2) === 1 ? lineEnd : " ";
    return `<?include${space}"${this.choose(2) === 1 ? path : path.slice(5)}"?>`;
  }

  /** Includes a value; a file that holds the same may be included again. */
  private putIncluded(plain: Json, { lineEnd, includable }: Position): string {
    const key = JSON.stringify(plain);
    if (this.choose(3) === 1 && this.shared.has(key)) return this.shared.get(key)!;
    const directive = this.include(lineEnd, (inner) =>
      this.put(plain, { lineEnd: inner, depth: 0, includable: includable - 1 }),
    );
    this.shared.set(key, directive);
    return directive;
  }

  private partsOf(plain: object, includable: number): readonly Part[] {
    if (Array.isArray(plain))
      return plain.map(
        (element: Json) => (lineEnd, depth) => this.put(element, { lineEnd, depth, includable }),
      );
    return Object.entries(plain).map(([key, member]) => (lineEnd, depth) => {
      const head = `${this.spell(key)}${this.blank(lineEnd, depth)}:`;
      return (
        (this.includes && this.choose(30) === 1 ? this.include(lineEnd, () => head) : head) +
        this.blank(lineEnd, depth) +
        this.put(member as Json, { lineEnd, depth, includable })
      );
    });
  }

  /** Writes parts with their commas; a stretch of them may stand in a file of its own. */
  private run(parts: readonly Part[], position: Position): string {
    const { lineEnd, depth } = position;
    let text = "";
    for (let index = 0; index < parts.length; ) {
      const stretch = this.isIncluded(position) ? 1 + this.choose(parts.length - index) : 0;
      const next = index + Math.max(stretch, 1);
      const isLast = next === parts.length;
      const comma = this.comma(isLast, position);
      text += this.blank(lineEnd, depth, true);
      text +=
        stretch > 0
          ? this.stretch(parts.slice(index, next), isLast, comma, position)
          : parts[index]!(lineEnd, depth) +
            (this.choose(3) === 1 ? this.blank(lineEnd, depth) : "") +
            comma;
      index = next;
    }
    return text;
  }

  /** Returns the comma after a part; there may be one after the last, and one too many. */
  private comma(isLast: boolean, { lineEnd, depth }: Position): string {
    const isTrailing = this.choose(5) === 1;
    if (isLast && !isTrailing) return "";
    return this.choose(12) === 1 ? `,${this.blank(lineEnd, depth)},` : ",";
  }

  /** Includes a stretch of parts. Its last comma stands within the file or after the directive. */
  private stretch(
    parts: readonly Part[],
    isLast: boolean,
    comma: string,
    { lineEnd, depth }: Position,
  ): string {
    const isWithin = this.choose(2) === 1 && !isLast;
    const directive = this.include(
      lineEnd,
      (inner) =>
        parts
          .map((part) => part(inner, 0) + this.blank(inner, 0))
          .join(`,${this.blank(inner, 0, true)}`) + (isWithin ? "," : ""),
    );
    return isWithin ? directive : directive + this.blank(lineEnd, depth) + comma;
  }
}

/** Edits that fit a value and one another. */
export const editsOf = (said: Json): fc.Arbitrary<Edit[]> =>
  fc
    .tuple(choices(40), fc.array(value, { minLength: 6, maxLength: 6 }), fc.boolean())
    .map(([choose, values, backwards]) => {
      const drawing = new EditDrawing(choose, values);
      drawing.inside(said, [], false);
      const distinct = withoutRepeatedSets(drawing.edits);
      return backwards ? distinct.reverse() : distinct;
    });

/** Keeps the first edit that sets a path. */
function withoutRepeatedSets(edits: readonly Edit[]): Edit[] {
  const taken = new Set<string>();
  return edits.filter(({ kind, path }) => {
    if (kind !== "set") return true;
    const isFirst = !taken.has(JSON.stringify(path));
    taken.add(JSON.stringify(path));
    return isFirst;
  });
}

/** Draws edits of a value and of what is within it. */
class EditDrawing {
  readonly edits: Edit[] = [];
  private next = 0;

  constructor(
    private readonly choose: Choose,
    private readonly values: readonly Json[],
  ) {}

  inside(plain: Json, path: JsonPath, isRemovable: boolean): void {
    const act = this.choose(6);
    if (act === 1 && (path.length > 0 || this.choose(10) === 1)) {
      const drawn = this.some();
      this.edits.push({ kind: "set", path, value: path.length === 0 ? { new: drawn } : drawn });
      return;
    }
    if (act === 2 && isRemovable) {
      this.edits.push({ kind: "remove", path });
      return;
    }
    if (act === 3 || typeof plain !== "object" || plain === null) return;
    if (Array.isArray(plain)) this.insideArray(plain, path);
    else this.insideMap(plain, path);
  }

  private some(): Json {
    return this.values[this.next++ % this.values.length]!;
  }

  private oneOrTwo(options: number): Json[] {
    return this.choose(options) === 1 ? [this.some(), this.some()] : [this.some()];
  }

  private insideArray(plain: readonly Json[], path: JsonPath): void {
    if (this.choose(5) === 1) {
      const order = plain
        .map((_, index) => index)
        .sort((one, other) => hash(one, plain.length) - hash(other, plain.length) || one - other);
      this.edits.push({ kind: "reorder", path, order });
      plain.forEach((element, index) => {
        this.inside(element, [...path, index], false);
      });
      return;
    }
    plain.forEach((element, index) => {
      const at = [...path, index];
      if (this.choose(6) === 1)
        this.edits.push({ kind: "insert", path: at, values: this.oneOrTwo(2) });
      this.inside(element, at, true);
    });
    if (this.choose(3) === 1) this.edits.push({ kind: "append", path, values: this.oneOrTwo(3) });
  }

  private insideMap(plain: object, path: JsonPath): void {
    for (const [key, member] of Object.entries(plain))
      this.inside(member as Json, [...path, key], true);
    if (this.choose(3) === 1)
      this.edits.push({ kind: "set", path: [...path, "added"], value: this.some() });
    if (this.choose(6) === 1)
      this.edits.push({ kind: "set", path: [...path, "t2-percent"], value: 1 });
  }
}

const hash = (index: number, salt: number): number => ((index + 1) * 7919 + salt * 104_729) % 31;
