// The failover cmdlets of the model do on both servers what is documented.
import { describe, expect, it } from "vitest";
import type { ModelServer } from "../helpers/windows/server.js";
import { add, ending, pair, type Parameters } from "../helpers/windows/failover-pair.js";

const told = (server: ModelServer) => server.call("Get-DhcpServerv4Failover");
const scopesOf = (server: ModelServer) =>
  server.call("Get-DhcpServerv4Scope").map(({ ScopeId }) => ScopeId);

describe("a relationship between two model servers", () => {
  it("is made on both, each states its own side, and the partner gets its scopes", () => {
    const [one, other] = pair({
      LoadBalancePercent: 70,
      MaxClientLeadTime: { seconds: 7200 },
      StateSwitchInterval: { seconds: 600 },
    });
    const both = {
      Name: "both",
      Mode: "LoadBalance",
      ServerRole: null,
      ReservePercent: null,
      MaxClientLeadTime: { seconds: 7200 },
      AutoStateTransition: true,
      StateSwitchInterval: { seconds: 600 },
      EnableAuth: false,
      ScopeId: ["10.0.1.0", "10.0.2.0"],
      PrimaryServerName: "dhcp1.test",
      SecondaryServerName: "dhcp2.test",
    };
    expect(told(one)).toEqual([
      expect.objectContaining({
        ...both,
        PartnerServer: "dhcp2.test",
        LoadBalancePercent: 70,
        ServerType: "PrimaryServer",
      }),
    ]);
    expect(told(other)).toEqual([
      expect.objectContaining({
        ...both,
        PartnerServer: "dhcp1.test",
        LoadBalancePercent: 30,
        ServerType: "SecondaryServer",
      }),
    ]);
    expect(scopesOf(other)).toEqual(["10.0.1.0", "10.0.2.0"]);
  });

  it("has the documented defaults where a call gives no value", () => {
    const [one] = pair();
    expect(told(one)[0]).toMatchObject({
      LoadBalancePercent: 50,
      MaxClientLeadTime: { seconds: 3600 },
      AutoStateTransition: false,
      StateSwitchInterval: null,
    });
    const [two] = pair({ ServerRole: "Standby" });
    expect(told(two)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Standby",
      ReservePercent: 5,
      LoadBalancePercent: null,
    });
  });

  it("gives the partner the other role in hot standby", () => {
    const [, other] = pair({ ReservePercent: 10 });
    expect(told(other)[0]).toMatchObject({ ServerRole: "Standby", ReservePercent: 10 });
  });

  it("changes on both servers, whichever of them is called", () => {
    const [one, other] = pair();
    other.call("Set-DhcpServerv4Failover", {
      Name: "both",
      LoadBalancePercent: 20,
      MaxClientLeadTime: { seconds: 60 },
      AutoStateTransition: true,
    });
    expect(told(one)[0]).toMatchObject({
      LoadBalancePercent: 80,
      MaxClientLeadTime: { seconds: 60 },
      AutoStateTransition: true,
    });
    one.call("Set-DhcpServerv4Failover", {
      Name: "both",
      Mode: "HotStandby",
      ReservePercent: 15,
      AutoStateTransition: false,
      Force: true,
    });
    expect(told(one)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Active",
      ReservePercent: 15,
      StateSwitchInterval: null,
    });
    expect(told(other)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Standby",
      ReservePercent: 15,
    });
    const changes = [one.changes, other.changes];
    one.call("Set-DhcpServerv4Failover", { Name: "both", ReservePercent: 15 });
    expect([one.changes, other.changes]).toEqual(changes);
  });

  it("never shows its secret, only that there is one", () => {
    const [one, other] = pair({ SharedSecret: "s3cret", Force: true });
    expect([told(one), told(other)].map(([each]) => each!.EnableAuth)).toEqual([true, true]);
    expect(JSON.stringify([told(one), told(other)])).not.toContain("s3cret");
    expect(other.relationships.get("both")!.secret).toBe("s3cret");
    one.call("Set-DhcpServerv4Failover", { Name: "both", SharedSecret: null, Force: true });
    expect([told(one), told(other)].map(([each]) => each!.EnableAuth)).toEqual([false, false]);
  });

  it("gets scopes and loses them, and the partner loses those too", () => {
    const [one, other] = pair();
    one.call("Add-DhcpServerv4FailoverScope", { Name: "both", ScopeId: "10.0.3.0" });
    expect(scopesOf(other)).toEqual(["10.0.1.0", "10.0.2.0", "10.0.3.0"]);
    expect(told(other)[0]!.ScopeId).toEqual(["10.0.1.0", "10.0.2.0", "10.0.3.0"]);
    other.lent.set("10.0.1.0", 4);
    one.call("Remove-DhcpServerv4FailoverScope", {
      Name: "both",
      ScopeId: ["10.0.1.0"],
      Force: true,
    });
    expect(scopesOf(other)).toEqual(["10.0.2.0", "10.0.3.0"]);
    expect(scopesOf(one)).toHaveLength(3);
    expect(other.dangers).toEqual(["10.0.1.0 went from dhcp2.test with 4 leases"]);
  });

  it("is removed from both servers, and its scopes from the partner of the one that was called", () => {
    const [one, other] = pair();
    other.call("Remove-DhcpServerv4Failover", { Name: ["both"], Force: true });
    expect([told(one), told(other)]).toEqual([[], []]);
    expect([scopesOf(one), scopesOf(other)]).toEqual([["10.0.3.0"], ["10.0.1.0", "10.0.2.0"]]);
  });

  it("counts its partner as down on the server that was called alone", () => {
    const [one, other] = pair();
    for (const each of [one, other])
      each.relationships.get("both")!.state = "CommunicationInterrupted";
    other.answers = false;
    one.call("Set-DhcpServerv4Failover", { Name: "both", PartnerDown: true });
    expect([told(one), told(other)].map(([each]) => each!.State)).toEqual([
      "PartnerDown",
      "CommunicationInterrupted",
    ]);
  });
});

describe("a call whose caller's identity does not reach the partner", () => {
  it.each<readonly [cmdlet: string, parameters: Parameters, here: object, there: object]>([
    [
      "Add-DhcpServerv4Failover",
      add,
      { names: ["both", "new"], scopes: 3 },
      { names: ["both"], scopes: 2 },
    ],
    [
      "Set-DhcpServerv4Failover",
      { Name: "both", MaxClientLeadTime: { seconds: 60 } },
      { lead: 60 },
      { lead: 3600 },
    ],
    [
      "Remove-DhcpServerv4Failover",
      { Name: "both", Force: true },
      { names: [], scopes: 3 },
      { names: ["both"], scopes: 2 },
    ],
    [
      "Add-DhcpServerv4FailoverScope",
      { Name: "both", ScopeId: "10.0.3.0" },
      { members: 3 },
      { members: 2, scopes: 2 },
    ],
    [
      "Remove-DhcpServerv4FailoverScope",
      { Name: "both", ScopeId: "10.0.1.0", Force: true },
      { members: 1, scopes: 3 },
      { members: 2, scopes: 2 },
    ],
  ])(
    "changes one server alone with %s, and both servers show what they state",
    (cmdlet, parameters, here, there) => {
      const servers = pair();
      servers[0].secondHop = false;
      expect(ending(() => servers[0].call(cmdlet, parameters))).toBe("DHCP 20121");
      const seen = servers.map((each) => ({
        names: told(each).map(({ Name }) => Name),
        scopes: scopesOf(each).length,
        lead: (told(each)[0]?.MaxClientLeadTime as { seconds: number } | undefined)?.seconds,
        members: (told(each)[0]?.ScopeId as string[] | undefined)?.length,
      }));
      expect(seen).toEqual([expect.objectContaining(here), expect.objectContaining(there)]);
    },
  );
});
