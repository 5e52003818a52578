// Several scopes, several resources, and scopes that only one server has.
import { beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "../../provider/core/canonical.js";
import { emptyConfiguration, emptyObject } from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { Engine, servers } from "../helpers/unit/lifecycle/engine.js";
import {
  at,
  both,
  edit,
  lease,
  partner,
  primary,
  scope,
  server,
  usePair,
} from "../helpers/unit/lifecycle/memory-pair.js";

usePair();

describe("many scopes", () => {
  it("are written together", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    for (const n of [0, 1, 2]) edit(partner, `10.0.${n}.0/24`, ["leaseDuration"], 5);
    await engine.up(
      Object.fromEntries([0, 1, 2].map((n) => [`s${n}`, { ...both, scopeId: `10.0.${n}.0` }])),
    );
    expect(partner.writes).toBe(1);
    expect(partner.reads).toBeLessThanOrEqual(3); // for the check, before the write, after it
  });
});

describe("resources that share a class", () => {
  const phones = (memory: Memory, test: string) =>
    (memory.configuration = {
      ...memory.configuration,
      shared: { "classes.phones": { ...emptyObject, properties: { test } } },
    });
  const using = (memory: Memory, ...ids: string[]) => {
    const scopes = { ...memory.configuration.scopes };
    for (const id of ids) scopes[id] = { ...scopes[id]!, uses: ["classes.phones"] };
    memory.configuration = { ...memory.configuration, scopes };
  };

  it("are refused before anything is written when their primaries differ in it", async () => {
    const third = server("dhcp3");
    phones(third, "false");
    using(third, "10.0.2.0/24");
    const engine = new Engine(servers(primary, partner, third), "scope");
    const outcomes = await engine.up({
      one: { ...both, scopeId: "10.0.1.0" },
      two: { ...both, primary: at("dhcp3"), scopeId: "10.0.2.0" },
    });
    expect(outcomes.two).toMatchObject({
      op: "failed",
      failures: [
        {
          property: "",
          reason:
            "Two resources replicate classes.phones to dhcp2 from different primaries, which differ in it: FailoverScope one and FailoverScope two. They would overwrite each other. Make it equal on both primaries, or use the same primary in both resources. [two-primaries]",
        },
      ],
    });
    expect(partner.writes).toBe(0);
  });

  it("are refused when each copies it over the other's", async () => {
    using(partner, "10.0.2.0/24");
    phones(partner, "false");
    const engine = new Engine(servers(primary, partner), "scope");
    const outcomes = await engine.preview({
      there: { ...both, scopeId: "10.0.1.0" },
      back: { primary: at("dhcp2"), partner: at("dhcp1"), scopeId: "10.0.2.0" },
    });
    expect(outcomes.back).toMatchObject({ op: "failed", failures: [{ property: "" }] });
  });

  it("come to the primary's order in one write", async () => {
    const [classes, order] = [
      (names: string[]) =>
        Object.fromEntries(
          names.map((name) => [`classes.${name}`, { ...emptyObject, properties: { test: name } }]),
        ),
      (names: string[]) => ({ classes: names }),
    ];
    const uses = (memory: Memory, id: string, ...names: string[]) =>
      (memory.configuration = {
        ...memory.configuration,
        scopes: {
          ...memory.configuration.scopes,
          [id]: {
            ...memory.configuration.scopes[id]!,
            uses: names.map((name) => `classes.${name}`),
          },
        },
      });
    for (const [memory, names] of [
      [primary, ["a", "x", "y"]],
      [partner, ["y", "a", "x"]],
    ] as const) {
      memory.configuration = {
        ...memory.configuration,
        shared: classes([...names]),
        order: order([...names]),
      };
      uses(memory, "10.0.0.0/24", "a", "x");
      uses(memory, "10.0.1.0/24", "x", "y");
    }
    const engine = new Engine(servers(primary, partner), "scope");
    await engine.up({ s0: { ...both, scopeId: "10.0.0.0" }, s1: { ...both, scopeId: "10.0.1.0" } });
    expect(partner.configuration.order.classes).toEqual(["a", "x", "y"]);
    expect(partner.writes).toBe(1);
  });
});

describe("an edit made between two batches of one operation", () => {
  it("is not written over: what was not checked is not touched", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    for (const n of [0, 1]) edit(partner, `10.0.${n}.0/24`, ["leaseDuration"], 5);
    const begun = engine.begin();
    const programs = [0, 1].map((n) => ({ ...both, scopeId: `10.0.${n}.0`, __resource: `s${n}` }));
    const checked = await Promise.all(programs.map((program) => begun.check({}, program)));
    edit(partner, "10.0.1.0/24", ["nextServer"], "10.0.0.9"); // by hand
    for (const { inputs } of checked as { inputs: Record<string, unknown> }[])
      await expect(begun.create(inputs)).rejects.toThrow(
        "dhcp2 changed after this operation read it",
      );
    expect(partner.writes).toBe(0);
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      nextServer: "10.0.0.9",
      leaseDuration: 5,
    });
  });

  it("of its own making is no obstacle", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    for (const n of [0, 1]) edit(partner, `10.0.${n}.0/24`, ["leaseDuration"], 5);
    const begun = engine.begin();
    const checked = (await Promise.all(
      [0, 1].map((n) => begun.check({}, { ...both, scopeId: `10.0.${n}.0`, __resource: `s${n}` })),
    )) as { inputs: Record<string, unknown> }[];
    for (const { inputs } of checked) await begun.create(inputs);
    expect(partner.writes).toBe(2);
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      leaseDuration: 691200,
    });
  });
});

describe("a scope that only the partner has", () => {
  const extra = () =>
    (partner.configuration = {
      ...partner.configuration,
      scopes: { ...partner.configuration.scopes, "10.9.0.0/24": scope(9) },
    });

  it("is reported and left alone", async () => {
    extra();
    const engine = new Engine(servers(primary, partner), "replication");
    const { all } = await engine.up({ all: { ...both } });
    expect(all).toMatchObject({ op: "create", added: [] });
    expect(all!.said).toContain(
      "dhcp2 also has a scope that the primary does not have: 10.9.0.0/24. Not changed; prune: true removes it.",
    );
    expect((await engine.refresh(false)).all).toEqual([]);
  });

  it("is not spoken of where scopes are chosen by their ids", async () => {
    extra();
    const engine = new Engine(servers(primary, partner), "replication");
    const { all } = await engine.up({ all: { ...both, scopeIds: ["10.0.1.0"] } });
    expect(all!.said.join()).not.toContain("10.9.0.0/24");
  });

  it("goes with prune", async () => {
    const engine = new Engine(servers(primary, partner), "replication");
    const pruning = { all: { ...both, prune: true } };
    await engine.up(pruning);
    extra();
    expect((await engine.refresh(false)).all).toEqual([
      expect.stringMatching(/^10\.9\.0\.0\/24 \(scope\): \+ 1 option, 1 range, 1 reservation #/),
    ]);
    expect((await engine.up(pruning)).all).toMatchObject({
      op: "update",
      added: [expect.stringMatching(/^10\.9\.0\.0\/24 \(scope\): - /)],
    });
    expect(Object.keys(partner.configuration.scopes)).toHaveLength(3);
  });

  it("does not go when they are too many to be meant", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`10.9.${n}.0/24`, scope(n)]),
    );
    partner.configuration = {
      ...partner.configuration,
      scopes: { ...partner.configuration.scopes, ...many },
    };
    const engine = new Engine(servers(primary, partner), "replication");
    expect((await engine.up({ all: { ...both, prune: true } })).all).toMatchObject({
      op: "failed",
      failures: [{ reason: expect.stringContaining("This would remove 20 of the 23 scopes") }],
    });
    expect((await engine.up({ all: { ...both, prune: true, force: true } })).all).toMatchObject({
      op: "create",
    });
    expect(Object.keys(partner.configuration.scopes)).toHaveLength(3);
  });
});

describe("a scope that goes from the primary", () => {
  const gone = () => {
    const { "10.0.1.0/24": _gone, ...scopes } = primary.configuration.scopes;
    primary.configuration = { ...primary.configuration, scopes };
  };

  it("is refused to FailoverScope unless forced, and then removed", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    const program = (force?: boolean) => ({
      hq: { ...both, scopeId: "10.0.1.0", ...(force && { force }) },
    });
    await engine.up(program());
    gone();
    expect((await engine.preview(program())).hq).toMatchObject({
      op: "failed",
      failures: [{ property: "scopeId" }],
    });
    expect((await engine.up(program(true))).hq).toMatchObject({
      op: "update",
      added: [expect.stringMatching(/^\(scope\): - /)],
    });
    expect(partner.configuration.scopes["10.0.1.0/24"]).toBeUndefined();
    expect((await engine.preview(program(true))).hq).toMatchObject({
      op: "failed",
      failures: [
        {
          reason:
            'Neither server has a scope "10.0.1.0". Remove this resource from the program, or correct scopeId. [scope-not-found]',
        },
      ],
    });
  });
});

describe("a FailoverScope that is deleted", () => {
  it.each([
    { onDelete: undefined, left: 3 },
    { onDelete: "remove" as const, left: 2 },
  ])("leaves $left scopes with onDelete $onDelete", async ({ onDelete, left }) => {
    const engine = new Engine(servers(primary, partner), "scope");
    await engine.up({ hq: { ...both, scopeId: "10.0.1.0", ...(onDelete && { onDelete }) } });
    await engine.destroy("hq");
    expect(Object.keys(partner.configuration.scopes)).toHaveLength(left);
  });
});

describe("a scope that is left out", () => {
  it("is neither compared nor written", async () => {
    lease(5);
    edit(partner, "10.0.2.0/24", ["leaseDuration"], 6);
    const engine = new Engine(servers(primary, partner), "replication");
    const { all } = await engine.up({ all: { ...both, exclude: ["10.0.1.0"] } });
    expect(all).toMatchObject({ added: ["10.0.2.0/24 leaseDuration: 6 => 691200"] });
    expect(engine.states.get("all")!.outputs.replicated).toEqual(["10.0.0.0/24", "10.0.2.0/24"]);
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      leaseDuration: 5,
    });
  });
});

describe("a FailoverScope whose partner's address leads to another server by now", () => {
  it("takes nothing from that one when it is deleted, and says so in an error", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    await engine.up({ hq: { ...both, scopeId: "10.0.1.0", onDelete: "remove" } });
    engine.states.get("hq")!.outputs.__servers = {
      primary: [fingerprint("memory:dhcp1")],
      partner: [fingerprint("memory:elsewhere")],
    };
    await expect(engine.destroy("hq")).rejects.toThrow(
      "The scope 10.0.1.0/24 was replicated to a server that is no longer dhcp2, so nothing was removed.",
    );
    expect(engine.states.has("hq")).toBe(true);
    expect(partner.configuration.scopes["10.0.1.0/24"]).toBeDefined();
  });
});

describe("a primary without scopes", () => {
  beforeEach(() => (primary.configuration = emptyConfiguration));
  const preview = async (args: object = {}) =>
    (
      await new Engine(servers(primary, partner), "replication").preview({
        all: { ...both, ...args },
      })
    ).all!;

  it("is refused, and of the partner nothing is said", async () => {
    const { failures, said } = await preview();
    expect(failures.map(({ property, reason }) => [property, reason.split(".")[0]])).toEqual([
      ["", "The primary, dhcp1, has no scopes"],
    ]);
    expect(said).toEqual([]);
  });

  it("is as good as any where the partner has none either, and when forced", async () => {
    expect((await preview({ force: true })).failures).toEqual([]);
    partner.configuration = emptyConfiguration;
    expect((await preview()).failures).toEqual([]);
  });
});
