// A pair that is spoiled again and again, what is done to it, and what is judged afterwards.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalText } from "../../../../provider/core/canonical.js";
import { drivers } from "../../../../provider/drivers/index.js";
import { Engine } from "../../unit/lifecycle/engine.js";
import { serverNames, type Mode, type ServerName } from "../configuration.js";
import { allEdited } from "../edits.js";
import { asked, plain } from "../relationship-args.js";
import { pair, type Access, type KeaPair, type KeaServer } from "../servers.js";
import type { Version } from "../versions.js";
import { operationsOf, type Operation } from "./operations.js";
import { passage, type Passage } from "./passage.js";

type Dhcp4 = Record<string, any>;

/** The configurations of the two servers, as canonical text. */
export type Held = Readonly<Record<ServerName, string>>;

/** The pair that is spoiled, and the way to it. */
export interface Kind {
  readonly version: Version;
  /** hot-standby by default. */
  readonly mode?: Mode;
  /** http by default. */
  readonly access?: Access;
  /** By config-set by default. */
  readonly hasCommands?: boolean;
  /** Two servers whose failover itself is made, changed and removed; false by default. */
  readonly isRelationship?: boolean;
}

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
  /** The operations on the pair. */
  readonly operations: readonly Operation[];
  /** Brings both servers to what they are before an operation, in memory and on disk. */
  reset(operation: Operation): Promise<void>;
  /** A resource as the state has it before the operation. */
  engine(operation: Operation): Engine;
  run(engine: Engine, operation: Operation): Promise<Run>;
  /** Tells whether a preview finds nothing to do. */
  isInSync(engine: Engine, operation: Operation): Promise<boolean>;
  /** Returns the configuration that a server holds in memory, and the one in its file. */
  held(server: KeaServer): Promise<{ readonly running: string; readonly file: string }>;
  /** Return the configurations before the operation, and after it went well. */
  before(operation: Operation): Held;
  after(operation: Operation): Held;
  /** How many commands the operation sends where nothing is in its way. */
  length(operation: Operation): number;
  /** How many milliseconds it takes then. */
  duration(operation: Operation): number;
  end(): Promise<void>;
}

/** Returns a configuration without what Kea adds on its own. */
const bare = ({ hash: _, ...dhcp4 }: Dhcp4): Dhcp4 => dhcp4;

/** Starts a pair that differs; or two servers without failover, one of which lacks a subnet. */
function start({ version, mode, access, hasCommands, isRelationship }: Kind): Promise<KeaPair> {
  const isBalanced = mode === "load-balancing";
  return pair({
    version,
    ...(mode && { mode }),
    ...(access && { access }),
    ...(hasCommands && { hasCommands }),
    ...(isRelationship && { alone: serverNames }),
    serves: (name) => {
      if (isRelationship) return { subnet4: name === "server1" ? plain(1, 2) : plain(1) };
      return allEdited(name === "server1" ? "primary" : "partner", 6, isBalanced);
    },
  });
}

const runningOf = async (server: KeaServer) =>
  bare((await server.command("config-get")).arguments!.Dhcp4 as Dhcp4);
const fileOf = (server: KeaServer) =>
  bare((JSON.parse(readFileSync(server.configuration, "utf8")) as { Dhcp4: Dhcp4 }).Dhcp4);
const held = async (server: KeaServer) => ({
  running: canonicalText(await runningOf(server)),
  file: canonicalText(fileOf(server)),
});

/** Has a server run with a configuration and write it to its file. */
async function load(server: KeaServer, dhcp4: Dhcp4): Promise<void> {
  await server.daemon.start();
  const text = canonicalText(dhcp4);
  const { running, file } = await held(server);
  if (running !== text) {
    const { result, text: why } = await server.command("config-set", { Dhcp4: dhcp4 });
    if (result !== 0) throw new Error(`${server.name} cannot be made what it was: ${why}`);
  }
  if (running !== text || file !== text) await server.command("config-write");
}

/** The course of an operation where nothing is in its way. */
interface Usual {
  readonly state: Engine["states"];
  readonly before: Readonly<Record<ServerName, Dhcp4>>;
  readonly after: Held;
  readonly length: number;
  readonly duration: number;
}

/** Starts a pair and carries every operation out once where nothing is in its way. */
export async function subject(kind: Kind): Promise<Subject> {
  const servers = await start(kind);
  const way = await passage(servers);
  const kept = mkdtempSync(join(tmpdir(), "kept-"));
  const both = [servers.server1, servers.server2];
  const operations = operationsOf(kind);

  const programOf = ({ args }: Operation) => {
    const through = (name: ServerName) => ({
      ...servers[name],
      args: { ...servers[name].args, url: way.urls[name], backupDir: kept },
    });
    const [server1, server2] = [through("server1"), through("server2")];
    return {
      all: kind.isRelationship
        ? asked({ ...servers, server1, server2 }, args)
        : { primary: server1.args, partner: server2.args, ...args },
    };
  };
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
  const runWell = async (engine: Engine, operation: Operation): Promise<void> => {
    const { succeeded, sentences } = await run(engine, operation);
    if (!succeeded) throw new Error(`${operation.name}: ${sentences.join(" ")}`);
  };
  const runningOfBoth = async () => ({
    server1: await runningOf(servers.server1),
    server2: await runningOf(servers.server2),
  });
  const loadBoth = async (dhcp4s: Readonly<Record<ServerName, Dhcp4>>) => {
    for (const server of both) await load(server, dhcp4s[server.name]);
    await servers.working();
  };

  for (const server of both) await server.command("config-write");
  await servers.working();
  const first = await runningOfBoth();

  const usual = new Map<string, Usual>();
  for (const operation of operations) {
    await loadBoth(first);
    const engine = new Engine(drivers, operation.kind);
    if (operation.isKnown)
      await runWell(engine, { ...operation, args: operation.formerArgs, isDestroyed: false });
    if (!kind.isRelationship) await loadBoth(first);
    const [state, before] = [structuredClone(engine.states), await runningOfBoth()];
    way.watch();
    const began = Date.now();
    await runWell(engine, operation);
    const duration = Date.now() - began;
    const { length } = way.commands();
    const after = textsOf(await runningOfBoth());
    usual.set(operation.name, { state, before, after, length, duration });
  }

  return {
    servers,
    way,
    kept,
    operations,
    reset: ({ name }) => loadBoth(usual.get(name)!.before),
    run,
    held,
    before: ({ name }) => textsOf(usual.get(name)!.before),
    after: ({ name }) => usual.get(name)!.after,
    length: ({ name }) => usual.get(name)!.length,
    duration: ({ name }) => usual.get(name)!.duration,
    engine: ({ name, kind: of }) => {
      const engine = new Engine(drivers, of);
      for (const [resource, state] of usual.get(name)!.state)
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

const textsOf = ({ server1, server2 }: Readonly<Record<ServerName, Dhcp4>>): Held => ({
  server1: canonicalText(server1),
  server2: canonicalText(server2),
});
