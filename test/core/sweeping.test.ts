import { describe, expect, it } from "vitest";

import { checkPlan, type GuardedServer } from "../../provider/core/guards.js";
import type { PairMembers } from "../../provider/core/health.js";
import { compare } from "../../provider/core/compare.js";
import { ignoreNothing } from "../../provider/core/keep.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
  type Tree,
} from "../../provider/core/model.js";

const scopeId = (n: number): string => `10.0.${n}.0/24`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const members = (prefix: string, count: number, value: Json = { name: "x" }): Tree =>
  Object.fromEntries(numbers(count).map((n) => [`${prefix}${n}`, value]));

function part(n: number, more: Tree = {}): ConfigObject {
  return {
    ...emptyObject,
    properties: {
      id: n,
      leaseDuration: 28_800,
      ranges: { [`10.0.${n}.10-10.0.${n}.99`]: {} },
      ...more,
    },
  };
}

function configuration(
  parts: readonly ConfigObject[],
  more: Partial<Configuration> = {},
): Configuration {
  return {
    ...emptyConfiguration,
    scopes: Object.fromEntries(parts.map((one, i) => [scopeId(i + 1), one])),
    ...more,
  };
}

/** Asks the guards about all that would make the partner as the primary is. */
function refused(
  primary: Configuration,
  partner: Configuration,
  ...[ours, theirs]: readonly GuardedServer["pairs"][]
): { readonly code: string; readonly message: string } | undefined {
  const scopes = [...new Set([...Object.keys(primary.scopes), ...Object.keys(partner.scopes)])];
  const plan = compare(partner, primary, { scopes, settings: true, isIgnored: ignoreNothing });
  const server = (
    label: string,
    one: Configuration,
    pairs: GuardedServer["pairs"],
  ): GuardedServer => ({ label, configuration: one, ...(pairs && { pairs }) });
  return checkPlan({
    primary: server("dhcp1", primary, ours),
    partner: server("dhcp2", partner, theirs),
    plan,
  });
}

describe("the guard against sweeping plans", () => {
  const site = (count: number, more: (n: number) => Tree = () => ({})) =>
    configuration(numbers(count).map((n) => part(n, more(n))));

  it.each([
    [10, 11, true],
    [4, 13, true],
    [4, 14, false],
    [3, 4, false],
  ])("for removing %i of %i scopes returns an error: %s", (removed, all, isRefused) => {
    const expected = isRefused
      ? `This would remove ${removed} of the ${all} scopes of the partner, dhcp2.`
      : undefined;
    expect(refused(site(all - removed), site(all))?.message.startsWith(expected ?? "")).toBe(
      expected === undefined ? undefined : true,
    );
  });

  it("returns an error for removing all ten scopes and creating others", () => {
    const others: Configuration = {
      ...emptyConfiguration,
      scopes: { "10.9.0.0/24": { ...part(9), properties: { id: 99 } } },
    };
    expect(refused(others, site(10))?.message).toContain(
      "This would remove all 10 scopes of the partner, dhcp2.",
    );
  });

  it.each(["ranges", "reservations", "options"])(
    "that removes all %s of four scopes is refused, and of three scopes it is not",
    (collection) => {
      const full = (n: number): Tree => ({
        reservations: members(`10.0.${n}.10`, 9),
        options: members("dhcp4:", 2, { value: "1" }),
      });
      const without = (count: number) =>
        site(40, (n) => ({ ...full(n), ...(n <= count && { [collection]: {} }) }));
      expect(refused(without(4), site(40, full))).toMatchObject({
        code: "collections-emptied",
        message: expect.stringContaining(
          `all ${collection} of 4 scopes of the partner, dhcp2: 10.0.1.0/24`,
        ),
      });
      expect(refused(without(3), site(40, full))).toBeUndefined();
    },
  );

  it("allows replacing the only range of four scopes", () => {
    expect(
      refused(
        site(4, (n) => ({ ranges: { [`10.0.${n}.20-10.0.${n}.80`]: {} } })),
        site(4),
      ),
    ).toBeUndefined();
  });

  it.each([
    [4, 13, "many-reservations-removed"],
    [4, 14, undefined],
    [3, 3, undefined],
  ])("answers the removal of %i of %i reservations with %s", (removed, all, code) => {
    const holding = (count: number) =>
      configuration([part(1, { reservations: members("10.0.1.1", count) })]);
    expect(refused(holding(all - removed), holding(all))?.code).toBe(code);
  });

  it("counts the reservations of removed scopes, and those outside scopes", () => {
    const both = configuration([part(1, { reservations: members("10.0.1.1", 5) }), part(2)]);
    const outside = (count: number): ConfigObject => ({
      ...emptyObject,
      properties: { reservations: members("10.7.0.1", count) },
    });
    expect(refused(configuration([part(1)].slice(1).concat(part(2))), both)?.code).toBe(
      "many-reservations-removed",
    );
    expect(
      refused({ ...both, settings: outside(5) }, { ...both, settings: outside(20) })?.code,
    ).toBe("many-reservations-removed");
  });

  it.each([
    [28_800, 2880, undefined],
    [28_800, 2879, "lease-time-shortened"],
    [300, 60, undefined],
    [300, 59, "lease-time-shortened"],
    [30, 59, undefined],
    [59, 30, "lease-time-shortened"],
    [600, 28_800, undefined],
  ])(
    "that changes a lease time from %i s to %i s is answered with %s",
    (current, desired, code) => {
      const of = (leaseDuration: number) => configuration([part(1, { leaseDuration })]);
      expect(refused(of(desired), of(current))?.code).toBe(code);
      const settings = (leaseDuration: number): Configuration =>
        configuration([part(1)], { settings: { ...emptyObject, properties: { leaseDuration } } });
      expect(refused(settings(desired), settings(current))?.code).toBe(code);
    },
  );

  it("returns an error for leaving every scope to dropped clients, and allows leaving one", () => {
    const dropping = (count: number) =>
      site(3, (n): Tree => (n <= count ? { "client-classes": ["DROP"] } : {}));
    expect(refused(dropping(3), site(3))?.code).toBe("all-scopes-dropped");
    expect(refused(dropping(3), dropping(2))?.code).toBe("all-scopes-dropped");
    expect(refused(dropping(2), site(3))).toBeUndefined();
    expect(refused(dropping(3), dropping(3))).toBeUndefined();
    expect(
      refused(
        site(3, () => ({ "client-classes": ["DROP", "staff"] })),
        site(3),
      ),
    ).toBeUndefined();
  });

  it("returns an error for using a subnet id again for another subnet", () => {
    const former = configuration([part(1), part(2)]);
    const moved: Configuration = {
      ...emptyConfiguration,
      scopes: { [scopeId(1)]: part(1), [scopeId(9)]: part(2) },
    };
    expect(refused(moved, former)).toMatchObject({
      code: "subnet-id-reused",
      message: expect.stringContaining("2 of 10.0.2.0/24 for 10.0.9.0/24"),
    });
    const widened: Configuration = {
      ...emptyConfiguration,
      scopes: { [scopeId(1)]: part(1), "10.0.2.0/23": part(2) },
    };
    expect(refused(widened, former)).toBeUndefined();
    const narrowed: Configuration = {
      ...emptyConfiguration,
      scopes: { [scopeId(1)]: part(1), "10.0.2.0/25": part(2) },
    };
    expect(refused(narrowed, former)?.code).toBe("subnet-id-reused");
    const renumbered: Configuration = {
      ...moved,
      scopes: { ...moved.scopes, [scopeId(9)]: part(9) },
    };
    expect(refused(renumbered, former)).toBeUndefined();
  });
});

describe("a primary of another pair", () => {
  const stating = (name: string): Configuration =>
    configuration([part(1)], {
      relationships: { [name]: { mode: "hotStandby", scopes: [scopeId(1)] } },
    });
  const peers = (...hosts: (string | undefined)[]): PairMembers =>
    Object.fromEntries(hosts.map((host, i) => [`dhcp${i + 1}`, host]));
  const changed = (one: Configuration): Configuration => ({
    ...one,
    scopes: { [scopeId(1)]: part(1, { nextServer: "10.0.0.9" }) },
  });

  it("is an error where the peers of the two have other addresses or names", () => {
    const ours = peers("10.0.0.1", "10.0.0.2");
    const code = (name: string, theirs: PairMembers) =>
      refused(changed(stating("hq")), stating(name), { hq: ours }, { [name]: theirs })?.code;
    expect(code("hq", peers("10.9.0.1", "10.9.0.2"))).toBe("not-a-pair");
    expect(code("hq", { ash: "10.0.0.1" })).toBe("not-a-pair");
    expect(code("elsewhere", peers("10.0.0.1", "10.0.0.2"))).toBeUndefined();
    expect(code("hq", peers("10.0.0.1", undefined))).toBeUndefined();
  });

  it("is recognized by the relationship's name where servers state no peers", () => {
    expect(refused(changed(stating("hq")), stating("branch"))?.code).toBe("not-a-pair");
    expect(refused(changed(stating("hq")), stating("hq"))).toBeUndefined();
  });

  it("is not recognized where one of the two states no relationship", () => {
    expect(refused(changed(configuration([part(1)])), stating("hq"))).toBeUndefined();
  });
});
