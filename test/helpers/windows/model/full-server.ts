// A model server that has one of everything, and how calls to it end.
import { expect, it } from "vitest";
import { BindingError, type Value } from "../../../../provider/drivers/windows/rules/binder.js";
import { DhcpError } from "../errors.js";
import { modelServer, type ModelServer } from "../server.js";

export type Parameters = Readonly<Record<string, Value>>;
export type Call = readonly [cmdlet: string, parameters: Parameters];

export const scopeId = "10.0.1.0";
export const inScope = { ScopeId: scopeId };

/** A server with two scopes, the second of them inactive, and one of everything. */
export function server(name = "dhcp1.test"): ModelServer {
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
export function ending(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DhcpError || error instanceof BindingError) return error.id;
    throw error;
  }
}

export const long = (length: number) => "x".repeat(length);
export const mac = "aabbcc000006";
export const policy = { ...inScope, Name: "New", Condition: "Or" };

/** A call that the server refuses: its name, the call, and the id of the error. */
type RefusedCall = readonly [name: string, cmdlet: string, parameters: Parameters, id: string];

/** Declares a test of each call: the server refuses it and changes nothing. */
export function refusesCalls(calls: readonly RefusedCall[]): void {
  it.each(calls)("%s", (_, cmdlet, parameters, id) => {
    const refusing = server();
    const before = [refusing.export(), refusing.changes];
    expect(ending(() => refusing.call(cmdlet, parameters))).toBe(`${id},${cmdlet}`);
    expect([refusing.export(), refusing.changes]).toEqual(before);
  });
}
