import { describe, expect, it } from "vitest";
import { checkPlan, checkServerHealth, type GuardedServer } from "../../provider/core/guards.js";
import type { Health } from "../../provider/core/health.js";
import { emptyConfiguration, emptyObject, type Plan } from "../../provider/core/model.js";

const [one, two] = ["10.0.1.0/24", "10.0.2.0/24"] as const;
const relationships = {
  left: { mode: "hotStandby", scopes: [one] },
  right: { mode: "hotStandby", scopes: [two] },
} as const;
const configuration = {
  ...emptyConfiguration,
  scopes: { [one]: emptyObject, [two]: emptyObject },
  relationships,
};
const health = (relationship: string, condition: Health["condition"]): Health => ({
  relationship,
  pair: relationship,
  state: condition,
  condition,
});
const working = [health("left", "working"), health("right", "working")];
const server = (label: string, more: Partial<GuardedServer> = {}): GuardedServer => ({
  label,
  configuration,
  failover: working,
  ...more,
});
const plan: Plan = [
  { location: { kind: "scope", key: one }, path: ["leaseDuration"], current: 1, desired: 2 },
];
const code = (primary: GuardedServer, partner: GuardedServer) =>
  checkPlan({ primary, partner, plan })?.code;

describe("the guard of a plan", () => {
  it("allows a write where failover works, has stopped by differences, or where nothing runs", () => {
    expect(code(server("a"), server("b"))).toBeUndefined();
    const stopped = { failover: [health("left", "stopped"), health("right", "working")] };
    expect(code(server("a", stopped), server("b", stopped))).toBeUndefined();
    const { failover: _, ...file } = server("c");
    expect(
      code(file, { ...file, configuration: { ...configuration, relationships: {} } }),
    ).toBeUndefined();
  });

  it("returns an error while the relationship is impaired on either server", () => {
    const impaired = { failover: [health("left", "impaired"), health("right", "working")] };
    expect(code(server("a"), server("b", impaired))).toBe("failover-impaired");
    expect(code(server("a", impaired), server("b"))).toBe("failover-impaired");
  });

  it("allows a write to a file while the other server runs alone", () => {
    const { failover: _, ...file } = server("c");
    expect(
      code(
        server("a", { failover: [health("left", "impaired"), health("right", "impaired")] }),
        file,
      ),
    ).toBeUndefined();
  });

  it("returns an error for a primary without scopes, whatever the partner has", () => {
    const empty = { configuration: { ...configuration, scopes: {} } };
    expect([
      code(server("a", empty), server("b")),
      code(server("a", empty), server("b", empty)),
    ]).toEqual(["primary-empty", "primary-empty"]);
  });

  it("checks every relationship of the partner, which a write restarts, and of the primary only its own", () => {
    const other = { failover: [health("left", "working"), health("right", "impaired")] };
    expect(code(server("a", other), server("b"))).toBeUndefined();
    expect(code(server("a"), server("b", other))).toBe("failover-impaired");
  });

  it("returns an error for a stopped relationship whose other server is not the primary, because nobody would start it again", () => {
    const stopped = { failover: [health("left", "stopped"), health("right", "working")] };
    const { failover: _, ...file } = server("c");
    expect(code(file, server("b", stopped))).toBe("failover-impaired");
    expect(
      code(server("elsewhere", { failover: [health("another", "working")] }), server("b", stopped)),
    ).toBe("failover-impaired");
  });

  it("returns an error for removing a resource while failover of the partner does not work", () => {
    expect(checkServerHealth(server("b"))).toBeUndefined();
    expect(checkServerHealth(server("b", { failover: [health("left", "stopped")] }))?.code).toBe(
      "failover-impaired",
    );
    expect(checkServerHealth(server("b", { unreadable: { lostByWriting: ["x"] } }))?.code).toBe(
      "would-be-lost",
    );
  });

  it("returns an error for a running partner without the failover that the primary has", () => {
    expect(code(server("a"), server("b", { failover: [] }))).toBe("failover-missing");
    expect(
      code(
        { ...server("a"), configuration: { ...configuration, relationships: {} }, failover: [] },
        server("b", { failover: [] }),
      ),
    ).toBeUndefined();
  });

  it.each([
    [["options", "dhcp4:43"], { value: "", "always-send": true }, true],
    [["options", "dhcp4:43", "value"], "", true],
    [["reservations", "10.0.1.13"], { options: { "dhcp4:43": { value: "" } } }, true],
    [[], { ...emptyObject, properties: { options: { "dhcp4:43": { value: "" } } } }, true],
    [["options", "dhcp4:43"], undefined, false],
    [["options", "dhcp4:43", "value"], "0a0201ff", false],
    [["options", "dhcp4:43", "always-send"], true, false],
    [["options", "dhcp4:44", "value"], "", false],
    [["reservations", "10.0.1.14"], { options: { "dhcp4:43": { value: "" } } }, false],
  ])(
    "that leaves %j as %j on the partner, where the primary tells no bytes of option 43, is refused: %s",
    (path, desired, isRefused) => {
      const places = [
        ["options", "dhcp4:43"],
        ["reservations", "10.0.1.13", "options", "dhcp4:43"],
      ];
      const hollow = places.map(
        (changed) => ({ location: { kind: "scope", key: one }, path: changed }) as const,
      );
      const at = (key: string) =>
        checkPlan({
          primary: server("a", { unreadable: { options: hollow } }),
          partner: server("b"),
          plan: [{ location: { kind: "scope", key }, path, current: undefined, desired }] as Plan,
        })?.code;
      expect([at(one), at(two)]).toEqual([isRefused ? "would-be-empty" : undefined, undefined]);
    },
  );

  it("returns an error where a write would lose a value that the server does not return", () => {
    expect(
      code(
        server("a"),
        server("b", { unreadable: { lostByWriting: ["10.0.1.0/24 options.dhcp4:43"] } }),
      ),
    ).toBe("would-be-lost");
  });
});
