import { describe, expect, it } from "vitest";
import { listContradictions, invertPerspective } from "../../provider/core/mirror.js";
import {
  emptyConfiguration,
  type Configuration,
  type Relationship,
} from "../../provider/core/model.js";

const hotStandby: Relationship = {
  mode: "hotStandby",
  self: "dhcp1",
  partner: "dhcp2",
  role: "active",
  scopes: ["10.0.1.0/24"],
};
const loadBalance: Relationship = {
  mode: "loadBalance",
  self: "dhcp1",
  partner: "dhcp2",
  loadBalancePercent: 70,
  scopes: [],
};
const stating = (relationships: Record<string, Relationship>): Configuration => ({
  ...emptyConfiguration,
  relationships,
});

describe("a relationship with its perspective inverted", () => {
  it("has its names swapped, the other role and the other share", () => {
    expect(invertPerspective(hotStandby)).toEqual({
      mode: "hotStandby",
      self: "dhcp2",
      partner: "dhcp1",
      role: "standby",
      scopes: ["10.0.1.0/24"],
    });
    expect(invertPerspective(loadBalance)).toMatchObject({ loadBalancePercent: 30 });
  });

  it.each([hotStandby, loadBalance])(
    "equals the original after a second inversion",
    (relationship) => {
      expect(invertPerspective(invertPerspective(relationship))).toEqual(relationship);
    },
  );
});

describe("two servers that state one relationship", () => {
  it("agree when each states the inverted relationship of the other", () => {
    expect(
      listContradictions(
        stating({ hq: hotStandby }),
        stating({ hq: invertPerspective(hotStandby) }),
        "dhcp2",
      ),
    ).toEqual([]);
  });

  it("contradict one another when both give themselves one name, as after a careless copy", () => {
    expect(
      listContradictions(stating({ hq: hotStandby }), stating({ hq: hotStandby }), "dhcp2"),
    ).toEqual([
      'dhcp2 disagrees with the primary about the failover relationship "hq": it has self dhcp1, not dhcp2; partner dhcp2, not dhcp1; role active, not standby. Relationships are not replicated.',
    ]);
  });

  it("lead to a sentence when one of them states no relationship", () => {
    expect(listContradictions(stating({ hq: hotStandby }), emptyConfiguration, "dhcp2")).toEqual([
      'dhcp2 does not have the failover relationship "hq" of the primary: leases are not shared.',
    ]);
  });
});
