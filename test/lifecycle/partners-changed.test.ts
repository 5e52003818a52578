// Several partners after changes: of a partner, of the primary, of the relationships between them.
import { beforeEach, describe, expect, it } from "vitest";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Relationship,
} from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import {
  at,
  configuration,
  eleven,
  engine,
  held,
  lease,
  lon,
  preview,
  primary,
  refused,
  relationship,
  scopeOf,
  setUp,
  sin,
  ten,
  twenty,
  twentyOne,
  up,
} from "../helpers/unit/lifecycle/several-partners.js";

const shared = (server: Memory, test: string) =>
  (server.configuration = {
    ...server.configuration,
    shared: { "classes.phones": { ...emptyObject, properties: { test } } },
  });

beforeEach(setUp);

describe("a replication to several partners", () => {
  it("tells of each partner what is its own: a scope by its id, all else with the partner's name", async () => {
    lease(sin, ten, 5);
    shared(sin, "false");
    expect((await preview()).added).toEqual([
      `${ten} leaseDuration: 5 => 691200`,
      "sin classes.phones test: false => true",
    ]);
    shared(lon, "never");
    await up();
    shared(lon, "false");
    const { added, said } = await preview();
    expect(added).toEqual(["lon classes.phones test: false => true"]);
    expect(said).toContain(
      "classes.phones: since the last replication the primary changed nothing, the partner 1 property.",
    );
    expect((await engine.refresh(false)).all).toEqual(["lon classes.phones test: true => false"]);
  });

  it("prunes on each partner what its relationship has left behind", async () => {
    const left = "10.10.12.0/24";
    for (const server of [sin, lon]) {
      const [[name, own]] = Object.entries(server.configuration.relationships) as [
        [string, Relationship],
      ];
      server.configuration = {
        ...server.configuration,
        scopes: { ...server.configuration.scopes, [left]: scopeOf(left, 9) },
        relationships: { [name]: { ...own, scopes: [...own.scopes, left] } },
      };
    }
    const told = await preview();
    expect(told.added).toEqual([]);
    expect(told.said).toContain(
      `sin.contoso.com also has a scope that the primary does not have: ${left}. Not changed; prune: true removes it.`,
    );
    expect((await preview({ prune: true })).added).toEqual([
      expect.stringMatching(`^lon ${left} \\(scope\\): - `),
      expect.stringMatching(`^sin ${left} \\(scope\\): - `),
    ]);
    await up({ prune: true });
    expect([sin, lon].map(({ configuration: present }) => Object.keys(present.scopes))).toEqual([
      [ten, eleven],
      [twenty, twentyOne],
    ]);
    expect(await preview({ prune: true })).toMatchObject({ op: "same", added: [] });
  });

  it("prunes the last scope of a relationship, too", async () => {
    await up({ prune: true });
    primary.configuration = configuration([ten, eleven], {
      ...primary.configuration.relationships,
      "SFO-LON-Failover": relationship("sfo", "lon", []),
    });
    expect(await up({ prune: true })).toMatchObject({
      op: "update",
      added: [
        expect.stringMatching(`^lon ${twenty} `),
        expect.stringMatching(`^lon ${twentyOne} `),
      ],
    });
    expect(held(lon)).toEqual([]);
    expect(await preview({ prune: true })).toMatchObject({ op: "same", added: [] });
  });

  it("refuses edits of any partner when told to, naming each", async () => {
    await up({ onDrift: "refuse" });
    lease(sin, ten, 5);
    lease(lon, twenty, 6);
    await expect(preview({ onDrift: "refuse" })).rejects.toThrow(
      /^The partner, sin\.contoso\.com, was changed since the last replication: 10\.10\.10\.0\/24 leaseDuration \(sin\.contoso\.com has 5, dhcpserver\.contoso\.com 691200; last replicated 691200\)\. The partner, lon\.contoso\.com, was changed/,
    );
  });

  it("refuses the reverse of the last direction with any partner", async () => {
    await up();
    await expect(
      engine.preview({ all: { primary: at(lon.name), partners: { sfo: at(primary.name) } } }),
    ).rejects.toThrow(
      "This resource last replicated from dhcpserver.contoso.com to lon.contoso.com, and would now replicate in the opposite direction.",
    );
  });

  it("knows a partner that was the only one by its server", async () => {
    await engine.up({
      all: {
        primary: at(primary.name),
        partner: at(sin.name),
        names: ["SFO-SIN-Failover"],
        onDrift: "refuse",
      },
    });
    lease(sin, ten, 5);
    await expect(preview({ onDrift: "refuse" })).rejects.toThrow(
      "The partner, sin.contoso.com, was changed since the last replication",
    );
    lease(sin, ten, 691200);
    expect(await up({ onDrift: "refuse" })).toMatchObject({ op: "update", added: [] });
    expect(await preview({ onDrift: "refuse" })).toMatchObject({ op: "same" });
  });

  it("moves a scope's record with it to another relationship", async () => {
    await up();
    const { relationships } = primary.configuration;
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": { ...relationships["SFO-SIN-Failover"]!, scopes: [ten] },
        "SFO-LON-Failover": {
          ...relationships["SFO-LON-Failover"]!,
          scopes: [eleven, twenty, twentyOne],
        },
      },
    };
    expect(await up()).toMatchObject({
      op: "update",
      added: [expect.stringMatching(`^${eleven} \\(scope\\): \\+ `)],
    });
    expect(Object.keys(lon.configuration.scopes)).toContain(eleven);
    expect(await preview()).toMatchObject({ op: "same" });
    lease(lon, eleven, 5);
    expect((await engine.refresh(false)).all).toEqual([`${eleven} leaseDuration: 691200 => 5`]);
  });

  it("forgets a partner with whom the primary has no relationship any more", async () => {
    await up();
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": primary.configuration.relationships["SFO-SIN-Failover"]!,
      },
    };
    expect(await up()).toMatchObject({ op: "update", added: [] });
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, eleven]);
    lease(lon, twenty, 5);
    expect((await engine.refresh(false)).all).toEqual([]);
    expect(await preview()).toMatchObject({ op: "same" });
  });

  it.each([
    [
      "with its relationships",
      (present: Configuration) => ({
        ...present,
        scopes: {},
        relationships: Object.fromEntries(
          Object.entries(present.relationships).map(([name, one]) => [
            name,
            { ...one, scopes: [] },
          ]),
        ),
      }),
    ],
    ["without any", () => emptyConfiguration],
  ])("refuses a primary that was set up anew, %s, and keeps the record", async (_, anew) => {
    await up();
    const { outputs } = engine.states.get("all")!;
    primary.configuration = anew(primary.configuration);
    expect(await refused({})).toEqual([
      "The primary, dhcpserver.contoso.com, has no scopes. Check that primary names the right server. A reinstalled server must first be filled from the remaining one. If it should have no scopes, set force: true. [primary-empty]",
    ]);
    expect((await up()).op).toBe("failed");
    expect(engine.states.get("all")!.outputs).toBe(outputs);
    expect(await up({ force: true })).toMatchObject({ op: "update", added: [] });
  });
});
