// Files of servers with different releases of Kea: what one has built in, spells otherwise or does not know.
import { describe, expect, it } from "vitest";
import { update } from "../../helpers/unit/drivers/kea/file-pair.js";

const scope = "10.8.0.0/24";
const subnet = (more: object = {}) => ({ id: 8, subnet: scope, ...more });
const routes = { name: "routes", code: 121, type: "uint8", array: true };
const inNumbers = { name: "routes", data: "16, 10, 40, 10, 8, 0, 1" };
const inWords = { name: "classless-static-route", data: "10.40.0.0/16 - 10.8.0.1" };
const old = { "option-def": [routes], subnet4: [subnet({ "option-data": [inNumbers] })] };

/** The option-data of the first subnet of a file. */
const optionsIn = (text: string) =>
  (JSON.parse(text) as { Dhcp4: { subnet4: { "option-data": unknown }[] } }).Dhcp4.subnet4[0]![
    "option-data"
  ];

describe("a definition that the partner's release has built in", () => {
  const sentence = expect.stringMatching(
    /dhcp2\.conf has optionDefinitions\.dhcp4:121 built in and does not accept a definition of it, so it is omitted\. The values of this option are replicated\.$/,
  );

  it.each([
    ["the program says so", { subnet4: [subnet()] }, { partner: { release: "2.6" } }],
    [
      "a word of the file says so",
      { subnet4: [subnet({ "evaluate-additional-classes": [] })] },
      {},
    ],
    [
      "the file names the option",
      { "option-data": [{ ...inWords, data: "10.41.0.0/16 - 10.8.0.1" }], subnet4: [subnet()] },
      {},
    ],
  ])(
    "is left out, and its value is written as that release has it, where %s",
    async (_, partner, args) => {
      const { shown, text, again } = await update(old, partner, args);
      expect(shown.failures).toEqual([]);
      expect(shown.said).toContainEqual(sentence);
      expect(shown.added).toContain(`${scope} options.dhcp4:121: + 10.40.0.0/16 - 10.8.0.1`);
      expect(text).not.toContain("option-def");
      expect(optionsIn(text)).toEqual([{ code: 121, data: inWords.data }]);
      expect(again).toMatchObject({ op: "same", added: [] });
      expect(again.said).toContainEqual(sentence);
    },
  );

  it("is no difference where the partner holds the same bytes", async () => {
    const { shown, text } = await update(
      old,
      { subnet4: [subnet({ "option-data": [inWords] })] },
      { serverSettings: "replicate", prune: true },
    );
    expect(shown).toMatchObject({ failures: [], added: [] });
    expect(optionsIn(text)).toEqual([inWords]);
  });

  it("is not counted among what is left different", async () => {
    const unused = { "option-def": [routes], subnet4: [subnet()] };
    const { shown } = await update(
      unused,
      { subnet4: [subnet()] },
      { partner: { release: "3.0" }, serverSettings: "refuse" },
    );
    expect(shown.failures).toEqual([]);
  });

  it("is copied where the partner may be as old as the primary, or defines it itself", async () => {
    const unknown = await update(old, { subnet4: [subnet()] });
    expect(JSON.parse(unknown.text)).toEqual({
      Dhcp4: {
        "option-def": [routes],
        subnet4: [subnet({ "option-data": [{ code: 121, data: inNumbers.data }] })],
      },
    });
    expect(unknown.again).toMatchObject({ op: "same" });
    const defined = await update(old, {
      "option-def": [{ ...routes, name: "ways" }],
      subnet4: [subnet()],
    });
    expect(defined.text).toContain('"name": "routes"');
  });

  it("is refused where it means something else on the partner", async () => {
    const inside = {
      "option-def": [
        { name: "mta", code: 122, type: "empty", encapsulate: "mta" },
        { name: "realm", code: 6, space: "mta", type: "string" },
      ],
      subnet4: [
        subnet({ "option-data": [{ name: "realm", space: "mta", data: "x" }, { name: "mta" }] }),
      ],
    };
    const { shown } = await update(
      inside,
      { subnet4: [subnet()] },
      { partner: { release: "3.0" } },
    );
    expect(shown.failures[0]!.reason).toContain(
      "has the option dhcp4:122 built in, with another meaning than the primary's definition.",
    );
  });

  it("is refused where another option of the partner has its name", async () => {
    const named = {
      "option-def": [{ name: "v4-dnr", code: 230, type: "string" }],
      subnet4: [subnet({ "option-data": [{ name: "v4-dnr", data: "x" }] })],
    };
    expect(
      (await update(named, { subnet4: [subnet()] }, { partner: { release: "2.6" } })).shown
        .failures[0]!.reason,
    ).toContain(
      'has the name "v4-dnr", which the partner, assumed to be Kea 2.6, has built in for option 162.',
    );
    expect((await update(named, { subnet4: [subnet()] })).shown.failures).toEqual([]);
  });
});

describe("a value that the partner's release does not know", () => {
  it("is written as bytes", async () => {
    const { shown, text, again } = await update(
      { subnet4: [subnet({ "option-data": [inWords] })] },
      { subnet4: [subnet()] },
      { partner: { release: "2.2" } },
    );
    expect(shown.failures).toEqual([]);
    expect(optionsIn(text)).toEqual([{ code: 121, data: "100A280A080001", "csv-format": false }]);
    expect(again).toMatchObject({ op: "same", added: [] });
  });

  it("is refused where its bytes are not known", async () => {
    const redirect = { name: "v4-sztp-redirect", data: "https://ztp.example" };
    const { shown } = await update(
      { subnet4: [subnet({ "option-data": [redirect] })] },
      { subnet4: [subnet()] },
      { partner: { release: "2.2" } },
    );
    expect(shown.failures[0]!.reason).toContain(
      `${scope} options.dhcp4:143 is a string, but the partner would have no definition of that option.`,
    );
  });
});

describe("a subnet that is widened or renumbered on the primary", () => {
  const wide = { subnet4: [{ id: 8, subnet: "10.8.0.0/23" }] };

  it("leads to a hint at prune where the partner still has its old form", async () => {
    const { shown } = await update(wide, { subnet4: [subnet()] });
    expect(shown.failures[0]!.reason).toContain(
      `Only the partner has ${scope}: set prune: true in a FailoverReplication to have it removed in the same update, or give the scope another id on the primary.`,
    );
    const pruned = await update(wide, { subnet4: [subnet()] }, { prune: true, force: true });
    expect(pruned.shown.failures).toEqual([]);
    expect(JSON.parse(pruned.text)).toEqual({ Dhcp4: wide });
  });

  it("leads to no hint at prune where both servers have both", async () => {
    const both = (first: number, second: number) => ({
      subnet4: [
        { id: first, subnet: "10.8.0.0/24" },
        { id: second, subnet: "10.8.1.0/24" },
      ],
    });
    const { shown } = await update(both(1, 2), both(2, 3), { scopeIds: ["10.8.1.0"], force: true });
    expect(shown.failures[0]!.reason).toContain(
      "Change the id on the primary, or replicate the other scope as well.",
    );
  });
});

describe("a file of unknown release", () => {
  const word = (key: string, value: unknown = ["staff"]) => ({
    "client-classes": [{ name: "staff" }],
    subnet4: [subnet({ pools: [{ pool: "10.8.0.10 - 10.8.0.20", [key]: value }] })],
  });
  const plain = { subnet4: [subnet()] };

  it.each([
    ["require-client-classes", ["staff"]],
    ["evaluate-additional-classes", ["staff"]],
    ["client-class", "staff"],
    ["client-classes", ["staff"]],
  ])("is written with the primary's property: %s", async (key, value) => {
    const { shown, text, again } = await update(word(key, value), plain);
    expect(shown.failures).toEqual([]);
    expect(text).toContain(`"${key}": ${Array.isArray(value) ? "[" : '"staff"'}`);
    expect(again).toMatchObject({ op: "same", added: [] });
  });

  it("is written with the primary's property for DNS conflicts", async () => {
    for (const [key, value] of [
      ["ddns-use-conflict-resolution", false],
      ["ddns-conflict-resolution-mode", "no-check-with-dhcid"],
    ] as const) {
      const { text } = await update({ subnet4: [subnet({ [key]: value })] }, plain);
      expect(JSON.parse(text)).toEqual({ Dhcp4: { subnet4: [subnet({ [key]: value })] } });
    }
  });

  it("is written with properties of every release where its own ones exclude the primary's", async () => {
    const partner = { "reservation-mode": "all", subnet4: [subnet()] };
    const { shown, text } = await update(word("evaluate-additional-classes"), partner);
    expect(shown.failures).toEqual([]);
    expect(text).toContain('"require-client-classes"');
  });

  it("keeps its own property for a value that it has", async () => {
    const { text } = await update(
      word("evaluate-additional-classes"),
      word("require-client-classes", ["guests"]),
    );
    expect(text).toContain('"require-client-classes"');
    expect(text).not.toContain('"evaluate-additional-classes"');
  });

  it("gets a value that is the default of newer releases alone, though the properties that told its release are removed", async () => {
    const primary = { subnet4: [subnet({ "cache-threshold": 0.25 })] };
    const partner = {
      subnet4: [subnet(), { id: 9, subnet: "10.9.0.0/24", "client-classes": ["KNOWN"] }],
    };
    const { shown, text, again } = await update(primary, partner, { prune: true, force: true });
    expect(shown.failures).toEqual([]);
    expect(JSON.parse(text)).toEqual({ Dhcp4: primary });
    expect(again).toMatchObject({ op: "same", added: [] });
  });
});

describe("a value whose option the partner defines differently and keeps", () => {
  const lamp = (type: string, data: string) => ({
    "option-def": [{ name: "lamp", code: 230, type }],
    subnet4: [subnet({ "option-data": [{ name: "lamp", data }] })],
  });
  const keep = { keep: ["optionDefinitions.*"] };

  it("is refused where it would mean another value on the partner", async () => {
    const { shown } = await update(lamp("string", "0x10"), lamp("uint16", "5"), keep);
    expect(shown.failures[0]!.reason).toContain(
      `${scope} options.dhcp4:230 would mean another value there, because the partner defines dhcp4:230 differently.`,
    );
  });

  it("is written where it means the same on the partner", async () => {
    const { shown, text } = await update(lamp("uint8", "16"), lamp("uint16", "5"), keep);
    expect(shown.failures).toEqual([]);
    expect(optionsIn(text)).toEqual([{ name: "lamp", data: "16" }]);
  });

  it("stays in bytes where it is given in bytes", async () => {
    const bytes = {
      subnet4: [subnet({ "option-data": [{ code: 230, data: "0a0b", "csv-format": false }] })],
    };
    const { shown, text, again } = await update(bytes, {
      "option-def": [{ name: "lamp", code: 230, type: "uint16" }],
      subnet4: [subnet()],
    });
    expect(shown.failures).toEqual([]);
    expect(optionsIn(text)).toEqual([{ code: 230, data: "0A0B", "csv-format": false }]);
    expect(again).toMatchObject({ op: "same", added: [] });
  });
});
