// What Kea's daemons are told: what a server serves, and around it where its files, its doors and its partner are.

import type { Certificates } from "./certificates.js";
import type { Version } from "./versions.js";

export type JsonObject = Readonly<Record<string, unknown>>;

export type ServerName = "server1" | "server2";

export type Mode = "hot-standby" | "load-balancing" | "passive-backup";

export const serverNames: readonly ServerName[] = ["server1", "server2"];

const roles: Readonly<Record<Mode, string>> = {
  "hot-standby": "standby",
  "load-balancing": "secondary",
  "passive-backup": "backup",
};

export interface Relationship {
  readonly mode: Mode;
  /** The addresses at which the servers listen for each other. */
  readonly urls: Readonly<Record<ServerName, string>>;
  readonly heartbeatDelay: number;
  readonly maxResponseDelay?: number | undefined;
  /** Milliseconds for which a client must have waited to count as one; 2,000 by default. */
  readonly maxAckDelay?: number | undefined;
  /** How many clients must be seen to wait before the partner counts as down. */
  readonly maxUnackedClients?: number | undefined;
  /** The name of the relationship in its user-context. */
  readonly name?: string | undefined;
  /** The password that partners show each other, as the user "partner". */
  readonly peerPassword?: string | undefined;
}

/**
 * The entrance of commands besides the unix socket: the Control Agent's or, since Kea 3, the
 * daemon's own.
 */
export interface Door {
  readonly port: number;
  readonly password?: string | undefined;
  /** Files as the daemon sees them. With certificates it is https, and asks for a client's. */
  readonly certificates?: Certificates | undefined;
}

export const user = "admin";

/** A server's files; the paths are the daemon's own. */
export const files = (folder: string) => ({
  configuration: `${folder}/kea-dhcp4.conf`,
  socket: `${folder}/kea-dhcp4.sock`,
  log: `${folder}/kea-dhcp4.log`,
  output: `${folder}/kea-dhcp4.out`,
  leases: `${folder}/leases4.csv`,
  agent: {
    configuration: `${folder}/kea-ctrl-agent.conf`,
    log: `${folder}/kea-ctrl-agent.log`,
    output: `${folder}/kea-ctrl-agent.out`,
  },
});

/**
 * Returns the variables that name the folders of the daemons' own files. Since 2.6.3 they take only
 * files below these.
 */
export const environment = (folder: string) => ({
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  ...Object.fromEntries(
    ["PIDFILE", "LOCKFILE", "CONTROL_SOCKET", "DHCP_DATA", "LOG_FILE"].map((what) => [
      `KEA_${what}_DIR`,
      folder,
    ]),
  ),
});

export interface Told {
  readonly version: Version;
  /** The hook libraries' folder. */
  readonly hooks: string;
  /** The server's folder as the daemon sees it. */
  readonly folder: string;
  readonly door?: Door | undefined;
  readonly interfaces: readonly string[];
  /** The relationships it is in; absent for a server without the HA hook. */
  readonly highAvailability?: JsonObject | readonly JsonObject[] | undefined;
  /** True where it has the hook libraries with which it takes changes as commands (Kea 3.0). */
  readonly hasCommands?: boolean | undefined;
  readonly serves: JsonObject;
}

/** The file of one server of a pair. What it serves goes before what is added to it. */
export function written({
  version,
  hooks,
  folder,
  door,
  interfaces,
  highAvailability: ha,
  hasCommands = false,
  serves,
}: Told): string {
  const Dhcp4 = {
    "interfaces-config": { interfaces },
    "multi-threading": {
      "enable-multi-threading": true,
      "thread-pool-size": 2,
      "packet-queue-size": 16,
    }, // the HA hook's own listener needs it
    "hooks-libraries": [...hooksLibraries(hooks, ha), ...(hasCommands ? commandHooks(hooks) : [])],
    ...reachable(version, folder, door),
    ...serves,
  };
  return JSON.stringify({ Dhcp4 }, null, 2);
}

/** The hook libraries with which Kea 3.0 changes its configuration by commands. */
export const commandHooks = (hooks: string): readonly JsonObject[] =>
  ["subnet_cmds", "host_cmds", "class_cmds"].map((name) => ({
    library: `${hooks}/libdhcp_${name}.so`,
  }));

/** With a unix socket, leases in a file and a log that tells every command: what tests need of any server. */
export function reachable(version: Version, folder: string, door?: Door): JsonObject {
  const { socket, leases, log } = files(folder);
  const unix = { "socket-type": "unix", "socket-name": socket };
  return {
    ...(hasAgent(version)
      ? { "control-socket": unix }
      : { "control-sockets": [unix, ...(door ? [ownSocket(door)] : [])] }),
    "lease-database": { type: "memfile", name: leases, "lfc-interval": 0 },
    loggers: logger("kea-dhcp4", log),
  };
}

export const hasAgent = (version: Version) => version !== "3.0.3";

const ownSocket = (door: Door) => ({
  "socket-type": door.certificates ? "https" : "http",
  "socket-address": "127.0.0.1",
  "socket-port": door.port,
  ...guard(door),
});

export function controlAgent(folder: string, door: Door): JsonObject {
  const { socket, agent } = files(folder);
  return {
    "Control-agent": {
      "http-host": "127.0.0.1",
      "http-port": door.port,
      ...guard(door),
      "control-sockets": { dhcp4: { "socket-type": "unix", "socket-name": socket } },
      loggers: logger("kea-ctrl-agent", agent.log),
    },
  };
}

function guard({ password, certificates }: Door): JsonObject {
  return {
    ...(certificates && {
      "trust-anchor": certificates.ca.cert,
      "cert-file": certificates.server.cert,
      "key-file": certificates.server.key,
      "cert-required": true,
    }),
    ...(password !== undefined && {
      authentication: { type: "basic", realm: "kea", clients: [{ user, password }] },
    }),
  };
}

const logger = (name: string, output: string) => [
  { name, severity: "INFO", output_options: [{ output, flush: true }] },
];

/** Lease and statistics commands, and the HA hook of a server that has partners. */
function hooksLibraries(
  hooks: string,
  relationships?: JsonObject | readonly JsonObject[],
): JsonObject[] {
  const library = (name: string, parameters?: JsonObject) => ({
    library: `${hooks}/libdhcp_${name}.so`,
    ...(parameters && { parameters }),
  });
  const ha = relationships && library("ha", { "high-availability": [relationships].flat() });
  return [library("lease_cmds"), library("stat_cmds"), ...(ha ? [ha] : [])];
}

/** The same on both but for the name; what keeps a test waiting is short. */
export function highAvailability(
  server: ServerName,
  {
    mode,
    urls,
    heartbeatDelay,
    maxResponseDelay = 20_000,
    maxAckDelay = 2000,
    maxUnackedClients = 0,
    name,
    peerPassword,
  }: Relationship,
): JsonObject {
  const auth = peerPassword !== undefined && {
    "basic-auth-user": "partner",
    "basic-auth-password": peerPassword,
  };
  return {
    ...(name !== undefined && { "user-context": { name } }),
    "this-server-name": server,
    mode,
    "heartbeat-delay": heartbeatDelay,
    "max-response-delay": maxResponseDelay,
    "max-ack-delay": maxAckDelay,
    "max-unacked-clients": maxUnackedClients,
    "multi-threading": {
      "enable-multi-threading": true,
      "http-dedicated-listener": true,
      "http-listener-threads": 2,
      "http-client-threads": 2,
    },
    peers: serverNames.map((peer) => ({
      name: peer,
      url: urls[peer],
      role: peer === "server1" ? "primary" : roles[mode],
      ...auth,
    })),
  };
}
