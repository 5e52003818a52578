import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fingerprint, withValueAt } from "../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
  type ConfigObject,
} from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import type { Server } from "../../provider/drivers/driver.js";
import { failoverReader } from "../../provider/lifecycle/failovers.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { Engine, servers } from "./engine.js";

/** A server that says it did what it did not. */
const deafened = (server: Server): Server => ({
  ...server,
  apply: async ({ from }) => ({ after: from, warnings: [] }),
});

const scope = (n: number): ConfigObject => ({
  ...emptyObject,
  uses: n === 1 ? ["classes.phones"] : [],
  properties: {
    id: n,
    leaseDuration: 691200,
    options: { "dhcp4:6": { value: "10.0.0.1, 10.0.0.2" } },
    ranges: { [`10.0.${n}.100-10.0.${n}.200`]: {} },
    reservations: { [`10.0.${n}.13`]: { client: `hw:0${n}`, name: `host-${n}` } },
  },
});
const pair = (): Configuration => ({
  ...emptyConfiguration,
  scopes: Object.fromEntries([0, 1, 2].map((n) => [`10.0.${n}.0/24`, scope(n)])),
  shared: { "classes.phones": { ...emptyObject, properties: { test: "true" } } },
  order: { classes: ["phones"] },
});
const server = (name: string): Memory => ({ name, configuration: pair(), reads: 0, writes: 0 });

let primary: Memory;
let partner: Memory;
beforeEach(() => {
  primary = server("dhcp1");
  partner = server("dhcp2");
});

function edit(server: Memory, id: string, path: string[], value: Json | undefined): void {
  const { configuration } = server;
  const part = configuration.scopes[id]!;
  server.configuration = {
    ...configuration,
    scopes: {
      ...configuration.scopes,
      [id]: { ...part, properties: withValueAt(part.properties, path, value) },
    },
  };
}
const at = (name: string) => ({ driver: "memory", name });
const both = { primary: at("dhcp1"), partner: at("dhcp2") };
const lease = (value: number, server = partner) =>
  edit(server, "10.0.1.0/24", ["leaseDuration"], value);

describe.each([
  {
    kind: "replication" as const,
    program: { all: { ...both } },
    name: "all",
    where: "10.0.1.0/24 ",
  },
  {
    kind: "scope" as const,
    program: { hq: { ...both, scopeId: "10.0.1.0" } },
    name: "hq",
    where: "",
  },
])("a $kind", ({ kind, program, name, where }) => {
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine(servers(primary, partner), kind);
  });
  const preview = async (args = program) => (await engine.preview(args as never))[name]!;
  const up = async (args = program) => (await engine.up(args as never))[name]!;

  it("says in the first preview what it would write, and nothing where nothing differs", async () => {
    expect(await preview()).toMatchObject({ op: "create", added: [] });
    lease(86400);
    expect(await preview()).toMatchObject({
      op: "create",
      added: [`${where}leaseDuration: 86400 => 691200`],
    });
    expect(partner.writes).toBe(0);
  });

  it("finds the same edit three times, with an up between, without a refresh", async () => {
    await up();
    for (let time = 0; time < 3; time++) {
      lease(86400);
      expect(await preview()).toMatchObject({
        op: "update",
        added: [`${where}leaseDuration: 86400 => 691200`],
      });
      expect((await engine.refresh(false))[name]).toEqual([
        `${where}leaseDuration: 691200 => 86400`,
      ]);
      await up();
      expect(await preview()).toMatchObject({ op: "same", added: [] });
      expect((await engine.refresh(false))[name]).toEqual([]);
    }
    expect(partner.writes).toBe(3);
  });

  it("keeps nothing in the state while nothing differs, and nothing stale is shown when only an argument changes", async () => {
    await up();
    expect(engine.states.get(name)!.inputs).not.toHaveProperty("replicate");
    lease(86400);
    await up();
    const kept = engine.states.get(name)!.inputs.replicate;
    const another = { [name]: { ...program[name as keyof typeof program]!, onDrift: "overwrite" } };
    expect(await up(another as never)).toMatchObject({ op: "update", added: [] });
    expect(engine.states.get(name)!.inputs.replicate).toEqual(kept); // an entry that went would be shown as going
    expect(await up(another as never)).toMatchObject({ op: "same" });
    expect(engine.states.get(name)!.inputs).not.toHaveProperty("replicate");
  });

  it("says so when the partner does not hold what was written", async () => {
    lease(5);
    const deaf = servers(primary, partner);
    const { open, ...rest } = deaf.memory!;
    const engine = new Engine(
      { memory: { ...rest, open: (options) => deafened(open(options)) } },
      kind,
    );
    await expect(engine.up(program as never)).rejects.toThrow(
      "dhcp2 was written, but is not in sync afterwards: 10.0.1.0/24 leaseDuration. Run a preview to see its current state. [not-in-sync]",
    );
    expect(engine.states.size).toBe(0);
  });

  it("says the same after a refresh", async () => {
    await up();
    lease(86400);
    await engine.refresh(true);
    expect(await preview()).toMatchObject({
      op: "update",
      added: [`${where}leaseDuration: 86400 => 691200`],
    });
    await up();
    await engine.refresh(true);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("takes an edit made on both alike as the new base, and what is undone on the partner later as the partner's", async () => {
    await up();
    lease(86_400, primary);
    lease(86_400);
    expect(await preview()).toMatchObject({ op: "update", added: [] });
    await up();
    expect(partner.writes).toBe(0);
    expect((await engine.refresh(false))[name]).toEqual([]);
    lease(691200);
    expect((await preview()).said).toContain(
      "10.0.1.0/24: since the last replication the primary changed nothing, the partner 1 property.",
    );
  });

  it("writes nothing for an edit that was put back", async () => {
    await up();
    lease(86_400);
    lease(691200);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("comes to rest after a write whose answer was lost", async () => {
    await up();
    lease(86_400, primary);
    lease(86_400, partner); // what the lost write did
    await up();
    expect(await preview()).toMatchObject({ op: "same" });
    expect((await engine.refresh(false))[name]).toEqual([]);
  });

  it("refuses edits of the partner when told to, with the three values", async () => {
    const refuse = { [name]: { ...program[name as keyof typeof program]!, onDrift: "refuse" } };
    await up(refuse as never);
    lease(86_400, primary);
    await up(refuse as never); // the primary's own edit is no drift
    expect(partner.writes).toBe(1);
    lease(5);
    await expect(preview(refuse as never)).rejects.toThrow(
      "The partner, dhcp2, was changed since the last replication: 10.0.1.0/24 leaseDuration (last replicated 86400, on the primary 86400, on the partner 5). Apply",
    );
  });

  it("refuses what the partner holds otherwise where no replication is on record", async () => {
    const refuse = { [name]: { ...program[name as keyof typeof program]!, onDrift: "refuse" } };
    edit(partner, "10.0.1.0/24", ["options"], undefined);
    expect(await preview(refuse as never)).toMatchObject({ op: "create", failures: [] }); // what it has not is no edit
    lease(5);
    expect(await preview(refuse as never)).toMatchObject({
      op: "failed",
      failures: [{ property: "onDrift" }],
    });
  });

  it("leaves alone what it is told to keep, in plan, drift and verification", async () => {
    const kept = {
      [name]: {
        ...program[name as keyof typeof program]!,
        keep: ["options.dhcp4:66", "10.0.1.0/24 leaseDuration"],
      },
    };
    edit(partner, "10.0.1.0/24", ["options", "dhcp4:66", "value"], "tftp2");
    lease(5);
    expect(await up(kept as never)).toMatchObject({ op: "create", added: [] });
    edit(primary, "10.0.1.0/24", ["id"], 1);
    edit(primary, "10.0.1.0/24", ["nextServer"], "10.0.0.9");
    expect(await up(kept as never)).toMatchObject({
      op: "update",
      added: [`${where}nextServer: + 10.0.0.9`],
    });
    lease(6);
    expect((await engine.refresh(false))[name]).toEqual([]);
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      leaseDuration: 6,
      options: { "dhcp4:66": { value: "tftp2" } },
    });
  });

  it("keeps a member that holds a kept leaf, and takes an id without a prefix length", async () => {
    const keep = (...patterns: string[]) =>
      ({ [name]: { ...program[name as keyof typeof program]!, keep: patterns } }) as never;
    edit(partner, "10.0.1.0/24", ["options", "dhcp4:66", "value"], "tftp2");
    lease(5);
    expect(await preview(keep("options.dhcp4:66.value", "10.0.1.0 leaseDuration"))).toMatchObject({
      op: "create",
      added: [],
    });
    expect(await preview(keep("10.0.1.0/24.leaseDuration"))).toMatchObject({
      op: "failed",
      failures: [{ property: "keep" }],
    });
  });

  it("finds a class that was deleted on the partner by hand, and refuses to mend it when told to", async () => {
    const refuse = { [name]: { ...program[name as keyof typeof program]!, onDrift: "refuse" } };
    await up(refuse as never);
    partner.configuration = { ...partner.configuration, shared: {}, order: { classes: [] } };
    expect((await engine.refresh(false))[name]).toEqual([
      expect.stringMatching(/^classes\.phones( \(all\))?: - #/),
    ]);
    await expect(preview(refuse as never)).rejects.toThrow("classes.phones (last replicated #");
  });

  it("is refused by a partner that a database feeds, even when nothing differs", async () => {
    const engine = new Engine(
      servers(primary, { ...partner, readOnly: "a database feeds it." }),
      kind,
    );
    expect((await engine.preview(program as never))[name]).toMatchObject({
      op: "failed",
      failures: [
        {
          property: "",
          reason:
            "The partner, dhcp2, cannot be written: a database feeds it. Change its configuration at the source. [partner-read-only]",
        },
      ],
    });
  });

  it("tells a class that the scope uses, and who else uses it", async () => {
    await up();
    partner.configuration = {
      ...partner.configuration,
      shared: { "classes.phones": { ...emptyObject, properties: { test: "false" } } },
    };
    expect(await preview()).toMatchObject({
      op: "update",
      added: [
        kind === "scope"
          ? "classes.phones.test: false => true"
          : "classes.phones test: false => true",
      ],
    });
    await up();
    expect(await preview()).toMatchObject({ op: "same" });
  });

  it("refuses to write when the partner moved after it was checked", async () => {
    lease(5);
    const moving = { ...partner };
    let reads = 0;
    Object.defineProperty(moving, "configuration", {
      get: () => (reads++ === 0 ? partner.configuration : { ...partner.configuration, scopes: {} }),
    });
    const engine = new Engine(servers(primary, moving), kind);
    await expect(engine.up(program as never)).rejects.toThrow(
      "dhcp2 changed after this operation read it.",
    );
  });

  it("refuses one server as both", async () => {
    const same = { [name]: { ...program[name as keyof typeof program]!, partner: at("dhcp1") } };
    expect(await preview(same as never)).toMatchObject({
      op: "failed",
      failures: [{ property: "", reason: expect.stringContaining("the same server") }],
    });
  });

  it("refuses the other direction unless forced", async () => {
    await up();
    const turned = {
      [name]: {
        ...program[name as keyof typeof program]!,
        primary: at("dhcp2"),
        partner: at("dhcp1"),
      },
    };
    await expect(preview(turned as never)).rejects.toThrow(
      "would now replicate in the opposite direction",
    );
    expect(await preview({ [name]: { ...turned[name], force: true } } as never)).toMatchObject({
      op: kind === "scope" ? "replace" : "update",
    });
  });

  it("keeps secrets to itself", async () => {
    edit(primary, "10.0.1.0/24", ["user-context", "api-key"], "hunter2");
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter3");
    expect(await up()).toMatchObject({
      added: [`${where}user-context.api-key: (secret, changed)`],
    });
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({
      "user-context": { "api-key": "hunter2" },
    });
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter4");
    expect((await engine.refresh(false))[name]).toEqual([
      `${where}user-context.api-key: (secret, changed)`,
    ]);
    // Both edited alike: only the sealed base can tell.
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter2");
    expect(await up()).toMatchObject({ op: "same" });
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter4");
    edit(primary, "10.0.1.0/24", ["user-context", "api-key"], "hunter4");
    expect(await up()).toMatchObject({ op: "update", added: [] });
    expect((await engine.refresh(false))[name]).toEqual([]);
  });

  it("asks nothing of a server while anything is unknown", async () => {
    const unknown = {
      [name]: {
        ...program[name as keyof typeof program]!,
        keep: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      },
    };
    expect(await preview(unknown as never)).toMatchObject({ op: "create", failures: [] });
    expect(primary.reads + partner.reads).toBe(0);
  });
});

describe("one scope in two resources", () => {
  it("is refused, naming both", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    const outcomes = await engine.preview({
      hq: { ...both, scopeId: "10.0.1.0" },
      office: { ...both, scopeId: "10.0.1.0/24" },
    });
    expect(outcomes.office).toMatchObject({
      op: "failed",
      failures: [
        {
          property: "",
          reason:
            "Two resources replicate the scope 10.0.1.0/24 to dhcp2: FailoverScope hq and FailoverScope office. Remove it from one of them: exclude omits scopes from a FailoverReplication. [claimed-twice]",
        },
      ],
    });
  });
});

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
  const phones = (server: Memory, test: string) =>
    (server.configuration = {
      ...server.configuration,
      shared: { "classes.phones": { ...emptyObject, properties: { test } } },
    });
  const using = (server: Memory, ...ids: string[]) => {
    const scopes = { ...server.configuration.scopes };
    for (const id of ids) scopes[id] = { ...scopes[id]!, uses: ["classes.phones"] };
    server.configuration = { ...server.configuration, scopes };
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
    const uses = (server: Memory, id: string, ...names: string[]) =>
      (server.configuration = {
        ...server.configuration,
        scopes: {
          ...server.configuration.scopes,
          [id]: {
            ...server.configuration.scopes[id]!,
            uses: names.map((name) => `classes.${name}`),
          },
        },
      });
    for (const [server, names] of [
      [primary, ["a", "x", "y"]],
      [partner, ["y", "a", "x"]],
    ] as const) {
      server.configuration = {
        ...server.configuration,
        shared: classes([...names]),
        order: order([...names]),
      };
      uses(server, "10.0.0.0/24", "a", "x");
      uses(server, "10.0.1.0/24", "x", "y");
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

describe("what differs and is not written", () => {
  const variable = "DHCP_FAILOVER_REPORTED";
  afterEach(() => vi.unstubAllEnvs());
  beforeEach(() => {
    const settings = (leaseDuration: number) => ({
      ...emptyObject,
      properties: { leaseDuration, renewTimer: 900 },
    });
    primary.configuration = { ...primary.configuration, settings: settings(7200) };
    partner.configuration = {
      ...partner.configuration,
      settings: settings(60),
      scopes: { ...partner.configuration.scopes, "10.9.0.0/24": scope(9) },
    };
  });
  const engine = () => new Engine(servers(primary, partner), "replication");
  const reasons = async (args: object, made = engine()) =>
    (await made.preview({ all: { ...both, ...args } })).all!.failures.map(({ reason }) => reason);
  const settings =
    "Outside scopes, dhcp2 differs from dhcp1 in one place, which this program does not write: server.leaseDuration 60 => 7200. " +
    'Make the two servers equal, set serverSettings: "replicate" in a FailoverReplication to write them, or name in keep what may differ. [settings-refused]';
  const scopes =
    "dhcp2 has a scope that dhcp1 does not have, which this program does not remove: 10.9.0.0/24. " +
    "Make the two servers equal, set prune: true to remove them, or name in exclude the scopes to retain. [extra-scopes-refused]";

  it.each([
    [{}, []],
    [{ serverSettings: "refuse" }, [settings]],
    [{ prune: "refuse" }, [scopes]],
    [{ serverSettings: "refuse", prune: "refuse" }, [settings, scopes]],
    [{ serverSettings: "refuse", keep: ["server.leaseDuration"] }, []],
    [{ prune: "refuse", exclude: ["10.9.0.0"] }, []],
    [{ serverSettings: "refuse", prune: "refuse", force: true }, [settings, scopes]],
  ])("is refused where %j says so", async (args, expected) => {
    expect(await reasons(args)).toEqual(expected);
  });

  it.each([
    [{}, [settings, scopes]],
    [{ serverSettings: "ignore" }, [scopes]],
    [{ serverSettings: "replicate" }, [scopes]],
    [{ prune: true }, [settings]],
    [{ serverSettings: "replicate", prune: true }, []],
    [{ scopeIds: ["10.0.1.0"] }, [settings]],
  ])("is refused by an operation that refuses all that %j reports", async (args, expected) => {
    vi.stubEnv(variable, "refuse");
    expect(await reasons(args)).toEqual(expected);
  });

  it("is refused by such an operation after an update that reported it, and is no change for any other", async () => {
    const made = engine();
    expect(await made.up({ all: { ...both } })).toMatchObject({ all: { op: "create" } });
    vi.stubEnv(variable, "refuse");
    expect(await reasons({}, made)).toEqual([settings, scopes]);
    expect(await made.refresh(false)).toEqual({ all: [] });
    vi.stubEnv(variable, "");
    expect((await made.preview({ all: { ...both } })).all).toMatchObject({
      op: "same",
      failures: [],
    });
    expect(partner.writes).toBe(0);
  });

  it("is refused by such an operation where it is a failover relationship that the two state differently", async () => {
    const stating = (server: Memory, loadBalancePercent: number) => {
      const offices = { mode: "loadBalance", loadBalancePercent, scopes: ["10.0.0.0/24"] } as const;
      server.configuration = {
        ...server.configuration,
        settings: emptyObject,
        relationships: { offices },
      };
    };
    stating(primary, 70);
    stating(partner, 40);
    expect(await reasons({ names: ["offices"] })).toEqual([]);
    vi.stubEnv(variable, "refuse");
    expect(await reasons({ names: ["offices"] })).toEqual([
      expect.stringMatching(
        /^dhcp2 and dhcp1 also differ in settings that this program does not write: dhcp2 disagrees with the primary about the failover relationship "offices": it has loadBalancePercent 40, not 30\. /,
      ),
    ]);
    stating(partner, 30);
    expect(await reasons({ names: ["offices"] })).toEqual([]);
  });

  it("is refused in a FailoverScope's operation too, as far as it reports it", async () => {
    vi.stubEnv(variable, "refuse");
    const { s1 } = await new Engine(servers(primary, partner), "scope").preview({
      s1: { ...both, scopeId: "10.0.1.0" },
    });
    expect(s1!.failures.map(({ reason }) => reason)).toEqual([settings]);
  });

  it("does not come before what cannot be done at all", async () => {
    expect(await reasons({ serverSettings: "refuse", scopeIds: ["10.8.0.0"] })).toEqual([
      expect.stringContaining("10.8.0.0"),
    ]);
  });

  it("is judged for each resource by its own keep", async () => {
    const { a, b } = await engine().preview({
      a: {
        ...both,
        scopeIds: ["10.0.0.0"],
        serverSettings: "refuse",
        keep: ["server.leaseDuration"],
      },
      b: { ...both, scopeIds: ["10.0.1.0"], serverSettings: "refuse" },
    });
    expect([a!.failures, b!.failures.map(({ reason }) => reason)]).toEqual([[], [settings]]);
  });

  it("is counted in the outputs of the update, and a state without the count is no change", async () => {
    for (const [args, reported] of [
      [{}, { settings: 1, scopes: 1 }],
      [{ serverSettings: "ignore" }, { settings: 0, scopes: 1 }],
      [
        { serverSettings: "replicate", prune: true },
        { settings: 0, scopes: 0 },
      ],
    ] as const) {
      const made = engine();
      await made.up({ all: { ...both, ...args } });
      const state = made.states.get("all")!;
      expect(state.outputs).toMatchObject({ reported });
      const { reported: _, ...former } = state.outputs;
      made.states.set("all", { ...state, outputs: former });
      expect((await made.preview({ all: { ...both, ...args } })).all).toMatchObject({ op: "same" });
      expect(await made.refresh(false)).toEqual({ all: [] });
    }
  });

  it("is counted by getFailover, where the partner is given", async () => {
    const relationships = {
      offices: { mode: "loadBalance", scopes: ["10.0.0.0/24", "10.9.0.0/24"] },
    } as const;
    for (const server of [primary, partner])
      server.configuration = { ...server.configuration, relationships };
    const ask = async (more: object) => {
      const begun = operation(servers(primary, partner), () => {});
      return (await failoverReader(begun).read("asked", { server: at("dhcp1"), ...more })).props
        .relationships;
    };
    expect(await ask({})).toEqual([expect.not.objectContaining({ reported: expect.anything() })]);
    expect(await ask({ partner: at("dhcp2") })).toEqual([
      expect.objectContaining({ name: "offices", reported: { settings: 1, scopes: 1 } }),
    ]);
    await expect(ask({ partner: at("dhcp1") })).rejects.toThrow(
      "primary (dhcp1) and partner (dhcp1) are the same server.",
    );
  });

  it("is not left to a variable that says something else", async () => {
    vi.stubEnv(variable, "yes");
    await expect(reasons({})).rejects.toThrow(
      `The environment variable ${variable} is "yes". Set it to "refuse" to make every reported difference an error, or unset it. [reported-variable]`,
    );
  });
});

describe("server settings", () => {
  const differ = () =>
    (partner.configuration = {
      ...partner.configuration,
      settings: { ...emptyObject, properties: { leaseDuration: 60 } },
    });
  beforeEach(() => {
    primary.configuration = {
      ...primary.configuration,
      settings: { ...emptyObject, properties: { leaseDuration: 7200 } },
    };
    partner.configuration = { ...partner.configuration, settings: primary.configuration.settings };
  });

  it("are reported once and change nothing", async () => {
    differ();
    const engine = new Engine(servers(primary, partner), "scope");
    await engine.up(
      Object.fromEntries([0, 1].map((n) => [`s${n}`, { ...both, scopeId: `10.0.${n}.0` }])),
    );
    expect(engine.said).toEqual([
      "dhcp2 is already in sync: creating this resource writes nothing to it.",
      'Outside scopes, dhcp2 differs from dhcp1 in one place, which only serverSettings: "replicate" writes: server.leaseDuration 60 => 7200.',
    ]);
    expect(partner.writes).toBe(0);
  });

  it("leave alone, and find no drift in, what only other scopes of the partner use", async () => {
    partner.configuration = {
      ...partner.configuration,
      scopes: {
        ...partner.configuration.scopes,
        "10.9.0.0/24": { ...scope(9), uses: ["classes.branch"] },
      },
      shared: {
        ...partner.configuration.shared,
        "classes.branch": { ...emptyObject, properties: { test: "true" } },
      },
      order: { classes: ["phones", "branch"] },
    };
    const engine = new Engine(servers(primary, partner), "replication");
    const program = { all: { ...both, serverSettings: "replicate", onDrift: "refuse" } };
    await engine.up(program);
    expect((await engine.refresh(false)).all).toEqual([]);
    lease(86_400, primary);
    expect((await engine.up(program)).all).toMatchObject({
      op: "update",
      added: ["10.0.1.0/24 leaseDuration: 691200 => 86400"],
    });
    expect(partner.configuration.shared["classes.branch"]).toBeDefined();
  });

  it("are part of the plan with replicate", async () => {
    const engine = new Engine(servers(primary, partner), "replication");
    const program = { all: { ...both, serverSettings: "replicate" } };
    await engine.up(program);
    differ();
    expect((await engine.refresh(false)).all).toEqual(["server leaseDuration: 7200 => 60"]);
    expect((await engine.up(program)).all).toMatchObject({
      op: "update",
      added: ["server leaseDuration: 60 => 7200"],
    });
    expect(partner.configuration.settings.properties).toEqual({ leaseDuration: 7200 });
  });
});
