// A hub made of three servers without failover, by two resources of one program; a third server in place of a partner; scopes on the move.
import { afterEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { id } from "../helpers/kea/edits.js";
import { hub, type Hub } from "../helpers/kea/hub.js";
import { withKea } from "../helpers/kea/versions.js";

let servers: Hub;
afterEach(() => servers.end());

const numbers = [11, 12, 21, 22];
const subnets = (...some: number[]) =>
  some.map((n) => ({ id: n, subnet: id(n), pools: [{ pool: `10.0.${n}.10 - 10.0.${n}.100` }] }));
const relationship = (spoke: 1 | 2, more: object = {}) => ({
  primary: servers.hub.args,
  partner: { ...servers[`spoke${spoke}`].args, backupDir: servers.hub.folder },
  name: spoke === 1 ? "north" : "south",
  mode: "hotStandby",
  kea: {
    ...servers.peerUrls(spoke),
    heartbeatDelay: 200,
    multiThreading: { enableMultiThreading: true, httpDedicatedListener: true },
  },
  ...more,
});
const held = async (place: "hub" | "spoke1" | "spoke2") =>
  (await servers[place].command("config-get")).arguments!.Dhcp4;
const scopesOf = async (place: "hub" | "spoke1" | "spoke2") =>
  (await held(place)).subnet4.map(({ subnet }: { subnet: string }) => subnet).sort();
const under = async () =>
  Object.fromEntries(
    (await held("hub")).subnet4.map((subnet: any) => [
      subnet.subnet,
      subnet["user-context"]?.["ha-server-name"],
    ]),
  );
const states = () =>
  Promise.all([servers.hub, servers.spoke1, servers.spoke2].map((server) => server.state()));
const writes = () =>
  Promise.all(
    [servers.hub, servers.spoke1, servers.spoke2].map(
      async (server) => (await server.received())["config-set"] ?? 0,
    ),
  );

withKea("2.6.3")("two relationships of one server", () => {
  it("are created together, each with its scopes on its spoke, with one config-set on the hub", async () => {
    servers = await hub({
      alone: true,
      serves: (place) => ({ subnet4: place === "hub" ? subnets(...numbers) : [] }),
    });
    const engine = new Engine(drivers, "relationship");
    const program = {
      north: relationship(1, { scopeIds: ["10.0.11.0", "10.0.12.0"] }),
      south: relationship(2, { scopeIds: ["10.0.21.0", "10.0.22.0"] }),
    };
    const { north, south } = await engine.up(program);
    expect([north!.op, south!.op, north!.failures, south!.failures]).toEqual([
      "create",
      "create",
      [],
      [],
    ]);
    expect(await writes()).toEqual([1, 1, 1]);
    expect(await states()).toEqual(["hot-standby", "hot-standby", "hot-standby"]);
    expect([await scopesOf("spoke1"), await scopesOf("spoke2")]).toEqual([
      [id(11), id(12)],
      [id(21), id(22)],
    ]);
    expect(await under()).toEqual({
      [id(11)]: "north-server1",
      [id(12)]: "north-server1",
      [id(21)]: "south-server1",
      [id(22)]: "south-server1",
    });
    expect(Object.values(await engine.up(program)).map(({ op }) => op)).toEqual(["same", "same"]);
    expect(await engine.refresh(true)).toEqual({ north: [], south: [] });
    expect(Object.values(await engine.up(program)).map(({ op }) => op)).toEqual(["same", "same"]);

    // One scope goes to the other spoke: it is made there, then it moves.
    const moved = {
      north: relationship(1, { scopeIds: ["10.0.11.0"] }),
      south: relationship(2, { scopeIds: ["10.0.12.0", "10.0.21.0", "10.0.22.0"] }),
    };
    const preview = await engine.preview(moved);
    expect(preview.south!.added).toEqual([
      `partner ${id(12)}: + 1 range #${preview.south!.added[0]!.slice(-8)}`,
      `primary scopes.${id(12)}: + member`,
    ]);
    await engine.up(moved);
    expect(await under()).toMatchObject({ [id(12)]: "south-server1" });
    expect(await scopesOf("spoke2")).toEqual([id(12), id(21), id(22)]);
    expect(await states()).toEqual(["hot-standby", "hot-standby", "hot-standby"]);

    expect(Object.values(await engine.up(moved)).map(({ op }) => op)).toEqual(["same", "same"]);

    // A name that the other one has is not taken from it.
    engine.states.delete("south");
    expect(
      (await engine.preview({ north: { ...moved.north, name: "south" } })).north!.failures.map(
        ({ reason }) => reason,
      ),
    ).toEqual([
      `The failover relationship "north" would be renamed to "south", but ${servers.hub.url} already has another relationship with that name. Choose another name, or remove one of the two first. [relationship-name-taken]`,
    ]);
    await engine.up({ south: { ...moved.south, adopt: true } });

    // A scope that nobody takes stays where it is.
    const lone = {
      north: moved.north,
      south: relationship(2, { scopeIds: ["10.0.12.0", "10.0.21.0"] }),
    };
    expect((await engine.preview(lone)).south!.said).toContain(
      `"south" omits ${id(22)} of ${servers.hub.url}: other relationships of this program must contain it. All are written together, or none.`,
    );
    const before = await writes();
    await expect(engine.up(lone)).rejects.toThrow(
      `scopeIds of "south" omits ${id(22)} of ${servers.hub.url}, and no other relationship of this program has it`,
    );
    expect([await writes(), await under()]).toEqual([
      before,
      expect.objectContaining({ [id(22)]: "south-server1" }),
    ]);
  });
});

withKea("2.6.3")("one server as the partner of two", () => {
  const branch = (spoke: 1 | 2) => {
    const { kea, ...rest } = relationship(spoke);
    const { primaryUrl, partnerUrl } = servers.peerUrls(spoke);
    return {
      ...rest,
      primary: servers[`spoke${spoke}`].args,
      partner: { ...servers.hub.args, backupDir: servers.hub.folder },
      kea: { ...kea, primaryUrl: partnerUrl, partnerUrl: primaryUrl },
    };
  };
  const serves = (place: string) => ({
    subnet4: place === "hub" ? [] : subnets(...(place === "spoke1" ? [11, 12] : [21, 22])),
  });

  it("gets each branch's scopes in that branch's relationship, one branch after the other", async () => {
    servers = await hub({ alone: true, serves });
    const engine = new Engine(drivers, "relationship");
    await engine.up({ north: branch(1) });
    const program = { north: branch(1), south: branch(2) };
    const { north, south } = await engine.up(program);
    expect([north!.op, south!.op, south!.failures]).toEqual(["same", "create", []]);
    expect(await states()).toEqual(["hot-standby", "hot-standby", "hot-standby"]);
    expect(await under()).toEqual({
      [id(11)]: "server2",
      [id(12)]: "server2",
      [id(21)]: "south-server2",
      [id(22)]: "south-server2",
    });
    expect(Object.values(await engine.up(program)).map(({ op }) => op)).toEqual(["same", "same"]);
    expect(await engine.refresh(true)).toEqual({ north: [], south: [] });
  });

  it("gets the scopes of both branches in one write", async () => {
    servers = await hub({ alone: true, serves });
    const engine = new Engine(drivers, "relationship");
    const program = { north: branch(1), south: branch(2) };
    expect(
      Object.values(await engine.preview(program)).flatMap(({ failures }) => failures),
    ).toEqual([]);
    await engine.up(program);
    expect([await writes(), await states()]).toEqual([
      [1, 1, 1],
      ["hot-standby", "hot-standby", "hot-standby"],
    ]);
    expect(new Set(Object.values(await under())).size).toBe(2);
    expect(Object.values(await engine.up(program)).map(({ op }) => op)).toEqual(["same", "same"]);
    expect(await engine.refresh(true)).toEqual({ north: [], south: [] });
  });
});

withKea("2.6.3")("a relationship that is removed from a hub", () => {
  it("does not leave its scopes to the other one, whose spoke lacks them; both can be removed at once", async () => {
    servers = await hub({
      alone: true,
      serves: (place) => ({ subnet4: place === "hub" ? subnets(...numbers) : [] }),
    });
    const engine = new Engine(drivers, "relationship");
    await engine.up({
      north: relationship(1, { scopeIds: ["10.0.11.0", "10.0.12.0"], onDelete: "remove" }),
      south: relationship(2, { scopeIds: ["10.0.21.0", "10.0.22.0"], onDelete: "remove" }),
    });
    const before = await writes();
    await expect(engine.destroy("north")).rejects.toThrow(
      `Without "north", ${id(11)}, ${id(12)} of ${servers.hub.url} would move to "south", the only remaining relationship. Its partner may not have them, so clients would get no acknowledgement. Nothing was written there. Assign them to "south" first, remove them from the server, or remove both relationships in one update. [kea-scopes-inherited]`,
    );
    expect([await writes(), await states()]).toEqual([
      before,
      ["hot-standby", "hot-standby", "hot-standby"],
    ]);

    const provider = engine.begin();
    await Promise.all(
      [...engine.states.values()].map(({ id: resource, outputs }) =>
        provider.delete(resource, outputs),
      ),
    );
    expect(await states()).toEqual(["", "", ""]);
    expect((await writes()).map((count, i) => count - before[i]!)).toEqual([1, 1, 1]);
  });
});

withKea("2.6.3")("a failover relationship that gets another partner", () => {
  it("moves to it with its scopes and works in the end, without the previous partner", async () => {
    servers = await hub({
      alone: true,
      serves: (place) => ({ subnet4: place === "hub" ? subnets(11, 12) : [] }),
    });
    const engine = new Engine(drivers, "relationship");
    await engine.up({ pair: relationship(1, { name: "pair" }) });
    const next = { pair: relationship(2, { name: "pair" }) };
    const preview = await engine.preview(next);
    expect(preview.pair!.op).toBe("update");
    expect(preview.pair!.added.map((entry) => entry.replace(/: .*/, ""))).toEqual([
      `${servers.spoke1.url} (relationship)`,
      "partner (relationship)",
      `partner ${id(11)}`,
      `partner ${id(12)}`,
      "primary peers.server1.url",
      "primary peers.server2.url",
    ]);
    expect(preview.pair!.said).toContain(
      `${servers.spoke1.url} keeps its 2 scopes and answers clients independently from then on, without sharing leases. Stop it, or make sure that only one server serves each range.`,
    );
    await engine.up(next);
    expect(await states()).toEqual(["hot-standby", "", "hot-standby"]);
    expect(await scopesOf("spoke2")).toEqual([id(11), id(12)]);
    expect((await engine.up(next)).pair!.op).toBe("same");
    expect(await engine.refresh(true)).toEqual({ pair: [] });

    // The former partner may be gone for good.
    await servers.spoke2.daemon.stop();
    await servers.spoke2.agent?.stop();
    const back = { pair: relationship(1, { name: "pair" }) };
    await engine.up(back);
    expect(engine.said.join("\n")).toContain(
      'The former partner of the failover relationship "pair" does not answer, and keeps its part of the relationship',
    );
    expect((await states().catch(() => [])).slice(0, 2)).toEqual([]);
    expect([await servers.hub.state(), await servers.spoke1.state()]).toEqual([
      "hot-standby",
      "hot-standby",
    ]);
  });
});

withKea("2.6.3")("a FailoverScope that names another relationship of its hub", () => {
  it("creates the scope on that partner and then moves it; the previous partner keeps its own until its resource is removed", async () => {
    const belongs = (n: number) => ({
      "user-context": { "ha-server-name": n < 20 ? "spoke1" : "spoke2" },
    });
    servers = await hub({
      serves: (place) => ({
        subnet4: numbers
          .filter((n) => place === "hub" || (n < 20 ? "spoke1" : "spoke2") === place)
          .map((n) => ({ ...subnets(n)[0]!, ...(place === "hub" && belongs(n)) })),
      }),
    });
    const scope = (spoke: 1 | 2) => ({
      primary: servers.hub.args,
      partner: { ...servers[`spoke${spoke}`].args, backupDir: servers.hub.folder },
      scopeId: "10.0.12.0",
      relationship: `hub${spoke}/spoke${spoke}`,
      onDelete: "remove",
    });
    const engine = new Engine(drivers, "scope");
    await engine.up({ phones: scope(1) });
    const former = engine.states.get("phones")!;
    const moved = await engine.preview({ phones: scope(2) });
    expect(moved.phones!.op).toBe("replace");
    expect(moved.phones!.added).toEqual([
      expect.stringMatching(/^\(scope\): \+ 1 range #/),
      `relationships.hub2/spoke2.scopes.10.0.12.0/24: + member`,
    ]);
    expect(
      moved
        .phones!.said.filter((sentence) => sentence.includes("write is one config-set"))
        .map((sentence) => sentence.split(": ")[0]),
    ).toEqual([servers.spoke2.url, servers.hub.url]);
    const before = await writes();
    await engine.up({ phones: scope(2) });
    expect((await writes()).map((count, i) => count - before[i]!)).toEqual([1, 0, 1]);
    expect(await under()).toMatchObject({
      [id(11)]: "spoke1",
      [id(12)]: "hub2",
      [id(21)]: "spoke2",
    });
    expect(await states()).toEqual(["hot-standby", "hot-standby", "hot-standby"]);
    expect((await engine.preview({ phones: scope(2) })).phones!.op).toBe("same");
    expect([await scopesOf("spoke1"), await scopesOf("spoke2")]).toEqual([
      [id(11), id(12)],
      [id(12), id(21), id(22)],
    ]);
    await engine.begin().delete(former.id, former.outputs); // what a replacement ends with
    expect(await scopesOf("spoke1")).toEqual([id(11)]);

    const wrong = (
      await new Engine(drivers, "scope").preview({
        phones: { ...scope(1), relationship: "hub2/spoke2", scopeId: "10.0.11.0" },
      })
    ).phones!;
    expect(wrong.failures.map(({ reason }) => reason)).toEqual([
      `The scope ${id(11)} is not in the failover relationship "hub2/spoke2" of the primary. Name the relationship that contains the scope, or omit relationship. If the scope moved to another relationship of a hub, name that relationship's partner as the partner here. [not-in-relationship]`,
    ]);
  });
});
