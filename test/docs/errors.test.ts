// The table of errors holds what the code words.
import { describe, expect, it } from "vitest";
import { errorsIn, errorsPage } from "../../setup/errors.mjs";
import { readPage } from "../helpers/unit/docs/page.js";

/** Codes of one error that is worded for two situations. */
const shared = ["direction-reversed", "failover-not-back", "kea-include-missing", "same-server"];

describe("docs/errors.md", () => {
  const codes = errorsIn().map(({ code }) => code);

  it("has the table that `npm run -s errors` writes", () => {
    expect(readPage("docs/errors.md").text).toBe(errorsPage());
  });

  it("has short codes in kebab case", () => {
    expect(codes.filter((code) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });

  it("has no code for two different errors", () => {
    const twice = codes.filter((code, i) => codes.indexOf(code) !== i);
    expect([...new Set(twice)].filter((code) => !shared.includes(code))).toEqual([]);
  });
});
