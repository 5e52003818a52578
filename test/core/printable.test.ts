// No text of a server's or a file's reaches a terminal with characters that it would obey or not show.
import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import {
  kindOf,
  pathText as filePathText,
  quoted,
  serverText,
  UserError,
} from "../../provider/core/messages/sentence.js";
import type { Change, Json } from "../../provider/core/model.js";
import {
  formatGroupedProperty,
  formatProperty,
  formatScopedProperty,
  formatSegment,
} from "../../provider/core/paths.js";
import { isPrintable, replaceUnprintable } from "../../provider/core/printable.js";
import { formatChange, formatPlan, formatPlanByGroup } from "../../provider/core/text.js";
import {
  formatComment,
  quoteText as powerShellText,
} from "../../provider/drivers/windows/plan/quote.js";

const named = {
  "a bell": "\u0007",
  "an escape": "\u001b",
  "a newline": "\n",
  "a C1 control": "\u009b",
  "a soft hyphen": "\u00ad",
  "an Arabic letter mark": "\u061c",
  "a grapheme joiner": "\u034f",
  "a Hangul filler": "\u115f",
  "a Mongolian vowel separator": "\u180e",
  "a zero-width space": "\u200b",
  "a right-to-left override": "\u202e",
  "a line separator": "\u2028",
  "a word joiner": "\u2060",
  "a right-to-left isolate": "\u2067",
  "a variation selector": "\ufe0f",
  "a byte order mark": "\ufeff",
  "a half character": "\ud800",
  "a byte that is not UTF-8": "\udcfc",
  "a tag": "\u{e0041}",
};

const hostile = fc.oneof(
  fc
    .constantFrom(...Object.values(named))
    .chain((character) => fc.tuple(fc.string(), fc.string()).map(([a, b]) => a + character + b)),
  fc.string({ unit: "binary" }),
);

/** Everything a person may be shown of a text. */
function shownOf(text: string): readonly string[] {
  const location = { kind: "scope", key: "10.0.1.0/24" } as const;
  const values: readonly Json[] = [text, [text, "b"], { name: text, [text]: 1 }];
  const changes = values.flatMap((value): Change[] => [
    { location, path: ["reservations", text], desired: value } as Change,
    { location, path: ["reservations", "10.0.1.9", text], current: "x", desired: value } as Change,
    {
      location: { kind: "shared", key: `classes.${formatSegment(text)}` },
      path: ["test"],
      current: value,
      desired: "x",
    } as Change,
  ]);
  const parts = [
    {
      location: { kind: "relationship", key: text },
      path: [],
      desired: { mode: text, role: "x" },
    } as unknown as Change,
  ];
  const texts = [...changes, ...parts].flatMap((change) => [
    formatChange(change),
    formatProperty(change.location, change.path),
    formatScopedProperty(change.location, change.path),
    ...formatGroupedProperty(change.location, change.path),
  ]);
  return [
    ...texts,
    JSON.stringify(formatPlan(changes)),
    JSON.stringify(formatPlanByGroup(changes)),
    quoted(text),
    serverText(text),
    filePathText(text),
    kindOf(text),
    formatComment(text),
    powerShellText(text),
  ];
}

describe("what a person is shown of a server's text", () => {
  it.each(Object.entries(named))("never holds %s as it is", (_, character) => {
    expect(isPrintable(character)).toBe(false);
    for (const shown of shownOf(`a${character}b`))
      expect(isPrintable(shown), JSON.stringify(shown)).toBe(true);
  });

  it("is printable, whatever the text is", () => {
    fc.assert(
      fc.property(hostile, (text) => shownOf(text).every(isPrintable)),
      { numRuns: 500 },
    );
  });

  it("holds no colour that the Pulumi CLI would obey, or stop at", () => {
    const text = "<{%boom%}>";
    const change = { location: { kind: "scope", key: "10.0.1.0/24" }, path: [text], desired: text };
    for (const shown of [
      formatChange(change as Change),
      formatProperty((change as Change).location, [text]),
      quoted(text),
      replaceUnprintable(text),
      new UserError("x", text).message,
    ]) {
      expect(shown).not.toContain("<{%");
      expect(shown).toContain("<{\\u0025boom");
    }
    expect(JSON.parse(formatSegment(text))).toBe(text);
  });

  it("leaves letters of every script as they are", () => {
    for (const text of ["Büro", "Бюро", "事務所", "مكتب", "משרד", "कार्यालय", "€ 🖨 ±"])
      expect(replaceUnprintable(text)).toBe(text);
  });

  it("shows a byte that is not UTF-8 as its two digits, and a text that looks like one as it is", () => {
    expect(formatSegment("caf\udce9")).toBe('"caf\\xe9"');
    expect(quoted("\udcff")).toBe('"\\xff"');
    expect(replaceUnprintable("caf\udce9")).toBe("caf\\xe9");
    const change = (desired: Json): string =>
      formatChange({
        location: { kind: "scope", key: "10.0.1.0/24" },
        path: ["user-context"],
        desired,
      });
    expect(change({ room: "Caf\udce9" })).toBe('+ room "Caf\\xe9"');
    expect(change(["\udcf1", "b"])).toBe('+ ["\\xf1","b"]');
    expect(change("\\udcf1 ")).toBe('+ "\\\\udcf1 "');
    expect(change("\ud800")).toBe('+ "\\ud800"');
  });

  it("is different for different texts", () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => a === b || formatSegment(a) !== formatSegment(b)),
      { numRuns: 500 },
    );
  });
});
