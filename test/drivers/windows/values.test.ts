// Each value of a Windows server has one spelling here, and comes back as it was.
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import {
  encodeDnsSettings,
  decodeDnsSettings,
} from "../../../provider/drivers/windows/model/dns.js";
import { parseOptionKey, optionKey } from "../../../provider/drivers/windows/model/options.js";
import { normalizeCondition } from "../../../provider/drivers/windows/model/read-export.js";
import {
  formatDuration,
  unlimitedSeconds,
  hyphenateBytes,
  parseOptionValues,
  parseDuration,
  formatOptionValues,
} from "../../../provider/drivers/windows/model/values.js";

describe("a value", () => {
  it("of time is the same number of seconds, however .NET writes it", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: unlimitedSeconds }),
        (seconds) => void expect(parseDuration(formatDuration(seconds), "here")).toBe(seconds),
      ),
    );
    expect([
      parseDuration("8.00:00:00", "here"),
      parseDuration("48:00:00", "here"),
      parseDuration("-00:00:01", "here"),
      parseDuration("10675199.02:48:05.4775807", "here"),
    ]).toEqual([691200, 172800, unlimitedSeconds, unlimitedSeconds]);
    expect(() => parseDuration("8 days", "10.0.1.0/24 LeaseDuration")).toThrow(
      '10.0.1.0/24 LeaseDuration is "8 days", not a duration such as 8.00:00:00.',
    );
  });

  it("of option 81 keeps each bit, named or not", () => {
    for (let value = 0; value < 2048; value++)
      expect(encodeDnsSettings(decodeDnsSettings(value))).toBe(value);
    expect(decodeDnsSettings(5)).toEqual({
      dynamicUpdates: "OnClientRequest",
      updateDnsRRForOlderClients: false,
      deleteDnsRROnLeaseExpiry: true,
      nameProtection: false,
      disableDnsPtrRRUpdate: false,
    });
  });

  it("of bytes is one row, whatever stands between them", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.constantFrom("-", ":", "", " "),
        fc.boolean(),
        (bytes, between, upper) => {
          const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
          const told = pairs.join(between);
          expect(hyphenateBytes(upper ? told.toUpperCase() : told, "here")).toBe(pairs.join("-"));
        },
      ),
    );
    expect([hyphenateBytes("00-15-5D*", "here"), hyphenateBytes("*0A", "here")]).toEqual([
      "00-15-5d*",
      "*0a",
    ]);
  });

  it.each(["Byte", "Word", "DWord", "DWordDWord", "IPv4Address", "String", "BinaryData"])(
    "of an option of the type %s comes back as it was, and is the same read twice",
    (type) => {
      const one: fc.Arbitrary<string> = {
        Byte: fc.nat(255).map(String),
        Word: fc.nat(65535).map((n) => `0x${n.toString(16)}`),
        DWord: fc.nat().map(String),
        DWordDWord: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
        IPv4Address: fc.ipV4(),
        String: fc.string(),
        BinaryData: fc.nat(255).map((n) => `0x${n.toString(16)}`),
      }[type]!;
      fc.assert(
        fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (values) => {
          const canonical = parseOptionValues(values, type, "here") as readonly string[];
          expect(parseOptionValues(formatOptionValues(canonical, type), type, "here")).toEqual(
            canonical,
          );
        }),
      );
    },
  );

  it("of a condition is a set behind each comparator", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("EQ", "NE", "a", "b", "c")), (values) => {
        const once = normalizeCondition(values, (value) => value);
        expect(normalizeCondition(once, (value) => value)).toEqual(once);
      }),
    );
    expect(normalizeCondition(["EQ", "b", "a", "NE", "c", "EQ", "a"], (value) => value)).toEqual([
      "EQ",
      "a",
      "b",
      "NE",
      "c",
    ]);
  });
});

describe("an option's key", () => {
  it("is its vendor, its number and its user class, and says them again", () => {
    const name = fc.oneof(fc.string(), fc.constantFrom("dhcp4", "a:1@b", '"', "\\"));
    fc.assert(
      fc.property(
        name,
        fc.nat(255),
        name,
        (vendorClass, id, userClass) =>
          void expect(parseOptionKey(optionKey(vendorClass, id, userClass))).toEqual({
            vendorClass,
            id,
            userClass,
          }),
      ),
    );
  });
});
