// A FailoverRelationship on two Windows servers is made or adopted by calls to the primary alone; its secret never comes out.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import {
  calls,
  engine,
  name,
  one,
  other,
  program,
  refused,
  scopesOf,
  seen,
  start,
  stop,
  told,
  two,
  up,
} from "../../helpers/windows/relationship/servers.js";

beforeEach(start);
afterEach(stop);

describe("a FailoverRelationship of two Windows servers", () => {
  it("is previewed on both, created by one call to the primary, and in sync from then on", async () => {
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

  it("may have any name, even a property name of JavaScript", async () => {
    await up({ name: "constructor" });
    expect(told(two)).toMatchObject([{ Name: "constructor", PartnerServer: name }]);
  });

  it("is created in hot standby, with a secret that neither calls nor state show again", async () => {
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

  it("brings the partner first what its scopes refer to", async () => {
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

  it("reports a member that the partner lacks, and its remedy", async () => {
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

  it("is adopted as it is with adopt: true", async () => {
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

  it("stays in sync where a server states its partner by another name", async () => {
    await up();
    for (const [from, row] of [
      [one, { partner: { ...two, name: "DHCP2" } }],
      [two, { partner: { ...one, name: "DHCP1" } }],
    ] as const)
      Object.assign(from.relationships.get("both")!, row);
    expect((await engine.preview(program())).both).toMatchObject({ op: "same", failures: [] });
  });
});

describe("the shared secret of a relationship", () => {
  const sharedSecret = { env: "FAILOVER_SECRET" };

  it("is set again when its reference leads to another value, and only then", async () => {
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

  it("is set when a relationship is adopted, because nobody can read it", async () => {
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

  it("is refused where its reference leads to nothing", async () => {
    delete process.env.FAILOVER_SECRET;
    expect(await refused({ sharedSecret })).toEqual([
      expect.stringContaining("sharedSecret of the failover relationship both"),
    ]);
  });
});
