// FailoverScope on two Windows servers: a scope comes under its relationship by a call to the primary, which makes it on the partner, and
// leaves it by another, which deletes it there.
import { beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { connect } from "../helpers/windows/failover.js";
import { modelServer, type ModelServer } from "../helpers/windows/server.js";
import { windows, type Seen } from "../helpers/windows/stand-in.js";

const [name, other] = ["dhcp1.test", "dhcp2.test"];
let one: ModelServer;
let two: ModelServer;
let seen: Seen[];
let engine: Engine;

beforeEach(() => {
  [one, two] = [modelServer(name), modelServer(other)];
  connect(one, two);
  for (const third of [1, 2, 3]) scope(one, third);
  one.call("Add-DhcpServerv4Failover", {
    Name: "both",
    PartnerServer: "dhcp2",
    ScopeId: ["10.0.1.0"],
  });
  seen = [];
  engine = new Engine(windows(seen, one, two), "scope");
});

function scope(model: ModelServer, third: number): void {
  model.call("Add-DhcpServerv4Scope", {
    StartRange: `10.0.${third}.10`,
    EndRange: `10.0.${third}.200`,
    SubnetMask: "255.255.255.0",
    Name: `Floor ${third}`,
  });
}

const server = (computerName: string) => ({ driver: "windows", computerName });
const program = (more: object = {}) => ({
  floor: {
    primary: server(name),
    partner: server(other),
    scopeId: "10.0.2.0",
    relationship: "both",
    ...more,
  },
});
const members = (from: ModelServer) =>
  from.call("Get-DhcpServerv4Failover").map(({ ScopeId }) => ScopeId);
const scopesOf = (from: ModelServer) =>
  from.call("Get-DhcpServerv4Scope").map(({ ScopeId }) => ScopeId);
const calls = (): readonly Readonly<Record<string, unknown>>[] =>
  seen
    .splice(0)
    .map(({ server: called, cmdlet, parameters }) => ({ server: called, cmdlet, ...parameters }));
const refused = async (more: object = {}) =>
  (await engine.preview(program(more))).floor!.failures.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );

async function up(more: object = {}) {
  const { floor } = await engine.up(program(more));
  expect(floor!.failures).toEqual([]);
  expect((await engine.preview(program(more))).floor).toMatchObject({
    op: "same",
    added: [],
    failures: [],
  });
  expect(await engine.refresh(true)).toEqual({ floor: [] });
  return floor!;
}

describe("a FailoverScope with a relationship", () => {
  it("is previewed, and gets into the relationship by one call to the primary", async () => {
    const { floor } = await engine.preview(program());
    expect(floor!.added.map((entry) => entry.replace(/ #.*/, ""))).toEqual([
      "(scope): + 1 range",
      "relationships.both.scopes.10.0.2.0/24: + member",
    ]);
    expect(seen).toEqual([]);
    await up();
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
      },
    ]);
    expect(members(two)).toEqual([["10.0.1.0", "10.0.2.0"]]);
    expect(scopesOf(two)).toEqual(["10.0.1.0", "10.0.2.0"]);
  });

  it("brings what the scope refers to first, and what the cmdlet does not copy afterwards", async () => {
    one.call("Add-DhcpServerv4OptionDefinition", { Name: "Colour", OptionId: 200, Type: "Byte" });
    one.call("Set-DhcpServerv4OptionValue", { ScopeId: "10.0.2.0", OptionId: 200, Value: "7" });
    one.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.2.0", SuperscopeName: "House" });
    await up();
    expect(
      calls().map(({ server: called, cmdlet }) => `${String(called)} ${String(cmdlet)}`),
    ).toEqual([
      `${other} Add-DhcpServerv4OptionDefinition`,
      `${name} Add-DhcpServerv4FailoverScope`,
      `${other} Set-DhcpServerv4Scope`,
    ]);
    expect(two.call("Get-DhcpServerv4Scope", { ScopeId: "10.0.2.0" })[0]).toMatchObject({
      SuperscopeName: "House",
    });
  });

  it("is refused where the partner has a class of the scope under another name: the cmdlet writes the primary's names", async () => {
    one.call("Add-DhcpServerv4Class", { Name: "Phones", Type: "User", Data: "phone" });
    two.call("Add-DhcpServerv4Class", { Name: "Handsets", Type: "User", Data: "phone" });
    one.call("Add-DhcpServerv4Policy", {
      ScopeId: "10.0.2.0",
      Name: "Phones",
      Condition: "Or",
      UserClass: ["EQ", "Phones"],
    });
    expect(await refused()).toEqual([
      expect.stringContaining(
        '(Add-DhcpServerv4Class, error 20045): the class "Handsets" has the same data',
      ),
    ]);
    expect(seen).toEqual([]);
  });

  it("goes into one call with the other scopes of the program", async () => {
    const both = { ...program(), next: { ...program().floor, scopeId: "10.0.3.0" } };
    await engine.up(both);
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Add-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0", "10.0.3.0"],
      },
    ]);
    expect(Object.values(await engine.preview(both)).map(({ op }) => op)).toEqual(["same", "same"]);
  });

  it("is replicated as before where the scope is in the relationship already", async () => {
    await up({ scopeId: "10.0.1.0" });
    one.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.1.0", Name: "Renamed" });
    calls();
    await up({ scopeId: "10.0.1.0" });
    expect(calls()).toMatchObject([
      { server: other, cmdlet: "Set-DhcpServerv4Scope", Name: "Renamed" },
    ]);
  });

  it("is refused where the partner has the scope, where nobody has the relationship, and where the scope would leave another one", async () => {
    expect(await refused({ relationship: "none" })).toEqual([
      expect.stringMatching(/^relationship: /),
    ]);
    scope(two, 2);
    expect(await refused()).toEqual([
      expect.stringMatching(/^relationship: dhcp2\.test already has 10\.0\.2\.0\/24/),
    ]);
    one.call("Add-DhcpServerv4Failover", {
      Name: "more",
      PartnerServer: "dhcp2",
      ScopeId: ["10.0.3.0"],
    });
    expect(await refused({ scopeId: "10.0.3.0" })).toEqual([
      expect.stringMatching(
        /^relationship: 10\.0\.3\.0\/24 \(more\) would move from another failover relationship to "both"/,
      ),
    ]);
    expect(seen).toEqual([]);
    await up({ scopeId: "10.0.3.0", force: true });
    expect(calls().map(({ cmdlet, Name }) => `${String(cmdlet)} ${String(Name)}`)).toEqual([
      "Remove-DhcpServerv4FailoverScope more",
      "Add-DhcpServerv4FailoverScope both",
    ]);
    expect(members(two)).toEqual([["10.0.1.0", "10.0.3.0"], []]);
  });

  it("is reported on both servers where the call reached the primary alone, and the next update brings it to the partner", async () => {
    one.secondHop = false;
    await expect(engine.up(program())).rejects.toThrow(
      /^The change of the failover relationship "both" reached one server and not the other\. dhcp1\.test has it with 2 scopes; dhcp2\.test has it with 1 scope\. /,
    );
    one.secondHop = true;
    calls();
    await up();
    expect(calls().map(({ cmdlet }) => cmdlet)).toEqual([
      "Remove-DhcpServerv4FailoverScope",
      "Add-DhcpServerv4FailoverScope",
    ]);
    expect(scopesOf(one)).toHaveLength(3);
  });

  it("is reported with its remedy where the partner lacks the scope: no replication creates it", async () => {
    await up();
    two.scopes.delete("10.0.2.0");
    const remedy =
      /^: 10\.0\.2\.0\/24 \(Floor 2\) is in the failover relationship "both" of dhcp1\.test, and dhcp2\.test does not have it: .* Remove-DhcpServerv4FailoverScope, then Add-DhcpServerv4FailoverScope\. \[member-missing\]$/;
    expect(await refused()).toEqual([expect.stringMatching(remedy)]);
    expect(await refused({ relationship: undefined, force: true })).toEqual([
      expect.stringMatching(remedy),
    ]);
    const all = new Engine(windows(seen, one, two), "replication");
    expect(
      (
        await all.preview({
          all: { primary: server(name), partner: server(other), names: ["both"] },
        })
      ).all!.failures.map(({ reason }) => reason),
    ).toEqual([expect.stringContaining("replication cannot create it there")]);
  });
});

describe("a FailoverScope that is removed from the program", () => {
  it("stays in its relationship unless onDelete is remove", async () => {
    await up();
    await engine.destroy("floor");
    expect(members(two)).toEqual([["10.0.1.0", "10.0.2.0"]]);
  });

  it("leaves the relationship by one call to the primary, which deletes the scope on the partner: not while it has leases there", async () => {
    await up({ onDelete: "remove" });
    calls();
    two.lent.set("10.0.2.0", 2);
    await expect(engine.destroy("floor")).rejects.toThrow(
      /^The scope 10\.0\.2\.0\/24 \(Floor 2\) would be removed from dhcp2\.test, where 2 clients hold addresses of it\./,
    );
    expect(seen).toEqual([]);
    two.lent.clear();
    await engine.destroy("floor");
    expect(calls()).toEqual([
      {
        server: name,
        cmdlet: "Remove-DhcpServerv4FailoverScope",
        Name: "both",
        ScopeId: ["10.0.2.0"],
        Force: true,
      },
    ]);
    expect([scopesOf(one).length, scopesOf(two)]).toEqual([3, ["10.0.1.0"]]);
  });

  it("leaves the relationship by force, leases and all", async () => {
    await up({ onDelete: "remove", force: true });
    two.lent.set("10.0.2.0", 2);
    await engine.destroy("floor");
    expect(scopesOf(two)).toEqual(["10.0.1.0"]);
  });

  it("is reported on both servers where it left on the primary alone", async () => {
    await up({ onDelete: "remove" });
    one.secondHop = false;
    await expect(engine.destroy("floor")).rejects.toThrow(
      /dhcp1\.test has it with 1 scope; dhcp2\.test has it with 2 scopes/,
    );
    expect(scopesOf(two)).toHaveLength(2);
  });
});
