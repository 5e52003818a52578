// What two configurations spell alike under alike surroundings is one object. Everything else is worked out for itself, and all of it
// is as if nothing were shared.
import { describe, expect, it } from "vitest";
import fc from "../../../helpers/draws.js";
import type { Json } from "../../../../provider/core/model.js";
import {
  parseConfiguration,
  shareAlike,
  type Document,
  type KeaMap,
} from "../../../../provider/drivers/kea/model/index.js";
import {
  documentOf,
  examples,
  examplesOfAllReleases,
  recorded,
  written,
} from "../../../helpers/unit/drivers/kea/model/examples.js";
import { respelled, seeded } from "../../../helpers/unit/drivers/kea/model/respelled.js";

type Dhcp4 = Record<string, any>;

const copyOf = (root: Document): Dhcp4 => structuredClone(root.Dhcp4) as Dhcp4;
const documents = [
  ...examples.map((example) => ({ name: example, root: written(example) })),
  ...examplesOfAllReleases.map((example) => ({
    name: `${example}, as 3.0.3 returned it`,
    root: recorded(example, "3.0.3"),
  })),
];

const lists = (dhcp4: Dhcp4): Dhcp4[][] =>
  [dhcp4, ...(dhcp4["shared-networks"] ?? [])].flatMap(({ subnet4 }) => (subnet4 ? [subnet4] : []));
const subnetsOf = (dhcp4: Dhcp4): Dhcp4[] => lists(dhcp4).flat();

/** Changes around subnets, and in them: each of them in place, with numbers from 0 to 1 that are drawn. */
const changes: Readonly<Record<string, (dhcp4: Dhcp4, random: () => number) => void>> = {
  "another lease duration of the server": (dhcp4, random) =>
    (dhcp4["valid-lifetime"] = 600 + Math.floor(random() * 9000)),
  "no lease duration of the server": (dhcp4) => delete dhcp4["valid-lifetime"],
  "another lease duration of each network": (dhcp4) => {
    for (const one of dhcp4["shared-networks"] ?? []) one["valid-lifetime"] = 777;
  },
  "networks of other names": (dhcp4) => {
    for (const one of dhcp4["shared-networks"] ?? []) one.name = `${one.name}-2`;
  },
  "an option that is defined otherwise": (dhcp4) =>
    (dhcp4["option-def"] = [
      { name: "routers", code: 3, type: "string" },
      ...(dhcp4["option-def"] ?? []).filter(({ code }: Dhcp4) => code !== 3),
    ]),
  "no definition": (dhcp4) => delete dhcp4["option-def"],
  "no class": (dhcp4) => delete dhcp4["client-classes"],
  "a class that subnets name": (dhcp4, random) => {
    const subnets = subnetsOf(dhcp4);
    subnets[Math.floor(random() * subnets.length)]!["require-client-classes"] = ["named"];
  },
  "reservations that may share addresses": (dhcp4) => (dhcp4["ip-reservations-unique"] = false),
  "a subnet that moves out of its network": (dhcp4) => {
    const from = (dhcp4["shared-networks"] ?? []).find(({ subnet4 }: Dhcp4) => subnet4?.length > 0);
    if (from) dhcp4.subnet4 = [...(dhcp4.subnet4 ?? []), from.subnet4.shift()];
  },
  "subnets in another order": (dhcp4) => {
    for (const list of lists(dhcp4)) list.reverse();
  },
  "a subnet without an id": (dhcp4) => delete subnetsOf(dhcp4)[0]?.id,
  "an option that cannot be read": (dhcp4, random) => {
    const subnets = subnetsOf(dhcp4);
    const subnet = subnets[Math.floor(random() * subnets.length)]!;
    subnet["option-data"] = [{ name: "nobody knows it", data: "1" }];
  },
  "a twin of an option": (dhcp4) => {
    for (const { "option-data": list } of subnetsOf(dhcp4))
      list?.push({ ...list[0], data: "10.9.8.7" });
  },
};
const names = Object.keys(changes);

/** What a configuration is read as where nothing is shared, or its error. */
function read(dhcp4: Json): unknown {
  try {
    return parseConfiguration(dhcp4);
  } catch (error) {
    return String(error);
  }
}

describe.each(documents)("$name", ({ root }) => {
  it("is read as the same, whatever was read before and however it is spelled", () => {
    const anyChange = fc.tuple(fc.subarray(names, { maxLength: 3 }), fc.nat(), fc.boolean());
    fc.assert(
      fc.property(anyChange, ([chosen, seed, isRespelled]) => {
        const random = seeded(seed);
        const before = shareAlike(copyOf(root));
        parseConfiguration(before);
        const next = isRespelled ? (respelled(root, random).Dhcp4 as Dhcp4) : copyOf(root);
        if (subnetsOf(next).length > 0) for (const name of chosen) changes[name]!(next, random);
        const alone = read(structuredClone(next));
        const shared = shareAlike(structuredClone(next));
        expect(shared, chosen.join()).toStrictEqual(next);
        expect(read(shared), chosen.join()).toEqual(alone);
        // Once more, with the forms of both remembered.
        expect(read(before), chosen.join()).toEqual(read(copyOf(root)));
      }),
      { numRuns: 12 },
    );
  });
});

const host = (n: number): Json => ({
  "hw-address": `02:00:00:00:00:0${n}`,
  "ip-address": `10.0.0.${n}`,
});
const subnet = (n: number): Json => ({
  id: n,
  subnet: `10.0.${n}.0/24`,
  reservations: [{ "hw-address": "02:00:00:00:00:01", "ip-address": `10.0.${n}.9` }],
});
const shared = (root: Document): KeaMap => shareAlike(root.Dhcp4 as KeaMap);

describe("subnets that both servers spell alike", () => {
  const list = [1, 2, 3].map(subnet);

  it("have one form, which is made once", () => {
    const first = shared(documentOf(structuredClone(list)));
    const { scopes } = parseConfiguration(first).configuration;
    const second = shared(documentOf(structuredClone(list), { "interfaces-config": {} }));
    const others = parseConfiguration(second).configuration.scopes;
    for (const id of Object.keys(scopes)) expect(others[id]).toBe(scopes[id]);
  });

  it("have two forms where the servers hand down other values", () => {
    const first = shared(documentOf(structuredClone(list)));
    const { scopes } = parseConfiguration(first).configuration;
    const second = shared(documentOf(structuredClone(list), { "valid-lifetime": 60 }));
    const others = parseConfiguration(second).configuration.scopes;
    expect(others["10.0.1.0/24"]!.properties.leaseDuration).toBe(60);
    expect(scopes["10.0.1.0/24"]!.properties.leaseDuration).toBe(7200);
  });

  it("have forms of their own where one of them is another", () => {
    const first = shared(documentOf(structuredClone(list)));
    const { scopes } = parseConfiguration(first).configuration;
    const changed = { ...(list[1] as KeaMap), reservations: [host(2)] };
    const second = shared(documentOf([...structuredClone([list[0]!]), changed, list[2]!]));
    const others = parseConfiguration(second).configuration.scopes;
    expect(Object.keys(scopes).filter((id) => others[id] !== scopes[id])).toEqual(["10.0.2.0/24"]);
  });

  it("are two objects where one configuration has them twice", () => {
    const first = shared(documentOf([subnet(1)]));
    const twice = shared(documentOf([subnet(1), subnet(1)]));
    const [one, other] = twice.subnet4 as readonly Json[];
    expect(one).toBe((first.subnet4 as readonly Json[])[0]);
    expect(other).not.toBe(one);
  });
});

type Servers = readonly [one: Dhcp4, other: Dhcp4];

const reserved = { "hw-address": "02:00:00:00:00:01", "ip-address": "10.0.1.9" };
const inNetwork = (name: string): Dhcp4 => ({
  subnet4: [],
  "shared-networks": [
    { name: "a", subnet4: name === "a" ? [subnet(1)] : [] },
    { name: "b", subnet4: name === "b" ? [subnet(1)] : [] },
  ],
});
const withOwnOption = (type: string): Dhcp4 => ({
  "option-def": [{ name: "mine", code: 222, type }],
  subnet4: [{ ...(subnet(1) as Dhcp4), "option-data": [{ name: "mine", data: "007" }] }],
});
const withoutIds = (...numbers: number[]): Dhcp4 => ({
  subnet4: numbers.map((n) => ({ subnet: `10.0.${n}.0/24` })),
});
const ofClass = (around: Dhcp4): Dhcp4 => ({
  ...around,
  subnet4: [{ ...(subnet(1) as Dhcp4), "require-client-classes": ["phones"] }],
});
const twoOfOneAddress = (around: Dhcp4): Dhcp4 => ({
  ...around,
  subnet4: [
    {
      id: 1,
      subnet: "10.0.1.0/24",
      reservations: [reserved, { ...reserved, "hw-address": "02:00:00:00:00:02" }],
    },
  ],
});

/** Two servers that spell a subnet alike, and that mean something else by it. */
const otherwise: Readonly<Record<string, Servers>> = {
  "define its option with another type": [withOwnOption("uint16"), withOwnOption("string")],
  "number it otherwise": [withoutIds(1, 2), withoutIds(2, 1)],
  "have it in another shared network": [inNetwork("a"), inNetwork("b")],
  "have it in no shared network": [inNetwork("a"), { subnet4: [subnet(1)] }],
  "do not both define its class": [
    ofClass({}),
    ofClass({ "client-classes": [{ name: "phones" }] }),
  ],
  "do not both let reservations share an address": [
    twoOfOneAddress({}),
    twoOfOneAddress({ "ip-reservations-unique": false }),
  ],
};

describe("a subnet that two servers spell alike", () => {
  it.each(Object.entries(otherwise))("has two forms where they %s", (_, servers) => {
    for (const [one, other] of [servers, [...servers].reverse()] as const) {
      const alone = parseConfiguration(structuredClone(other!));
      const first = parseConfiguration(shareAlike(structuredClone(one!)));
      const second = parseConfiguration(shareAlike(structuredClone(other!)));
      expect(second).toEqual(alone);
      expect(second).not.toEqual(first);
    }
  });

  it("is no longer alike where one value has another name", () => {
    const named = (name: string): Dhcp4 => ({ subnet4: [{ ...(subnet(1) as Dhcp4), [name]: 60 }] });
    parseConfiguration(shareAlike(named("min-valid-lifetime")));
    const next = shareAlike(named("max-valid-lifetime"));
    expect(next).toStrictEqual(named("max-valid-lifetime"));
  });
});
