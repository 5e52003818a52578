// A hundred resources, one partner: what they want is gathered into few writes, and the preview says so.
import { availableParallelism } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { added, project, type Project } from "../helpers/cli/engine/cli.js";
import { id, serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { again, once } from "../parts.js";

const count = 100;
const scopeIds = Array.from({ length: count }, (_, i) => id(i + 1));

/** Every subnet has a lease time of its own on the primary. */
const changed = () => {
  const dhcp4 = structuredClone(serves(count)) as any;
  for (const subnet of [...dhcp4.subnet4, ...dhcp4["shared-networks"][0].subnet4])
    subnet["valid-lifetime"] = 7000 + subnet.id;
  return dhcp4;
};

withKea("2.2.0")("a hundred changed FailoverScopes", () => {
  let servers: KeaPair;
  let stack: Project;
  beforeEach(async () => {
    servers = await pair({ serves: (name) => (name === "server1" ? changed() : serves(count)) });
    stack = await project({
      refresh: "always",
      program: `
const dhcp = require("pulumi-dhcp-failover");
for (const scopeId of ${JSON.stringify(scopeIds)}) new dhcp.FailoverScope(scopeId, { primary: ${JSON.stringify(servers.server1.args)}, partner: { ...${JSON.stringify(servers.server2.args)}, backupDir: "kept" }, scopeId });
`,
    });
  });
  afterEach(async () => {
    await stack.remove();
    await servers.end();
  });
  const writes = async () => (await servers.server2.received())["config-set"] ?? 0;

  once(() => {
    it("are one config-set with --parallel 1000", async () => {
      const up = await stack.up("--parallel", "1000");
      expect(up.code, up.output).toBe(0);
      expect(await writes()).toBe(1);
      expect((await stack.preview("--expect-no-changes")).code).toBe(0);
    });
  });

  again(() => {
    it("are one config-set for each batch otherwise, as the preview says", async () => {
      const preview = await stack.preview("--diff");
      expect(preview.output).toContain(
        `${servers.server2.url}: several resources write to it. They are written in batches: one config-set, and one such interruption,`,
      );
      expect(preview.output).toContain(
        "pulumi --parallel 1000 makes one batch, and so does one FailoverReplication instead of many FailoverScopes.",
      );
      expect(added(await stack.previewJson())).toHaveLength(count);
      const up = await stack.up();
      expect(up.code, up.output).toBe(0);
      const made = await writes();
      // The engine's own default is 4 for each core at once; a slow machine makes the batches smaller, and never one for each scope.
      expect(made).toBeGreaterThanOrEqual(Math.ceil(count / (4 * availableParallelism())));
      expect(made).toBeLessThan(count / 2);
      expect((await stack.preview("--expect-no-changes")).code).toBe(0);
    });
  });
});
