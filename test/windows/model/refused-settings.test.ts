// Calls about definitions, classes, DNS settings, filters and relationships that the model refuses, with the ids of Windows.
import { describe } from "vitest";
import { inScope, mac, refusesCalls, scopeId } from "../../helpers/windows/model/full-server.js";

describe("a model server refuses", () => {
  refusesCalls([
    [
      "a definition it has",
      "Add-DhcpServerv4OptionDefinition",
      { Name: "x", OptionId: 3, Type: "Byte" },
      "DHCP 20009",
    ],
    [
      "a definition of a class nobody has",
      "Add-DhcpServerv4OptionDefinition",
      { Name: "x", OptionId: 3, Type: "Byte", VendorClass: "Nobody" },
      "DHCP 20044",
    ],
    [
      "a default value of another type",
      "Add-DhcpServerv4OptionDefinition",
      { Name: "x", OptionId: 222, Type: "Byte", DefaultValue: "red" },
      "DHCP 20049",
    ],
    [
      "a definition nobody has",
      "Set-DhcpServerv4OptionDefinition",
      { OptionId: 222, Name: "x" },
      "DHCP 20010",
    ],
    [
      "to remove a definition in use",
      "Remove-DhcpServerv4OptionDefinition",
      { OptionId: 3 },
      "DHCP 20007",
    ],
    [
      "a class it has",
      "Add-DhcpServerv4Class",
      { Name: "ACME", Type: "Vendor", Data: "x" },
      "DHCP 20045",
    ],
    [
      "a class nobody has",
      "Set-DhcpServerv4Class",
      { Name: "Acme", Type: "User", Data: "x" },
      "DHCP 20044",
    ],
    [
      "to remove a built-in class",
      "Remove-DhcpServerv4Class",
      { Name: "Microsoft Options", Type: "Vendor" },
      "DHCP 20089",
    ],
    [
      "to remove a class in use",
      "Remove-DhcpServerv4Class",
      { Name: "Phones", Type: "User" },
      "DHCP 20007",
    ],
    [
      "a suffix without a policy",
      "Set-DhcpServerv4DnsSetting",
      { ...inScope, DnsSuffix: "x.test" },
      "WIN32 87",
    ],
    [
      "clean-up without updates",
      "Set-DhcpServerv4DnsSetting",
      { ...inScope, DeleteDnsRROnLeaseExpiry: true, DynamicUpdates: "Never" },
      "WIN32 87",
    ],
    [
      "to detect conflicts too often",
      "Set-DhcpServerSetting",
      { ConflictDetectionAttempts: 6 },
      "WIN32 87",
    ],
    [
      "to remove a filter nobody has",
      "Remove-DhcpServerv4Filter",
      { MacAddress: mac },
      "DHCP 20095",
    ],
    ["a relationship nobody has", "Get-DhcpServerv4Failover", { Name: "Nobody" }, "DHCP 20115"],
    [
      "the relationship of a scope that is in none",
      "Get-DhcpServerv4Failover",
      { ScopeId: scopeId },
      "DHCP 20116",
    ],
  ]);
});
