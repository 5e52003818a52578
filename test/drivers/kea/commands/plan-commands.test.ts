// Which commands change one configuration into another, and what needs a config-set.
import { describe, expect, it } from "vitest";
import { planCommands } from "../../../../provider/drivers/kea/commands/plan-commands.js";
import { messages } from "../../../../provider/drivers/kea/messages.js";
import type { KeaMap } from "../../../../provider/drivers/kea/model/index.js";

const all = new Set(
  "subnet4-add subnet4-update subnet4-del network4-add network4-del network4-subnet-add network4-subnet-del reservation-add reservation-update reservation-del class-add class-update class-del".split(
    " ",
  ),
);
const target = { release: "3.0", commands: all } as const;

const subnet = (id: number, more: KeaMap = {}): KeaMap => ({
  id,
  subnet: `10.0.${id}.0/24`,
  ...more,
});
const host = (number: number, address: number, more: KeaMap = {}): KeaMap => ({
  "hw-address": `02:00:00:00:00:0${number}`,
  "ip-address": `10.0.1.${address}`,
  ...more,
});

/** Returns the commands as a person would type them, without their arguments but for the ids. */
function plan(former: KeaMap, desired: KeaMap): readonly string[] {
  const way = planCommands(former, desired, target);
  if (way.way !== "commands") return [`config-set: ${JSON.stringify(way)}`];
  return way.commands.map(({ name, object }) => `${name} ${object}`);
}

const reservations = (...list: readonly KeaMap[]): KeaMap => ({
  subnet4: [subnet(1, { reservations: list })],
});

describe("changes of reservations by commands", () => {
  it("update a client that gets another name or a free address", () => {
    expect(
      plan(reservations(host(1, 10)), reservations(host(1, 11, { hostname: "printer" }))),
    ).toEqual(["reservation-update reservation 02:00:00:00:00:01 of subnet 10.0.1.0/24"]);
  });

  it("free both addresses before two clients exchange them", () => {
    expect(
      plan(reservations(host(1, 10), host(2, 11)), reservations(host(1, 11), host(2, 10))),
    ).toEqual([
      "reservation-del reservation 02:00:00:00:00:01 of subnet 10.0.1.0/24",
      "reservation-del reservation 02:00:00:00:00:02 of subnet 10.0.1.0/24",
      "reservation-add reservation 02:00:00:00:00:01 of subnet 10.0.1.0/24",
      "reservation-add reservation 02:00:00:00:00:02 of subnet 10.0.1.0/24",
    ]);
  });

  it("free an address before another client gets it", () => {
    expect(plan(reservations(host(1, 10)), reservations(host(2, 10)))).toEqual([
      "reservation-del reservation 02:00:00:00:00:01 of subnet 10.0.1.0/24",
      "reservation-add reservation 02:00:00:00:00:02 of subnet 10.0.1.0/24",
    ]);
  });

  it("name the configuration as their target, and subnet 0 for those of the server", () => {
    const way = planCommands({}, { reservations: [{ duid: "01:02", hostname: "desk" }] }, target);
    expect(way).toEqual({
      way: "commands",
      commands: [
        {
          name: "reservation-add",
          arguments: {
            "operation-target": "memory",
            reservation: { "subnet-id": 0, duid: "01:02", hostname: "desk" },
          },
          object: "reservation 01:02 of the server",
        },
      ],
    });
  });

  it("need a config-set where two are for one client, however it is spelled", () => {
    const twins = reservations(host(1, 10), host(1, 11, { "hw-address": "2:0:0:0:0:1" }));
    expect(planCommands(reservations(), twins, target)).toEqual({
      way: "config-set",
      reasons: ["reservations of subnet 10.0.1.0/24 that share a client"],
    });
  });
});

describe("changes of subnets by commands", () => {
  it("leave reservations out of the subnet, and remove those of a subnet that goes", () => {
    const former = { subnet4: [subnet(1, { reservations: [host(1, 10)] })] };
    const desired = {
      subnet4: [subnet(2, { reservations: [{ ...host(2, 1), "ip-address": "10.0.2.9" }] })],
    };
    expect(plan(former, desired)).toEqual([
      "reservation-del reservation 02:00:00:00:00:01 of subnet 10.0.1.0/24",
      "subnet4-del subnet 10.0.1.0/24",
      "subnet4-add subnet 10.0.2.0/24",
      "reservation-add reservation 02:00:00:00:00:02 of subnet 10.0.2.0/24",
    ]);
    const way = planCommands(former, desired, target);
    const added = way.way === "commands" && way.commands.find(({ name }) => name === "subnet4-add");
    expect(added).toMatchObject({ arguments: { subnet4: [subnet(2)] } });
  });

  it("hand down what the shared network says, which a command does not", () => {
    const network = { name: "campus", "valid-lifetime": 7200, "renew-timer": 900 };
    const before = { "shared-networks": [{ ...network, subnet4: [subnet(1)] }] };
    const after = {
      "shared-networks": [{ ...network, subnet4: [subnet(1, { "renew-timer": 600 })] }],
    };
    expect(planCommands(before, after, target)).toMatchObject({
      commands: [
        {
          name: "subnet4-update",
          arguments: { subnet4: [subnet(1, { "valid-lifetime": 7200, "renew-timer": 600 })] },
        },
      ],
    });
  });

  it("are announced without a wait, but where a subnet leaves its shared network", () => {
    const costOf = (...names: string[]) =>
      messages.keaCommandsCost(
        "dhcp2",
        names.map((name) => ({ name })),
        true,
      );
    expect(costOf("reservation-add")).toBe(
      "dhcp2: this write is 1 command. Failover continues, and no client waits.",
    );
    expect(costOf("network4-subnet-del", "network4-subnet-add")).toBe(
      "dhcp2: this write is 2 commands. Failover continues; until all are done, clients of the " +
        "shared networks that change can be refused an address.",
    );
  });

  it("move a subnet into a new shared network, and remove the one that it leaves", () => {
    const before = { "shared-networks": [{ name: "old", subnet4: [subnet(1)] }] };
    const after = { "shared-networks": [{ name: "new", subnet4: [subnet(1)] }] };
    expect(plan(before, after)).toEqual([
      "network4-subnet-del subnet 10.0.1.0/24",
      "network4-del shared network old",
      "network4-add shared network new",
      "subnet4-update subnet 10.0.1.0/24",
      "network4-subnet-add subnet 10.0.1.0/24",
    ]);
  });

  it("need a config-set for another prefix of the same id, and for a shared network's own values", () => {
    const before = {
      subnet4: [subnet(1)],
      "shared-networks": [{ name: "campus", "valid-lifetime": 1, subnet4: [] }],
    };
    const after = {
      subnet4: [{ ...subnet(1), subnet: "10.0.0.0/16" }],
      "shared-networks": [{ name: "campus", "valid-lifetime": 2, subnet4: [] }],
    };
    expect(planCommands(before, after, target)).toEqual({
      way: "config-set",
      reasons: ["shared network campus", "the prefix of subnet 10.0.1.0/24"],
    });
  });
});

describe("changes of client classes by commands", () => {
  const classes = (...list: readonly (readonly [string, string?])[]): KeaMap => ({
    "client-classes": list.map(([name, test]) => ({ name, ...(test && { test }) })),
  });

  it("update and add before anything names them, and remove last, the last one first", () => {
    const before = { ...classes(["a"], ["b"], ["c", "member('b')"]), subnet4: [subnet(1)] };
    const after = {
      ...classes(["a", "true"], ["d"]),
      subnet4: [subnet(1, { "client-class": "d" })],
    };
    expect(plan(before, after)).toEqual([
      "class-update client class a",
      "class-add client class d",
      "subnet4-update subnet 10.0.1.0/24",
      "class-del client class c",
      "class-del client class b",
    ]);
  });

  it("need a config-set for another order, and where a class comes to depend on KNOWN", () => {
    expect(planCommands(classes(["a"], ["b"]), classes(["b"], ["a"]), target)).toEqual({
      way: "config-set",
      reasons: ["the order of client classes"],
    });
    const [before, after] = [
      classes(["a"], ["b", "member('a')"]),
      classes(["a", "member('KNOWN')"], ["b", "member('a') or true"]),
    ];
    expect(planCommands(before, after, target)).toEqual({
      way: "config-set",
      reasons: ["client class a, which comes to depend on KNOWN or no longer does"],
    });
  });
});

describe("a change that commands cannot make alone", () => {
  it("names what only a config-set changes", () => {
    const before = { subnet4: [subnet(1)], "valid-lifetime": 1, "option-def": [] };
    const after = { subnet4: [], "valid-lifetime": 2, "option-def": [{ code: 224 }] };
    expect(planCommands(before, after, target)).toEqual({
      way: "config-set",
      reasons: ["valid-lifetime", "option-def"],
    });
  });

  it("names the hook libraries that the server lacks", () => {
    const some = { release: "3.0", commands: new Set(["subnet4-update"]) } as const;
    const after = { ...reservations(host(1, 10)), "client-classes": [{ name: "a" }] };
    expect(planCommands(reservations(), after, some)).toEqual({
      way: "config-set",
      missingHooks: ["libdhcp_class_cmds.so", "libdhcp_host_cmds.so"],
    });
  });

  it("has no reasons before Kea 3.0, whose hook libraries for it were not open source", () => {
    const old = { release: "2.6", commands: all } as const;
    expect(planCommands({}, reservations(host(1, 10)), old)).toEqual({
      way: "config-set",
      reasons: [],
    });
  });
});
