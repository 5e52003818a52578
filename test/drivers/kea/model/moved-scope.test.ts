// Scopes that move or are numbered by Kea, and reservations beside them.
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../provider/core/model.js";
import type { Document } from "../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";
import {
  after,
  id,
  one,
  own,
  scope,
  subnetAfter,
} from "../../../helpers/unit/drivers/kea/model/story.js";

const without =
  (scopeId: string) =>
  (from: Configuration): Configuration => ({
    ...from,
    scopes: Object.fromEntries(Object.entries(from.scopes).filter(([key]) => key !== scopeId)),
  });

describe("subnets that Kea numbers", () => {
  const root = documentOf([
    { subnet: "10.0.1.0/24" },
    { subnet: "10.0.2.0/24" },
    { subnet: "10.0.3.0/24" },
  ]);

  it("keep their numbers when one before them is removed", () => {
    expect(after(root, without("10.0.2.0/24")).subnet4).toEqual([
      { subnet: "10.0.1.0/24" },
      { subnet: "10.0.3.0/24", id: 3 },
    ]);
    expect(after(root, without("10.0.3.0/24")).subnet4).toEqual([
      { subnet: "10.0.1.0/24" },
      { subnet: "10.0.2.0/24" },
    ]);
  });

  it("keep their numbers when one gets another", () => {
    expect(after(root, scope({ id: 7 })).subnet4).toEqual([
      { subnet: "10.0.1.0/24", id: 7 },
      { subnet: "10.0.2.0/24", id: 2 },
      { subnet: "10.0.3.0/24", id: 3 },
    ]);
  });

  it("keep their numbers when they move", () => {
    const moved = (from: Configuration): Configuration =>
      scope(
        { sharedNetwork: "n" },
        "10.0.3.0/24",
      )({
        ...from,
        shared: { "sharedNetworks.n": { properties: {}, inherited: [], uses: [], local: {} } },
      });
    expect(after(root, moved)).toEqual({
      subnet4: [{ subnet: "10.0.1.0/24" }, { subnet: "10.0.2.0/24" }],
      "shared-networks": [{ name: "n", subnet4: [{ subnet: "10.0.3.0/24", id: 3 }] }],
    });
  });
});

describe("a scope that moves", () => {
  it("takes its explicit values with it, and an inherited value only where it would inherit the same", () => {
    const root: Document = {
      Dhcp4: {
        "shared-networks": [
          {
            name: "n",
            "valid-lifetime": 600,
            subnet4: [{ id: 1, subnet: id, interface: "eth0", "from-the-future": 1 }],
          },
        ],
      },
    };
    const out = (from: Configuration): Configuration => {
      const { sharedNetwork: _, ...rest } = from.scopes[id]!.properties;
      return { ...from, shared: {}, scopes: { [id]: { ...from.scopes[id]!, properties: rest } } };
    };
    expect(after(root, out)).toEqual({
      subnet4: [{ id: 1, subnet: id, interface: "eth0", "from-the-future": 1 }],
    });
    const keeping = (from: Configuration) => ({
      ...out(from),
      scopes: { [id]: own(out(from).scopes[id]!, { leaseDuration: 600 }) },
    });
    expect(after(root, keeping)).toEqual({
      subnet4: [
        { id: 1, subnet: id, interface: "eth0", "from-the-future": 1, "valid-lifetime": 600 },
      ],
    });
  });
});

describe("a reservation", () => {
  it("keeps its spelling when its neighbour is removed, though it is known by another key then", () => {
    const root = one(
      {
        reservations: [
          { duid: "0A:0B", "ip-address": "10.0.1.9", hostname: "" },
          { duid: "0C", "ip-address": "10.0.1.9" },
        ],
      },
      { "ip-reservations-unique": false },
    );
    expect(subnetAfter(root, { reservations: { "10.0.1.9": { client: "duid:0a-0b" } } })).toEqual({
      id: 1,
      subnet: id,
      reservations: [{ duid: "0A:0B", "ip-address": "10.0.1.9", hostname: "" }],
    });
  });

  it("may change its client and its address", () => {
    const root = one({
      reservations: [
        { duid: "0A0B", "ip-address": "10.0.1.9" },
        { duid: "0C", hostname: "x" },
      ],
    });
    expect(
      subnetAfter(root, {
        reservations: {
          "10.0.1.9": { client: "hw:01-02" },
          "10.0.1.8": { client: "duid:0c", name: "x" },
        },
      }),
    ).toEqual({
      id: 1,
      subnet: id,
      reservations: [
        { "ip-address": "10.0.1.9", "hw-address": "01:02" },
        { duid: "0C", hostname: "x", "ip-address": "10.0.1.8" },
      ],
    });
  });
});
