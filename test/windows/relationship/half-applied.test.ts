// A call that reached the primary and not the partner: what is told, and what the next update does.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import {
  calls,
  engine,
  name,
  one,
  program,
  refused,
  scope,
  scopesOf,
  start,
  stop,
  told,
  two,
  up,
} from "../../helpers/windows/relationship/servers.js";

beforeEach(start);
afterEach(stop);

describe("after a call that reached the primary alone", () => {
  const half = async (more: object): Promise<string> => {
    one.secondHop = false;
    const message = await engine.up(program(more)).then(
      () => "",
      (error: Error) => error.message,
    );
    one.secondHop = true;
    return message;
  };

  it("a relationship that it alone states is reported, and created again by the next update", async () => {
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

  it("a relationship is not created again over scopes that the partner has", async () => {
    await half({ scopeIds: ["10.0.1.0"] });
    scope(two, 1);
    two.lent.set("10.0.1.0", 3);
    expect(await refused({ scopeIds: ["10.0.1.0"], force: true })).toEqual([
      expect.stringMatching(
        /^name: dhcp1\.test has the failover relationship "both", dhcp2\.test does not, but has its scopes: 10\.0\.1\.0\/24/,
      ),
    ]);
  });

  it("a change is made again by the next update", async () => {
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

  it("a scope that was added is removed and added again by the next update", async () => {
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

  it("a scope that was removed is reported, because only a person can remove it from the partner", async () => {
    await up({ scopeIds: ["10.0.1.0", "10.0.2.0"] });
    expect(await half({ scopeIds: ["10.0.1.0"] })).toContain(
      "reached one server and not the other",
    );
    expect(await refused({ scopeIds: ["10.0.1.0"] })).toEqual([
      expect.stringMatching(
        /^scopeIds: dhcp2\.test has 10\.0\.2\.0\/24 \(Floor 2\) in the failover relationship "both" and dhcp1\.test does not/,
      ),
    ]);
  });

  it("a relationship that was removed is reported, and nobody loses a scope", async () => {
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

  it("a call that failed before it began is reported as that: the primary is unchanged", async () => {
    one.network.clear();
    await expect(engine.up(program())).rejects.toThrow(
      /^dhcp1\.test is unchanged\. .*DHCP 20124,Add-DhcpServerv4Failover/,
    );
    expect(told(one)).toEqual([]);
  });
});
