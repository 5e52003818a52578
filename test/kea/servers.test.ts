import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { describe, expect, it } from "vitest";

import { repeats } from "../parts.js";
import type { Certificate } from "../helpers/kea/certificates.js";
import type { Mode } from "../helpers/kea/configuration.js";
import { pair, type KeaServer } from "../helpers/kea/servers.js";
import { versions, withKea } from "../helpers/kea/versions.js";

const pools: Readonly<Record<Mode, readonly object[]>> = {
  "hot-standby": [{ pool: "192.0.2.10 - 192.0.2.199" }],
  "load-balancing": [
    { pool: "192.0.2.10 - 192.0.2.99", "client-class": "HA_server1" },
    { pool: "192.0.2.100 - 192.0.2.199", "client-class": "HA_server2" },
  ],
  "passive-backup": [{ pool: "192.0.2.10 - 192.0.2.199" }],
};

const serves =
  (mode: Mode = "hot-standby") =>
  () => ({ subnet4: [{ id: 1, subnet: "192.0.2.0/24", pools: pools[mode] }] });

const states: Readonly<Record<Mode, readonly string[]>> = {
  "hot-standby": ["hot-standby", "hot-standby"],
  "load-balancing": ["load-balancing", "load-balancing"],
  "passive-backup": ["passive-backup", "backup"],
};

const configGet = JSON.stringify({ command: "config-get", service: ["dhcp4"] });

/** The HTTP status, or the code of the error that there was instead. */
function overHttps(
  { url, args }: KeaServer,
  ca: string,
  client?: Certificate,
): Promise<number | string> {
  const { user, password } = args as { user: string; password: { file: string } };
  return new Promise((resolve) => {
    const options = {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": configGet.length },
      auth: `${user}:${readFileSync(password.file, "utf8")}`,
      agent: false as const,
      ca: readFileSync(ca),
      ...(client && { cert: readFileSync(client.cert), key: readFileSync(client.key) }),
    };
    const asked = request(url, options, (response) =>
      response.resume().once("end", () => resolve(response.statusCode!)),
    );
    asked.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code!)).end(configGet);
  });
}

const runs = (pid: number) => existsSync(`/proc/${pid}`);

describe.each(repeats(versions))("Kea %s", (version) => {
  withKea(version)("a pair", () => {
    it.each(Object.keys(pools) as Mode[])(
      "works in %s, serves the given scopes, and leaves nothing behind",
      async (mode) => {
        const { server1, server2, end } = await pair({ version, mode, serves: serves(mode) });
        const servers = [server1, server2];
        expect(await Promise.all(servers.map((server) => server.state()))).toEqual(states[mode]);
        for (const server of servers) {
          const asked = await fetch(server.url, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: configGet,
          });
          const answers = [
            await server.command("config-get"),
            ((await asked.json()) as unknown[])[0],
          ];
          for (const answer of answers)
            expect(answer).toMatchObject({
              result: 0,
              arguments: { Dhcp4: { subnet4: [{ id: 1, subnet: "192.0.2.0/24" }] } },
            });
          expect(await server.received()).toMatchObject({ "config-get": 2 });
        }
        const pids = servers.flatMap(({ daemon, agent }) => [
          daemon.pid!,
          ...(agent ? [agent.pid!] : []),
        ]);
        expect(pids.filter(runs)).toEqual(pids);
        await end();
        expect(pids.filter(runs)).toEqual([]);
        expect(servers.filter(({ folder }) => existsSync(folder))).toEqual([]);
      },
    );

    it("answers over https clients with a certificate", async () => {
      const { server1, server2, certificates } = await pair({
        version,
        access: "https",
        password: "a secret",
        serves: serves(),
      });
      const { ca, client, stranger } = certificates!;
      expect(await overHttps(server1, ca.cert, client)).toBe(200);
      expect(await overHttps(server2, ca.cert, client)).toBe(200);
      expect(await overHttps(server1, ca.cert)).not.toBe(200);
      expect(await overHttps(server1, ca.cert, stranger)).not.toBe(200);
      expect(await overHttps(server1, stranger.cert, client)).not.toBe(200);
    });

    it("is reached over the Unix socket alone", async () => {
      const { server1 } = await pair({
        version,
        access: "unix",
        relationshipName: "headquarters",
        peerPassword: "between them",
        serves: serves(),
      });
      expect(server1.args).toEqual({ driver: "kea", url: server1.unixUrl });
      expect(JSON.stringify(await server1.command("config-get"))).toContain("headquarters");
    });

    it("can stop a daemon and start it again at the same place", async () => {
      const { server1, server2, ready } = await pair({ version, serves: serves() });
      await server2.daemon.stop();
      await expect(server2.command("version-get")).rejects.toThrow();
      await server2.daemon.start();
      await ready();
      expect(await server1.state()).toBe("hot-standby");
    });

    it("can have a server without the failover hook", async () => {
      const { server2 } = await pair({ version, alone: ["server2"], serves: serves() });
      expect(await server2.state()).toBe("");
    });
  });
});
