// A failover relationship as a resource, on real servers: made of two servers without failover, changed leaf by leaf, renamed, taken over and
// taken away. A client is always answered meanwhile: one of the two servers always serves.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, type TestContext } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { kea as open } from "../../provider/drivers/kea/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { once, repeats } from "../parts.js";
import type { JsonObject } from "../helpers/kea/configuration.js";
import { id } from "../helpers/kea/edits.js";
import { freePorts } from "../helpers/kea/ports.js";
import { asked as declared, threads, unpaired, writes } from "../helpers/kea/relationship-args.js";
import type { KeaPair, PairOptions } from "../helpers/kea/servers.js";
import { kea, versions, withKea, type Version } from "../helpers/kea/versions.js";

type Knobs = Record<string, unknown>;

/** Divided between the two, as load balancing needs it. */
const divided = (n: number): JsonObject => ({
  id: n,
  subnet: id(n),
  pools: ["server1", "server2"].map((server, half) => ({
    pool: `10.0.${n}.${half * 100 + 10} - 10.0.${n}.${half * 100 + 100}`,
    "client-class": `HA_${server}`,
  })),
});

/** Two servers without failover, for one test: the first has subnets, the second has none unless told. */
async function two(
  version: Version,
  { onTestFinished }: TestContext,
  more: Partial<PairOptions> = {},
): Promise<KeaPair> {
  const servers = await unpaired([1, 2, 3].map(divided), { version, ...more });
  onTestFinished(servers.end);
  return servers;
}

/** Returns a program's arguments: hot standby, its heartbeat short so that a test need not wait. */
const asked = (servers: KeaPair, more: object = {}, knobs: Knobs = {}) =>
  declared(servers, more, { heartbeatDelay: 300, ...knobs });

const states = ({ server1, server2 }: KeaPair) =>
  Promise.all([server1, server2].map((server) => server.state().catch(() => "silent")));
const hookOf = async (server: KeaPair["server1"]) =>
  (await server.command("config-get")).arguments!.Dhcp4["hooks-libraries"].find(
    ({ library }: { library: string }) => library.endsWith("libdhcp_ha.so"),
  )?.parameters["high-availability"][0];

/** Returns the states that both servers stated of themselves at once while something went on. */
async function watched(servers: KeaPair, work: () => Promise<unknown>): Promise<readonly string[]> {
  const seen = new Set<string>();
  let over = false;
  const watch = (async () => {
    while (!over) {
      seen.add((await states(servers)).join(" and "));
      await wait(30);
    }
  })();
  await work().finally(() => (over = true));
  await watch;
  return [...seen];
}

/** In these a server answers clients; in communication-recovery its own half of them. */
const serves = /hot-standby|load-balancing|passive-backup|partner-down|communication-recovery/;

/** The names of the leaves that a preview shows, the side in front. */
const leaves = (added: readonly string[]) => added.map((entry) => entry.replace(/: .*/, ""));

// All wait more than they work, so they do it together.
describe.each(repeats(versions))("Kea %s", { concurrent: true }, (version) => {
  withKea(version)("a failover relationship", () => {
    it("is created with one config-set a server, and is in sync then", async (context) => {
      const servers = await two(version, context);
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers) };
      const first = await engine.preview(program);
      expect(leaves(first.ha!.added)).toEqual([
        "partner (relationship)",
        ...[1, 2, 3].map((n) => `partner ${id(n)}`),
        "primary (relationship)",
      ]);
      expect(await writes(servers)).toEqual([0, 0]);
      const own = await server2.command("config-get");
      expect((await engine.up(program)).ha!.op).toBe("create");
      expect(await states(servers)).toEqual(["hot-standby", "hot-standby"]);
      expect(await writes(servers)).toEqual([1, 1]);
      expect(engine.states.get("ha")!.outputs).toMatchObject({
        state: "hot-standby",
        scopeIds: [1, 2, 3].map(id),
        name: "offices",
      });
      // What is the server's own is as it was, the hook aside.
      const {
        "hooks-libraries": libraries,
        subnet4,
        ...rest
      } = (await server2.command("config-get")).arguments!.Dhcp4;
      const { "hooks-libraries": former, subnet4: _, ...before } = own.arguments!.Dhcp4;
      expect(rest).toEqual(before);
      expect(libraries.slice(0, -1)).toEqual(former);
      expect(subnet4).toHaveLength(3);
      expect((await hookOf(server1))["this-server-name"]).toBe("server1");
      expect((await hookOf(server2))["this-server-name"]).toBe("server2");

      expect((await engine.preview(program)).ha!.op).toBe("same");
      expect(await engine.refresh(true)).toEqual({ ha: [] });
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(await writes(servers)).toEqual([1, 1]);
    });

    it("changes its name, its role and its mode in place", async (context) => {
      const servers = await two(version, context);
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      const steps: readonly (readonly [string, object, readonly string[]])[] = [
        ["its name", { name: "branches" }, ["hot-standby", "hot-standby"]],
        ["its role", { name: "branches", serverRole: "standby" }, ["hot-standby", "hot-standby"]],
        [
          "to load balancing",
          { name: "branches", mode: "loadBalance" },
          ["load-balancing", "load-balancing"],
        ],
        [
          "to a passive backup",
          { name: "branches", mode: "passiveBackup" },
          ["passive-backup", "backup"],
        ],
        ["and back", { name: "branches", mode: "hotStandby" }, ["hot-standby", "hot-standby"]],
      ];
      let before = [1, 1];
      for (const [what, more, after] of steps) {
        const program = { ha: asked(servers, more) };
        const seen = await watched(servers, () => engine.up(program));
        // Two modes are not in touch: what then follows is told beforehand. The primary of a passive backup waits for nobody, but for the moment in which it begins.
        const silence = engine.said.some((sentence) =>
          sentence.includes("no client is answered for about 0.9 s"),
        );
        expect(silence, what).toBe(/load|back$/.test(what));
        const silent = seen.filter((both) => !serves.test(both));
        if (!silence)
          expect(
            what === "to a passive backup"
              ? silent.filter((both) => both !== "waiting and backup")
              : silent,
            what,
          ).toEqual([]);
        expect(await states(servers), what).toEqual(after);
        expect(await writes(servers), what).toEqual(before.map((count) => count + 1));
        before = await writes(servers);
        expect((await engine.up(program)).ha!.op, what).toBe("same");
        expect(await engine.refresh(true), what).toEqual({ ha: [] });
        expect(engine.states.get("ha")!.outputs, what).toMatchObject({
          name: "branches",
          state: after[0],
        });
      }
    });

    it("is read without the parameters that Kea fills in by itself", async (context) => {
      const roles = {
        "load-balancing": ["primary", "secondary", "backup"],
        "hot-standby": ["primary", "standby"],
        "passive-backup": ["primary", "backup"],
      } as const;
      for (const mode of ["load-balancing", "hot-standby", "passive-backup"] as const) {
        const ports = await freePorts(roles[mode].length);
        const peers = roles[mode].map((role, i) => ({
          name: `peer${i}`,
          role,
          url: `http://127.0.0.1:${ports[i]}/`,
        }));
        const hooks = ["lease_cmds", "ha"].map((hook) => ({
          library: `${kea(version).hooks}/libdhcp_${hook}.so`,
          ...(hook === "ha" && {
            parameters: { "high-availability": [{ "this-server-name": "peer0", mode, peers }] },
          }),
        }));
        const { server1, end } = await two(version, context, {
          serves: (server) => ({
            subnet4: [],
            ...(server === "server1" && { "hooks-libraries": hooks }),
          }),
        });
        const { configuration } = await open({ url: server1.url }).read();
        expect(Object.values(configuration.relationships)[0]!.own, `${version} ${mode}`).toEqual({
          hooksDirectory: `${kea(version).hooks}/`,
          peers: Object.fromEntries(peers.map(({ name, role, url }) => [name, { role, url }])),
        });
        await end();
      }
    });
  });
});

once(() => {
  withKea("2.6.3")("a failover relationship with a backup server besides", () => {
    const third = { name: "server3", url: "http://127.0.0.1:1/", role: "backup" };
    const besides = async (
      { server1, server2, working }: KeaPair,
      at: (server: KeaPair["server1"]) => number,
    ) => {
      for (const server of [server2, server1]) {
        const { hash: _, ...held } = (await server.command("config-get")).arguments as any;
        held.Dhcp4["hooks-libraries"]
          .at(-1)
          .parameters["high-availability"][0].peers.splice(at(server), 0, third);
        expect((await server.command("config-set", held)).result).toBe(0);
      }
      await working();
    };

    it("becomes a passive backup and hot standby again, and keeps the backup server", async (context) => {
      const servers = await two("2.6.3", context);
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      await besides(servers, () => 1);
      expect((await engine.up({ ha: asked(servers) })).ha!.op).toBe("same");
      for (const [mode, after] of [
        ["passiveBackup", ["passive-backup", "backup"]],
        ["hotStandby", ["hot-standby", "hot-standby"]],
      ] as const) {
        await engine.up({ ha: asked(servers, { mode }) });
        expect(await states(servers), mode).toEqual(after);
        expect((await engine.up({ ha: asked(servers, { mode }) })).ha!.op, mode).toBe("same");
        expect(await engine.refresh(true), mode).toEqual({ ha: [] });
        expect(
          (await hookOf(servers.server1)).peers.find(
            ({ name }: { name: string }) => name === "server3",
          ),
          mode,
        ).toMatchObject(third);
      }
    });

    it("is adopted whichever of two backups is listed first, and keeps its partner", async (context) => {
      const servers = await two("2.6.3", context);
      await new Engine(drivers, "relationship").up({
        ha: asked(servers, { mode: "passiveBackup" }),
      });
      await besides(servers, (server) => (server === servers.server1 ? 1 : 0));
      const before = await writes(servers);
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { mode: "passiveBackup", adopt: true }) };
      const { op, added, failures } = (await engine.up(program)).ha!;
      expect([op, added, failures, await writes(servers)]).toEqual(["create", [], [], before]);
      const { hash: _, ...held } = (await servers.server2.command("config-get")).arguments as any;
      held.Dhcp4["hooks-libraries"].pop();
      expect((await servers.server2.command("config-set", held)).result).toBe(0);
      await engine.up(program);
      expect((await hookOf(servers.server2))["this-server-name"]).toBe("server2");
      expect((await engine.up(program)).ha!.op).toBe("same");
    });
  });
});

withKea("2.6.3")("each parameter of a failover relationship", () => {
  const knobs: readonly (readonly [string, unknown, string?])[] = [
    ["heartbeatDelay", 400],
    ["maxResponseDelay", 50_000],
    ["maxAckDelay", 9_000],
    ["maxUnackedClients", 3],
    ["maxRejectedLeaseUpdates", 20],
    ["sendLeaseUpdates", false],
    ["syncLeases", false],
    ["syncTimeout", 50_000],
    ["syncPageLimit", 5_000],
    ["delayedUpdatesLimit", 7, "loadBalance"],
    ["waitBackupAck", true, "passiveBackup"],
    ["restrictCommands", true],
    ["requireClientCerts", false],
    ["autoFailover", false],
    ["multiThreading", { ...threads, httpClientThreads: 3 }],
    ["primaryName", "north"],
    ["partnerName", "south"],
  ];

  /** Every sixth, so that six pairs can be at it together. */
  const sixth = (n: number) => knobs.filter((_, i) => i % 6 === n);

  it.each(
    repeats([0, 1, 2, 3, 4, 5]).map(
      (n) =>
        [
          sixth(n)
            .map(([name]) => name)
            .join(", "),
          sixth(n),
        ] as const,
    ),
  )("is changed with one config-set a server: %s", { concurrent: true }, async (_, some) => {
    const servers = await unpaired(
      [1, 2].map((n) => ({ id: n, subnet: id(n) })),
      { version: "2.6.3" },
    );
    try {
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      const changed: Knobs = {};
      for (const [name, value, mode] of some) {
        if (mode) {
          const { failures } = (
            await engine.preview({ ha: asked(servers, {}, { ...changed, [name]: value }) })
          ).ha!;
          expect(
            failures.map(({ reason }) => reason),
            name,
          ).toEqual([
            `kea.${name} applies only to the mode "${mode}", but this relationship is "hotStandby": Kea would not load its failover hook. Omit ${name}. [kea-only-in]`,
          ]);
          continue;
        }
        changed[name] = value;
        const before = await writes(servers);
        const { op, added } = (await engine.up({ ha: asked(servers, {}, changed) })).ha!;
        expect(op, name).toBe("update");
        expect(new Set(added.map((entry) => entry.split(" ")[0])), name).toEqual(
          new Set(["partner", "primary"]),
        );
        expect(await writes(servers), name).toEqual(before.map((count) => count + 1));
        expect(await states(servers), name).toEqual(["hot-standby", "hot-standby"]);
        expect((await engine.up({ ha: asked(servers, {}, changed) })).ha!.op, name).toBe("same");
        expect(await engine.refresh(true), name).toEqual({ ha: [] });
      }
    } finally {
      await servers.end();
    }
  });
});
