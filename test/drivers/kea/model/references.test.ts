import { describe, expect, it } from "vitest";
import type { Json } from "../../../../provider/core/model.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";

const id = "10.0.1.0/24";
const reading = (dhcp4: Record<string, Json>) => parseConfiguration(dhcp4);
const usesOf = (dhcp4: Record<string, Json>) => reading(dhcp4).configuration.scopes[id]!.uses;
const inNetwork = (
  network: Record<string, Json>,
  subnet: Record<string, Json> = {},
): Record<string, Json> => ({
  "shared-networks": [{ name: "floor 1", ...network, subnet4: [{ id: 1, subnet: id, ...subnet }] }],
});
const classes = (...names: readonly string[]) => ({
  "client-classes": names.map((name) => ({ name })),
});

describe("a scope uses", () => {
  it("its shared network and what that uses", () => {
    expect(
      usesOf({ ...inNetwork({ "client-class": "phones" }), ...classes("phones", "others") }),
    ).toEqual(["classes.phones", 'sharedNetworks."floor 1"']);
  });

  it.each([
    ["itself", { "client-class": "phones" }],
    ["itself, as one of several", { "client-classes": ["laptops", "phones"] }],
    ["what is looked at besides", { "require-client-classes": ["phones"] }],
    ["its ranges", { pools: [{ pool: "10.0.1.0/28", "client-class": "phones" }] }],
    ["its reservations", { reservations: [{ duid: "0102", "client-classes": ["phones"] }] }],
    [
      "its options",
      { "option-data": [{ code: 3, data: "10.0.0.1", "client-classes": ["phones"] }] },
    ],
    [
      "the options of a range",
      {
        pools: [
          {
            pool: "10.0.1.0/28",
            "option-data": [{ code: 3, data: "10.0.0.1", "client-classes": ["phones"] }],
          },
        ],
      },
    ],
    ["a class that a template makes", { "client-class": "SPAWN_phones_42" }],
  ])("classes named by %s", (_, subnet) => {
    expect(
      usesOf({ subnet4: [{ id: 1, subnet: id, ...subnet }], ...classes("phones", "others") }),
    ).toEqual(["classes.phones"]);
  });

  it("classes that classes name", () => {
    const dhcp4: Record<string, Json> = {
      subnet4: [{ id: 1, subnet: id, "client-class": "c" }],
      "client-classes": [
        { name: "a" },
        { name: "b", test: "member('a') and not member( 'KNOWN' )" },
        { name: "c", test: "member('b')" },
        { name: "d" },
      ] as Json[],
    };
    expect(usesOf(dhcp4)).toEqual(["classes.a", "classes.b", "classes.c"]);
  });

  it("a class that Kea has built in, where somebody defines it", () => {
    expect(
      usesOf({ subnet4: [{ id: 1, subnet: id, "client-class": "DROP" }], ...classes("DROP") }),
    ).toEqual(["classes.DROP"]);
    expect(usesOf({ subnet4: [{ id: 1, subnet: id, "client-class": "KNOWN" }] })).toEqual([]);
  });

  it("definitions of the options it sets, and of those around them", () => {
    const definitions: Record<string, Json>[] = [
      { name: "outer", code: 222, type: "empty", encapsulate: "inside" },
      { name: "inner", code: 1, space: "inside", type: "uint8", encapsulate: "deeper" },
      { name: "innermost", code: 2, space: "deeper", type: "uint8" },
      { name: "other", code: 223, type: "uint8" },
    ];
    expect(
      usesOf({
        "option-def": definitions,
        subnet4: [
          { id: 1, subnet: id, "option-data": [{ name: "innermost", space: "deeper", data: "1" }] },
        ],
      }),
    ).toEqual([
      "optionDefinitions.deeper:2",
      "optionDefinitions.dhcp4:222",
      "optionDefinitions.inside:1",
    ]);
  });

  it("the definition around an option that nobody defines", () => {
    expect(
      usesOf({
        "option-def": [{ name: "outer", code: 222, type: "empty", encapsulate: "inside" }],
        subnet4: [
          {
            id: 1,
            subnet: id,
            "option-data": [{ code: 7, space: "inside", data: "01", "csv-format": false }],
          },
        ],
      }),
    ).toEqual(["optionDefinitions.dhcp4:222"]);
  });

  it("definitions of the options that its classes ask for by name", () => {
    expect(
      usesOf({
        "option-def": [{ name: "floor-number", code: 222, type: "uint8" }],
        "client-classes": [{ name: "a", test: "option[floor-number].hex == 0x01" }],
        subnet4: [{ id: 1, subnet: id, "client-class": "a" }],
      }),
    ).toEqual(["classes.a", "optionDefinitions.dhcp4:222"]);
  });
});

it("the server uses what its own settings refer to", () => {
  const { settings } = reading({
    "option-def": [{ name: "mine", code: 222, type: "uint8" }],
    "option-data": [{ name: "mine", data: "1" }],
    reservations: [{ duid: "0102", "client-classes": ["vip"] }],
    ...classes("vip"),
  }).configuration;
  expect(settings.uses).toEqual(["classes.vip", "optionDefinitions.dhcp4:222"]);
});

it("the classes that a scope uses keep their order", () => {
  expect(reading(classes("b", "a", "c d")).configuration.order).toEqual({
    classes: ["b", "a", "c d"],
  });
});

describe("a warning is given", () => {
  const heard = (dhcp4: Record<string, Json>) => reading(dhcp4).warnings;

  it("once for a class that nobody defines, with where it is named", () => {
    const [only, ...more] = heard({
      subnet4: [
        { id: 1, subnet: id, "client-class": "ghosts" },
        {
          id: 2,
          subnet: "10.0.2.0/24",
          "require-client-classes": ["ghosts", "HA_server1", "VENDOR_CLASS_x"],
        },
      ],
    });
    expect(more).toEqual([]);
    expect(only).toContain(
      'The class "ghosts" is not defined, but 10.0.1.0/24, 10.0.2.0/24 use it',
    );
  });

  it.each([
    [
      "host bits",
      { subnet4: [{ id: 1, subnet: "10.0.1.77/24" }] },
      "The subnet 10.0.1.77/24 is an address within 10.0.1.0/24",
    ],
    [
      "subnets within one another",
      {
        subnet4: [
          { id: 1, subnet: id },
          { id: 2, subnet: "10.0.0.0/16" },
          { id: 3, subnet: "10.0.1.128/25" },
          { id: 4, subnet: "10.1.0.0/16" },
        ],
      },
      "Subnets overlap: 10.0.0.0/16 and 10.0.1.0/24, 10.0.1.0/24 and 10.0.1.128/25.",
    ],
    [
      "a lifetime below nothing",
      { subnet4: [{ id: 1, subnet: id, "valid-lifetime": -5 }] },
      "A lifetime is negative in 10.0.1.0/24",
    ],
    [
      "a database of hosts",
      { "hosts-databases": [{ type: "mysql", password: "secret" }] },
      "Reservations that this server stores in a database (hosts-databases) are not compared.",
    ],
    [
      "one database of hosts, as it used to be written",
      { "hosts-database": { type: "mysql" } },
      "Reservations that this server stores",
    ],
    [
      "bytes that a server keeps to itself",
      {
        "option-data": [
          {
            code: 43,
            name: "vendor-encapsulated-options",
            "csv-format": false,
            data: "",
            "never-send": false,
            "always-send": false,
            space: "dhcp4",
          },
        ],
      },
      "server.options.dhcp4:43: if this option was written as bytes, this server does not return them",
    ],
  ])("for %s", (_, dhcp4, sentence) => {
    expect(heard(dhcp4 as Record<string, Json>)).toEqual([expect.stringContaining(sentence)]);
  });

  it("neither for a plain configuration nor for an option with others inside it", () => {
    expect(heard({ subnet4: [{ id: 1, subnet: id }] })).toEqual([]);
    expect(
      heard({
        "option-def": [
          { name: "a", code: 1, space: "vendor-encapsulated-options-space", type: "uint8" },
        ],
        "option-data": [
          { code: 43, "csv-format": false, data: "", "never-send": false },
          { name: "a", space: "vendor-encapsulated-options-space", data: "1" },
        ],
      }),
    ).toEqual([]);
  });

  it("why a configuration from a database cannot be written", () => {
    expect(
      reading({ "config-control": { "config-databases": [{ type: "mysql" }] } }).readOnlyReason,
    ).toContain("comes from a database (config-databases)");
    expect(
      reading({ "config-control": { "config-databases": [] } }).readOnlyReason,
    ).toBeUndefined();
  });
});

describe("a reference that Kea would not take is refused", () => {
  it.each([
    [
      "two subnets of one prefix",
      {
        subnet4: [{ subnet: id }],
        "shared-networks": [{ name: "n", subnet4: [{ subnet: "10.0.1.9/24" }] }],
      },
      /10\.0\.1\.0\/24.*"10\.0\.1\.9\/24 \(in n\)" and "10\.0\.1\.0\/24"/,
    ],
    [
      "two shared networks of one name",
      { "shared-networks": [{ name: "n" }, { name: "n" }] },
      /shared networks.*n.*"shared-networks\[0\]" and "shared-networks\[1\]"/,
    ],
    [
      "two classes of one name",
      classes("a", "a"),
      /classes.*a.*"client-classes\[0\]" and "client-classes\[1\]"/,
    ],
    [
      "two definitions of one code",
      {
        "option-def": [
          { name: "a", code: 222, type: "uint8" },
          { name: "b", code: 222, type: "uint8" },
        ],
      },
      /option definitions.*dhcp4:222.*"a" and "b"/,
    ],
    [
      "two relationships of one name",
      {
        "hooks-libraries": [
          {
            library: "/x/libdhcp_ha.so",
            parameters: {
              "high-availability": [
                { "user-context": { name: "r" } },
                { "user-context": { name: "r" } },
              ],
            },
          },
        ],
      },
      /relationships.*r/,
    ],
    ["a list that is a map", { subnet4: {} }, /Dhcp4 subnet4 is not a list\./],
    ["a subnet that is a number", { subnet4: [7] }, /Dhcp4 subnet4\[0\] is not a map\./],
    [
      "a subnet without a prefix",
      { subnet4: [{ id: 1 }] },
      /Dhcp4 subnet4\[0\] subnet is not a text\./,
    ],
    [
      "a subnet that is none",
      { subnet4: [{ subnet: "10.0.1.0" }] },
      /"10\.0\.1\.0" is not a subnet\./,
    ],
    [
      "a class without a name",
      { "client-classes": [{ test: "member('ALL')" }] },
      /client-classes\[0\] name is not a text\./,
    ],
  ])("%s", (_, dhcp4, message) => {
    expect(() => reading(dhcp4 as Record<string, Json>)).toThrow(message as RegExp);
  });
});
