import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { markDifferences, type Piece } from "../../../provider/report/html/marks.js";

const textOf = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join("");
const sameText = (pieces: readonly Piece[]) => textOf(pieces.filter(({ differs }) => !differs));

/** Writes what differs in brackets. */
const shown = (primary: string, partner: string): string[] => {
  const marked = markDifferences(primary, partner);
  return [marked.primary, marked.partner].map((pieces) =>
    pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(""),
  );
};

describe("the marks of what differs in two values", () => {
  it.each([
    [
      "the end of a range",
      ["10.0.0.10 - 10.0.0.50", "10.0.0.10 - 10.0.0.20"],
      ["10.0.0.10 - 10.0.0.[50]", "10.0.0.10 - 10.0.0.[20]"],
    ],
    ["a whole number, not some digits of it", ["28800 s", "600 s"], ["[28800] s", "[600] s"]],
    [
      "one address more",
      ["10.0.0.53", "10.0.0.53, 10.0.0.54"],
      ["10.0.0.53", "10.0.0.53[, 10.0.0.54]"],
    ],
    [
      "one address less at the beginning",
      ["10.0.0.1, 10.0.0.53", "10.0.0.53"],
      ["10.0.0.[1, 10.0.0.]53", "10.0.0.53"],
    ],
    ["one byte of many", ["0104c0a80101", "0104c0a80201"], ["0104c0a80[1]01", "0104c0a80[2]01"]],
    ["a space at the end", ["printer", "printer "], ["printer", "printer[ ]"]],
    ["nothing in common", ["true", "false"], ["[true]", "[false]"]],
    ["a letter beyond 16 bits", ["name-😀", "name-😁"], ["name-[😀]", "name-[😁]"]],
  ] as const)("show %s", (_, [primary, partner], marked) => {
    expect(shown(primary, partner)).toEqual(marked);
  });

  it("mark nothing where both values are the same", () => {
    expect(shown("10.0.0.53", "10.0.0.53")).toEqual(["10.0.0.53", "10.0.0.53"]);
  });

  it("leave both values as they are, and unmarked what both have", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.ipV4(),
      fc.string({ unit: fc.constantFrom("1", "2", ".", "a", " "), maxLength: 40 }),
    );
    fc.assert(
      fc.property(value, value, (primary, partner) => {
        const marked = markDifferences(primary, partner);
        expect(textOf(marked.primary)).toBe(primary);
        expect(textOf(marked.partner)).toBe(partner);
        expect(sameText(marked.primary)).toBe(sameText(marked.partner));
        const isMarked = [...marked.primary, ...marked.partner].some(({ differs }) => differs);
        expect(isMarked).toBe(primary !== partner);
      }),
    );
  });

  it("mark the middle of values with thousands of differences", () => {
    const words = (offset: number) =>
      Array.from({ length: 5_000 }, (_, at) => `${at * 2 + offset}`).join(",");
    const marked = markDifferences(`first,${words(0)},last`, `first,${words(1)},last`);
    expect(marked.primary.map(({ differs }) => differs)).toEqual([false, true, false]);
    expect(marked.primary.at(-1)!.text).toBe(",last");
  });
});
