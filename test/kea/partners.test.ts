// A hub and two spokes, replicated by one resource: each scope to its own partner, both at the same time unless told otherwise.
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { failoverReader } from "../../provider/lifecycle/failovers.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { added, project } from "../helpers/cli/engine/cli.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { once, repeats } from "../parts.js";
import { between, type Between } from "../helpers/kea/between.js";
import { id } from "../helpers/kea/edits.js";
import { belongsTo, hub, type Hub, type Place } from "../helpers/kea/hub.js";
import { until } from "../helpers/kea/until.js";
import { withKea, type Version } from "../helpers/kea/versions.js";

/** Two scopes for each spoke; on the primary each has another lease time, and the first of each a class that the spokes lack. */
const serves = (place: Place) => {
  const spokes = ({ hub: [1, 2], spoke1: [1], spoke2: [2] } as const)[place];
  const subnet = (spoke: 1 | 2, n: number) => ({
    id: n,
    subnet: id(n),
    pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
    ...(place === "hub" && { "valid-lifetime": 7000 + n, ...belongsTo(spoke) }),
    ...(place === "hub" && n % 10 === 1 && { "require-client-classes": ["phones"] }),
  });
  return {
    "valid-lifetime": 3600,
    ...(place === "hub" && { "client-classes": [{ name: "phones", test: "member('KNOWN')" }] }),
    subnet4: spokes.flatMap((spoke) => [1, 2].map((n) => subnet(spoke, spoke * 10 + n))),
  };
};

for (const version of repeats(["3.0.3", "2.6.3"] as const satisfies readonly Version[])) {
  withKea(version)(`a hub of Kea ${version} with two spokes`, () => {
    let servers: Hub;
    let ways: Between[];
    /** The requests to the spokes and their answers, in order. */
    let sent: string[];
    beforeEach(async () => {
      servers = await hub({ version, serves });
      sent = [];
      ways = await Promise.all([between(servers.spoke1.url), between(servers.spoke2.url)]);
      ways.forEach((way, i) => {
        way.before("config-set", async () => void sent.push(`to spoke${i + 1}`));
        way.after("config-set", async () => void sent.push(`from spoke${i + 1}`));
      });
    });
    afterEach(async () => {
      await Promise.all(ways.map((way) => way.end()));
      await servers.end();
    });
    const args = (more: object = {}) => ({
      primary: servers.hub.args,
      partners: Object.fromEntries(
        ways.map(({ url }, i) => [
          `spoke${i + 1}`,
          { driver: "kea", url, backupDir: servers.hub.folder },
        ]),
      ),
      ...more,
    });
    const subnets = async (place: Place) => {
      const { Dhcp4 } = (await servers[place].command("config-get")).arguments!;
      return Dhcp4.subnet4
        .map(
          (subnet: { id: number; "valid-lifetime": number }) =>
            `${subnet.id} ${subnet["valid-lifetime"]}`,
        )
        .sort();
    };

    it("replicates each scope to its own partner only, to both at the same time (example 2 of the cmdlet's page)", async () => {
      // Neither is answered before both were asked.
      const arrivals = ways.map(() => Promise.withResolvers<void>());
      ways.forEach((way, i) => {
        way.before("config-set", async () => {
          sent.push(`to spoke${i + 1}`);
          arrivals[i]!.resolve();
        });
        way.after("config-set", async () => {
          await Promise.all(arrivals.map(({ promise }) => promise));
          sent.push(`from spoke${i + 1}`);
        });
      });
      const engine = new Engine(drivers, "replication");
      await engine.up({ all: args() });
      expect([sent.slice(0, 2).sort(), sent.slice(2).sort()]).toEqual([
        ["to spoke1", "to spoke2"],
        ["from spoke1", "from spoke2"],
      ]);
      expect(await subnets("spoke1")).toEqual(["11 7011", "12 7012"]);
      expect(await subnets("spoke2")).toEqual(["21 7021", "22 7022"]);
      expect(
        await Promise.all([servers.hub, servers.spoke1, servers.spoke2].map((one) => one.state())),
      ).toEqual(["hot-standby", "hot-standby", "hot-standby"]);
      expect((await engine.preview({ all: args() })).all).toMatchObject({ op: "same", added: [] });
      expect((await servers.hub.received())["config-set"]).toBeUndefined();
    });

    it.each([
      [
        "example 1, one relationship by name",
        { names: ["hub1/spoke1"] },
        ["11 7011", "12 7012"],
        ["21 3600", "22 3600"],
      ],
      [
        "two relationships by name",
        { names: ["hub1/spoke1", "hub2/spoke2"] },
        ["11 7011", "12 7012"],
        ["21 7021", "22 7022"],
      ],
      [
        "example 3, scopes of several relationships",
        { scopeIds: ["10.0.11.0", "10.0.21.0"] },
        ["11 7011", "12 3600"],
        ["21 7021", "22 3600"],
      ],
    ])("replicates only what is selected: %s", async (_, choice, first, second) => {
      const engine = new Engine(drivers, "replication");
      await engine.up({ all: args(choice) });
      expect([await subnets("spoke1"), await subnets("spoke2")]).toEqual([first, second]);
      expect((await engine.preview({ all: args(choice) })).all).toMatchObject({
        op: "same",
        added: [],
      });
    });

    it("replicates to one partner after the other with throttleLimit: 1", async () => {
      // There is time enough for the second to be asked before the first has answered.
      for (const [i, way] of ways.entries())
        way.after("config-set", async () => {
          await wait(1_000);
          sent.push(`from spoke${i + 1}`);
        });
      await new Engine(drivers, "replication").up({ all: args({ throttleLimit: 1 }) });
      expect(sent).toEqual(["to spoke1", "from spoke1", "to spoke2", "from spoke2"]);
    });

    it("reports the failover of the hub with each spoke, and of a spoke with the hub", async () => {
      const asked = async (server: object, more: object = {}) => {
        const { props } = await failoverReader(operation(drivers, () => undefined)).read("asked", {
          server,
          ...more,
        });
        return (props as { relationships?: unknown }).relationships;
      };
      const scopeIds = (spoke: number) => [1, 2].map((n) => id(spoke * 10 + n));
      const ofHub = [1, 2].map((n) => ({
        name: `hub${n}/spoke${n}`,
        mode: "hotStandby",
        state: "hot-standby",
        role: "active",
        partner: `spoke${n}`,
        scopeIds: scopeIds(n),
      }));
      expect(await asked(servers.hub.args)).toEqual(ofHub);
      expect(await asked(servers.hub.args, { names: ["hub2/spoke2"] })).toEqual([ofHub[1]]);
      expect(await asked(servers.hub.args, { scopeIds: [id(12)] })).toEqual([ofHub[0]]);
      expect(await asked(servers.spoke2.args)).toEqual([
        { ...ofHub[1], role: "standby", partner: "hub2" },
      ]);
    });

    it("shows the changes of each partner, and what its scopes need, with the partner's name", async () => {
      const { all } = await new Engine(drivers, "replication").preview({ all: args() });
      expect(all!.added.map((line) => line.replace(/: .*/, ""))).toEqual(
        [
          ...[1, 2].map((n) => `10.0.1${n}.0/24 leaseDuration`),
          "10.0.11.0/24 evaluate-additional-classes",
          ...[1, 2].map((n) => `10.0.2${n}.0/24 leaseDuration`),
          "10.0.21.0/24 evaluate-additional-classes",
          "spoke1 classes.phones (all)",
          "spoke2 classes.phones (all)",
        ].sort(),
      );
      expect(all!.said.filter((sentence) => sentence.includes("relationship"))).toEqual([]); // each states the one it is in, and no other is missed
    });
  });
}

once(() => {
  withKea("2.6.3")("a hub one of whose spokes is dead", () => {
    let servers: Hub;
    beforeEach(async () => {
      servers = await hub({ serves });
    });
    afterEach(() => servers.end());

    it("is an error of a preview that names the spoke, and an up writes the other one", async () => {
      const args = {
        primary: servers.hub.args,
        partners: {
          spoke1: { ...servers.spoke1.args, backupDir: "kept" },
          spoke2: { ...servers.spoke2.args, backupDir: "kept" },
        },
      };
      const stack = await project({
        program: `const dhcp = require("pulumi-dhcp-failover"); new dhcp.FailoverReplication("all", ${JSON.stringify(args)});`,
      });
      try {
        expect(added(await stack.previewJson()).length).toBeGreaterThan(0);
        await Promise.all([servers.spoke2.agent?.stop(), servers.spoke2.daemon.stop()]);
        const preview = await stack.preview();
        expect(preview.code, preview.output).not.toBe(0);
        expect(preview.output).toContain(`partners.spoke2: ${servers.spoke2.url}`);
        const up = await stack.up();
        expect(up.code, up.output).not.toBe(0);
        expect(up.output).toContain(`partners.spoke2: ${servers.spoke2.url}`);
        expect(up.output).toContain('The partner "spoke1" was written and is not written again.');
        expect(up.output).not.toContain("at Object."); // no stack
        expect((await servers.spoke1.received())["config-set"]).toBe(1);
        const left = (await stack.state()).deployment.resources!.find(({ urn }) =>
          urn.endsWith("::all"),
        )!.outputs!;
        expect([Object.keys(left.__partners as object), left.replicated, left.__key]).toEqual([
          ["spoke1"],
          [id(11), id(12)],
          expect.objectContaining({ ciphertext: expect.any(String) }),
        ]);
        await Promise.all([servers.spoke2.daemon.start(), servers.spoke2.agent?.start()]);
        await until("the spoke to work again", async () =>
          (await Promise.all([servers.hub.state(), servers.spoke2.state()])).every(
            (state) => state === "hot-standby",
          ),
        );
        const again = added(await stack.previewJson("--save-plan", "plan.json"));
        expect(
          again.every((line) => !line.includes("10.0.11.0") && !line.includes("spoke1")),
          again.join("\n"),
        ).toBe(true);
        const second = await stack.up("--plan", "plan.json");
        expect(second.code, second.output).toBe(0);
        expect((await stack.preview("--expect-no-changes")).code).toBe(0);
        expect((await stack.refresh("--expect-no-changes")).code).toBe(0);
        expect((await servers.spoke1.received())["config-set"]).toBe(1);
      } finally {
        await stack.remove();
      }
    });
  });
});
