// A FailoverRelationship on two Windows servers is changed and mended by calls to the primary alone.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import {
  calls,
  engine,
  name,
  one,
  refused,
  scope,
  scopesOf,
  seen,
  server,
  start,
  stop,
  three,
  told,
  two,
  up,
} from "../../helpers/windows/relationship/servers.js";

beforeEach(start);
afterEach(stop);

describe("a FailoverRelationship of two Windows servers", () => {
  it.each<readonly [what: string, before: object, after: object, call: object]>([
    ["loadBalancePercent", {}, { loadBalancePercent: 70 }, { LoadBalancePercent: 70 }],
    [
      "loadBalancePercent, left out again",
      { loadBalancePercent: 70 },
      {},
      { LoadBalancePercent: 50 },
    ],
    [
      "reservePercent",
      { mode: "hotStandby" },
      { mode: "hotStandby", reservePercent: 20 },
      { ReservePercent: 20 },
    ],
    ["maxClientLeadTime", {}, { maxClientLeadTime: 60 }, { MaxClientLeadTime: { seconds: 60 } }],
    ["autoStateTransition", {}, { autoStateTransition: true }, { AutoStateTransition: true }],
    [
      "autoStateTransition, left out again",
      { stateSwitchInterval: 600 },
      {},
      { AutoStateTransition: false },
    ],
    [
      "stateSwitchInterval",
      { autoStateTransition: true },
      { autoStateTransition: true, stateSwitchInterval: 600 },
      { AutoStateTransition: true, StateSwitchInterval: { seconds: 600 } },
    ],
    [
      "mode",
      { loadBalancePercent: 70 },
      { mode: "hotStandby", reservePercent: 9 },
      { Mode: "HotStandby", ReservePercent: 9 },
    ],
    [
      "mode, back again",
      { mode: "hotStandby" },
      { loadBalancePercent: 80 },
      { Mode: "LoadBalance", LoadBalancePercent: 80 },
    ],
    [
      "sharedSecret",
      {},
      { sharedSecret: { env: "FAILOVER_SECRET" } },
      { SharedSecret: "s3cret-of-both" },
    ],
    [
      "sharedSecret, left out again",
      { sharedSecret: { env: "FAILOVER_SECRET" } },
      {},
      { SharedSecret: null },
    ],
  ])("changes its %s in place, by one call to the primary", async (_what, before, after, call) => {
    await up(before);
    calls();
    expect((await up(after)).op).toBe("update");
    expect(calls()).toEqual([
      { server: name, cmdlet: "Set-DhcpServerv4Failover", Name: "both", ...call, Force: true },
    ]);
    expect(two.dangers).toEqual([]);
  });

  it("sets again what the partner alone states differently", async () => {
    await up();
    const theirs = two.relationships.get("both")!;
    Object.assign(theirs, { maxClientLeadTime: 9, loadBalancePercent: 30 });
    expect(await engine.refresh(true)).toEqual({
      both: ["partner loadBalancePercent: 50 => 30", "partner maxClientLeadTime: 3600 => 9"],
    });
    calls();
    await up();
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Set-DhcpServerv4Failover",
        Name: "both",
        LoadBalancePercent: 50,
        MaxClientLeadTime: { seconds: 3600 },
        Force: true,
      },
    ]);
    expect(told(two)[0]).toMatchObject({
      LoadBalancePercent: 50,
      MaxClientLeadTime: { seconds: 3600 },
    });
  });

  it("gets scopes, and loses them where the partner has no lease of them left", async () => {
    await up({ scopeIds: ["10.0.1.0"] });
    calls();
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0", "10.0.3.0"] });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0", "10.0.3.0"],
      },
    ]);
    two.lent.set("10.0.3.0", 12);
    expect(await refused({ scopeIds: ["10.0.1.0"] })).toEqual([
      'scopeIds: A scope that leaves "both" is deleted on dhcp2.test: 2 scopes (10.0.2.0/24 (Floor 2), 10.0.3.0/24 (Floor 3)), with 12 active leases. Leave the scopes in it until their leases are gone, or set force: true. [relationship-leaves]',
    ]);
    expect(seen).toEqual([]);
    await up({ scopeIds: ["10.0.1.0", "10.0.3.0"] });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Remove-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
        Force: true,
      },
    ]);
    await up({ scopeIds: ["10.0.1.0"], force: true });
    expect(scopesOf(two)).toEqual(["10.0.1.0"]);
    expect(scopesOf(one)).toHaveLength(3);
  });

  it("is changed in its name, partner or role only by force, and the error counts what the partner would lose", async () => {
    await up({ mode: "hotStandby" });
    calls();
    two.lent.set("10.0.2.0", 1);
    const anew = (what: string) =>
      `force: "both" cannot be changed in place: ${what}. It would be removed and recreated, and removing it deletes 3 scopes (10.0.1.0/24 (Floor 1), 10.0.2.0/24 (Floor 2), 10.0.3.0/24 (Floor 3)) from dhcp2.test, with 1 active lease. Undo this change in the program, or set force: true. [relationship-replaced]`;
    expect(await refused({ mode: "hotStandby", serverRole: "standby" })).toEqual([
      anew("serverRole active => standby"),
    ]);
    expect(await refused({ mode: "hotStandby", name: "pair" })).toEqual([
      anew("name both => pair").replace('"both"', '"pair"'),
    ]);
    expect(await refused({ mode: "hotStandby", partner: server("dhcp3.test") })).toEqual([
      anew("partner dhcp2.test => dhcp3.test"),
    ]);
    expect(seen).toEqual([]);
    await up({ mode: "hotStandby", serverRole: "standby", force: true });
    expect(calls().map(({ cmdlet }) => cmdlet)).toEqual([
      "Remove-DhcpServerv4Failover",
      "Add-DhcpServerv4Failover",
    ]);
    expect(told(one)[0]).toMatchObject({ ServerRole: "Standby" });
    await up({ mode: "hotStandby", serverRole: "standby", name: "pair", force: true });
    expect(told(two).map(({ Name }) => Name)).toEqual(["pair"]);
    await up({
      mode: "hotStandby",
      serverRole: "standby",
      name: "pair",
      partner: server("dhcp3.test"),
      force: true,
    });
    expect([told(two), scopesOf(two)]).toEqual([[], []]);
    expect([told(three)[0]!.PartnerServer, scopesOf(three)]).toEqual([name, scopesOf(one)]);
  });

  it("turns to hot standby with a standby primary only by force: the cmdlet makes the called server active", async () => {
    await up();
    expect(await refused({ mode: "hotStandby", serverRole: "standby" })).toEqual([
      expect.stringMatching(/serverRole active => standby\. .* with no active leases\./),
    ]);
    await up({ mode: "hotStandby", serverRole: "standby", force: true });
    expect(told(one)[0]).toMatchObject({ ServerRole: "Standby" });
  });

  it("is refused for a scope that the partner has already", async () => {
    scope(two, 2);
    expect(await refused({})).toEqual([
      expect.stringMatching(
        /^scopeIds: dhcp2\.test already has 10\.0\.2\.0\/24 \(Floor 2\), but "both" creates its scopes there itself/,
      ),
    ]);
    await up({ scopeIds: ["10.0.1.0"] });
    expect(await refused({ scopeIds: ["10.0.1.0", "10.0.2.0"], force: true })).toHaveLength(1);
  });

  it("takes a scope from another relationship only by force", async () => {
    one.call("Add-DhcpServerv4Failover", {
      Name: "branch",
      PartnerServer: "dhcp3.test",
      ScopeId: ["10.0.3.0"],
    });
    await up({});
    expect(told(one).map(({ Name, ScopeId }) => [Name, ScopeId])).toEqual([
      ["branch", ["10.0.3.0"]],
      ["both", ["10.0.1.0", "10.0.2.0"]],
    ]);
    const all = ["10.0.1.0", "10.0.2.0", "10.0.3.0"];
    expect(await refused({ scopeIds: all })).toEqual([
      expect.stringContaining("10.0.3.0/24 (branch) would move from another failover relationship"),
    ]);
    calls();
    await up({ scopeIds: all, force: true });
    expect(calls().map(({ cmdlet, Name }) => `${String(cmdlet)} ${String(Name)}`)).toEqual([
      "Remove-DhcpServerv4FailoverScope branch",
      "Add-DhcpServerv4FailoverScope both",
    ]);
    expect(scopesOf(three)).toEqual([]);
  });
});
