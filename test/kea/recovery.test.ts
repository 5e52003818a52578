// What docs/kea.md says of the commands that are sent, and what it says to do when something went wrong, done on real pairs.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { root } from "../../setup/paths.mjs";
import { filesIn } from "../helpers/in-sight.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { once, repeats } from "../parts.js";
import { dhcpv4 } from "../../provider/drivers/kea/names.js";
import { serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";

once(() => {
  it("docs/kea.md names each command that recovery sends, and no other", () => {
    const changes = filesIn(join(root, "provider", "drivers", "kea", "commands")).matchAll(
      /"((?:subnet4|network4|reservation|class)-[a-z-]+)"/g,
    );
    const sent = [...Object.values(dhcpv4.commands), ...[...changes].map(([, command]) => command)];
    const table = /^\| command \|[^]*?\n\n/m.exec(
      readFileSync(join(root, "docs", "kea.md"), "utf8"),
    )![0];
    const told = table
      .split("\n")
      .flatMap((row) =>
        [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, command]) => command),
      );
    expect(told.toSorted()).toEqual([...new Set(sent)].toSorted());
  });
});

describe.each(repeats(["3.0.3", "2.2.0"] as const))("Kea %s", (version) => {
  withKea(version)("a pair that was replicated", () => {
    let servers: KeaPair;
    let engine: Engine;
    beforeAll(async () => {
      servers = await pair({
        version,
        access: "unix",
        maxResponseDelay: 4_000,
        serves: () => serves(),
      });
      engine = new Engine(drivers, "replication");
      await router("10.0.1.2");
      expect(await up(servers.server1, servers.server2)).toMatchObject({
        op: "create",
        added: ["10.0.1.0/24 options.dhcp4:3.value: 10.0.1.1 => 10.0.1.2"],
      });
    });
    afterAll(() => servers?.end());

    const kept = () => join(servers.server1.folder, "kept");
    const program = (primary: object, { args }: KeaServer, more: object) => ({
      all: { primary, partner: { ...args, backupDir: kept() }, ...more },
    });
    const up = async ({ args }: KeaServer, partner: KeaServer, more: object = {}) =>
      (await engine.up(program(args, partner, more))).all!;
    const preview = async ({ args }: KeaServer, partner: KeaServer, more: object = {}) =>
      (await engine.preview(program(args, partner, more))).all!;
    const dhcp4 = async (server: KeaServer) =>
      (await server.command("config-get")).arguments!.Dhcp4;
    const outside = async (server: KeaServer) =>
      Object.fromEntries(
        Object.entries(await dhcp4(server)).filter(([name]) =>
          ["client-classes", "option-def", "shared-networks", "subnet4"].includes(name),
        ),
      );
    const scopes = [
      "10.0.1.0/24",
      "10.0.2.0/24",
      "10.0.3.0/24",
      "10.0.4.0/24",
      "10.0.5.0/24",
      "10.0.6.0/24",
    ];

    async function router(address: string): Promise<void> {
      const Dhcp4 = await dhcp4(servers.server1);
      Dhcp4.subnet4[0]["option-data"][0].data = address;
      expect(await servers.server1.command("config-set", { Dhcp4 })).toMatchObject({ result: 0 });
      await servers.working();
    }
    /** A server's file that was set up anew: itself and the failover hook, and nothing that it serves. */
    async function anew(server: KeaServer): Promise<void> {
      const {
        hash: _,
        subnet4: _scopes,
        "shared-networks": _networks,
        "client-classes": _classes,
        "option-def": _definitions,
        ...own
      } = await dhcp4(server);
      await server.daemon.stop();
      writeFileSync(
        server.configuration,
        `// set up anew\n${JSON.stringify({ Dhcp4: own }, undefined, 2)}\n`,
      );
    }

    it.each([
      ["partner", "server2", "server1"],
      ["primary", "server1", "server2"],
    ] as const)(
      "gets the lost file of its %s from the remaining server, and that server then starts",
      async (_, lost, left) => {
        const before = await outside(servers[left]);
        const sets = async () => (await servers[left].received())["config-set"];
        const written = await sets();
        await anew(servers[lost]);
        await until(
          "the other one to go on alone",
          async () => (await servers[left].state()) === "partner-down",
        );

        const filling = new Engine(drivers, "replication");
        const { all } = await filling.up({
          all: {
            primary: servers[left].args,
            partner: { driver: "file", path: servers[lost].configuration, backupDir: kept() },
            serverSettings: "replicate",
          },
        });
        expect(all!.failures).toEqual([]);
        expect(
          all!.added
            .filter((entry) => entry.includes(" (scope): "))
            .map((entry) => entry.split(" ")[0]),
        ).toEqual(scopes);
        expect(all!.added.filter((entry) => !entry.includes(": + "))).toEqual([]);

        await servers[lost].daemon.start();
        await servers.working();
        expect(await outside(servers[lost])).toEqual(before);
        expect(await preview(servers.server1, servers.server2)).toMatchObject({ op: "same" });
        expect(await sets()).toBe(written);
      },
    );

    it("is not overwritten from a primary that came back empty", async () => {
      const { server1, server2 } = servers;
      const held = await dhcp4(server1);
      const { hash: _, subnet4: _scopes, "shared-networks": _networks, ...empty } = held;
      expect(await server1.command("config-set", { Dhcp4: empty })).toMatchObject({ result: 0 });
      expect((await preview(server1, server2)).failures.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/^The primary, .*, has no scopes\. /),
      ]);
      const { hash: _hash, ...full } = held;
      expect(await server1.command("config-set", { Dhcp4: full })).toMatchObject({ result: 0 });
      await servers.working();
    });

    it("is restored to what its partner held before", async () => {
      const copies = readdirSync(kept(), { recursive: true, encoding: "utf8" }).filter((path) =>
        /server2.*kea-dhcp4\.json$/.test(path),
      );
      const former = new Engine(drivers, "replication");
      const { all } = await former.up(
        program({ driver: "file", path: join(kept(), copies.toSorted()[0]!) }, servers.server2, {
          serverSettings: "replicate",
          prune: true,
        }),
      );
      expect(all!.added).toEqual(["10.0.1.0/24 options.dhcp4:3.value: 10.0.1.2 => 10.0.1.1"]);
      expect((await dhcp4(servers.server2)).subnet4[0]["option-data"]).toContainEqual(
        expect.objectContaining({ code: 3, data: "10.0.1.1" }),
      );
    });
  });
});
