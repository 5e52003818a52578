// A relationship whose ranges are for clients to which failover gives a class, with real clients: what its end means to them.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { allAnswered, lab, wire } from "../helpers/kea/lab.js";
import { networks } from "../helpers/kea/network.js";
import { withKea } from "../helpers/kea/versions.js";

const divided = {
  id: 1,
  subnet: wire,
  pools: ["server1", "server2"].map((server, half) => ({
    pool: `10.20.${half * 100 + 1}.0 - 10.20.${half * 100 + 99}.254`,
    "client-class": `HA_${server}`,
  })),
};

withKea("3.0.3", networks)("a load-balancing relationship", () => {
  it("is not removed while nothing else assigns clients to the classes of their ranges", async () => {
    const pair = await lab({ mode: "load-balancing", serves: () => ({ subnet4: [divided] }) });
    const { clients, server1, server2, end } = pair;
    try {
      const threads = {
        enableMultiThreading: true,
        httpDedicatedListener: true,
        httpListenerThreads: 2,
        httpClientThreads: 2,
      };
      const program = (more: object = {}) => ({
        ha: {
          primary: server1.args,
          partner: { ...server2.args, backupDir: server2.folder },
          name: "server1/server2",
          adopt: true,
          onDelete: "remove",
          kea: {
            heartbeatDelay: 200,
            maxResponseDelay: 20_000,
            maxAckDelay: 2000,
            maxUnackedClients: 0,
            multiThreading: threads,
          },
          ...more,
        },
      });
      const engine = new Engine(drivers, "relationship");
      await engine.up(program());
      const ranges = "10.20.0.0/16 10.20.1.0-10.20.99.254, 10.20.0.0/16 10.20.101.0-10.20.199.254";
      await expect(engine.destroy("ha")).rejects.toThrow(
        `Without the failover relationship "server1/server2", ${server1.url} would hand out no address of ${ranges}: they are for clients with a class that only failover assigns. The relationship stays on ${server1.url}.`,
      );
      await allAnswered(pair);
      expect([await server1.state(), await server2.state()]).toEqual([
        "load-balancing",
        "load-balancing",
      ]);

      await engine.up(program({ force: true }));
      await engine.destroy("ha");
      expect(engine.said).toContain(
        `${server2.url} keeps its scopes, but hands out no address of ${ranges} from then on: they are for clients with a class that failover assigns.`,
      );
      expect((await clients(50, 1)).offers).toBe(0);
    } finally {
      await end();
    }
  });
});
