import { describe, expect, it } from "vitest";
import type { Json } from "../../../../provider/core/model.js";
import { UserError } from "../../../../provider/core/messages.js";
import { applyEdits } from "../../../../provider/drivers/kea/apply-edits.js";
import { parseDocument } from "../../../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../../../provider/drivers/kea/dialect/edit-text.js";
import type { Edit, JsonPath } from "../../../../provider/drivers/kea/json-edit.js";
import { load } from "./arbitraries.js";

const set = (path: JsonPath, value: Json): Edit => ({ kind: "set", path, value });
const remove = (...path: JsonPath): Edit => ({ kind: "remove", path });
const append = (path: JsonPath, ...values: Json[]): Edit => ({ kind: "append", path, values });
const insert = (path: JsonPath, ...values: Json[]): Edit => ({ kind: "insert", path, values });
const reorder = (path: JsonPath, ...order: number[]): Edit => ({ kind: "reorder", path, order });

/** The changed texts of some files; the first is the main file. */
function changed(files: Record<string, string>, ...edits: Edit[]): Record<string, string> {
  const before = new Map(Object.entries(files));
  const main = [...before.keys()][0]!;
  const document = parseDocument(main, load(before));
  const texts = editText(document, edits);
  expect(parseDocument(main, load(new Map([...before, ...texts]))).value).toStrictEqual(
    applyEdits(document.value, edits),
  );
  return Object.fromEntries(texts);
}
const after = (text: string, ...edits: Edit[]): string =>
  changed({ "/m": text }, ...edits)["/m"] ?? text;
const lines = (...all: string[]): string => all.join("\n");

describe("setting a value", () => {
  it("changes it where it stands and no other byte", () => {
    expect(
      after(
        '# ours\r\n{ "a" : 5., // lifetime\r\n\t"b": [ 1,, 2, ] , }\r\n',
        set(["a"], 6),
        set(["b", 1], "x"),
      ),
    ).toBe('# ours\r\n{ "a" : 6, // lifetime\r\n\t"b": [ 1,, "x", ] , }\r\n');
  });

  it("keeps the spelling of a value that is so already", () => {
    expect(
      after(
        '{ "a": 5., "b": { "x": 1, "y": +2.0 /* two */ } }',
        set(["a"], 5),
        set(["b"], { y: 2, x: 1 }),
      ),
    ).toBe('{ "a": 5., "b": { "x": 1, "y": +2.0 /* two */ } }');
  });

  it("keeps one line one line while it is short", () => {
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

  it("keeps several lines several lines, and a file of one line one line", () => {
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

describe("adding", () => {
  it("puts the comma right after the last element, before what is said of it", () => {
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

describe("removing", () => {
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

  it("takes a line that several shared when all go", () => {
    expect(after('{\n  "a": [\n    1, 2,\n    3\n  ]\n}', remove("a", 0), remove("a", 1))).toBe(
      '{\n  "a": [\n    3\n  ]\n}',
    );
  });

  it("takes the comments of what goes: right above it, and after it on its line", () => {
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

  it("goes together with adding in one list", () => {
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

  it("moves a directive as the element it brings", () => {
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

describe("a configuration in several files", () => {
  const main = '{ "subnet4": [\n  <?include "hall.json"?>,\n  <?include "floors.json"?>\n] }\n';
  const files = {
    "/kea.conf": main,
    "/hall.json": '# the hall\n{ "id": 1 }\n',
    "/floors.json": '{ "id": 2 }, # one\n{ "id": 3 }\n',
  };

  it("changes an included scope in the file where it stands", () => {
    expect(changed(files, set(["subnet4", 0, "id"], 11), set(["subnet4", 2, "pools"], []))).toEqual(
      {
        "/hall.json": '# the hall\n{ "id": 11 }\n',
        "/floors.json": '{ "id": 2 }, # one\n{ "id": 3, "pools": [] }\n',
      },
    );
  });

  it("takes out a scope where it stands, and of a file that brings it alone the directive", () => {
    expect(changed(files, remove("subnet4", 2))).toEqual({ "/floors.json": '{ "id": 2 } # one\n' });
    expect(changed(files, remove("subnet4", 0))).toEqual({
      "/kea.conf": '{ "subnet4": [\n  <?include "floors.json"?>\n] }\n',
    });
    expect(
      changed({ "/m": '{ "a": <?include "x"?>, "b": 2 }', "/x": "[ 1 ]" }, remove("a")),
    ).toEqual({ "/m": '{ "b": 2 }' });
    expect(changed({ "/m": '{ <?include "x"?>, "b": 2 }', "/x": '"a": 1\n' }, remove("a"))).toEqual(
      { "/m": '{ "b": 2 }' },
    );
    expect(
      changed(
        {
          "/m": '{ "a": [ <?include "x"?>, 2 ] }',
          "/x": '<?include "n"?> 1 <?include "n"?>',
          "/n": "# none",
        },
        remove("a", 0),
      ),
    ).toEqual({ "/m": '{ "a": [ 2 ] }' });
  });

  it("takes a comma from the file it stands in, also where offsets in two files are alike", () => {
    const text = '{ "a": [ <?include "x"?>, 3 ] }';
    expect(
      changed({ "/m": text, "/x": `1,${"2".padStart(text.indexOf(", 3") - 2)}` }, remove("a", 1)),
    ).toEqual({ "/m": '{ "a": [ <?include "x"?> 3 ] }', "/x": "1," });
  });

  it("adds a scope to the list it follows, and after a file that brings one scope alone", () => {
    expect(changed(files, append(["subnet4"], { id: 4 }))).toEqual({
      "/floors.json": '{ "id": 2 }, # one\n{ "id": 3 },\n{ "id": 4 }\n',
    });
    expect(changed(files, insert(["subnet4", 1], { id: 4 }))).toEqual({
      "/kea.conf":
        '{ "subnet4": [\n  <?include "hall.json"?>,\n  {\n    "id": 4\n  },\n  <?include "floors.json"?>\n] }\n',
    });
    expect(changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "1" }, append(["a"], 2))).toEqual({
      "/m": '{ "a": [ <?include "x"?>, 2 ] }',
    });
    expect(changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "1," }, append(["a"], 2))).toEqual(
      { "/x": "1, 2," },
    );
    expect(
      changed({ "/m": '{ "a": [ <?include "x"?> ] }', "/x": "# none" }, append(["a"], 2)),
    ).toEqual({ "/m": '{ "a": [ <?include "x"?> 2 ] }' });
  });

  it("refuses to change a text that stands in two places", () => {
    const twice = {
      "/m": '{ "a": [ <?include "x"?> ],\n"b": [ 0, <?include "x"?> ] }',
      "/x": "1, 2",
    };
    for (const edits of [
      [set(["a", 0], 3)],
      [remove("b", 1)],
      [set(["a", 0], 3), set(["b", 1], 3)],
      [insert(["a", 1], 3)],
      [reorder(["a"], 1, 0)],
    ]) {
      expect(() => changed(twice, ...edits)).toThrow(
        "/x is included 2 times, at /m, line 1, column 10, /m, line 2, column 11: a change to it would affect every place. Use a separate file, or text in the main file, for the place that has to change. [kea-included-twice]",
      );
    }
    expect(changed(twice, append(["a"], 3), set(["b", 0], 4))).toEqual({
      "/m": '{ "a": [ <?include "x"?>, 3 ],\n"b": [ 4, <?include "x"?> ] }',
    });
  });

  it("refuses to take out a member whose value stands in another file among other things", () => {
    const apart = { "/m": '{ "a": <?include "x"?> }', "/x": '1, "b": 2' };
    expect(() => changed(apart, remove("a"))).toThrow(
      '/m, line 1, column 3: the member "a" has its value in another place, at /x, line 1, column 1',
    );
    expect(changed(apart, set(["a"], 3), remove("b"))).toEqual({ "/x": "3" });
  });
});

describe("edits that fit nothing", () => {
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
