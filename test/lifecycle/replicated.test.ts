import { beforeEach, describe, expect, it } from "vitest";
import { put } from "../../provider/core/canonical.js";
import { noConfiguration, noPart, type Configuration, type Json, type Part } from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { Engine, servers } from "./engine.js";

const scope = (n: number): Part => ({
  ...noPart,
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
  ...noConfiguration,
  scopes: Object.fromEntries([0, 1, 2].map((n) => [`10.0.${n}.0/24`, scope(n)])),
  shared: { "classes.phones": { ...noPart, properties: { test: "true" } } },
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
  server.configuration = { ...configuration, scopes: { ...configuration.scopes, [id]: { ...part, properties: put(part.properties, path, value) } } };
}
const at = (name: string) => ({ driver: "memory", name });
const both = { primary: at("dhcp1"), partner: at("dhcp2") };
const lease = (value: number, server = partner) => edit(server, "10.0.1.0/24", ["leaseDuration"], value);

describe.each([
  { kind: "replication" as const, program: { all: { ...both } }, name: "all", where: "10.0.1.0/24 " },
  { kind: "scope" as const, program: { hq: { ...both, scopeId: "10.0.1.0" } }, name: "hq", where: "" },
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
    expect(await preview()).toMatchObject({ op: "create", added: [`${where}leaseDuration: 86400 => 691200`] });
    expect(partner.writes).toBe(0);
  });

  it("finds the same edit three times, with an up between, without a refresh", async () => {
    await up();
    for (let time = 0; time < 3; time++) {
      lease(86400);
      expect(await preview()).toMatchObject({ op: "update", added: [`${where}leaseDuration: 86400 => 691200`] });
      expect((await engine.refresh(false))[name]).toEqual([`${where}leaseDuration: 691200 => 86400`]);
      await up();
      expect(await preview()).toMatchObject({ op: "same", added: [] });
      expect((await engine.refresh(false))[name]).toEqual([]);
    }
    expect(partner.writes).toBe(3);
  });

  it("says the same after a refresh", async () => {
    await up();
    lease(86400);
    await engine.refresh(true);
    expect(await preview()).toMatchObject({ op: "update", added: [`${where}leaseDuration: 86400 => 691200`] });
    await up();
    await engine.refresh(true);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("takes an edit made on both alike as the new base, and what is undone on the partner later as the partner's", async () => {
    await up();
    lease(100, primary);
    lease(100);
    expect(await preview()).toMatchObject({ op: "update", added: [] });
    await up();
    expect(partner.writes).toBe(0);
    expect((await engine.refresh(false))[name]).toEqual([]);
    lease(691200);
    expect((await preview()).said).toContain("10.0.1.0/24: since it was last replicated the primary changed nothing, the partner 1 leaf.");
  });

  it("writes nothing for an edit that was put back", async () => {
    await up();
    lease(100);
    lease(691200);
    expect(await preview()).toMatchObject({ op: "same", added: [] });
  });

  it("comes to rest after a write whose answer was lost", async () => {
    await up();
    lease(100, primary);
    lease(100, partner); // what the lost write did
    await up();
    expect(await preview()).toMatchObject({ op: "same" });
    expect((await engine.refresh(false))[name]).toEqual([]);
  });

  it("refuses edits of the partner when told to, with the three values", async () => {
    const refuse = { [name]: { ...program[name as keyof typeof program]!, onDrift: "refuse" } };
    await up(refuse as never);
    lease(100, primary);
    await up(refuse as never); // the primary's own edit is no drift
    expect(partner.writes).toBe(1);
    lease(5);
    await expect(preview(refuse as never)).rejects.toThrow("The partner, dhcp2, was edited since it was last replicated: 10.0.1.0/24 leaseDuration (last replicated 100, on the primary 100, on the partner 5). Bring");
  });

  it("refuses what the partner holds otherwise where no replication is on record", async () => {
    const refuse = { [name]: { ...program[name as keyof typeof program]!, onDrift: "refuse" } };
    edit(partner, "10.0.1.0/24", ["options"], undefined);
    expect(await preview(refuse as never)).toMatchObject({ op: "create", failures: [] }); // what it has not is no edit
    lease(5);
    expect(await preview(refuse as never)).toMatchObject({ op: "failed", failures: [{ property: "onDrift" }] });
  });

  it("leaves alone what it is told to keep, in plan, drift and verification", async () => {
    const kept = { [name]: { ...program[name as keyof typeof program]!, keep: ["options.dhcp4:66", "10.0.1.0/24 leaseDuration"] } };
    edit(partner, "10.0.1.0/24", ["options", "dhcp4:66", "value"], "tftp2");
    lease(5);
    expect(await up(kept as never)).toMatchObject({ op: "create", added: [] });
    edit(primary, "10.0.1.0/24", ["id"], 1);
    edit(primary, "10.0.1.0/24", ["nextServer"], "10.0.0.9");
    expect(await up(kept as never)).toMatchObject({ op: "update", added: [`${where}nextServer: + 10.0.0.9`] });
    lease(6);
    expect((await engine.refresh(false))[name]).toEqual([]);
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({ leaseDuration: 6, options: { "dhcp4:66": { value: "tftp2" } } });
  });

  it("tells a class that the scope uses, and who else uses it", async () => {
    await up();
    partner.configuration = { ...partner.configuration, shared: { "classes.phones": { ...noPart, properties: { test: "false" } } } };
    expect(await preview()).toMatchObject({ op: "update", added: [kind === "scope" ? "classes.phones.test: false => true" : "classes.phones test: false => true"] });
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
    await expect(engine.up(program as never)).rejects.toThrow("dhcp2 was changed by somebody else after this operation had read it. Nothing was written");
  });

  it("refuses one server as both", async () => {
    const same = { [name]: { ...program[name as keyof typeof program]!, partner: at("dhcp1") } };
    expect(await preview(same as never)).toMatchObject({ op: "failed", failures: [{ property: "partner", reason: expect.stringContaining("one and the same server") }] });
  });

  it("refuses the other direction unless forced", async () => {
    await up();
    if (kind === "scope") return; // another partner is another resource: the engine replaces it
    const turned = { [name]: { primary: at("dhcp2"), partner: at("dhcp1") } };
    await expect(preview(turned as never)).rejects.toThrow("now the other way round");
    expect(await preview({ [name]: { ...turned[name], force: true } } as never)).toMatchObject({ op: "update" });
  });

  it("keeps secrets to itself", async () => {
    edit(primary, "10.0.1.0/24", ["user-context", "api-key"], "hunter2");
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter3");
    expect(await up()).toMatchObject({ added: [`${where}user-context.api-key: (secret, changed)`] });
    expect(partner.configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({ "user-context": { "api-key": "hunter2" } });
    edit(partner, "10.0.1.0/24", ["user-context", "api-key"], "hunter4");
    expect((await engine.refresh(false))[name]).toEqual([`${where}user-context.api-key: (secret, changed)`]);
    // Both edited alike: only the sealed base can tell.
    edit(primary, "10.0.1.0/24", ["user-context", "api-key"], "hunter4");
    expect(await up()).toMatchObject({ op: "update", added: [] });
    expect((await engine.refresh(false))[name]).toEqual([]);
  });

  it("asks nothing of a server while anything is unknown", async () => {
    const unknown = { [name]: { ...program[name as keyof typeof program]!, keep: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" } };
    expect(await preview(unknown as never)).toMatchObject({ op: "create", failures: [] });
    expect(primary.reads + partner.reads).toBe(0);
  });
});

describe("one scope in two resources", () => {
  it("is refused, naming both", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    const outcomes = await engine.preview({ hq: { ...both, scopeId: "10.0.1.0" }, office: { ...both, scopeId: "10.0.1.0/24" } });
    expect(outcomes.office).toMatchObject({
      op: "failed",
      failures: [{ property: "partner", reason: "Two resources replicate the scope 10.0.1.0/24 to dhcp2: FailoverScope hq and FailoverScope office. Leave it to one of them; FailoverReplication leaves out what exclude names." }],
    });
  });
});

describe("many scopes", () => {
  it("are written together", async () => {
    const engine = new Engine(servers(primary, partner), "scope");
    for (const n of [0, 1, 2]) edit(partner, `10.0.${n}.0/24`, ["leaseDuration"], 5);
    await engine.up(Object.fromEntries([0, 1, 2].map((n) => [`s${n}`, { ...both, scopeId: `10.0.${n}.0` }])));
    expect(partner.writes).toBe(1);
    expect(partner.reads).toBeLessThanOrEqual(3); // for the check, before the write, after it
  });
});

describe("a scope that only the partner has", () => {
  const extra = () => (partner.configuration = { ...partner.configuration, scopes: { ...partner.configuration.scopes, "10.9.0.0/24": scope(9) } });

  it("is reported and left alone", async () => {
    extra();
    const engine = new Engine(servers(primary, partner), "replication");
    const { all } = await engine.up({ all: { ...both } });
    expect(all).toMatchObject({ op: "create", added: [] });
    expect(all!.said).toContain("dhcp2 also has a scope that the primary has not: 10.9.0.0/24. Left alone; prune: true removes it.");
    expect((await engine.refresh(false)).all).toEqual([]);
  });

  it("goes with prune", async () => {
    const engine = new Engine(servers(primary, partner), "replication");
    const pruning = { all: { ...both, prune: true } };
    await engine.up(pruning);
    extra();
    expect((await engine.refresh(false)).all).toEqual([expect.stringMatching(/^10\.9\.0\.0\/24 \(scope\): \+ 1 option, 1 range, 1 reservation #/)]);
    expect((await engine.up(pruning)).all).toMatchObject({ op: "update", added: [expect.stringMatching(/^10\.9\.0\.0\/24 \(scope\): - /)] });
    expect(Object.keys(partner.configuration.scopes)).toHaveLength(3);
  });

  it("does not go when they are too many to be meant", async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`10.9.${n}.0/24`, scope(n)]));
    partner.configuration = { ...partner.configuration, scopes: { ...partner.configuration.scopes, ...many } };
    const engine = new Engine(servers(primary, partner), "replication");
    expect((await engine.up({ all: { ...both, prune: true } })).all).toMatchObject({ op: "failed", failures: [{ reason: expect.stringContaining("This would remove 20 of the 23 scopes") }] });
    expect((await engine.up({ all: { ...both, prune: true, force: true } })).all).toMatchObject({ op: "create" });
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
    const program = (force?: boolean) => ({ hq: { ...both, scopeId: "10.0.1.0", ...(force && { force }) } });
    await engine.up(program());
    gone();
    expect((await engine.preview(program())).hq).toMatchObject({ op: "failed", failures: [{ property: "scopeId" }] });
    expect((await engine.up(program(true))).hq).toMatchObject({ op: "update", added: [expect.stringMatching(/^\(scope\): - /)] });
    expect(partner.configuration.scopes["10.0.1.0/24"]).toBeUndefined();
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

describe("server settings", () => {
  const differ = () => (partner.configuration = { ...partner.configuration, settings: { ...noPart, properties: { leaseDuration: 60 } } });
  beforeEach(() => {
    primary.configuration = { ...primary.configuration, settings: { ...noPart, properties: { leaseDuration: 7200 } } };
    partner.configuration = { ...partner.configuration, settings: primary.configuration.settings };
  });

  it("are reported once and change nothing", async () => {
    differ();
    const engine = new Engine(servers(primary, partner), "scope");
    await engine.up(Object.fromEntries([0, 1].map((n) => [`s${n}`, { ...both, scopeId: `10.0.${n}.0` }])));
    expect(engine.said).toEqual(["Outside scopes dhcp2 differs from dhcp1 in one place, which stays so: server.leaseDuration 60 => 7200."]);
    expect(partner.writes).toBe(0);
  });

  it("are part of the plan with replicate", async () => {
    const engine = new Engine(servers(primary, partner), "replication");
    const program = { all: { ...both, serverSettings: "replicate" } };
    await engine.up(program);
    differ();
    expect((await engine.refresh(false)).all).toEqual(["server leaseDuration: 7200 => 60"]);
    expect((await engine.up(program)).all).toMatchObject({ op: "update", added: ["server leaseDuration: 60 => 7200"] });
    expect(partner.configuration.settings.properties).toEqual({ leaseDuration: 7200 });
  });
});
