// A plain `pulumi up` on a terminal: it shows what differs before it asks, and how the wait for failover goes on.
// `npm run recording` writes what a person sees to docs/update-light.svg and docs/update-dark.svg.
import { expect, it } from "vitest";
import { writeRecording } from "../../setup/recording.mjs";
import { project } from "../helpers/cli/engine/cli.js";
import { screenTexts, sayYes } from "../helpers/cli/engine/screen.js";
import { serves } from "../helpers/kea/edits.js";
import { pair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

/**
 * Returns the configurations of both: the primary has another router in the first scope, and one
 * reservation more.
 */
const edited = (name: string) => {
  const dhcp4 = structuredClone(serves(4)) as any;
  if (name === "server2") return dhcp4;
  dhcp4.subnet4[0]["option-data"][0].data = "10.0.1.2";
  dhcp4.subnet4[1].reservations = [
    ...(dhcp4.subnet4[1].reservations ?? []),
    { "hw-address": "02:00:00:00:02:0e", "ip-address": "10.0.2.14", hostname: "printer-2" },
  ];
  return dhcp4;
};

withKea("2.6.3")("pulumi up on a terminal", () => {
  it("shows the differences before it asks, and progress while failover is awaited", async () => {
    const servers = await pair({ version: "2.6.3", heartbeatDelay: 10_000, serves: edited });
    try {
      const [primary, partner] = [servers.server1, servers.server2].map(({ args }) =>
        JSON.stringify(args),
      );
      const stack = await project({
        program: `
          const { FailoverReplication } = require("pulumi-dhcp-failover");
          const primary = ${primary}, partner = { ...${partner}, backupDir: "kept" };
          new FailoverReplication("headquarters", { primary, partner });`,
      });
      const { code, pieces } = await stack.record([sayYes], "up");
      const texts = await screenTexts(pieces);
      expect(code, texts.at(-1)).toBe(0);

      const asking = texts.find((text) => text.includes("Do you want to perform this update?"));
      expect(asking).toContain("An update writes 2 changes from");
      expect(asking).toMatch(/10\.0\.1\.0\/24 options\S*: 10\.0\.1\.1 => 10\.0\.1\.2/);
      expect(asking).toMatch(/10\.0\.2\.0\/24 reservations\.10\.0\.2\.14: \+ .*printer-2/);
      expect(asking).toMatch(/warning: .*failover/);

      const waiting = texts.flatMap(
        (text) => /written, waiting for failover, (\d+) of about \d+ s/.exec(text)?.[1] ?? [],
      );
      expect(new Set(waiting).size).toBeGreaterThan(1);
      expect(texts.at(-1)).toContain("failover works again after");
      expect(texts.at(-1)).not.toContain("waiting for failover");
      if (process.env["RECORDING"] === "write") await writeRecording("pulumi up", pieces);
    } finally {
      await servers.end();
    }
  });
});
