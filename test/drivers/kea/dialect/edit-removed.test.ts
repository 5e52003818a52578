// What is removed from a Kea file goes with its comments and one comma.
import { describe, expect, it } from "vitest";
import {
  after,
  append,
  insert,
  lines,
  remove,
} from "../../../helpers/unit/drivers/kea/dialect/edited-text.js";

describe("removing from a Kea file", () => {
  const text = lines(
    "{",
    '  "a": [',
    "    # one",
    "    1, # ein",
    "    2,",
    "",
    "    {",
    '      "x": 3',
    "    }, {",
    "    },",
    "    5 /* five */",
    "  ]",
    "}",
  );

  it("takes whole lines where nothing else stands on them", () => {
    expect(after(text, remove("a", 1))).toBe(text.replace("    2,\n", ""));
    expect(after('{\r\n  "a": 1,\r\n  "b": {\r\n  },\r\n  "c": 3\r\n}', remove("b"))).toBe(
      '{\r\n  "a": 1,\r\n  "c": 3\r\n}',
    );
  });

  it("takes a line that several elements shared when all are removed", () => {
    expect(after('{\n  "a": [\n    1, 2,\n    3\n  ]\n}', remove("a", 0), remove("a", 1))).toBe(
      '{\n  "a": [\n    3\n  ]\n}',
    );
  });

  it("takes the comments of what is removed: right above it, and after it on its line", () => {
    expect(after(text, remove("a", 0))).toBe(text.replace("    # one\n    1, # ein\n", ""));
    expect(after(text, remove("a", 4))).toBe(text.replace("},\n    5 /* five */", "}"));
    expect(after('{ "a": [ 1, /* two */ 2, 3 /* three */ ] }', remove("a", 1))).toBe(
      '{ "a": [ 1, 3 /* three */ ] }',
    );
  });

  it("leaves a heading, the comment on the line of the bracket, and what stands before the closing one", () => {
    const list = lines(
      '{ "a": [ # all',
      "  # first floor",
      "",
      "  1, # one",
      "  2",
      "  # no more",
      "] }",
    );
    expect(after(list, remove("a", 0), remove("a", 1))).toBe(
      lines('{ "a": [ # all', "  # first floor", "", "  # no more", "] }"),
    );
    expect(after(list, remove("a", 0))).toBe(
      lines('{ "a": [ # all', "  # first floor", "", "  2", "  # no more", "] }"),
    );
  });

  it("takes its text and one comma where others share its line", () => {
    expect(after(text, remove("a", 2))).toBe(
      text.replace('    {\n      "x": 3\n    }, {', "    {"),
    );
    expect(after(text, remove("a", 3))).toBe(text.replace(" {\n    },", ""));
    for (const [gone, left] of [
      [[0], "[ 2, 3 ]"],
      [[1], "[ 1, 3 ]"],
      [[2], "[ 1, 2 ]"],
      [[0, 1], "[ 3 ]"],
      [[1, 2], "[ 1 ]"],
      [[0, 2], "[ 2 ]"],
      [[0, 1, 2], "[ ]"],
    ] as const) {
      expect(after('{ "a": [ 1, 2, 3 ] }', ...gone.map((index) => remove("a", index)))).toBe(
        `{ "a": ${left} }`,
      );
      expect(after('{"a":[1,2,3]}', ...gone.map((index) => remove("a", index)))).toBe(
        `{"a":${left.replaceAll(" ", "")}}`,
      );
    }
  });

  it("leaves the comma after the last one, and takes commas too many", () => {
    expect(after('{ "a": [ 1, 2, ] }', remove("a", 1))).toBe('{ "a": [ 1, ] }');
    expect(after('{ "a": [ 1,, 2,, ] }', remove("a", 0), remove("a", 1))).toBe('{ "a": [ ] }');
  });

  it("can be combined with adding in one list", () => {
    expect(
      after(
        '{\n  "a": [\n    1,\n    2\n  ]\n}',
        remove("a", 0),
        remove("a", 1),
        append(["a"], 7, 8),
      ),
    ).toBe('{\n  "a": [\n    7,\n    8\n  ]\n}');
    expect(
      after('{\n  "a": [\n    1,\n    2, # two\n    3\n  ]\n}', remove("a", 0), append(["a"], 4)),
    ).toBe('{\n  "a": [\n    2, # two\n    3,\n    4\n  ]\n}');
    expect(
      after(
        '{\n  "a": [\n    1, # one\n    2,\n    3\n  ]\n}',
        insert(["a", 1], 9),
        remove("a", 1),
      ),
    ).toBe('{\n  "a": [\n    1, # one\n    9,\n    3\n  ]\n}');
    expect(
      after(
        '{ "a": [ 1, 2, 3 ] }',
        insert(["a", 2], 9),
        remove("a", 2),
        remove("a", 1),
        append(["a"], 10),
      ),
    ).toBe('{ "a": [ 1, 9, 10 ] }');
  });
});
