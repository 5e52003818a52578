// The model's failover keeps its rules: a wrong call is refused with the id Windows gives it, a right one changes both servers, and one that
// does not reach the partner leaves the two at odds.
import { describe, expect, it } from "vitest";
import { BindingError, type Value } from "../../provider/drivers/windows/rules/binder.js";
import { DhcpError } from "./errors.js";
import { connect, join } from "./failover.js";
import { modelServer, type ModelServer } from "./server.js";

type Parameters = Readonly<Record<string, Value>>;

function scope(server: ModelServer, third: number, more: Parameters = {}): void {
  server.call("Add-DhcpServerv4Scope", {
    StartRange: `10.0.${third}.10`,
    EndRange: `10.0.${third}.200`,
    SubnetMask: "255.255.255.0",
    Name: `Floor ${third}`,
    ...more,
  });
}

/** Two servers that know each other; the first has three scopes, the second none. */
function two(): readonly [ModelServer, ModelServer] {
  const [one, other] = [modelServer("dhcp1.test"), modelServer("dhcp2.test")];
  connect(one, other);
  for (const third of [1, 2, 3]) scope(one, third);
  return [one, other];
}

/** The same, in a relationship over the first two scopes. */
function pair(stated: Parameters = {}): readonly [ModelServer, ModelServer] {
  const [one, other] = two();
  one.call("Add-DhcpServerv4Failover", {
    Name: "both",
    PartnerServer: "dhcp2",
    ScopeId: ["10.0.1.0", "10.0.2.0"],
    ...stated,
  });
  return [one, other];
}

function ending(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof DhcpError || error instanceof BindingError) return error.id.split(",")[0];
    throw error;
  }
}

const told = (server: ModelServer) => server.call("Get-DhcpServerv4Failover");
const scopesOf = (server: ModelServer) =>
  server.call("Get-DhcpServerv4Scope").map(({ ScopeId }) => ScopeId);

const add = { Name: "new", PartnerServer: "dhcp2.test", ScopeId: ["10.0.3.0"] };
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
    (_one, other) => void (other.answers = false),
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
    (one) =>
      void (Object.assign(one, { version: [6, 2] }),
      one.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.3.0", Type: "Both" })),
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
    (_one, other) => void (other.answers = false),
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
    (_one, other) => void (other.answers = false),
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
    (one) => void (one.relationships.get("both")!.state = "PartnerDown"),
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

describe("the server refuses", () => {
  it.each(refusals)("%s", (...wrong) => {
    const [, cmdlet, parameters, id, before] = wrong as unknown as Wrong;
    const [one, other] = pair();
    before?.(one, other);
    const changes = [one.changes, other.changes];
    expect(ending(() => one.call(cmdlet, parameters))).toBe(id);
    expect([one.changes, other.changes]).toEqual(changes);
  });
});

describe("a relationship", () => {
  it("is made on both, each stating its own side, and its scopes come on the partner", () => {
    const [one, other] = pair({
      LoadBalancePercent: 70,
      MaxClientLeadTime: { seconds: 7200 },
      StateSwitchInterval: { seconds: 600 },
    });
    const both = {
      Name: "both",
      Mode: "LoadBalance",
      ServerRole: null,
      ReservePercent: null,
      MaxClientLeadTime: { seconds: 7200 },
      AutoStateTransition: true,
      StateSwitchInterval: { seconds: 600 },
      EnableAuth: false,
      ScopeId: ["10.0.1.0", "10.0.2.0"],
      PrimaryServerName: "dhcp1.test",
      SecondaryServerName: "dhcp2.test",
    };
    expect(told(one)).toEqual([
      expect.objectContaining({
        ...both,
        PartnerServer: "dhcp2.test",
        LoadBalancePercent: 70,
        ServerType: "PrimaryServer",
      }),
    ]);
    expect(told(other)).toEqual([
      expect.objectContaining({
        ...both,
        PartnerServer: "dhcp1.test",
        LoadBalancePercent: 30,
        ServerType: "SecondaryServer",
      }),
    ]);
    expect(scopesOf(other)).toEqual(["10.0.1.0", "10.0.2.0"]);
  });

  it("has these defaults", () => {
    const [one] = pair();
    expect(told(one)[0]).toMatchObject({
      LoadBalancePercent: 50,
      MaxClientLeadTime: { seconds: 3600 },
      AutoStateTransition: false,
      StateSwitchInterval: null,
    });
    const [two] = pair({ ServerRole: "Standby" });
    expect(told(two)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Standby",
      ReservePercent: 5,
      LoadBalancePercent: null,
    });
  });

  it("in hot standby gives the partner the other role", () => {
    const [, other] = pair({ ReservePercent: 10 });
    expect(told(other)[0]).toMatchObject({ ServerRole: "Standby", ReservePercent: 10 });
  });

  it("changes on both, from either side", () => {
    const [one, other] = pair();
    other.call("Set-DhcpServerv4Failover", {
      Name: "both",
      LoadBalancePercent: 20,
      MaxClientLeadTime: { seconds: 60 },
      AutoStateTransition: true,
    });
    expect(told(one)[0]).toMatchObject({
      LoadBalancePercent: 80,
      MaxClientLeadTime: { seconds: 60 },
      AutoStateTransition: true,
    });
    one.call("Set-DhcpServerv4Failover", {
      Name: "both",
      Mode: "HotStandby",
      ReservePercent: 15,
      AutoStateTransition: false,
      Force: true,
    });
    expect(told(one)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Active",
      ReservePercent: 15,
      StateSwitchInterval: null,
    });
    expect(told(other)[0]).toMatchObject({
      Mode: "HotStandby",
      ServerRole: "Standby",
      ReservePercent: 15,
    });
    const changes = [one.changes, other.changes];
    one.call("Set-DhcpServerv4Failover", { Name: "both", ReservePercent: 15 });
    expect([one.changes, other.changes]).toEqual(changes);
  });

  it("never tells its secret, only that there is one", () => {
    const [one, other] = pair({ SharedSecret: "s3cret", Force: true });
    expect([told(one), told(other)].map(([each]) => each!.EnableAuth)).toEqual([true, true]);
    expect(JSON.stringify([told(one), told(other)])).not.toContain("s3cret");
    expect(other.relationships.get("both")!.secret).toBe("s3cret");
    one.call("Set-DhcpServerv4Failover", { Name: "both", SharedSecret: null, Force: true });
    expect([told(one), told(other)].map(([each]) => each!.EnableAuth)).toEqual([false, false]);
  });

  it("takes in scopes and lets them go, which the partner then loses", () => {
    const [one, other] = pair();
    one.call("Add-DhcpServerv4FailoverScope", { Name: "both", ScopeId: "10.0.3.0" });
    expect(scopesOf(other)).toEqual(["10.0.1.0", "10.0.2.0", "10.0.3.0"]);
    expect(told(other)[0]!.ScopeId).toEqual(["10.0.1.0", "10.0.2.0", "10.0.3.0"]);
    other.lent.set("10.0.1.0", 4);
    one.call("Remove-DhcpServerv4FailoverScope", {
      Name: "both",
      ScopeId: ["10.0.1.0"],
      Force: true,
    });
    expect(scopesOf(other)).toEqual(["10.0.2.0", "10.0.3.0"]);
    expect(scopesOf(one)).toHaveLength(3);
    expect(other.dangers).toEqual(["10.0.1.0 went from dhcp2.test with 4 leases"]);
  });

  it("goes from both, and takes its scopes from the other one", () => {
    const [one, other] = pair();
    other.call("Remove-DhcpServerv4Failover", { Name: ["both"], Force: true });
    expect([told(one), told(other)]).toEqual([[], []]);
    expect([scopesOf(one), scopesOf(other)]).toEqual([["10.0.3.0"], ["10.0.1.0", "10.0.2.0"]]);
  });

  it("is told that its partner is down on this server alone", () => {
    const [one, other] = pair();
    for (const each of [one, other])
      each.relationships.get("both")!.state = "CommunicationInterrupted";
    other.answers = false;
    one.call("Set-DhcpServerv4Failover", { Name: "both", PartnerDown: true });
    expect([told(one), told(other)].map(([each]) => each!.State)).toEqual([
      "PartnerDown",
      "CommunicationInterrupted",
    ]);
  });
});

describe("where the caller's identity does not reach the partner", () => {
  it.each<readonly [cmdlet: string, parameters: Parameters, here: object, there: object]>([
    [
      "Add-DhcpServerv4Failover",
      add,
      { names: ["both", "new"], scopes: 3 },
      { names: ["both"], scopes: 2 },
    ],
    [
      "Set-DhcpServerv4Failover",
      { Name: "both", MaxClientLeadTime: { seconds: 60 } },
      { lead: 60 },
      { lead: 3600 },
    ],
    [
      "Remove-DhcpServerv4Failover",
      { Name: "both", Force: true },
      { names: [], scopes: 3 },
      { names: ["both"], scopes: 2 },
    ],
    [
      "Add-DhcpServerv4FailoverScope",
      { Name: "both", ScopeId: "10.0.3.0" },
      { members: 3 },
      { members: 2, scopes: 2 },
    ],
    [
      "Remove-DhcpServerv4FailoverScope",
      { Name: "both", ScopeId: "10.0.1.0", Force: true },
      { members: 1, scopes: 3 },
      { members: 2, scopes: 2 },
    ],
  ])(
    "%s is applied on one server, and both say what they state",
    (cmdlet, parameters, here, there) => {
      const servers = pair();
      servers[0].secondHop = false;
      expect(ending(() => servers[0].call(cmdlet, parameters))).toBe("DHCP 20121");
      const seen = servers.map((each) => ({
        names: told(each).map(({ Name }) => Name),
        scopes: scopesOf(each).length,
        lead: (told(each)[0]?.MaxClientLeadTime as { seconds: number } | undefined)?.seconds,
        members: (told(each)[0]?.ScopeId as string[] | undefined)?.length,
      }));
      expect(seen).toEqual([expect.objectContaining(here), expect.objectContaining(there)]);
    },
  );
});
