import { describe, expect, it } from "vitest";
import type { Json, Tree } from "../../../../provider/core/model.js";
import { parseConfiguration, type Release } from "../../../../provider/drivers/kea/model/index.js";

const optionsOf = (
  list: readonly Json[],
  definitions: readonly Json[] = [],
  release: Release = "2.6",
): Tree =>
  (parseConfiguration({ "option-def": definitions, "option-data": list }, release).configuration
    .settings.properties.options ?? {}) as Tree;
const valueFrom = (option: Record<string, Json>, definitions: readonly Json[] = []) =>
  Object.values(optionsOf([option], definitions))[0];

describe("an option", () => {
  it("is known by its code, whatever its name", () => {
    for (const name of [
      { name: "routers" },
      { code: 3 },
      { code: 3, name: "routers", space: "dhcp4" },
    ] as Record<string, Json>[])
      expect(optionsOf([{ ...name, data: "10.0.0.1" }])).toEqual({
        "dhcp4:3": { value: "10.0.0.1" },
      });
    expect(optionsOf([{ name: "tftp-servers", space: "vendor-04491", data: "10.0.0.1" }])).toEqual({
      "vendor-4491:2": { value: "10.0.0.1" },
    });
    expect(
      optionsOf([{ name: "link-selection", space: "dhcp-agent-options-space", data: "10.0.0.1" }]),
    ).toEqual({ "dhcp-agent-options-space:5": { value: "10.0.0.1" } });
    expect(
      optionsOf(
        [{ name: "mine", space: "isc", data: "1" }],
        [{ name: "mine", code: 77, space: "isc", type: "uint8" }],
      ),
    ).toEqual({ "isc:77": { value: "1" } });
  });

  it.each([
    ["10.0.0.1,10.0.0.2", "10.0.0.1, 10.0.0.2"],
    [" 10.0.0.1 ,,  10.0.0.2 ", "10.0.0.1, 10.0.0.2"],
    ["EST5EDT4\\,M3.2.0/02:00\\,M11.1.0/02:00", "EST5EDT4\\,M3.2.0/02:00\\,M11.1.0/02:00"],
    ["a\\\\, b", "a\\\\, b"],
    ["ends in \\", "ends in \\"],
  ])("has fields between commas: %j", (data, value) => {
    expect(valueFrom({ code: 15, data })).toEqual({ value });
  });

  it.each(["0a1bff", "0A1BFF", "0a:1b:ff", "0a 1b ff", "0xa1bff", "A:1b:Ff"])(
    "has bytes in one spelling: %s",
    (data) => {
      expect(valueFrom({ code: 15, data, "csv-format": false })).toEqual({
        value: "0A1BFF",
        "csv-format": false,
      });
    },
  );

  it("may have a text in single quotes for bytes", () => {
    expect(valueFrom({ code: 61, data: " 'ab ' ", "csv-format": false })).toEqual({
      value: "6162",
      "csv-format": false,
    });
  });

  it("is read as bytes where nobody defines it, and stays in bytes where somebody does", () => {
    const told = { value: "0102", "csv-format": false };
    expect(valueFrom({ code: 222, data: "0102", "csv-format": false })).toEqual(told);
    expect(
      Object.values(
        parseConfiguration({
          subnet4: [{ subnet: "10.0.1.0/24", "option-data": [{ code: 222, data: "0102" }] }],
        }).configuration.scopes["10.0.1.0/24"]!.properties.options as Tree,
      ),
    ).toEqual([told]);
    expect(
      valueFrom({ code: 222, data: "0102", "csv-format": false }, [
        { name: "mine", code: 222, type: "uint8" },
      ]),
    ).toEqual(told);
    expect(
      valueFrom({ code: 222, data: "0102" }, [{ name: "mine", code: 222, type: "binary" }]),
    ).toEqual(told);
    expect(valueFrom({ code: 61, data: "0102" })).toEqual(told);
    expect(
      valueFrom({ code: 222, data: "0102" }, [{ name: "mine", code: 222, type: "string" }]),
    ).toEqual({ value: "0102" });
  });

  it("is read as bytes for a release that does not know it", () => {
    const route = { code: 121, data: "080A0A010101", "csv-format": false };
    expect(optionsOf([route], [], "2.2")).toEqual(optionsOf([route], [], "2.6"));
    const scope = (release: Release) =>
      (
        parseConfiguration(
          { subnet4: [{ subnet: "10.0.1.0/24", "option-data": [{ code: 121, data: "0a0b" }] }] },
          release,
        ).configuration.scopes["10.0.1.0/24"]!.properties.options as Record<string, Tree>
      )["dhcp4:121"];
    expect([scope("2.2"), scope("2.6")]).toEqual([
      { value: "0A0B", "csv-format": false },
      { value: "0a0b" },
    ]);
  });

  it("leaves out the defaults of Kea", () => {
    expect(
      valueFrom({
        code: 3,
        data: "10.0.0.1",
        "csv-format": true,
        "always-send": false,
        "never-send": false,
      }),
    ).toEqual({ value: "10.0.0.1" });
    expect(valueFrom({ code: 3, data: "10.0.0.1", "always-send": true })).toEqual({
      value: "10.0.0.1",
      "always-send": true,
    });
    expect(valueFrom({ code: 3, "never-send": true })).toEqual({ "never-send": true });
  });

  it("is the same without a value in a file and from a server", () => {
    expect(valueFrom({ code: 3 })).toEqual(
      valueFrom({ code: 3, data: "", "csv-format": false, name: "routers" }),
    );
  });

  it("keeps a user-context and unknown properties", () => {
    expect(valueFrom({ code: 3, data: "10.0.0.1", comment: "x", "from-the-future": [1] })).toEqual({
      value: "10.0.0.1",
      "user-context": { comment: "x" },
      "from-the-future": [1],
    });
  });

  it("may occur several times for several classes", () => {
    expect(
      Object.keys(
        optionsOf([
          { code: 6, data: "10.0.0.1", "client-classes": ["b", "a", "b"] },
          { code: 6, data: "10.0.0.2", "client-classes": ["a, b"] },
          { code: 6, data: "10.0.0.3" },
        ]),
      ),
    ).toEqual(["dhcp4:6@a,b", 'dhcp4:6@"a, b"', "dhcp4:6"]);
  });

  it("may occur several times for several vendors", () => {
    expect(
      Object.keys(
        optionsOf([
          { code: 125, data: "2234" },
          { code: 125, data: "3561" },
          { code: 124, data: "1234, 03666f6f" },
          { code: 124, data: "0000162E03626172", "csv-format": false },
        ]),
      ),
    ).toEqual(["dhcp4:125/2234", "dhcp4:125/3561", "dhcp4:124/1234", "dhcp4:124/5678"]);
  });
});

describe("an option with others inside it", () => {
  const inner = [
    { name: "one", code: 1, space: "vendor-encapsulated-options-space", type: "ipv4-address" },
  ];
  const set = { name: "one", space: "vendor-encapsulated-options-space", data: "192.0.2.1" };

  it("has no value of its own, though Kea 2.2 returns its inner options as bytes", () => {
    expect(optionsOf([{ code: 43 }, set], inner)).toEqual(
      optionsOf([{ code: 43, data: "0104C0000201", "csv-format": false }, set], inner),
    );
  });

  it("keeps bytes of its own beside its inner options", () => {
    expect(
      optionsOf([{ code: 43, data: "0104C0000201020103", "csv-format": false }, set], inner),
    ).toEqual(optionsOf([{ code: 43, data: "020103", "csv-format": false }, set], inner));
    expect(optionsOf([{ code: 43, data: "0104C0000201", "csv-format": false }])).toEqual({
      "dhcp4:43": { value: "0104C0000201", "csv-format": false },
    });
    expect(
      optionsOf([{ code: 43, data: "07FF00", "csv-format": false }, set], inner),
    ).toMatchObject({ "dhcp4:43": { value: "07FF00", "csv-format": false } });
  });

  it.each([
    ["uint8", "07"],
    ["uint16", "0007"],
    ["ipv4-address", "0A000001"],
    ["fqdn", "016103636F6D00"],
  ])("keeps a %s of its own, behind which Kea returns its inner options", (type, own) => {
    const box = { name: "box", code: 227, type, encapsulate: "inside" };
    const lid = { name: "lid", code: 1, space: "inside", type: "uint8" };
    const read = (data: string, list: readonly Json[]) =>
      optionsOf([{ code: 227, data, "csv-format": false }, ...list], [box, lid]);
    const listed = [{ code: 1, space: "inside", data: "9" }];
    expect(read(`${own}010109`, listed)).toEqual(read(own, listed));
    expect(read(`${own}010109020105`, listed)).toEqual(read(`${own}020105`, listed));
    expect(read(`${own}010109`, [])).not.toEqual(read(own, []));
  });

  it("keeps a text to its last byte, which may look like an inner option", () => {
    const box = { name: "box", code: 227, type: "string", encapsulate: "inside" };
    const lid = { name: "lid", code: 49, space: "inside", type: "uint8" };
    const list = [{ code: 227, data: "41310141", "csv-format": false }];
    const listed = { code: 49, space: "inside", data: "9" };
    expect(optionsOf([...list, listed], [box, lid])).toMatchObject({
      "dhcp4:227": { value: "41310141" },
    });
  });

  it("has the type that a class defines, for that class", () => {
    const classes = [
      {
        name: "c",
        "option-def": [{ name: "vendor-encapsulated-options", code: 43, type: "binary" }],
        "option-data": [
          { name: "vendor-encapsulated-options", data: "0a:0b", "csv-format": false },
        ],
      },
    ];
    expect(
      parseConfiguration({ "client-classes": classes }).configuration.shared["classes.c"]!
        .properties,
    ).toEqual({
      optionDefinitions: { "dhcp4:43": { name: "vendor-encapsulated-options", type: "binary" } },
      options: { "dhcp4:43": { value: "0A0B", "csv-format": false } },
    });
  });
});

describe("an option that Kea would not take", () => {
  it.each([
    [
      "a name that nobody defines",
      [{ name: "no-such-option", data: "1" }],
      'Dhcp4 sets the option "no-such-option" of the option space "dhcp4", which neither Kea nor this configuration defines.',
    ],
    [
      "bytes that are none",
      [{ code: 222, data: "xyz", "csv-format": false }],
      "Dhcp4 options.dhcp4:222 is given as bytes, but its value is not hexadecimal.",
    ],
  ])("is refused: %s", (_, list, message) => {
    expect(() => optionsOf(list as Json[])).toThrow(message);
  });
});

describe("an option that a list holds twice", () => {
  const first = { name: "domain-name-servers", data: "10.0.0.1" };
  const second = { code: 6, "csv-format": false, data: "0A000002" };
  const text = { "dhcp4:6": { value: "10.0.0.1" } };
  const bytes = { "dhcp4:6": { value: "10.0.0.2" } };

  // In offers of 2.2.0, 2.6.3 and 3.0.3, each order: the place in the list decides, not the spelling.
  it.each([
    ["2.2", [first, second], bytes],
    ["2.2", [second, first], text],
    ["2.6", [first, second], bytes],
    ["2.6", [second, first], text],
    ["3.0", [first, second], text],
    ["3.0", [second, first], bytes],
  ] as const)("is read as Kea %s sends it: %j", (release, list, expected) => {
    expect(optionsOf(list, [], release)).toEqual(expected);
  });

  it("is warned of, with the one that counts and the release it counts for", () => {
    const dhcp4 = { subnet4: [{ id: 1, subnet: "10.0.1.0/24", "option-data": [first, second] }] };
    const sentence = "10.0.1.0/24 has the option dhcp4:6 more than once with different values.";
    expect(parseConfiguration(dhcp4, "3.0").warnings).toEqual([
      expect.stringMatching(
        `^${sentence}.*the first one is compared here, because this is Kea 3\\.0`,
      ),
    ]);
    expect(parseConfiguration(dhcp4).warnings).toEqual([
      expect.stringMatching(
        `^${sentence}.*the last one is compared here, because the file is read as one of Kea 2\\.6`,
      ),
    ]);
  });

  it("is not warned of where both say the same", () => {
    expect(parseConfiguration({ "option-data": [first, first] }).warnings).toEqual([]);
  });
});

describe("an option with never-send and client-classes", () => {
  const withheld = { code: 3, "never-send": true, "client-classes": ["phones"] };

  it("is withheld from all clients where it has no data, as Kea 3.0.3 reads it, and that is said", () => {
    expect(optionsOf([withheld], [], "3.0")).toEqual({ "dhcp4:3": { "never-send": true } });
    expect(parseConfiguration({ "option-data": [withheld] }, "3.0").warnings).toEqual([
      "Dhcp4 withholds the option dhcp4:3 from all clients: Kea ignores the client-classes of an option with never-send and without data. Give it data to withhold it from these classes alone, or remove client-classes.",
    ]);
  });

  it("is withheld from these classes where it has data", () => {
    const option = { ...withheld, data: "10.0.0.1" };
    expect(optionsOf([option], [], "3.0")).toEqual({
      "dhcp4:3@phones": { value: "10.0.0.1", "never-send": true },
    });
    expect(parseConfiguration({ "option-data": [option] }, "3.0").warnings).toEqual([
      expect.not.stringContaining("withholds"),
    ]);
  });
});
