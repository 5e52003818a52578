// Two model servers in a failover relationship, and what replication between them does.
import { describe, expect, it } from "vitest";
import { join } from "../../helpers/windows/failover.js";
import { ending, inScope, mac, scopeId, server } from "../../helpers/windows/model/full-server.js";

describe("two model servers in a relationship", () => {
  const pair = () => {
    const [one, other] = [server("dhcp1.test"), server("dhcp2.test")];
    join(one, other, { name: "both", scopes: [scopeId], loadBalancePercent: 70 });
    return [one, other] as const;
  };

  it("state the relationship each from its own side", () => {
    const [one, other] = pair();
    expect(one.call("Get-DhcpServerv4Failover")[0]).toMatchObject({
      Name: "both",
      PartnerServer: "dhcp2.test",
      Mode: "LoadBalance",
      LoadBalancePercent: 70,
      ServerRole: null,
      ServerType: "PrimaryServer",
    });
    expect(other.call("Get-DhcpServerv4Failover", inScope)[0]).toMatchObject({
      PartnerServer: "dhcp1.test",
      LoadBalancePercent: 30,
      ServerType: "SecondaryServer",
    });
  });

  it("keep the scopes of the relationship", () => {
    expect(
      pair().map((each) =>
        ending(() => each.call("Remove-DhcpServerv4Scope", { ...inScope, Force: true })),
      ),
    ).toEqual(["DHCP 20132,Remove-DhcpServerv4Scope", "DHCP 20132,Remove-DhcpServerv4Scope"]);
  });

  it("become equal by replication in either direction", () => {
    const [one, other] = pair();
    other.call("Set-DhcpServerv4Scope", {
      ...inScope,
      Name: "Renamed",
      StartRange: "10.0.1.10",
      EndRange: "10.0.1.220",
    });
    other.call("Add-DhcpServerv4Reservation", { ...inScope, IPAddress: "10.0.1.7", ClientId: mac });
    other.call("Remove-DhcpServerv4Policy", { ...inScope, Name: "Phones first" });
    other.call("Invoke-DhcpServerv4FailoverReplication", { Name: "both", Force: true });
    expect(one.export()).toBe(other.export());
    const before = one.changes;
    other.call("Invoke-DhcpServerv4FailoverReplication");
    expect(one.changes).toBe(before);
  });

  it("do not replicate definitions or classes, and stop halfway without them", () => {
    const [one, other] = pair();
    one.call("Add-DhcpServerv4OptionDefinition", { Name: "x", OptionId: 222, Type: "Byte" });
    one.call("Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 222, Value: "1" });
    one.call("Set-DhcpServerv4Scope", { ...inScope, Name: "Renamed" });
    one.call("Remove-DhcpServerv4Reservation", { IPAddress: "10.0.1.5" });
    expect(ending(() => one.call("Invoke-DhcpServerv4FailoverReplication", inScope))).toBe(
      "DHCP 20010,Invoke-DhcpServerv4FailoverReplication",
    );
    expect(other.call("Get-DhcpServerv4Scope", inScope)[0]).toMatchObject({ Name: "Renamed" });
    expect(other.call("Get-DhcpServerv4Reservation", inScope)).toHaveLength(1);
  });

  it("do not replicate where the caller's identity does not reach the partner, nor while the state is not Normal", () => {
    const [one, other] = pair();
    one.secondHop = false;
    expect(ending(() => one.call("Invoke-DhcpServerv4FailoverReplication", inScope))).toBe(
      "DHCP 20121,Invoke-DhcpServerv4FailoverReplication",
    );
    other.relationships.get("both")!.state = "CommunicationInterrupted";
    expect(ending(() => other.call("Invoke-DhcpServerv4FailoverReplication", inScope))).toBe(
      "DHCP 20120,Invoke-DhcpServerv4FailoverReplication",
    );
  });
});
