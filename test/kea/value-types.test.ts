// Which values a type of options takes: what the preview refuses is held against `kea-dhcp4 -t` of every release.
import { expect, it } from "vitest";
import { normalizeFields } from "../../provider/drivers/kea/model/options/option-spellings.js";
import { takesValue, valueTypeOf } from "../../provider/drivers/kea/model/options/value-types.js";
import { repeats } from "../parts.js";
import { keaSays } from "../helpers/kea/judge.js";
import { versions, withKea, type Version } from "../helpers/kea/versions.js";

const single = [
  "boolean",
  "int8",
  "int16",
  "int32",
  "uint8",
  "uint16",
  "uint32",
  "ipv4-address",
  "ipv6-address",
  "ipv6-prefix",
  "psid",
  "string",
  "tuple",
  "fqdn",
];

const types: readonly { readonly [name: string]: string | boolean }[] = [
  ...["empty", "binary", ...single].map((type) => ({ type })),
  ...["int8", "uint16", "uint32", "ipv4-address", "fqdn"].map((type) => ({ type, array: true })),
  { type: "record", "record-types": "uint8, ipv4-address" },
  { type: "record", "record-types": "uint16, string" },
  { type: "record", "record-types": "fqdn, boolean" },
  { type: "record", "record-types": "uint8, ipv4-address", array: true },
  { type: "empty", encapsulate: "inside" },
  { type: "uint16", encapsulate: "inside" },
];

const texts = [
  "7",
  "-5",
  "300",
  "70000",
  "4294967296",
  "-129",
  "true",
  "FALSE",
  "0",
  "2",
  "yes",
  "10.9.9.1",
  "10.9.9",
  "10.9.9.256",
  "2001:db8::1",
  "2001:db8::/64",
  "4/8",
  "17/1",
  "abc",
  "0xabcd",
  "a b",
  "a.example.org",
  "a..b",
  "7, 10.9.9.1",
  "7, 8",
  "10.9.9.1, 10.9.9.2",
  "7, x",
  "x, y",
  "+7",
  "a.example.org, true",
  "a.example.org, b.example.org",
  "7, 10.9.9.1, 10.9.9.2",
  "-",
  "a_b",
  "1.0",
];

const bytes = [
  "00",
  "01",
  "ff",
  "0001",
  "0102",
  "000102",
  "0a090901",
  "0a09090101",
  "0a09090a090902",
  "03616263",
  "016103636f6d00",
  "016103636f6d0001",
  "080040",
  "20".repeat(16),
  "20".repeat(17),
  "0161",
  "05616263",
  "0a0909010a090902",
  "070a0909010a090902",
];

const values = [
  { data: "" },
  ...texts.map((data) => ({ data })),
  ...bytes.map((data) => ({ data, "csv-format": false })),
];

/** Returns true where a release takes a value although nobody can have meant it: refused here. */
const oddlyTaken = (one: string): boolean =>
  /"type":"binary"\},\{"data":"(4294967296|a b)"|"type":"ipv4-address".*"2001:db8::1"|"type":"(tuple|fqdn)".*"0{2,3}/.test(
    one,
  );

/** A configuration with an option of each of these types and values. */
function holding(options: readonly (readonly [type: object, value: object])[]): object {
  return {
    "interfaces-config": { interfaces: [] },
    "lease-database": { type: "memfile", persist: false },
    "option-def": options.map(([type], i) => ({
      name: `o-${i}`,
      code: 1 + (i % 254),
      space: `s-${Math.floor(i / 254)}`,
      ...type,
    })),
    "option-data": options.map(([, value], i) => ({
      name: `o-${i}`,
      space: `s-${Math.floor(i / 254)}`,
      ...value,
    })),
  };
}

/** Returns true where a value, in the model's words, fits a type. */
const takes = (
  type: (typeof types)[number],
  { data, ...format }: (typeof values)[number],
): boolean => takesValue(valueTypeOf(type), { value: normalizeFields(data), ...format });

/** No bytes are written as bytes: as a text Kea refuses them. */
const noBytes = { data: "", "csv-format": false };

const all = types.flatMap((type) =>
  values.map(
    (value) => [type, type.type === "binary" && value.data === "" ? noBytes : value] as const,
  ),
);
const isTaken = ([type, value]: (typeof all)[number]): boolean => takes(type, value);

/** Those that a release refuses, found by halves. */
async function refusedBy(version: Version, options: typeof all): Promise<readonly string[]> {
  if (options.length === 0 || (await keaSays(version, { Dhcp4: holding(options) })).takes)
    return [];
  if (options.length === 1) return options.map((one) => JSON.stringify(one));
  const half = Math.ceil(options.length / 2);
  return [
    ...(await refusedBy(version, options.slice(0, half))),
    ...(await refusedBy(version, options.slice(half))),
  ];
}

for (const version of repeats(versions)) {
  withKea(version)(`Kea ${version}`, () => {
    it("takes every value that the table has as fitting its type", async () => {
      expect(await refusedBy(version, all.filter(isTaken))).toEqual([]);
    });

    it("refuses values that the table has as not fitting, every eighth of them", async () => {
      const taken: string[] = [];
      for (const one of all.filter((option, i) => i % 8 === 0 && !isTaken(option))) {
        if ((await keaSays(version, { Dhcp4: holding([one]) })).takes)
          taken.push(JSON.stringify(one));
      }
      expect(taken.filter((one) => !oddlyTaken(one))).toEqual([]);
    });
  });
}
