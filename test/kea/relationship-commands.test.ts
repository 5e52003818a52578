// A failover relationship that loads the hook libraries of commands: the next change interrupts nothing.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { id } from "../helpers/kea/edits.js";
import { hub, belongsTo } from "../helpers/kea/hub.js";
import { asked, plain, unequal, writes } from "../helpers/kea/relationship-args.js";
import type { Server } from "../helpers/kea/server.js";
import { withKea } from "../helpers/kea/versions.js";

const librariesOf = async (server: Pick<Server, "command">): Promise<readonly string[]> =>
  (await server.command("config-get")).arguments!.Dhcp4["hooks-libraries"].map(
    ({ library }: { library: string }) => library.replace(/.*\//, ""),
  );
const libraries = ["libdhcp_subnet_cmds.so", "libdhcp_host_cmds.so", "libdhcp_class_cmds.so"];

withKea("3.0.3")("a failover relationship with commandHooks", () => {
  it("loads the hook libraries on both servers, and a later change needs no config-set", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, {}, { commandHooks: true }) };
      expect((await engine.up(program)).ha!.failures).toEqual([]);
      for (const server of [server1, server2])
        expect((await librariesOf(server)).slice(-3)).toEqual(libraries);
      expect(await writes(servers)).toEqual([1, 1]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(await engine.refresh(true)).toEqual({ ha: [] });

      const [first] = plain(1);
      await server1.command("subnet4-update", { subnet4: [{ ...first, "valid-lifetime": 1200 }] });
      const replication = new Engine(drivers, "replication");
      const { failures, said } = (
        await replication.up({
          all: {
            primary: server1.args,
            partner: { ...server2.args, backupDir: server2.folder, apply: "commands" },
          },
        })
      ).all!;
      expect(failures).toEqual([]);
      expect(said.join("\n")).toContain("this write is 1 command. Failover continues");
      expect(await writes(servers)).toEqual([1, 1]);
    } finally {
      await servers.end();
    }
  });

  it("adds the hook libraries to a relationship that is there, and leaves them once they are", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      expect(await librariesOf(servers.server2)).not.toContain(libraries[0]);
      const { added } = (await engine.preview({ ha: asked(servers, {}, { commandHooks: true }) }))
        .ha!;
      expect(added).toEqual(["partner commandHooks: + true", "primary commandHooks: + true"]);
      await engine.up({ ha: asked(servers, {}, { commandHooks: true }) });
      for (const server of [servers.server1, servers.server2])
        expect((await librariesOf(server)).slice(-3)).toEqual(libraries);
      for (const value of [false, undefined]) {
        const program = { ha: asked(servers, {}, { commandHooks: value }) };
        expect((await engine.preview(program)).ha!.added).toEqual([]);
      }
    } finally {
      await servers.end();
    }
  });

  it("loads them once in a hub, whose other relationship is left as it is", async () => {
    const servers = await hub({
      version: "3.0.3",
      alone: true,
      serves: (place) => ({
        subnet4:
          place === "hub" ? [1, 2].map((n) => ({ ...plain(n)[0], ...belongsTo(n as 1) })) : [],
      }),
    });
    try {
      const program = (isAsked: boolean) =>
        Object.fromEntries(
          ([1, 2] as const).map((n) => [
            `ha${n}`,
            {
              primary: { ...servers.hub.args, backupDir: servers.hub.folder },
              partner: { ...servers[`spoke${n}`].args, backupDir: servers[`spoke${n}`].folder },
              name: `branch${n}`,
              mode: "hotStandby",
              scopeIds: [id(n)],
              kea: {
                ...servers.peerUrls(n),
                primaryName: `hub${n}`,
                partnerName: `spoke${n}`,
                heartbeatDelay: 200,
                ...(n === 1 && isAsked && { commandHooks: true }),
              },
            },
          ]),
        );
      const engine = new Engine(drivers, "relationship");
      const first = await engine.up(program(false));
      expect(Object.values(first).flatMap(({ failures }) => failures)).toEqual([]);
      const second = await engine.up(program(true));
      expect(Object.values(second).flatMap(({ failures }) => failures)).toEqual([]);
      expect((await librariesOf(servers.hub)).slice(-3)).toEqual(libraries);
      expect(await librariesOf(servers.spoke2)).not.toContain(libraries[0]);
      const third = await engine.up(program(true));
      expect(Object.values(third).map(({ op }) => op)).toEqual(["same", "same"]);
      expect(await engine.refresh(true)).toEqual({ ha1: [], ha2: [] });
    } finally {
      await servers.end();
    }
  });
});

withKea("2.6.3")("a failover relationship with commandHooks on a release without them", () => {
  it("is made without them, and a warning says so", async () => {
    const servers = await unequal("2.6.3", []);
    try {
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, {}, { commandHooks: true }) };
      await engine.preview(program);
      expect(engine.said.join("\n")).toContain(
        `${servers.server1.url} is assumed to be Kea 2.6, whose packages have no hook libraries of commands: kea.commandHooks changes nothing there. Kea 3.0 and later have them.`,
      );
      await engine.up(program);
      expect((await engine.up(program)).ha!.op).toBe("same");
    } finally {
      await servers.end();
    }
  });
});
