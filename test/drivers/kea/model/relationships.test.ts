import { describe, expect, it } from "vitest";
import { invertPerspective } from "../../../../provider/core/mirror.js";
import type { Json } from "../../../../provider/core/model.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";

const hook = (...relationships: readonly Record<string, Json>[]): Record<string, Json> => ({
  "hooks-libraries": [
    { library: "/usr/lib/libdhcp_lease_cmds.so" },
    {
      library: "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_ha.so",
      parameters: { "high-availability": relationships },
    },
  ],
});
const peers = (...names: readonly (readonly [string, string])[]) =>
  names.map(([name, role]) => ({ name, role, url: "http://192.0.2.1:8000/" }));
const pair = peers(["server2", "standby"], ["server1", "primary"]);
const subnets = {
  subnet4: [
    { id: 1, subnet: "10.0.1.0/24" },
    { id: 2, subnet: "10.0.2.0/24" },
  ],
};
const all = ["10.0.1.0/24", "10.0.2.0/24"];
/** Returns the relationships that a document states, without the hook's parameters. */
const stated = (dhcp4: Record<string, Json>) =>
  Object.fromEntries(
    Object.entries(parseConfiguration(dhcp4).configuration.relationships).map(
      ([name, { own: _, ...facts }]) => [name, facts],
    ),
  );

describe("a failover relationship", () => {
  it("has the same name on both servers, whoever is listed first, and the mirrored roles", () => {
    const one = stated({
      ...subnets,
      ...hook({ "this-server-name": "server1", mode: "hot-standby", peers: pair }),
    });
    const other = stated({
      ...subnets,
      ...hook({ "this-server-name": "server2", mode: "hot-standby", peers: [...pair].reverse() }),
    });
    expect(one).toEqual({
      "server1/server2": {
        mode: "hotStandby",
        self: "server1",
        partner: "server2",
        role: "active",
        scopes: all,
      },
    });
    expect(invertPerspective(one["server1/server2"]!)).toEqual(other["server1/server2"]);
  });

  it("has the name that the hook gives it", () => {
    expect(
      Object.keys(
        stated(
          hook({
            "user-context": { name: "headquarters" },
            "this-server-name": "server1",
            mode: "hot-standby",
            peers: pair,
          }),
        ),
      ),
    ).toEqual(["headquarters"]);
  });

  it("gives each server half of the clients where it balances the load", () => {
    const balanced = peers(["a", "primary"], ["b", "secondary"], ["c", "backup"]);
    expect(
      stated({
        ...subnets,
        ...hook({ "this-server-name": "b", mode: "load-balancing", peers: balanced }),
      }),
    ).toEqual({
      "a/b": { mode: "loadBalance", self: "b", partner: "a", loadBalancePercent: 50, scopes: all },
    });
  });

  it("may have backups alone for partners", () => {
    expect(
      stated(
        hook({
          "this-server-name": "a",
          mode: "passive-backup",
          peers: peers(["a", "primary"], ["c", "backup"], ["b", "backup"]),
        }),
      ),
    ).toEqual({ "a/b/c": { mode: "passiveBackup", self: "a", partner: "c", scopes: [] } });
  });

  it("has its own scopes in a hub, by the name of either peer, of the scope or of its network", () => {
    const hub = hook(
      {
        "this-server-name": "s2",
        mode: "hot-standby",
        peers: peers(["s1", "primary"], ["s2", "standby"]),
      },
      {
        "this-server-name": "s4",
        mode: "hot-standby",
        peers: peers(["s3", "primary"], ["s4", "standby"]),
      },
    );
    const under = (name: string) => ({ "user-context": { "ha-server-name": name } });
    const found = stated({
      ...hub,
      subnet4: [
        { id: 1, subnet: "10.0.1.0/24", ...under("s1") },
        { id: 2, subnet: "10.0.2.0/24", ...under("s4") },
        { id: 3, subnet: "10.0.3.0/24" },
      ],
      "shared-networks": [
        { name: "n", ...under("s3"), subnet4: [{ id: 4, subnet: "10.0.4.0/24" }] },
      ],
    });
    expect(Object.entries(found).map(([name, { scopes }]) => [name, scopes])).toEqual([
      ["s1/s2", ["10.0.1.0/24"]],
      ["s3/s4", ["10.0.2.0/24", "10.0.4.0/24"]],
    ]);
  });

  it("is absent without the hook", () => {
    expect(stated(subnets)).toEqual({});
  });
});
