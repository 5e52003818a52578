// One primary, several partners: each scope is replicated to its own. The examples of the cmdlet's page, by its words.
import { beforeEach, describe, expect, it } from "vitest";
import { emptyConfiguration } from "../../provider/core/model.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import {
  at,
  both,
  configuration,
  drivers,
  eleven,
  engine,
  everyScope,
  happened,
  held,
  ids,
  lease,
  lon,
  memory,
  preview,
  primary,
  refused,
  relationship,
  setUp,
  sin,
  ten,
  twenty,
  twentyOne,
  up,
} from "../helpers/unit/lifecycle/several-partners.js";

beforeEach(setUp);

describe("a replication to several partners", () => {
  it("example 1: replicates all scopes which are part of the failover relationship named SFO-SIN-Failover to the partner", async () => {
    everyScope();
    expect((await preview({ names: ["SFO-SIN-Failover"] })).added).toEqual([
      `${ten} leaseDuration: 691200 => 100000`,
      `${eleven} leaseDuration: 691200 => 100001`,
    ]);
    await up({ names: ["SFO-SIN-Failover"] });
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
    expect(lon.writes + lon.reads).toBe(0); // it is not even looked at
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, eleven]);
    expect(engine.said).toContain('partners has "lon", but no selected scope needs it.');
  });

  it("example 2: replicates all of the failover scopes to the respective partners, based on the relationships", async () => {
    everyScope();
    await up();
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`]);
    expect(held(lon)).toEqual([`${twenty} 100002`, `${twentyOne} 100003`]);
    expect(engine.states.get("all")!.outputs.replicated).toEqual(ids);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
    expect((await engine.refresh(true)).all).toEqual([]);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("example 3: replicates the scopes 10.10.10.0 and 20.20.20.0 to the respective partners of their relationships", async () => {
    everyScope();
    await up({ scopeIds: ["10.10.10.0", "20.20.20.0"] });
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 691200`]);
    expect(held(lon)).toEqual([`${twenty} 100002`, `${twentyOne} 691200`]);
    expect(engine.states.get("all")!.outputs.replicated).toEqual([ten, twenty]);
  });

  it("takes two names in one resource", async () => {
    everyScope();
    await up({ names: ["SFO-SIN-Failover", "SFO-LON-Failover"] });
    expect([...held(sin), ...held(lon)]).toEqual(ids.map((id, n) => `${id} ${100_000 + n}`));
  });

  it("of two primaries is two resources in one up", async () => {
    const par = memory(
      "par.contoso.com",
      configuration(["30.30.30.0/24"], {
        "PAR-SIN": relationship("par", "sin", ["30.30.30.0/24"]),
      }),
    );
    const relationships = {
      ...sin.configuration.relationships,
      "PAR-SIN": relationship("sin", "par", [], "standby"),
    };
    sin.configuration = { ...sin.configuration, relationships };
    everyScope();
    const two = new Engine(drivers(primary, sin, lon, par), "replication");
    const programs = {
      sfo: both(),
      par: { primary: at(par.name), partners: { sin: at(sin.name) } },
    };
    await two.up(programs);
    expect(held(sin)).toEqual([`${ten} 100000`, `${eleven} 100001`, "30.30.30.0/24 691200"]);
    expect(Object.values(await two.preview(programs)).map(({ op }) => op)).toEqual([
      "same",
      "same",
    ]);
  });

  it("refuses a scope whose partner it is not told, naming both, and scopes of nobody", async () => {
    expect(await refused({ partners: { sin: at(sin.name) } })).toEqual([
      `partners does not name the partner that selected scopes need: "lon" (${twenty}, ${twentyOne}). It names "sin". Add it under that name, or omit its scopes with exclude, names or scopeIds. [partners-missing]`,
    ]);
    expect(
      (await preview({ partners: { sin: at(sin.name) }, exclude: ["20.20.20.0", "20.20.21.0"] }))
        .failures,
    ).toEqual([]);
    primary.configuration = {
      ...primary.configuration,
      relationships: {
        "SFO-SIN-Failover": primary.configuration.relationships["SFO-SIN-Failover"]!,
      },
    };
    expect(await refused({ scopeIds: ["20.20.20.0"] })).toEqual([
      expect.stringContaining(
        `A selected scope is not in a failover relationship of the primary that names its partner: ${twenty}.`,
      ),
    ]);
  });

  it("refuses one partner where the selected scopes have several", async () => {
    const one = { partners: undefined, partner: at(sin.name) };
    expect(await refused(one)).toEqual([
      expect.stringMatching(
        /^The selected scopes belong to several partners, but only one is set: "sin" .*, "lon" .*Set partners with these names, or select the scopes of one partner with names or scopeIds\. \[partners-required\]$/,
      ),
    ]);
    expect((await preview({ ...one, names: ["SFO-SIN-Failover"] })).failures).toEqual([]);
  });

  it.each([
    [
      { partner: { driver: "memory", name: "sin.contoso.com" } },
      "partner and partners are both set.",
    ],
    [{ partners: {} }, "partners is empty."],
    [{ partners: { sin: { driver: "memory" } } }, "partners.sin.name is missing."],
    [{ partners: { sin: "sin" } }, 'partners.sin is "sin".'],
    [{ partners: ["sin"] }, "partners is an array."],
    [
      { throttleLimit: -1 },
      "throttleLimit is -1. Give a whole number, 0 or more. [property-invalid]",
    ],
    [
      { throttleLimit: 1.5 },
      "throttleLimit is 1.5. Give a whole number, 0 or more. [property-invalid]",
    ],
  ])("refuses %j", async (args, sentence) => {
    expect(await refused(args)).toEqual([expect.stringContaining(sentence)]);
  });

  it("writes all at the same time, and no more than it is told to", async () => {
    everyScope();
    await up();
    expect(happened.slice(0, 2).sort()).toEqual([`begin ${lon.name}`, `begin ${sin.name}`]);
    happened.length = 0;
    lease(sin, ten, 5);
    lease(lon, twenty, 5);
    await up({ throttleLimit: 1 });
    expect(happened).toEqual([
      `begin ${sin.name}`,
      `end ${sin.name}`,
      `begin ${lon.name}`,
      `end ${lon.name}`,
    ]);
  });

  it("has nothing to say against a branch that has no scopes yet, whatever its hub serves for others", async () => {
    const branch = memory("par.contoso.com", {
      ...emptyConfiguration,
      relationships: { "PAR-SIN": relationship("par", "sin", []) },
    });
    sin.configuration = {
      ...sin.configuration,
      relationships: {
        ...sin.configuration.relationships,
        "PAR-SIN": relationship("sin", "par", [], "standby"),
      },
    };
    const { all } = await new Engine(drivers(branch, sin), "replication").preview({
      all: { primary: at(branch.name), partner: at(sin.name), names: ["PAR-SIN"] },
    });
    expect(all!.failures).toEqual([]);
  });
});
