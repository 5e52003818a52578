// A hub and its two spokes: three real Kea servers on this machine's loopback. The hub is in a relationship with each spoke, under a name
// of its own in each, and its subnets say whose they are.
import { join } from "node:path";

import { hasAgent, written, type JsonObject } from "./configuration.js";
import { ending, makeFolder, removeFolder } from "./ending.js";
import { server, type Server } from "./server.js";
import { freePorts } from "./ports.js";
import { started, working } from "./servers.js";
import { kea as find, type Version } from "./versions.js";

export type Place = "hub" | "spoke1" | "spoke2";
const places: readonly Place[] = ["hub", "spoke1", "spoke2"];

export interface HubServer extends Server {
  readonly url: string;
  /** The server as the provider's argument wants it. */
  readonly args: JsonObject;
}

export interface Hub extends Readonly<Record<Place, HubServer>> {
  /** Returns the addresses at which the hub and its spoke of this number listen for each other. */
  peerUrls(spoke: 1 | 2): { readonly primaryUrl: string; readonly partnerUrl: string };
  end(): Promise<void>;
}

export interface HubOptions {
  /** 2.6.3 by default: the first that has hubs. */
  readonly version?: Version;
  /** Without the failover hook: a test makes the relationships. */
  readonly alone?: boolean;
  /** Returns the configuration that each serves. */
  readonly serves: (place: Place) => JsonObject;
}

/** Returns the statement of a hub's subnet that names its spoke. */
export const belongsTo = (spoke: 1 | 2): JsonObject => ({
  "user-context": { "ha-server-name": `spoke${spoke}` },
});

export async function hub({ version = "2.6.3", alone = false, serves }: HubOptions): Promise<Hub> {
  const kea = find(version);
  const folder = makeFolder(kea);
  const ports = await freePorts(7);
  const peerUrl = (n: number) => `http://127.0.0.1:${ports[n]}/`;
  const relationship = (self: "hub" | "spoke", n: 1 | 2): JsonObject => ({
    "this-server-name": `${self}${n}`,
    mode: "hot-standby",
    "heartbeat-delay": 200,
    "max-response-delay": 20_000,
    "max-ack-delay": 2000,
    "max-unacked-clients": 0,
    "multi-threading": {
      "enable-multi-threading": true,
      "http-dedicated-listener": true,
      "http-listener-threads": 2,
      "http-client-threads": 2,
    },
    peers: [
      { name: `hub${n}`, url: peerUrl(n - 1), role: "primary" },
      { name: `spoke${n}`, url: peerUrl(n + 1), role: "standby" },
    ],
  });
  const stated: Readonly<Record<Place, readonly JsonObject[]>> = {
    hub: [relationship("hub", 1), relationship("hub", 2)],
    spoke1: [relationship("spoke", 1)],
    spoke2: [relationship("spoke", 2)],
  };

  const make = (place: Place, i: number): HubServer => {
    const door = { port: ports[4 + i]! };
    const told = {
      version,
      hooks: kea.hooks,
      interfaces: [],
      door,
      highAvailability: alone ? undefined : stated[place],
      serves: serves(place),
    };
    const made = server({
      kea,
      folder: join(folder, place),
      agent: hasAgent(version) ? door : undefined,
      text: (inside) => written({ ...told, folder: inside }),
    });
    const state = async () => {
      const list = ((await made.command("status-get")).arguments?.["high-availability"] ?? []) as {
        "ha-servers": { local: { state: string } };
      }[];
      return [...new Set(list.map((one) => one["ha-servers"].local.state))].join(", ");
    };
    const url = `http://127.0.0.1:${door.port}`;
    return { ...made, state, url, args: { driver: "kea", url } };
  };
  const servers = places.map(make);
  const end = ending(async () => {
    await Promise.all(servers.flatMap(({ daemon, agent }) => [agent?.stop(), daemon.stop()]));
    removeFolder(folder);
  });
  await started(servers, () => (alone ? Promise.resolve() : working(servers)), end);
  return {
    peerUrls: (spoke) => ({ primaryUrl: peerUrl(spoke - 1), partnerUrl: peerUrl(spoke + 1) }),
    hub: servers[0]!,
    spoke1: servers[1]!,
    spoke2: servers[2]!,
    end,
  };
}
