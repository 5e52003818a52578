// Values of options: those whose bytes are equal are equal, and are written so that their bytes stay.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Json, Tree } from "../../../../provider/core/model.js";
import {
  planEdits,
  parseConfiguration,
  type Release,
} from "../../../../provider/drivers/kea/model/index.js";
import {
  decodeValue,
  encodeValue,
  type Layout,
} from "../../../../provider/drivers/kea/model/options/option-values.js";

const subnet = "10.4.0.0/24";

/** A server with one option in its only subnet. */
const server = (option: object, definition?: object): Json =>
  ({
    ...(definition && { "option-def": [definition] }),
    subnet4: [{ id: 1, subnet, "option-data": [option] }],
  }) as unknown as Json;

function optionIn(dhcp4: Json, release?: Release): Tree {
  const { options } = parseConfiguration(dhcp4, release).configuration.scopes[subnet]!.properties;
  return Object.values(options as Readonly<Record<string, Tree>>)[0]!;
}

const own = (type: string, more: object = {}) => ({ name: "lamp", code: 231, type, ...more });

describe("an option's value", () => {
  it.each([
    ["a boolean", 19, ["true", "1", "TRUE", "01"]],
    ["a number", 26, ["1500", "0x5dc", "5dc", "+1500", "01500"]],
    ["a negative number", 2, ["-18000", "-018000"]],
    ["numbers", 25, ["68, 296", "0x44,0x128", "068 , 0x0128"]],
    ["a domain name", 137, ["lost.example.com", "lost.example.com."]],
    [
      "domain names",
      119,
      ["a.example, b.example", "a.example.,b.example", "a.example., b.example."],
    ],
    ["a record", 78, ["true, 10.4.0.8", "1,10.4.0.8"]],
  ])("is the same in all spellings of %s", (_, code, spellings) => {
    const [first, ...others] = spellings.map((data) => optionIn(server({ code, data })));
    for (const other of others) expect(other).toEqual(first);
  });

  it.each([
    ["an address", 3, "10.4.0.1, 10.4.0.2", "0a0400010a040002"],
    ["a number", 26, "1500", "05:dc"],
    ["a boolean", 19, "true", "01"],
    ["domain names", 119, "a.example, b.example", "0161076578616d706c65000162076578616d706c6500"],
    ["a text", 66, "tftp.example", "'tftp.example'"],
    ["a text with a comma", 67, "a\\,b.cfg", "612c622e636667"],
    ["a text beyond ASCII", 56, "Büro", "42c3bc726f"],
  ])("is the same as text and as bytes: %s", (_, code, text, bytes) => {
    expect(optionIn(server({ code, data: bytes, "csv-format": false }))).toEqual(
      optionIn(server({ code, data: text })),
    );
  });

  it("is the same in all spellings for options that configurations define", () => {
    for (const [type, first, second] of [
      ["boolean", "true", "1"],
      ["uint16", "16", "0x10"],
      ["fqdn", "a.example.", "a.example"],
    ]) {
      expect(optionIn(server({ name: "lamp", data: first }, own(type!)))).toEqual(
        optionIn(server({ name: "lamp", data: second }, own(type!))),
      );
    }
    const record = own("record", { "record-types": "uint8, boolean, string" });
    const [first, second] = ["0x10, 1, so\\, or so", "16,true,so\\, or so"].map((data) =>
      optionIn(server({ name: "lamp", data }, record)),
    );
    expect(first).toEqual(second);
    expect(first).toEqual({ value: "16, true, so\\, or so" });
  });

  it("differs where the bytes differ", () => {
    expect(optionIn(server({ code: 19, data: "true" }))).not.toEqual(
      optionIn(server({ code: 19, data: "false" })),
    );
    expect(optionIn(server({ code: 15, data: "a.example" }))).not.toEqual(
      optionIn(server({ code: 15, data: "a.example." })),
    );
    expect(optionIn(server({ code: 66, data: "1" }))).not.toEqual(
      optionIn(server({ code: 66, data: "true" })),
    );
    expect(optionIn(server({ code: 66, data: "16" }))).not.toEqual(
      optionIn(server({ code: 66, data: "0x10" })),
    );
  });

  it("stays in bytes where they are no value of the option", () => {
    for (const data of ["02", "0A0B", "0102FF"])
      expect(optionIn(server({ code: 19, data, "csv-format": false }))).toEqual({
        value: data,
        "csv-format": false,
      });
    for (const data of ["61", "2C61", "00", "C3"])
      expect(optionIn(server({ code: 61, data, "csv-format": false }))).toEqual({
        value: data,
        "csv-format": false,
      });
    for (const data of ["615C62", "C3", "2061"])
      expect(optionIn(server({ code: 66, data, "csv-format": false }))).toEqual({
        value: data,
        "csv-format": false,
      });
  });

  it("has no bytes 0 at the end of a text, which Kea does not keep", () => {
    for (const data of ["6100", "61000000"])
      expect(optionIn(server({ code: 66, data, "csv-format": false }))).toEqual({ value: "a" });
  });
});

/** Returns the option as the partner's subnet spells it once it holds the primary's value. */
function written(primary: Json, partner: Json, release?: Release): Json | readonly string[] {
  const { configuration } = parseConfiguration(primary, "2.6");
  const current = parseConfiguration(partner, release).configuration;
  const { root, unsupported } = planEdits(
    { Dhcp4: partner },
    { ...current, scopes: configuration.scopes },
    current,
    release ? { release } : {},
  );
  const { subnet4 } = root.Dhcp4 as unknown as {
    readonly subnet4: readonly { readonly "option-data": readonly Json[] }[];
  };
  return unsupported.length > 0 ? unsupported : subnet4[0]!["option-data"][0]!;
}

describe("a value that is written", () => {
  it("is left as it stands where its bytes are the same", () => {
    for (const option of [
      { code: 26, data: "0x5dc" },
      { code: 26, data: "05dc", "csv-format": false },
    ]) {
      expect(written(server({ code: 26, data: "1500" }), server(option))).toEqual(option);
    }
  });

  it("replaces bytes as text", () => {
    expect(
      written(
        server({ code: 26, data: "1400" }),
        server({ code: 26, data: "05dc", "csv-format": false }),
      ),
    ).toEqual({ code: 26, data: "1400", "csv-format": true });
  });

  it("is written as bytes for a release that does not know the option", () => {
    const routes = {
      name: "classless-static-route",
      data: "10.30.0.0/24 - 10.4.0.254, 0.0.0.0/0 - 10.4.0.1",
    };
    const bytes = "180A1E000A0400FE000A040001";
    const partner = server({ code: 6, data: "10.4.0.53" });
    expect(written(server(routes), partner, "2.2")).toEqual({
      code: 121,
      data: bytes,
      "csv-format": false,
    });
    expect(written(server(routes), partner, "2.6")).toEqual({ code: 121, data: routes.data });
    const there = server({ code: 121, data: bytes.toLowerCase(), "csv-format": false });
    expect(optionIn(there, "2.2")).toEqual(optionIn(server(routes), "2.6"));
  });

  it("is written as the partner's own definition has it where its release does not know the option", () => {
    const definition = { name: "routes", code: 121, type: "uint8", array: true };
    const partner = server({ name: "routes", data: "24, 10, 31, 0, 10, 4, 0, 254" }, definition);
    const routes = { name: "classless-static-route", data: "10.30.0.0/24 - 10.4.0.254" };
    expect(written(server(routes), partner, "2.2")).toMatchObject({
      data: "24, 10, 30, 0, 10, 4, 0, 254",
    });
  });
});

const layouts = fc.record({
  types: fc.array(
    fc.constantFrom(
      "boolean",
      "int8",
      "uint8",
      "int16",
      "uint16",
      "int32",
      "uint32",
      "ipv4-address",
      "fqdn",
      "route",
    ),
    { minLength: 1, maxLength: 4 },
  ),
  isArray: fc.boolean(),
});

describe("bytes and text", () => {
  it("can be converted into one another and back", () => {
    const bytes = fc
      .array(
        fc.oneof(
          fc.constantFrom("00", "01", "0A", "18", "61", "FF"),
          fc.constantFrom("0161", "0A000001"),
        ),
        { maxLength: 12 },
      )
      .map((all) => all.join(""));
    let decoded = 0;
    fc.assert(
      fc.property(layouts as fc.Arbitrary<Layout>, bytes, (layout, hex) => {
        const text = decodeValue(hex, layout);
        if (text === undefined) return;
        decoded++;
        expect(encodeValue(text, layout)).toBe(hex);
      }),
      { numRuns: 3_000 },
    );
    expect(decoded).toBeGreaterThan(100);
  });
});
