import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { apply } from "../../provider/core/apply.js";
import { valueAt, canonical, withValueAt, canonicalText } from "../../provider/core/canonical.js";
import { compare, type Selection } from "../../provider/core/compare.js";
import { ignoreNothing } from "../../provider/core/keep.js";
import {
  collections,
  emptyObject,
  type Change,
  type Configuration,
  type Json,
  type ConfigObject,
  type Tree,
} from "../../provider/core/model.js";
import { formatPath } from "../../provider/core/paths.js";
import { configuration, shuffled } from "../helpers/unit/core/arbitraries.js";
import { repeats } from "../parts.js";

const all = (a: Configuration, b: Configuration): Selection => ({
  scopes: [...new Set([...Object.keys(a.scopes), ...Object.keys(b.scopes)])].sort(),
  settings: true,
  isIgnored: ignoreNothing,
});
const plan = (current: Configuration, desired: Configuration) =>
  compare(current, desired, all(current, desired));
/** Returns the contents of configurations, without the notes beside them. */
const held = ({ scopes, shared, settings, order }: Configuration) => {
  const properties = (parts: Readonly<Record<string, ConfigObject>>) =>
    Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.properties]));
  return JSON.parse(
    canonicalText({
      scopes: properties(scopes),
      shared: properties(shared),
      settings: settings.properties,
      order,
    }),
  );
};

/** A property with many draws is several tests: each has its limit of seconds on a slow machine, too. */
const shares = ["a first", "a second", "a third", "a fourth"];

describe("a plan", () => {
  it("is empty for a server and itself", () => {
    fc.assert(
      fc.property(configuration, (a) => {
        expect(plan(a, a)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(repeats(shares))(
    "does not depend on the order in which a server lists things, in %s quarter of the draws",
    () => {
      fc.assert(
        fc.property(
          configuration,
          configuration,
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          (a, b, stream) => {
            const random = () => stream.next().value as number;
            const order = (c: Configuration) => ({ ...shuffled(c, random), order: c.order });
            expect(plan(a, order(a))).toEqual([]);
            expect(canonicalText(plan(order(a), order(b)))).toEqual(canonicalText(plan(a, b)));
          },
        ),
        { numRuns: 125 },
      );
    },
  );

  it.each(repeats(shares))(
    "makes the one equal to the other when it is carried out, in %s quarter of the draws",
    () => {
      fc.assert(
        fc.property(configuration, configuration, (a, b) => {
          const made = apply(plan(a, b), a, b);
          expect(plan(made, b)).toEqual([]);
          const classes = new Set(b.order.classes);
          expect(
            held({
              ...made,
              order: { classes: made.order.classes!.filter((name) => classes.has(name)) },
            }),
          ).toEqual(held(b));
        }),
        { numRuns: 250 },
      );
    },
  );

  it("lists removals before changes before additions, within an object", () => {
    const turn = ({ current, desired }: Change) => {
      if (desired === undefined) return 0;
      return current === undefined ? 2 : 1;
    };
    fc.assert(
      fc.property(configuration, configuration, (a, b) => {
        const byPart = Map.groupBy(plan(a, b), ({ location }) => canonicalText(location));
        for (const changes of byPart.values())
          expect(changes.map(turn)).toEqual(changes.map(turn).toSorted());
      }),
    );
  });

  it.each(repeats(shares))(
    "alters exactly its leaf with each single change, in %s quarter of the draws",
    () => {
      fc.assert(
        fc.property(configuration, configuration, (a, b) => {
          const changes = plan(a, b);
          for (const change of changes.filter(({ location }) => location.kind !== "order")) {
            const made = apply([change], a, b);
            const left = plan(made, b).map(({ location, path }) => canonicalText([location, path]));
            const before = changes
              .filter((other) => other !== change && other.location.kind !== "order")
              .map(({ location, path }) => canonicalText([location, path]));
            expect(left.filter((leaf) => !leaf.includes('"kind":"order"')).toSorted()).toEqual(
              before.toSorted(),
            );
          }
        }),
        { numRuns: 75 },
      );
    },
  );
});

describe("the canonical form", () => {
  it("does not change when made canonical again", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalText(canonical(canonical(value)))).toBe(canonicalText(value));
        expect(canonicalText(JSON.parse(canonicalText(value)))).toBe(canonicalText(value));
        expect(canonicalText(canonical(value))).toBe(canonicalText(value));
      }),
    );
  });

  it("holds a value that was put in, and nothing of it after its removal", () => {
    fc.assert(
      fc.property(
        configuration,
        fc.array(fc.stringMatching(/^[a-z.]{1,4}$/), { minLength: 1, maxLength: 4 }),
        fc.jsonValue(),
        (a, path, value) => {
          const tree = a.settings.properties;
          fc.pre(
            valueAt(tree, path.slice(0, 1)) === undefined &&
              !path.some((name) => collections.has(name)),
          );
          expect(canonicalText(valueAt(withValueAt(tree, path, value as Json), path))).toBe(
            canonicalText(value),
          );
        },
      ),
    );
  });
});

describe("a path as text", () => {
  it("differs for different paths", () => {
    const name = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom(
        "10",
        "0",
        "1",
        "10.0.0.1",
        "a.b",
        '"',
        "10.0.0.1-10.0.0.9",
        "",
        "\u202e",
        "a b",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 5 }),
        fc.array(name, { minLength: 1, maxLength: 5 }),
        (a, b) => {
          expect(formatPath(a) === formatPath(b)).toBe(canonicalText(a) === canonicalText(b));
        },
      ),
      { numRuns: 5000 },
    );
  });
});

/** The kinds of member that people edit: where the n-th stands, what it is, and how it is changed. */
interface Member {
  readonly path: (n: number) => readonly string[];
  readonly value: Json;
  readonly change: readonly string[];
  readonly changed: Json;
}
const scopeMembers: Readonly<Record<string, Member>> = {
  property: { path: (n) => [`property-${n}`], value: 3600, change: [], changed: 7200 },
  array: { path: (n) => [`array-${n}`], value: ["a", "b"], change: [], changed: ["b", "a"] },
  "free value": { path: (n) => ["user-context", `note.${n}`], value: "x", change: [], changed: 1 },
  range: {
    path: (n) => ["ranges", `10.0.0.${n}-10.0.0.${n}`],
    value: { "client-class": "a" },
    change: ["client-class"],
    changed: "b",
  },
  option: {
    path: (n) => ["options", `dhcp4:${n}`],
    value: { value: "a" },
    change: ["value"],
    changed: "b",
  },
  reservation: {
    path: (n) => ["reservations", `10.0.0.${n}`],
    value: { client: "hw:01", name: "a", options: { "dhcp4:12": { value: "h" } } },
    change: ["name"],
    changed: "b",
  },
  "option of a reservation": {
    path: (n) => ["reservations", "10.0.0.254", "options", `dhcp4:${n}`],
    value: { value: "a" },
    change: ["value"],
    changed: "b",
  },
};
const classMember: Member = {
  path: () => [],
  value: { test: "true", options: { "dhcp4:6": { value: "x" } } },
  change: ["test"],
  changed: "false",
};
const actions = ["add", "change", "remove"] as const;

/** Fifty members of each kind in each scope, half of them edited in one of three ways; classes likewise. */
const count = 50;

let total = 0;
const counts = new Map<string, number>();

/** Returns numbers below a limit that follow from a seed. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
}

/** Two trees, and the path of what differs between them if anything does. */
interface Edited {
  readonly before: Tree;
  readonly after: Tree;
  readonly leaf?: readonly string[];
}

/** Puts a member into both trees, or edits it in one of the three ways. */
function edit(
  random: (limit: number) => number,
  { before, after }: Edited,
  [kind, member]: readonly [string, Member],
  path: readonly string[],
): Edited {
  const action = random(2) === 0 ? undefined : actions[random(3)];
  const [had, has] = [
    withValueAt(before, path, member.value),
    withValueAt(after, path, member.value),
  ];
  if (!action) return { before: had, after: has };
  counts.set(`${action} ${kind}`, (counts.get(`${action} ${kind}`) ?? 0) + 1);
  total++;
  if (action === "add") return { before, after: has, leaf: path };
  if (action === "remove") return { before: had, after, leaf: path };
  const leaf = [...path, ...member.change];
  return { before: had, after: withValueAt(has, leaf, member.changed), leaf };
}

/** Two sides of the same parts, and each difference as a plan names it. */
interface Sides {
  readonly from: Record<string, ConfigObject>;
  readonly to: Record<string, ConfigObject>;
  readonly differences: string[];
}
const noSides = (): Sides => ({ from: {}, to: {}, differences: [] });

function editedScopes(random: (limit: number) => number): Sides {
  const { from, to, differences } = noSides();
  for (let n = 0; n < 3; n++) {
    const id = `10.0.${n}.0/24`;
    const keeper: Tree = {
      "user-context": { stays: true },
      reservations: { "10.0.0.254": { client: "hw:ff" } },
    };
    let sides: Edited = { before: keeper, after: keeper };
    for (let i = 0; i < count; i++)
      for (const entry of Object.entries(scopeMembers)) {
        sides = edit(random, sides, entry, entry[1].path(i));
        if (sides.leaf) differences.push(`${id} ${formatPath(sides.leaf)}`);
      }
    from[id] = { ...emptyObject, properties: canonical(sides.before) };
    to[id] = { ...emptyObject, properties: canonical(sides.after) };
  }
  return { from, to, differences };
}

function editedClasses(random: (limit: number) => number): Sides {
  const { from, to, differences } = noSides();
  for (let i = 0; i < count; i++) {
    const key = `classes.c${i}`;
    const empty = { before: {}, after: {} };
    const { before, after, leaf } = edit(random, empty, ["class", classMember], ["class"]);
    if (before.class) from[key] = { ...emptyObject, properties: before.class as Tree };
    if (after.class) to[key] = { ...emptyObject, properties: after.class as Tree };
    if (leaf) differences.push([key, formatPath(leaf.slice(1))].join(" ").trimEnd());
  }
  return { from, to, differences };
}

describe("comparing randomly edited configurations", () => {
  it.each([1, 11, 21, 31])(
    "are told exactly, leaf for leaf, with ten seeds from %i on",
    (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const random = seeded(seed);
        const scopes = editedScopes(random);
        const classes = editedClasses(random);
        const plain = { settings: emptyObject, order: {}, relationships: {} };
        const [a, b] = [
          { ...plain, scopes: scopes.from, shared: classes.from },
          { ...plain, scopes: scopes.to, shared: classes.to },
        ];
        const wanted = [...scopes.differences, ...classes.differences];
        const told = plan(a, b).map(({ location, path }) =>
          ["key" in location ? location.key : "", formatPath(path)].join(" ").trimEnd(),
        );
        expect(told.toSorted()).toEqual(wanted.toSorted());
      }
    },
  );

  it("covers every kind of edit", () => {
    for (const kind of [...Object.keys(scopeMembers), "class"])
      for (const action of actions)
        expect(counts.get(`${action} ${kind}`), `${action} ${kind}`).toBeGreaterThanOrEqual(300);
    expect(total).toBeGreaterThan(5000);
  });
});

describe("the order of classes after a plan", () => {
  const part = (
    properties: ConfigObject["properties"],
    uses: readonly string[] = [],
  ): ConfigObject => ({
    properties,
    inherited: [],
    uses,
    local: {},
  });
  const withClasses = (...names: readonly string[]): Configuration => ({
    scopes: { "10.0.0.0/24": part({}, ["classes.last", "classes.fresh"]) },
    shared: Object.fromEntries(
      names.map((name) => [
        `classes.${name}`,
        part({ test: name }, name === "last" ? ["classes.fresh"] : []),
      ]),
    ),
    settings: part({}),
    order: { classes: names },
    relationships: {},
  });

  it("puts a class behind the new one that it uses, and leaves nothing to put in order afterwards", () => {
    const current = withClasses("mine", "last", "other");
    const desired = withClasses("other", "fresh", "last");
    const extent = { scopes: ["10.0.0.0/24"], settings: false, isIgnored: ignoreNothing };
    const after = apply(compare(current, desired, extent), current, desired);
    expect(after.order.classes).toEqual(["mine", "other", "fresh", "last"]);
    expect(compare(after, desired, extent)).toEqual([]);
  });
});
