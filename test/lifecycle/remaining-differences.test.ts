// Differences that a resource leaves on its partner: reported, refused or ignored.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyObject } from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { failoverReader } from "../../provider/lifecycle/failovers.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { Engine, servers } from "../helpers/unit/lifecycle/engine.js";
import {
  at,
  both,
  lease,
  partner,
  primary,
  scope,
  usePair,
} from "../helpers/unit/lifecycle/memory-pair.js";

usePair();

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
    "Outside scopes, dhcp2 differs from dhcp1 in one place, which this program does not write: server.leaseDuration (dhcp2 has 60, dhcp1 7200). " +
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
      'Outside scopes, dhcp2 differs from dhcp1 in one place, which only serverSettings: "replicate" writes: server.leaseDuration (dhcp2 has 60, dhcp1 7200).',
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
