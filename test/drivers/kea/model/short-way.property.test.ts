// Subnets that two texts spell alike are parsed once and compared without being read. The plan is the one that reading all of both gives.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import { canonicalText } from "../../../../provider/core/canonical.js";
import { compare } from "../../../../provider/core/compare.js";
import type { Configuration, Json } from "../../../../provider/core/model.js";
import { kea } from "../../../../provider/drivers/file/kea.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import {
  changedServer,
  drawServer,
  json,
} from "../../../helpers/unit/drivers/kea/model/commented-server.js";
import { respelled, seeded } from "../../../helpers/unit/drivers/kea/model/respelled.js";

type Map = Record<string, any>;

const folder = mkdtempSync(join(tmpdir(), "short-way-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Subnets that stay as they are: long equal parts of both texts. */
const steady = Array.from({ length: 8 }, (_, n) => ({
  id: 100 + n,
  subnet: `10.8.${n}.0/24`,
  pools: [{ pool: `10.8.${n}.10 - 10.8.${n}.99` }],
  reservations: [{ "hw-address": `02:00:00:00:08:0${n}`, "ip-address": `10.8.${n}.200` }],
}));
const withSteady = (document: Json): Map => {
  const { Dhcp4 } = structuredClone(document) as Map;
  return { Dhcp4: { ...Dhcp4, subnet4: [...steady, ...Dhcp4.subnet4] } };
};

/** Changes of a whole document that may change what its subnets mean, or only where they stand. */
const rearrangements: readonly ((whole: Map) => unknown)[] = [
  () => {},
  ({ Dhcp4 }) => (Dhcp4["valid-lifetime"] = 7200),
  ({ Dhcp4 }) => Dhcp4.subnet4.reverse(),
  ({ Dhcp4 }) => (Dhcp4.subnet4[3].reservations[0].hostname = "printer"),
  ({ Dhcp4 }) => (Dhcp4["reservations-out-of-pool"] = true),
  ({ Dhcp4 }) => (Dhcp4["option-data"] = [{ name: "routers", data: "10.0.0.1" }]),
  ({ Dhcp4 }) =>
    (Dhcp4["shared-networks"] = [
      ...(Dhcp4["shared-networks"] ?? []),
      { name: "cellar", "valid-lifetime": 900, subnet4: Dhcp4.subnet4.splice(0, 6) },
    ]),
  ({ Dhcp4 }) => Dhcp4.subnet4.splice(2, 3),
  ({ Dhcp4 }) =>
    (Dhcp4["option-def"] = [{ name: "own-222", code: 222, type: "uint8", space: "dhcp4" }]),
];

const everything = (one: Configuration, other: Configuration) => ({
  scopes: [...new Set([...Object.keys(one.scopes), ...Object.keys(other.scopes)])].sort(),
  settings: true,
  isIgnored: () => false,
});
const plan = (one: Configuration, other: Configuration) =>
  compare(one, other, everything(one, other));

const openAll = (documents: readonly Map[], indent: number) =>
  documents.map((document, i) => {
    const path = join(folder, `${i}.conf`);
    writeFileSync(path, JSON.stringify(document, undefined, indent));
    return kea(path, {}).configuration;
  });
/** Reads each value of a document. */
const readAll = (document: Map): Configuration => {
  const { configuration } = parseConfiguration(structuredClone(document.Dhcp4));
  canonicalText(configuration);
  return configuration;
};

it("two documents differ in the same properties, whether their equal subnets are read or not", () => {
  let differing = 0;
  const draws = fc.record({
    seed: fc.nat(),
    rearrange: fc.constantFrom(...rearrangements),
    kind: fc.constantFrom("same", "changed", "respelled"),
    indent: fc.constantFrom(0, 2),
  });
  fc.assert(
    fc.property(draws, ({ seed, rearrange, kind, indent }) => {
      const random = seeded(seed);
      const choose = (options: number): number => Math.floor(random() * options);
      const server = drawServer(choose);
      const one = withSteady(json(server));
      const changed = kind === "changed" ? withSteady(json(changedServer(server, choose))) : one;
      const other = structuredClone(
        kind === "respelled" ? (respelled(changed as never, random) as Map) : changed,
      );
      rearrange(other);
      const [first, second] = openAll([one, other], indent) as [Configuration, Configuration];
      const found = plan(first, second);
      const expected = plan(readAll(one), readAll(other));
      expect(found).toEqual(expected);
      expect(canonicalText(second)).toBe(canonicalText(readAll(other)));
      if (expected.length > 0) differing++;
    }),
    { numRuns: 400 },
  );
  expect(differing).toBeGreaterThan(100);
});
