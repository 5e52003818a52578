// Real pairs of Kea servers on this machine's loopback, for tests. They open no DHCP socket, and need no partner but each other.

import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { makeCertificates, type Certificate, type Certificates } from "./certificates.js";
import { freePorts } from "./ports.js";
import {
  hasAgent,
  highAvailability,
  type JsonObject,
  type Mode,
  serverNames,
  type ServerName,
  user,
  written,
} from "./configuration.js";
import { ending, makeFolder, removeFolder } from "./ending.js";
import { seenInside, server, type Server } from "./server.js";
import { until } from "./until.js";
import { kea as find, type Kea, type Version } from "./versions.js";

export type Access = "http" | "https" | "unix";

export interface PairOptions {
  /** 2.2.0 by default. */
  readonly version?: Version;
  /** hot-standby by default. */
  readonly mode?: Mode;
  /**
   * How the servers are reached: over the Control Agent's HTTP or Kea 3's own (the default), over the same with TLS, a client's
   * certificate and a password, or over nothing but the unix socket, which is always there.
   */
  readonly access?: Access;
  /** Returns the Dhcp4 that each serves; the members that it leaves out are added. */
  readonly serves: (server: ServerName) => JsonObject;
  /** Milliseconds; 200 by default. */
  readonly heartbeatDelay?: number;
  /** Milliseconds until a partner that does not answer counts as down; 20,000 by default, longer than a busy machine may stall. */
  readonly maxResponseDelay?: number;
  /**
   * True where both have the hook libraries with which they take changes as commands (Kea 3.0);
   * false by default.
   */
  readonly hasCommands?: boolean;
  /** Servers that run without the HA hook; none by default. The other one then waits for its partner, and the pair does not wait for it. */
  readonly alone?: readonly ServerName[];
  /** The name in the relationship's user-context; none by default. */
  readonly relationshipName?: string;
  /** The password of the user "admin"; over https a random one by default, over http none. */
  readonly password?: string;
  /** The password that each must show its partner; none by default. */
  readonly peerPassword?: string;
}

export interface KeaServer extends Server {
  readonly name: ServerName;
  /** The server as the provider's argument wants it. */
  readonly args: JsonObject;
  readonly url: string;
}

export interface KeaPair {
  readonly server1: KeaServer;
  readonly server2: KeaServer;
  /** Of a pair with https: what its servers and clients show, and an authority that they do not know. */
  readonly certificates: Certificates | undefined;
  /**
   * The addresses at which their HA hooks listen for each other; nobody does in a pair that runs
   * without them.
   */
  readonly peerUrls: Readonly<Record<ServerName, string>>;
  /** Until both servers say that their failover works. */
  ready(): Promise<void>;
  /** The same, also where they were made to run without it. */
  working(): Promise<void>;
  /** Ends what was started and removes its folder. */
  end(): Promise<void>;
}

/** A pair that works. */
export async function pair(options: PairOptions): Promise<KeaPair> {
  const {
    version = "2.2.0",
    mode = "hot-standby",
    access = "http",
    heartbeatDelay = 200,
    maxResponseDelay,
    alone = [],
    serves,
    relationshipName,
    peerPassword,
  } = options;
  const kea = find(version);
  const folder = makeFolder(kea);
  const [ports, certificates] = await Promise.all([
    freePorts(4),
    access === "https" ? makeCertificates(folder) : undefined,
  ]);
  const password = options.password ?? (certificates && randomBytes(12).toString("base64url"));
  const urls = {
    server1: `http://127.0.0.1:${ports[0]}/`,
    server2: `http://127.0.0.1:${ports[1]}/`,
  };
  const relationship = {
    mode,
    urls,
    heartbeatDelay,
    maxResponseDelay,
    name: relationshipName,
    peerPassword,
  };

  const make = (name: ServerName): KeaServer => {
    const door = {
      port: ports[serverNames.indexOf(name) + 2]!,
      password,
      certificates: certificates && seenAll(kea, certificates),
    };
    const partnership = alone.includes(name) ? undefined : highAvailability(name, relationship);
    const told = {
      version,
      hooks: kea.hooks,
      interfaces: [],
      door: access === "unix" ? undefined : door,
      highAvailability: partnership,
      hasCommands: options.hasCommands,
      serves: serves(name),
    };
    const agent = access !== "unix" && hasAgent(version) ? door : undefined;
    const made = server({
      kea,
      folder: join(folder, name),
      agent,
      text: (inside) => written({ ...told, folder: inside }),
    });
    const url = access === "unix" ? made.unixUrl : `${access}://127.0.0.1:${door.port}`;
    return {
      ...made,
      name,
      url,
      args: { driver: "kea", url, ...credentials(folder, password, certificates) },
    };
  };

  const [server1, server2] = serverNames.map(make) as [KeaServer, KeaServer];
  const servers = [server1, server2];
  const ready = () => (alone.length > 0 ? Promise.resolve() : working(servers));
  const end = ending(async () => {
    await Promise.all(servers.flatMap(({ daemon, agent }) => [agent?.stop(), daemon.stop()]));
    removeFolder(folder);
  });
  await started(servers, ready, end);
  return {
    server1,
    server2,
    certificates,
    peerUrls: urls,
    ready,
    working: () => working(servers),
    end,
  };
}

/** Starts servers and waits for them; if that fails, nothing of them stays. */
export async function started(
  servers: readonly Server[],
  ready: () => Promise<void>,
  end: () => Promise<void>,
): Promise<void> {
  try {
    await Promise.all(servers.flatMap(({ daemon, agent }) => [daemon.start(), agent?.start()]));
    await ready();
  } catch (error) {
    await end();
    throw error;
  }
}

/** Until all servers say that their failover works, and know that their partners say so too; otherwise what their logs end with. */
export async function working(servers: readonly Server[]): Promise<void> {
  const states = () => Promise.all(servers.map((one) => one.state().catch(() => "no answer")));
  try {
    const rest = () => Promise.all(servers.map((one) => one.rests().catch(() => false)));
    await until(
      "the failover of all servers to be at rest",
      async () => (await rest()).every(Boolean),
      180,
    );
  } catch (error) {
    const tails = await Promise.all(
      servers.map(
        async ({ folder, log }) => `${folder}:\n${(await log()).split("\n").slice(-20).join("\n")}`,
      ),
    );
    throw new Error([`They say: ${(await states()).join(", ")}.`, ...tails].join("\n\n"), {
      cause: error,
    });
  }
}

function credentials(folder: string, password?: string, certificates?: Certificates): JsonObject {
  const file = join(folder, "password");
  if (password !== undefined) writeFileSync(file, password);
  return {
    ...(password !== undefined && { user, password: { file } }),
    ...(certificates && {
      tls: {
        ca: { file: certificates.ca.cert },
        cert: { file: certificates.client.cert },
        key: { file: certificates.client.key },
      },
    }),
  };
}

function seenAll(kea: Kea, certificates: Certificates): Certificates {
  const seen = ({ cert, key }: Certificate) => ({
    cert: seenInside(kea, cert),
    key: seenInside(kea, key),
  });
  const { ca, server: ofServer, client, stranger } = certificates;
  return { ca: seen(ca), server: seen(ofServer), client: seen(client), stranger: seen(stranger) };
}
