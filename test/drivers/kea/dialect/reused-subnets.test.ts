// A text of which an earlier one has long parts is read as if there were no earlier one, and takes over the subnets of those parts.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import { UserError } from "../../../../provider/core/messages.js";
import type { Json } from "../../../../provider/core/model.js";
import {
  parseDocument,
  parsePositions,
} from "../../../../provider/drivers/kea/dialect/document.js";
import { load, main } from "../../../helpers/unit/drivers/kea/dialect/arbitraries.js";

type Members = Record<string, any>;

const loadText = (source: string) => load(new Map([[main, source]]));
const readAfterOthers = (source: string): Json => parseDocument(main, loadText(source)).value;
const readAlone = (source: string): Json => parsePositions(main, loadText(source)).root.value;

/** What a reader returns, or the code of its error. */
function outcome(read: (source: string) => Json, source: string): unknown {
  try {
    return read(source);
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

const subnet = (n: number): Members => ({
  id: n,
  subnet: `10.0.${n}.0/24`,
  "user-context": { note: 'the "subnet": of many' },
  reservations: [{ "hw-address": `02:00:00:00:00:${10 + n}`, "ip-address": `10.0.${n}.9` }],
});
const subnets = (from: number, to: number): Members[] =>
  Array.from({ length: to - from }, (_, i) => subnet(from + i));
const site = (): Members => ({
  Dhcp4: {
    "interfaces-config": { interfaces: ["eth0"] },
    subnet4: subnets(1, 9),
    "shared-networks": [
      { name: "a", subnet4: subnets(20, 26) },
      { name: "b", subnet4: subnets(30, 36), "valid-lifetime": 60 },
    ],
  },
});
const textOf = (value: unknown): string => `${JSON.stringify(value, undefined, 1)}\n`;
const text = textOf(site());

const pieces = fc.constantFrom(
  ...'{|}|[|]|,|/*|*/|//|#|\n|"subnet": "10.9.9.0/24",|"subnet":|"id": 7,|7'.split("|"),
);
const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), pieces), { maxLength: 3 });
const edited = (before: string, changes: readonly (readonly [number, number, string])[]): string =>
  changes.reduce((all, [place, length, piece]) => {
    const at = place % (all.length + 1);
    return all.slice(0, at) + piece + all.slice(at + length);
  }, before);

/** Moves, repeats, leaves out or comments out whole subnets of a text. */
const rearrangements: Readonly<Record<string, (whole: Members) => string>> = {
  "other interfaces": (whole) => {
    whole.Dhcp4["interfaces-config"] = { interfaces: ["eth1", "eth2"] };
    return textOf(whole);
  },
  "a subnet less": (whole) => {
    whole.Dhcp4.subnet4.splice(3, 1);
    return textOf(whole);
  },
  "a subnet twice": (whole) => {
    whole.Dhcp4.subnet4.splice(6, 0, subnet(2));
    return textOf(whole);
  },
  "many subnets twice": (whole) => {
    whole.Dhcp4.subnet4.push(...subnets(2, 8), subnet(40));
    return textOf(whole);
  },
  "a network's subnets in the other network": (whole) => {
    const [a, b] = whole.Dhcp4["shared-networks"];
    b.subnet4.push(...a.subnet4.splice(0, 5));
    return textOf(whole);
  },
  "no network": (whole) => {
    const { "shared-networks": networks, subnet4 } = whole.Dhcp4;
    for (const { subnet4: list } of networks) subnet4.push(...list);
    whole.Dhcp4["shared-networks"] = [];
    return textOf(whole);
  },
  "the networks before the subnets": ({ Dhcp4: { subnet4, ...rest } }) =>
    textOf({ Dhcp4: { ...rest, subnet4 } }),
  "subnets in a comment": (whole) => {
    const after = textOf(whole);
    const [from, to] = [2, 8].map((n) => after.lastIndexOf("{", after.indexOf(`10.0.${n}.0/24`)));
    return `${after.slice(0, from)}/*${after.slice(from!, to)}*/${after.slice(to)}`;
  },
};

describe("a text that is read after another one", () => {
  it.each(Object.entries(rearrangements))("is read as it is, with %s", (_, rearrange) => {
    const first = readAfterOthers(text);
    const next = rearrange(site());
    const read = readAfterOthers(next);
    expect(read).toStrictEqual(readAlone(next));
    const { subnet4, "shared-networks": networks } = (read as Members).Dhcp4;
    const all = [subnet4, ...networks.map((one: Members) => one.subnet4)].flat();
    expect(new Set(all).size, "an object is in one place").toBe(all.length);
    expect(first).toStrictEqual(site());
  });

  it("is read as it is, or refused for the same reason, whatever is damaged in it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(rearrangements)),
        edits,
        (rearrange, changes) => {
          const first = readAfterOthers(text);
          const next = edited(rearrange(site()), changes);
          expect(outcome(readAfterOthers, next), next).toStrictEqual(outcome(readAlone, next));
          expect(first).toStrictEqual(site());
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("takes over the subnets of a row that both have, but for the first and the last one", () => {
    const first = readAfterOthers(text) as Members;
    const next = readAfterOthers(rearrangements["other interfaces"]!(site())) as Members;
    const before = first.Dhcp4.subnet4 as Members[];
    const after = next.Dhcp4.subnet4 as Members[];
    expect(before.filter((one, i) => one === after[i])).toHaveLength(6);
  });
});
