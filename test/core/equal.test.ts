import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { canonicalText } from "../../provider/core/canonical.js";
import { equal } from "../../provider/core/equal.js";
import type { Json } from "../../provider/core/model.js";

const name = fc.constantFrom("a", "b", "1", "constructor", "__proto__");
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, false, 0, 1, "", "a", "1"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }).map(Object.fromEntries),
  ),
}));

/** Returns the value with the names of its objects in another order. */
function reordered(json: Json): Json {
  if (Array.isArray(json)) return json.map(reordered);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([key, inner]) => [key, reordered(inner)]),
  );
}

describe("equality of values", () => {
  it("holds exactly where the canonical texts are equal", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(equal(a, b)).toBe(canonicalText(a) === canonicalText(b));
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of names", () => {
    fc.assert(
      fc.property(value, (a) => equal(a, reordered(a))),
      { numRuns: 300 },
    );
  });

  it("counts a name without a value as absent", () => {
    expect(equal({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(equal({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(equal({ b: undefined }, { a: 1 })).toBe(false);
  });

  it("tells a missing value from null", () => {
    expect(equal(undefined, null)).toBe(false);
  });

  it("tells an array from an object", () => {
    expect(equal([], {})).toBe(false);
    expect(equal({ 0: "a" }, ["a"])).toBe(false);
  });
});
