// Elements of a Kea file that change places or lists take their comments along.
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../provider/core/messages.js";
import type { Edit, JsonPath } from "../../../../provider/drivers/kea/json-edit.js";
import {
  after,
  changed,
  lines,
  reorder,
  set,
} from "../../../helpers/unit/drivers/kea/dialect/edited-text.js";

describe("putting elements in another order", () => {
  it("moves their texts with what changes in them, and their comments", () => {
    expect(
      after(
        '{ "a": [\n  # first\n  1,\n  {\n    "x": 2 # two\n  } // last\n] }',
        reorder(["a"], 1, 0),
        set(["a", 1, "x"], 3),
        set(["a", 0], 4),
      ),
    ).toBe('{ "a": [\n  {\n    "x": 3 # two\n  }, // last\n  # first\n  4\n] }');
  });

  it("begins a line where a comment needs one", () => {
    expect(after('{ "a": [ 1, 2 /* two */, 3 # three\n] }', reorder(["a"], 2, 1, 0))).toBe(
      '{ "a": [ 3, # three\n 2 /* two */, 1\n] }',
    );
    expect(after('{ "a": [ 1,\n  # about two\n  2 ] }', reorder(["a"], 1, 0))).toBe(
      '{ "a": [ \n# about two\n  2,\n  1 ] }',
    );
  });

  it("moves an include directive as the element that it contains", () => {
    expect(
      changed(
        { "/m": '{ "a": [ <?include "x"?>, 2 ] }', "/x": "1 # one" },
        reorder(["a"], 1, 0),
        set(["a", 0], 11),
      ),
    ).toEqual({ "/m": '{ "a": [ 2, <?include "x"?> ] }', "/x": "11 # one" });
  });

  it("changes no file when alike elements change places", () => {
    expect(changed({ "/m": '{ "a": [ 1, 1 ] }' }, reorder(["a"], 1, 0))).toEqual({});
  });

  it("moves lists whose own elements move", () => {
    expect(
      after(
        '{ "a": [ [ 1, 2 ], [ 3, 4 ] ] }',
        reorder(["a"], 1, 0),
        reorder(["a", 0], 1, 0),
        reorder(["a", 1], 1, 0),
      ),
    ).toBe('{ "a": [ [ 4, 3 ], [ 2, 1 ] ] }');
  });
});

describe("moving an element to another list", () => {
  const move = (path: JsonPath, ...to: JsonPath): Edit => ({ kind: "move", path, to });

  it("takes its comments along, and indents it as its new neighbours are", () => {
    const text = lines(
      "{",
      '  "a": [',
      "    // the first",
      "    {",
      '      "x": 1 # one',
      "    }, // and its end",
      "    2",
      "  ],",
      '  "b": { "c": [',
      "    3 # three",
      "  ] }",
      "}",
    );
    const moved = lines(
      "{",
      '  "a": [',
      "    2",
      "  ],",
      '  "b": { "c": [',
      "    3, # three",
      "    // the first",
      "    {",
      '      "x": 1 # one',
      "    } // and its end",
      "  ] }",
      "}",
    );
    expect(after(text, move(["a", 0], "b", "c"))).toBe(moved);
  });

  it("fills an empty list", () => {
    expect(after('{\n  "a": [ 1 # one\n  ],\n  "b": []\n}', move(["a", 0], "b"))).toBe(
      '{\n  "a": [\n  ],\n  "b": [\n    1 # one\n  ]\n}',
    );
    expect(after('{ "a": [ 1 ], "b": [ ] }', move(["a", 0], "b"))).toBe('{ "a": [ ], "b": [ 1 ] }');
  });

  it("is refused where it would move into itself", () => {
    expect(() => after('{ "a": [ { "b": [] } ] }', move(["a", 0], "a", 0, "b"))).toThrow(UserError);
  });
});
