// Running Windows servers: who they are, what they say of failover, what is not done to them.
import { readFileSync, readdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failoverReader } from "../../../provider/lifecycle/failovers.js";
import { operation } from "../../../provider/lifecycle/operation.js";
import { scopeReader } from "../../../provider/lifecycle/scopes.js";
import { createWindowsDriver } from "../../../provider/drivers/windows/live/index.js";
import { contract } from "../../helpers/unit/drivers/contract.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { join as joined } from "../../helpers/windows/failover.js";
import { connections } from "../../helpers/windows/live/model.js";
import {
  failuresOf,
  machine,
  pair,
  readMachine,
  scopesOf,
  windowsDrivers,
} from "../../helpers/windows/live/pair.js";

contract("running Windows", async () => {
  const other = rich
    .replace("<Name>Offices<", "<Name>Rooms<")
    .replace("<Value>scan.example<", "<Value>scan2.example<")
    .replace("<EndRange>10.0.1.200<", "<EndRange>10.0.1.190<")
    .replace("<Name>scanner<", "<Name>copier<")
    .replace("<Description>Desk phones<", "<Description>All phones<")
    .replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, "");
  const [primary, partner] = [machine("dhcp1", rich), machine("dhcp2", other)];
  const folder = mkdtempSync(join(tmpdir(), "live-"));
  const server = (computerName: string) =>
    createWindowsDriver(connections([primary, partner]), 0)({ computerName, backupDir: folder });
  return {
    primary: server("dhcp1"),
    partner: server("dhcp2"),
    async meddle() {
      partner.server.call("Set-DhcpServerv4Scope", {
        ScopeId: "10.0.1.0",
        Description: "meddled with",
      });
    },
    async end() {
      rmSync(folder, { recursive: true });
    },
  };
});

describe("a relationship", () => {
  it("is read from both servers, with all that they state of it", async () => {
    const [one, two] = [machine("dhcp1", rich), machine("dhcp2", rich)];
    joined(one.server, two.server, {
      name: "balance",
      scopes: ["10.0.1.0"],
      loadBalancePercent: 70,
      maxClientLeadTime: 7200,
    });
    joined(one.server, two.server, {
      name: "standby",
      scopes: ["10.0.2.0"],
      mode: "HotStandby",
      role: "Active",
      reservePercent: 8,
      state: "CommunicationInterrupted",
    });
    const [here, there] = [await readMachine(one), await readMachine(two)];
    const own = { autoStateTransition: false, enableAuth: false };
    expect(here.configuration.relationships).toEqual({
      balance: {
        mode: "loadBalance",
        self: "dhcp1.test",
        partner: "dhcp2.test",
        loadBalancePercent: 70,
        scopes: ["10.0.1.0/24"],
        own: { ...own, maxClientLeadTime: 7200 },
      },
      standby: {
        mode: "hotStandby",
        self: "dhcp1.test",
        partner: "dhcp2.test",
        role: "active",
        scopes: ["10.0.2.0/25"],
        own: { ...own, maxClientLeadTime: 3600, reservePercent: 8 },
      },
    });
    expect(there.configuration.relationships).toMatchObject({
      balance: { self: "dhcp2.test", partner: "dhcp1.test", loadBalancePercent: 30 },
      standby: { role: "standby" },
    });
    expect(
      here.failover!.map(({ relationship, state, condition }) => [relationship, state, condition]),
    ).toEqual([
      ["balance", "Normal", "working"],
      ["standby", "CommunicationInterrupted", "impaired"],
    ]);
    expect(there.failover!.map(({ pair: key }) => key)).toEqual(
      here.failover!.map(({ pair: key }) => key),
    );
    expect(new Set(here.failover!.map(({ pair: key }) => key)).size).toBe(2);
  });

  it("does not count as a change of the server when its state changes", async () => {
    const one = pair(rich, rich);
    const before = await readMachine(one.primary);
    one.primary.server.relationships.get("dhcp1-dhcp2")!.state = "PartnerDown";
    one.primary.server.lent.set("10.0.1.0", 12);
    expect((await readMachine(one.primary)).version).toBe(before.version);
  });

  it("keeps its servers from being written while it does not work, unless that is forced", async () => {
    const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    for (const { server } of [one.primary, one.partner])
      server.relationships.get("dhcp1-dhcp2")!.state = "CommunicationInterrupted";
    expect(await failuresOf(one)).toEqual([
      expect.stringContaining(
        'The failover relationship "dhcp1-dhcp2" does not work at the moment: dhcp2 reports "CommunicationInterrupted".',
      ),
    ]);
    await one.engine.up(one.program({ force: true }));
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("is reported with what to do where the partner lacks a member, and the scope is not created outside failover", async () => {
    const one = pair(rich, rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, ""));
    const failures = await failuresOf(one);
    expect(failures).toEqual([
      expect.stringMatching(/10\.0\.2\.0\/25.*Remove-DhcpServerv4FailoverScope/),
    ]);
  });

  it("is never bypassed: no scope of a server in failover is created outside it", async () => {
    const one = pair(rich, rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, ""), {
      related: false,
    });
    joined(one.primary.server, one.partner.server, { name: "half", scopes: ["10.0.1.0"] });
    const {
      all: { primary, partner },
    } = one.program();
    const { phones } = await one.scopes.preview({
      phones: { primary, partner, scopeId: "10.0.2.0" },
    });
    expect(phones!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(
        "10.0.2.0/25 does not exist on the partner, and a scope created by replication would not take part in failover",
      ),
    ]);
  });

  it("keeps its members: no replication removes one", async () => {
    const one = pair(rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, ""), rich, {
      related: false,
    });
    joined(one.primary.server, one.partner.server, {
      name: "both",
      scopes: ["10.0.1.0", "10.0.2.0"],
    });
    expect(await failuresOf(one, { prune: true })).toEqual([
      expect.stringContaining(
        '10.0.2.0/25 (Telephones) would be removed from dhcp2, where the failover relationship "both" has it: a member of a relationship cannot be removed.',
      ),
    ]);
  });
});

describe("servers without failover", () => {
  it("are made equal too, and a new scope is reported", async () => {
    const one = pair(rich, rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, ""), {
      related: false,
    });
    const { all } = await one.engine.preview(one.program());
    expect(all!.said.join("\n")).toContain(
      "dhcp2: 10.0.2.0/25 would be new there and not in a failover relationship. Make sure that only one server hands out these addresses.",
    );
    await one.engine.up(one.program());
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("keep a scope that clients hold addresses of", async () => {
    const one = pair(rich.replace(/<Scope>\s*<ScopeId>10\.0\.2\.0[^]*?<\/Scope>/, ""), rich, {
      related: false,
    });
    one.partner.server.lent.set("10.0.2.0", 3);
    expect(await failuresOf(one, { prune: true })).toEqual([
      expect.stringContaining(
        "The scope 10.0.2.0/25 (Telephones) would be removed from dhcp2, where 3 clients hold addresses of it.",
      ),
    ]);
    one.partner.server.lent.delete("10.0.2.0");
    await one.engine.up(one.program({ prune: true }));
    expect([...one.partner.server.scopes.keys()]).toEqual(["10.0.1.0"]);
  });
});

describe("a server", () => {
  it("is the same by whatever name it is reached", async () => {
    const one = machine("dhcp1", rich);
    const engine = new Engine(
      windowsDrivers([one], undefined, { "10.0.0.1": "dhcp1" }),
      "replication",
    );
    const { all } = await engine.preview({
      all: {
        primary: { driver: "windows", computerName: "dhcp1" },
        partner: { driver: "windows", computerName: "10.0.0.1" },
      },
    });
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("primary (dhcp1) and partner (10.0.0.1) are the same server"),
    ]);
  });

  it("is read from another machine by the cmdlets there", async () => {
    const [one, two] = [
      machine("dhcp1", rich),
      machine("dhcp2", rich.replace("<Name>Offices<", "<Name>Rooms<")),
    ];
    const tools = { name: "tools", domain: "test", reaches: [one.server, two.server] };
    const engine = new Engine(windowsDrivers([], tools), "replication");
    const folder = mkdtempSync(join(tmpdir(), "live-"));
    const server = (computerName: string) => ({
      driver: "windows",
      over: "local",
      computerName: `${computerName}.test`,
      backupDir: folder,
    });
    const program = { all: { primary: server("dhcp1"), partner: server("dhcp2") } };
    expect((await engine.preview(program)).all).toMatchObject({
      failures: [],
      added: ["10.0.1.0/24 name: Rooms => Offices"],
    });
    await engine.up(program);
    expect((await engine.preview(program)).all).toMatchObject({ op: "same" });
    expect(scopesOf(two.server)).toBe(scopesOf(one.server));
    rmSync(folder, { recursive: true });
  });

  it("is reported where it runs a newer Windows than the primary", async () => {
    const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    Object.assign(one.partner, { build: 26_100 });
    await one.engine.preview(one.program());
    expect(one.engine.said.join("\n")).toContain(
      "dhcp2 runs Windows Server 2025, which is newer than dhcp1 with Windows Server 2022",
    );
  });

  it("is saved as it was before it is written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "live-"));
    const one = pair(rich.replace("<Name>Offices<", "<Name>Rooms<"), rich);
    await one.engine.up(
      one.program({ partner: { driver: "windows", computerName: "dhcp2", backupDir: folder } }),
    );
    const [server] = readdirSync(folder);
    const [time] = readdirSync(join(folder, server!));
    const kept = JSON.parse(
      readFileSync(join(folder, server!, time!, "dhcp-server.json"), "utf8"),
    ) as { scopes: { Name: string }[] };
    expect(kept.scopes.map(({ Name }) => Name)).toContain("Offices");
    rmSync(folder, { recursive: true });
  });

  it("answers programs that call getFailover and getScope", async () => {
    const one = pair(rich, rich);
    const asked = { server: { driver: "windows", computerName: "dhcp1" } };
    const begun = operation(windowsDrivers([one.primary, one.partner]), () => {});
    const { props } = (await failoverReader(begun).read("x", asked)) as {
      props: Record<string, unknown>;
    };
    expect(props.relationships).toEqual([
      {
        name: "dhcp1-dhcp2",
        mode: "loadBalance",
        state: "Normal",
        role: "",
        partner: "dhcp2.test",
        scopeIds: ["10.0.1.0/24", "10.0.2.0/25"],
        loadBalancePercent: 50,
      },
    ]);
    const found = (await scopeReader(begun).read("x", asked)) as { props: { scopes: unknown[] } };
    expect(found.props.scopes).toContainEqual({
      scopeId: "10.0.1.0/24",
      relationship: "dhcp1-dhcp2",
      sharedNetwork: "Campus",
      leaseDuration: 691_200,
      ranges: ["10.0.1.10-10.0.1.200"],
    });
  });

  it.each<readonly [what: string, server: object, sentence: string]>([
    ["without a name", {}, "primary.computerName is missing"],
    [
      "with a name that is an option",
      { computerName: "-oProxyCommand=calc" },
      "which is not a host name",
    ],
    [
      "with a port and no ssh",
      { over: "local", port: 22 },
      "primary.port applies only to connections over ssh",
    ],
    ["over something else", { computerName: "dhcp1", over: "telnet" }, 'primary.over is "telnet"'],
    ["with a word misspelled", { computername: "dhcp1" }, "computername"],
  ])("is refused with %s", async (_, server, sentence) => {
    const one = pair(rich, rich);
    expect(
      (await failuresOf(one, { primary: { driver: "windows", ...server } })).join("\n"),
    ).toContain(sentence);
  });
});
