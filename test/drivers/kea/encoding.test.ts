// Kea's texts are bytes: what it tells comes back to it as it was, whatever is in it.
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { decodeAnswer, encodeCommand } from "../../../provider/drivers/kea/control/encoding.js";
import type { Json } from "../../../provider/core/model.js";

/** A value as Kea tells it: each byte beyond ASCII by itself. */
const told = (value: Json): string =>
  JSON.stringify(value).replace(/[^\u0000-\u007f]+/g, (text) =>
    [...Buffer.from(text, "utf8")]
      .map((byte) => `\\u00${byte.toString(16).padStart(2, "0")}`)
      .join(""),
  );

describe("Kea's texts", () => {
  it("are decoded to characters, in names as well", () => {
    expect(
      decodeAnswer(
        '{ "Stra\\u00c3\\u009fe": ["B\\u00c3\\u00bcro", "\\u00e2\\u0082\\u00ac", "\\u00f0\\u009f\\u0096\\u00a8"] }',
        "dhcp1",
      ),
    ).toEqual({ Straße: ["Büro", "€", "🖨"] });
  });

  it("are written back as they were read, whatever they hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const wellFormed = JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
          if (typeof inner === "string") return inner.toWellFormed();
          return typeof inner === "number" ? Math.trunc(inner % 1e9) || 0 : inner;
        }) as Json;
        const text = told(wellFormed);
        expect(decodeAnswer(text, "dhcp1")).toEqual(JSON.parse(JSON.stringify(wellFormed)));
        expect(JSON.parse(encodeCommand(decodeAnswer(text, "dhcp1") as Json))).toEqual(wellFormed);
      }),
    );
  });

  it("are written back as the same bytes where they are no UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const text = `"${[...bytes].map((byte) => `\\u00${byte.toString(16).padStart(2, "0")}`).join("")}"`;
        const back = encodeCommand(decodeAnswer(text, "dhcp1") as Json);
        // What Kea takes: an escape is a byte, all else is UTF-8.
        const taken = Buffer.concat(
          [...back.slice(1, -1).matchAll(/\\u00([0-9a-f]{2})|\\(["\\/bfnrt])|([^\\])/gu)].map(
            ([, hex, escaped, character]) => {
              if (hex !== undefined) return Buffer.from(hex, "hex");
              return escaped !== undefined
                ? Buffer.from(JSON.parse(`"\\${escaped}"`) as string)
                : Buffer.from(character!, "utf8");
            },
          ),
        );
        expect([...taken]).toEqual([...bytes]);
      }),
    );
  });

  it("keep real numbers as such, and nothing that only looks like one", () => {
    expect(
      encodeCommand({ "t2-percent": 1, "ddns-ttl-percent": 0, other: 1, note: '"t2-percent":1,' }),
    ).toBe('{"t2-percent":1.0,"ddns-ttl-percent":0.0,"other":1,"note":"\\"t2-percent\\":1,"}');
  });

  it("are refused where they are nested deeper than a configuration can be", () => {
    const nested = (depth: number): string => `${"[".repeat(depth)}"\\u00e9"${"]".repeat(depth)}`;
    expect(() => decodeAnswer(nested(500), "dhcp1")).not.toThrow();
    for (const depth of [501, 10_000, 1_000_000]) {
      expect(() => decodeAnswer(nested(depth), "dhcp1")).toThrow(
        "dhcp1 answered with arrays and objects nested more than 500 levels deep. No configuration is that deep. Check that a Kea server answers at this address. [kea-answer-too-deep]",
      );
    }
  });

  it("are refused with a number that cannot be written back", () => {
    expect(() => decodeAnswer('{ "n": 9007199254740993 }', "dhcp1")).toThrow(
      "dhcp1 has the number 9007199254740992 or one close to it, which is too large to be stored exactly.",
    );
    expect(decodeAnswer('{ "n": "9007199254740993", "m": 4294967295 }', "dhcp1")).toEqual({
      n: "9007199254740993",
      m: 4294967295,
    });
  });
});
