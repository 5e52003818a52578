// What a restart of a server would undo: servers in memory that also have a file, which they write when they are told to.
import { beforeEach, describe, expect, it } from "vitest";
import { withValueAt } from "../../provider/core/canonical.js";
import {
  emptyConfiguration,
  emptyObject,
  type Configuration,
  type ConfigObject,
} from "../../provider/core/model.js";
import { messages } from "../../provider/core/messages.js";
import type { Memory } from "../../provider/drivers/memory/index.js";
import type { Snapshot, Server } from "../../provider/drivers/driver.js";
import type { Drivers } from "../../provider/drivers/index.js";
import { Engine, servers as inMemory } from "../helpers/unit/lifecycle/engine.js";

const ids = ["10.0.1.0/24", "10.0.2.0/24"];
const scope = (n: number): ConfigObject => ({
  ...emptyObject,
  properties: { id: n, leaseDuration: 3600 },
});
const pair = (): Configuration => ({
  ...emptyConfiguration,
  scopes: Object.fromEntries(ids.map((id, n) => [id, scope(n + 1)])),
});
const memory = (name: string): Memory => ({ name, configuration: pair(), reads: 0, writes: 0 });

let primary: Memory;
let partner: Memory;
/** The contents of the partner's file, and the number of its writes. */
let file: Configuration;
let saves: number;
/** Why the partner cannot write its file. */
let full: string | undefined;
/** The note on this machine about the partner. */
let noted: string | undefined;
/** True where the process ends once the partner was given its configuration. */
let ends: boolean;
beforeEach(() => {
  [primary, partner] = [memory("dhcp1"), memory("dhcp2")];
  [file, saves, full, noted, ends] = [pair(), 0, undefined, undefined, false];
});

function drivers(): Drivers {
  const { memory: driver } = inMemory(primary, partner);
  const save = async () => {
    if (full !== undefined) return full;
    saves++;
    file = partner.configuration;
    return undefined;
  };
  const withFile = (server: Server): Server => ({
    ...server,
    read: async (): Promise<Snapshot> => ({
      ...(await server.read()),
      ...(noted !== undefined && { notPersisted: noted }),
    }),
    async apply(order) {
      const applied = await server.apply(order);
      if (ends) throw messages.serverChanged("The process ended");
      const why = await save();
      return { ...applied, ...(why !== undefined && { notPersisted: why }) };
    },
    persistence: { persist: save },
  });
  return {
    memory: {
      ...driver!,
      open: ((options: { name: string }) =>
        options.name === "dhcp2"
          ? withFile(driver!.open(options as never))
          : driver!.open(options as never)) as never,
    },
  };
}

function lease(server: Memory, seconds: number): void {
  const { scopes } = server.configuration;
  const part = scopes["10.0.1.0/24"]!;
  server.configuration = {
    ...server.configuration,
    scopes: {
      ...scopes,
      "10.0.1.0/24": {
        ...part,
        properties: withValueAt(part.properties, ["leaseDuration"], seconds),
      },
    },
  };
}
const at = (name: string) => ({ driver: "memory", name });
const both = { primary: at("dhcp1"), partner: at("dhcp2") };
const only =
  "dhcp2 is already in sync: only its configuration file is written, so that a restart keeps the configuration.";

describe.each([
  { kind: "replication" as const, program: { all: { ...both } }, name: "all" },
  {
    kind: "scope" as const,
    program: { hq: { ...both, scopeId: "10.0.1.0", onDelete: "remove" } },
    name: "hq",
  },
])("a $kind whose partner has a file", ({ kind, program, name }) => {
  let engine: Engine;
  beforeEach(() => {
    engine = new Engine(drivers(), kind);
  });
  const preview = async () => (await engine.preview(program as never))[name]!;
  const up = async () => (await engine.up(program as never))[name]!;
  /** An update whose process ends before the file is written. */
  const interrupted = async () => {
    ends = true;
    await expect(up()).rejects.toThrow("The process ended");
    ends = false;
  };

  it("has it written by a create that finds nothing to write, and says so in the preview, which writes nothing", async () => {
    lease(primary, 7200);
    await interrupted();
    expect(file).not.toEqual(partner.configuration);
    expect(await preview()).toMatchObject({ op: "create", added: [], said: [only] });
    expect(saves).toBe(0);
    expect(await up()).toMatchObject({ op: "create" });
    expect([saves, file]).toEqual([1, partner.configuration]);
  });

  it("has it written by an update of the revision alone, and is not asked again while nothing changes", async () => {
    await up();
    lease(primary, 7200);
    await interrupted();
    expect([saves, file]).toEqual([1, pair()]);
    expect(await preview()).toMatchObject({ op: "update", added: [], said: [only] });
    expect(await up()).toMatchObject({ op: "update" });
    expect([saves, file]).toEqual([2, partner.configuration]);
    for (let time = 0; time < 2; time++) expect(await up()).toMatchObject({ op: "same", said: [] });
    expect(saves).toBe(2);
  });

  it("differs as long as this machine knows of a process that was ended", async () => {
    await up();
    noted = "an update ended in the middle.";
    for (let time = 0; time < 2; time++) {
      expect(await preview()).toMatchObject({
        op: "update",
        added: ["(not persisted): dhcp2"],
        said: ["dhcp2: an update ended in the middle.", only],
      });
      expect(await engine.refresh(false)).toEqual({ [name]: ["(not persisted): dhcp2"] });
    }
    await up();
    noted = undefined;
    expect(saves).toBe(2);
    expect(await preview()).toMatchObject({ op: "same", said: [] });
  });

  it("keeps in the state that it could not be written, and repeats it until it was", async () => {
    lease(primary, 7200);
    full = "its disk is full.";
    expect((await up()).said).toContain("dhcp2: its disk is full.");
    for (let time = 0; time < 2; time++) {
      expect(engine.states.get(name)!.outputs.__notPersisted).toEqual({
        dhcp2: "its disk is full.",
      });
      expect(await preview()).toMatchObject({
        op: "update",
        said: ["dhcp2: its disk is full.", only],
      });
      expect(await engine.refresh(true)).toEqual({ [name]: ["(not persisted): dhcp2"] });
      expect(await preview()).toMatchObject({
        op: "update",
        said: ["dhcp2: its disk is full.", only],
      });
      expect((await up()).said).toContain("dhcp2: its disk is full.");
    }
    full = undefined;
    expect(await up()).toMatchObject({ op: "update" });
    expect([saves, file]).toEqual([1, partner.configuration]);
    expect(engine.states.get(name)!.outputs).not.toHaveProperty("__notPersisted");
    expect(await preview()).toMatchObject({ op: "same", said: [] });
    expect(await engine.refresh(false)).toEqual({ [name]: [] });
  });

  it("previews a state of an earlier version without a change", async () => {
    await up();
    const state = engine.states.get(name)!;
    expect(Object.keys(state.outputs).filter((key) => /persist/i.test(key))).toEqual([]);
    expect(await preview()).toMatchObject({ op: "same", added: [], said: [] });
  });
});

it("is written once for many scopes of one update", async () => {
  const engine = new Engine(drivers(), "scope");
  const program = Object.fromEntries(ids.map((id) => [id, { ...both, scopeId: id }]));
  await engine.up(program);
  expect([partner.writes, saves]).toEqual([0, 1]);
});

describe("a scope that was removed", () => {
  const program = { hq: { ...both, scopeId: "10.0.1.0", onDelete: "remove" } };
  let engine: Engine;
  beforeEach(async () => {
    engine = new Engine(drivers(), "scope");
    await engine.up(program as never);
  });

  it("leaves the file with the next delete, where the process of the first one ended", async () => {
    ends = true;
    await expect(engine.destroy("hq")).rejects.toThrow("The process ended");
    ends = false;
    expect(Object.keys(file.scopes)).toContain("10.0.1.0/24");
    await engine.destroy("hq");
    expect(Object.keys(file.scopes)).toEqual(["10.0.2.0/24"]);
    expect(partner.writes).toBe(1);
  });

  it("keeps its resource until the file could be written", async () => {
    full = "its disk is full.";
    for (let time = 0; time < 2; time++) {
      await expect(engine.destroy("hq")).rejects.toThrow(
        "The removal took effect in the running configuration, but a restart would bring the removed scopes back. dhcp2: its disk is full. The resource stays in the state. Correct the cause and run this again. [removed-not-persisted]",
      );
    }
    full = undefined;
    await engine.destroy("hq");
    expect(Object.keys(file.scopes)).toEqual(["10.0.2.0/24"]);
  });
});
