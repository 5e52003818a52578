// The option customTimeouts: how long each operation of each resource waits for failover after its write.
import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import type { Health } from "../../provider/core/health.js";
import { emptyConfiguration, type Configuration } from "../../provider/core/model.js";
import { z } from "../../provider/core/shape.js";
import type { Snapshot, Server } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import { memory, type Memory } from "../../provider/drivers/memory/index.js";
import { deadlineOf, parseDuration, secondsLeft } from "../../provider/lifecycle/timeouts.js";
import { findOptionProblem } from "../../provider/resources/options.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

const relationship = "offices";
const states = (state: string): readonly Health[] => [
  {
    relationship,
    pair: relationship,
    state,
    condition: state === "hot-standby" ? "working" : "impaired",
  },
];

/** A server in memory whose failover works until its first write, and never again. */
function interrupted(live: Memory): Server {
  const server = memory(live);
  const failing = (reading: Snapshot): Snapshot => ({ ...reading, failover: states("waiting") });
  return {
    ...server,
    read: async () =>
      live.writes > 0
        ? failing(await server.read())
        : { ...(await server.read()), failover: states("hot-standby") },
    failover: {
      refresh: async (reading: Snapshot) => (live.writes > 0 ? failing(reading) : reading),
      outageSeconds: async () => 0,
    },
    apply: async (order) => {
      const { after, warnings: told } = await server.apply(order);
      return { after: failing(after), warnings: told };
    },
  } as Server;
}

const offices = (leaseDuration: number): Configuration => ({
  ...emptyConfiguration,
  scopes: { "10.0.1.0/24": { properties: { leaseDuration }, inherited: [], uses: [], local: {} } },
});
const held = (name: string, leaseDuration: number): Memory => ({
  name,
  configuration: offices(leaseDuration),
  reads: 0,
  writes: 0,
});

function drivers(...all: Memory[]): Drivers {
  const byName = new Map(all.map((one) => [one.name, one]));
  const open = ({ name }: { name: string }) => interrupted(byName.get(name)!);
  return { memory: { options: () => z.object({ name: z.string() }), open: open as never } };
}

const primary = { driver: "memory", name: "dhcp1" };
const partner = { driver: "memory", name: "dhcp2" };
const notBack = /^dhcp2: failover has not recovered after /;

describe.each([
  ["scope", { scopeId: "10.0.1.0", onDelete: "remove", force: true }],
  ["replication", {}],
] as const)("a %s with customTimeouts", (kind, more) => {
  it("waits no longer for failover than they say, when it is created, updated and deleted", async () => {
    const [dhcp1, dhcp2] = [held("dhcp1", 600), held("dhcp2", 300)];
    const engine = new Engine(drivers(dhcp1, dhcp2), kind);
    const program = {
      office: {
        primary,
        partner,
        ...more,
        customTimeouts: { create: "0s", update: "0s", delete: "0s" },
      },
    };
    expect(await engine.up(program)).toMatchObject({
      office: { op: "create", said: expect.arrayContaining([expect.stringMatching(notBack)]) },
    });

    dhcp2.writes = 0; // failover works again
    dhcp1.configuration = offices(900);
    expect(await engine.up(program)).toMatchObject({
      office: { op: "update", said: expect.arrayContaining([expect.stringMatching(notBack)]) },
    });
    expect(dhcp2.configuration).toEqual(dhcp1.configuration);

    dhcp2.writes = 0;
    await engine.destroy("office");
    expect(engine.said.filter((sentence) => notBack.test(sentence))).toHaveLength(
      kind === "scope" ? 1 : 0,
    );
    expect(Object.keys(dhcp2.configuration.scopes)).toEqual(
      kind === "scope" ? [] : ["10.0.1.0/24"],
    );
  });

  it("is updated when only they change, so that its deletion knows them", async () => {
    const engine = new Engine(drivers(held("dhcp1", 600), held("dhcp2", 600)), kind);
    const program = (customTimeouts?: object) => ({
      office: { primary, partner, ...more, ...(customTimeouts && { customTimeouts }) },
    });
    await engine.up(program());
    expect(await engine.up(program({ delete: "1m" }))).toMatchObject({
      office: { op: "update", added: [] },
    });
    expect(engine.states.get("office")!.outputs).toMatchObject({
      customTimeouts: { delete: "1m" },
    });
    expect(await engine.up(program({ delete: "1m" }))).toMatchObject({ office: { op: "same" } });
  });
});

describe("a duration", () => {
  it.each([
    ["90s", 90],
    ["1m30s", 90],
    ["1.5m", 90],
    [".5h", 1800],
    ["+2h", 7200],
    ["250ms", 0.25],
    ["1h1m1s1ms", 3661.001],
    ["0", 0],
    ["0s", 0],
    ["5us", 5e-6],
    ["5µs", 5e-6],
    ["7ns", 7e-9],
  ])("%s is %d seconds", (text, expected) => {
    expect(parseDuration(text)).toBeCloseTo(expected, 9);
    expect(findOptionProblem({ customTimeouts: { update: text } })).toBeUndefined();
  });

  it("is refused where Pulumi cannot read it", () => {
    const wrong = [
      "soon",
      "5",
      "5 m",
      "5m ",
      "m",
      "-5m",
      "1d",
      "PT5M",
      "5M",
      "1m-30s",
      ".",
      ".s",
      "∞",
      "5m\n",
      300,
      true,
      ["5m"],
      { minutes: 5 },
      () => "5m",
    ];
    for (const value of wrong)
      expect(findOptionProblem({ customTimeouts: { delete: value } }), String(value)).toMatch(
        /^customTimeouts\.delete is [^\n]*\. It must be a duration in hours, minutes or seconds/,
      );
    expect(findOptionProblem({ customTimeouts: { updates: "5m" } })).toBe(
      "customTimeouts.updates is none of create, update, delete, read.",
    );
    expect(findOptionProblem({ customTimeouts: "5m" })).toMatch(
      /^customTimeouts has one entry for an operation/,
    );
    for (const none of [undefined, null, {}, { create: undefined, update: "", delete: null }])
      expect(findOptionProblem({ customTimeouts: none })).toBeUndefined();
  });

  it("adds up, whatever its parts", () => {
    const part = fc.tuple(
      fc.nat(999),
      fc.constantFrom(["h", 3600], ["m", 60], ["s", 1], ["ms", 1e-3]),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([count, [unit]]) => `${count}${unit}`).join("");
        expect(parseDuration(text)).toBeCloseTo(
          parts.reduce((sum, [count, [, factor]]) => sum + count * (factor as number), 0),
          3,
        );
        expect(findOptionProblem({ customTimeouts: { create: text } })).toBeUndefined();
      }),
    );
  });
});

describe("resources that are written together", () => {
  const now = Date.now();
  it("wait as long as one of them may", () => {
    expect(secondsLeft(60, [])).toBe(60);
    expect(secondsLeft(60, [{}, { deadline: now - 1_000 }])).toBe(60);
    expect(secondsLeft(60, [{ deadline: now - 1_000 }, { deadline: now - 2_000 }])).toBe(0);
    expect(secondsLeft(60, [{ deadline: now + 3_600_000 }, {}])).toBeGreaterThan(60);
    expect(secondsLeft(60, [{ seconds: 5 }, { seconds: 600 }])).toBe(600);
  });
  it("wait no longer than the shorter one of failoverTimeout and customTimeouts", () => {
    expect(secondsLeft(60, [{ seconds: 5, deadline: now + 3_600_000 }])).toBe(5);
    expect(secondsLeft(60, [{ seconds: 5, deadline: now - 1_000 }])).toBe(0);
    expect(deadlineOf("update", { create: "1s" })).toBeUndefined();
    expect(deadlineOf("update", undefined)).toBeUndefined();
  });
});
