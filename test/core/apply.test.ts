import { describe, expect, it, vi } from "vitest";
import fc from "../helpers/draws.js";
import { apply } from "../../provider/core/apply.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Plan,
} from "../../provider/core/model.js";

const scope = "10.0.0.0/16";

/** A scope with so many reservations. */
const withReservations = (count: number): Configuration => ({
  ...emptyConfiguration,
  scopes: {
    [scope]: {
      ...emptyObject,
      properties: {
        reservations: Object.fromEntries(
          Array.from({ length: count }, (_, n) => [
            `10.0.${n >> 8}.${n & 255}`,
            { client: `hw:${n}`, name: "before" },
          ]),
        ),
      },
    },
  },
});

/** How many members of maps are copied while work is done. */
function countCopied(work: () => void): number {
  const assign = vi.spyOn(Object, "assign");
  try {
    work();
    return assign.mock.calls.reduce((sum, [, from]) => sum + Object.keys(from as object).length, 0);
  } finally {
    assign.mockRestore();
  }
}

describe("applying a plan", () => {
  it.each([
    [
      "changes",
      (address: string) => ({
        path: ["reservations", address, "name"],
        current: "before",
        desired: "after",
      }),
    ],
    ["takes out", (address: string) => ({ path: ["reservations", address], current: {} })],
    [
      "puts in",
      (address: string) => ({ path: ["reservations", `${address}0`], desired: { client: "hw:0" } }),
    ],
  ])("copies a collection once where the plan %s each of its members", (_, changeOf) => {
    const copied = (count: number): number => {
      const current = withReservations(count);
      const addresses = Object.keys(current.scopes[scope]!.properties.reservations as object);
      const plan = addresses.map((address) => ({
        location: { kind: "scope", key: scope },
        ...changeOf(address),
      })) as Plan;
      return countCopied(() => apply(plan, current, current));
    };
    expect(copied(400)).toBeLessThanOrEqual(2 * copied(200));
  });

  it("does not change the configuration that it is applied to", () => {
    const current = withReservations(3);
    const before = JSON.stringify(current);
    const addresses = Object.keys(current.scopes[scope]!.properties.reservations as object);
    const plan: Plan = addresses.flatMap((address) => [
      {
        location: { kind: "scope", key: scope },
        path: ["reservations", address, "name"],
        current: "before",
        desired: "after",
      },
      {
        location: { kind: "scope", key: scope },
        path: ["reservations", address, "options", "dhcp4:6"],
        desired: { value: "x" },
      },
    ]);
    const [first, second] = [apply(plan, current, current), apply(plan, current, current)];
    expect(JSON.stringify(current)).toBe(before);
    expect(second).toEqual(first);
    const emptied = apply(
      addresses.map((address) => ({
        location: { kind: "scope", key: scope },
        path: ["reservations", address],
      })),
      first,
      first,
    );
    expect(emptied.scopes[scope]!.properties).toEqual({});
    expect(second).toEqual(first);
  });

  it("accepts as many changes as a server can have", () => {
    const current = withReservations(0);
    const plan: Plan = Array.from({ length: 300_000 }, (_, n) => ({
      location: { kind: "scope", key: scope },
      path: ["options", `dhcp4:${n}`],
      desired: {},
    }));
    expect(
      Object.keys(apply(plan, current, current).scopes[scope]!.properties.options as object),
    ).toHaveLength(300_000);
  });
});

describe("the order of classes after a plan", () => {
  const class_ = (name: string) => `classes.${name}`;
  const withClasses = (
    order: readonly string[],
    uses: Readonly<Record<string, readonly string[]>> = {},
  ): Configuration => ({
    ...emptyConfiguration,
    shared: Object.fromEntries(
      order.map((name) => [class_(name), { ...emptyObject, uses: (uses[name] ?? []).map(class_) }]),
    ),
    order: { classes: order },
  });

  /** The same, one name after the other. */
  function inTurn(
    current: Configuration,
    desired: Configuration,
    { come, gone, moved }: Readonly<Record<"come" | "gone" | "moved", readonly string[]>>,
  ): readonly string[] {
    const all = current.order.classes!;
    const source = desired.order.classes!;
    const queue = [...moved];
    let result = all.map((name) => (moved.includes(name) ? queue.shift()! : name));
    const placed = new Set(moved);
    for (const name of come) {
      const before = source
        .slice(0, source.indexOf(name))
        .reverse()
        .find((other) => result.includes(other));
      const at = before === undefined ? 0 : result.indexOf(before) + 1;
      result = [...result.slice(0, at), name, ...result.slice(at)];
      placed.add(name);
      source
        .filter((other) => desired.shared[class_(other)]!.uses.includes(class_(name)))
        .forEach((other) => void placed.add(other));
    }
    result = result.filter((name) => !gone.includes(name));
    let last: string | undefined;
    for (const name of source.filter((one) => placed.has(one) && result.includes(one))) {
      if (last !== undefined && result.indexOf(name) < result.indexOf(last)) {
        const rest = result.filter((other) => other !== name);
        const at = rest.indexOf(last) + 1;
        result = [...rest.slice(0, at), name, ...rest.slice(at)];
      }
      last = name;
    }
    return result;
  }

  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

  it("is the same as applying the changes one class after the other", () => {
    const some = fc.shuffledSubarray(names);
    const uses = fc.dictionary(fc.constantFrom(...names), fc.subarray(names));
    fc.assert(
      fc.property(some, some, uses, fc.boolean(), (here, there, used, isOrdered) => {
        const [current, desired] = [withClasses(here), withClasses(there, used)];
        const come = there.filter((name) => !here.includes(name)).sort();
        const gone = here.filter((name) => !there.includes(name)).sort();
        const moved = isOrdered ? there.filter((name) => here.includes(name)) : [];
        const plan: Plan = [
          ...gone.map(
            (name) =>
              ({
                location: { kind: "shared", key: class_(name) },
                path: [],
                current: current.shared[class_(name)]!,
              }) as const,
          ),
          ...come.map(
            (name) =>
              ({
                location: { kind: "shared", key: class_(name) },
                path: [],
                desired: desired.shared[class_(name)]!,
              }) as const,
          ),
          ...(isOrdered
            ? [{ location: { kind: "order", key: "classes" }, path: [], desired: moved } as const]
            : []),
        ];
        expect(apply(plan, current, desired).order.classes).toEqual(
          inTurn(current, desired, { come, gone, moved }),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
