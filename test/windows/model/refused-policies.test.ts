// Calls about policies that the model refuses, with the ids of Windows.
import { describe } from "vitest";
import {
  inScope,
  long,
  mac,
  policy,
  refusesCalls,
} from "../../helpers/windows/model/full-server.js";

describe("a model server refuses", () => {
  refusesCalls([
    [
      "a policy it has",
      "Add-DhcpServerv4Policy",
      { ...policy, Name: "phones FIRST", MacAddress: ["EQ", mac] },
      "DHCP 20105",
    ],
    ["a policy without a condition", "Add-DhcpServerv4Policy", policy, "DHCP 20109"],
    [
      "a condition without an operator",
      "Add-DhcpServerv4Policy",
      { ...policy, MacAddress: [mac] },
      "DHCP 20109",
    ],
    [
      "an operator without a value",
      "Add-DhcpServerv4Policy",
      { ...policy, MacAddress: ["EQ", mac, "NE"] },
      "DHCP 20109",
    ],
    [
      "two circuit ids for one operator",
      "Add-DhcpServerv4Policy",
      { ...policy, CircuitId: ["EQ", "0001", "0002"] },
      "DHCP 20109",
    ],
    [
      "a single label of something that is no name",
      "Add-DhcpServerv4Policy",
      { ...policy, MacAddress: ["ISL"] },
      "DHCP 20109",
    ],
    [
      "a condition of no bytes",
      "Add-DhcpServerv4Policy",
      { ...policy, MacAddress: ["EQ", "printer"] },
      "DHCP 20109",
    ],
    [
      "a condition of a class nobody has",
      "Add-DhcpServerv4Policy",
      { ...policy, UserClass: ["EQ", "Nobody"] },
      "DHCP 20044",
    ],
    [
      "a place after the last",
      "Add-DhcpServerv4Policy",
      { ...policy, MacAddress: ["EQ", mac], ProcessingOrder: 4 },
      "DHCP 20110",
    ],
    [
      "to move behind the last",
      "Set-DhcpServerv4Policy",
      { ...inScope, Name: "Phones first", ProcessingOrder: 3 },
      "DHCP 20110",
    ],
    [
      "a name that another policy has",
      "Set-DhcpServerv4Policy",
      { ...inScope, Name: "Phones first", NewName: "Then others" },
      "DHCP 20105",
    ],
    [
      "to take the last condition away",
      "Set-DhcpServerv4Policy",
      { ...inScope, Name: "Phones first", UserClass: null },
      "DHCP 20109",
    ],
    [
      "a long policy name",
      "Add-DhcpServerv4Policy",
      { ...policy, Name: long(65), MacAddress: ["EQ", mac] },
      "WIN32 87",
    ],
    [
      "a policy nobody has",
      "Remove-DhcpServerv4Policy",
      { ...inScope, Name: "Nobody" },
      "DHCP 20111",
    ],
    [
      "a policy of the server that a scope has",
      "Get-DhcpServerv4Policy",
      { Name: "Phones first" },
      "DHCP 20111",
    ],
    [
      "a policy's range outside the scope's",
      "Add-DhcpServerv4PolicyIPRange",
      { ...inScope, Name: "Phones first", StartRange: "10.0.1.2", EndRange: "10.0.1.12" },
      "DHCP 20107",
    ],
    [
      "a policy's range over another policy's",
      "Add-DhcpServerv4PolicyIPRange",
      { ...inScope, Name: "Then others", StartRange: "10.0.1.110", EndRange: "10.0.1.120" },
      "DHCP 20106",
    ],
  ]);
});
