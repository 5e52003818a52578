// A file as the primary of both running servers: how a whole pair is changed without a pause.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { pair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

const printer = { "hw-address": "02:00:00:00:00:21", "ip-address": "10.0.1.21" };
const serves = (...reservations: readonly object[]) => ({
  "valid-lifetime": 3600,
  subnet4: [
    { id: 1, subnet: "10.0.1.0/24", pools: [{ pool: "10.0.1.100-10.0.1.199" }], reservations },
  ],
});

withKea("3.0.3")("a pair whose scopes are in a file", () => {
  it("takes a change of the file on both servers by commands, and failover goes on", async () => {
    const servers = await pair({ version: "3.0.3", hasCommands: true, serves: () => serves() });
    try {
      const path = join(servers.server1.folder, "scopes.conf");
      const primary = { driver: "file", path };
      const onto = async ({ args, folder }: KeaServer) => {
        const partner = { ...args, backupDir: folder, apply: "commands" };
        return (await new Engine(drivers, "replication").up({ all: { primary, partner } })).all!;
      };
      writeFileSync(path, JSON.stringify({ Dhcp4: serves(printer) }));
      await servers.working();
      for (const server of [servers.server1, servers.server2]) {
        const { added, said, failures } = await onto(server);
        expect(failures).toEqual([]);
        expect(added).toEqual(["10.0.1.0/24 reservations.10.0.1.21: + hw:02-00-00-00-00-21"]);
        expect(said.join("\n")).toContain("this write is 1 command. Failover continues");
        const { Dhcp4 } = (await server.command("config-get")).arguments!;
        expect(Dhcp4.subnet4[0].reservations).toMatchObject([printer]);
      }
    } finally {
      await servers.end();
    }
  });
});
