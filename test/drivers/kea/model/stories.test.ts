// What an administrator would see done to a configuration, one thing at a time.
import { describe, expect, it } from "vitest";
import type { Configuration, Json, ConfigObject, Tree } from "../../../../provider/core/model.js";
import {
  planEdits,
  normalizeFor,
  parseConfiguration,
  withoutInherited,
  type Document,
  type TargetOptions,
} from "../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "./examples.js";

const id = "10.0.1.0/24";
type Map = Record<string, Json>;

/** The document after `desire` has been done to what it reads as. */
function after(
  root: Document,
  desire: (configuration: Configuration) => Configuration,
  options?: TargetOptions,
): Map {
  const { configuration } = parseConfiguration(root.Dhcp4, options?.release);
  const { root: next, unsupported } = planEdits(
    root,
    desire(configuration),
    configuration,
    options,
  );
  expect(unsupported).toEqual([]);
  return next.Dhcp4 as Map;
}

const misfitsOf = (
  root: Document,
  desire: (configuration: Configuration) => Configuration,
  options?: TargetOptions,
) => {
  const { configuration } = parseConfiguration(root.Dhcp4, options?.release);
  const arranged = planEdits(root, desire(configuration), configuration, options);
  expect(normalizeFor(root, desire(configuration), configuration, options).unsupported).toEqual(
    arranged.unsupported,
  );
  expect(arranged.root).toBe(root);
  expect(arranged.edits).toEqual([]);
  return arranged.unsupported;
};

const own = (part: ConfigObject, properties: Tree): ConfigObject => ({
  ...part,
  properties: { ...part.properties, ...properties },
  inherited: part.inherited.filter((name) => !Object.hasOwn(properties, name)),
});
const scope =
  (properties: Tree, scopeId = id) =>
  (from: Configuration): Configuration => ({
    ...from,
    scopes: {
      ...from.scopes,
      [scopeId]: own(
        from.scopes[scopeId] ?? { properties: {}, inherited: [], uses: [], local: {} },
        properties,
      ),
    },
  });
const settings =
  (properties: Tree) =>
  (from: Configuration): Configuration => ({ ...from, settings: own(from.settings, properties) });
const without =
  (scopeId: string) =>
  (from: Configuration): Configuration => ({
    ...from,
    scopes: Object.fromEntries(Object.entries(from.scopes).filter(([key]) => key !== scopeId)),
  });
const one = (subnet: Map, rest?: Map) => documentOf([{ id: 1, subnet: id, ...subnet }], rest);
const subnetAfter = (root: Document, properties: Tree, options?: TargetOptions) =>
  (after(root, scope(properties), options).subnet4 as Map[])[0];

describe("a value keeps the spelling it has", () => {
  it.each([
    ["client-class", { "client-class": "a" }, { "client-classes": ["b"] }, { "client-class": "b" }],
    [
      "client-classes",
      { "client-classes": ["a"] },
      { "client-classes": ["b"] },
      { "client-classes": ["b"] },
    ],
    [
      "require-client-classes",
      { "require-client-classes": ["a"] },
      { "evaluate-additional-classes": ["b"] },
      { "require-client-classes": ["b"] },
    ],
    [
      "ddns-use-conflict-resolution",
      { "ddns-use-conflict-resolution": true },
      { "ddns-conflict-resolution-mode": "no-check-with-dhcid" },
      { "ddns-use-conflict-resolution": false },
    ],
    [
      "a relay's ip-address",
      { relay: { "ip-address": "10.9.9.9" } },
      { relays: ["10.9.9.8"] },
      { relay: { "ip-address": "10.9.9.8" } },
    ],
    ["comment", { comment: "old" }, { "user-context": { comment: "new" } }, { comment: "new" }],
    [
      "a comment in a user-context",
      { "user-context": { comment: "old", "ha-server-name": "s1" } },
      { "user-context": { comment: "new" } },
      { "user-context": { comment: "new", "ha-server-name": "s1" } },
    ],
  ])("%s", (_, subnet, properties, wanted) => {
    expect(subnetAfter(one(subnet as unknown as Map), properties as Tree)).toEqual({
      id: 1,
      subnet: id,
      ...wanted,
    });
  });

  it("unless that cannot say it", () => {
    expect(
      subnetAfter(
        one({ "client-class": "a" }),
        { "client-classes": ["a", "b"] },
        { release: "3.0" },
      ),
    ).toEqual({ id: 1, subnet: id, "client-classes": ["a", "b"] });
    expect(
      subnetAfter(one({ "ddns-use-conflict-resolution": true }), {
        "ddns-conflict-resolution-mode": "check-exists-with-dhcid",
      }),
    ).toEqual({ id: 1, subnet: id, "ddns-conflict-resolution-mode": "check-exists-with-dhcid" });
    expect(
      subnetAfter(one({ relay: { "ip-address": "10.9.9.9" } }), {
        relays: ["10.9.9.8", "10.9.9.9"],
      }),
    ).toEqual({ id: 1, subnet: id, relay: { "ip-addresses": ["10.9.9.8", "10.9.9.9"] } });
    expect(
      subnetAfter(one({ "reservation-mode": "all" }), { "reservations-global": true }),
    ).toEqual({
      id: 1,
      subnet: id,
      "reservations-global": true,
      "reservations-in-subnet": true,
      "reservations-out-of-pool": false,
    });
  });

  it("and options theirs", () => {
    const options: Map = {
      "option-data": [
        { name: "routers", data: "10.0.1.1" },
        { code: 6, data: "10.0.1.2,10.0.1.3" },
      ] as Json[],
    };
    expect(
      subnetAfter(one(options), {
        options: {
          "dhcp4:3": { value: "10.0.1.9" },
          "dhcp4:6": { value: "10.0.1.2, 10.0.1.3", "always-send": true },
        },
      }),
    ).toMatchObject({
      "option-data": [
        { name: "routers", data: "10.0.1.9" },
        { code: 6, data: "10.0.1.2,10.0.1.3", "always-send": true },
      ],
    });
  });

  it("and options theirs, also where there was no value before", () => {
    expect(
      subnetAfter(one({ "option-data": [{ code: 3, data: "", "csv-format": false }] }), {
        options: { "dhcp4:3": { value: "10.0.1.9" } },
      }),
    ).toEqual({
      id: 1,
      subnet: id,
      "option-data": [{ code: 3, data: "10.0.1.9", "csv-format": true }],
    });
  });

  it("new ones are spelled as the rest of the file is", () => {
    const root = documentOf([{ id: 1, subnet: id }], { "ddns-use-conflict-resolution": true });
    expect(subnetAfter(root, { "ddns-conflict-resolution-mode": "no-check-with-dhcid" })).toEqual({
      id: 1,
      subnet: id,
      "ddns-use-conflict-resolution": false,
    });
  });

  it("new ones are spelled as the release has it", () => {
    const wish = {
      "client-classes": ["a"],
      "evaluate-additional-classes": ["b"],
      "ddns-conflict-resolution-mode": "no-check-with-dhcid",
    };
    expect(subnetAfter(one({}), wish, { release: "2.2" })).toEqual({
      id: 1,
      subnet: id,
      "client-class": "a",
      "require-client-classes": ["b"],
      "ddns-use-conflict-resolution": false,
    });
    expect(subnetAfter(one({}), wish, { release: "3.0" })).toEqual({
      id: 1,
      subnet: id,
      "client-class": "a",
      "require-client-classes": ["b"],
      "ddns-conflict-resolution-mode": "no-check-with-dhcid",
    });
  });
});

describe("what is left empty goes", () => {
  const gone = (subnet: Map, name: string) =>
    (
      after(one(subnet), (from) => {
        const { [name]: _, ...rest } = from.scopes[id]!.properties;
        return { ...from, scopes: { [id]: { ...from.scopes[id]!, properties: rest } } };
      }).subnet4 as Map[]
    )[0];

  it.each([
    ["ranges", { pools: [{ pool: "10.0.1.0/28" }, { pool: "10.0.1.16/28" }] }],
    ["reservations", { reservations: [{ duid: "01", hostname: "x" }] }],
    ["options", { "option-data": [{ code: 3, data: "10.0.1.1" }] }],
    ["user-context", { "user-context": { floor: 2, comment: "x" } }],
    ["user-context", { comment: "x" }],
    ["from-the-future", { "from-the-future": {} }],
  ])("%s", (name, subnet) => {
    expect(gone(subnet as unknown as Map, name)).toEqual({ id: 1, subnet: id });
  });
});

describe("what is inherited stays inherited", () => {
  const live = { "valid-lifetime": 7200, "min-valid-lifetime": 7200, "max-valid-lifetime": 7200 };

  it("when the server changes its mind: subnets lose the old value that only their server had written into them", () => {
    expect(after(one(live), settings({ leaseDuration: 3600 }))).toEqual({
      subnet4: [{ id: 1, subnet: id }],
      "valid-lifetime": 3600,
    });
  });

  it("when a subnet goes back to the server's value", () => {
    const { configuration } = parseConfiguration(one({ "valid-lifetime": 600 }).Dhcp4);
    const { leaseDuration: _, ...rest } = configuration.scopes[id]!.properties;
    expect(
      after(one({ "valid-lifetime": 600 }), (from) => ({
        ...from,
        scopes: { [id]: { ...from.scopes[id]!, properties: rest } },
      })),
    ).toEqual({ subnet4: [{ id: 1, subnet: id }] });
  });

  it("and a subnet that is to keep its value gets it in writing", () => {
    const both = (from: Configuration) =>
      scope({ leaseDuration: 7200 })(settings({ leaseDuration: 3600 })(from));
    expect(after(one({}), both)).toEqual({
      subnet4: [{ id: 1, subnet: id, "valid-lifetime": 7200 }],
      "valid-lifetime": 3600,
    });
  });

  it("bounds follow the lease duration", () => {
    expect(subnetAfter(one(live), { leaseDuration: 600 })).toEqual({
      id: 1,
      subnet: id,
      "valid-lifetime": 600,
    });
    expect(
      subnetAfter(
        {
          Dhcp4: {
            "shared-networks": [],
            subnet4: [{ id: 1, subnet: id }],
            "max-valid-lifetime": 9000,
          },
        },
        { leaseDuration: 600 },
      ),
    ).toEqual({ id: 1, subnet: id, "valid-lifetime": 600 });
  });

  it("what a server answers can be sent back without freezing anything", () => {
    const answer = documentOf(
      [
        {
          id: 1,
          subnet: id,
          ...live,
          relay: { "ip-addresses": [] },
          "t1-percent": 0.5,
          "store-extended-info": true,
        },
      ],
      { "valid-lifetime": 7200 },
    );
    expect(withoutInherited(answer)).toEqual(
      documentOf([{ id: 1, subnet: id, "store-extended-info": true }], { "valid-lifetime": 7200 }),
    );
  });
});

describe("a new scope", () => {
  const wish = scope(
    {
      id: 9,
      leaseDuration: 600,
      ranges: { "10.0.9.1-10.0.9.9": { "client-classes": ["KNOWN"] } },
      options: {
        "dhcp4:3": { value: "10.0.9.1" },
        "dhcp4:222": { value: "0102", "csv-format": false },
        "vendor-4491:2": { value: "10.0.9.2" },
      },
      reservations: { "10.0.9.7": { client: "hw:01-02-03-04-05-06", name: "printer" } },
      relays: ["10.9.9.9"],
    },
    "10.0.9.0/24",
  );

  it("comes whole, and has of its own only what it does not inherit", () => {
    expect(after(one({}), wish).subnet4).toEqual([
      { id: 1, subnet: id },
      {
        id: 9,
        subnet: "10.0.9.0/24",
        "valid-lifetime": 600,
        pools: [{ pool: "10.0.9.1 - 10.0.9.9", "client-class": "KNOWN" }],
        "option-data": [
          { name: "routers", code: 3, data: "10.0.9.1" },
          { code: 222, data: "0102", "csv-format": false },
          { name: "tftp-servers", code: 2, space: "vendor-4491", data: "10.0.9.2" },
        ],
        reservations: [
          { "hw-address": "01:02:03:04:05:06", "ip-address": "10.0.9.7", hostname: "printer" },
        ],
        relay: { "ip-addresses": ["10.9.9.9"] },
      },
    ]);
  });

  it("follows what is in force where it comes to, if it did so where it came from", () => {
    const inherits = (from: Configuration): Configuration => ({
      ...from,
      scopes: {
        ...from.scopes,
        "10.0.9.0/24": {
          properties: { id: 9, leaseDuration: 86400 },
          inherited: ["leaseDuration"],
          uses: [],
          local: {},
        },
      },
    });
    expect(after(one({}, { "valid-lifetime": 600 }), inherits).subnet4).toEqual([
      { id: 1, subnet: id },
      { id: 9, subnet: "10.0.9.0/24" },
    ]);
  });

  it("is served on the card that is known here by the name given for it", () => {
    const served =
      (card: string) =>
      (from: Configuration): Configuration => ({
        ...from,
        scopes: {
          ...from.scopes,
          "10.0.9.0/24": {
            properties: { id: 9 },
            inherited: [],
            uses: [],
            local: { interface: card },
          },
        },
      });
    const root = one(
      { interface: "ens9" },
      { "interfaces-config": { interfaces: ["*", "ens7/10.0.0.1"] } },
    );
    const cardOf = (card: string, interfaces?: Record<string, string>) =>
      (after(root, served(card), { ...(interfaces && { interfaces }) }).subnet4 as Map[])[1]!
        .interface;
    expect([cardOf("ens9"), cardOf("ens7"), cardOf("eth0", { eth0: "ens192" })]).toEqual([
      "ens9",
      "ens7",
      "ens192",
    ]);
    expect(misfitsOf(root, served("eth0"))).toEqual([
      expect.stringContaining('10.0.9.0/24 is bound to the interface "eth0"'),
    ]);
    expect(misfitsOf(root, served("*"))).toHaveLength(1);
  });

  it("names its peer in a hub that has it, and nowhere else", () => {
    const hub = (name: string): Map => ({
      "hooks-libraries": [
        {
          library: "libdhcp_ha.so",
          parameters: {
            "high-availability": [
              { mode: "hot-standby", "this-server-name": name, peers: [{ name }, { name: "s2" }] },
            ],
          },
        },
      ],
    });
    const peered = (from: Configuration): Configuration => ({
      ...from,
      scopes: {
        ...from.scopes,
        "10.0.9.0/24": {
          properties: { id: 9, "user-context": { floor: 2 } },
          inherited: [],
          uses: [],
          local: { "ha-server-name": "s1" },
        },
      },
    });
    expect((after(one({}, hub("s1")), peered).subnet4 as Map[])[1]).toEqual({
      id: 9,
      subnet: "10.0.9.0/24",
      "user-context": { floor: 2, "ha-server-name": "s1" },
    });
    expect((after(one({}, hub("s3")), peered).subnet4 as Map[])[1]).toEqual({
      id: 9,
      subnet: "10.0.9.0/24",
      "user-context": { floor: 2 },
    });
  });

  it("does not take an id that another has", () => {
    expect(misfitsOf(one({}), scope({ id: 1 }, "10.0.9.0/24"))).toEqual([
      expect.stringMatching(/10\.0\.1\.0\/24, 10\.0\.9\.0\/24 would have the same subnet id, 1/),
    ]);
  });

  it("does not come without its shared network", () => {
    expect(misfitsOf(one({}), scope({ id: 9, sharedNetwork: "floor" }, "10.0.9.0/24"))).toEqual([
      expect.stringContaining('10.0.9.0/24 belongs to the shared network "floor"'),
    ]);
  });
});

describe("subnets that Kea numbers", () => {
  const root = documentOf([
    { subnet: "10.0.1.0/24" },
    { subnet: "10.0.2.0/24" },
    { subnet: "10.0.3.0/24" },
  ]);

  it("keep their numbers when one before them goes", () => {
    expect(after(root, without("10.0.2.0/24")).subnet4).toEqual([
      { subnet: "10.0.1.0/24" },
      { subnet: "10.0.3.0/24", id: 3 },
    ]);
    expect(after(root, without("10.0.3.0/24")).subnet4).toEqual([
      { subnet: "10.0.1.0/24" },
      { subnet: "10.0.2.0/24" },
    ]);
  });

  it("keep their numbers when one is given another", () => {
    expect(after(root, scope({ id: 7 })).subnet4).toEqual([
      { subnet: "10.0.1.0/24", id: 7 },
      { subnet: "10.0.2.0/24", id: 2 },
      { subnet: "10.0.3.0/24", id: 3 },
    ]);
  });

  it("keep their numbers when they move", () => {
    const moved = (from: Configuration): Configuration =>
      scope(
        { sharedNetwork: "n" },
        "10.0.3.0/24",
      )({
        ...from,
        shared: { "sharedNetworks.n": { properties: {}, inherited: [], uses: [], local: {} } },
      });
    expect(after(root, moved)).toEqual({
      subnet4: [{ subnet: "10.0.1.0/24" }, { subnet: "10.0.2.0/24" }],
      "shared-networks": [{ name: "n", subnet4: [{ subnet: "10.0.3.0/24", id: 3 }] }],
    });
  });
});

describe("a scope that moves", () => {
  it("takes all it says with it, and keeps what it inherited only where it would have it anyway", () => {
    const root: Document = {
      Dhcp4: {
        "shared-networks": [
          {
            name: "n",
            "valid-lifetime": 600,
            subnet4: [{ id: 1, subnet: id, interface: "eth0", "from-the-future": 1 }],
          },
        ],
      },
    };
    const out = (from: Configuration): Configuration => {
      const { sharedNetwork: _, ...rest } = from.scopes[id]!.properties;
      return { ...from, shared: {}, scopes: { [id]: { ...from.scopes[id]!, properties: rest } } };
    };
    expect(after(root, out)).toEqual({
      subnet4: [{ id: 1, subnet: id, interface: "eth0", "from-the-future": 1 }],
    });
    const keeping = (from: Configuration) => ({
      ...out(from),
      scopes: { [id]: own(out(from).scopes[id]!, { leaseDuration: 600 }) },
    });
    expect(after(root, keeping)).toEqual({
      subnet4: [
        { id: 1, subnet: id, interface: "eth0", "from-the-future": 1, "valid-lifetime": 600 },
      ],
    });
  });
});

describe("a reservation", () => {
  it("whose neighbour goes keeps its own spelling, though it is known by another key then", () => {
    const root = one(
      {
        reservations: [
          { duid: "0A:0B", "ip-address": "10.0.1.9", hostname: "" },
          { duid: "0C", "ip-address": "10.0.1.9" },
        ],
      },
      { "ip-reservations-unique": false },
    );
    expect(subnetAfter(root, { reservations: { "10.0.1.9": { client: "duid:0a-0b" } } })).toEqual({
      id: 1,
      subnet: id,
      reservations: [{ duid: "0A:0B", "ip-address": "10.0.1.9", hostname: "" }],
    });
  });

  it("may change for whom it is and which address it keeps", () => {
    const root = one({
      reservations: [
        { duid: "0A0B", "ip-address": "10.0.1.9" },
        { duid: "0C", hostname: "x" },
      ],
    });
    expect(
      subnetAfter(root, {
        reservations: {
          "10.0.1.9": { client: "hw:01-02" },
          "10.0.1.8": { client: "duid:0c", name: "x" },
        },
      }),
    ).toEqual({
      id: 1,
      subnet: id,
      reservations: [
        { "ip-address": "10.0.1.9", "hw-address": "01:02" },
        { duid: "0C", hostname: "x", "ip-address": "10.0.1.8" },
      ],
    });
  });
});

describe("options with others inside them", () => {
  it("do not keep the bytes that 2.2 made of what was inside", () => {
    const root = documentOf([], {
      "option-def": [
        { name: "one", code: 1, space: "vendor-encapsulated-options-space", type: "uint8" },
      ],
      "option-data": [
        { code: 43, data: "010107", "csv-format": false },
        { name: "one", space: "vendor-encapsulated-options-space", data: "7" },
      ],
    });
    expect(
      after(
        root,
        settings({
          options: {
            "dhcp4:43": { value: "" },
            "vendor-encapsulated-options-space:1": { value: "8" },
          },
        }),
      )["option-data"],
    ).toEqual([
      { code: 43, data: "", "csv-format": false },
      { name: "one", space: "vendor-encapsulated-options-space", data: "8" },
    ]);
  });
});

describe("an option definition", () => {
  it("that takes another name is still found by who sets it by name", () => {
    const root = documentOf([{ id: 1, subnet: id, "option-data": [{ name: "old", data: "1" }] }], {
      "option-def": [{ name: "old", code: 222, type: "uint8" }],
    });
    const renamed = (from: Configuration): Configuration => ({
      ...from,
      shared: {
        "optionDefinitions.dhcp4:222": own(from.shared["optionDefinitions.dhcp4:222"]!, {
          name: "new",
        }),
      },
    });
    expect(after(root, renamed)).toEqual({
      "option-def": [{ name: "new", code: 222, type: "uint8" }],
      subnet4: [{ id: 1, subnet: id, "option-data": [{ name: "new", data: "1" }] }],
    });
  });

  it("that comes leaves bytes bytes", () => {
    const root = one({ "option-data": [{ code: 222, data: "0102" }] });
    const defined = (from: Configuration): Configuration => ({
      ...from,
      shared: {
        "optionDefinitions.dhcp4:222": {
          properties: { name: "mine", type: "string" },
          inherited: [],
          uses: [],
          local: {},
        },
      },
    });
    expect(after(root, defined)).toEqual({
      "option-def": [{ name: "mine", type: "string", code: 222 }],
      subnet4: [
        { id: 1, subnet: id, "option-data": [{ code: 222, data: "0102", "csv-format": false }] },
      ],
    });
  });
});

describe("classes", () => {
  const root = documentOf([], {
    "client-classes": [{ name: "a", "from-the-future": 1 }, { name: "b" }, { name: "c" }],
  });
  const order =
    (...names: readonly string[]) =>
    (from: Configuration): Configuration => ({
      ...from,
      order: { classes: names },
      shared: Object.fromEntries(
        names.map((name) => [
          `classes.${name}`,
          from.shared[`classes.${name}`] ?? {
            properties: { test: "member('ALL')" },
            inherited: [],
            uses: [],
            local: {},
          },
        ]),
      ),
    });
  const namesAfter = (...names: readonly string[]) =>
    (after(root, order(...names))["client-classes"] as Map[] | undefined)?.map(({ name }) => name);

  it.each([
    [["a", "b", "c"]],
    [["c", "a", "b"]],
    [["x", "a", "b", "c"]],
    [["a", "x", "y", "b", "c", "z"]],
    [["c", "x", "a"]],
    [["x"]],
  ])("come, go and stand as they should: %j", (names) => {
    expect(namesAfter(...names)).toEqual(names);
  });

  it("keep what they say when they are put in another order", () => {
    expect((after(root, order("b", "a", "c"))["client-classes"] as Map[])[1]).toEqual({
      name: "a",
      "from-the-future": 1,
    });
  });

  it("leave no empty list behind: Kea's files may not have one", () => {
    expect(after(root, order())).toEqual({ subnet4: [] });
  });
});

describe("what a release cannot hold is said", () => {
  it.each([
    ["several classes for one subnet", { "client-classes": ["a", "b"] }, "2.6", "client-classes"],
    ["a way to choose addresses", { allocator: "random" }, "2.2", "allocator"],
    [
      "a way to meet DNS conflicts",
      { "ddns-conflict-resolution-mode": "check-exists-with-dhcid" },
      "2.2",
      "ddns-conflict-resolution-mode",
    ],
    [
      "an option for some classes",
      { options: { "dhcp4:3@a": { value: "10.0.0.1" } } },
      "2.6",
      "options.dhcp4:3@a",
    ],
    [
      "an option that is never sent",
      { options: { "dhcp4:3": { "never-send": true } } },
      "2.2",
      "options.dhcp4:3",
    ],
    [
      "several classes for one range",
      { ranges: { "10.0.1.1-10.0.1.1": { "client-classes": ["a", "b"] } } },
      "2.6",
      "ranges.10.0.1.1-10.0.1.1.client-classes",
    ],
  ] as const)("%s", (_, properties, release, name) => {
    expect(misfitsOf(one({}), scope(properties as Tree), { release })).toEqual([
      `10.0.1.0/24 ${name} needs a newer Kea than the partner, which is assumed to be ${release}. Upgrade the partner, or remove the value from the primary.`,
    ]);
    expect(subnetAfter(one({}), { "match-client-id": false }, { release })).toEqual({
      id: 1,
      subnet: id,
      "match-client-id": false,
    });
  });

  it("but a file, whose release nobody told, is taken for one that can", () => {
    expect(subnetAfter(one({}), { "client-classes": ["a", "b"], allocator: "random" })).toEqual({
      id: 1,
      subnet: id,
      "client-classes": ["a", "b"],
      allocator: "random",
    });
  });

  it("a lease duration below what is in force there", () => {
    expect(misfitsOf(one({}, { "min-valid-lifetime": 600 }), scope({ leaseDuration: 60 }))).toEqual(
      [
        expect.stringContaining(
          "10.0.1.0/24 would have a lease duration of 60 s, but the least allowed there is 600 s.",
        ),
      ],
    );
  });

  it("a lease duration above what is in force there", () => {
    expect(
      misfitsOf(one({}, { "max-valid-lifetime": 9000 }), scope({ leaseDuration: 86400 })),
    ).toEqual([
      expect.stringContaining(
        "10.0.1.0/24 would have a lease duration of 86400 s, but the most allowed there is 9000 s.",
      ),
    ]);
  });
});
