// Each folder under cases/ is something that stands between a program and two running servers: the pair, the program, and what is said.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";
import { allEdited } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer, type PairOptions } from "../helpers/kea/servers.js";
import { kea, withKea } from "../helpers/kea/versions.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";

const cases = join(import.meta.dirname, "cases");
const json = <T>(name: string, file: string): T =>
  JSON.parse(readFileSync(join(cases, name, file), "utf8")) as T;

/** The events that happen to a pair before it is looked at. */
const events: Readonly<Record<string, (pair: KeaPair) => Promise<unknown>>> = {
  "daemon-stopped-behind-its-agent": ({ server2 }) => server2.daemon.stop(),
  "daemon-killed-behind-its-agent": async ({ server2 }) => {
    const gone = server2.command("shutdown-that-never-comes").catch(() => undefined);
    server2.daemon.kill("SIGKILL");
    await gone;
    await server2.daemon.stop();
  },
  "partner-in-maintenance": ({ server1 }) => server1.command("ha-maintenance-start"),
  "scope-with-leases": ({ server2 }) =>
    server2.command("lease4-add", {
      "ip-address": "10.7.7.100",
      "hw-address": "02:00:00:00:07:07",
      "subnet-id": 77,
      "valid-lft": 3600,
    }),
};

/** Configurations of servers where they are not the usual ones. */
const served: Readonly<Record<string, (dhcp4: any, server: string) => void>> = {
  "scope-with-leases": (dhcp4, server) =>
    server === "server2" &&
    dhcp4.subnet4.push({
      id: 77,
      subnet: "10.7.7.0/24",
      pools: [{ pool: "10.7.7.100 - 10.7.7.199" }],
    }),
  // Nothing listens at that address: this server serves without its database, and goes on asking for it.
  "partner-fed-by-a-database": (dhcp4, server) => {
    if (server !== "server2") return;
    const database = {
      type: "postgresql",
      name: "kea",
      host: "127.0.0.1",
      port: 1,
      password: "sesame",
      "retry-on-startup": true,
      "on-fail": "serve-retry-continue",
      "max-reconnect-tries": 1000,
      "reconnect-wait-time": 60_000,
    };
    dhcp4["config-control"] = { "config-databases": [database] };
    dhcp4["hooks-libraries"] = ["lease_cmds", "pgsql_cb"].map((hook) => ({
      library: `${kea("2.6.3").hooks}/libdhcp_${hook}.so`,
    }));
  },
  "card-the-partner-does-not-have": (dhcp4, server) => {
    if (server === "server1")
      dhcp4.subnet4.push({ id: 78, subnet: "10.7.8.0/24", interface: "lo" });
  },
};

/** Returns the address at which a server listens for its failover partner. */
async function listenerOf({ name, command }: KeaServer): Promise<string | undefined> {
  const libraries = (await command("config-get")).arguments!.Dhcp4["hooks-libraries"] as {
    library: string;
    parameters?: { "high-availability": { peers: { name: string; url: string }[] }[] };
  }[];
  const peers = libraries.find(({ library }) => library.endsWith("libdhcp_ha.so"))?.parameters?.[
    "high-availability"
  ][0]?.peers;
  return peers?.find((peer) => peer.name === name)?.url.replace(/\/$/, "");
}

withKea("2.6.3")("the message of a case", () => {
  it.each(readdirSync(cases))("%s", async (name) => {
    const servers = await pair({
      ...json<Partial<PairOptions>>(name, "pair.json"),
      serves: (server) => {
        const dhcp4 = structuredClone(allEdited(server === "server1" ? "primary" : "partner"));
        served[name]?.(dhcp4, server);
        return dhcp4;
      },
    });
    try {
      const { server1, server2, certificates } = servers;
      const wrong = join(server1.folder, "wrong-password");
      writeFileSync(wrong, "sesame");
      const values: readonly (readonly [string, string | undefined])[] = [
        ["$listener2", await listenerOf(server2)],
        ["$server1-address", new URL(server1.url).host],
        ["$server2-address", new URL(server2.url).host],
        ["$server1", server1.url],
        ["$server2", server2.url],
        ["$socket1", server1.unixUrl],
        ["$password", (server1.args.password as { file: string } | undefined)?.file],
        ["$wrong", wrong],
        ["$cert", certificates?.client.cert],
        ["$key", certificates?.client.key],
        ["$ca", certificates?.ca.cert],
        ["$strangers-cert", certificates?.stranger.cert],
        ["$strangers-key", certificates?.stranger.key],
        ["$stranger", certificates?.stranger.cert],
      ];
      await events[name]?.(servers);
      const before = await server2.received();
      const program = values.reduce(
        (text, [token, value]) => (value === undefined ? text : text.replaceAll(token, value)),
        readFileSync(join(cases, name, "program.json"), "utf8"),
      );
      const said: string[] = [];
      const { failures = [] } = (await replication(operation(drivers, addingTo(said))).check(
        {},
        JSON.parse(program) as Record<string, unknown>,
      )) as {
        failures?: { property: string; reason: string }[];
      };
      const message = values.reduce(
        (text, [token, value]) => (value === undefined ? text : text.replaceAll(value, token)),
        failures
          .map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`))
          .join("\n"),
      );
      await expect(`${message}\n`).toMatchFileSnapshot(join(cases, name, "message.txt"));
      expect(message + said.join("\n")).not.toContain("sesame");
      const after = await server2.received();
      for (const command of ["config-test", "config-set", "config-write", "ha-reset"])
        expect(after[command] ?? 0, command).toBe(before[command] ?? 0);
    } finally {
      await servers.end();
    }
  });
});

describe("the folder of a case", () => {
  it("has no event that the test does not know", () => {
    expect(
      [...Object.keys(events), ...Object.keys(served)].filter(
        (name) => !readdirSync(cases).includes(name),
      ),
    ).toEqual([]);
  });
});
