// What a server would give to one client: the place of its address, and the first value by precedence.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  explainScope,
  findScopes,
  parseQuestion,
  type Answer,
} from "../../provider/core/explain.js";
import { drivers } from "../../provider/drivers/index.js";
import { decideTest } from "../../provider/drivers/kea/class-test.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "explain-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Asks a file what it would give; a scope is named where no reservation leads to one. */
async function ask(text: string | object, question: string, scope?: string): Promise<Answer> {
  const isKea = typeof text === "object";
  const path = join(folder, "dhcp");
  writeFileSync(path, isKea ? JSON.stringify({ Dhcp4: text }) : text);
  const server = drivers.file!.open({ path, format: isKea ? "kea" : "windows" } as never);
  const { configuration } = await server.read();
  const parsed = parseQuestion(question);
  const [found] = findScopes(server.explainRules!, configuration, parsed);
  return explainScope(server.explainRules!, configuration, (scope ?? found)!, parsed)!;
}

/** The values of one name, the conditional ones first: `value (source)`. */
const of = ({ values }: Answer, name: string): readonly string[] =>
  values
    .filter((one) => one.name === name)
    .map(({ value, source, condition }) => {
      const text = typeof value === "object" ? String((value as { value: unknown }).value) : value;
      return `${String(text)} (${source})${condition === undefined ? "" : ` if ${condition}`}`;
    });
const verdicts = ({ conditions }: Answer) =>
  conditions.map(({ name, verdict }) => `${name}: ${verdict}`);

const domain = (data: string) => ({ "option-data": [{ name: "domain-name", data }] });
const reservation = {
  "hw-address": "02:00:00:00:01:0d",
  "ip-address": "10.0.1.13",
  hostname: "printer",
};
/** Every level has the same option; each test removes the innermost ones. */
const levels = (inner: {
  reservation?: object;
  pool?: object;
  subnet?: object;
  network?: object;
  classes?: readonly object[];
  global?: object;
}) => ({
  ...inner.global,
  "client-classes": inner.classes ?? [],
  "shared-networks": [
    {
      name: "campus",
      ...inner.network,
      subnet4: [
        {
          id: 1,
          subnet: "10.0.1.0/24",
          pools: [{ pool: "10.0.1.10 - 10.0.1.99", ...inner.pool }],
          reservations: [{ ...reservation, ...inner.reservation }],
          ...inner.subnet,
        },
      ],
    },
  ],
});

describe("a Kea server", () => {
  const all = {
    reservation: domain("reservation"),
    pool: domain("pool"),
    subnet: domain("subnet"),
    network: domain("network"),
    classes: [{ name: "KNOWN-ones", test: "member('KNOWN')", ...domain("class") }],
    global: domain("global"),
  };
  const order = [
    "reservation",
    "range",
    "scope",
    "shared network campus",
    "class KNOWN-ones",
    "global",
  ];
  const texts = ["reservation", "pool", "subnet", "network", "class", "global"];
  const names = ["reservation", "pool", "subnet", "network", "classes", "global"] as const;
  it.each(order.map((source, i) => [source, i] as const))(
    "gives an option of the %s where nothing further in has it",
    async (source, i) => {
      const inner = Object.fromEntries(names.slice(i).map((name) => [name, all[name]]));
      const answer = await ask(levels(inner), "10.0.1.13");
      expect(of(answer, "options.dhcp4:15")).toEqual([`${texts[i]} (${source})`]);
    },
  );

  it("takes the lease duration of a class before that of the subnet, and boot fields of the reservation first", async () => {
    const config = levels({
      reservation: { "next-server": "10.0.0.1" },
      subnet: { "valid-lifetime": 600, "next-server": "10.0.0.3", "boot-file-name": "subnet" },
      classes: [
        {
          name: "all",
          test: "member('ALL')",
          "valid-lifetime": 60,
          "next-server": "10.0.0.2",
          "boot-file-name": "class",
        },
      ],
      global: { "valid-lifetime": 7200, "renew-timer": 100 },
    });
    const answer = await ask(config, "02:00:00:00:01:0d");
    expect(of(answer, "leaseDuration")).toEqual(["60 (class all)"]);
    expect(of(answer, "nextServer")).toEqual(["10.0.0.1 (reservation)"]);
    expect(of(answer, "bootFileName")).toEqual(["class (class all)"]);
    expect(of(answer, "renewalTime")).toEqual(["100 (global)"]);
  });

  it("says which values depend on a packet, before the one that applies otherwise", async () => {
    const classes = [
      { name: "phones", test: "substring(option[60].hex,0,6) == 'Aastra'", ...domain("phones") },
      { name: "ours", test: "substring(pkt4.mac, 0, 3) == 0x020000", ...domain("ours") },
      { name: "theirs", test: "not member('ours') and member('phones')", ...domain("theirs") },
      { name: "listed", test: "member('ALL')", "only-if-required": true, ...domain("listed") },
      { name: "by-hand", ...domain("by-hand") },
    ];
    const answer = await ask(levels({ classes, global: domain("global") }), "printer");
    expect(of(answer, "options.dhcp4:15")).toEqual([
      "phones (class phones) if class phones",
      "ours (class ours)",
    ]);
    expect(verdicts(answer)).toEqual(["class phones: unknown", "class ours: yes"]);
    const named = await ask(
      levels({ classes, reservation: { "client-classes": ["by-hand"] } }),
      "printer",
    );
    expect(verdicts(named)).toContain("class by-hand: yes");
  });

  it("knows where an address stands, and for whom its range is", async () => {
    const config = levels({
      pool: { "client-class": "phones" },
      classes: [{ name: "phones", test: "option[60].exists" }],
    });
    expect(await ask(config, "10.0.1.13")).toMatchObject({
      origin: "reservation",
      restrictions: [],
    });
    expect(await ask(config, "10.0.1.50")).toMatchObject({
      origin: "range",
      restrictions: [{ name: "range", conditions: ["class phones"], verdict: "unknown" }],
    });
    expect(await ask(config, "10.0.1.200")).toMatchObject({ origin: "outside" });
    const stranger = await ask(config, "02:00:00:00:99:99", "10.0.1.0/24");
    expect(stranger).toMatchObject({ origin: "any-range", ranges: ["10.0.1.10-10.0.1.99"] });
  });

  it("looks up global reservations only where the subnet says so", async () => {
    const global = { reservations: [{ ...reservation, "ip-address": "10.0.1.77" }] };
    const inner = { reservation: { "hw-address": "02:00:00:00:01:99" } };
    const silent = await ask(levels({ ...inner, global }), "02:00:00:00:01:0d", "10.0.1.0/24");
    expect(silent.client.reservation).toBeUndefined();
    const on = { ...global, "reservations-global": true };
    const found = await ask(levels({ ...inner, global: on }), "02:00:00:00:01:0d");
    expect(found.client).toMatchObject({
      address: "10.0.1.77",
      reservation: { source: "global reservation" },
    });
  });
});

describe("the test of a class", () => {
  const facts = {
    hardwareAddress: "02000000010d",
    isMember: (name: string) => (name === "ALL" ? ("yes" as const) : ("unknown" as const)),
  };
  it.each([
    ["pkt4.mac == 0x02000000010d", "yes"],
    ["pkt4.mac == 0x02000000010e", "no"],
    ["substring(pkt4.mac,0,3) == 0x020000", "yes"],
    ["substring(pkt4.mac, 3, all) == 0x00010d", "yes"],
    ["not (pkt4.mac == 0x02000000010d)", "no"],
    ["option[60].exists or member('ALL')", "yes"],
    ["option[60].exists and not member('ALL')", "no"],
    ["option[60].hex == 'and'", "unknown"],
    ["member('phones')", "unknown"],
    ["'a' == 'a'", "yes"],
    ["relay4[1].hex == 0x01", "unknown"],
    ["((pkt4.mac == 0x00) or (option[12].text == 'x')) and member('ALL')", "unknown"],
    ["concat('a', pkt4.mac) == 'b'", "unknown"],
  ])("%s is %s", (test, verdict) => {
    expect(decideTest(test, facts)).toBe(verdict);
  });
});

describe("a Windows export", () => {
  it("gives a reservation's option first, then those of policies, the scope and the server", async () => {
    const scanner = await ask(rich, "scanner");
    expect(of(scanner, "options.dhcp4:66")).toEqual(["scan.example (reservation)"]);
    const printer = await ask(rich, "02-00-00-00-01-0d");
    expect(printer.client.address).toBe("10.0.1.13");
    expect(of(printer, "options.dhcp4:3")).toEqual([
      "10.0.1.2 (policy Laptops) if policy Laptops",
      "10.0.1.1 (scope)",
    ]);
    expect(of(printer, "leaseDuration")).toEqual([
      "3600 (policy Laptops) if policy Laptops",
      "691200 (scope)",
    ]);
    expect(of(printer, "options.Phones:2")).toEqual(["1 (scope) if vendor class Phones"]);
  });

  it("decides a policy of hardware addresses, and leaves others to a packet", async () => {
    const camera = await ask(rich, "00-11-22-33-44-55", "10.0.1.0/24");
    expect(verdicts(camera)).toEqual([
      "policy Laptops: unknown",
      "policy Guests: unknown",
      "server policy Cameras: yes",
    ]);
    expect(of(camera, "options.dhcp4:66")).toEqual([
      "guests.example (policy Guests) if policy Guests",
      "cameras.example (server policy Cameras)",
    ]);
  });

  it("knows exclusions, ranges of policies and an inactive scope", async () => {
    expect(await ask(rich, "10.0.1.25")).toMatchObject({ origin: "excluded" });
    expect(await ask(rich, "10.0.1.105")).toMatchObject({
      origin: "range",
      restrictions: [{ conditions: ["policy Laptops"], verdict: "unknown" }],
    });
    const { notes } = await ask(rich, "10.0.2.20");
    expect(notes).toEqual(["the scope is inactive: it hands out no address"]);
  });
});
