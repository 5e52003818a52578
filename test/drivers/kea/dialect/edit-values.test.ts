// A value that is set in a Kea file changes, and no other byte does.
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../provider/core/messages.js";
import { applyEdits } from "../../../../provider/drivers/kea/apply-edits.js";
import { parseDocument } from "../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../provider/drivers/kea/dialect/edit-text.js";
import type { Edit } from "../../../../provider/drivers/kea/json-edit.js";
import { load } from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";
import {
  after,
  append,
  lines,
  remove,
  reorder,
  set,
} from "../../../helpers/unit/drivers/kea/dialect/edited-text.js";

describe("setting a value in a Kea file", () => {
  it("changes the value and no other byte", () => {
    expect(
      after(
        '# ours\r\n{ "a" : 5., // lifetime\r\n\t"b": [ 1,, 2, ] , }\r\n',
        set(["a"], 6),
        set(["b", 1], "x"),
      ),
    ).toBe('# ours\r\n{ "a" : 6, // lifetime\r\n\t"b": [ 1,, "x", ] , }\r\n');
  });

  it("keeps the spelling of an equal value", () => {
    expect(
      after(
        '{ "a": 5., "b": { "x": 1, "y": +2.0 /* two */ } }',
        set(["a"], 5),
        set(["b"], { y: 2, x: 1 }),
      ),
    ).toBe('{ "a": 5., "b": { "x": 1, "y": +2.0 /* two */ } }');
  });

  it("keeps a value on one line while it is short", () => {
    const pool = { pool: "10.0.1.10 - 10.0.1.99", "client-class": "printers" };
    expect(after('{\n  "pools": [ 1 ],\n  "id": 1\n}', set(["pools"], [pool]))).toBe(
      '{\n  "pools": [ { "pool": "10.0.1.10 - 10.0.1.99", "client-class": "printers" } ],\n  "id": 1\n}',
    );
    expect(after('{\n  "pools": [ 1 ]\n}', set(["pools"], [pool, pool]))).toBe(
      lines(
        "{",
        '  "pools": [',
        "    {",
        '      "pool": "10.0.1.10 - 10.0.1.99",',
        '      "client-class": "printers"',
        "    },",
        "    {",
        '      "pool": "10.0.1.10 - 10.0.1.99",',
        '      "client-class": "printers"',
        "    }",
        "  ]",
        "}",
      ),
    );
  });

  it("keeps a value on several lines, and a file of one line on one line", () => {
    expect(after('{\n  "a": {\n    "b": 1\n  }\n}', set(["a"], { b: 2 }))).toBe(
      '{\n  "a": {\n    "b": 2\n  }\n}',
    );
    const long = ["x".repeat(60), "y".repeat(60)];
    expect(after('{"a":[1]}\n', set(["a"], long))).toBe(`{"a":${JSON.stringify(long)}}\n`);
  });

  it("writes a real number where Kea takes no integer", () => {
    expect(
      after(
        '{ "cache-threshold": 0.5 }',
        set(["cache-threshold"], 0),
        set(["t1-percent"], 1),
        set(["x"], { "t2-percent": 0, id: 0 }),
      ),
    ).toBe('{ "cache-threshold": 0.0, "t1-percent": 1.0, "x": { "t2-percent": 0.0, "id": 0 } }');
  });

  it("refuses what Kea's file could not give back", () => {
    expect(() => after('{ "a": 1 }', set(["a"], "\ud800"))).toThrow(/half a character/);
    expect(() => after('{ "a": 1 }', set(["a"], [2 ** 60]))).toThrow(
      /1152921504606847000 cannot be written/,
    );
    expect(() => after('{ "a": 1 }', set(["a"], Infinity))).toThrow(/Infinity cannot be written/);
  });
});

describe("setting a list or a map that has comments in it", () => {
  it("changes what differs and leaves the comments of the rest", () => {
    const relays = lines('{ "a": [', '  "10.0.0.1", # core', '  "10.0.0.2" # edge', "] }");
    expect(after(relays, set(["a"], ["10.0.0.1", "10.0.0.3"]))).toBe(
      lines('{ "a": [', '  "10.0.0.1", # core', '  "10.0.0.3"', "] }"),
    );
    expect(after(relays, set(["a"], ["10.0.0.2", "10.0.0.1"]))).toBe(
      lines('{ "a": [', '  "10.0.0.2", # edge', '  "10.0.0.1" # core', "] }"),
    );
    const peers = lines(
      '{ "a": [',
      '  { "name": "x", "url": "1" }, # left',
      '  { "name": "y", "url": "2" } # right',
      "] }",
    );
    expect(
      after(
        peers,
        set(
          ["a"],
          [
            { name: "x", url: "3" },
            { name: "y", url: "2" },
          ],
        ),
      ),
    ).toBe(peers.replace('"1"', '"3"'));
  });
});

describe("edits that do not fit the document", () => {
  it.each<[string, Edit[]]>([
    ["nobody's element", [set(["a", 5], 1)]],
    ["a member of nobody", [set(["x", "y"], 1)]],
    ["a name in a list", [set(["a", "x"], 1)]],
    ["removing what is not there", [remove("x")]],
    ["removing everything", [remove()]],
    ["appending to a map", [append(["m"], 1)]],
    ["one value twice", [set(["a"], 1), remove("a")]],
    ["a value inside another", [set(["a"], 1), set(["a", 0], 1)]],
    ["no order", [reorder(["a"], 0, 0)]],
    ["an order of what goes", [reorder(["a"], 1, 0), remove("a", 0)]],
  ])("are refused: %s", (_, edits) => {
    const document = parseDocument("/m", load(new Map([["/m", '{ "a": [ 1, 2 ], "m": {} }']])));
    expect(() => editText(document, edits)).toThrow(UserError);
    expect(() => applyEdits(document.value, edits)).toThrow(UserError);
  });
});

describe("the value after edits", () => {
  it("shares with the value before what no edit touches", () => {
    const before = { a: { x: 1 }, b: [{ z: 1 }, { z: 1 }] };
    const now = applyEdits(before, [set(["b", 1, "z"], 2)]) as unknown as typeof before;
    expect(now).toEqual({ a: { x: 1 }, b: [{ z: 1 }, { z: 2 }] });
    expect([now.a === before.a, now.b[0] === before.b[0], before.b[1]!.z]).toEqual([true, true, 1]);
  });
});
