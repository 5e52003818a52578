// Scopes, reservations, superscopes and filters in the model: a right call does what is documented.
import { describe, expect, it } from "vitest";
import { type Call, ending, inScope, server } from "../../helpers/windows/model/full-server.js";

describe("a model server", () => {
  it("counts changes, and no call that changes nothing", () => {
    const made = server();
    const before = made.changes;
    const same: readonly Call[] = [
      [
        "Set-DhcpServerv4Scope",
        {
          ...inScope,
          Name: "Offices",
          State: "Active",
          LeaseDuration: { seconds: 691_200 },
          StartRange: "10.0.1.10",
          EndRange: "10.0.1.200",
        },
      ],
      [
        "Set-DhcpServerv4Reservation",
        { IPAddress: "10.0.1.5", ClientId: "aabbcc000005", Name: "printer", Type: "both" },
      ],
      ["Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 3, Value: ["10.0.1.1"] }],
      [
        "Set-DhcpServerv4Policy",
        {
          ...inScope,
          Name: "Then others",
          MacAddress: ["ne", "AA-BB-CC-*"],
          ProcessingOrder: 2,
          Enabled: true,
        },
      ],
      ["Set-DhcpServerv4Class", { Name: "Acme", Type: "Vendor", Data: "0x41434D45" }],
      ["Set-DhcpServerv4OptionDefinition", { OptionId: 200, Name: "Colour", DefaultValue: "0" }],
      ["Set-DhcpServerSetting", { ConflictDetectionAttempts: 0 }],
      ["Set-DhcpServerv4Scope", { ...inScope, Name: "Other", WhatIf: true }],
    ];
    for (const [cmdlet, parameters] of same) made.call(cmdlet, parameters);
    expect(made.changes).toBe(before);
    made.call("Set-DhcpServerv4Scope", { ...inScope, Name: "Other", Description: "more" });
    expect(made.changes).toBe(before + 1);
  });

  it("reads InActive back as Inactive", () => {
    expect(server().call("Get-DhcpServerv4Scope", { ScopeId: "10.0.2.0" })[0]).toMatchObject({
      State: "Inactive",
      Type: "Dhcp",
      LeaseDuration: { seconds: 691_200 },
      MaxBootpClients: 4_294_967_295,
      ActivatePolicies: true,
      SuperscopeName: "",
    });
  });

  it("moves a range sideways in two calls, first wider, then narrower", () => {
    const made = server();
    made.call("Remove-DhcpServerv4ExclusionRange", {
      ...inScope,
      StartRange: "10.0.1.20",
      EndRange: "10.0.1.29",
    });
    made.call("Set-DhcpServerv4Scope", {
      ...inScope,
      StartRange: "10.0.1.10",
      EndRange: "10.0.1.220",
    });
    made.call("Set-DhcpServerv4Scope", {
      ...inScope,
      StartRange: "10.0.1.50",
      EndRange: "10.0.1.220",
    });
    expect(made.call("Get-DhcpServerv4Scope", inScope)[0]).toMatchObject({
      StartRange: "10.0.1.50",
      EndRange: "10.0.1.220",
    });
  });

  it("names a reservation without a name by its address, and removes the name when told", () => {
    const made = server();
    made.call("Add-DhcpServerv4Reservation", {
      ...inScope,
      IPAddress: "10.0.1.6",
      ClientId: "AABBCC000006",
    });
    const told = () => made.call("Get-DhcpServerv4Reservation", { IPAddress: "10.0.1.6" })[0];
    expect(told()).toMatchObject({
      Name: "10.0.1.6",
      ClientId: "aa-bb-cc-00-00-06",
      Type: "Both",
      Description: "",
    });
    made.call("Set-DhcpServerv4Reservation", { IPAddress: "10.0.1.6", Name: "" });
    expect(told()).toMatchObject({ Name: "" });
  });

  it("holds option 51 of a scope once, as its lease duration", () => {
    const made = server();
    made.call("Set-DhcpServerv4Scope", { ...inScope, LeaseDuration: { seconds: 600 } });
    const before = made.changes;
    made.call("Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 51, Value: "600" });
    expect(made.changes).toBe(before);
    made.call("Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 51, Value: "900" });
    expect(made.call("Get-DhcpServerv4Scope", inScope)[0]).toMatchObject({
      LeaseDuration: { seconds: 900 },
    });
    expect(made.export()).toContain("<LeaseDuration>00:15:00</LeaseDuration>");
    expect(made.export().match(/<OptionId>51<\/OptionId>\r\n +<Value>/g)).toHaveLength(2); // one a scope
  });

  it("takes a superscope as a property of its scopes", () => {
    const made = server();
    made.call("Set-DhcpServerv4Scope", { ...inScope, SuperscopeName: "Campus" });
    expect(made.export()).toContain("<SuperScopeName>Campus</SuperScopeName>");
    expect(
      ending(() => made.call("Set-DhcpServerv4Scope", { ...inScope, SuperscopeName: "Site" })),
    ).toBe("WIN32 87,Set-DhcpServerv4Scope");
    made.call("Set-DhcpServerv4Scope", { ...inScope, SuperscopeName: "" });
    expect(made.export()).not.toContain("Campus");
  });

  it("takes filters in any spelling, and overwrites one only when forced", () => {
    const made = server();
    made.call("Add-DhcpServerv4Filter", {
      List: "Allow",
      MacAddress: ["aabbcc000001", "AA-BB-CC-*"],
    });
    expect(
      ending(() =>
        made.call("Add-DhcpServerv4Filter", { List: "Deny", MacAddress: "AA-BB-CC-00-00-01" }),
      ),
    ).toBe("DHCP 20093,Add-DhcpServerv4Filter");
    made.call("Add-DhcpServerv4Filter", {
      List: "Deny",
      MacAddress: "AA-BB-CC-00-00-01",
      Force: true,
    });
    made.call("Set-DhcpServerv4FilterList", { Allow: true });
    expect(
      made.call("Get-DhcpServerv4Filter").map(({ List, MacAddress }) => `${List} ${MacAddress}`),
    ).toEqual(["Deny AA-BB-CC-00-00-01", "Allow AA-BB-CC-*"]);
    expect(made.call("Get-DhcpServerv4FilterList")).toEqual([{ Allow: true, Deny: false }]);
  });
});
