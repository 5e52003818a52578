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

function write(said: Json, choose: Choose): Map<string, string> {
  const files = new Map<string, string>([["/kea/none", "// nothing"]]);
  const shared = new Map<string, string>();
  const loose = choose(2) === 1;
  const includes = choose(3) === 1;
  let comments = 0;

  const blank = (lineEnd: string, depth: number, own = false): string => {
    const line = lineEnd + "  ".repeat(depth);
    const mark = `c${comments++}c`;
    switch (loose ? choose(9) : choose(14)) {
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
        return includes ? ` <?include "none"?>${line}` : " ";
      default:
        return own ? line : " ";
    }
  };

  const spell = (plain: Json): string => {
    const canonical = JSON.stringify(plain);
    if (typeof plain === "number" && choose(4) === 1) {
      if (!Number.isInteger(plain)) return canonical;
      return plain < 0 ? `${plain}.` : `+${plain}.0`;
    }
    if (typeof plain === "string" && choose(4) === 1)
      return canonical.replace(/(?<=^")[a-z/]/, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
    return canonical;
  };

  const include = (lineEnd: string, text: (newline: string) => string): string => {
    const path = `/kea/${files.size}.json`;
    files.set(path, "");
    const inner = choose(2) === 1 ? "\r\n" : "\n";
    const content = blank(inner, 0) + text(inner) + blank(inner, 0);
    files.set(path, content);
    return `<?include${choose(2) === 1 ? lineEnd : " "}"${choose(2) === 1 ? path : path.slice(5)}"?>`;
  };

  const put = (plain: Json, lineEnd: string, depth: number, includable: number): string => {
    if (includes && includable > 0 && choose(6) === 1) {
      const key = JSON.stringify(plain);
      if (choose(3) === 1 && shared.has(key)) return shared.get(key)!;
      const directive = include(lineEnd, (inner) => put(plain, inner, 0, includable - 1));
      shared.set(key, directive);
      return directive;
    }
    if (typeof plain !== "object" || plain === null) return spell(plain);
    const list = Array.isArray(plain);
    const parts = list
      ? plain.map(
          (element: Json) => (inner: string, level: number) =>
            put(element, inner, level, includable - 1),
        )
      : Object.entries(plain).map(([key, member]) => (inner: string, level: number) => {
          const head = `${spell(key)}${blank(inner, level)}:`;
          return (
            (includes && choose(30) === 1 ? include(inner, () => head) : head) +
            blank(inner, level) +
            put(member as Json, inner, level, includable - 1)
          );
        });
    const open = list ? "[" : "{";
    const close = list ? "]" : "}";
    return open + run(parts, lineEnd, depth + 1, includable) + blank(lineEnd, depth, true) + close;
  };

  /** Some parts with their commas; a stretch of them may stand in a file of its own. */
  const run = (
    parts: ((newline: string, depth: number) => string)[],
    lineEnd: string,
    depth: number,
    includable: number,
  ): string => {
    let text = "";
    for (let index = 0; index < parts.length; ) {
      const stretch =
        includes && includable > 0 && choose(6) === 1 ? 1 + choose(parts.length - index) : 0;
      const last = index + Math.max(stretch, 1) === parts.length;
      const trailing = choose(5) === 1;
      const commas = last && !trailing ? "" : ",";
      const spare = commas !== "" && choose(12) === 1 ? `${blank(lineEnd, depth)},` : "";
      text += blank(lineEnd, depth, true);
      if (stretch > 0) {
        const within = choose(2) === 1 && !last;
        const from = index;
        text += include(
          lineEnd,
          (inner) =>
            parts
              .slice(from, from + stretch)
              .map((part) => part(inner, 0) + blank(inner, 0))
              .join(`,${blank(inner, 0, true)}`) + (within ? "," : ""),
        );
        if (!within) text += blank(lineEnd, depth) + commas + spare;
        index += stretch;
      } else {
        text +=
          parts[index]!(lineEnd, depth) +
          (choose(3) === 1 ? blank(lineEnd, depth) : "") +
          commas +
          spare;
        index++;
      }
    }
    return text;
  };

  const newline = choose(2) === 1 ? "\r\n" : "\n";
  files.set(main, blank(newline, 0) + put(said, newline, 0, 4) + blank(newline, 0));
  return files;
}

/** Edits that fit a value and one another. */
export const editsOf = (said: Json): fc.Arbitrary<Edit[]> =>
  fc
    .tuple(choices(40), fc.array(value, { minLength: 6, maxLength: 6 }), fc.boolean())
    .map(([choose, values, backwards]) => {
      const edits: Edit[] = [];
      let next = 0;
      const some = (): Json => values[next++ % values.length]!;
      const inside = (plain: Json, path: JsonPath, removable: boolean): void => {
        const act = choose(6);
        if (act === 1 && (path.length > 0 || choose(10) === 1))
          return void edits.push({
            kind: "set",
            path,
            value: path.length === 0 ? { new: some() } : some(),
          });
        if (act === 2 && removable) return void edits.push({ kind: "remove", path });
        if (act === 3 || typeof plain !== "object" || plain === null) return;
        if (Array.isArray(plain)) {
          const order = choose(5) === 1;
          if (order)
            edits.push({
              kind: "reorder",
              path,
              order: plain
                .map((_, index) => index)
                .sort(
                  (one, other) =>
                    hash(one, plain.length) - hash(other, plain.length) || one - other,
                ),
            });
          plain.forEach((element: Json, index) => {
            if (!order && choose(6) === 1)
              edits.push({
                kind: "insert",
                path: [...path, index],
                values: choose(2) === 1 ? [some(), some()] : [some()],
              });
            inside(element, [...path, index], !order);
          });
          if (!order && choose(3) === 1)
            edits.push({
              kind: "append",
              path,
              values: choose(3) === 1 ? [some(), some()] : [some()],
            });
        } else {
          for (const [key, member] of Object.entries(plain))
            inside(member as Json, [...path, key], true);
          if (choose(3) === 1) edits.push({ kind: "set", path: [...path, "added"], value: some() });
          if (choose(6) === 1) edits.push({ kind: "set", path: [...path, "t2-percent"], value: 1 });
        }
      };
      inside(said, [], false);
      const taken = new Set<string>();
      const distinct = edits.filter(
        ({ kind, path }) =>
          kind !== "set" || (!taken.has(JSON.stringify(path)) && taken.add(JSON.stringify(path))),
      );
      return backwards ? distinct.reverse() : distinct;
    });

const hash = (index: number, salt: number): number => ((index + 1) * 7919 + salt * 104_729) % 31;
