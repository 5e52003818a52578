// A change keeps the spelling of what it touches, and leaves nothing empty behind.
import { describe, expect, it } from "vitest";
import type { Json, Tree } from "../../../../provider/core/model.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";
import {
  after,
  id,
  type Members,
  one,
  subnetAfter,
} from "../../../helpers/unit/drivers/kea/model/story.js";

describe("a value that changes keeps its spelling", () => {
  it.each([
    ["client-class", { "client-class": "a" }, { "client-classes": ["b"] }, { "client-class": "b" }],
    [
      "client-classes",
      { "client-classes": ["a"] },
      { "client-classes": ["b"] },
      { "client-classes": ["b"] },
    ],
    [
      "require-client-classes",
      { "require-client-classes": ["a"] },
      { "evaluate-additional-classes": ["b"] },
      { "require-client-classes": ["b"] },
    ],
    [
      "ddns-use-conflict-resolution",
      { "ddns-use-conflict-resolution": true },
      { "ddns-conflict-resolution-mode": "no-check-with-dhcid" },
      { "ddns-use-conflict-resolution": false },
    ],
    [
      "a relay's ip-address",
      { relay: { "ip-address": "10.9.9.9" } },
      { relays: ["10.9.9.8"] },
      { relay: { "ip-address": "10.9.9.8" } },
    ],
    ["comment", { comment: "old" }, { "user-context": { comment: "new" } }, { comment: "new" }],
    [
      "a comment in a user-context",
      { "user-context": { comment: "old", "ha-server-name": "s1" } },
      { "user-context": { comment: "new" } },
      { "user-context": { comment: "new", "ha-server-name": "s1" } },
    ],
  ])("%s", (_, subnet, properties, wanted) => {
    expect(subnetAfter(one(subnet as unknown as Members), properties as Tree)).toEqual({
      id: 1,
      subnet: id,
      ...wanted,
    });
  });

  it("unless that spelling cannot express it", () => {
    expect(
      subnetAfter(
        one({ "client-class": "a" }),
        { "client-classes": ["a", "b"] },
        { release: "3.0" },
      ),
    ).toEqual({ id: 1, subnet: id, "client-classes": ["a", "b"] });
    expect(
      subnetAfter(one({ "ddns-use-conflict-resolution": true }), {
        "ddns-conflict-resolution-mode": "check-exists-with-dhcid",
      }),
    ).toEqual({ id: 1, subnet: id, "ddns-conflict-resolution-mode": "check-exists-with-dhcid" });
    expect(
      subnetAfter(one({ relay: { "ip-address": "10.9.9.9" } }), {
        relays: ["10.9.9.8", "10.9.9.9"],
      }),
    ).toEqual({ id: 1, subnet: id, relay: { "ip-addresses": ["10.9.9.8", "10.9.9.9"] } });
    expect(
      subnetAfter(one({ "reservation-mode": "all" }), { "reservations-global": true }),
    ).toEqual({
      id: 1,
      subnet: id,
      "reservations-global": true,
      "reservations-in-subnet": true,
      "reservations-out-of-pool": false,
    });
  });

  it("in options too", () => {
    const options: Members = {
      "option-data": [
        { name: "routers", data: "10.0.1.1" },
        { code: 6, data: "10.0.1.2,10.0.1.3" },
      ] as Json[],
    };
    expect(
      subnetAfter(one(options), {
        options: {
          "dhcp4:3": { value: "10.0.1.9" },
          "dhcp4:6": { value: "10.0.1.2, 10.0.1.3", "always-send": true },
        },
      }),
    ).toMatchObject({
      "option-data": [
        { name: "routers", data: "10.0.1.9" },
        { code: 6, data: "10.0.1.2,10.0.1.3", "always-send": true },
      ],
    });
  });

  it("in options too, also where there was no value before", () => {
    expect(
      subnetAfter(one({ "option-data": [{ code: 3, data: "", "csv-format": false }] }), {
        options: { "dhcp4:3": { value: "10.0.1.9" } },
      }),
    ).toEqual({
      id: 1,
      subnet: id,
      "option-data": [{ code: 3, data: "10.0.1.9", "csv-format": true }],
    });
  });

  it("and a new one is spelled as the rest of the file", () => {
    const root = documentOf([{ id: 1, subnet: id }], { "ddns-use-conflict-resolution": true });
    expect(subnetAfter(root, { "ddns-conflict-resolution-mode": "no-check-with-dhcid" })).toEqual({
      id: 1,
      subnet: id,
      "ddns-use-conflict-resolution": false,
    });
  });

  it("and a new one is spelled as the release has it", () => {
    const wish = {
      "client-classes": ["a"],
      "evaluate-additional-classes": ["b"],
      "ddns-conflict-resolution-mode": "no-check-with-dhcid",
    };
    expect(subnetAfter(one({}), wish, { release: "2.2" })).toEqual({
      id: 1,
      subnet: id,
      "client-class": "a",
      "require-client-classes": ["b"],
      "ddns-use-conflict-resolution": false,
    });
    expect(subnetAfter(one({}), wish, { release: "3.0" })).toEqual({
      id: 1,
      subnet: id,
      "client-class": "a",
      "require-client-classes": ["b"],
      "ddns-conflict-resolution-mode": "no-check-with-dhcid",
    });
  });
});

describe("a list or map that becomes empty is removed", () => {
  const gone = (subnet: Members, name: string) =>
    (
      after(one(subnet), (from) => {
        const { [name]: _, ...rest } = from.scopes[id]!.properties;
        return { ...from, scopes: { [id]: { ...from.scopes[id]!, properties: rest } } };
      }).subnet4 as Members[]
    )[0];

  it.each([
    ["ranges", { pools: [{ pool: "10.0.1.0/28" }, { pool: "10.0.1.16/28" }] }],
    ["reservations", { reservations: [{ duid: "01", hostname: "x" }] }],
    ["options", { "option-data": [{ code: 3, data: "10.0.1.1" }] }],
    ["user-context", { "user-context": { floor: 2, comment: "x" } }],
    ["user-context", { comment: "x" }],
    ["from-the-future", { "from-the-future": {} }],
  ])("%s", (name, subnet) => {
    expect(gone(subnet as unknown as Members, name)).toEqual({ id: 1, subnet: id });
  });
});
