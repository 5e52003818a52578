// One resource and its partner: preview, update, drift and refusals.
import { beforeEach, describe, expect, it } from "vitest";
import { emptyObject } from "../../provider/core/model.js";
import { Engine, servers } from "../helpers/unit/lifecycle/engine.js";
import {
  at,
  both,
  deafened,
  edit,
  lease,
  partner,
  primary,
  usePair,
} from "../helpers/unit/lifecycle/memory-pair.js";

usePair();

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
    const local = new Engine(
      { memory: { ...rest, open: (options) => deafened(open(options)) } },
      kind,
    );
    await expect(local.up(program as never)).rejects.toThrow(
      "dhcp2 was written, but is not in sync afterwards: 10.0.1.0/24 leaseDuration. Run a preview to see its current state. [not-in-sync]",
    );
    expect(local.states.size).toBe(0);
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
      "The partner, dhcp2, was changed since the last replication: 10.0.1.0/24 leaseDuration (dhcp2 has 5, dhcp1 86400; last replicated 86400). Apply",
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
    await expect(preview(refuse as never)).rejects.toThrow(
      "classes.phones (dhcp2 has nothing, dhcp1 #",
    );
  });

  it("is refused by a partner that a database feeds, even when nothing differs", async () => {
    const local = new Engine(
      servers(primary, { ...partner, readOnly: "a database feeds it." }),
      kind,
    );
    expect((await local.preview(program as never))[name]).toMatchObject({
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
    const local = new Engine(servers(primary, moving), kind);
    await expect(local.up(program as never)).rejects.toThrow(
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
