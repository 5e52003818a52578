// What each release of Kea has built in, and which bytes it takes for the values of options: the tables held against `kea-dhcp4 -t`.
import { expect, it } from "vitest";
import {
  findBuiltIn,
  standardOptions,
} from "../../provider/drivers/kea/model/options/standard-options.js";
import {
  decodeValue,
  encodeValue,
  type Layout,
} from "../../provider/drivers/kea/model/options/option-values.js";
import { releaseNamed, type Release } from "../../provider/drivers/kea/model/index.js";
import { repeats } from "../parts.js";
import { keaSays } from "../helpers/kea/judge.js";
import { versions, withKea } from "../helpers/kea/versions.js";

const own = {
  "interfaces-config": { interfaces: [] },
  "lease-database": { type: "memfile", persist: false },
};
const says = (version: (typeof versions)[number], more: object) =>
  keaSays(version, { Dhcp4: { ...own, ...more } });

const identity = (key: string) => ({
  space: key.slice(0, key.lastIndexOf(":")),
  code: Number(key.slice(key.lastIndexOf(":") + 1)),
});

/** Values of each type: as text, each in several spellings. */
const samples: Readonly<Record<string, readonly string[]>> = {
  boolean: ["true", "false", "TRUE", "1", "0"],
  int8: ["-7", "0x1f"],
  int16: ["-700", "1f"],
  int32: ["-18000", "+5", "0x7f000000"],
  uint8: ["7", "0x1f", "1f", "+5", "010"],
  uint16: ["700", "0x5dc"],
  uint32: ["70000", "0xffffffff"],
  "ipv4-address": ["10.0.0.1"],
  fqdn: ["a.example", "a.example."],
  string: ["a text: of 3 words!"],
  route: ["10.30.0.0/15 - 10.0.0.254", "0.0.0.0/0 - 10.0.0.1", "10.0.0.7/32-10.0.0.1"],
};

/** Texts that are values of a layout: one for each spelling of its last field, and two at once where it is an array. */
function textsOf({ types, isArray }: Layout): readonly string[] {
  const before = types.slice(0, -1).map((type) => samples[type]![0]!);
  const last = samples[types.at(-1)!]!;
  return [...last.map((one) => [...before, one]), ...(isArray ? [[...before, ...last]] : [])].map(
    (fields) => fields.join(", "),
  );
}

/** A configuration in which each of these options stands in a subnet of its own; what Kea refuses, it names. */
const scattered = (options: readonly object[]): object => ({
  subnet4: options.map((option, i) => ({
    id: i + 1,
    subnet: `10.${i >> 8}.${i & 255}.0/24`,
    "option-data": [option],
  })),
});

for (const version of repeats(versions)) {
  const release = releaseNamed(version) as Release;
  const known = [...standardOptions(release).byCode];
  withKea(version)(`Kea ${version}`, () => {
    it("takes a definition of every option except those that the table has as built in", async () => {
      const codes = Array.from({ length: 254 }, (_, i) => `dhcp4:${i + 1}`);
      const keys = [...new Set([...codes, ...known.map(([key]) => key)])];
      const definition = (key: string) => ({
        name: `ours-${key.replace(":", "-")}`,
        type: "string",
        ...identity(key),
      });
      const free = keys.filter((key) => !findBuiltIn(release, key));
      expect(await says(version, { "option-def": free.map(definition) })).toMatchObject({
        takes: true,
      });
      for (const key of keys.filter((one) => findBuiltIn(release, one))) {
        const { takes, text } = await says(version, { "option-def": [definition(key)] });
        expect([key, takes]).toEqual([key, false]);
        expect(text).toContain("unable to override definition of option");
      }
    });

    it("takes the value of each option as text and as the bytes that this program makes of it", async () => {
      const values = known.flatMap(([key, { layout }]) =>
        layout ? textsOf(layout).map((text) => ({ key, layout, text })) : [],
      );
      expect(values.length).toBeGreaterThan(200);
      const asText = values.map(({ key, text }) => ({
        ...identity(key),
        data: text,
        "csv-format": true,
      }));
      const asBytes = values.map(({ key, layout, text }) => ({
        ...identity(key),
        data: encodeValue(text, layout)!,
        "csv-format": false,
      }));
      expect(await says(version, scattered(asText))).toMatchObject({ takes: true });
      expect(await says(version, scattered(asBytes))).toMatchObject({ takes: true });
      for (const { layout, text } of values) {
        const hex = encodeValue(text, layout)!;
        expect(encodeValue(decodeValue(hex, layout)!, layout)).toBe(hex);
      }
    });
  });
}
