// The binder of the model takes the parameters of a call as PowerShell does, and refuses the others with its ids.
import { describe, expect, it } from "vitest";
import { bind } from "../../../provider/drivers/windows/rules/binder.js";
import {
  ending,
  inScope,
  type Parameters,
  scopeId,
} from "../../helpers/windows/model/full-server.js";

describe("the binder of the model refuses", () => {
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

  it("no call that PowerShell takes", () => {
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
