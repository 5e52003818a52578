// One Kea server that tests run: its daemon, its Control Agent where it has one, and what tests ask of it.

import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

import { controlAgent, environment, files, type Door, type JsonObject } from "./configuration.js";
import { daemon, type Daemon } from "./daemon.js";
import { type Kea, within } from "./versions.js";

export interface Answer {
  readonly result: number;
  readonly text?: string;
  readonly arguments?: Readonly<Record<string, any>>;
}

export interface Server {
  /** Its files, seen from outside of a chroot, as every path here. */
  readonly folder: string;
  /** The daemon's configuration file: where config-write writes. */
  readonly configuration: string;
  readonly unixUrl: string;
  readonly daemon: Daemon;
  /** Up to Kea 2.6, and only where it is reached over HTTP. */
  readonly agent: Daemon | undefined;
  /** One command over the unix socket, straight to the daemon. */
  command(name: string, args?: JsonObject): Promise<Answer>;
  /**
   * Returns the state that its HA hook states of itself: "hot-standby", "waiting", "terminated", …;
   * "" without an HA hook.
   */
  state(): Promise<string>;
  /**
   * Returns true where each of its relationships works, and it knows that its partner thinks so
   * too.
   */
  rests(): Promise<boolean>;
  /** How often the daemon got each command, as its log counts them: from its partner, too, and from the waiting for it. */
  received(): Promise<Record<string, number>>;
  log(): Promise<string>;
}

export interface ServerOptions {
  readonly kea: Kea;
  readonly folder: string;
  /** Returns the text of a daemon's file, given the server's folder as the daemon sees it. */
  readonly text: (folder: string) => string;
  /** The command that enters the network namespace that it runs in, if it does. */
  readonly enter?: readonly string[];
  /** The Control Agent's door. */
  readonly agent?: Door | undefined;
}

/** A server whose files are there; it does not run yet. */
export function server({ kea, folder, text, enter = [], agent }: ServerOptions): Server {
  const inside = seenInside(kea, folder);
  const [outer, inner] = [files(folder), files(inside)];
  if (outer.socket.length > 107)
    throw new Error(
      `${outer.socket} is too long a path for a unix socket: choose a shorter TMPDIR or XDG_CACHE_HOME.`,
    );
  mkdirSync(folder, { mode: 0o750, recursive: true });
  writeFileSync(outer.configuration, text(inside));
  if (agent) writeFileSync(outer.agent.configuration, JSON.stringify(controlAgent(inside, agent)));

  const run = (program: string, configuration: string) => [
    ...enter,
    ...within(kea),
    `/usr/sbin/${program}`,
    "-c",
    configuration,
  ];
  const env = environment(inside);
  const log = () => readFile(outer.log, "utf8").catch(() => "");
  const command = (name: string, args?: JsonObject) =>
    ask(outer.socket, { command: name, ...(args && { arguments: args }) });

  /** Returns the server's statements about both sides of each of its relationships. */
  const failover = async (): Promise<readonly Sides[]> => {
    const status = await command("status-get");
    return (status.arguments?.["high-availability"] ?? []).map(
      (one: JsonObject) => one["ha-servers"] ?? {},
    );
  };

  return {
    folder,
    configuration: outer.configuration,
    unixUrl: `unix://${outer.socket}`,
    command,
    log,
    daemon: daemon({
      env,
      name: `kea-dhcp4 in ${folder}`,
      command: run("kea-dhcp4", inner.configuration),
      output: outer.output,
      answers: () =>
        command("version-get").then(
          ({ result }) => result === 0,
          () => false,
        ),
    }),
    agent:
      agent &&
      daemon({
        env,
        name: `kea-ctrl-agent in ${folder}`,
        command: run("kea-ctrl-agent", inner.agent.configuration),
        output: outer.agent.output,
        answers: () => listens(agent.port),
      }),
    state: async () => (await failover())[0]?.local?.state ?? "",
    rests: async () => (await failover()).every(rests),
    received: async () => {
      const counts: Record<string, number> = {};
      for (const [, name] of (await log()).matchAll(
        / COMMAND_RECEIVED Received command '([^']+)'/g,
      ))
        counts[name!] = (counts[name!] ?? 0) + 1;
      return counts;
    },
  };
}

interface Sides {
  readonly local?: { readonly state?: string };
  readonly remote?: { readonly "last-state"?: string };
}

const working = ["hot-standby", "load-balancing", "passive-backup", "backup"];

/** A server's word for its partner is a heartbeat old: a pair moves as long as the two differ. Backups send no state. */
function rests({ local, remote }: Sides): boolean {
  const state = local?.state ?? "";
  return working.includes(state) && (/backup/.test(state) || remote?.["last-state"] === state);
}

/** A path outside of a version's Debian, as its programs see it. */
export const seenInside = ({ root }: Kea, path: string) =>
  root === "/" ? path : join("/", path.slice(root.length));

/** The daemon closes the connection behind its answer. */
function ask(socket: string, question: JsonObject): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let text = "";
    const connection = connect(socket, () => connection.write(JSON.stringify(question)));
    connection.setTimeout(120_000, () =>
      connection.destroy(new Error(`${socket} does not answer ${JSON.stringify(question)}`)),
    );
    connection.setEncoding("utf8");
    connection.on("data", (part) => (text += part)).once("error", reject);
    connection.once("end", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`${socket} answered ${JSON.stringify(text)}`));
      }
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, "127.0.0.1", () => resolve(true)).once("error", () =>
      resolve(false),
    );
    connection.once("connect", () => connection.destroy());
  });
}
