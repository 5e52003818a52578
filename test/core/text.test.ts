import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { compare } from "../../provider/core/compare.js";
import { parseKeepPatterns, ignoreNothing } from "../../provider/core/keep.js";
import {
  emptyConfiguration,
  emptyObject,
  type Change,
  type Configuration,
  type Json,
} from "../../provider/core/model.js";
import {
  formatChange,
  formatCount,
  formatPlan,
  formatPlanByGroup,
} from "../../provider/core/text.js";
import { configuration } from "../helpers/unit/core/arbitraries.js";

const id = "10.0.1.0/24";
const change = (path: string[], current?: Json, desired?: Json): Change => ({
  location: { kind: "scope", key: id },
  path,
  ...(current !== undefined && { current }),
  ...(desired !== undefined && { desired }),
});

describe("a change as text", () => {
  it.each([
    ["a value that changes", change(["leaseDuration"], 86400, 691200), "86400 => 691200"],
    ["a text", change(["name"], "x", "Office 1"), "x => Office 1"],
    [
      "a reservation that comes",
      change(["reservations", "10.0.1.13"], undefined, {
        client: "hw:02-00-00-00-00-03",
        name: "host-3",
      }),
      "+ hw:02-00-00-00-00-03 host-3",
    ],
    [
      "a reservation that goes, with options",
      change(["reservations", "10.0.1.99"], {
        client: "hw:aa",
        options: { "dhcp4:12": { value: "x" } },
      }),
      '- hw:aa options {"dhcp4:12":{"value":"x"}}',
    ],
    [
      "an option that comes",
      change(["options", "dhcp4:6"], undefined, { value: "10.0.0.1, 10.0.0.2" }),
      "+ 10.0.0.1, 10.0.0.2",
    ],
    ["a range without properties", change(["ranges", "10.0.1.1-10.0.1.9"], undefined, {}), "+"],
    [
      "an array",
      change(["relays"], ["10.0.0.1"], ["10.0.0.1", "10.0.0.2"]),
      "10.0.0.1 => 10.0.0.1, 10.0.0.2",
    ],
    ["a text that looks like a number", change(["x"], 1, "1"), '1 => "1"'],
    ["an empty text", change(["x"], "", "a"), '"" => a'],
    ["a text that could be misread", change(["x"], "a => b", "c"), '"a => b" => c'],
    [
      "a text that would turn the line around",
      change(["x"], "a", "b\u202ec\u001b[31m"),
      'a => "b\\u202ec\\u001b[31m"',
    ],
    ["a secret", change(["user-context", "password"], "a", "b"), "(secret, changed)"],
    [
      "a secret inside a value",
      change(["note"], { token: "a" }, { token: "b" }),
      "(secret, changed)",
    ],
    [
      "a member with a secret in it",
      change(["reservations", "10.0.1.9"], undefined, {
        client: "hw:01",
        "user-context": { password: "p" },
      }),
      '+ hw:01 user-context {"password":"(secret)"}',
    ],
  ])("shows %s", (_what, given, text) => {
    expect(formatChange(given)).toBe(text);
  });

  it("is cut where it is long, and ends in a fingerprint of the whole value", () => {
    const long = (end: string) => formatChange(change(["x"], "short", "y".repeat(100) + end));
    expect(long("1")).toMatch(/^short => y{50,}… #[\w-]{8}$/);
    expect(long("1")).not.toBe(long("2"));
  });

  it("is one line of at most 150 characters, whatever the values are", () => {
    fc.assert(
      fc.property(
        configuration,
        configuration,
        fc.string({ minLength: 100, maxLength: 300, unit: "grapheme" }),
        (a, b, long) => {
          const scopes = [...new Set([...Object.keys(a.scopes), ...Object.keys(b.scopes)])];
          const plan = [
            ...compare(a, b, { scopes, settings: true, isIgnored: ignoreNothing }),
            change(["x"], long, `${long}.`),
            change(["options", "x:1"], undefined, { value: long }),
          ];
          for (const each of plan) {
            const line = formatChange(each);
            expect(line.length).toBeLessThanOrEqual(150);
            expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
            if (each.current !== undefined && each.desired !== undefined)
              expect(line.split(" => ").length).toBeGreaterThan(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("shows a whole scope by the number of its members and a fingerprint", () => {
    const scopes = {
      [id]: {
        ...emptyObject,
        properties: { reservations: { a: {}, b: {} }, options: { "dhcp4:6": { value: "x" } } },
      },
    };
    const plan = compare(
      emptyConfiguration,
      { ...emptyConfiguration, scopes },
      { scopes: [id], settings: false, isIgnored: ignoreNothing },
    );
    expect(formatPlan(plan)).toEqual({
      "(scope)": expect.stringMatching(/^\+ 2 reservations, 1 option #[\w-]{8}$/),
    });
    expect(formatPlanByGroup(plan)).toEqual({ [id]: formatPlan(plan) });
  });
});

it("formats a number with its noun", () => {
  expect([
    formatCount(1, "classes"),
    formatCount(2, "classes"),
    formatCount(1, "reservations"),
    formatCount(1, "policies"),
    formatCount(1, "user-context"),
  ]).toEqual(["1 class", "2 classes", "1 reservation", "1 policy", "1 user-context"]);
});

describe("a change that keep ignores", () => {
  const keeps = (pattern: string, path: string[], key = id) =>
    parseKeepPatterns([pattern])({ location: { kind: "scope", key }, path });
  it.each([
    ["options.dhcp4:66", ["options", "dhcp4:66", "value"], true],
    ["options.dhcp4:66", ["options", "dhcp4:66"], true],
    ["options.dhcp4:66", ["options", "dhcp4:6"], false],
    ["options.dhcp4:6", ["options", "dhcp4:66"], false],
    ["reservations.*.name", ["reservations", "10.0.1.14", "name"], true],
    ["reservations.*.name", ["reservations", "10.0.1.14", "client"], false],
    ["10.0.1.0/24 nextServer", ["nextServer"], true],
    ["10.0.2.0/24 nextServer", ["nextServer"], false],
  ])("is matched by the pattern %s at %j: %s", (pattern, path, kept) => {
    expect(keeps(pattern, path)).toBe(kept);
  });

  it("may be outside scopes", () => {
    expect(
      parseKeepPatterns(["classes.phones"])({
        location: { kind: "shared", key: "classes.phones" },
        path: ["test"],
      }),
    ).toBe(true);
    expect(
      parseKeepPatterns(["server.leaseDuration"])({
        location: { kind: "settings" },
        path: ["leaseDuration"],
      }),
    ).toBe(true);
  });

  it("does not exist for an empty list of patterns", () => {
    expect(() => parseKeepPatterns([" "])).toThrow("does not name a property to keep");
  });
});

describe("a difference of an inherited value", () => {
  const holding = (leaseDuration: number | undefined, inherited: boolean): Configuration => ({
    ...emptyConfiguration,
    scopes: {
      [id]: {
        ...emptyObject,
        properties: leaseDuration === undefined ? {} : { leaseDuration },
        inherited: inherited ? ["leaseDuration"] : [],
      },
    },
  });
  const told = (current: Configuration, desired: Configuration) =>
    Object.values(
      formatPlan(
        compare(current, desired, { scopes: [id], settings: false, isIgnored: ignoreNothing }),
      ),
    );

  it.each([
    [
      "is the server's affair when neither scope has its own",
      holding(1, true),
      holding(2, true),
      [],
    ],
    [
      "is no difference when the values in force are equal",
      holding(1, true),
      holding(1, false),
      [],
    ],
    [
      "is the scope's when the primary's is its own",
      holding(1, true),
      holding(2, false),
      ["1 => 2"],
    ],
    [
      "is the scope's when the partner's is its own",
      holding(1, false),
      holding(2, true),
      ["1 => 2"],
    ],
    [
      "is the scope's when only the partner has one",
      holding(1, false),
      holding(undefined, false),
      ["- 1"],
    ],
    [
      "is the server's affair when the primary has none at all",
      holding(1, true),
      holding(undefined, false),
      [],
    ],
  ])("%s", (_what, current, desired, changes) => {
    expect(told(current, desired)).toEqual(changes);
  });
});
