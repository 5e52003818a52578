// The model of a Windows DHCP Server keeps its rules: a wrong call is refused with the id Windows gives it, a right one does what is documented.
import { describe, expect, it } from "vitest";
import { bind, BindingError, type Value } from "../../provider/drivers/windows/rules/binder.js";
import { DhcpError } from "./errors.js";
import { join } from "./failover.js";
import { modelServer, type ModelServer } from "./server.js";

type Parameters = Readonly<Record<string, Value>>;
type Call = readonly [cmdlet: string, parameters: Parameters];

const scopeId = "10.0.1.0";
const inScope = { ScopeId: scopeId };

/** A server with two scopes, the second of them inactive, and one of everything. */
function server(name = "dhcp1.test"): ModelServer {
  const made = modelServer(name);
  const calls: readonly Call[] = [
    ["Add-DhcpServerv4Class", { Name: "Phones", Type: "User", Data: "phone" }],
    [
      "Add-DhcpServerv4Class",
      { Name: "Acme", Type: "Vendor", Data: "ACME", Description: "Acme's own" },
    ],
    ["Add-DhcpServerv4OptionDefinition", { Name: "Colour", OptionId: 200, Type: "Byte" }],
    [
      "Add-DhcpServerv4OptionDefinition",
      { Name: "Server", OptionId: 1, Type: "IPv4Address", VendorClass: "Acme", MultiValued: true },
    ],
    [
      "Add-DhcpServerv4Scope",
      {
        StartRange: "10.0.1.10",
        EndRange: "10.0.1.200",
        SubnetMask: "255.255.255.0",
        Name: "Offices",
      },
    ],
    [
      "Add-DhcpServerv4Scope",
      {
        StartRange: "10.0.2.10",
        EndRange: "10.0.2.200",
        SubnetMask: "255.255.255.0",
        Name: "Closed",
        State: "InActive",
      },
    ],
    [
      "Add-DhcpServerv4ExclusionRange",
      { ...inScope, StartRange: "10.0.1.20", EndRange: "10.0.1.29" },
    ],
    [
      "Add-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.5", ClientId: "AA-BB-CC-00-00-05", Name: "printer" },
    ],
    ["Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 3, Value: "10.0.1.1" }],
    [
      "Add-DhcpServerv4Policy",
      { ...inScope, Name: "Phones first", Condition: "Or", UserClass: ["EQ", "Phones"] },
    ],
    [
      "Add-DhcpServerv4Policy",
      { ...inScope, Name: "Then others", Condition: "And", MacAddress: ["NE", "aabbcc*"] },
    ],
    [
      "Add-DhcpServerv4PolicyIPRange",
      { ...inScope, Name: "Phones first", StartRange: "10.0.1.100", EndRange: "10.0.1.110" },
    ],
  ];
  for (const [cmdlet, parameters] of calls) made.call(cmdlet, parameters);
  return made;
}

/** How a call ends: the id of its error, or nothing. */
function ending(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DhcpError || error instanceof BindingError) return error.id;
    throw error;
  }
}

describe("the binder refuses", () => {
  it.each<readonly [what: string, cmdlet: string, parameters: Parameters, id: string]>([
    ["a cmdlet that does not exist", "Move-DhcpServerv4Scope", {}, "CommandNotFoundException"],
    [
      "an unknown parameter",
      "Set-DhcpServerv4Scope",
      { ...inScope, SubnetMask: "255.255.255.0" },
      "NamedParameterNotFound",
    ],
    [
      "a parameter's beginning",
      "Set-DhcpServerv4Scope",
      { Scope: scopeId },
      "NamedParameterNotFound",
    ],
    [
      "one parameter twice",
      "Set-DhcpServerv4Reservation",
      { IPAddress: "10.0.1.5", ReservedIP: "10.0.1.5" },
      "ParameterAlreadyBound",
    ],
    [
      "a missing mandatory parameter",
      "Add-DhcpServerv4Scope",
      { StartRange: "10.0.1.1", EndRange: "10.0.1.9", Name: "x" },
      "MissingMandatoryParameter",
    ],
    [
      "half a range",
      "Set-DhcpServerv4Scope",
      { ...inScope, StartRange: "10.0.1.1" },
      "MissingMandatoryParameter",
    ],
    [
      "parameters of two sets",
      "Set-DhcpServerv4OptionValue",
      { OptionId: 3, Value: "10.0.1.1", Router: "10.0.1.1" },
      "AmbiguousParameterSet",
    ],
    [
      "parameters of two sets of Remove",
      "Remove-DhcpServerv4Reservation",
      { ...inScope, IPAddress: "10.0.1.5" },
      "AmbiguousParameterSet",
    ],
    [
      "a word that is none of the set",
      "Set-DhcpServerv4Scope",
      { ...inScope, State: "Disabled" },
      "ParameterArgumentValidationError",
    ],
    [
      "a number out of range",
      "Set-DhcpServerv4Failover",
      { Name: "x", LoadBalancePercent: 101 },
      "ParameterArgumentValidationError",
    ],
    [
      "an address that is none",
      "Set-DhcpServerv4Scope",
      { ScopeId: "10" },
      "ParameterArgumentTransformationError",
    ],
    [
      "a duration that is a text",
      "Set-DhcpServerv4Scope",
      { ...inScope, LeaseDuration: "48:00:00" },
      "ParameterArgumentTransformationError",
    ],
    [
      "a number over 16 bits",
      "Set-DhcpServerv4Scope",
      { ...inScope, Delay: 65_536 },
      "ParameterArgumentTransformationError",
    ],
    [
      "a text for a boolean",
      "Set-DhcpServerv4Scope",
      { ...inScope, NapEnable: "true" },
      "ParameterArgumentTransformationError",
    ],
    [
      "a list for a text",
      "Set-DhcpServerv4Scope",
      { ...inScope, Name: ["a", "b"] },
      "ParameterArgumentTransformationError",
    ],
    [
      "an empty name",
      "Set-DhcpServerv4Scope",
      { ...inScope, Name: "" },
      "ParameterArgumentValidationErrorEmptyStringNotAllowed",
    ],
    [
      "$null for a name",
      "Set-DhcpServerv4Scope",
      { ...inScope, Name: null },
      "ParameterArgumentValidationErrorNullNotAllowed",
    ],
    [
      "an empty list",
      "Remove-DhcpServerv4Policy",
      { Name: [] },
      "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
    ],
    // "Cannot bind argument to parameter 'Value' because it is null": PowerShell 7.6.9, 2026-11-30.
    [
      "$null for a mandatory value",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: null },
      "ParameterArgumentValidationErrorNullNotAllowed",
    ],
    [
      "an empty list for a mandatory value",
      "Set-DhcpServerv4OptionValue",
      { ...inScope, OptionId: 3, Value: [] },
      "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
    ],
  ])("%s", (_, cmdlet, parameters, id) => {
    expect(ending(() => bind({ cmdlet, parameters }))).toBe(
      id === "CommandNotFoundException" ? id : `${id},${cmdlet}`,
    );
  });

  it("nothing that PowerShell takes", () => {
    expect(
      bind({
        cmdlet: "set-dhcpserverv4scope",
        parameters: { scopeid: scopeId, state: "inactive", Delay: "0x10", Description: null },
      }),
    ).toEqual({
      cmdlet: "Set-DhcpServerv4Scope",
      set: "WithoutRange",
      parameters: { ScopeId: scopeId, State: "InActive", Delay: 16, Description: "" },
    });
    expect(
      bind({
        cmdlet: "Set-DhcpServerv4Policy",
        parameters: { Name: "x", MacAddress: null, Description: "" },
      }).parameters,
    ).toEqual({ Name: "x", MacAddress: null, Description: "" });
    expect(
      bind({ cmdlet: "Get-DhcpServerv4Reservation", parameters: { IPAddress: "10.0.1.5" } }).set,
    ).toBe("IPAddress");
  });
});

const long = (length: number) => "x".repeat(length);
const mac = "aabbcc000006";
const policy = { ...inScope, Name: "New", Condition: "Or" };

describe("the server refuses", () => {
  it.each<readonly [what: string, cmdlet: string, parameters: Parameters, id: string]>([
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
  ])("%s", (_, cmdlet, parameters, id) => {
    const refusing = server();
    const before = [refusing.export(), refusing.changes];
    expect(ending(() => refusing.call(cmdlet, parameters))).toBe(`${id},${cmdlet}`);
    expect([refusing.export(), refusing.changes]).toEqual(before);
  });

  it("a range, and takes the other properties of the same call", () => {
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

  it("names of 2012 R2 on 2012", () => {
    const old = modelServer("old", { version: [6, 2] });
    expect(
      ending(() =>
        old.call("Add-DhcpServerv4Policy", { Name: "x", Condition: "Or", Fqdn: ["EQ", "*.test"] }),
      ),
    ).toBe("WIN32 87,Add-DhcpServerv4Policy");
  });

  it("with the category that PowerShell reports", () => {
    expect(() => server().call("Get-DhcpServerv4Scope", { ScopeId: "10.0.9.0" })).toThrow(
      expect.objectContaining({
        category: "ObjectNotFound",
        message: expect.stringContaining("Get-DhcpServerv4Scope on DHCP server dhcp1.test"),
      }),
    );
  });
});

describe("the server", () => {
  it("counts what changes, and nothing that is so already", () => {
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

  it("moves a range sideways by way of both", () => {
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

  it("gives a reservation without a name its address for one, and takes it away when told", () => {
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

  it("holds option 51 of a policy once, and takes it away by that name only", () => {
    const made = server();
    const level = { ...inScope, PolicyName: "Phones first" };
    made.call("Set-DhcpServerv4Policy", {
      ...inScope,
      Name: "Phones first",
      LeaseDuration: { seconds: 600 },
    });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...level, OptionId: 51 })[0]).toMatchObject({
      Value: ["600"],
      PolicyName: "Phones first",
    });
    made.call("Remove-DhcpServerv4OptionValue", { ...level, OptionId: 51 });
    expect(
      made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones first" })[0],
    ).toMatchObject({ LeaseDuration: null });
    expect(made.dangers).toEqual([]);
  });

  it("spells values by their definition's type", () => {
    const made = server();
    const told = (type: string, ...values: string[]) => {
      made.call("Add-DhcpServerv4OptionDefinition", {
        Name: "x",
        OptionId: 222,
        Type: type,
        MultiValued: true,
      });
      made.call("Set-DhcpServerv4OptionValue", { OptionId: 222, Value: values });
      const [{ Value: found }] = made.call("Get-DhcpServerv4OptionValue", { OptionId: 222 }) as [
        { Value: string[] },
      ];
      made.call("Remove-DhcpServerv4OptionValue", { OptionId: 222 });
      made.call("Remove-DhcpServerv4OptionDefinition", { OptionId: 222 });
      return found;
    };
    expect(told("Byte", "10", "0xff")).toEqual(["0x0A", "0xFF"]);
    expect(told("Word", "0x0a", "65535")).toEqual(["10", "65535"]);
    expect(told("DWordDWord", "18446744073709551615")).toEqual(["18446744073709551615"]);
    expect(told("BinaryData", "0x0A0b", "12")).toEqual(["0x0a", "0x0b", "0x0c"]);
    expect(told("String", " as it is ")).toEqual([" as it is "]);
  });

  it("keeps values for a user class in a policy of its name", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 15,
      Value: "phones.test",
      UserClass: "phones",
    });
    expect(made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones" })[0]).toMatchObject({
      Name: "Phones",
      ProcessingOrder: 3,
      Condition: "Or",
      UserClass: ["EQ", "Phones"],
    });
    expect(
      made.call("Get-DhcpServerv4OptionValue", { ...inScope, UserClass: "Phones" }),
    ).toMatchObject([{ OptionId: 15, Value: ["phones.test"], UserClass: "Phones" }]);
    expect(
      made.call("Get-DhcpServerv4OptionValue", inScope).map(({ OptionId }) => OptionId),
    ).toEqual([3, 51]);
    made.call("Remove-DhcpServerv4OptionValue", { ...inScope, OptionId: 15, UserClass: "Phones" });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...inScope, UserClass: "Phones" })).toEqual(
      [],
    );
  });

  it("tells values of classes and of policies only when asked for all", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 1,
      Value: ["10.0.0.2", "10.0.0.1"],
      VendorClass: "acme",
    });
    made.call("Set-DhcpServerv4OptionValue", {
      ...inScope,
      OptionId: 15,
      Value: "x.test",
      PolicyName: "Then others",
    });
    const told = (more: Parameters) =>
      made
        .call("Get-DhcpServerv4OptionValue", { ...inScope, ...more })
        .map(({ OptionId, VendorClass, PolicyName }) =>
          `${OptionId} ${VendorClass} ${PolicyName}`.trim(),
        );
    expect(told({})).toEqual(["3", "51"]);
    expect(told({ All: true })).toEqual(["1 Acme", "3", "51", "15  Then others"]);
    expect(told({ VendorClass: "Acme" })).toEqual(["1 Acme"]);
  });

  it("gives options to the server and to reservations, each their own", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", {
      DnsServer: ["10.0.0.54", "10.0.0.53"],
      DnsDomain: "x.test",
      Force: true,
    });
    made.call("Set-DhcpServerv4OptionValue", {
      IPAddress: "10.0.1.5",
      OptionId: 12,
      Value: "printer",
    });
    expect(made.call("Get-DhcpServerv4OptionValue")).toMatchObject([
      { OptionId: 6, Value: ["10.0.0.54", "10.0.0.53"], Name: "DNS Servers", Type: "IPv4Address" },
      { OptionId: 15 },
    ]);
    expect(
      made.call("Get-DhcpServerv4OptionValue", { ReservedIP: "10.0.1.5", Brief: true }),
    ).toMatchObject([{ OptionId: 12, Value: ["printer"], Name: "" }]);
  });

  it("puts a policy where it is asked to, and moves the others on", () => {
    const made = server();
    const order = () =>
      made
        .call("Get-DhcpServerv4Policy", inScope)
        .map(({ ProcessingOrder, Name }) => `${ProcessingOrder} ${Name}`);
    made.call("Add-DhcpServerv4Policy", { ...policy, MacAddress: ["EQ", mac], ProcessingOrder: 2 });
    expect(order()).toEqual(["1 Phones first", "2 New", "3 Then others"]);
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", ProcessingOrder: 3 });
    expect(order()).toEqual(["1 New", "2 Then others", "3 Phones first"]);
    made.call("Set-DhcpServerv4Policy", {
      ...inScope,
      Name: "Phones first",
      ProcessingOrder: 1,
      NewName: "Phones",
    });
    expect(order()).toEqual(["1 Phones", "2 New", "3 Then others"]);
    made.call("Remove-DhcpServerv4Policy", { ...inScope, Name: "New" });
    expect(order()).toEqual(["1 Phones", "2 Then others"]);
  });

  it("replaces the kinds of conditions it is given and keeps the others", () => {
    const made = server();
    const all = {
      MacAddress: ["EQ", "*aabb"],
      ClientId: ["EQ", "00-01"],
      RelayAgent: ["NE", "0a"],
      CircuitId: ["EQ", "01", "NE", "02"],
      RemoteId: ["EQ", "03"],
      SubscriberId: ["EQ", "04"],
      Fqdn: ["ISL", "EQ", "*.x.test"],
      VendorClass: ["EQ", "acme*"],
    };
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", ...all });
    made.call("Set-DhcpServerv4Policy", { ...inScope, Name: "Phones first", RelayAgent: null });
    expect(
      made.call("Get-DhcpServerv4Policy", { ...inScope, Name: "Phones first" })[0],
    ).toMatchObject({
      UserClass: ["EQ", "Phones"],
      VendorClass: ["EQ", "Acme*"],
      MacAddress: ["EQ", "*AA-BB"],
      ClientId: ["EQ", "00-01"],
      RelayAgent: null,
      CircuitId: ["EQ", "01", "NE", "02"],
      RemoteId: ["EQ", "03"],
      SubscriberId: ["EQ", "04"],
      Fqdn: ["ISL", "EQ", "*.x.test"],
    });
  });

  it("clears the DNS settings a call does not give, and tells those in force", () => {
    const made = server();
    const told = (level: Parameters) => made.call("Get-DhcpServerv4DnsSetting", level)[0];
    expect(told(inScope)).toMatchObject({
      DynamicUpdates: "OnClientRequest",
      DeleteDnsRROnLeaseExpiry: true,
      NameProtection: false,
    });
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      DynamicUpdates: "Always",
      NameProtection: true,
      DeleteDnsRROnLeaseExpiry: true,
    });
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      DynamicUpdates: "Always",
      UpdateDnsRRForOlderClients: true,
    });
    expect(told({ IPAddress: "10.0.1.5" })).toMatchObject({
      DynamicUpdates: "Always",
      UpdateDnsRRForOlderClients: true,
      DeleteDnsRROnLeaseExpiry: false,
      NameProtection: false,
    });
    expect(made.call("Get-DhcpServerv4OptionValue", { ...inScope, OptionId: 81 })).toMatchObject([
      { Value: ["19"] },
    ]);
    made.call("Set-DhcpServerv4DnsSetting", {
      ...inScope,
      PolicyName: "Phones first",
      DynamicUpdates: "OnClientRequest",
      DnsSuffix: "phones.test",
    });
    expect(told({ ...inScope, PolicyName: "Phones first" })).toMatchObject({
      DnsSuffix: "phones.test",
      DynamicUpdates: "OnClientRequest",
    });
    expect(made.export()).toContain("<DnsSuffix>phones.test</DnsSuffix>");
    made.call("Remove-DhcpServerv4OptionValue", { ...inScope, OptionId: 81 });
    expect(told({ IPAddress: "10.0.1.5" })).toMatchObject({
      DynamicUpdates: "OnClientRequest",
      DeleteDnsRROnLeaseExpiry: true,
    });
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

  it("takes filters in any spelling, and writes over one when forced", () => {
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

describe("calls that a careful caller never makes", () => {
  it.each<readonly [what: string, cmdlet: string, parameters: Parameters, gone: string]>([
    ["every exclusion range", "Remove-DhcpServerv4ExclusionRange", inScope, "<ExclusionRanges>"],
    ["every reservation", "Remove-DhcpServerv4Reservation", inScope, "<Reservations>"],
    [
      "every range of a policy",
      "Remove-DhcpServerv4PolicyIPRange",
      { ...inScope, Name: "Phones first" },
      "<IPRanges>",
    ],
  ])("remove %s, and are seen", (_, cmdlet, parameters, gone) => {
    const made = server();
    expect(made.export()).toContain(gone);
    made.call(cmdlet, parameters);
    expect(made.export()).not.toContain(gone);
    expect(made.dangers).toEqual([expect.stringContaining(cmdlet)]);
  });

  it("are none with their full key", () => {
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

  it("write a scope's lease duration twice, and are seen", () => {
    const made = server();
    made.call("Set-DhcpServerv4OptionValue", { ...inScope, OptionId: 51, Value: "900" });
    expect(made.dangers).toEqual([expect.stringContaining("-OptionId 51")]);
  });
});

// What somebody could get wrong who makes one server like another: each is refused, or seen.
describe("a wrong apply", () => {
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

describe("an export", () => {
  it("has the shape of a real one", () => {
    const xml = server().export();
    expect(
      xml.startsWith(
        '<?xml version="1.0" encoding="utf-8"?>\r\n<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer">\r\n  <MajorVersion xmlns="">10</MajorVersion>\r\n  <MinorVersion xmlns="">0</MinorVersion>\r\n  <IPv4 xmlns="">\r\n',
      ),
    ).toBe(true);
    expect(xml.replaceAll("\r\n", "")).not.toContain("\n");
    const second = xml.slice(xml.lastIndexOf("<Scope>"), xml.lastIndexOf("</Scope>"));
    expect([...second.matchAll(/<(\w+)/g)].map(([, name]) => name)).toEqual([
      "Scope",
      "ScopeId",
      "Name",
      "SubnetMask",
      "StartRange",
      "EndRange",
      "LeaseDuration",
      "State",
      "Type",
      "MaxBootpClients",
      "NapEnable",
      "Delay",
      "NapProfile",
      "Description",
      "ActivatePolicies",
      "SuperScopeName",
      "OptionValues",
      "OptionValue",
      "OptionId",
      "Value",
      "VendorClass",
      "UserClass",
    ]);
    expect(second).toContain("<LeaseDuration>8.00:00:00</LeaseDuration>");
    expect(xml).toContain("<Condition>AND</Condition>");
  });

  it("is what another server holds after reading it, with a byte order mark or without", () => {
    const made = server();
    made.call("Set-DhcpServerv4Scope", {
      ...inScope,
      Name: `<&>"'‘’“”\r\n\t  `,
      Description: "ä 漢 😀",
    });
    made.call("Set-DhcpServerv4DnsSetting", { IPAddress: "10.0.1.5", DynamicUpdates: "Never" });
    made.call("Add-DhcpServerv4Filter", { List: "Deny", MacAddress: mac });
    for (const mark of ["", "\uFEFF"]) {
      const read = modelServer("other");
      read.import(mark + made.export());
      expect(read.export()).toBe(made.export());
      expect(read.call("Get-DhcpServerv4Scope")).toEqual(made.call("Get-DhcpServerv4Scope"));
      expect(read.changes).toBe(0);
    }
  });

  it("is refused when it is none", () => {
    expect(() => modelServer("x").import("<DHCPServer><IPv4/></DHCPServer>")).toThrow(
      "this is no export",
    );
    expect(() => modelServer("x").import("<DHCPServer>")).toThrow();
  });
});

describe("two servers in a relationship", () => {
  const pair = () => {
    const [one, other] = [server("dhcp1.test"), server("dhcp2.test")];
    join(one, other, { name: "both", scopes: [scopeId], loadBalancePercent: 70 });
    return [one, other] as const;
  };

  it("state it each from its own side", () => {
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

  it("keep the scopes in it", () => {
    expect(
      pair().map((each) =>
        ending(() => each.call("Remove-DhcpServerv4Scope", { ...inScope, Force: true })),
      ),
    ).toEqual(["DHCP 20132,Remove-DhcpServerv4Scope", "DHCP 20132,Remove-DhcpServerv4Scope"]);
  });

  it("become the same by replication, either way", () => {
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

  it("do not replicate definitions or classes, and stop half-way without them", () => {
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

  it("do not replicate where the caller's identity does not reach the partner, nor while the state is another", () => {
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
