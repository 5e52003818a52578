// The option customTimeouts on a real pair, by the real CLI: an operation that may not wait says how failover is, and goes on.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { project } from "../helpers/cli/engine/cli.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { again } from "../parts.js";
import { id, serves } from "../helpers/kea/edits.js";
import { pair } from "../helpers/kea/servers.js";
import { threads, unpaired } from "../helpers/kea/relationship-args.js";
import { withKea } from "../helpers/kea/versions.js";

const notBack = "failover has not recovered after";
const back = "failover works again after";

again(() => {
  withKea("2.2.0")("customTimeouts", () => {
    it("limit the wait for failover when a scope is created, updated and removed", async () => {
      const servers = await pair({ serves: () => serves(3) });
      try {
        const { server1, server2 } = servers;
        const router = async (address: string) => {
          const { hash: _, ...dhcp4 } = (await server1.command("config-get")).arguments!.Dhcp4;
          dhcp4.subnet4[0]["option-data"][0].data = address;
          expect(await server1.command("config-set", { Dhcp4: dhcp4 })).toMatchObject({
            result: 0,
          });
          await servers.working();
        };
        const program = (options: string) => `
const dhcp = require("pulumi-dhcp-failover");
const both = { primary: ${JSON.stringify(server1.args)}, partner: { ...${JSON.stringify(server2.args)}, backupDir: "kept" } };
const atOnce = ({ props, opts }) => ({ props, opts: { ...opts, customTimeouts: { create: "0s", update: "0s", delete: "0s" } } });
new dhcp.FailoverScope("hq", { ...both, scopeId: "10.0.1.0", onDelete: "remove" }, ${options});
`;
        await router("10.0.1.2");
        const stack = await project({ program: program(`{ transforms: [atOnce] }`) });
        const created = await stack.up();
        expect(created, created.output).toMatchObject({
          code: 0,
          output: expect.stringContaining(notBack),
        });

        await router("10.0.1.3");
        await stack.write("index.js", program("{}"));
        const updated = await stack.up();
        expect(updated, updated.output).toMatchObject({
          code: 0,
          output: expect.stringContaining(back),
        });
        await servers.working();

        await router("10.0.1.4");
        await stack.write(
          "index.js",
          program(`{ customTimeouts: { update: "0s", delete: "0s" } }`),
        );
        const preview = await stack.preview("--diff");
        expect(preview.output).toMatch(/\+ customTimeouts: \{\s+\+ delete: "0s"\s+\+ update: "0s"/);
        expect((await stack.up()).output).toContain(notBack);
        await servers.working();

        const removed = await stack.destroy();
        expect(removed, removed.output).toMatchObject({
          code: 0,
          output: expect.stringContaining(notBack),
        });
        const { subnet4 } = (await server2.command("config-get")).arguments!.Dhcp4;
        expect(subnet4.map(({ subnet }: { subnet: string }) => subnet)).not.toContain(id(1));
      } finally {
        await servers.end();
      }
    });

    it("limit the wait for failover of a relationship as well", async () => {
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
        const program = (more: object, timeouts: object) => ({
          ha: {
            primary: server1.args,
            partner: { ...server2.args, backupDir: server2.folder },
            name: "offices",
            mode: "hotStandby",
            kea,
            customTimeouts: timeouts,
            ...more,
          },
        });
        await engine.up(program({}, { create: "0s" }));
        expect(engine.said).toContainEqual(expect.stringContaining(notBack));
        await servers.working();
        await engine.up(program({ serverRole: "standby" }, { create: "0s", update: "10m" }));
        expect(engine.said).not.toContainEqual(expect.stringContaining(notBack));
        await engine.up(program({}, { update: "0s" }));
        expect(engine.said).toContainEqual(expect.stringContaining(notBack));
      } finally {
        await servers.end();
      }
    });
  });
});
