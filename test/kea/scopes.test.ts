// One resource a scope, on a real pair: whose leaves it tells, who its partner is whatever the address, and what its end does.
import { afterEach, beforeEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { kea as open } from "../../provider/drivers/kea/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { allEdited, edits, id } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { kea, withKea } from "../helpers/kea/versions.js";

withKea("2.2.0")("FailoverScopes of a pair", () => {
  let servers: KeaPair;
  beforeEach(async () => {
    servers = await pair({
      relationshipName: "offices",
      serves: (name) => allEdited(name === "server1" ? "primary" : "partner"),
    });
  });
  afterEach(() => servers.end());
  const args = (more: object = {}) => ({
    primary: servers.server1.args,
    partner: { ...servers.server2.args, backupDir: servers.server2.folder, ...more },
  });
  const scopeIds = [...new Set(edits().map(({ scope }) => scope))];
  const program = () =>
    Object.fromEntries(scopeIds.map((scopeId) => [scopeId, { ...args(), scopeId }]));

  it("show each its own changes and no other, and are one write together", async () => {
    const engine = new Engine(drivers, "scope");
    const told = await engine.preview(program());
    for (const scopeId of scopeIds) {
      // A shared part's leaves have its key in front, and are told by everyone who uses it.
      const expected = edits()
        .filter(({ scope }) => scope === scopeId)
        .map(({ part, leaf }) => (part === scopeId ? leaf : `${part}.${leaf}`));
      expect(
        told[scopeId]!.added.map((entry) => entry.replace(/: .*/, "")),
        scopeId,
      ).toEqual(expected.sort());
    }
    const before = (await servers.server2.received())["config-set"] ?? 0;
    await engine.up(program());
    expect((await servers.server2.received())["config-set"]! - before).toBe(1);
    for (const [scopeId, { op }] of Object.entries(await engine.preview(program())))
      expect(op, scopeId).toBe("same");
    expect(engine.states.get(id(1))!.outputs.relationship).toBe("offices");
  });

  it("recognise their partner at another address", async () => {
    const engine = new Engine(drivers, "scope");
    const hq = { hq: { ...args(), scopeId: id(1) } };
    await engine.up(hq);
    const moved = { hq: { ...args({ url: servers.server2.unixUrl }), scopeId: id(1) } };
    expect((await engine.preview(moved)).hq).toMatchObject({ op: "update", added: [] });
    const turned = { hq: { primary: args().partner, partner: args().primary, scopeId: id(1) } };
    await expect(engine.preview(turned)).rejects.toThrow(
      "and would now replicate in the opposite direction",
    );
  });

  it("are written to one partner by two of its addresses", async () => {
    const to = (partner: object, scopeId: string) => ({
      primary: servers.server1.args,
      partner: { ...partner, backupDir: servers.server2.folder },
      scopeId,
    });
    const engine = new Engine(drivers, "scope");
    await engine.up({
      one: to(servers.server2.args, id(1)),
      two: to({ driver: "kea", url: servers.server2.unixUrl }, id(3)),
    });
    expect(
      Object.values(
        await engine.preview({
          one: to(servers.server2.args, id(1)),
          two: to({ driver: "kea", url: servers.server2.unixUrl }, id(3)),
        }),
      ).map(({ op }) => op),
    ).toEqual(["same", "same"]);
  });

  it("tell in one line of a narrowed range, with the leases that it leaves outside", async () => {
    const { Dhcp4 } = (await servers.server1.command("config-get")).arguments!;
    Dhcp4.subnet4[0].pools = [{ pool: "10.0.1.100 - 10.0.1.149" }];
    await servers.server1.command("config-set", { Dhcp4 });
    for (const last of [120, 149, 150, 199])
      await servers.server2.command("lease4-add", {
        "ip-address": `10.0.1.${last}`,
        "hw-address": `02:00:00:00:01:${last - 100}`,
        "subnet-id": 1,
      });
    const { hq } = await new Engine(drivers, "scope").preview({
      hq: { ...args(), scopeId: id(1) },
    });
    expect(hq!.said.filter((sentence) => sentence.includes("the range"))).toEqual([
      `${id(1)} on ${servers.server2.url}: the range 10.0.1.100 - 10.0.1.199 becomes 10.0.1.100 - 10.0.1.149. That leaves 2 active leases outside.`,
    ]);
  });

  it("remove their scope with onDelete remove, but not while it has leases", async () => {
    const engine = new Engine(drivers, "scope");
    const going = id(3);
    await engine.up({ going: { ...args(), scopeId: going, onDelete: "remove" } });
    await servers.server2.command("lease4-add", {
      "ip-address": "10.0.3.150",
      "hw-address": "02:00:00:00:03:96",
      "subnet-id": 3,
    });
    await expect(engine.destroy("going")).rejects.toThrow(
      `The scope ${going} would be removed from ${servers.server2.url}, where 1 client holds addresses of it.`,
    );
    await servers.server2.command("lease4-del", { "ip-address": "10.0.3.150" });
    await engine.destroy("going");
    const { subnet4 } = (await servers.server2.command("config-get")).arguments!.Dhcp4;
    expect(subnet4.map(({ subnet }: { subnet: string }) => subnet)).not.toContain(going);
  });
});

/** The hooks of a server in these relationships; nobody listens at their peers' addresses. */
const hooks = (...relationships: object[]) =>
  ["lease_cmds", "ha"].map((hook) => ({
    library: `${kea("2.6.3").hooks}/libdhcp_${hook}.so`,
    ...(hook === "ha" && { parameters: { "high-availability": relationships } }),
  }));
const relationship = (self: "hub" | "spoke", spoke: number) => ({
  "this-server-name": `${self}${spoke}`,
  mode: "hot-standby",
  "multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": false },
  peers: [
    ["hub", 1],
    ["spoke", 2],
  ].map(([name, port]) => ({
    name: `${name}${spoke}`,
    url: `http://127.0.0.${spoke + 1}:${port}/`,
    role: name === "hub" ? "primary" : "standby",
  })),
});

withKea("2.6.3")("a hub", () => {
  it("has several relationships, and each scope names its own", async () => {
    const { server1, end } = await pair({
      version: "2.6.3",
      alone: ["server1", "server2"],
      serves: () => ({
        "hooks-libraries": hooks(relationship("hub", 1), relationship("hub", 2)),
        subnet4: [1, 2, 3].map((n) => ({
          id: n,
          subnet: id(n),
          ...(n < 3 && { "user-context": { "ha-server-name": n === 1 ? "spoke1" : "hub2" } }),
        })),
      }),
    });
    try {
      const { configuration, failover } = await open({ url: server1.url }).read();
      expect(
        Object.entries(configuration.relationships).map(([name, { scopes }]) => [name, ...scopes]),
      ).toEqual([
        ["hub1/spoke1", id(1)],
        ["hub2/spoke2", id(2)],
      ]);
      expect(failover!.map(({ relationship: name, condition }) => [name, condition])).toEqual([
        ["hub1/spoke1", "passing"],
        ["hub2/spoke2", "passing"],
      ]); // nobody else runs: it waits for them
    } finally {
      await end();
    }
  });

  it("is not advised to prune scopes of another spoke, and gets no scope that names no relationship", async () => {
    const { server1, server2, end } = await pair({
      version: "2.6.3",
      alone: ["server1", "server2"],
      serves: (server) =>
        server === "server1"
          ? {
              "hooks-libraries": hooks(relationship("spoke", 1)),
              subnet4: [1, 3].map((n) => ({ id: n, subnet: id(n) })),
            }
          : {
              "hooks-libraries": hooks(relationship("hub", 1), relationship("hub", 2)),
              subnet4: [1, 2].map((n) => ({
                id: n,
                subnet: id(n),
                "user-context": { "ha-server-name": `spoke${n}` },
              })),
            },
    });
    try {
      const engine = new Engine(drivers, "replication");
      const { failures } = (
        await engine.preview({
          all: { primary: server1.args, partner: server2.args, prune: true, force: true },
        })
      ).all!;
      expect(failures.map(({ reason }) => reason)).toEqual([
        expect.stringContaining(
          `${id(3)} would be new on a server with several failover relationships, but names none of them: no server would serve it.`,
        ),
      ]);
      const existing = await engine.preview({
        all: {
          primary: server1.args,
          partner: server2.args,
          prune: true,
          force: true,
          exclude: [id(3)],
        },
      });
      expect(existing.all).toMatchObject({ failures: [], added: [] }); // the other spoke's scope is left alone
    } finally {
      await end();
    }
  });
});

withKea("2.6.3")("a pair whose failover goes through its Control Agents", () => {
  it.each([
    ["the hook's threads are off", { "enable-multi-threading": false }, true],
    ["Kea's threads are off", undefined, false],
  ])("is read through them where %s", async (_, own, threads) => {
    const servers = await pair({
      version: "2.6.3",
      serves: () => ({ subnet4: [{ id: 1, subnet: id(1) }] }),
    });
    try {
      for (const server of [servers.server1, servers.server2]) {
        const { hash: _hash, ...held } = (await server.command("config-get")).arguments!;
        const changed = structuredClone(held) as any;
        const [pairing] = changed.Dhcp4["hooks-libraries"].find(
          ({ library }: { library: string }) => library.endsWith("libdhcp_ha.so"),
        ).parameters["high-availability"];
        for (const peer of pairing.peers as { name: "server1" | "server2"; url: string }[])
          peer.url = `${servers[peer.name].url}/`;
        delete pairing["multi-threading"];
        if (own) pairing["multi-threading"] = own;
        changed.Dhcp4["multi-threading"]["enable-multi-threading"] = threads;
        expect((await server.command("config-set", changed)).result).toBe(0);
      }
      await servers.ready();
      expect((await open({ url: servers.server2.url }).read()).failover).toMatchObject([
        { condition: "working" },
      ]);
    } finally {
      await servers.end();
    }
  });
});
