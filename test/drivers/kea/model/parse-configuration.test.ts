// Each part of a Kea configuration is read with the values in force, and with which of them are its own.
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../provider/core/model.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";

describe("a subnet", () => {
  const one = (subnet: Record<string, Json>, rest: Record<string, Json> = {}) =>
    parseConfiguration(documentOf([{ id: 1, subnet: "10.0.1.0/24", ...subnet }], rest).Dhcp4, "2.6")
      .configuration.scopes["10.0.1.0/24"]!;

  it("has every value in force, and marks those that are inherited", () => {
    const { properties, inherited } = one({ "valid-lifetime": 3600 }, { "renew-timer": 900 });
    expect(properties).toMatchObject({
      leaseDuration: 3600,
      minimumLeaseDuration: 3600,
      maximumLeaseDuration: 3600,
      renewalTime: 900,
      "match-client-id": true,
    });
    expect(inherited).toContain("renewalTime");
    expect(inherited).toContain("minimumLeaseDuration");
    expect(inherited).not.toContain("leaseDuration");
  });

  it("overrides a server's value by setting the default", () => {
    const { properties, inherited } = one(
      { "next-server": "0.0.0.0", "match-client-id": true },
      { "next-server": "192.0.2.9", "match-client-id": false },
    );
    expect(properties).toMatchObject({ nextServer: "0.0.0.0", "match-client-id": true });
    expect(inherited).not.toContain("nextServer");
    expect(inherited).not.toContain("match-client-id");
  });

  it("inherits a value that it leaves empty", () => {
    expect(
      one(
        { "boot-file-name": "", "next-server": "" },
        { "boot-file-name": "pxe", "next-server": "192.0.2.9" },
      ).properties,
    ).toMatchObject({ bootFileName: "pxe", nextServer: "192.0.2.9" });
  });

  it("counts a value it would inherit anyway as inherited", () => {
    expect(one({ "valid-lifetime": 600 }, { "valid-lifetime": 600 })).toEqual(
      one({}, { "valid-lifetime": 600 }),
    );
  });

  it("has the bounds of its network where they differ from its own lease duration", () => {
    const network = (bounds: Record<string, Json>) =>
      parseConfiguration({
        "shared-networks": [
          {
            name: "n",
            "valid-lifetime": 1000,
            ...bounds,
            subnet4: [{ id: 1, subnet: "10.0.1.0/24", "valid-lifetime": 2000 }],
          },
        ],
      }).configuration.scopes["10.0.1.0/24"]!;
    expect(network({ "min-valid-lifetime": 500 }).properties).toMatchObject({
      minimumLeaseDuration: 500,
      maximumLeaseDuration: 2000,
    });
    expect(network({ "min-valid-lifetime": 500 }).inherited).toContain("minimumLeaseDuration");
    expect(network({ "max-valid-lifetime": 1000 }).properties).toMatchObject({
      maximumLeaseDuration: 1000,
    });
    expect(network({ "max-valid-lifetime": 1000 }).inherited).not.toContain("maximumLeaseDuration");
  });

  it("has no relays where the list is empty", () => {
    expect(one({ relay: { "ip-addresses": [] } }).properties).not.toHaveProperty("relays");
    expect(one({}).inherited).not.toContain("relays");
  });

  it("keeps what can be read of it where something in it is wrong, without harm to others", () => {
    const pools = [{ pool: "10.0.1.10 - 10.0.1.20" }, { pool: "10.0.1.40 - 10.0.1.30" }];
    const options = [
      { code: 3, data: "10.0.1.1" },
      { name: "no-such-option", data: "1" },
    ];
    const { configuration, unreadableScopes: unreadable } = parseConfiguration(
      documentOf([
        {
          id: 1,
          subnet: "10.0.1.0/24",
          pools,
          "option-data": options as never,
          "valid-lifetime": 600,
        },
        { id: 2, subnet: "10.0.2.0/24" },
      ]).Dhcp4,
    );
    expect([...unreadable.keys()]).toEqual(["10.0.1.0/24"]);
    expect(configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      leaseDuration: 600,
      ranges: { "10.0.1.10-10.0.1.20": {} },
      options: { "dhcp4:3": { value: "10.0.1.1" } },
    });
  });

  it("counts as not readable where its shared network is not", () => {
    const network = {
      name: "wing",
      "option-data": [{ name: "no-such-option", data: "1" }],
      subnet4: [{ id: 1, subnet: "10.0.1.0/24" }],
    };
    expect([
      ...parseConfiguration({
        "shared-networks": [network],
        subnet4: [{ id: 2, subnet: "10.0.2.0/24" }],
      }).unreadableScopes.keys(),
    ]).toEqual(["10.0.1.0/24"]);
  });

  it("is an error where the server's own settings make it one", () => {
    const both = [
      {
        id: 1,
        subnet: "10.0.1.0/24",
        reservations: [
          { duid: "01", "ip-address": "10.0.1.9" },
          { duid: "02", "ip-address": "10.0.1.9" },
        ],
      },
    ];
    expect(
      parseConfiguration(documentOf(both, { "ip-reservations-unique": false }).Dhcp4).configuration
        .scopes,
    ).toHaveProperty(["10.0.1.0/24"]);
    expect(
      parseConfiguration(documentOf(both).Dhcp4).unreadableScopes.get("10.0.1.0/24")?.message,
    ).toContain("10.0.1.9");
  });

  it("overrides the relays of its network with none", () => {
    const relays = (subnet: Record<string, Json>) =>
      parseConfiguration({
        "shared-networks": [
          {
            name: "n",
            relay: { "ip-addresses": ["10.9.9.9"] },
            subnet4: [{ id: 1, subnet: "10.0.1.0/24", ...subnet }],
          },
        ],
      }).configuration.scopes["10.0.1.0/24"]!;
    expect(relays({}).properties.relays).toEqual(["10.9.9.9"]);
    expect(relays({}).inherited).toContain("relays");
    expect(relays({ relay: { "ip-addresses": [] } }).properties.relays).toEqual([]);
  });

  it.each([
    [
      "the three flags of reservation-mode",
      { "reservation-mode": "out-of-pool" },
      {
        "reservations-global": false,
        "reservations-in-subnet": true,
        "reservations-out-of-pool": true,
      },
    ],
    [
      "one relay as a list",
      { relay: { "ip-address": "10.9.9.9" } },
      { relay: { "ip-addresses": ["10.9.9.9"] } },
    ],
    ["a class as a list", { "client-class": "KNOWN" }, { "client-classes": ["KNOWN"] }],
    [
      "classes in any order, each once",
      { "client-classes": ["b", "a", "b"] },
      { "client-classes": ["a", "b"] },
    ],
    [
      "a lifetime below nothing as Kea keeps it",
      { "valid-lifetime": -1 },
      { "valid-lifetime": 4294967295 },
    ],
    [
      "classes to look at besides",
      { "require-client-classes": ["b", "a", "b"] },
      { "evaluate-additional-classes": ["b", "a"] },
    ],
    [
      "how DNS conflicts are met",
      { "ddns-use-conflict-resolution": false },
      { "ddns-conflict-resolution-mode": "no-check-with-dhcid" },
    ],
    [
      "a comment as a note",
      { comment: "x", "user-context": { y: 1 } },
      { "user-context": { comment: "x", y: 1 } },
    ],
    [
      "no class, no classes, no notes",
      { "client-class": "", "require-client-classes": [], "user-context": {} },
      {},
    ],
    ["no card", { interface: "" }, {}],
  ])("is the same with %s", (_, a, b) => {
    expect(one(a as Record<string, Json>)).toEqual(one(b as Record<string, Json>));
  });

  it("keeps unknown properties", () => {
    expect(one({ "from-the-future": { a: [null, 1] } }).properties["from-the-future"]).toEqual({
      a: [null, 1],
    });
  });

  it("is numbered as Kea 2.2 does where it has no id: shared networks first", () => {
    const { scopes } = parseConfiguration({
      subnet4: [
        { subnet: "10.0.0.0/24" },
        { subnet: "10.0.1.0/24", id: 0 },
        { subnet: "10.0.2.0/24", id: 7 },
        { subnet: "10.0.3.0/24" },
      ],
      "shared-networks": [
        { name: "n", subnet4: [{ subnet: "10.0.4.0/24" }, { subnet: "10.0.5.0/24" }] },
      ],
    }).configuration;
    expect(Object.entries(scopes).map(([id, { properties }]) => `${id} ${properties.id}`)).toEqual([
      "10.0.0.0/24 3",
      "10.0.1.0/24 4",
      "10.0.2.0/24 7",
      "10.0.3.0/24 5",
      "10.0.4.0/24 1",
      "10.0.5.0/24 2",
    ]);
  });

  it("has its interface, and its peer in a hub, as server-specific", () => {
    const { local, properties } = one({
      interface: "eth0",
      "user-context": { "ha-server-name": "server1", floor: 2 },
    });
    expect(local).toEqual({ interface: "eth0", "ha-server-name": "server1" });
    expect(properties).not.toHaveProperty("interface");
    expect(properties["user-context"]).toEqual({ floor: 2 });
  });
});

describe("a class", () => {
  const classOf = (raw: Record<string, Json>) =>
    parseConfiguration({ "client-classes": [{ name: "a", ...raw }] }).configuration.shared[
      "classes.a"
    ]!.properties;

  it("leaves out the defaults that a server spells out", () => {
    const silent: readonly Record<string, Json>[] = [
      { "only-if-required": false },
      { "only-in-additional-list": false },
      {
        "next-server": "0.0.0.0",
        "server-hostname": "",
        "boot-file-name": "",
        "option-data": [],
        "option-def": [],
      },
    ];
    for (const spelt of silent) expect(classOf(spelt)).toEqual({});
    expect(classOf({ "only-if-required": true })).toEqual(
      classOf({ "only-in-additional-list": true }),
    );
  });

  it("has a lease duration where it has a bound, and no bound equal to it", () => {
    expect(classOf({ "min-valid-lifetime": 60 })).toEqual({ leaseDuration: 60 });
    expect(classOf({ "max-valid-lifetime": 60 })).toEqual({ leaseDuration: 60 });
    expect(
      classOf({ "valid-lifetime": 60, "min-valid-lifetime": 60, "max-valid-lifetime": 90 }),
    ).toEqual({ leaseDuration: 60, maximumLeaseDuration: 90 });
  });
});

it("an option definition has its fields in one spelling", () => {
  const definition = (raw: Record<string, Json>) =>
    parseConfiguration({ "option-def": [{ name: "mine", code: 222, type: "record", ...raw }] })
      .configuration.shared["optionDefinitions.dhcp4:222"]!.properties;
  expect(
    definition({
      "record-types": "uint8,  string ",
      array: false,
      encapsulate: "",
      space: "dhcp4",
    }),
  ).toEqual({ name: "mine", type: "record", "record-types": "uint8, string" });
});

describe("the server as a whole", () => {
  it("has server-specific parts apart, and all else is compared", () => {
    const own = {
      "control-socket": { "socket-name": "/s" },
      "interfaces-config": { interfaces: ["*"] },
      "lease-database": { type: "memfile" },
      loggers: [],
      "server-tag": "x",
      "dhcp4o6-port": 7,
      hash: "ABC",
    };
    expect(
      parseConfiguration({ ...own, "from-the-future": 1 }).configuration.settings.properties,
    ).toEqual({
      ...parseConfiguration({}).configuration.settings.properties,
      "from-the-future": 1,
    });
  });

  it("has Kea's defaults as inherited", () => {
    const { properties, inherited } = parseConfiguration({
      "valid-lifetime": 7200,
      "decline-probation-period": 60,
      "expired-leases-processing": { "hold-reclaimed-time": 3600, "max-reclaim-time": 9 },
    }).configuration.settings;
    expect(properties).toMatchObject({
      leaseDuration: 7200,
      "decline-probation-period": 60,
      "echo-client-id": true,
      "expired-leases-processing": { "max-reclaim-time": 9 },
    });
    expect(inherited).toContain("leaseDuration");
    expect(inherited).not.toContain("decline-probation-period");
    expect(properties["expired-leases-processing"]).toEqual({ "max-reclaim-time": 9 });
  });

  it("takes every kind of identifier with auto", () => {
    expect(
      parseConfiguration({ "host-reservation-identifiers": ["auto"] }).configuration.settings
        .properties["host-reservation-identifiers"],
    ).toEqual(["hw-address", "duid", "circuit-id", "client-id", "flex-id"]);
  });

  it("takes the properties that older releases have under dhcp-ddns, unless it has its own", () => {
    const suffix = (dhcp4: Json) =>
      parseConfiguration(dhcp4).configuration.settings.properties["ddns-qualifying-suffix"];
    expect(suffix({ "dhcp-ddns": { "qualifying-suffix": "example.org." } })).toBe("example.org.");
    expect(
      suffix({
        "dhcp-ddns": { "qualifying-suffix": "example.org." },
        "ddns-qualifying-suffix": "example.com.",
      }),
    ).toBe("example.com.");
  });
});

describe("a default that only newer releases have", () => {
  const threshold = (dhcp4: Json, release?: "2.2" | "3.0") =>
    parseConfiguration(dhcp4, release).configuration.settings.properties["cache-threshold"];
  it("is in force where the release is known to have it", () => {
    expect([threshold({}, "2.2"), threshold({}, "3.0")]).toEqual([undefined, 0.25]);
  });

  // Otherwise it would come and go with the words of the file, each of which bounds the releases that it can be for.
  it("is not assumed where the release is unknown", () => {
    expect([threshold({}), threshold({ "control-sockets": [] })]).toEqual([undefined, undefined]);
  });
});
