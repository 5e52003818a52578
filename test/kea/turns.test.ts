// A file as the source of both servers of a pair: they are written one after the other, and one of them always answers.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { allEdited, serves } from "../helpers/kea/edits.js";
import { pair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

withKea("2.2.0")("both servers of a pair, written in one operation", () => {
  it("never restart failover at the same time", async () => {
    const servers = await pair({ heartbeatDelay: 1_000, serves: () => serves() });
    try {
      const { Dhcp4: live } = (await servers.server1.command("config-get")).arguments!;
      const folder = servers.server1.folder;
      const path = join(folder, "source.conf");
      writeFileSync(
        path,
        JSON.stringify({
          Dhcp4: { ...allEdited("primary"), "hooks-libraries": live["hooks-libraries"] },
        }),
      );
      const seen = new Set<string>();
      let over = false;
      const watch = (async () => {
        while (!over) {
          seen.add(
            (
              await Promise.all(
                [servers.server1, servers.server2].map((server) =>
                  server.state().catch(() => "silent"),
                ),
              )
            ).join(" and "),
          );
          await wait(50);
        }
      })();
      const from = (server: typeof servers.server1) => ({
        primary: { driver: "file", path },
        partner: { ...server.args, backupDir: folder },
      });
      await new Engine(drivers, "replication").up({
        one: from(servers.server1),
        two: from(servers.server2),
      });
      over = true;
      await watch;
      expect(seen).toContain("hot-standby and hot-standby");
      expect([...seen].filter((states) => !/hot-standby|partner-down/.test(states))).toEqual([]);
      expect(seen.size).toBeGreaterThan(1); // each was seen to begin anew
    } finally {
      await servers.end();
    }
  });
});
