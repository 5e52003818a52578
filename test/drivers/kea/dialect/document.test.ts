import { describe, expect, it } from "vitest";
import { UserError } from "../../../../provider/core/messages.js";
import { findNode, parseDocument } from "../../../../provider/drivers/kea/dialect/document.js";
import { load } from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";

const read = (files: string | Record<string, string>) => {
  const all = new Map(
    Object.entries(typeof files === "string" ? { "/etc/kea/main.conf": files } : files),
  );
  return parseDocument([...all.keys()][0]!, load(all));
};
const value = (files: string | Record<string, string>) => read(files).value;
const said = (files: string | Record<string, string>): UserError => {
  try {
    read(files);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was read");
};
const code = (files: string | Record<string, string>) => said(files).code;

describe("Kea's own JSON", () => {
  it("has three kinds of comments", () => {
    expect(value('# one\n{ // two\n "a": /* three\n } */ 1 /*/ four */ } # five')).toEqual({
      a: 1,
    });
  });

  it("ends a comment with a line feed and nothing else", () => {
    expect(value('{ # one\r "b": 2\r\n "a": 1 }')).toEqual({ a: 1 });
  });

  it("may have a comma after the last element, and repeated commas", () => {
    expect(value('{ "a": [1, 2,], "b": [1,, 2,,], "c": { "d": 1, }, }')).toEqual({
      a: [1, 2],
      b: [1, 2],
      c: { d: 1 },
    });
  });

  it("has no comma before the first element", () => {
    expect(said('{ "a": [ , 1 ] }').message).toBe(
      '/etc/kea/main.conf, line 1, column 10: found "," where a value or ] was expected. Correct /etc/kea/main.conf; check it with kea-dhcp4 -t. [kea-file-syntax]',
    );
  });

  it.each([
    [".5", 0.5],
    ["5.", 5],
    ["+1.5", 1.5],
    ["-3", -3],
    ["1e3", 1000],
    ["1E+3", 1000],
    ["007", 7],
    ["00.5", 0.5],
    ["-.5", -0.5],
    ["-0", 0],
    ["1.e2", 100],
  ])("writes numbers as %s", (text, number) => {
    expect(value(`{"a":${text}}`)).toEqual({ a: number });
  });

  it.each(["-", ".", "+", "1e", "1.2.3", "0x10", "NaN", ".e3", "5.e"])(
    "writes no number as %s",
    (text) => {
      expect(code(`{"a":${text}}`)).toBe("kea-file-syntax");
    },
  );

  it("is refused where a number cannot be represented", () => {
    expect(value('{"a":9007199254740991}')).toEqual({ a: 9007199254740991 });
    expect(said('{"a":9007199254740993}').message).toContain(
      'line 1, column 6: found the number "9007199254740993", which is too large to be stored exactly. Write a smaller number',
    );
    expect(code('{"a":1e400}')).toBe("kea-file-number");
  });

  it("knows JSON's escapes of ASCII characters", () => {
    expect(value('{"\\u0061":"\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000 \\u007f é"}')).toEqual({
      a: '" \\ / \b \f \n \r \t \u0000 \u007f é',
    });
  });

  it("reads escapes beyond ASCII as the bytes that they are to Kea", () => {
    const text =
      '{"B\\u00c3\\u00bcro":["\\u00e2\\u0082\\u00ac 5", "\\u00F0\\u009F\\u0096\\u00A8", "\\\\u00e9", "Ä\\u00c3\\u00a4"]}';
    expect(value(text)).toEqual({ Büro: ["€ 5", "🖨", "\\u00e9", "Ää"] });
  });

  it("keeps bytes that are not UTF-8 apart from the letters they may be meant as", () => {
    expect(value('{"a":"B\\u00fcro"}')).toEqual({ a: "B\udcfcro" });
    expect(value('{"a":"B\udcfcro"}')).toEqual({ a: "B\udcfcro" });
    expect(value('{"a":"\udcc3\\u00bc"}')).toEqual({ a: "ü" });
  });

  it.each(["\\u0100", "\\q", "\\u00", "\\"])(
    "refuses the escape %s, which Kea reads otherwise or not at all",
    (escaped) => {
      expect(code(`{"a":"${escaped}"}`)).toMatch(/kea-file-(escape|string-open)/);
    },
  );

  it("spells true, false and null in lower case", () => {
    expect(value('{"a":[true,false,null]}')).toEqual({ a: [true, false, null] });
    expect(said('{"a":TRUE}').message).toContain('found "TRUE" where');
  });

  it("keeps a member called __proto__ a member", () => {
    expect(JSON.stringify(value('{"__proto__":{"a":1},"b":2}'))).toBe(
      '{"__proto__":{"a":1},"b":2}',
    );
    expect(code('{"__proto__":1,"__proto__":2}')).toBe("kea-file-duplicate");
  });
});

describe("a parsed document", () => {
  it("knows the file and the offsets of each value and each name", () => {
    const document = read({ "/k/m": '{ "a": [ 1, <?include "b"?> ] }', "/k/b": ' { "c" : "d" }' });
    const { source, start, end } = findNode(document, ["a", 1, "c"])!;
    expect([source.path, source.text.slice(start, end), source.positionOf(start)]).toEqual([
      "/k/b",
      '"d"',
      { path: "/k/b", line: 1, column: 10 },
    ]);
    const { nameSource, nameStart, nameEnd } = findNode(document, ["a", 1, "c"])!;
    expect(nameSource.text.slice(nameStart, nameEnd)).toBe('"c"');
    expect(findNode(document, ["a", 2])).toBeUndefined();
  });

  it("names the files that take part, in order of first use", () => {
    const document = read({
      "/k/m": '{ "a": <?include "z"?>, "b": <?include "y"?>, "c": <?include "z"?> }',
      "/k/y": "1",
      "/k/z": "2",
    });
    expect([...document.files]).toEqual([
      ["/k/m", '{ "a": <?include "z"?>, "b": <?include "y"?>, "c": <?include "z"?> }'],
      ["/k/z", "2"],
      ["/k/y", "1"],
    ]);
    expect(document.value).toEqual({ a: 2, b: 1, c: 2 });
  });
});

describe("an include", () => {
  it("can contain a value, elements, members, or nothing", () => {
    expect(
      value({
        "/k/m":
          '<?include "n"?>{ "a": <?include "v"?>, "b": [ 0, <?include "e"?>], <?include "m2"?> <?include "n"?> }',
        "/k/v": "1",
        "/k/e": "2, 3,",
        "/k/m2": '"c": 4, "d": 5',
        "/k/n": "# nothing",
      }),
    ).toEqual({ a: 1, b: [0, 2, 3], c: 4, d: 5 });
  });

  it("may stand anywhere between two tokens, and be written over several lines", () => {
    expect(
      value({
        "/k/m":
          '{ <?\ninclude"n"\r\n?> "a" <?include "n"?> : <?include "n"?> [ <?include "n"?> ] <?include "n"?> }',
        "/k/n": "",
      }),
    ).toEqual({ a: [] });
  });

  it("is no include inside a text or a comment", () => {
    expect(value({ "/k/m": '{ "a": "<?include \\"x\\"?>" # <?include "x"?>\n }' })).toEqual({
      a: '<?include "x"?>',
    });
  });

  it("is looked for beside the main file, also from a file in another folder", () => {
    expect(
      value({
        "/k/m": '{ "a": <?include "sub/x"?> }',
        "/k/sub/x": '[ <?include "y"?>, <?include "/else/z"?> ]',
        "/k/y": "1",
        "/else/z": "2",
      }),
    ).toEqual({ a: [1, 2] });
  });

  it("that is not beside the main file is asked for by its absolute path", () => {
    const refusal = said({ "/k/m": '{\n  "a": <?include "x"?> }' });
    expect(refusal.code).toBe("kea-include-missing");
    expect(refusal.message).toBe(
      '/k/m, line 2, column 8: the included file "x" is not in /k. Kea searches the folder in which its daemon was started, which is not known here. Write an absolute path. [kea-include-missing]',
    );
    expect(said({ "/k/m": '{ "a": <?include "/x"?> }' }).message).toContain(
      'the included file "/x" does not exist. Create the file',
    );
  });

  it("may be ten deep and no deeper", () => {
    const chain = (depth: number) =>
      Object.fromEntries([
        ["/k/0", `{ "a": <?include "1"?> }`],
        ...Array.from({ length: depth }, (_, index) => [
          `/k/${index + 1}`,
          index + 1 === depth ? "1" : `<?include "${index + 2}"?>`,
        ]),
      ]);
    expect(value(chain(10))).toEqual({ a: 1 });
    expect(said(chain(11)).message).toContain(
      "/k/10, line 1, column 1: includes are nested more than 10 levels deep",
    );
  });

  it("is refused where files include one another without an end", () => {
    const again = (index: number): string => `[ ${`<?include "${index}"?>, `.repeat(10)}1 ]`;
    const files = Array.from({ length: 9 }, (_, index) => [
      `/k/${index + 1}`,
      index === 8 ? "1" : again(index + 2),
    ]);
    expect(said(Object.fromEntries([["/k/m", `{ "a": ${again(1)} }`], ...files])).message).toMatch(
      /^\/k\/\d: files are included more than 10000 times\./,
    );
  });

  it("never includes itself", () => {
    expect(
      said({
        "/k/m": '{ "a": <?include "x"?> }',
        "/k/x": '<?include "y"?>',
        "/k/y": ' <?include "x"?>',
      }).message,
    ).toContain(
      "/k/y, line 1, column 2: /k/x includes itself here, directly or through other files",
    );
  });

  it("has one spelling", () => {
    expect(said('{ "a": <?incline "x"?> }').message).toContain(
      'where <?include "path"?> was expected',
    );
    expect(code('{ "a": <?include "x" }')).toBe("kea-file-syntax");
  });

  it("cannot contain half of a list or map", () => {
    expect(said({ "/k/m": '{ "a": <?include "x"?> 1 ] }', "/k/x": "[" }).message).toBe(
      "/k/m, line 1, column 26: the bracket that closes here was opened in another file, at /k/x, line 1, column 1. Put both brackets of an array or object into one file. [kea-file-brackets-apart]",
    );
  });
});

describe("a syntax error", () => {
  it("names the place, what was found and what was expected", () => {
    expect(
      said('{\n  "Dhcp4": {\n    "valid-lifetime": 3600\n    "subnet4": []\n  }\n}').message,
    ).toBe(
      "/etc/kea/main.conf, line 4, column 5: found a string where a comma or } was expected. Correct /etc/kea/main.conf; check it with kea-dhcp4 -t. [kea-file-syntax]",
    );
  });

  it.each([
    ['{ "a" 1 }', "a colon"],
    ['{ "a": }', "a value"],
    ["{ 1: 2 }", "a member's name in quotes or }"],
    ['{ "a": [ } ]', "a value or ]"],
    ['{ "a": [ 1 2 ] }', "a comma or ]"],
    ['{ "a": 1 } {', "the end of the file"],
    ["[ 1 ]", "{, the start of a configuration,"],
    ["\u0000\u0001", "a value, a bracket, a comma, a colon or a comment"],
  ])("in %j says that %s is expected", (text, expected) => {
    expect(said(text).message).toContain(` where ${expected} was expected`);
  });

  it("names the end of the file", () => {
    expect(said('{ "a": 1').message).toContain(
      "line 1, column 9: found the end of the file where a comma or } was expected",
    );
  });

  it("names the second of two members alike, and the first", () => {
    expect(
      said({ "/k/m": '{ "id": 1,\n  <?include "x"?> }', "/k/x": '"id": 2' }).message,
    ).toContain(
      '/k/x, line 1, column 1: found a second member "id" where a new name was expected; the first is at /k/m, line 1, column 3.',
    );
    expect(said('{ "id": 1,\n  "id": 2 }').message).toContain(
      'line 2, column 3: found a second member "id" where a new name was expected; the first is at line 1, column 3.',
    );
  });

  it("says of an empty file that it is empty", () => {
    expect(said("").message).toContain("/etc/kea/main.conf does not contain a configuration");
    expect(code(" \n# only this\n")).toBe("kea-file-empty");
    expect(code('\ufeff{ "a": 1 }')).toBe("kea-file-byte-order-mark");
  });

  it("names what was begun and never ended", () => {
    expect(said('{ "a": 1 } /* ').message).toContain(
      "line 1, column 12: the comment that begins here does not end",
    );
    expect(said('{ "a": "b\n" }').message).toContain(
      "line 1, column 8: the string that begins here does not end on this line",
    );
    expect(code('{ "a": "b')).toBe("kea-file-string-open");
    expect(code({ "/k/m": '{ "a": <?include "x"?> */ 1 }', "/k/x": "/*" })).toBe(
      "kea-file-comment-open",
    );
  });

  it("shows no control character, and no text of the file", () => {
    for (const text of [
      '{ "a": "\u001b[31m" }',
      "\u001b[31m",
      '{ "a": \u0007 }',
      '{ "a\u0000": 1 }',
      '{ "\\u0007": 1, "\\u0007": 2 }',
    ])
      expect(said(text).message).not.toMatch(/[\u0000-\u001f]/);
    expect(said({ "/k/m\u001b[31m\n": "[" }).message).not.toMatch(/[\u0000-\u001f]/);
    expect(said('{ "password" "hunter2" }').message).not.toContain("hunter2");
    expect(said('{ "password": hunter2 }').message).not.toContain("hunter2");
  });

  it("is reported at a depth that no configuration has", () => {
    expect(code(`{"a":${"[".repeat(100_000)}`)).toBe("kea-file-too-deep");
    expect(value(`{"a":${"[".repeat(400)}${"]".repeat(400)}}`)).toBeDefined();
  });
});

describe("a mark of an unfinished merge", () => {
  it.each(["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> other"])(
    "is recognised: %s",
    (mark) => {
      const loadMarked = () => ({ path: "/kea.conf", text: `{ "Dhcp4": {\n${mark}\n} }\n` });
      expect(() => parseDocument("/kea.conf", loadMarked)).toThrow(
        `/kea.conf, line 2, column 1: found "${mark.split(" ")[0]!}", a conflict marker of an unfinished merge`,
      );
    },
  );
});
