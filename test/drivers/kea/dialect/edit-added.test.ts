// What is added to a Kea file is written as its neighbours are.
import { describe, expect, it } from "vitest";
import {
  after,
  append,
  insert,
  lines,
  set,
} from "../../../helpers/unit/drivers/kea/dialect/edited-text.js";

describe("adding to a Kea file", () => {
  it("puts the comma right after the last element, before its comment", () => {
    expect(
      after(
        lines(
          "{",
          '  "a": [',
          "    1, # one",
          "    2  // two",
          "    /* that is all */",
          "  ]",
          "}",
        ),
        append(["a"], 3, 4),
      ),
    ).toBe(
      lines(
        "{",
        '  "a": [',
        "    1, # one",
        "    2,  // two",
        "    3,",
        "    4",
        "    /* that is all */",
        "  ]",
        "}",
      ),
    );
  });

  it("never writes into a comment", () => {
    expect(after('{ "a": [ 1 # one\n] }', append(["a"], 2))).toBe('{ "a": [ 1, # one\n  2\n] }');
    expect(after('{ "a": [ # none\n] }', append(["a"], 2))).toBe('{ "a": [ # none\n  2\n] }');
    expect(after('{ "a": [ # first\n 1 ] }', insert(["a", 0], 0))).toBe(
      '{ "a": [ # first\n 0,\n 1 ] }',
    );
  });

  it("ends its lines as the file does, around comments too", () => {
    expect(
      after(
        '{\r\n  "a": [\r\n    1 # one\r\n  ],\r\n  "b": [\r\n    # none\r\n  ]\r\n}',
        append(["a"], 2),
        append(["b"], 3),
      ),
    ).toBe(
      '{\r\n  "a": [\r\n    1, # one\r\n    2\r\n  ],\r\n  "b": [\r\n    # none\r\n\r\n    3\r\n  ]\r\n}',
    );
  });

  it("writes as the neighbours do: indentation, newline, what fits on a line", () => {
    const text = lines(
      "{",
      '    "subnet4": [',
      "        {",
      '            "id": 1, // floor',
      '            "pools": [ { "pool": "a" } ]',
      "        }",
      "    ]",
      "}",
      "",
    );
    const expected = lines(
      "{",
      '    "subnet4": [',
      "        {",
      '            "id": 1, // floor',
      '            "pools": [ { "pool": "a" } ]',
      "        },",
      "        {",
      '            "id": 2,',
      '            "pools": [ { "pool": "b" }, { "pool": "c" } ]',
      "        }",
      "    ]",
      "}",
      "",
    );
    const edits = [append(["subnet4"], { id: 2, pools: [{ pool: "b" }, { pool: "c" }] })];
    expect(after(text, ...edits)).toBe(expected);
    expect(after(text.replaceAll("\n", "\r\n"), ...edits)).toBe(expected.replaceAll("\n", "\r\n"));
    expect(after(text.replaceAll("    ", "\t"), ...edits)).toBe(expected.replaceAll("    ", "\t"));
  });

  it("spreads lists and maps over lines in a file that does", () => {
    expect(
      after('{\n  "a": [\n    {\n      "b": 1\n    }\n  ]\n}', append(["a"], { b: [2] })),
    ).toBe(
      '{\n  "a": [\n    {\n      "b": 1\n    },\n    {\n      "b": [\n        2\n      ]\n    }\n  ]\n}',
    );
  });

  it("stays on the line of its neighbours", () => {
    expect(
      after(
        '{ "a": [ 1, 2 ], "b": [1,2], "c": { "d": 1 } }',
        append(["a"], 3),
        insert(["a", 0], 0),
        append(["b"], 3),
        insert(["b", 1], 9),
        set(["c", "e"], {}),
      ),
    ).toBe('{ "a": [ 0, 1, 2, 3 ], "b": [1,9,2,3], "c": { "d": 1, "e": {} } }');
    expect(after('{\n  "a": [ 1, 2 /* two */ ]\n}', append(["a"], { b: 3 }))).toBe(
      '{\n  "a": [ 1, 2 /* two */, { "b": 3 } ]\n}',
    );
    expect(
      after('{\n  "a": [ {\n    "b": 1\n  }, {\n    "b": 2\n  } ]\n}', append(["a"], { b: 3 })),
    ).toBe('{\n  "a": [ {\n    "b": 1\n  }, {\n    "b": 2\n  }, {\n    "b": 3\n  } ]\n}');
  });

  it("breaks the line where the new text is long", () => {
    const values = ["x".repeat(60), "y".repeat(60)];
    expect(after('{\n  "a": [ { "b": 1 } ]\n}', append(["a"], { b: values }))).toBe(
      lines(
        "{",
        '  "a": [ { "b": 1 }, {',
        '    "b": [',
        `      "${values[0]}",`,
        `      "${values[1]}"`,
        "    ]",
        "  } ]",
        "}",
      ),
    );
  });

  it("keeps a file of one line one line", () => {
    const scope = {
      subnet: "10.0.1.0/24",
      pools: [{ pool: "10.0.1.10 - 10.0.1.99" }],
      reservations: [{ hostname: "a-host-with-a-name", "ip-address": "10.0.1.7" }],
    };
    expect(after('{"subnet4":[{"id":1}]}\n', append(["subnet4"], scope))).toBe(
      `{"subnet4":[{"id":1},${JSON.stringify(scope)}]}\n`,
    );
  });

  it("keeps the comma after the last one", () => {
    expect(after('{\n  "a": [\n    1,\n  ], }', append(["a"], 2), set(["b"], 3))).toBe(
      '{\n  "a": [\n    1,\n    2,\n  ],\n  "b": 3, }',
    );
    expect(after('{ "a": [ 1, ] }', append(["a"], 2))).toBe('{ "a": [ 1, 2, ] }');
  });

  it("fills what was empty", () => {
    expect(
      after(
        '{ "a": [], "b": [ ], "c": [ /* none */ ], "d": {} }',
        append(["a"], 1),
        append(["b"], 1),
        append(["c"], 1),
        set(["d", "e"], 1),
      ),
    ).toBe('{ "a": [ 1 ], "b": [ 1 ], "c": [ /* none */ 1 ], "d": { "e": 1 } }');
    expect(
      after(
        '{\n  "a": [\n      # none yet\n  ],\n  "b": {\n  },\n  "c": [\n    /* none */ ]\n}',
        append(["a"], 1),
        set(["b", "x"], 2),
        append(["c"], 3),
      ),
    ).toBe(
      '{\n  "a": [\n      # none yet\n\n      1\n  ],\n  "b": {\n    "x": 2\n  },\n  "c": [\n    /* none */\n\n    3 ]\n}',
    );
    const long = "x".repeat(101);
    expect(after('{\n  "a": []\n}', append(["a"], long))).toBe(
      `{\n  "a": [\n    "${long}"\n  ]\n}`,
    );
    expect(after('{\n  "a": [ ]\n}', append(["a"], long))).toBe(
      `{\n  "a": [\n    "${long}"\n  ]\n}`,
    );
    expect(after("{}", set(["a"], 1), set(["b"], 2))).toBe('{ "a": 1, "b": 2 }');
  });
});
