// The argument failoverTimeout on real pairs: failover that does not come back after a write, and failover that is on its way before one.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { project } from "../helpers/cli/engine/cli.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { again, once } from "../parts.js";
import { between } from "../helpers/kea/between.js";
import { id, serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { threads, unpaired } from "../helpers/kea/relationship-args.js";
import { withKea } from "../helpers/kea/versions.js";

const notBack =
  /failover has not recovered after .*The new configuration stays in place\..*The next update writes nothing again/s;
const written = async (server: KeaServer) => (await server.received())["config-set"] ?? 0;

/** Returns the configurations of a pair whose partner lacks an edit of the first scope. */
const edited = (name: string) => {
  const dhcp4 = structuredClone(serves(4)) as any;
  if (name === "server1") dhcp4.subnet4[0]["option-data"][0].data = "10.0.1.2";
  return dhcp4;
};
const router = async (server: KeaServer) =>
  (await server.command("config-get")).arguments!.Dhcp4.subnet4[0]["option-data"][0].data;

once(() => {
  withKea("3.0.3")("failover that does not recover", () => {
    it("fails each up until it works, and the configuration is written once", async () => {
      const servers = await pair({
        version: "3.0.3",
        maxResponseDelay: 60_000,
        serves: () => serves(),
      });
      const way = await between(servers.server2.url);
      try {
        const { server1, server2 } = servers;
        const { hash: _, ...held } = (await server1.command("config-get")).arguments!.Dhcp4;
        held.subnet4[0]["option-data"][0].data = "10.0.1.2";
        const stack = await project({
          files: { "dhcp1.json": JSON.stringify({ Dhcp4: held }) },
          program: `
            const { FailoverReplication } = require("pulumi-dhcp-failover");
            const partner = { driver: "kea", url: ${JSON.stringify(way.url)}, backupDir: "kept" };
            new FailoverReplication("all", { primary: { driver: "file", path: "dhcp1.json" }, partner, failoverTimeout: 1 });`,
        });
        // The other server hangs while this one is written, so neither finds the other again.
        way.before("config-set", async () => server1.daemon.kill("SIGSTOP"));
        const failed = await stack.up();
        expect(failed.code).not.toBe(0);
        expect(failed.output).toMatch(notBack);
        expect(await router(server2)).toBe("10.0.1.2");

        server1.daemon.kill("SIGCONT");
        await servers.working();
        const up = await stack.up();
        expect(up.code, up.output).toBe(0);
        expect(up.output).toContain("failover works again after");
        expect(await written(server2)).toBe(1);
      } finally {
        await way.end();
        await servers.end();
      }
    });
  });
});

again(() => {
  withKea("2.2.0")("failoverTimeout", () => {
    it("ends the wait for a relationship that does not work in time, and the next up writes nothing", async () => {
      const servers = await unpaired([{ id: 1, subnet: id(1) }]);
      try {
        const { server1, server2, peerUrls } = servers;
        const kea = {
          primaryUrl: peerUrls.server1,
          partnerUrl: peerUrls.server2,
          heartbeatDelay: 300,
          multiThreading: threads,
        };
        const engine = new Engine(drivers, "relationship");
        const program = (more: object) => ({
          ha: {
            primary: server1.args,
            partner: { ...server2.args, backupDir: server2.folder },
            name: "offices",
            mode: "hotStandby",
            kea,
            ...more,
          },
        });
        await expect(
          engine.up(program({ failoverTimeout: 60, customTimeouts: { create: "1ms" } })),
        ).rejects.toThrow(notBack);
        expect(engine.states.get("ha")!.outputs).toMatchObject({
          name: "offices",
          __failover: ["offices"],
        });
        const writes = async () => [await written(server1), await written(server2)];
        const before = await writes();
        await servers.working();
        expect(await engine.up(program({ failoverTimeout: 60 }))).toMatchObject({
          ha: { op: "update", added: [] },
        });
        expect(await writes()).toEqual(before);
        expect(await engine.preview(program({ failoverTimeout: 60 }))).toMatchObject({
          ha: { op: "same" },
        });
      } finally {
        await servers.end();
      }
    });

    const program = ({ server1, server2 }: KeaPair, failoverTimeout: number) => ({
      all: {
        primary: server1.args,
        partner: { ...server2.args, backupDir: server2.folder },
        failoverTimeout,
      },
    });
    const difference = `${id(1)} options.dhcp4:3.value: 10.0.1.1 => 10.0.1.2`;

    it("ends an update of a pair that does not finish recovery, whose preview shows what differs", async () => {
      const servers = await pair({ alone: ["server1"], maxResponseDelay: 60_000, serves: edited });
      try {
        expect(await servers.server2.state()).toBe("waiting");
        const engine = new Engine(drivers, "replication");
        const { all } = await engine.preview(program(servers, 1));
        expect(all).toMatchObject({ added: [difference], failures: [] });
        expect(all!.said.join("\n")).toContain(
          'it reports "waiting" for "server1/server2". It recovers by itself: an update that writes waits for it',
        );
        await expect(engine.up(program(servers, 1))).rejects.toThrow(
          /was not written: failover does not work after waiting for .*: .* reports "waiting"/,
        );
        expect(await written(servers.server2)).toBe(0);
        expect(engine.states.size).toBe(0);
      } finally {
        await servers.end();
      }
    });

    it("lets an update wait for a partner that has just been started", async () => {
      const servers = await pair({ heartbeatDelay: 2_000, serves: edited });
      try {
        const { server2 } = servers;
        await server2.daemon.stop();
        await server2.daemon.start();
        expect(await server2.state()).toBe("waiting");
        expect(await new Engine(drivers, "replication").up(program(servers, 120))).toMatchObject({
          all: { op: "create", added: [difference] },
        });
        expect(await written(server2)).toBe(1);
        expect(await router(server2)).toBe("10.0.1.2");
      } finally {
        await servers.end();
      }
    });
  });
});
