// A FailoverRelationship on two running Windows servers.
import { describe, expect, it } from "vitest";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { connect } from "../../helpers/windows/failover.js";
import { cmdletError } from "../../helpers/windows/live/model.js";
import {
  pair,
  readMachine,
  scopesOf,
  windowsDrivers,
  type Pair,
} from "../../helpers/windows/live/pair.js";

describe("a relationship as a resource", () => {
  const relationship = (one: Pair, more: object = {}) => {
    const {
      all: { primary, partner },
    } = one.program();
    return {
      sfo: {
        primary,
        partner,
        name: "SFO-SIN",
        loadBalancePercent: 70,
        scopeIds: ["10.0.1.0", "10.0.2.0"],
        ...more,
      },
    };
  };
  /** The cmdlets do not bring superscope names to the partner, as far as is known. */
  const single = rich.replace("<SuperScopeName>Campus<", "<SuperScopeName><");
  const empty = rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />");

  it("is created on both servers by one call, changed in place, loses a scope, and is removed", async () => {
    const one = pair(single, empty, { related: false });
    connect(one.primary.server, one.partner.server);
    const engine = new Engine(windowsDrivers([one.primary, one.partner]), "relationship");
    const told = async (program: Record<string, Record<string, unknown>>) => {
      const { sfo } = await engine.preview(program);
      expect(sfo!.failures).toEqual([]);
      await engine.up(program);
      expect((await engine.preview(program)).sfo).toMatchObject({ op: "same", added: [] });
      return sfo!.added;
    };
    expect((await told(relationship(one))).length).toBeGreaterThan(0);
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
    expect(
      await told(relationship(one, { loadBalancePercent: 60, maxClientLeadTime: 1800 })),
    ).not.toEqual([]);
    expect((await readMachine(one.partner)).configuration.relationships["SFO-SIN"]).toMatchObject({
      loadBalancePercent: 40,
      own: { maxClientLeadTime: 1800 },
    });
    await told(
      relationship(one, {
        loadBalancePercent: 60,
        maxClientLeadTime: 1800,
        scopeIds: ["10.0.1.0"],
      }),
    );
    expect([...one.partner.server.scopes.keys()]).toEqual(["10.0.1.0"]);
    await told(relationship(one, { loadBalancePercent: 60, maxClientLeadTime: 1800 }));
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("is half created where the second hop fails: both sides are reported, and the next update does the rest", async () => {
    const one = pair(single, empty, { related: false });
    connect(one.primary.server, one.partner.server);
    const engine = new Engine(windowsDrivers([one.primary, one.partner]), "relationship");
    one.primary.server.secondHop = false;
    await engine.preview(relationship(one));
    await expect(engine.up(relationship(one))).rejects.toThrow(/dhcp1.*dhcp2/);
    one.primary.server.secondHop = true;
    await engine.up(relationship(one));
    expect((await engine.preview(relationship(one))).sfo).toMatchObject({ op: "same" });
    expect(scopesOf(one.partner.server)).toBe(scopesOf(one.primary.server));
  });

  it("has a secret that goes to the server and nowhere else", async () => {
    process.env["FAILOVER_SECRET"] = "canary-0451";
    const one = pair(single, empty, { related: false });
    connect(one.primary.server, one.partner.server);
    const engine = new Engine(windowsDrivers([one.primary, one.partner]), "relationship");
    const program = relationship(one, { sharedSecret: { env: "FAILOVER_SECRET" } });
    const { sfo } = await engine.preview(program);
    one.primary.before = (cmdlet) => {
      throw cmdletError("DHCP 20128", cmdlet);
    };
    const failed = await engine.up(program).then(
      () => "",
      (error: Error) => String(error.message),
    );
    expect(failed).toContain("DHCP 20128");
    delete one.primary.before;
    await engine.up(program);
    expect(
      (await readMachine(one.partner)).configuration.relationships["SFO-SIN"]!.own,
    ).toMatchObject({
      enableAuth: true,
    });
    expect(JSON.stringify([sfo, failed, [...engine.states], engine.said])).not.toContain(
      "canary-0451",
    );
  });
});
