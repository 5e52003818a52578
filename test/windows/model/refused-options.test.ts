// Calls about option values that the model refuses, with the ids of Windows.
import { describe } from "vitest";
import { inScope, refusesCalls } from "../../helpers/windows/model/full-server.js";

describe("a model server refuses", () => {
  refusesCalls([
    [
      "an option without a definition",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 222, Value: "1" },
      "DHCP 20010",
    ],
    [
      "a vendor's option without a definition",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 2, Value: "1", VendorClass: "Acme" },
      "DHCP 20010",
    ],
    [
      "an option of a vendor class nobody has",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 1, Value: "10.0.0.1", VendorClass: "Nobody" },
      "DHCP 20044",
    ],
    [
      "an option of a user class nobody has",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: "10.0.0.1", UserClass: "Nobody" },
      "DHCP 20044",
    ],
    [
      "a value that does not convert",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 200, Value: "256" },
      "DHCP 20049",
    ],
    [
      "an address that is none",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: "router.test" },
      "DHCP 20049",
    ],
    [
      "two values for one",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 200, Value: ["1", "2"] },
      "DHCP 20103",
    ],
    ["no value", "Set-DhcpServerv4OptionValue", { ...inScope, Router: null }, "DHCP 20049"],
    [
      "DNS servers without Force",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 6, Value: "10.0.0.53" },
      "WIN32 87",
    ],
    [
      "DNS servers by their own parameter without Force",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, DnsServer: "10.0.0.53" },
      "WIN32 87",
    ],
    [
      "a policy with a user class",
      "Set-DhcpServerv4OptionValue",
      {
        ...inScope,
        OptionId: 3,
        Value: "10.0.0.1",
        PolicyName: "Phones first",
        UserClass: "Phones",
      },
      "WIN32 87",
    ],
    [
      "a reservation with a scope",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: "10.0.0.1", ReservedIP: "10.0.1.5" },
      "WIN32 87",
    ],
    [
      "an option of a policy nobody has",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: "10.0.0.1", PolicyName: "Nobody" },
      "DHCP 20111",
    ],
    [
      "to remove an option nobody has",
      "Remove-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 15 },
      "DHCP 20010",
    ],
    [
      "to remove a scope's option 51",
      "Remove-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 51 },
      "DHCP 20010",
    ],
    [
      "to tell an option nobody has",
      "Get-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 15 },
      "DHCP 20010",
    ],
  ]);
});
