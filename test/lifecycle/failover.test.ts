import { describe, expect, it } from "vitest";
import type { Health } from "../../provider/core/health.js";
import { emptyConfiguration } from "../../provider/core/model.js";
import type { Snapshot, Server } from "../../provider/drivers/driver.js";
import { restoreFailover } from "../../provider/lifecycle/failover.js";

/** The meanings of the states of Kea that these tests use; any other one is impaired. */
const conditions: Readonly<Record<string, Health["condition"]>> = {
  "hot-standby": "working",
  terminated: "stopped",
};

const health = (state: string, relationship = "r"): Health => ({
  relationship,
  pair: relationship,
  state,
  condition: conditions[state] ?? "impaired",
});
const reading = (...failover: Health[]): Snapshot => ({
  configuration: emptyConfiguration,
  identity: "x",
  version: "1",
  warnings: [],
  failover,
});

/** A server that says these things of its failover one after the other, the last one for ever; "" where it does not answer. */
function server(label: string, ...states: readonly string[]): Server & { resumed: number } {
  const left = [...states];
  const made = {
    label,
    resumed: 0,
    failover: {
      refresh: async () => {
        const state = left.length > 1 ? left.shift()! : left[0]!;
        if (state === "") throw new Error("no answer");
        return reading(health(state));
      },
      restart: async () => {
        made.resumed++;
        return [`${label}: started again`];
      },
      outageSeconds: async () => 0,
    },
  };
  return made as unknown as Server & { resumed: number };
}
const soon = { outageFactor: 3, minimumSeconds: 0.5 };
const good = reading(health("hot-standby"));

describe("failover after a write", () => {
  it("counts as restored when all servers state so twice in a row", async () => {
    const [partner, primary] = [
      server("dhcp2", "waiting", "hot-standby", "ready", "hot-standby"),
      server("dhcp1", "hot-standby"),
    ];
    const { done, warnings, after } = await restoreFailover(
      { server: partner, snapshot: good },
      { after: reading(health("waiting")) },
      [{ server: primary, snapshot: good }],
      { outageFactor: 3, minimumSeconds: 30 },
    );
    expect(warnings).toEqual([]);
    expect(done).toEqual([
      expect.stringMatching(/^dhcp2: failover works again after [\d.]+ s \(hot-standby\)\.$/),
    ]);
    expect(after.failover).toEqual([health("hot-standby")]);
    expect(primary.resumed).toBe(0);
  });

  it("is reported with the states of both servers where it is not restored in time", async () => {
    const [partner, primary] = [server("dhcp2", "ready"), server("dhcp1", "")];
    const { warnings, notRestored } = await restoreFailover(
      { server: partner, snapshot: good },
      { after: reading(health("waiting")) },
      [{ server: primary, snapshot: good }],
      soon,
    );
    expect(warnings).toEqual([]);
    expect([notRestored!.message, notRestored!.relationships]).toEqual([
      expect.stringMatching(
        /^dhcp2: failover has not recovered after [\d.]+ s: dhcp2 reports "ready" for "r", dhcp1 does not answer\. The new configuration stays in place\. Check the logs of both servers\./,
      ),
      ["r"],
    ]);
  });

  it("is started again on the primary alone where it had stopped", async () => {
    const stopped = reading(health("terminated"));
    const [partner, primary] = [server("dhcp2", "hot-standby"), server("dhcp1", "hot-standby")];
    const { done } = await restoreFailover(
      { server: partner, snapshot: stopped },
      { after: stopped },
      [{ server: primary, snapshot: stopped }],
      soon,
    );
    expect(done[0]).toBe("dhcp1: started again");
    expect([primary.resumed, partner.resumed]).toEqual([1, 0]);
  });

  it("is started again on both servers where the write did not restart it on the partner", async () => {
    const stopped = reading(health("terminated"));
    const [partner, primary] = [server("dhcp2", "hot-standby"), server("dhcp1", "hot-standby")];
    const { done } = await restoreFailover(
      { server: partner, snapshot: stopped },
      { after: stopped, keepsFailover: true },
      [{ server: primary, snapshot: stopped }],
      soon,
    );
    expect(done.slice(0, 2)).toEqual(["dhcp1: started again", "dhcp2: started again"]);
  });

  it("is reported with the remedy where it stopped and cannot be started from here", async () => {
    const { notRestored } = await restoreFailover(
      { server: server("dhcp2", "terminated"), snapshot: reading(health("terminated")) },
      { after: good },
      [],
      soon,
    );
    expect(notRestored!.message).toContain(
      "Failover stopped because the two configurations differed, or the clocks differ by more than a minute: correct that, then restart it on the server that was not written.",
    );
  });

  it("is not waited for where it did not work before the write", async () => {
    const impaired = reading(health("partner-down"));
    expect(
      await restoreFailover(
        { server: server("dhcp2", "waiting"), snapshot: impaired },
        { after: impaired },
        [],
        {
          outageFactor: 3,
          minimumSeconds: 30,
        },
      ),
    ).toEqual({ done: [], warnings: [], after: impaired });
  });
});
