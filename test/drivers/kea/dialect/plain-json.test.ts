// The engine's own parser reads a text only where it reads exactly what the parser of Kea's dialect reads.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import { UserError } from "../../../../provider/core/messages.js";
import type { Json } from "../../../../provider/core/model.js";
import {
  parseDocument,
  parsePositions,
} from "../../../../provider/drivers/kea/dialect/document.js";
import { parsePlainJson } from "../../../../provider/drivers/kea/dialect/plain-json.js";
import { load, main, written } from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";

/** What the parser of Kea's dialect reads, or the code of its error. */
function parseAsKea(text: string): { readonly value: Json } | string {
  try {
    return { value: parsePositions(main, load(new Map([[main, text]]))).root.value };
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

/** Holds for every text: what is read the fast way is what Kea reads. */
function expectSame(text: string): boolean {
  const plain = parsePlainJson(text);
  if (plain === undefined) return false;
  expect(parseAsKea(text), text).toStrictEqual({ value: plain.value });
  return true;
}

const pieces = fc.constantFrom(
  ...'"|\\|:|,|{|}|[|]|#|/|//|/*|*/|\n| |0|-0|1e400|9007199254740993|1.5|.5|+1|true|null|é'.split(
    "|",
  ),
  ...'\\"|\\\\|\\u0041|\\u00e9|\\x|"a":1,|"a":1|"subnet" : "|\t|\r\n|\u0001|<?include "a"?>|\ufeff'.split(
    "|",
  ),
);
const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), pieces), { minLength: 1, maxLength: 4 });

/** Replaces a few characters at drawn places. */
const edited = (text: string, changes: readonly (readonly [number, number, string])[]): string =>
  changes.reduce((before, [place, length, piece]) => {
    const at = place % (before.length + 1);
    return before.slice(0, at) + piece + before.slice(at + length);
  }, text);

describe("a text that is JSON but for its comments", () => {
  it("is read by the engine as by the parser of Kea's dialect, whatever is damaged in it", () => {
    let fast = 0;
    fc.assert(
      fc.property(written, edits, ({ files }, changes) => {
        const text = files.get(main)!;
        fast += Number(expectSame(text)) + Number(expectSame(edited(text, changes)));
      }),
      { numRuns: 1500 },
    );
    expect(fast).toBeGreaterThan(150);
  });

  it.each([
    ['{ "a": 1, "a" : 2 }', "kea-file-duplicate"],
    ['{ "a" :1, "b": 1, "b": 2 }', "kea-file-duplicate"],
    ['{ "a": "x\ny" }', "kea-file-string-open"],
    ['{ "a": "x\n#" }\n" }', "kea-file-string-open"],
    ['{ "a": 9007199254740993 }', "kea-file-number"],
    ['{ "a": 1e400 }', "kea-file-number"],
  ])("is left to the parser of Kea's dialect where Kea refuses it: %j", (text, code) => {
    expect(parsePlainJson(text)).toBeUndefined();
    expect(parseAsKea(text)).toBe(code);
  });

  it.each([
    ["a comment at its begin", '// mine\n{ "a": "b // c" }', { a: "b // c" }],
    ["comments of each kind", '{ # one\n"a": /* two\n */ 1 // "three"\n}', { a: 1 }],
    ["quotes in a value", '{ "a": "say \\"b\\": \\\\" }', { a: 'say "b": \\' }],
    ["blanks before colons", '{ "a"\n :1 }', { a: 1 }],
  ])("is read fast with %s", (_, text, value) => {
    expect(parsePlainJson(text)?.value).toStrictEqual(value);
    expect(parseAsKea(text)).toStrictEqual({ value });
  });

  it("has positions that belong to its own objects", () => {
    const text = '{ "Dhcp4": { "subnet4": [ { "id": 1 } ] } } // end';
    const document = parseDocument(main, load(new Map([[main, text]])));
    const [subnet] = (document.value as any).Dhcp4.subnet4;
    const node = document.root.children![0]!.children![0]!.children![0]!;
    expect(node.value).toBe(subnet);
    expect(text.slice(node.start, node.end)).toBe('{ "id": 1 }');
    expect(document.sources[0]!.comments).toHaveLength(1);
  });
});
