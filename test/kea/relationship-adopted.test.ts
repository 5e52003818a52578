// A failover relationship that two servers have already is adopted as it is, and changed afterwards.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { pair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { asked, plain, threads, unpaired, writes } from "../helpers/kea/relationship-args.js";

withKea("2.2.0")("a failover relationship that exists already", () => {
  it("is called by the names of its peers where it has none, and another name is refused", async () => {
    const servers = await pair({ serves: () => ({ subnet4: plain(1) }) });
    try {
      const { failures } = (
        await new Engine(drivers, "relationship").preview({
          ha: asked(servers, { adopt: true, mode: "hotStandby" }),
        })
      ).ha!;
      expect(failures).toEqual([
        {
          property: "name",
          reason:
            `${servers.server1.url} and ${servers.server2.url} have no failover relationship "offices", but one called "server1/server2". ` +
            'Set name: "server1/server2" to adopt it; you can rename it afterwards. [relationship-other-name]',
        },
      ]);
      expect(await writes(servers)).toEqual([0, 0]);
    } finally {
      await servers.end();
    }
  });

  it("is adopted as it is and changed afterwards, and refused where it differs", async () => {
    const servers = await pair({
      relationshipName: "offices",
      serves: () => ({ subnet4: plain(1) }),
    });
    try {
      const { server1, server2 } = servers;
      const hook = (await server1.command("config-get")).arguments!.Dhcp4["hooks-libraries"].at(-1)
        .parameters["high-availability"][0];
      const same = {
        heartbeatDelay: hook["heartbeat-delay"],
        maxResponseDelay: 20_000,
        maxAckDelay: 2000,
        maxUnackedClients: 0,
        multiThreading: { ...threads, httpListenerThreads: 2, httpClientThreads: 2 },
      };
      const program = (more: object = {}, kea: object = {}) => ({
        primary: server1.args,
        partner: { ...server2.args, backupDir: server2.folder },
        name: "offices",
        mode: "hotStandby",
        kea: { ...same, ...kea },
        ...more,
      });
      const engine = new Engine(drivers, "relationship");
      const reason = async (args: ReturnType<typeof program>) =>
        (await engine.preview({ ha: args })).ha!.failures.map(
          ({ property, reason: text }) => `${property}: ${text}`,
        );
      expect(await reason(program({}, { maxAckDelay: 9_000 }))).toEqual([
        `name: ${server1.url} and ${server2.url} already have a failover relationship "offices". Set adopt: true to manage it as it is, or choose another name. [relationship-exists]`,
      ]);
      const whole = `The failover relationship "offices" already exists on ${server1.url} and ${server2.url} exactly as in the program: it is adopted.`;
      expect((await engine.preview({ ha: program() })).ha).toMatchObject({
        op: "create",
        failures: [],
        added: [],
        said: expect.arrayContaining([whole]),
      });
      expect(await reason(program({ adopt: true }, { maxAckDelay: 9_000 }))).toEqual([
        `name: The failover relationship "offices" already exists on ${server1.url} and differs from the program: maxAckDelay 2000 => 9000. Change the program to match it and adopt it with adopt: true. You can change it afterwards. [relationship-differs]`,
      ]);
      const { op, added } = (await engine.up({ ha: program({ adopt: true }) })).ha!;
      expect([op, added, await writes(servers)]).toEqual(["create", [], [0, 0]]);
      expect((await engine.up({ ha: program({ adopt: true }) })).ha!.op).toBe("same");
      expect(
        (await engine.preview({ ha: program({ adopt: true }, { maxAckDelay: 9_000 }) })).ha!.added,
      ).toEqual(["partner maxAckDelay: 2000 => 9000", "primary maxAckDelay: 2000 => 9000"]);
    } finally {
      await servers.end();
    }
  });
});

withKea("2.2.0")("a failover relationship whose servers have their password in a file", () => {
  it("is adopted and changed with the file, and gets a password of the program in its place", async () => {
    const servers = await unpaired(plain(1));
    process.env.PEER_PASSWORD = "of-the-program";
    try {
      const { server1, server2 } = servers;
      const file = join(server1.folder, "peers");
      writeFileSync(file, "of-the-file");
      await new Engine(drivers, "relationship").up({ ha: asked(servers) });
      for (const server of [server2, server1]) {
        const held = (await server.command("config-get")).arguments as any;
        for (const peer of held.Dhcp4["hooks-libraries"].at(-1).parameters["high-availability"][0]
          .peers)
          Object.assign(peer, { "basic-auth-user": "partner", "basic-auth-password-file": file });
        expect((await server.command("config-set", held)).result).toBe(0);
      }
      await servers.working();
      const before = await writes(servers);
      const engine = new Engine(drivers, "relationship");
      const program = (kea: object = {}) => ({ ha: asked(servers, { adopt: true }, kea) });
      const { op, added, failures } = (await engine.up(program())).ha!;
      expect([op, added, failures, await writes(servers)]).toEqual(["create", [], [], before]);
      await engine.up(program({ maxAckDelay: 9_000 }));
      const peers = async () =>
        (await server2.command("config-get"))
          .arguments!.Dhcp4["hooks-libraries"].at(-1)
          .parameters["high-availability"][0].peers.map((peer: any) => [
            peer["basic-auth-user"],
            peer["basic-auth-password-file"],
            peer["basic-auth-password"],
          ]);
      expect(await peers()).toEqual(Array(2).fill(["partner", file, undefined]));
      expect(await engine.refresh(true)).toEqual({ ha: [] });
      await engine.up(program({ peerUser: "other", peerPassword: { env: "PEER_PASSWORD" } }));
      expect(await peers()).toEqual(Array(2).fill(["other", undefined, "of-the-program"]));
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
    } finally {
      delete process.env.PEER_PASSWORD;
      await servers.end();
    }
  });
});
