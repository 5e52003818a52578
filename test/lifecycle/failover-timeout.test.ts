// The argument failoverTimeout: how long a write waits for failover before and after it, and what the state holds where that is too short.
import { beforeEach, describe, expect, it } from "vitest";
import type { Health } from "../../provider/core/health.js";
import { emptyConfiguration, type Configuration } from "../../provider/core/model.js";
import { z } from "../../provider/core/shape.js";
import type { Snapshot, Server } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import { memory, type Memory } from "../../provider/drivers/memory/index.js";
import { once, repeats } from "../parts.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

const conditions: Readonly<Record<string, Health["condition"]>> = {
  "hot-standby": "working",
  waiting: "passing",
  syncing: "passing",
  "partner-down": "impaired",
};

/** A server in memory with one failover relationship. */
interface Running extends Memory {
  /** The states of failover, one after the other, the last one for ever. */
  states: string[];
  /** The relationship's servers. */
  pair: string;
  /** The states from its next write on; absent: a write changes nothing. */
  afterWrite?: string[];
}

/** A server whose state of failover is looked at by `read` and `again`, and moves on by that. */
function running(live: Running): Server {
  const server = memory(live);
  const withFailover = (reading: Snapshot): Snapshot => {
    const state = live.states.length > 1 ? live.states.shift()! : live.states[0]!;
    return {
      ...reading,
      failover: [
        { relationship: "offices", pair: live.pair, state, condition: conditions[state]! },
      ],
    };
  };
  return {
    ...server,
    read: async () => withFailover(await server.read()),
    failover: {
      refresh: async (reading) => withFailover(reading),
      outageSeconds: async () => 0,
    },
    apply: async (order) => {
      const { after, warnings: told } = await server.apply(order);
      if (live.afterWrite) live.states = [...live.afterWrite];
      return { after: withFailover(after), warnings: told };
    },
  };
}

const scope = "10.0.1.0/24";
const offices = (leaseDuration: number, id = scope): Configuration => ({
  ...emptyConfiguration,
  scopes: { [id]: { properties: { leaseDuration }, inherited: [], uses: [], local: {} } },
});
const held = (name: string, configuration: Configuration): Running => ({
  name,
  configuration,
  reads: 0,
  writes: 0,
  states: ["hot-standby"],
  pair: "dhcp1, dhcp2",
});

let dhcp1: Running;
let dhcp2: Running;
let drivers: Drivers;
beforeEach(() => {
  dhcp1 = held("dhcp1", offices(3600));
  dhcp2 = held("dhcp2", offices(1800));
  drivers = {
    memory: {
      options: () => z.object({ name: z.string() }),
      open: (({ name }: { name: string }) => running(name === "dhcp1" ? dhcp1 : dhcp2)) as never,
    },
  };
});

/** Arguments that let an operation wait for so many seconds; a fraction is for the option customTimeouts, to keep these tests short. */
const waiting = (seconds: number) => {
  const limit = `${seconds * 1000}ms`;
  return Number.isInteger(seconds)
    ? { failoverTimeout: seconds }
    : { customTimeouts: { create: limit, update: limit, delete: limit } };
};

const at = (name: string) => ({ driver: "memory", name });
const both = { primary: at("dhcp1"), partner: at("dhcp2") };
const notBack =
  /^dhcp2: failover has not recovered after [\d.]+ s: dhcp2 reports "waiting" for "offices".* The new configuration stays in place\. .* The next update writes nothing again/;
const error = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    ({ message }: Error) => message,
  );

describe.each(
  repeats([
    ["replication", {}],
    ["scope", { scopeId: "10.0.1.0", onDelete: "remove" }],
  ] as const),
)("failover that does not come back after a write of a %s", (kind, more) => {
  const program = (seconds: number) => ({ office: { ...both, ...more, ...waiting(seconds) } });
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine(drivers, kind);
    dhcp2.afterWrite = ["waiting"];
  });

  it("fails each update until it works, and what was written is written once", async () => {
    expect(await error(engine.up(program(1)))).toMatch(notBack);
    expect(dhcp2.configuration).toEqual(dhcp1.configuration);
    expect(engine.states.get("office")!.outputs).toMatchObject({
      __failover: ["offices"],
      failoverTimeout: 1,
    });

    expect(await error(engine.up(program(0.3)))).toMatch(notBack);
    expect(dhcp2.writes).toBe(1);

    dhcp2.states = ["waiting", "hot-standby"];
    expect(await engine.up(program(10))).toMatchObject({
      office: {
        op: "update",
        said: expect.arrayContaining([expect.stringMatching(/^dhcp2: failover works again after/)]),
      },
    });
    expect(dhcp2.writes).toBe(1);
    expect(engine.states.get("office")!.outputs).not.toHaveProperty("__failover");
    expect(await engine.preview(program(10))).toMatchObject({ office: { op: "same" } });
  });

  it("is part of what the state says, also where a refresh takes the failure out", async () => {
    await error(engine.up(program(0.3)));
    await engine.refresh(true);
    engine.states.get("office")!.failed = false;
    const { office } = await engine.preview(program(0.3));
    expect(office).toMatchObject({ op: "update", added: [] });
    expect(office!.said).toContain(
      'dhcp2: failover had not recovered after the last write ("offices"): the update waits until it works.',
    );
  });

  it("is a warning where the program says not to wait", async () => {
    expect(await engine.up(program(0))).toMatchObject({
      office: {
        op: "create",
        said: expect.arrayContaining([expect.stringMatching(/^dhcp2: failover has not recovered/)]),
      },
    });
    dhcp2.states = ["hot-standby"];
    expect(await engine.preview(program(0))).toMatchObject({ office: { op: "same" } });
  });

  it("fails as soon as the first of both limits is over", async () => {
    const { office } = program(0.3);
    expect(await error(engine.up({ office: { ...office, failoverTimeout: 3600 } }))).toMatch(
      notBack,
    );
  });
});

once(() => {
  it("a scope that was removed is gone, the error says so, and the next destroy has nothing to do", async () => {
    const engine = new Engine(drivers, "scope");
    await engine.up({
      office: { ...both, scopeId: "10.0.1.0", onDelete: "remove", ...waiting(0.3), force: true },
    });
    dhcp2.afterWrite = ["waiting"];
    expect(await error(engine.destroy("office"))).toMatch(
      /failover has not recovered after .* The removal is done/,
    );
    expect(dhcp2.configuration.scopes).toEqual({});
    dhcp2.states = ["hot-standby"];
    await engine.destroy("office");
    expect(engine.states.size).toBe(0);
  });
});

describe.each(repeats(["replication", "scope"] as const))(
  "failover that comes to work by itself, of a %s",
  (kind) => {
    const more = kind === "scope" ? { scopeId: "10.0.1.0" } : {};
    const program = (seconds: number, rest: object = {}) => ({
      office: { ...both, ...more, ...waiting(seconds), ...rest },
    });
    const differences =
      kind === "scope" ? ["leaseDuration: 1800 => 3600"] : [`${scope} leaseDuration: 1800 => 3600`];

    it.each(["waiting", "syncing"])(
      "does not end a preview: what differs is shown with a warning (%s)",
      async (state) => {
        dhcp2.states = [state];
        const { office } = await new Engine(drivers, kind).preview(program(0.3));
        expect(office).toMatchObject({ op: "create", added: differences, failures: [] });
        expect(office!.said).toContain(
          `dhcp2: failover does not work at the moment: it reports "${state}" for "offices". It recovers by itself: an update that writes waits for it, up to failoverTimeout.`,
        );
      },
    );

    it("is waited for before the write", async () => {
      dhcp2.states = ["waiting", "waiting", "syncing", "waiting", "hot-standby"];
      expect(await new Engine(drivers, kind).up(program(30))).toMatchObject({
        office: { op: "create", added: differences },
      });
      expect(dhcp2).toMatchObject({ writes: 1, configuration: dhcp1.configuration });
    });

    it("is waited for where the other server still counts this one as down", async () => {
      dhcp1.states = ["partner-down", "partner-down", "partner-down", "hot-standby"];
      dhcp2.states = ["waiting", "waiting", "syncing", "hot-standby"];
      expect(await new Engine(drivers, kind).up(program(30))).toMatchObject({
        office: { failures: [], added: differences },
      });
      expect(dhcp2.writes).toBe(1);
    });

    it("that takes longer is refused, and nothing is written", async () => {
      dhcp2.states = ["waiting"];
      const engine = new Engine(drivers, kind);
      expect(await error(engine.up(program(0.3)))).toMatch(
        /^dhcp2 was not written: failover does not work after waiting for [\d.]+ s: dhcp2 reports "waiting" for "offices"/,
      );
      expect(dhcp2.writes).toBe(0);
      expect(engine.states.size).toBe(0);
    });

    it("is not waited for where the program forces, or nothing is to be written", async () => {
      dhcp2.states = ["waiting"];
      const engine = new Engine(drivers, kind);
      expect(await engine.up(program(0.3, { force: true }))).toMatchObject({
        office: { op: "create" },
      });
      expect(dhcp2.writes).toBe(1);
      expect(await engine.up(program(0.4, { force: true }))).toMatchObject({
        office: { op: "update", added: [] },
      });
      expect(dhcp2.writes).toBe(1);
    });

    it("is no excuse for one that is down on both", async () => {
      dhcp1.states = ["partner-down"];
      dhcp2.states = ["partner-down"];
      const { office } = await new Engine(drivers, kind).preview(program(0.3));
      expect(office!.failures.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/does not work at the moment: dhcp2 reports "partner-down"/),
      ]);
    });
  },
);

once(() => {
  it("failoverTimeout must be seconds, 0 or more", async () => {
    for (const failoverTimeout of [-1, 0.5, "60", "1m"]) {
      const { office } = await new Engine(drivers, "replication").preview({
        office: { ...both, failoverTimeout },
      });
      expect(office!.failures).toEqual([
        { property: "failoverTimeout", reason: expect.stringMatching(/^failoverTimeout is /) },
      ]);
    }
  });
});
