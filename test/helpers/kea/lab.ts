// A real pair with real clients: two servers and a crowd of simulated clients on one wire, in network namespaces of their own.

import { join } from "node:path";

import {
  highAvailability,
  type JsonObject,
  type Mode,
  serverNames,
  type ServerName,
  written,
} from "./configuration.js";
import { ending, makeFolder, removeFolder } from "./ending.js";
import { makeNetwork } from "./network.js";
import { server } from "./server.js";
import { type KeaServer, started, working } from "./servers.js";
import { until } from "./until.js";
import { kea as find, type Version, within } from "./versions.js";

/** The subnet that clients and servers are in. Its first 256 addresses are the lab's own. */
export const wire = "10.20.0.0/16";

const addresses = { server1: "10.20.0.1", server2: "10.20.0.2", clients: "10.20.0.3" } as const;
const card = "eth0";

export interface LabOptions {
  /** 3.0.3 by default. */
  readonly version?: Version;
  /** hot-standby by default. */
  readonly mode?: Mode;
  /** Returns the Dhcp4 that each serves; the members that it leaves out are added. */
  readonly serves: (server: ServerName) => JsonObject;
  /** True where both take changes as commands (Kea 3.0); false by default. */
  readonly hasCommands?: boolean;
  /** Milliseconds; 200 by default. */
  readonly heartbeatDelay?: number;
  /** Milliseconds; 20,000 by default. */
  readonly maxResponseDelay?: number;
  /** Milliseconds for which a client must have waited to count as one; 2,000 by default. */
  readonly maxAckDelay?: number;
  /** How many clients must be seen to wait before the partner counts as down; 0 by default: none need be. */
  readonly maxUnackedClients?: number;
}

/** The packets that clients sent and got; one that got no offer sends no request. */
export interface Answered {
  readonly discovers: number;
  readonly offers: number;
  readonly requests: number;
  readonly acks: number;
}

export interface Lab {
  /** Reached over their unix sockets: no network leads to them. */
  readonly server1: KeaServer;
  readonly server2: KeaServer;
  /** New clients, so many a second for so many seconds. */
  clients(rate: number, seconds: number): Promise<Answered>;
  /** Runs a command where the clients are, at 10.20.0.3. Returns what it prints. */
  asClient(...command: readonly string[]): Promise<string>;
  /** Ends what was started; the network goes with it. */
  end(): Promise<void>;
}

/** A pair that works. */
export async function lab({
  version = "3.0.3",
  mode = "hot-standby",
  serves,
  hasCommands,
  heartbeatDelay = 200,
  maxResponseDelay,
  maxAckDelay,
  maxUnackedClients,
}: LabOptions): Promise<Lab> {
  const kea = find(version);
  const folder = makeFolder(kea);
  const servers: KeaServer[] = [];
  const { places, end: endNetwork } = await makeNetwork(card, addresses, 16);
  const end = ending(async () => {
    await Promise.all(servers.map(({ daemon }) => daemon.stop()));
    endNetwork();
    removeFolder(folder);
  });

  const urls = {
    server1: `http://${addresses.server1}:8000/`,
    server2: `http://${addresses.server2}:8000/`,
  };
  for (const name of serverNames) {
    const told = {
      version,
      hooks: kea.hooks,
      interfaces: [card],
      highAvailability: highAvailability(name, {
        mode,
        urls,
        heartbeatDelay,
        maxResponseDelay,
        maxAckDelay,
        maxUnackedClients,
      }),
      hasCommands,
      serves: serves(name),
    };
    const made = server({
      kea,
      folder: join(folder, name),
      enter: places[name].enter,
      text: (inside) => written({ ...told, folder: inside }),
    });
    servers.push({ ...made, name, url: made.unixUrl, args: { driver: "kea", url: made.unixUrl } });
  }
  const [server1, server2] = servers as [KeaServer, KeaServer];
  await started(servers, () => working(servers), end);

  let crowds = 0;
  const clients = async (rate: number, seconds: number): Promise<Answered> => {
    const first = `mac=02:00:00:${(++crowds).toString(16).padStart(2, "0")}:00:00`;
    const options = [
      "-4",
      "-l",
      card,
      "-b",
      first,
      "-r",
      String(rate),
      "-R",
      String(rate * seconds),
      "-p",
      String(seconds),
      "-W",
      "1000000",
    ];
    const ran = places.clients.run(...within(kea), "/usr/sbin/perfdhcp", ...options, "all");
    const told = await ran.catch((error: { code: number; stdout: string }) => {
      if (error.code !== unanswered) throw error;
      return error.stdout;
    });
    const [discovers, offers] = counted(told, "DISCOVER-OFFER");
    const [requests, acks] = counted(told, "REQUEST-ACK");
    return { discovers, offers, requests, acks };
  };
  return { server1, server2, clients, asClient: places.clients.run, end };
}

/**
 * Until a crowd of clients is answered to the last one. On a machine that stalls an answer may come
 * after perfdhcp has given it up: then others ask.
 */
export const allAnswered = ({ clients }: Lab): Promise<void> =>
  until("all clients of a crowd to be answered", async () => {
    const { discovers, offers, requests, acks } = await clients(50, 2);
    return discovers > 0 && [offers, requests, acks].every((number) => number === discovers);
  });

/** The exit code of perfdhcp once it ran to its end and some clients got no answer. */
const unanswered = 3;

function counted(told: string, exchange: string): [number, number] {
  const [, sent, received] =
    new RegExp(`for: ${exchange}\\*+\\s+sent packets: (\\d+)\\s+received packets: (\\d+)`).exec(
      told,
    ) ?? [];
  if (sent === undefined) throw new Error(`perfdhcp said nothing of ${exchange}:\n${told}`);
  return [Number(sent), Number(received)];
}
