// A scope that the server does not have yet comes whole.
import { describe, expect, it } from "vitest";
import type { Configuration } from "../../../../provider/core/model.js";
import {
  after,
  id,
  type Members,
  misfitsOf,
  one,
  scope,
} from "../../../helpers/unit/drivers/kea/model/story.js";

describe("a new scope", () => {
  const wish = scope(
    {
      id: 9,
      leaseDuration: 600,
      ranges: { "10.0.9.1-10.0.9.9": { "client-classes": ["KNOWN"] } },
      options: {
        "dhcp4:3": { value: "10.0.9.1" },
        "dhcp4:222": { value: "0102", "csv-format": false },
        "vendor-4491:2": { value: "10.0.9.2" },
      },
      reservations: { "10.0.9.7": { client: "hw:01-02-03-04-05-06", name: "printer" } },
      relays: ["10.9.9.9"],
    },
    "10.0.9.0/24",
  );

  it("is added whole, with only those values explicit that it does not inherit", () => {
    expect(after(one({}), wish).subnet4).toEqual([
      { id: 1, subnet: id },
      {
        id: 9,
        subnet: "10.0.9.0/24",
        "valid-lifetime": 600,
        pools: [{ pool: "10.0.9.1 - 10.0.9.9", "client-class": "KNOWN" }],
        "option-data": [
          { name: "routers", code: 3, data: "10.0.9.1" },
          { code: 222, data: "0102", "csv-format": false },
          { name: "tftp-servers", code: 2, space: "vendor-4491", data: "10.0.9.2" },
        ],
        reservations: [
          { "hw-address": "01:02:03:04:05:06", "ip-address": "10.0.9.7", hostname: "printer" },
        ],
        relay: { "ip-addresses": ["10.9.9.9"] },
      },
    ]);
  });

  it("inherits on the partner what it inherits on the primary", () => {
    const inherits = (from: Configuration): Configuration => ({
      ...from,
      scopes: {
        ...from.scopes,
        "10.0.9.0/24": {
          properties: { id: 9, leaseDuration: 86400 },
          inherited: ["leaseDuration"],
          uses: [],
          local: {},
        },
      },
    });
    expect(after(one({}, { "valid-lifetime": 600 }), inherits).subnet4).toEqual([
      { id: 1, subnet: id },
      { id: 9, subnet: "10.0.9.0/24" },
    ]);
  });

  it("is served on the interface that the argument interfaces gives for it", () => {
    const served =
      (card: string) =>
      (from: Configuration): Configuration => ({
        ...from,
        scopes: {
          ...from.scopes,
          "10.0.9.0/24": {
            properties: { id: 9 },
            inherited: [],
            uses: [],
            local: { interface: card },
          },
        },
      });
    const root = one(
      { interface: "ens9" },
      { "interfaces-config": { interfaces: ["*", "ens7/10.0.0.1"] } },
    );
    const cardOf = (card: string, interfaces?: Record<string, string>) =>
      (after(root, served(card), { ...(interfaces && { interfaces }) }).subnet4 as Members[])[1]!
        .interface;
    expect([cardOf("ens9"), cardOf("ens7"), cardOf("eth0", { eth0: "ens192" })]).toEqual([
      "ens9",
      "ens7",
      "ens192",
    ]);
    expect(misfitsOf(root, served("eth0"))).toEqual([
      expect.stringContaining('10.0.9.0/24 is bound to the interface "eth0"'),
    ]);
    expect(misfitsOf(root, served("*"))).toHaveLength(1);
  });

  it("names its peer in a hub that has it, and nowhere else", () => {
    const hub = (name: string): Members => ({
      "hooks-libraries": [
        {
          library: "libdhcp_ha.so",
          parameters: {
            "high-availability": [
              { mode: "hot-standby", "this-server-name": name, peers: [{ name }, { name: "s2" }] },
            ],
          },
        },
      ],
    });
    const peered = (from: Configuration): Configuration => ({
      ...from,
      scopes: {
        ...from.scopes,
        "10.0.9.0/24": {
          properties: { id: 9, "user-context": { floor: 2 } },
          inherited: [],
          uses: [],
          local: { "ha-server-name": "s1" },
        },
      },
    });
    expect((after(one({}, hub("s1")), peered).subnet4 as Members[])[1]).toEqual({
      id: 9,
      subnet: "10.0.9.0/24",
      "user-context": { floor: 2, "ha-server-name": "s1" },
    });
    expect((after(one({}, hub("s3")), peered).subnet4 as Members[])[1]).toEqual({
      id: 9,
      subnet: "10.0.9.0/24",
      "user-context": { floor: 2 },
    });
  });

  it("is refused with an id that another has", () => {
    expect(misfitsOf(one({}), scope({ id: 1 }, "10.0.9.0/24"))).toEqual([
      expect.stringMatching(/10\.0\.1\.0\/24, 10\.0\.9\.0\/24 would have the same subnet id, 1/),
    ]);
  });

  it("is refused without its shared network", () => {
    expect(misfitsOf(one({}), scope({ id: 9, sharedNetwork: "floor" }, "10.0.9.0/24"))).toEqual([
      expect.stringContaining('10.0.9.0/24 belongs to the shared network "floor"'),
    ]);
  });
});
