import { expect, it } from "vitest";

import { allAnswered, lab, wire } from "../helpers/kea/lab.js";
import { networks } from "../helpers/kea/network.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";

const scope = { id: 1, subnet: wire, pools: [{ pool: "10.20.1.0 - 10.20.255.254" }] };

withKea("3.0.3", networks)("clients of a pair", () => {
  it("are all answered where both servers have their scope", async () => {
    const pair = await lab({ serves: () => ({ subnet4: [scope] }) });
    const { server1, server2 } = pair;
    await allAnswered(pair);
    expect([await server1.state(), await server2.state()]).toEqual(["hot-standby", "hot-standby"]);
  });

  it("stop its failover where the partner lacks their scope", async () => {
    const { clients, server1, server2 } = await lab({
      serves: (server) => ({ subnet4: server === "server1" ? [scope] : [] }),
    });
    const { discovers, acks } = await clients(50, 2);
    expect(acks).toBeLessThan(discovers);
    await until("both servers to give up", async () =>
      [await server1.state(), await server2.state()].every((state) => state === "terminated"),
    );
    expect(await server1.log()).toContain("HA_LEASE_UPDATE_REJECTS_CAUSED_TERMINATION");
  });
});
