// FailoverRelationship on two Windows servers: made, changed, mended and taken away by calls to the primary alone.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../lifecycle/engine.js";
import { connect } from "./failover.js";
import { modelServer, type ModelServer } from "./server.js";
import { windows, type Seen } from "./stand-in.js";

const [name, other] = ["dhcp1.test", "dhcp2.test"];
let one: ModelServer;
let two: ModelServer;
let three: ModelServer;
let seen: Seen[];
let engine: Engine;

beforeEach(() => {
  [one, two, three] = [modelServer(name), modelServer(other), modelServer("dhcp3.test")];
  connect(one, two);
  connect(one, three);
  for (const third of [1, 2, 3]) scope(one, third);
  seen = [];
  engine = new Engine(windows(seen, one, two, three), "relationship");
  process.env.FAILOVER_SECRET = "s3cret-of-both";
});
afterEach(() => {
  delete process.env.FAILOVER_SECRET;
});

function scope(server: ModelServer, third: number): void {
  server.call("Add-DhcpServerv4Scope", {
    StartRange: `10.0.${third}.10`,
    EndRange: `10.0.${third}.200`,
    SubnetMask: "255.255.255.0",
    Name: `Floor ${third}`,
  });
}

const server = (computerName: string) => ({ driver: "windows", computerName });
const program = (more: object = {}) => ({
  both: { primary: server(name), partner: server(other), name: "both", ...more },
});
const told = (from: ModelServer) => from.call("Get-DhcpServerv4Failover");
const scopesOf = (from: ModelServer) =>
  from.call("Get-DhcpServerv4Scope").map(({ ScopeId }) => ScopeId);
const calls = (): readonly Readonly<Record<string, unknown>>[] =>
  seen.splice(0).map(({ server, cmdlet, parameters }) => ({ server, cmdlet, ...parameters }));
const refused = async (more: object) =>
  (await engine.preview(program(more))).both!.failures.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );

/** An update, and that a second one finds nothing to do. */
async function up(more: object = {}) {
  const { both } = await engine.up(program(more));
  expect(both!.failures).toEqual([]);
  expect((await engine.preview(program(more))).both).toMatchObject({
    op: "same",
    added: [],
    failures: [],
  });
  expect(await engine.refresh(true)).toEqual({ both: [] });
  return both!;
}

describe("a relationship of two Windows servers", () => {
  it("is previewed on both, made by one call to the primary, and found equal from then on", async () => {
    const preview = (await engine.preview(program())).both!;
    expect(preview.failures).toEqual([]);
    expect(preview.added.map((entry) => entry.replace(/ [^ ]*#.*/, ""))).toEqual([
      "partner (relationship): + loadBalance dhcp2.test dhcp1.test",
      "partner 10.0.1.0/24: + 1 range",
      "partner 10.0.2.0/24: + 1 range",
      "partner 10.0.3.0/24: + 1 range",
      "primary (relationship): + loadBalance dhcp1.test dhcp2.test",
    ]);
    expect([one.changes, two.changes, seen]).toEqual([3, 0, []]);
    await up();
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4Failover",
        Name: "both",
        PartnerServer: other,
        ScopeId: ["10.0.1.0", "10.0.2.0", "10.0.3.0"],
        LoadBalancePercent: 50,
        MaxClientLeadTime: { seconds: 3600 },
        AutoStateTransition: false,
        Force: true,
      },
    ]);
    expect(scopesOf(two)).toEqual(scopesOf(one));
    expect(engine.said).toEqual([]);
  });

  it("may bear any name, as a word of the language that this is written in", async () => {
    await up({ name: "constructor" });
    expect(told(two)).toMatchObject([{ Name: "constructor", PartnerServer: name }]);
  });

  it("is made in hot standby, with a secret that neither calls nor state tell again", async () => {
    await up({
      mode: "hotStandby",
      serverRole: "standby",
      reservePercent: 10,
      maxClientLeadTime: 7200,
      stateSwitchInterval: 600,
      scopeIds: ["10.0.1.0", "10.0.2.0/24"],
      sharedSecret: { env: "FAILOVER_SECRET" },
    });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4Failover",
        Name: "both",
        PartnerServer: other,
        ScopeId: ["10.0.1.0", "10.0.2.0"],
        ServerRole: "Standby",
        ReservePercent: 10,
        MaxClientLeadTime: { seconds: 7200 },
        AutoStateTransition: true,
        StateSwitchInterval: { seconds: 600 },
        SharedSecret: "s3cret-of-both",
        Force: true,
      },
    ]);
    expect(told(two)[0]).toMatchObject({
      ServerRole: "Active",
      ReservePercent: 10,
      EnableAuth: true,
    });
    expect(two.relationships.get("both")!.secret).toBe("s3cret-of-both");
    expect(scopesOf(two)).toEqual(["10.0.1.0", "10.0.2.0"]);
    expect(JSON.stringify([...engine.states.values(), engine.said])).not.toContain("s3cret");
  });

  it("has the partner know first what its scopes refer to", async () => {
    one.call("Add-DhcpServerv4OptionDefinition", { Name: "Colour", OptionId: 200, Type: "Byte" });
    one.call("Set-DhcpServerv4OptionValue", { ScopeId: "10.0.2.0", OptionId: 200, Value: "7" });
    await up();
    expect(calls().map(({ server, cmdlet }) => `${String(server)} ${String(cmdlet)}`)).toEqual([
      `${other} Add-DhcpServerv4OptionDefinition`,
      `${name} Add-DhcpServerv4Failover`,
    ]);
    expect(
      two
        .call("Get-DhcpServerv4OptionValue", { ScopeId: "10.0.2.0" })
        .some(({ OptionId }) => OptionId === 200),
    ).toBe(true);
  });

  it.each<readonly [what: string, before: object, after: object, call: object]>([
    ["loadBalancePercent", {}, { loadBalancePercent: 70 }, { LoadBalancePercent: 70 }],
    [
      "loadBalancePercent, left out again",
      { loadBalancePercent: 70 },
      {},
      { LoadBalancePercent: 50 },
    ],
    [
      "reservePercent",
      { mode: "hotStandby" },
      { mode: "hotStandby", reservePercent: 20 },
      { ReservePercent: 20 },
    ],
    ["maxClientLeadTime", {}, { maxClientLeadTime: 60 }, { MaxClientLeadTime: { seconds: 60 } }],
    ["autoStateTransition", {}, { autoStateTransition: true }, { AutoStateTransition: true }],
    [
      "autoStateTransition, left out again",
      { stateSwitchInterval: 600 },
      {},
      { AutoStateTransition: false },
    ],
    [
      "stateSwitchInterval",
      { autoStateTransition: true },
      { autoStateTransition: true, stateSwitchInterval: 600 },
      { AutoStateTransition: true, StateSwitchInterval: { seconds: 600 } },
    ],
    [
      "mode",
      { loadBalancePercent: 70 },
      { mode: "hotStandby", reservePercent: 9 },
      { Mode: "HotStandby", ReservePercent: 9 },
    ],
    [
      "mode, back again",
      { mode: "hotStandby" },
      { loadBalancePercent: 80 },
      { Mode: "LoadBalance", LoadBalancePercent: 80 },
    ],
    [
      "sharedSecret",
      {},
      { sharedSecret: { env: "FAILOVER_SECRET" } },
      { SharedSecret: "s3cret-of-both" },
    ],
    [
      "sharedSecret, left out again",
      { sharedSecret: { env: "FAILOVER_SECRET" } },
      {},
      { SharedSecret: null },
    ],
  ])("changes its %s in place, by one call to the primary", async (_what, before, after, call) => {
    await up(before);
    calls();
    expect((await up(after)).op).toBe("update");
    expect(calls()).toEqual([
      { server: name, cmdlet: "Set-DhcpServerv4Failover", Name: "both", ...call, Force: true },
    ]);
    expect(two.dangers).toEqual([]);
  });

  it("says once more what the partner alone states otherwise", async () => {
    await up();
    const theirs = two.relationships.get("both")!;
    Object.assign(theirs, { maxClientLeadTime: 9, loadBalancePercent: 30 });
    expect(await engine.refresh(true)).toEqual({
      both: ["partner loadBalancePercent: 50 => 30", "partner maxClientLeadTime: 3600 => 9"],
    });
    calls();
    await up();
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Set-DhcpServerv4Failover",
        Name: "both",
        LoadBalancePercent: 50,
        MaxClientLeadTime: { seconds: 3600 },
        Force: true,
      },
    ]);
    expect(told(two)[0]).toMatchObject({
      LoadBalancePercent: 50,
      MaxClientLeadTime: { seconds: 3600 },
    });
  });

  it("takes in scopes, and lets them go where no lease is left on the partner", async () => {
    await up({ scopeIds: ["10.0.1.0"] });
    calls();
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0", "10.0.3.0"] });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0", "10.0.3.0"],
      },
    ]);
    two.lent.set("10.0.3.0", 12);
    expect(await refused({ scopeIds: ["10.0.1.0"] })).toEqual([
      'scopeIds: A scope that leaves "both" is deleted on dhcp2.test: 2 scopes (10.0.2.0/24, 10.0.3.0/24), with 12 active leases. Leave the scopes in it until their leases are gone, or set force: true. [relationship-leaves]',
    ]);
    expect(seen).toEqual([]);
    await up({ scopeIds: ["10.0.1.0", "10.0.3.0"] });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Remove-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
        Force: true,
      },
    ]);
    await up({ scopeIds: ["10.0.1.0"], force: true });
    expect(scopesOf(two)).toEqual(["10.0.1.0"]);
    expect(scopesOf(one)).toHaveLength(3);
  });

  it("is changed in its name, its partner or its role only by force, with what that takes from the partner counted", async () => {
    await up({ mode: "hotStandby" });
    calls();
    two.lent.set("10.0.2.0", 1);
    const anew = (what: string) =>
      `force: "both" cannot be changed in place: ${what}. It would be removed and recreated, and removing it deletes 3 scopes (10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24) from dhcp2.test, with 1 active lease. Undo this change in the program, or set force: true. [relationship-replaced]`;
    expect(await refused({ mode: "hotStandby", serverRole: "standby" })).toEqual([
      anew("serverRole active => standby"),
    ]);
    expect(await refused({ mode: "hotStandby", name: "pair" })).toEqual([
      anew("name both => pair").replace('"both"', '"pair"'),
    ]);
    expect(await refused({ mode: "hotStandby", partner: server("dhcp3.test") })).toEqual([
      anew("partner dhcp2.test => dhcp3.test"),
    ]);
    expect(seen).toEqual([]);
    await up({ mode: "hotStandby", serverRole: "standby", force: true });
    expect(calls().map(({ cmdlet }) => cmdlet)).toEqual([
      "Remove-DhcpServerv4Failover",
      "Add-DhcpServerv4Failover",
    ]);
    expect(told(one)[0]).toMatchObject({ ServerRole: "Standby" });
    await up({ mode: "hotStandby", serverRole: "standby", name: "pair", force: true });
    expect(told(two).map(({ Name }) => Name)).toEqual(["pair"]);
    await up({
      mode: "hotStandby",
      serverRole: "standby",
      name: "pair",
      partner: server("dhcp3.test"),
      force: true,
    });
    expect([told(two), scopesOf(two)]).toEqual([[], []]);
    expect([told(three)[0]!.PartnerServer, scopesOf(three)]).toEqual([name, scopesOf(one)]);
  });

  it("turns to hot standby as the standby server only by force: a call makes whoever is asked the active one", async () => {
    await up();
    expect(await refused({ mode: "hotStandby", serverRole: "standby" })).toEqual([
      expect.stringMatching(/serverRole active => standby\. .* with no active leases\./),
    ]);
    await up({ mode: "hotStandby", serverRole: "standby", force: true });
    expect(told(one)[0]).toMatchObject({ ServerRole: "Standby" });
  });

  it("makes no scope that the partner has already", async () => {
    scope(two, 2);
    expect(await refused({})).toEqual([
      expect.stringMatching(
        /^scopeIds: dhcp2\.test already has 10\.0\.2\.0\/24, but "both" creates its scopes there itself/,
      ),
    ]);
    await up({ scopeIds: ["10.0.1.0"] });
    expect(await refused({ scopeIds: ["10.0.1.0", "10.0.2.0"], force: true })).toHaveLength(1);
  });

  it("takes a scope from another relationship only by force", async () => {
    one.call("Add-DhcpServerv4Failover", {
      Name: "branch",
      PartnerServer: "dhcp3.test",
      ScopeId: ["10.0.3.0"],
    });
    await up({});
    expect(told(one).map(({ Name, ScopeId }) => [Name, ScopeId])).toEqual([
      ["branch", ["10.0.3.0"]],
      ["both", ["10.0.1.0", "10.0.2.0"]],
    ]);
    const all = ["10.0.1.0", "10.0.2.0", "10.0.3.0"];
    expect(await refused({ scopeIds: all })).toEqual([
      expect.stringContaining("10.0.3.0/24 (branch) would move from another failover relationship"),
    ]);
    calls();
    await up({ scopeIds: all, force: true });
    expect(calls().map(({ cmdlet, Name }) => `${String(cmdlet)} ${String(Name)}`)).toEqual([
      "Remove-DhcpServerv4FailoverScope branch",
      "Add-DhcpServerv4FailoverScope both",
    ]);
    expect(scopesOf(three)).toEqual([]);
  });

  it("names a member that the partner does not have, and its remedy", async () => {
    await up();
    two.scopes.delete("10.0.2.0");
    const { both } = await engine.preview(program());
    expect(both!.op).toBe("same");
    expect(engine.said).toEqual([
      expect.stringMatching(
        /^dhcp2\.test: the failover relationship "both" has the member 10\.0\.2\.0, which is not a scope here: .* \(Remove-DhcpServerv4FailoverScope\) and add it again\.$/,
      ),
    ]);
  });

  it("is taken over as it is where that is asked for", async () => {
    one.call("Add-DhcpServerv4Failover", {
      Name: "both",
      PartnerServer: "dhcp2",
      ScopeId: ["10.0.1.0"],
      LoadBalancePercent: 60,
    });
    expect(await refused({})).toEqual([
      expect.stringContaining('already have a failover relationship "both'),
    ]);
    expect(await refused({ adopt: true })).toEqual([
      expect.stringContaining("loadBalancePercent 60 => 50"),
    ]);
    await up({ adopt: true, loadBalancePercent: 60 });
    expect(seen).toEqual([]);
  });

  it("does not depend on how a server is called", async () => {
    await up();
    for (const [from, row] of [
      [one, { partner: { ...two, name: "DHCP2" } }],
      [two, { partner: { ...one, name: "DHCP1" } }],
    ] as const)
      Object.assign(from.relationships.get("both")!, row);
    expect((await engine.preview(program())).both).toMatchObject({ op: "same", failures: [] });
  });
});

describe("a shared secret", () => {
  const sharedSecret = { env: "FAILOVER_SECRET" };

  it("is set again when what it points to is another one, and is told only then", async () => {
    await up({ sharedSecret });
    const [made] = engine.states.values();
    process.env.FAILOVER_SECRET = "another-s3cret";
    calls();
    const { both } = await engine.preview(program({ sharedSecret }));
    expect(both).toMatchObject({
      op: "update",
      added: [],
      said: [
        'The shared secret of "both" has changed since the last update: it will be set on both servers.',
      ],
    });
    expect(seen).toEqual([]);
    await up({ sharedSecret });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Set-DhcpServerv4Failover",
        Name: "both",
        SharedSecret: "another-s3cret",
        Force: true,
      },
    ]);
    const [changed] = engine.states.values();
    expect(changed!.outputs.__key).toBe(made!.outputs.__key);
    expect(changed!.outputs.__secret).not.toBe(made!.outputs.__secret);
    expect(JSON.stringify([...engine.states.values(), engine.said])).not.toContain("s3cret");
  });

  it("is not known of a relationship that is taken over, so it is set", async () => {
    one.call("Add-DhcpServerv4Failover", {
      Name: "both",
      PartnerServer: "dhcp2",
      ScopeId: ["10.0.1.0"],
      SharedSecret: "somebody's",
      Force: true,
    });
    await up({ adopt: true, sharedSecret });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Set-DhcpServerv4Failover",
        Name: "both",
        SharedSecret: "s3cret-of-both",
        Force: true,
      },
    ]);
  });

  it("is refused where it points to nothing, without a word of it", async () => {
    delete process.env.FAILOVER_SECRET;
    expect(await refused({ sharedSecret })).toEqual([
      expect.stringContaining("sharedSecret of the failover relationship both"),
    ]);
  });
});

describe("where a call reaches the primary alone", () => {
  const half = async (more: object): Promise<string> => {
    one.secondHop = false;
    const message = await engine.up(program(more)).then(
      () => "",
      (error: Error) => error.message,
    );
    one.secondHop = true;
    return message;
  };

  it("a relationship that it alone states is told on both, and made again by the next update", async () => {
    expect(await half({ scopeIds: ["10.0.1.0", "10.0.2.0"] })).toMatch(
      /^The change of the failover relationship "both" reached one server and not the other\. dhcp1\.test has it with 2 scopes; dhcp2\.test does not have it\. .* run this again\. \[relationship-partly-applied\]$/,
    );
    calls();
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0"] });
    expect(calls().map(({ cmdlet }) => cmdlet)).toEqual([
      "Remove-DhcpServerv4Failover",
      "Add-DhcpServerv4Failover",
    ]);
    expect(scopesOf(two)).toEqual(["10.0.1.0", "10.0.2.0"]);
    expect(scopesOf(one)).toHaveLength(3);
  });

  it("it is not made again over what the partner has", async () => {
    await half({ scopeIds: ["10.0.1.0"] });
    scope(two, 1);
    two.lent.set("10.0.1.0", 3);
    expect(await refused({ scopeIds: ["10.0.1.0"], force: true })).toEqual([
      expect.stringMatching(
        /^name: dhcp1\.test has the failover relationship "both", dhcp2\.test does not, but has its scopes: 10\.0\.1\.0\/24/,
      ),
    ]);
  });

  it("a change is said once more by the next update", async () => {
    await up();
    expect(await half({ maxClientLeadTime: 60, loadBalancePercent: 80 })).toContain(
      "dhcp1.test has it with 3 scopes; dhcp2.test has it with 3 scopes",
    );
    expect([told(one), told(two)].map(([each]) => each!.LoadBalancePercent)).toEqual([80, 50]);
    await up({ maxClientLeadTime: 60, loadBalancePercent: 80 });
    expect(told(two)[0]).toMatchObject({
      LoadBalancePercent: 20,
      MaxClientLeadTime: { seconds: 60 },
    });
  });

  it("a secret is set again by the next update", async () => {
    await up({ sharedSecret: { env: "FAILOVER_SECRET" } });
    process.env.FAILOVER_SECRET = "another-s3cret";
    expect(await half({ sharedSecret: { env: "FAILOVER_SECRET" } })).not.toContain("s3cret");
    await up({ sharedSecret: { env: "FAILOVER_SECRET" } });
    expect([one, two].map((each) => each.relationships.get("both")!.secret)).toEqual([
      "another-s3cret",
      "another-s3cret",
    ]);
  });

  it("a scope that came under it is taken out and in again by the next update", async () => {
    await up({ scopeIds: ["10.0.1.0"] });
    expect(await half({ scopeIds: ["10.0.1.0", "10.0.2.0"] })).toContain(
      "dhcp1.test has it with 2 scopes; dhcp2.test has it with 1 scope",
    );
    calls();
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0"] });
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Remove-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
        Force: true,
      },
      {
        server: name,
        cmdlet: "Add-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
      },
    ]);
    expect(scopesOf(two)).toEqual(["10.0.1.0", "10.0.2.0"]);
  });

  it("a scope that left it there alone is named, for nobody else may take it out", async () => {
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0"] });
    expect(await half({ scopeIds: ["10.0.1.0"] })).toContain(
      "reached one server and not the other",
    );
    expect(await refused({ scopeIds: ["10.0.1.0"] })).toEqual([
      expect.stringMatching(
        /^scopeIds: dhcp2\.test has 10\.0\.2\.0\/24 in the failover relationship "both" and dhcp1\.test does not/,
      ),
    ]);
  });

  it("a relationship that went there alone is named, and nothing is taken from anybody", async () => {
    await up({ onDelete: "remove" });
    one.secondHop = false;
    await expect(engine.destroy("both")).rejects.toThrow(
      /reached one server and not the other\. dhcp1\.test does not have it; dhcp2\.test has it with 3 scopes/,
    );
    expect([scopesOf(one).length, scopesOf(two).length]).toEqual([3, 3]);
    one.secondHop = true;
    expect(await refused({})).toEqual([
      expect.stringMatching(
        /^name: dhcp2\.test has the failover relationship "both" and dhcp1\.test does not: a change reached only one of them\. /,
      ),
    ]);
  });

  it("what failed before it was begun is told as it is", async () => {
    one.network.clear();
    await expect(engine.up(program())).rejects.toThrow(
      /^dhcp1\.test is unchanged\. .*DHCP 20124,Add-DhcpServerv4Failover/,
    );
    expect(told(one)).toEqual([]);
  });
});

describe("a relationship that goes", () => {
  it("stays on both servers unless it is to be removed", async () => {
    await up();
    await engine.destroy("both");
    expect([told(one).length, told(two).length]).toEqual([1, 1]);
  });

  it("says beforehand what goes with it, and goes by one call to the primary", async () => {
    await engine.up(program({ onDelete: "remove" }));
    expect(engine.said).toContain(
      'Removing the failover relationship "both" also deletes its scopes on dhcp2.test: 3 scopes (10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24).',
    );
    calls();
    two.lent.set("10.0.1.0", 5);
    await expect(engine.destroy("both")).rejects.toThrow(
      /^Removing the failover relationship "both" deletes 3 scopes .* on dhcp2\.test, with 5 active leases\./,
    );
    expect(seen).toEqual([]);
    two.lent.clear();
    await engine.destroy("both");
    expect(calls()).toEqual([
      { server: name, cmdlet: "Remove-DhcpServerv4Failover", Name: ["both"], Force: true },
    ]);
    expect([told(one), told(two), scopesOf(two)]).toEqual([[], [], []]);
    expect(scopesOf(one)).toHaveLength(3);
  });

  it("is gone for who looks, when both servers have lost it", async () => {
    await up();
    one.call("Remove-DhcpServerv4Failover", { Name: "both", Force: true });
    const [state] = engine.states.values();
    expect(await engine.begin().read(state!.id, state!.outputs)).toMatchObject({ id: "" });
  });
});

describe("a partner that is down", () => {
  const silence = () => {
    two.answers = false;
    one.relationships.get("both")!.state = "CommunicationInterrupted";
  };

  it("is counted as down by the primary, which alone is asked, and is looked at again when it answers", async () => {
    await up({ sharedSecret: { env: "FAILOVER_SECRET" } });
    calls();
    silence();
    expect(await engine.refresh(true)).toEqual({ both: [] });
    expect(engine.said).toEqual([
      expect.stringMatching(
        /^dhcp1\.test reports that its partner in the failover relationship "both" does not answer.* dhcp2\.test: no route from this machine to the server/,
      ),
    ]);
    const more = { sharedSecret: { env: "FAILOVER_SECRET" }, partnerDown: true };
    const { both } = await engine.preview(program(more));
    expect(both).toMatchObject({
      op: "update",
      failures: [],
      added: ["primary state: CommunicationInterrupted => PartnerDown"],
      said: [
        expect.stringMatching(
          /^dhcp1\.test will be set to partner-down in "both", and serves all clients\./,
        ),
      ],
    });
    expect(seen).toEqual([]);
    await engine.up(program(more));
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Set-DhcpServerv4Failover",
        Name: "both",
        PartnerDown: true,
        Force: true,
      },
    ]);
    const [state] = engine.states.values();
    expect(state!.outputs).toMatchObject({ state: "PartnerDown" });
    expect(await engine.refresh(true)).toEqual({ both: [] });
    expect((await engine.preview(program(more))).both).toMatchObject({ op: "same", failures: [] });
    two.answers = true;
    for (const each of [one, two]) each.relationships.get("both")!.state = "Normal";
    expect((await engine.preview(program(more))).both).toMatchObject({
      op: "same",
      said: [expect.stringMatching(/^partnerDown has no effect: dhcp1\.test reports "Normal"/)],
    });
    await up({ sharedSecret: { env: "FAILOVER_SECRET" } });
    expect(seen).toEqual([]);
  });

  it("is not passed over where the primary does not say so, nor of a relationship that is not managed", async () => {
    one.call("Add-DhcpServerv4Failover", {
      Name: "both",
      PartnerServer: "dhcp2",
      ScopeId: ["10.0.1.0"],
    });
    silence();
    expect(await refused({ partnerDown: true, adopt: true })).toEqual([
      expect.stringMatching(/^partnerDown: "both" is not managed yet/),
    ]);
    one.relationships.get("both")!.state = "Normal";
    expect(await refused({ partnerDown: true, adopt: true })).toEqual([
      expect.stringContaining("dhcp2.test: no route from this machine to the server"),
    ]);
  });
});

describe("what the program says is refused", () => {
  it.each<readonly [what: string, more: object, told: string]>([
    [
      "a mode of others",
      { mode: "passiveBackup" },
      'mode: A Windows DHCP server does not support the mode "passiveBackup". Set mode to "loadBalance" or "hotStandby". [windows-no-mode]',
    ],
    [
      "a share in hot standby",
      { mode: "hotStandby", loadBalancePercent: 60 },
      'loadBalancePercent: loadBalancePercent applies only to the mode "loadBalance", but this relationship is "hotStandby".',
    ],
    [
      "a reserve where clients are shared",
      { reservePercent: 5 },
      'reservePercent: reservePercent applies only to the mode "hotStandby", but this relationship is "loadBalance".',
    ],
    [
      "a role where clients are shared",
      { serverRole: "active" },
      'serverRole: serverRole has no effect in the mode "loadBalance".',
    ],
    [
      "a share over 100",
      { loadBalancePercent: 101 },
      "loadBalancePercent: loadBalancePercent is 101. Give a whole number from 0 to 100. [property-invalid]",
    ],
    [
      "half a percent",
      { mode: "hotStandby", reservePercent: 0.5 },
      "reservePercent: reservePercent is 0.5. Give a whole number from 0 to 100. [property-invalid]",
    ],
    [
      "no lead time",
      { maxClientLeadTime: 0 },
      "maxClientLeadTime: maxClientLeadTime is 0. Give a whole number of seconds, 1 or more. [property-invalid]",
    ],
    [
      "a time for what is off",
      { autoStateTransition: false, stateSwitchInterval: 60 },
      "stateSwitchInterval: stateSwitchInterval sets when a server takes over automatically, but autoStateTransition: false disables that.",
    ],
    [
      "a long name",
      { name: "x".repeat(127) },
      "name: The relationship's name has 127 characters, but a Windows DHCP server allows 126.",
    ],
    ["a scope that is not there", { scopeIds: ["10.0.9.0"] }, "scopeIds: "],
    [
      "no scope at all",
      { scopeIds: [] },
      'scopeIds: No scope would be in "both", and Add-DhcpServerv4Failover requires one',
    ],
  ])("%s", async (_what, more, told) => {
    expect(await refused(more)).toEqual([expect.stringContaining(told)]);
    expect(seen).toEqual([]);
  });

  it("what is for servers of another kind", async () => {
    engine = new Engine({ ...windows(seen, one, two), kea: drivers.kea! }, "relationship");
    expect(await refused({ kea: { heartbeatDelay: 1000 } })).toEqual([
      ': kea is for another kind of server; these have the driver "windows". Leave it out. [relationship-foreign]',
    ]);
  });

  it("a relationship too many", async () => {
    for (let at = 0; at < 31; at++) {
      one.call("Add-DhcpServerv4Scope", {
        StartRange: `10.1.${at}.10`,
        EndRange: `10.1.${at}.20`,
        SubnetMask: "255.255.255.0",
        Name: `Branch ${at}`,
      });
      one.call("Add-DhcpServerv4Failover", {
        Name: `branch ${at}`,
        PartnerServer: "dhcp3",
        ScopeId: `10.1.${at}.0`,
      });
    }
    expect(await refused({})).toEqual([
      expect.stringContaining("name: dhcp1.test is in 31 failover relationships, the maximum"),
    ]);
  });

  it("a name that the partner has with another server", async () => {
    connect(two, three);
    scope(two, 7);
    two.call("Add-DhcpServerv4Failover", {
      Name: "both",
      PartnerServer: "dhcp3",
      ScopeId: ["10.0.7.0"],
    });
    expect(await refused({})).toEqual([
      expect.stringContaining(
        'name: dhcp2.test has a failover relationship "both" with "dhcp3.test", which is not the server',
      ),
    ]);
  });
});
