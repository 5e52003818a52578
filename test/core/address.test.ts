import { IPv4, IPv4CidrRange, Validator } from "ip-num";
import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import {
  parseIpv4,
  hasHostBits,
  parseScopeName,
  numberToIpv4,
  normalizeRange,
  subnetBounds,
  normalizeSubnet,
} from "../../provider/core/address.js";

const number = fc.integer({ min: 0, max: 0xffffffff });
const loose = fc.oneof(
  number.map(numberToIpv4),
  fc
    .array(
      fc.oneof(
        fc.integer({ min: -1, max: 300 }).map(String),
        fc.constantFrom("", "01", " 1", "0x1", "1e1", "+1"),
      ),
      { minLength: 3, maxLength: 5 },
    )
    .map((octets) => octets.join(".")),
  fc.string({ maxLength: 15 }),
);

describe("address arithmetic without ip-num", () => {
  it("accepts what ip-num accepts, as the same number", () => {
    fc.assert(
      fc.property(loose, (text) => {
        const [valid] = Validator.isValidIPv4String(text);
        expect(parseIpv4(text)).toBe(valid ? Number(new IPv4(text).getValue()) : undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it("writes numbers as ip-num does", () => {
    fc.assert(
      fc.property(number, (n) => {
        expect(numberToIpv4(n)).toBe(IPv4.fromNumber(BigInt(n)).toString());
      }),
    );
  });

  it("finds the same network and bounds as ip-num", () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 32 }), (n, length) => {
        const text = `${numberToIpv4(n)}/${length}`;
        const range = IPv4CidrRange.fromCidr(text);
        expect(normalizeSubnet(text)).toBe(`${range.getFirst().toString()}/${length}`);
        expect(subnetBounds(text).map(numberToIpv4)).toEqual([
          range.getFirst().toString(),
          range.getLast().toString(),
        ]);
        expect(hasHostBits(text)).toBe(range.getFirst().toString() !== numberToIpv4(n));
        expect(normalizeRange(text)).toBe(
          `${range.getFirst().toString()}-${range.getLast().toString()}`,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("gives a range one key, however it is spelled", () => {
    expect(
      new Set(["10.0.0.0/30", "10.0.0.0-10.0.0.3", " 10.0.0.0 -  10.0.0.3"].map(normalizeRange))
        .size,
    ).toBe(1);
    for (const wrong of ["10.0.0.3 - 10.0.0.1", "10.0.0.1", "10.0.0.0/33", "a-b", ""])
      expect(() => normalizeRange(wrong)).toThrow("is not an address range");
  });
});

describe("parsing the name of a scope", () => {
  it.each([
    ["10.0.1.0", { address: "10.0.1.0" }],
    ["10.0.1.0/24", { address: "10.0.1.0", prefixLength: 24 }],
    ["10.0.1.0/33", undefined],
    ["10.0.1.0/", undefined],
    ["10.0.1", undefined],
    ["10.0.1.0/24/8", undefined],
    ["office", undefined],
    ["", undefined],
  ])("reads %j as a scope name, or rejects it", (text, named) => {
    expect(parseScopeName(text)).toEqual(named);
  });
});
