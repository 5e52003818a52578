// What a resource tells its primary besides: shown with what its partner is told, and written once the partner is ready for it.
import { beforeEach, describe, expect, it } from "vitest";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Relationship,
} from "../../provider/core/model.js";
import { planMembership } from "../../provider/core/relationship.js";
import { formatPlan } from "../../provider/core/text.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { scopeShape, type ScopeArgs } from "../../provider/lifecycle/arguments.js";
import type { ResourceDefinition } from "../../provider/lifecycle/resource-definition.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { createReplicationProvider } from "../../provider/lifecycle/replication-provider.js";
import { servers } from "../helpers/unit/lifecycle/engine.js";

/** A resource that puts its scope under a relationship of the primary. */
const kind: ResourceDefinition<ScopeArgs> = {
  name: "Member",
  shape: scopeShape,
  select: ({ scopeId }) => ({ scopes: [scopeId], settings: false, isIgnored: () => false }),
  selectRecorded: ({ scopeId }) => ({ scopes: [scopeId], settings: false, isIgnored: () => false }),
  planPrimary: ({ scopeId, relationship }, { relationships }) =>
    relationship === undefined || relationships[relationship]!.scopes.includes(scopeId)
      ? []
      : [planMembership(relationship, scopeId, true)],
  formatPlan,
  listExtraScopes: () => [],
  settingsPolicy: () => "ignore",
  createId: () => "member",
  listReplacing: () => [],
  createOutputs: () => ({}),
};

const under = (peer: string, ...members: string[]): Relationship => ({
  mode: "loadBalance",
  self: "hub",
  partner: peer,
  loadBalancePercent: 50,
  scopes: members,
  own: {},
});
const scopes: Configuration["scopes"] = {
  "10.0.1.0/24": { ...emptyObject, properties: { leaseDuration: 60 } },
};
let written: string[];
let primary: Memory;
let partner: Memory;

/** A server that notes when it comes to hold something else. */
function server(name: string, configuration: Configuration, readOnly?: string): Memory {
  let held = configuration;
  const memory = {
    name,
    reads: 0,
    writes: 0,
    ...(readOnly !== undefined && { readOnly }),
  } as Memory;
  return Object.defineProperty(memory, "configuration", {
    get: () => held,
    set: (next: Configuration) => {
      held = next;
      written.push(name);
    },
  });
}

beforeEach(() => {
  written = [];
  primary = server("hub", {
    ...emptyConfiguration,
    scopes,
    relationships: { a: under("one", "10.0.1.0/24"), b: under("two") },
  });
  partner = server("two", emptyConfiguration);
});

const program = {
  primary: { driver: "memory", name: "hub" },
  partner: { driver: "memory", name: "two" },
  scopeId: "10.0.1.0/24",
  relationship: "b",
  __resource: "m",
};
const begun = () =>
  createReplicationProvider(
    kind,
    operation(servers(primary, partner), () => {}),
  );
type Checked = {
  readonly inputs: Record<string, unknown>;
  readonly failures?: readonly { readonly reason: string }[];
};

describe("what the primary is told besides", () => {
  it("is shown with the rest, written after the partner, and nothing the next time", async () => {
    const provider = begun();
    const { inputs } = (await provider.check({}, program)) as Checked;
    expect(inputs.replicate).toMatchObject({
      "relationships.b.scopes.10.0.1.0/24": "+ member",
      "(scope)": expect.stringMatching(/^\+ /),
    });
    const { outs } = await provider.create(inputs);
    expect(written).toEqual(["two", "hub"]);
    expect(
      Object.entries(primary.configuration.relationships).map(([name, { scopes: members }]) => [
        name,
        members,
      ]),
    ).toEqual([
      ["a", []],
      ["b", ["10.0.1.0/24"]],
    ]);
    const next = begun();
    const again = (await next.check(inputs, program)) as Checked;
    expect(await next.diff("member", outs, again.inputs)).toEqual({ changes: false });
    expect(again.inputs.revision).toBe(inputs.revision);
  });

  it("is an update where nothing else differs", async () => {
    const first = begun();
    const { inputs } = (await first.check({}, { ...program, relationship: "a" })) as Checked;
    const { outs } = await first.create(inputs);
    expect(written).toEqual(["two"]);
    const next = begun();
    const moved = (await next.check(inputs, program)) as Checked;
    expect(moved.inputs.replicate).toMatchObject({
      "relationships.b.scopes.10.0.1.0/24": "+ member",
    });
    expect(await next.diff("member", outs, moved.inputs)).toEqual({ changes: undefined });
    await next.update("member", outs, moved.inputs);
    expect(written).toEqual(["two", "hub"]);
  });

  it("is refused where the primary can only be read", async () => {
    primary = server("hub", primary.configuration, "it is a copy");
    const { failures } = (await begun().check({}, program)) as Checked;
    expect(failures!.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("it is a copy"),
    ]);
  });
});
