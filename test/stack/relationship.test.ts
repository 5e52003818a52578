// Real servers without failover, and a stack file alone: pairs that work. What speaks of a relationship waits for it, and counts with it before it is there.
import { expect, it } from "vitest";
import { added, project } from "../helpers/cli/engine/cli.js";
import { hub } from "../helpers/kea/hub.js";
import { id } from "../helpers/kea/edits.js";
import { unpaired } from "../helpers/kea/relationship-args.js";
import { withKea } from "../helpers/kea/versions.js";
import { again, once } from "../parts.js";

const program = 'require("pulumi-dhcp-failover/stack");\n';
const subnets = (...numbers: number[]) => numbers.map((n) => ({ id: n, subnet: id(n) }));
const hook = {
  heartbeatDelay: 300,
  multiThreading: { enableMultiThreading: true, httpDedicatedListener: true },
};

again(() => {
  withKea("2.2.0")("a stack file with a relationship", () => {
    it("creates a relationship that works, has nothing to do then, and removes it", async () => {
      const servers = await unpaired(subnets(1, 2));
      try {
        const { server1, server2, peerUrls } = servers;
        const ends = { primary: "dhcp1", partner: "dhcp2" };
        const kea = { primaryUrl: peerUrls.server1, partnerUrl: peerUrls.server2, ...hook };
        const states = async () => [await server1.state(), await server2.state()];
        const config = (replication: object, relationship: object = {}) => ({
          "dhcp-failover:servers": {
            dhcp1: server1.args,
            dhcp2: { ...server2.args, backupDir: server2.folder },
          },
          "dhcp-failover:relationships": {
            offices: {
              ...ends,
              name: "offices",
              mode: "hotStandby",
              onDelete: "remove",
              kea,
              ...relationship,
            },
          },
          "dhcp-failover:replications": { all: { ...ends, ...replication } },
        });
        const stack = await project({
          program,
          refresh: "always",
          config: config({ names: ["offices"] }),
        });

        // The relationship brings the scopes: nothing is left for what replicates them.
        const preview = await stack.previewJson("--save-plan", "plan.json");
        expect(
          preview.steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`).sort(),
        ).toEqual(["create all", "create dhcp-dev", "create offices"]);
        expect(added(preview)).toEqual([]);
        const { configure } = preview.steps.find(({ urn }) => urn.endsWith("::offices"))!.newState!
          .inputs!;
        expect(
          Object.entries(configure).map(([side, leaves]) => [side, Object.keys(leaves as object)]),
        ).toEqual([
          ["partner", ["(relationship)", id(1), id(2)]],
          ["primary", ["(relationship)"]],
        ]);
        expect(preview.diagnostics!.map(({ message }) => message).join("\n")).toContain(
          'While the failover relationship "offices" starts on both servers, no client is answered for about 0.9 s',
        );
        const up = await stack.up("--plan", "plan.json");
        expect(up.code, up.output).toBe(0);
        expect(await states()).toEqual(["hot-standby", "hot-standby"]);
        const resources = (await stack.state()).deployment.resources as readonly {
          readonly type: string;
          readonly urn: string;
          readonly dependencies?: readonly string[];
        }[];
        const made = (name: string) => resources.find(({ type }) => type.endsWith(`:${name}`))!;
        expect(made("FailoverReplication").dependencies).toEqual([
          made("FailoverRelationship").urn,
        ]);
        expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
        expect(await stack.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
          code: 0,
        });

        // Forced to be replaced it is made before it is taken away, and so stays.
        const writes = async () => (await server1.received())["config-set"];
        const before = await writes();
        const replaced = await stack.up("--replace", made("FailoverRelationship").urn);
        expect(replaced.code, replaced.output).toBe(0);
        expect([await states(), await writes()]).toEqual([["hot-standby", "hot-standby"], before]);

        for (const entry of [{}, { names: ["offices"] }]) {
          await stack.write("Pulumi.dev.yaml", JSON.stringify({ config: config(entry) }));
          expect(await stack.up()).toMatchObject({ code: 0 });
          expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
        }
        await stack.write(
          "Pulumi.dev.yaml",
          JSON.stringify({ config: config({ names: ["branches"] }) }),
        );
        expect((await stack.preview()).output).toContain(
          'No failover relationship of the primary is named "branches"; it has offices.',
        );
        await stack.write(
          "Pulumi.dev.yaml",
          JSON.stringify({ config: config({}, { kea: { ...kea, heartbeat: 1 } }) }),
        );
        expect((await stack.preview()).output).toContain(
          'dhcp-failover:relationships.offices.kea: there is no property "heartbeat".',
        );

        await stack.write("Pulumi.dev.yaml", JSON.stringify({ config: config({}) }));
        const gone = await stack.destroy();
        expect(gone.code, gone.output).toBe(0);
        expect(await states()).toEqual(["", ""]);
        expect(gone.output).toContain(
          `${server2.url} keeps its 2 scopes and answers clients independently from then on`,
        );
      } finally {
        await servers.end();
      }
    });
  });
});

once(() => {
  withKea("2.6.3")("a stack file with two relationships of one hub", () => {
    it("creates them together, and replicates to both spokes", async () => {
      const servers = await hub({
        alone: true,
        serves: (place) => ({ subnet4: place === "hub" ? subnets(11, 12, 21) : [] }),
      });
      try {
        const spoke = (n: 1 | 2, name: string, scopeIds: string[]) => ({
          primary: "hub",
          partner: `spoke${n}`,
          name,
          mode: "hotStandby",
          scopeIds,
          kea: { ...servers.peerUrls(n), ...hook },
        });
        const config = {
          "dhcp-failover:servers": Object.fromEntries(
            (["hub", "spoke1", "spoke2"] as const).map((place) => [
              place,
              { ...servers[place].args, backupDir: servers.hub.folder },
            ]),
          ),
          "dhcp-failover:relationships": {
            north: spoke(1, "north", ["10.0.11.0", "10.0.12.0"]),
            south: spoke(2, "south", ["10.0.21.0"]),
          },
          "dhcp-failover:replications": {
            all: {
              primary: "hub",
              partners: { "north-server2": "spoke1", "south-server2": "spoke2" },
              names: ["north", "south"],
            },
          },
        };
        const stack = await project({ program, refresh: "always", config });
        const up = await stack.pulumi("up", "--yes");
        expect(up.code, up.output).toBe(0);
        expect(
          await Promise.all(
            [servers.hub, servers.spoke1, servers.spoke2].map((server) => server.state()),
          ),
        ).toEqual(["hot-standby", "hot-standby", "hot-standby"]);
        expect(
          await Promise.all(
            [servers.hub, servers.spoke1, servers.spoke2].map(
              async (server) => (await server.received())["config-set"],
            ),
          ),
        ).toEqual([1, 1, 1]);
        expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
        expect(await stack.refresh("--preview-only", "--expect-no-changes")).toMatchObject({
          code: 0,
        });
      } finally {
        await servers.end();
      }
    });
  });
});
