// Calls about scopes, exclusion ranges and reservations that the model refuses, with the ids of Windows.
import { describe, expect, it } from "vitest";
import { modelServer } from "../../helpers/windows/server.js";
import {
  ending,
  inScope,
  long,
  mac,
  refusesCalls,
  server,
} from "../../helpers/windows/model/full-server.js";

describe("a model server refuses", () => {
  refusesCalls([
    [
      "a scope it has",
      "Add-DhcpServerv4Scope",
      { StartRange: "10.0.1.10", EndRange: "10.0.1.20", SubnetMask: "255.255.255.0", Name: "x" },
      "DHCP 20052",
    ],
    [
      "a scope around one it has",
      "Add-DhcpServerv4Scope",
      { StartRange: "10.0.0.10", EndRange: "10.0.9.20", SubnetMask: "255.255.0.0", Name: "x" },
      "DHCP 20052",
    ],
    [
      "a mask with a hole",
      "Add-DhcpServerv4Scope",
      { StartRange: "10.0.3.10", EndRange: "10.0.3.20", SubnetMask: "255.0.255.0", Name: "x" },
      "WIN32 87",
    ],
    [
      "a range over two subnets",
      "Add-DhcpServerv4Scope",
      { StartRange: "10.0.3.10", EndRange: "10.0.4.20", SubnetMask: "255.255.255.0", Name: "x" },
      "DHCP 20023",
    ],
    ["a scope nobody has", "Get-DhcpServerv4Scope", { ScopeId: "10.0.9.0" }, "DHCP 20005"],
    [
      "another range than a wider or a narrower one",
      "Set-DhcpServerv4Scope",
      { ...inScope, StartRange: "10.0.1.11", EndRange: "10.0.1.201" },
      "DHCP 20023",
    ],
    [
      "to leave an exclusion range outside",
      "Set-DhcpServerv4Scope",
      { ...inScope, StartRange: "10.0.1.25", EndRange: "10.0.1.200" },
      "DHCP 20023",
    ],
    [
      "to leave a policy's range outside",
      "Set-DhcpServerv4Scope",
      { ...inScope, StartRange: "10.0.1.10", EndRange: "10.0.1.105" },
      "DHCP 20112",
    ],
    [
      "a range for an inactive scope",
      "Set-DhcpServerv4Scope",
      { ScopeId: "10.0.2.0", StartRange: "10.0.2.5", EndRange: "10.0.2.200" },
      "DHCP 20023",
    ],
    [
      "a range that ends a subnet",
      "Set-DhcpServerv4Scope",
      { ...inScope, StartRange: "10.0.1.10", EndRange: "10.0.1.255" },
      "DHCP 20023",
    ],
    ["a long name", "Set-DhcpServerv4Scope", { ...inScope, Name: long(257) }, "DHCP 20046"],
    [
      "a long superscope name",
      "Set-DhcpServerv4Scope",
      { ...inScope, SuperscopeName: long(257) },
      "DHCP 20030",
    ],
    ["a long delay", "Set-DhcpServerv4Scope", { ...inScope, Delay: 1001 }, "DHCP 20092"],
    [
      "BOOTP clients for a DHCP scope",
      "Set-DhcpServerv4Scope",
      { ...inScope, MaxBootpClients: 5 },
      "WIN32 87",
    ],
    [
      "a NAP profile without NAP",
      "Set-DhcpServerv4Scope",
      { ...inScope, NapProfile: "x" },
      "WIN32 87",
    ],
    [
      "a character that no export could hold",
      "Set-DhcpServerv4Scope",
      { ...inScope, Name: "a\0b" },
      "WIN32 87",
    ],
    [
      "to be called by another name",
      "Get-DhcpServerv4Scope",
      { ComputerName: "dhcp2.test" },
      "WIN32 17",
    ],
    [
      "an exclusion range outside the range",
      "Add-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.195", EndRange: "10.0.1.205" },
      "DHCP 20023",
    ],
    [
      "an exclusion range twice",
      "Add-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.20", EndRange: "10.0.1.29" },
      "DHCP 20023",
    ],
    [
      "an exclusion range over another",
      "Add-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.29", EndRange: "10.0.1.35" },
      "DHCP 20023",
    ],
    [
      "to remove an exclusion range nobody has",
      "Remove-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.20", EndRange: "10.0.1.28" },
      "DHCP 20023",
    ],
    [
      "to remove half an exclusion range",
      "Remove-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.20" },
      "WIN32 87",
    ],
    [
      "an address reserved already",
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.5", ClientId: mac },
      "DHCP 20022",
    ],
    [
      "a client that has a reservation, however it is spelled",
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.6", ClientId: "aabbcc000005" },
      "DHCP 20022",
    ],
    [
      "a reservation outside the subnet",
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.2.6", ClientId: mac },
      "DHCP 20023",
    ],
    [
      "a client id that is none",
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.6", ClientId: "printer" },
      "WIN32 87",
    ],
    [
      "a reservation nobody has",
      "Set-DhcpServerv4Reservation",
      { IPAddress: "10.0.1.6", Name: "x" },
      "DHCP 20018",
    ],
    [
      "to remove a reservation nobody has",
      "Remove-DhcpServerv4Reservation",
      { ...inScope, ClientId: mac },
      "DHCP 20018",
    ],
  ]);

  it("a range, but takes the other properties of the same call", () => {
    const refusing = server();
    expect(
      ending(() =>
        refusing.call("Set-DhcpServerv4Scope", {
          ...inScope,
          Name: "Renamed",
          StartRange: "10.0.1.201",
          EndRange: "10.0.1.210",
        }),
      ),
    ).toBe("DHCP 20023,Set-DhcpServerv4Scope");
    expect(refusing.call("Get-DhcpServerv4Scope")[0]).toMatchObject({
      Name: "Renamed",
      StartRange: "10.0.1.10",
    });
  });

  it("conditions on domain names on Windows Server 2012, which came with 2012 R2", () => {
    const old = modelServer("old", { version: [6, 2] });
    expect(
      ending(() =>
        old.call("Add-DhcpServerv4Policy", { Name: "x", Condition: "Or", Fqdn: ["EQ", "*.test"] }),
      ),
    ).toBe("WIN32 87,Add-DhcpServerv4Policy");
  });

  it("a scope nobody has, with the category that PowerShell reports", () => {
    expect(() => server().call("Get-DhcpServerv4Scope", { ScopeId: "10.0.9.0" })).toThrow(
      expect.objectContaining({
        category: "ObjectNotFound",
        message: expect.stringContaining("Get-DhcpServerv4Scope on DHCP server dhcp1.test"),
      }),
    );
  });
});
