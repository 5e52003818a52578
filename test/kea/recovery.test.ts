// What docs/kea.md says of the commands that are sent, and what it says to do when something went wrong, done on real pairs.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { root } from "../../setup/paths.mjs";
import { filesIn } from "../in-sight.js";
import { Engine } from "../lifecycle/engine.js";
import { serves } from "./edits.js";
import { pair, type KeaPair, type KeaServer } from "./servers.js";
import { withKea } from "./versions.js";

it("docs/kea.md names each command that is sent, and no other", () => {
  const sent = [...filesIn(join(root, "provider", "drivers", "kea")).matchAll(/\.(?:ask|send)\("([a-z0-9-]+)"/g)].map(([, command]) => command);
  const table = /^\| command \|[^]*?\n\n/m.exec(readFileSync(join(root, "docs", "kea.md"), "utf8"))![0];
  const told = table.split("\n").flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, command]) => command));
  expect(told.toSorted()).toEqual([...new Set(sent)].toSorted());
});

describe.each(["2.2.0", "3.0.3"] as const)("Kea %s", (version) => {
  withKea(version)("a pair that was replicated", () => {
    let servers: KeaPair;
    let engine: Engine;
    beforeAll(async () => {
      servers = await pair({ version, access: "unix", serves: () => serves() });
      engine = new Engine(drivers, "replication");
      await router("10.0.1.2");
      expect(await up(servers.server1, servers.server2)).toMatchObject({ op: "create", added: ["10.0.1.0/24 options.dhcp4:3.value: 10.0.1.1 => 10.0.1.2"] });
    });
    afterAll(() => servers?.end());

    const kept = () => join(servers.server1.folder, "kept");
    const program = (primary: object, { args }: KeaServer, more: object) => ({ all: { primary, partner: { ...args, backupDir: kept() }, ...more } });
    const up = async ({ args }: KeaServer, partner: KeaServer, more: object = {}) => (await engine.up(program(args, partner, more))).all!;
    const preview = async ({ args }: KeaServer, partner: KeaServer, more: object = {}) => (await engine.preview(program(args, partner, more))).all!;
    const dhcp4 = async (server: KeaServer) => (await server.command("config-get")).arguments!.Dhcp4;
    const outside = async (server: KeaServer) => Object.fromEntries(Object.entries(await dhcp4(server)).filter(([name]) => ["client-classes", "option-def", "shared-networks", "subnet4"].includes(name)));
    const scopes = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24", "10.0.6.0/24"];

    async function router(address: string): Promise<void> {
      const Dhcp4 = await dhcp4(servers.server1);
      Dhcp4.subnet4[0]["option-data"][0].data = address;
      expect(await servers.server1.command("config-set", { Dhcp4 })).toMatchObject({ result: 0 });
      await servers.working();
    }
    /** A server that was set up anew: itself and the failover hook, and nothing that it serves. */
    async function anew(server: KeaServer): Promise<void> {
      const { hash: _, subnet4: _scopes, "shared-networks": _networks, "client-classes": _classes, "option-def": _definitions, ...own } = await dhcp4(server);
      await server.daemon.stop();
      writeFileSync(server.configuration, JSON.stringify({ Dhcp4: own }));
      await server.daemon.start();
      await servers.working();
      expect((await dhcp4(server)).subnet4).toEqual([]);
    }

    it("gives a partner that was set up anew all its scopes, in one config-set", async () => {
      const { server1, server2 } = servers;
      await anew(server2);
      const before = (await server2.received())["config-set"] ?? 0;
      expect((await up(server1, server2, { serverSettings: "replicate" })).op).toBe("update");
      expect((await server2.received())["config-set"]! - before).toBe(1);
      expect(await outside(server2)).toEqual(await outside(server1));
      expect([await server1.state(), await server2.state()]).toEqual(["hot-standby", "hot-standby"]);
    });

    it("gives a primary that was set up anew what the partner holds, by turning the direction for one update", async () => {
      const { server1, server2 } = servers;
      const before = await outside(server2);
      await anew(server1);
      expect((await preview(server1, server2)).failures.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^The primary, .*, holds no scopes at all\. /)]);
      await expect(preview(server2, server1)).rejects.toThrow(/now the other way round/);
      const turned = await up(server2, server1, { serverSettings: "replicate", force: true });
      expect(turned.added.filter((entry) => entry.includes(" (scope): ")).map((entry) => entry.split(" ")[0])).toEqual(scopes);
      expect(await outside(server1)).toEqual(before);

      await expect(preview(server1, server2)).rejects.toThrow(/now the other way round/);
      const writes = await server2.received();
      expect(await up(server1, server2, { force: true })).toMatchObject({ op: "update", added: [] });
      expect(await up(server1, server2)).toMatchObject({ added: [] });
      expect(await preview(server1, server2)).toMatchObject({ op: "same" });
      expect((await server2.received())["config-set"]).toBe(writes["config-set"]);
      expect(await outside(server2)).toEqual(before);
    });

    it("is taken back to what its partner held before", async () => {
      const copies = readdirSync(kept(), { recursive: true, encoding: "utf8" }).filter((path) => /server2.*kea-dhcp4\.json$/.test(path));
      const former = new Engine(drivers, "replication");
      const { all } = await former.up(program({ driver: "file", path: join(kept(), copies.toSorted()[0]!) }, servers.server2, { serverSettings: "replicate", prune: true }));
      expect(all!.added).toEqual(["10.0.1.0/24 options.dhcp4:3.value: 10.0.1.2 => 10.0.1.1"]);
      expect((await dhcp4(servers.server2)).subnet4[0]["option-data"]).toContainEqual(expect.objectContaining({ code: 3, data: "10.0.1.1" }));
    });
  });
});
