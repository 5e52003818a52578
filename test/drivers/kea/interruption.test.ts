import { describe, expect, it } from "vitest";
import type { Json } from "../../../provider/core/model.js";
import { readHaRelationships } from "../../../provider/drivers/kea/model/failover/ha-relationships.js";
import {
  estimateInterruption,
  describeInterruption,
} from "../../../provider/drivers/kea/running/interruption.js";

interface Written {
  readonly mode: "hot-standby" | "load-balancing" | "passive-backup";
  /** The name of the server that is written: the first one is active. */
  readonly self: "alder" | "birch";
}

/**
 * Returns the outage that a preview announces for a write to one server of a pair with these
 * parameters, in milliseconds.
 */
function announced(
  { mode, self }: Written,
  parameters: Readonly<Record<string, Json>> = {},
  leases = 0,
): string {
  const second = {
    "hot-standby": "standby",
    "load-balancing": "secondary",
    "passive-backup": "backup",
  }[mode];
  const peers = [
    { name: "alder", url: "http://192.0.2.1:8000/", role: "primary" },
    { name: "birch", url: "http://192.0.2.2:8000/", role: second },
  ];
  const parameter = { "this-server-name": self, mode, peers, ...parameters };
  const dhcp4 = {
    "hooks-libraries": [
      { library: "/hooks/libdhcp_ha.so", parameters: { "high-availability": [parameter] } },
    ],
  };
  const all = readHaRelationships(dhcp4, "3.0");
  return describeInterruption(all, estimateInterruption(all, leases), dhcp4);
}

const standby: Written = { mode: "hot-standby", self: "birch" };
const active: Written = { mode: "hot-standby", self: "alder" };
const half: Written = { mode: "load-balancing", self: "alder" };

describe("the pause that a preview announces", () => {
  it("is none for the clients of a standby, but for the moment in which it takes the configuration", () => {
    expect(announced(standby)).toBe(
      "which restarts its failover: about 10 s, until its next heartbeat. Meanwhile the other server answers all clients, except for about 1 s while this one loads the configuration.",
    );
  });

  it("is a heartbeat for all clients of an active server", () => {
    expect(announced(active, { "heartbeat-delay": 4000 })).toBe(
      "which restarts its failover: about 4 s, until its next heartbeat. All clients wait that long for an answer, because this server is the active one.",
    );
  });

  it("is a heartbeat for the clients of one half, and two for all clients where lease updates were deferred", () => {
    expect(announced(half)).toContain(
      "about 10 s, until its next heartbeat. Half of the clients (those of this server) wait that long for an answer. If the other server queues more than 100 lease updates meanwhile (delayed-updates-limit), it restarts failover too, and all clients wait for up to 20 s.",
    );
    expect(announced(half, { "delayed-updates-limit": 0 })).toMatch(
      /Half of the clients \(those of this server\) wait that long for an answer\.$/,
    );
  });

  it.each([
    ["below", 9_000, true],
    ["the same as", 10_000, true],
    ["above", 11_000, false],
  ])(
    "is a heartbeat in which nobody is answered where a standby's max-response-delay is %s its heartbeat-delay: %i, %s",
    (_, response, isSilent) => {
      const sentence = announced(standby, { "max-response-delay": response });
      const silence = `about 20 s, until the next heartbeats of both servers. No client is answered for up to 10 s of that time: the other server assumes that this one is down, because max-response-delay (${response / 1000} s) is not greater than heartbeat-delay (10 s)`;
      expect(sentence.includes(silence)).toBe(isSilent);
      expect(sentence.includes("Meanwhile the other server answers all clients")).toBe(!isSilent);
      if (isSilent)
        expect(sentence).toContain("Raise max-response-delay on both servers to avoid that.");
    },
  );

  it("counts the waiting clients where the other server sees them", () => {
    const short = { "heartbeat-delay": 4000, "max-response-delay": 2000 };
    for (const written of [active, half]) {
      expect(announced(written, short)).not.toContain("No client is answered for");
      expect(announced(written, { ...short, "max-unacked-clients": 0 })).toContain(
        "wait about 2 s at first, until the other server takes over. No client is answered for up to 4 s of that time",
      );
      expect(announced(written, { ...short, "max-ack-delay": 3000 })).toContain(
        "No client is answered for up to 4 s of that time",
      );
    }
  });

  it("names both servers where the other half also counts this one as down", () => {
    const sentence = announced(half, {
      "heartbeat-delay": 4000,
      "max-response-delay": 2000,
      "max-unacked-clients": 0,
    });
    expect(sentence).toContain("No client is answered for up to 4 s of that time");
    expect(sentence).toMatch(/all clients wait for up to 8 s\.$/);
  });

  it("never makes a backup, or a server with backups, count as down", () => {
    const short = { "heartbeat-delay": 4000, "max-response-delay": 2000, "max-unacked-clients": 0 };
    for (const self of ["alder", "birch"] as const) {
      expect(announced({ mode: "passive-backup", self }, short)).not.toContain(
        "No client is answered",
      );
    }
  });

  it("includes the time to synchronise leases", () => {
    expect(announced(standby, {}, 66_000)).toContain(
      "about 20 s (10 s until its next heartbeat, 10 s to synchronise 66000 leases)",
    );
    expect(announced(standby, { "max-response-delay": 4000 }, 66_000)).toContain(
      "about 30 s (20 s until the next heartbeats of both servers, 10 s to synchronise 66000 leases)",
    );
  });
});
