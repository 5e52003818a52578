// The whole path on real pairs, through the real CLI: what a preview tells, what an up does, what both servers are like afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { compare } from "../../provider/core/compare.js";
import { ignoreNothing } from "../../provider/core/keep.js";
import { parseConfiguration } from "../../provider/drivers/kea/model/index.js";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { repeats } from "../parts.js";
import { allEdited, edits } from "../helpers/kea/edits.js";
import { pair, type Access, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea, type Version } from "../helpers/kea/versions.js";

const subnets = 100;

const program = (args: object): string => `
const dhcp = require("pulumi-dhcp-failover");
new dhcp.FailoverReplication("all", ${JSON.stringify(args)});
`;

const ways: readonly {
  readonly version: Version;
  readonly mode: "hot-standby" | "load-balancing";
  readonly access: Access;
}[] = [
  { version: "3.0.3", mode: "hot-standby", access: "http" },
  { version: "2.2.0", mode: "hot-standby", access: "http" },
  { version: "2.2.0", mode: "load-balancing", access: "http" },
  { version: "2.2.0", mode: "hot-standby", access: "unix" },
  { version: "2.2.0", mode: "load-balancing", access: "unix" },
  { version: "2.2.0", mode: "hot-standby", access: "https" },
  { version: "2.6.3", mode: "hot-standby", access: "http" },
  { version: "2.6.3", mode: "load-balancing", access: "http" },
  { version: "3.0.3", mode: "load-balancing", access: "http" },
  { version: "3.0.3", mode: "load-balancing", access: "https" },
];

/** Properties that a server holds of its own, and must keep. */
const own = [
  "control-socket",
  "control-sockets",
  "hooks-libraries",
  "interfaces-config",
  "lease-database",
  "loggers",
  "multi-threading",
];

for (const { version, mode, access } of repeats(ways)) {
  const balanced = mode === "load-balancing";
  withKea(version)(`Kea ${version}, ${mode}, ${access}`, () => {
    let servers: KeaPair;
    let stack: Project;
    const kept = mkdtempSync(join(tmpdir(), "kept-"));
    beforeAll(async () => {
      servers = await pair({
        version,
        mode,
        access,
        serves: (name) => allEdited(name === "server1" ? "primary" : "partner", subnets, balanced),
      });
      stack = await project({
        refresh: "always",
        program: program({
          primary: servers.server1.args,
          partner: { ...servers.server2.args, backupDir: kept },
        }),
      });
    });
    afterAll(async () => {
      await stack?.remove();
      await servers?.end();
      rmSync(kept, { recursive: true });
    });
    const dhcp4 = async (server: KeaServer) =>
      (await server.command("config-get")).arguments!.Dhcp4;
    /** How often both servers got a command while something was done. */
    const during = async (done: () => Promise<void>) => {
      const counts = () => Promise.all([servers.server1.received(), servers.server2.received()]);
      const before = await counts();
      await done();
      return (await counts()).map(
        (after, i) => (command: string) => (after[command] ?? 0) - (before[i]![command] ?? 0),
      );
    };

    it("gets every difference and no other in one write, and nothing is left to do", async () => {
      const expected = edits(subnets, balanced);
      const preview = await stack.previewJson();
      const told = added(preview);
      expect(told.map((line) => line.replace(/: .*/, "")).sort()).toEqual(
        expected.map(({ part, leaf }) => `${part} ${leaf}`).sort(),
      );
      for (const { part, leaf, told: wanted } of expected)
        expect(
          told
            .find((line) => line.startsWith(`${part} ${leaf}: `))!
            .slice(`${part} ${leaf}: `.length),
        ).toMatch(wanted);

      const before = await dhcp4(servers.server2);
      const [primary, partner] = await during(async () => {
        const up = await stack.up();
        expect(up.output).toContain("failover works again after");
        expect(up.code, up.output).toBe(0);
      });
      expect({
        primary: primary!("config-set"),
        partner: partner!("config-set"),
        written: partner!("config-write"),
      }).toEqual({ primary: 0, partner: 1, written: 1 });
      const working = mode;
      expect([await servers.server1.state(), await servers.server2.state()]).toEqual([
        working,
        working,
      ]);

      const after = await dhcp4(servers.server2);
      const [left, right] = [
        parseConfiguration(await dhcp4(servers.server1)),
        parseConfiguration(after),
      ].map(({ configuration }) => configuration);
      expect(
        compare(right!, left!, {
          scopes: Object.keys(left!.scopes),
          settings: true,
          isIgnored: ignoreNothing,
        }),
      ).toEqual([]);
      for (const name of own)
        expect(canonicalText(after[name]), name).toBe(canonicalText(before[name]));

      expect((await stack.preview("--expect-no-changes")).code).toBe(0);
      const [one, other] = await during(async () => {
        expect((await stack.up("--expect-no-changes")).code).toBe(0);
      });
      for (const server of [one!, other!]) {
        expect(server("config-get")).toBe(1); // a refresh and a check in one operation
        for (const writing of ["config-test", "config-set", "config-write", "ha-reset"])
          expect(server(writing), writing).toBe(0);
      }
    });
  });
}
