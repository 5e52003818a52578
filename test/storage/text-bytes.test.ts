// Text with bytes that are not UTF-8.
import { expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { decodeBytes, encodeText } from "../../provider/storage/text-bytes.js";

it("gives any bytes back as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect([...encodeText(decodeBytes(Buffer.from(bytes)))]).toEqual([...bytes]);
    }),
    { numRuns: 2_000 },
  );
});

it("gives any text back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodeBytes(encodeText(text))).toBe(text);
    }),
  );
});

it("reads what is UTF-8 as characters and every other byte by itself", () => {
  const bytes = Buffer.concat([
    Buffer.from("é€🖨", "utf8"),
    Buffer.from([0xfc, 0xc3, 0x41, 0xe2, 0x82]),
  ]);
  expect(decodeBytes(bytes)).toBe("é€🖨\udcfc\udcc3A\udce2\udc82");
});
