import { beforeEach, describe, expect, it } from "vitest";
import { decodeBase } from "../../provider/core/base.js";
import { withValueAt } from "../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type Json,
} from "../../provider/core/model.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import { Engine, servers } from "../helpers/unit/lifecycle/engine.js";

const scope = "10.0.1.0/24";
const server = (name: string): Memory => ({
  name,
  reads: 0,
  writes: 0,
  configuration: {
    ...emptyConfiguration,
    scopes: {
      [scope]: {
        ...emptyObject,
        properties: {
          id: 1,
          leaseDuration: 3600,
          "user-context": { wifiKey: "hunter0", "door-licence": "hunter0" },
          options: { "dhcp4:66": { value: "hunter0" } },
        },
      },
    },
  } satisfies Configuration,
});

let primary: Memory;
let partner: Memory;
beforeEach(() => {
  primary = server("dhcp1");
  partner = server("dhcp2");
});

function edit(memory: Memory, path: string[], value: Json): void {
  const { configuration } = memory;
  const part = configuration.scopes[scope]!;
  const scopes = { [scope]: { ...part, properties: withValueAt(part.properties, path, value) } };
  memory.configuration = { ...configuration, scopes };
}

const secretNames = ["WIFIKEY", "*-licence", "dhcp4:66"];
const both = {
  primary: { driver: "memory", name: "dhcp1" },
  partner: { driver: "memory", name: "dhcp2" },
};

describe.each(["replication", "scope"] as const)("secretNames of a %s", (kind) => {
  const program = (more: object = {}) =>
    ({ one: { ...both, ...(kind === "scope" && { scopeId: "10.0.1.0" }), ...more } }) as never;
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine(servers(primary, partner), kind);
  });
  /** All that leaves the process: what is shown, said and refused, and what the state keeps. */
  const everything = async (outcome: Promise<unknown>) => {
    const shown = await outcome.catch(({ message }: Error) => message);
    const records = [...engine.states.values()].map(({ outputs }) => decodeBase(outputs.__base));
    return JSON.stringify([shown, engine.said, [...engine.states], records]);
  };
  const paths = [
    ["user-context", "wifiKey"],
    ["user-context", "door-licence"],
    ["options", "dhcp4:66", "value"],
  ];

  it("keeps values out of previews, messages and the state, and they are replicated all the same", async () => {
    await engine.up(program({ secretNames }));
    for (const path of paths) edit(primary, path, "hunter1");
    const preview = await everything(engine.preview(program({ secretNames })));
    expect(preview).toContain("(secret, changed)");
    expect(preview).not.toMatch(/hunter/);
    expect(await everything(engine.up(program({ secretNames })))).not.toMatch(/hunter/);
    expect(partner.configuration).toEqual(primary.configuration);
    for (const path of paths) edit(partner, path, "hunter2");
    expect(await everything(engine.refresh(false))).not.toMatch(/hunter/);
    const refused = await everything(engine.preview(program({ secretNames, onDrift: "refuse" })));
    expect(refused).toContain("was changed since the last replication");
    expect(refused).not.toMatch(/hunter/);
  });

  it("takes values out of the state that it held in clear, and counts none of that as an edit", async () => {
    await engine.up(program({ onDrift: "refuse" }));
    expect(await everything(Promise.resolve())).toMatch(/hunter/);
    edit(primary, ["leaseDuration"], 7200);
    const { one } = await engine.up(program({ onDrift: "refuse", secretNames }));
    expect(one!.op).toBe("update");
    edit(primary, ["user-context", "wifiKey"], "hunter1");
    const [again] = [(await engine.up(program({ onDrift: "refuse", secretNames }))).one!];
    expect(again.failures).toEqual([]);
    expect(await everything(Promise.resolve())).not.toMatch(/hunter/);
    expect((await engine.refresh(true)).one).toEqual([]);
    expect((await engine.preview(program({ onDrift: "refuse", secretNames }))).one!.op).toBe(
      "same",
    );
  });

  it("may be taken out again: what is sealed on record is no edit", async () => {
    await engine.up(program({ onDrift: "refuse", secretNames }));
    edit(primary, ["user-context", "wifiKey"], "hunter1");
    expect((await engine.up(program({ onDrift: "refuse" }))).one).toMatchObject({
      op: "update",
      failures: [],
    });
    expect((await engine.preview(program({ onDrift: "refuse" }))).one!.op).toBe("same");
  });

  it.each(["", " ", "*", "**"])("refuses %j, which would be every name", async (name) => {
    const { failures } = (await engine.preview(program({ secretNames: [name] }))).one!;
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("secretNames[0]"),
    ]);
  });
});
