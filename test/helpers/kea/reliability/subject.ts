// A pair that is spoiled again and again, what is done to it, and what is judged afterwards.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalText } from "../../../../provider/core/canonical.js";
import { drivers } from "../../../../provider/drivers/index.js";
import { Engine } from "../../unit/lifecycle/engine.js";
import { allEdited } from "../edits.js";
import { pair, type KeaPair, type KeaServer } from "../servers.js";
import type { Version } from "../versions.js";
import { passage, type Passage } from "./passage.js";

type Dhcp4 = Record<string, any>;
type Properties = Record<string, unknown>;

/** The work that the provider is asked to do. */
export interface Operation {
  readonly name: string;
  readonly kind: "replication" | "scope";
  /** True where the state knows the resource already. */
  readonly isKnown: boolean;
  readonly args: Properties;
  readonly isDestroyed?: boolean;
}

const scopeId = "10.0.1.0";

export const operations: readonly Operation[] = [
  { name: "create", kind: "replication", isKnown: false, args: {} },
  { name: "update", kind: "replication", isKnown: true, args: {} },
  { name: "create a scope", kind: "scope", isKnown: false, args: { scopeId } },
  { name: "update a scope", kind: "scope", isKnown: true, args: { scopeId } },
  {
    name: "delete a scope",
    kind: "scope",
    isKnown: true,
    args: { scopeId, onDelete: "remove" },
    isDestroyed: true,
  },
];

/** The outcome of an operation. */
export interface Run {
  readonly succeeded: boolean;
  /** The sentences of an error, or the warnings. */
  readonly sentences: readonly string[];
}

export interface Subject {
  readonly servers: KeaPair;
  readonly way: Passage;
  /** The folder of kept configurations. */
  readonly kept: string;
  /** Makes the partner what it was at first, in memory and on disk, and starts what does not run. */
  reset(): Promise<void>;
  /** A resource as the state has it before the operation. */
  engine(operation: Operation): Engine;
  run(engine: Engine, operation: Operation): Promise<Run>;
  /** Tells whether a preview finds nothing to do. */
  isInSync(engine: Engine, operation: Operation): Promise<boolean>;
  /** Returns the configuration that a server holds in memory, and the one in its file. */
  held(server: KeaServer): Promise<{ readonly running: string; readonly file: string }>;
  /** The partner's configuration before the operation, and after it went well. */
  readonly before: string;
  after(operation: Operation): string;
  /** How many commands the operation sends where nothing is in its way. */
  length(operation: Operation): number;
  /** How many milliseconds it takes then. */
  duration(operation: Operation): number;
  end(): Promise<void>;
}

/** Returns a configuration without what Kea adds on its own. */
const bare = ({ hash: _, ...dhcp4 }: Dhcp4): Dhcp4 => dhcp4;

/** Starts a pair that differs, and carries every operation out once where nothing is in its way. */
export async function subject(version: Version, hasCommands = false): Promise<Subject> {
  const servers = await pair({
    version,
    hasCommands,
    serves: (name) => allEdited(name === "server1" ? "primary" : "partner"),
  });
  const way = await passage(servers);
  const kept = mkdtempSync(join(tmpdir(), "kept-"));
  const { server1, server2 } = servers;

  const runningOf = async (server: KeaServer) =>
    bare((await server.command("config-get")).arguments!.Dhcp4 as Dhcp4);
  const fileOf = (server: KeaServer) =>
    bare((JSON.parse(readFileSync(server.configuration, "utf8")) as { Dhcp4: Dhcp4 }).Dhcp4);
  const held = async (server: KeaServer) => ({
    running: canonicalText(await runningOf(server)),
    file: canonicalText(fileOf(server)),
  });

  const programOf = ({ args }: Operation) => ({
    all: {
      primary: { driver: "kea", url: way.urls.server1 },
      partner: { driver: "kea", url: way.urls.server2, backupDir: kept },
      ...args,
    },
  });
  const run = async (engine: Engine, operation: Operation): Promise<Run> => {
    try {
      if (operation.isDestroyed) {
        await engine.destroy("all");
        return { succeeded: true, sentences: engine.said };
      }
      const { failures, said } = (await engine.up(programOf(operation))).all!;
      return {
        succeeded: failures.length === 0,
        sentences: [...failures.map(({ reason }) => reason), ...said],
      };
    } catch (error) {
      return { succeeded: false, sentences: [(error as Error).message, ...engine.said] };
    }
  };

  for (const server of [server1, server2]) await server.command("config-write");
  await servers.working();
  const first = await runningOf(server2);
  const reset = async () => {
    for (const server of [server1, server2]) await server.daemon.start();
    const isFirst = async () => canonicalText(await runningOf(server2)) === canonicalText(first);
    if (!(await isFirst())) await server2.command("config-set", { Dhcp4: first });
    if (canonicalText(fileOf(server2)) !== canonicalText(first))
      await server2.command("config-write");
    await servers.working();
  };

  /** States of resources that were created, and what became of the partner. */
  const states = new Map<string, Engine["states"]>();
  const afters = new Map<string, string>();
  const lengths = new Map<string, number>();
  const durations = new Map<string, number>();
  for (const operation of operations) {
    const engine = new Engine(drivers, operation.kind);
    if (operation.isKnown) {
      const { succeeded, sentences } = await run(engine, { ...operation, isDestroyed: false });
      if (!succeeded) throw new Error(`${operation.name}, made ready: ${sentences.join(" ")}`);
      states.set(operation.name, structuredClone(engine.states));
      await reset();
    }
    way.watch();
    const began = Date.now();
    const { succeeded, sentences } = await run(engine, operation);
    durations.set(operation.name, Date.now() - began);
    if (!succeeded) throw new Error(`${operation.name}: ${sentences.join(" ")}`);
    lengths.set(operation.name, way.commands().length);
    afters.set(operation.name, (await held(server2)).running);
    await reset();
  }

  return {
    servers,
    way,
    kept,
    reset,
    run,
    held,
    before: canonicalText(first),
    after: ({ name }) => afters.get(name)!,
    length: ({ name }) => lengths.get(name)!,
    duration: ({ name }) => durations.get(name)!,
    engine: ({ name, kind }) => {
      const engine = new Engine(drivers, kind);
      for (const [resource, state] of states.get(name) ?? [])
        engine.states.set(resource, structuredClone(state));
      return engine;
    },
    isInSync: async (engine, operation) => {
      if (operation.isDestroyed) return engine.states.size === 0;
      return (await engine.preview(programOf(operation))).all!.op === "same";
    },
    end: async () => {
      await way.end();
      await servers.end();
      rmSync(kept, { recursive: true, force: true });
    },
  };
}
