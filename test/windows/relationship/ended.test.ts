// A FailoverRelationship on two Windows servers that is removed, or whose partner is down.
import { beforeEach, afterEach, describe, expect, it } from "vitest";
import {
  calls,
  engine,
  name,
  one,
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

describe("a FailoverRelationship that is destroyed", () => {
  it("stays on both servers unless onDelete is remove", async () => {
    await up();
    await engine.destroy("both");
    expect([told(one).length, told(two).length]).toEqual([1, 1]);
  });

  it("reports beforehand which scopes are deleted with it, and is removed by one call to the primary", async () => {
    await engine.up(program({ onDelete: "remove" }));
    expect(engine.said).toContain(
      'Removing the failover relationship "both" also deletes its scopes on dhcp2.test: 3 scopes (10.0.1.0/24 (Floor 1), 10.0.2.0/24 (Floor 2), 10.0.3.0/24 (Floor 3)).',
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

  it("is read as gone when both servers have lost it", async () => {
    await up();
    one.call("Remove-DhcpServerv4Failover", { Name: "both", Force: true });
    const [state] = engine.states.values();
    expect(await engine.begin().read(state!.id, state!.outputs)).toMatchObject({ id: "" });
  });
});

describe("the partner of a FailoverRelationship that is down", () => {
  const silence = () => {
    two.answers = false;
    one.relationships.get("both")!.state = "CommunicationInterrupted";
  };

  it("counts as down on the primary, which alone is called, and is read again when it answers", async () => {
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

  it("is an error where the primary does not report it as down, and where the relationship is not managed", async () => {
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
