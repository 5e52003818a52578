// Two real servers without failover, and a stack file alone: a pair that works, and what speaks of its relationship waits for it.
import { expect, it } from "vitest";
import { project } from "../engine/cli.js";
import { id } from "../kea/edits.js";
import { pair } from "../kea/servers.js";
import { withKea } from "../kea/versions.js";

withKea("2.2.0")("a stack file with a relationship", () => {
  it("makes a pair that works, and then has nothing to do", async () => {
    const servers = await pair({ version: "2.2.0", alone: ["server1", "server2"], serves: (name) => ({ subnet4: name === "server1" ? [1, 2].map((n) => ({ id: n, subnet: id(n) })) : [] }) });
    try {
      const { server1, server2, peerUrls } = servers;
      const ends = { primary: "dhcp1", partner: "dhcp2" };
      const kea = { primaryUrl: peerUrls.server1, partnerUrl: peerUrls.server2, heartbeatDelay: 300, multiThreading: { enableMultiThreading: true, httpDedicatedListener: true } };
      const config = (replication: object) => ({
        "dhcp-failover:servers": { dhcp1: server1.args, dhcp2: { ...server2.args, backupDir: server2.folder } },
        "dhcp-failover:relationships": { offices: { ...ends, name: "offices", mode: "hotStandby", kea } },
        "dhcp-failover:replications": { all: { ...ends, ...replication } },
      });
      const stack = await project({ program: 'require("pulumi-dhcp-failover/stack");\n', refresh: "always", config: config({}) });
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect([await server1.state(), await server2.state()]).toEqual(["hot-standby", "hot-standby"]);
      const resources = (await stack.state()).deployment.resources as readonly { readonly type: string; readonly urn: string; readonly dependencies?: readonly string[] }[];
      const made = (name: string) => resources.find(({ type }) => type.endsWith(`:${name}`))!;
      expect(made("FailoverReplication").dependencies).toEqual([made("FailoverRelationship").urn]);
      expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
      expect(await stack.refresh("--preview-only", "--expect-no-changes")).toMatchObject({ code: 0 });

      await stack.write("Pulumi.dev.yaml", JSON.stringify({ config: config({ names: ["offices"] }) }));
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    } finally {
      await servers.end();
    }
  });
});
