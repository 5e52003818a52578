// What somebody could get wrong who makes one server like another: the model refuses it, or reports it.
import { describe, expect, it } from "vitest";
import {
  type Call,
  ending,
  inScope,
  type Parameters,
  policy,
  server,
} from "../../helpers/windows/model/full-server.js";

describe("a careless call", () => {
  it.each<readonly [what: string, cmdlet: string, parameters: Parameters, gone: string]>([
    ["every exclusion range", "Remove-DhcpServerv4ExclusionRange", inScope, "<ExclusionRanges>"],
    ["every reservation", "Remove-DhcpServerv4Reservation", inScope, "<Reservations>"],
    [
      "every range of a policy",
      "Remove-DhcpServerv4PolicyIPRange",
      { ...inScope, Name: "Phones first" },
      "<IPRanges>",
    ],
  ])("that removes %s is carried out and reported as a danger", (_, cmdlet, parameters, gone) => {
    const made = server();
    expect(made.export()).toContain(gone);
    made.call(cmdlet, parameters);
    expect(made.export()).not.toContain(gone);
    expect(made.dangers).toEqual([expect.stringContaining(cmdlet)]);
  });

  it("that names its object in full is reported as no danger", () => {
    const made = server();
    made.call("Remove-DhcpServerv4ExclusionRange", {
      ...inScope,
      StartRange: "10.0.1.20",
      EndRange: "10.0.1.29",
    });
    made.call("Remove-DhcpServerv4Reservation", { IPAddress: "10.0.1.5" });
    made.call("Remove-DhcpServerv4PolicyIPRange", {
      ...inScope,
      Name: "Phones first",
      StartRange: "10.0.1.100",
      EndRange: "10.0.1.110",
    });
    expect(made.dangers).toEqual([]);
  });

  it("that writes a scope's lease duration as option 51 is reported as a danger", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 51, Value: "900" });
    expect(made.dangers).toEqual([expect.stringContaining("-OptionId 51")]);
  });
});

// What somebody could get wrong who makes one server like another: each is refused, or seen.
describe("an apply in the wrong order is refused or reported where it", () => {
  const apply = (calls: readonly Call[]) => {
    const made = server();
    for (const [at, [cmdlet, parameters]] of calls.entries()) {
      const id = ending(() => made.call(cmdlet, parameters));
      if (id !== undefined) return `call ${at + 1}: ${id}`;
    }
    return made.dangers.length > 0 ? made.dangers : "carried out";
  };
  const unexcluded: Call = [
    "Remove-DhcpServerv4ExclusionRange",
    { ...inScope, StartRange: "10.0.1.20", EndRange: "10.0.1.29" },
  ];

  it("narrows before it widens", () => {
    expect(
      apply([
        unexcluded,
        ["Set-DhcpServerv4Scope", { ...inScope, StartRange: "10.0.1.50", EndRange: "10.0.1.220" }],
      ]),
    ).toBe("call 2: DHCP 20023,Set-DhcpServerv4Scope");
  });

  it("narrows before exclusion ranges go", () => {
    expect(
      apply([
        ["Set-DhcpServerv4Scope", { ...inScope, StartRange: "10.0.1.50", EndRange: "10.0.1.200" }],
        unexcluded,
      ]),
    ).toBe("call 1: DHCP 20023,Set-DhcpServerv4Scope");
  });

  it("excludes before it widens", () => {
    expect(
      apply([
        [
          "Add-DhcpServerv4ExclusionRange",
          { ...inScope, StartRange: "10.0.1.205", EndRange: "10.0.1.210" },
        ],
      ]),
    ).toBe("call 1: DHCP 20023,Add-DhcpServerv4ExclusionRange");
  });

  it("adds an exclusion range before the one in its way goes", () => {
    expect(
      apply([
        [
          "Add-DhcpServerv4ExclusionRange",
          { ...inScope, StartRange: "10.0.1.15", EndRange: "10.0.1.29" },
        ],
        unexcluded,
      ]),
    ).toBe("call 1: DHCP 20023,Add-DhcpServerv4ExclusionRange");
  });

  it("deactivates before it sets the range", () => {
    expect(
      apply([
        ["Set-DhcpServerv4Scope", { ...inScope, State: "InActive" }],
        ["Set-DhcpServerv4Scope", { ...inScope, StartRange: "10.0.1.10", EndRange: "10.0.1.220" }],
      ]),
    ).toBe("call 2: DHCP 20023,Set-DhcpServerv4Scope");
  });

  it("writes option 51 beside the lease duration", () => {
    expect(
      apply([
        ["Set-DhcpServerv4Scope", { ...inScope, LeaseDuration: { seconds: 900 } }],
        ["Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 51, Value: "900" }],
      ]),
    ).toEqual([expect.stringContaining("by another name")]);
  });

  it("removes a reservation without its address", () => {
    expect(apply([["Remove-DhcpServerv4Reservation", inScope]])).toEqual([
      expect.stringContaining("removes every reservation"),
    ]);
  });

  it("gives a client's reservation a new address before the old one goes", () => {
    const fresh: Call = [
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.6", ClientId: "aa-bb-cc-00-00-05" },
    ];
    expect(apply([fresh])).toBe("call 1: DHCP 20022,Add-DhcpServerv4Reservation");
    expect(apply([["Remove-DhcpServerv4Reservation", { IPAddress: "10.0.1.5" }], fresh])).toBe(
      "carried out",
    );
  });

  it("sets an option before its definition is there", () => {
    const value: Call = ["Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 222, Value: "1" }];
    expect(apply([value])).toBe("call 1: DHCP 20010,Set-DhcpServerv4OptionValue");
    expect(
      apply([
        ["Add-DhcpServerv4OptionDefinition", { Name: "x", OptionId: 222, Type: "Byte" }],
        value,
      ]),
    ).toBe("carried out");
  });

  it("defines a vendor's option, or adds a policy, before the class is there", () => {
    expect(
      apply([
        [
          "Add-DhcpServerv4OptionDefinition",
          { Name: "x", OptionId: 1, Type: "Byte", VendorClass: "Later" },
        ],
      ]),
    ).toBe("call 1: DHCP 20044,Add-DhcpServerv4OptionDefinition");
    expect(apply([["Add-DhcpServerv4Policy", { ...policy, VendorClass: ["EQ", "Later"] }]])).toBe(
      "call 1: DHCP 20044,Add-DhcpServerv4Policy",
    );
  });

  it("removes a class before what uses it", () => {
    const [goes, uses]: readonly [Call, Call] = [
      ["Remove-DhcpServerv4Class", { Name: "Phones", Type: "User" }],
      ["Remove-DhcpServerv4Policy", { ...inScope, Name: "Phones first" }],
    ];
    expect(apply([goes, uses])).toBe("call 1: DHCP 20007,Remove-DhcpServerv4Class");
    expect(apply([uses, goes])).toBe("carried out");
  });

  it("gives one policy a range before the other has left it", () => {
    const [comes, goes]: readonly [Call, Call] = [
      [
        "Add-DhcpServerv4PolicyIPRange",
        { ...inScope, Name: "Then others", StartRange: "10.0.1.105", EndRange: "10.0.1.120" },
      ],
      [
        "Remove-DhcpServerv4PolicyIPRange",
        { ...inScope, Name: "Phones first", StartRange: "10.0.1.100", EndRange: "10.0.1.110" },
      ],
    ];
    expect(apply([comes, goes])).toBe("call 1: DHCP 20106,Add-DhcpServerv4PolicyIPRange");
    expect(apply([goes, comes])).toBe("carried out");
  });
});
