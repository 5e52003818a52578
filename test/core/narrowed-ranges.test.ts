import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { compare } from "../../provider/core/compare.js";
import { numberToIpv4, ipv4ToNumber } from "../../provider/core/address.js";
import { emptyConfiguration, emptyObject, type Configuration } from "../../provider/core/model.js";
import { listNarrowedRanges } from "../../provider/core/narrowed-ranges.js";

const scope = "10.0.0.0/16";
const having = (ranges: readonly string[]): Configuration => ({
  ...emptyConfiguration,
  scopes: {
    [scope]: {
      ...emptyObject,
      properties: { ranges: Object.fromEntries(ranges.map((range) => [range, {}])) },
    },
  },
});
const all = { scopes: [scope], settings: false, isIgnored: () => false };
const narrowed = (before: readonly string[], after: readonly string[]) =>
  listNarrowedRanges(compare(having(before), having(after), all), having(before));

describe("a range that a plan makes smaller", () => {
  it.each([
    ["at its end", ["10.0.0.10-10.0.0.50"], ["10.0.0.10-10.0.0.20"], ["10.0.0.21-10.0.0.50"]],
    [
      "at both ends",
      ["10.0.0.10-10.0.0.50"],
      ["10.0.0.20-10.0.0.30"],
      ["10.0.0.10-10.0.0.19", "10.0.0.31-10.0.0.50"],
    ],
    [
      "in the middle",
      ["10.0.0.10-10.0.0.50"],
      ["10.0.0.10-10.0.0.19", "10.0.0.30-10.0.0.50"],
      ["10.0.0.20-10.0.0.29"],
    ],
    ["to nothing", ["10.0.0.10-10.0.0.50"], [], ["10.0.0.10-10.0.0.50"]],
  ])("is one entry: %s", (_, before, after, outside) => {
    const [one, ...more] = narrowed(before, after);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ scope, former: ["10.0.0.10", "10.0.0.50"] });
    expect(one!.remaining.map((ends) => ends.join("-"))).toEqual(after);
    expect(one!.outside.map((ends) => ends.join("-"))).toEqual(outside);
  });

  it.each([
    ["it grows", ["10.0.0.10-10.0.0.50"], ["10.0.0.10-10.0.0.60"]],
    ["two become one", ["10.0.0.10-10.0.0.20", "10.0.0.21-10.0.0.30"], ["10.0.0.10-10.0.0.30"]],
    ["one becomes two", ["10.0.0.10-10.0.0.30"], ["10.0.0.10-10.0.0.20", "10.0.0.21-10.0.0.30"]],
    ["it stays", ["10.0.0.10-10.0.0.30"], ["10.0.0.10-10.0.0.30"]],
  ])("is none where %s", (_, before, after) => {
    expect(narrowed(before, after)).toEqual([]);
  });

  it("leaves out exactly the addresses that were in a range and are in none", () => {
    const ranges = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 8 })
      .map((ends) => ends.sort((a, b) => a - b))
      .map((ends) =>
        Array.from({ length: Math.floor(ends.length / 2) }, (_, i) => ends.slice(i * 2, i * 2 + 2)),
      )
      .map((pairs) =>
        pairs.map((ends) => ends.map((end) => numberToIpv4(0x0a000000 + end!)).join("-")),
      );
    const addressesIn = (ends: readonly (readonly [string, string])[]) =>
      ends.flatMap(([first, last]) => {
        const from = ipv4ToNumber(first);
        return Array.from({ length: ipv4ToNumber(last) - from + 1 }, (_, i) => from + i);
      });
    const members = (keys: readonly string[]) =>
      addressesIn(keys.map((key) => key.split("-") as [string, string]));
    fc.assert(
      fc.property(ranges, ranges, (before, after) => {
        const left = new Set(members(after));
        const expected = members(before).filter((address) => !left.has(address));
        const found = narrowed(before, after).flatMap(({ outside }) => addressesIn(outside));
        expect(found.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });
});
