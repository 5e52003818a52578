// A failover relationship that was left unfinished, was edited, or lost its password is made whole by the next update.
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { between } from "../helpers/kea/between.js";
import { freePorts } from "../helpers/kea/ports.js";
import { withKea } from "../helpers/kea/versions.js";
import { asked, unequal, writes } from "../helpers/kea/relationship-args.js";

withKea("3.0.3")("a failover relationship", () => {
  it("is completed by the next update where the first one wrote the partner only", async () => {
    const servers = await unequal("3.0.3", []);
    const cut = await between(servers.server1.url);
    try {
      const program = {
        ha: { ...asked(servers), primary: { ...servers.server1.args, url: cut.url } },
      };
      const engine = new Engine(drivers, "relationship");
      cut.next("config-set", "swallow");
      await expect(engine.up(program)).rejects.toThrow(
        `${cut.url} was sent the new configuration, but still had the previous one when it was last read`,
      );
      expect(await writes(servers)).toEqual([0, 1]);
      const next = (await engine.preview(program)).ha!;
      // Where the answer is lost the configuration may still come, and then it is in no file.
      expect(next.added.map((entry) => entry.replace(/: .*/, ""))).toEqual([
        "(not persisted)",
        "primary (relationship)",
      ]);
      expect(next.said).toContain(
        `The failover relationship "offices" already exists on ${servers.server2.url} as defined, but not on ${cut.url}: it is created there.`,
      );
      await engine.up(program);
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect(await writes(servers)).toEqual([1, 1]);
    } finally {
      await cut.end();
      await servers.end();
    }
  });

  it("is completed with another URL where its primary cannot listen at the first one", async () => {
    const servers = await unequal("3.0.3", []);
    const busy = createServer().listen(Number(new URL(servers.peerUrls.server1).port), "127.0.0.1");
    const [free] = await freePorts(1);
    try {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      await expect(engine.up({ ha: asked(servers) })).rejects.toThrow("Address already in use");
      expect(await writes(servers)).toEqual([2, 1]); // the primary was given back what it held
      const apart = `The failover relationship "offices" is as defined on ${server2.url}, but not on ${server1.url}: they do not communicate, and after a while ${server2.url} answers clients independently, without the leases of ${server1.url}. Correct the error and update again soon, or remove the relationship from both servers.`;
      expect(engine.said).toContain(apart);
      const elsewhere = (more: object = {}) => ({
        ha: asked(servers, more, { primaryUrl: `http://127.0.0.1:${free}/` }),
      });
      expect((await engine.preview(elsewhere())).ha!.failures.map(({ reason }) => reason)).toEqual([
        `The failover relationship "offices" already exists on ${server2.url} and differs from the program: peers.server1.url ${servers.peerUrls.server1} => http://127.0.0.1:${free}/. Change the program to match it. If an earlier update stopped after that server, set force: true to change it there. [relationship-differs]`,
      ]);
      await engine.up(elsewhere({ force: true }));
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      await engine.up(elsewhere());
      expect((await engine.up(elsewhere())).ha!.op).toBe("same");

      await expect(engine.up({ ha: asked(servers) })).rejects.toThrow("Address already in use");
      expect(engine.said).toContain(apart);
      await engine.up(elsewhere());
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
    } finally {
      busy.close();
      await servers.end();
    }
  });

  it("can be refreshed where the primary lost a scope that it names, so that the program can be corrected", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const { server1 } = servers;
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers, { scopeIds: ["10.0.1.0", "10.0.2.0"] }) });
      const { hash: _, ...held } = (await server1.command("config-get")).arguments as any;
      held.Dhcp4.subnet4.pop();
      expect((await server1.command("config-set", held)).result).toBe(0);
      await servers.working();
      expect(await engine.refresh(true)).toEqual({ ha: ["primary scopes.10.0.2.0: - member"] });
      expect(
        (
          await engine.preview({ ha: asked(servers, { scopeIds: ["10.0.1.0", "10.0.2.0"] }) })
        ).ha!.failures.map(({ reason }) => reason),
      ).toEqual([expect.stringContaining('The primary has no scope "10.0.2.0"')]);
      const program = { ha: asked(servers, { scopeIds: ["10.0.1.0"] }) };
      expect((await engine.up(program)).ha!.failures).toEqual([]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(await engine.refresh(true)).toEqual({ ha: [] });
    } finally {
      await servers.end();
    }
  });

  it("is found edited and mended, found gone and created again, and removed from both servers, the partner last", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { onDelete: "remove" }) };
      await engine.up(program);
      const edit = async (server: typeof server1, change: (libraries: any[]) => any[]) => {
        const { hash: _, ...held } = (await server.command("config-get")).arguments as any;
        held.Dhcp4["hooks-libraries"] = change(held.Dhcp4["hooks-libraries"]);
        expect((await server.command("config-set", held)).result).toBe(0);
      };
      await edit(server2, (libraries) => {
        libraries.at(-1).parameters["high-availability"][0]["max-ack-delay"] = 5_000;
        return libraries;
      });
      await servers.working();
      expect(await engine.refresh(false)).toEqual({ ha: ["partner maxAckDelay: + 5000"] });
      expect((await engine.preview(program)).ha!.added).toEqual(["partner maxAckDelay: - 5000"]);
      await engine.up(program);
      expect(await engine.refresh(true)).toEqual({ ha: [] });

      await edit(server1, (libraries) => libraries.slice(0, -1));
      expect(await engine.refresh(false)).toEqual({
        ha: [
          expect.stringMatching(/^primary \(relationship\): - hotStandby active server1 server2 #/),
        ],
      });
      await engine.up(program);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);

      const order: string[] = [];
      const [first, second] = await Promise.all([between(server1.url), between(server2.url)]);
      first.before("config-set", async () => void order.push("primary"));
      second.before("config-set", async () => void order.push("partner"));
      const through = {
        ha: {
          ...program.ha,
          primary: { ...server1.args, url: first.url },
          partner: { ...server2.args, url: second.url, backupDir: server2.folder },
        },
      };
      await engine.up(through);
      await engine.destroy("ha");
      expect(order).toEqual(["primary", "partner"]);
      expect(engine.said).toContain(
        `${second.url} keeps its 2 scopes and answers clients independently from then on, without sharing leases. Stop it, or make sure that only one server serves each range.`,
      );
      for (const server of [server1, server2])
        expect(
          (await server.command("config-get")).arguments!.Dhcp4["hooks-libraries"].map(
            ({ library }: { library: string }) => library.split("/").at(-1),
          ),
        ).toEqual(["libdhcp_lease_cmds.so", "libdhcp_stat_cmds.so"]);
      await Promise.all([first.end(), second.end()]);
    } finally {
      await servers.end();
    }
  });

  it("shows the password of its peers to nobody, and changes it", async () => {
    const servers = await unequal("3.0.3", []);
    process.env.PEER_PASSWORD = "first-canary-of-peers";
    try {
      const engine = new Engine(drivers, "relationship");
      const program = {
        ha: asked(servers, {}, { peerUser: "partner", peerPassword: { env: "PEER_PASSWORD" } }),
      };
      const made = await engine.up(program);
      process.env.PEER_PASSWORD = "second-canary-of-peers";
      const rotated = await engine.up(program);
      expect(rotated.ha!.added).toEqual(
        ["partner", "primary"].flatMap((side) =>
          ["server1", "server2"].map(
            (peer) => `${side} peers.${peer}.basicAuthPassword: (secret, changed)`,
          ),
        ),
      );
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(JSON.stringify([made, rotated, [...engine.states.values()]])).not.toMatch(/canary/);
      const hook = (await servers.server2.command("config-get")).arguments!.Dhcp4[
        "hooks-libraries"
      ].at(-1).parameters["high-availability"][0];
      expect(hook.peers.map((peer: Record<string, string>) => peer["basic-auth-password"])).toEqual(
        ["second-canary-of-peers", "second-canary-of-peers"],
      );
    } finally {
      delete process.env.PEER_PASSWORD;
      await servers.end();
    }
  });
});
