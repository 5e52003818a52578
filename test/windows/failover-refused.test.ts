// Calls of the failover cmdlets that the model refuses, with the ids of Windows.
import { describe, expect, it } from "vitest";
import { join } from "../helpers/windows/failover.js";
import { modelServer, type ModelServer } from "../helpers/windows/server.js";
import { add, ending, pair, type Parameters, scope } from "../helpers/windows/failover-pair.js";

type Wrong = readonly [
  what: string,
  cmdlet: string,
  parameters: Parameters,
  id: string,
  before?: (one: ModelServer, other: ModelServer) => void,
];
const refusals: readonly Wrong[] = [
  [
    "parameters of two modes",
    "Add-DhcpServerv4Failover",
    { ...add, LoadBalancePercent: 50, ServerRole: "Active" },
    "AmbiguousParameterSet",
  ],
  [
    "a reserve beside a share",
    "Add-DhcpServerv4Failover",
    { ...add, LoadBalancePercent: 50, ReservePercent: 5 },
    "AmbiguousParameterSet",
  ],
  [
    "a share over 100",
    "Add-DhcpServerv4Failover",
    { ...add, LoadBalancePercent: 101 },
    "ParameterArgumentValidationError",
  ],
  [
    "a reserve over 100",
    "Add-DhcpServerv4Failover",
    { ...add, ReservePercent: 101 },
    "ParameterArgumentValidationError",
  ],
  [
    "a relationship without scopes",
    "Add-DhcpServerv4Failover",
    { ...add, ScopeId: [] },
    "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
  ],
  [
    "a relationship without a partner",
    "Add-DhcpServerv4Failover",
    { Name: "new", ScopeId: ["10.0.3.0"] },
    "MissingMandatoryParameter",
  ],
  [
    "a name of 127 characters",
    "Add-DhcpServerv4Failover",
    { ...add, Name: "x".repeat(127) },
    "DHCP 20125",
  ],
  ["a name that is taken", "Add-DhcpServerv4Failover", { ...add, Name: "both" }, "DHCP 20114"],
  [
    "a name that the partner has for another",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20114",
    (_one, other) => join(other, modelServer("dhcp3.test"), { name: "new", scopes: [] }),
  ],
  [
    "the 32nd relationship",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20128",
    (one, other) =>
      Array.from({ length: 30 }, (_, at) => join(one, other, { name: `r${at}`, scopes: [] })),
  ],
  [
    "a partner nobody knows",
    "Add-DhcpServerv4Failover",
    { ...add, PartnerServer: "elsewhere" },
    "DHCP 20124",
  ],
  [
    "itself for a partner",
    "Add-DhcpServerv4Failover",
    { ...add, PartnerServer: "dhcp1.test" },
    "DHCP 20124",
  ],
  [
    "a partner that does not answer",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20122",
    (_one, other) => {
      other.answers = false;
    },
  ],
  [
    "a scope that is not there",
    "Add-DhcpServerv4Failover",
    { ...add, ScopeId: ["10.0.9.0"] },
    "DHCP 20005",
  ],
  [
    "a scope of another relationship",
    "Add-DhcpServerv4Failover",
    { ...add, ScopeId: ["10.0.1.0"] },
    "DHCP 20113",
  ],
  [
    "a scope that the partner has",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20052",
    (_one, other) => scope(other, 3),
  ],
  [
    "a BOOTP scope on 2012",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20129",
    (one) => {
      Object.assign(one, { version: [6, 2] });
      one.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.3.0", Type: "Both" });
    },
  ],
  [
    "401 scopes at once",
    "Add-DhcpServerv4Failover",
    {
      ...add,
      ScopeId: Array.from({ length: 401 }, (_, at) => `10.1.${Math.floor(at / 250)}.${at % 250}`),
    },
    "DHCP 20130",
  ],
  [
    "an option that the partner does not define",
    "Add-DhcpServerv4Failover",
    add,
    "DHCP 20010",
    (one) => {
      one.call("Add-DhcpServerv4OptionDefinition", { Name: "x", OptionId: 222, Type: "Byte" });
      one.call("Set-DhcpServerv4OptionValue", { ScopeId: "10.0.3.0", OptionId: 222, Value: "1" });
    },
  ],
  [
    "a shared secret without being sure",
    "Add-DhcpServerv4Failover",
    { ...add, SharedSecret: "s3cret" },
    "WIN32 87",
  ],
  [
    "no lead time at all",
    "Add-DhcpServerv4Failover",
    { ...add, MaxClientLeadTime: { seconds: 0 } },
    "WIN32 87",
  ],
  [
    "no time before it switches",
    "Add-DhcpServerv4Failover",
    { ...add, StateSwitchInterval: { seconds: 0 } },
    "WIN32 87",
  ],
  [
    "a time for what is off",
    "Add-DhcpServerv4Failover",
    { ...add, StateSwitchInterval: { seconds: 60 }, AutoStateTransition: false },
    "WIN32 87",
  ],
  [
    "to change what is not there",
    "Set-DhcpServerv4Failover",
    { Name: "none", MaxClientLeadTime: { seconds: 60 } },
    "DHCP 20115",
  ],
  [
    "to change the role",
    "Set-DhcpServerv4Failover",
    { Name: "both", ServerRole: "Standby" },
    "NamedParameterNotFound",
  ],
  [
    "to change the partner",
    "Set-DhcpServerv4Failover",
    { Name: "both", PartnerServer: "dhcp3" },
    "NamedParameterNotFound",
  ],
  [
    "to change the name",
    "Set-DhcpServerv4Failover",
    { Name: "both", NewName: "two" },
    "NamedParameterNotFound",
  ],
  [
    "a mode that nobody has",
    "Set-DhcpServerv4Failover",
    { Name: "both", Mode: "PassiveBackup" },
    "ParameterArgumentValidationError",
  ],
  [
    "to change the mode without being sure",
    "Set-DhcpServerv4Failover",
    { Name: "both", Mode: "HotStandby" },
    "WIN32 87",
  ],
  [
    "to change the secret without being sure",
    "Set-DhcpServerv4Failover",
    { Name: "both", SharedSecret: "s3cret" },
    "WIN32 87",
  ],
  [
    "a reserve where clients are shared",
    "Set-DhcpServerv4Failover",
    { Name: "both", ReservePercent: 10 },
    "WIN32 87",
  ],
  [
    "a share in hot standby",
    "Set-DhcpServerv4Failover",
    { Name: "both", Mode: "HotStandby", LoadBalancePercent: 60, Force: true },
    "WIN32 87",
  ],
  [
    "a change while the partner is silent",
    "Set-DhcpServerv4Failover",
    { Name: "both", MaxClientLeadTime: { seconds: 60 } },
    "DHCP 20122",
    (_one, other) => {
      other.answers = false;
    },
  ],
  [
    "to count the partner as down while it is not silent",
    "Set-DhcpServerv4Failover",
    { Name: "both", PartnerDown: true },
    "DHCP 20120",
  ],
  [
    "to remove what is not there",
    "Remove-DhcpServerv4Failover",
    { Name: "none", Force: true },
    "DHCP 20115",
  ],
  ["to remove without being sure", "Remove-DhcpServerv4Failover", { Name: "both" }, "WIN32 87"],
  [
    "to remove while the partner is silent",
    "Remove-DhcpServerv4Failover",
    { Name: "both", Force: true },
    "DHCP 20122",
    (_one, other) => {
      other.answers = false;
    },
  ],
  [
    "a member of no relationship",
    "Add-DhcpServerv4FailoverScope",
    { Name: "none", ScopeId: "10.0.3.0" },
    "DHCP 20115",
  ],
  [
    "a member that is one",
    "Add-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.1.0" },
    "DHCP 20113",
  ],
  [
    "a member that is not there",
    "Add-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.9.0" },
    "DHCP 20005",
  ],
  [
    "a member that the partner has",
    "Add-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.3.0" },
    "DHCP 20052",
    (_one, other) => scope(other, 3),
  ],
  [
    "a member while the state is another",
    "Add-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.3.0" },
    "DHCP 20120",
    (one) => {
      one.relationships.get("both")!.state = "PartnerDown";
    },
  ],
  [
    "to take out what is not in it",
    "Remove-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.3.0", Force: true },
    "DHCP 20116",
  ],
  [
    "to take out without being sure",
    "Remove-DhcpServerv4FailoverScope",
    { Name: "both", ScopeId: "10.0.1.0" },
    "WIN32 87",
  ],
];

describe("a model server refuses", () => {
  it.each(refusals)("%s", (...wrong) => {
    const [, cmdlet, parameters, id, before] = wrong as unknown as Wrong;
    const [one, other] = pair();
    before?.(one, other);
    const changes = [one.changes, other.changes];
    expect(ending(() => one.call(cmdlet, parameters))).toBe(id);
    expect([one.changes, other.changes]).toEqual(changes);
  });
});
