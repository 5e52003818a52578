// No secret leaves the two servers: a canary in each place where one can stand, looked for in everything that pulumi prints, keeps or starts.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { filesIn, watched } from "../helpers/in-sight.js";
import { id, serves } from "../helpers/kea/edits.js";
import type { ServerName } from "../helpers/kea/configuration.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

const canary = (where: string): string => `canary-${where}-${randomBytes(6).toString("hex")}`;

/** Secrets of a server that are its own, and secrets of a scope, which are compared and copied. */
const secrets = (server: ServerName) => {
  const found = {
    database: canary(`database-${server}`),
    community: canary(`community-${server}`),
    token: canary(`token-${server}`),
    option: canary(`option-${server}`),
  };
  const database = {
    type: "postgresql",
    name: "kea",
    host: "127.0.0.1",
    port: 1,
    user: "kea",
    password: found.database,
    "retry-on-startup": true,
    "on-fail": "serve-retry-continue",
    "max-reconnect-tries": 1000,
    "reconnect-wait-time": 60_000,
  };
  return { found, database };
};

/** A text, and whatever is packed in it. */
const unpacked = (text: string): string =>
  [
    text,
    ...[...text.matchAll(/"__base": ?"([A-Za-z0-9+/=]+)"/g)].map(([, base]) =>
      inflateRawSync(Buffer.from(base!, "base64")).toString("utf8"),
    ),
  ].join("\n");

withKea("2.6.3")("a secret", () => {
  let servers: KeaPair;
  let stack: Project;
  afterEach(async () => {
    await stack?.remove();
    await servers?.end();
  });

  it("in a password, a database, between peers or in a note appears nowhere", async () => {
    const [one, two] = [secrets("server1"), secrets("server2")];
    const [password, peers, nextPeers] = [
      canary("password"),
      canary("peers"),
      canary("next-peers"),
    ];
    const noted = (server: ServerName) => {
      const { found, database } = server === "server1" ? one : two;
      const dhcp4 = structuredClone(serves()) as any;
      dhcp4.subnet4[0]["user-context"] = { snmp: { community: found.community }, owner: "offices" };
      dhcp4.subnet4[0].reservations[0]["user-context"] = { "api-token": found.token };
      dhcp4.subnet4[1]["valid-lifetime"] = server === "server1" ? 7200 : 3600;
      // Only one of the two has this client at all: it is told as a whole.
      dhcp4.subnet4[0].reservations.push({
        "hw-address": "02:00:00:00:07:07",
        "ip-address": server === "server1" ? "10.0.1.70" : "10.0.1.71",
        "user-context": { "api-token": found.token },
      });
      dhcp4["client-classes"][0]["user-context"] = { password: found.option };
      // Nothing listens there: the server goes on asking, and serves what its file says meanwhile.
      dhcp4["hosts-databases"] = [database];
      return dhcp4;
    };
    servers = await pair({
      version: "2.6.3",
      access: "https",
      password,
      peerPassword: peers,
      serves: noted,
    });
    const peerPassword = () => join(servers.server1.folder, "peers"); // beside the server, where nobody looks
    writeFileSync(peerPassword(), peers);
    const args = (server: "server1" | "server2") =>
      JSON.stringify({ ...servers[server].args, password: { env: "KEA_PASSWORD" } });
    stack = await project({
      refresh: "always",
      env: { KEA_PASSWORD: password },
      program: `
const dhcp = require("pulumi-dhcp-failover");
const pair = { primary: ${args("server1")}, partner: { ...${args("server2")}, backupDir: ${JSON.stringify(join(servers.server2.folder, "kept"))} } };
new dhcp.FailoverReplication("all", { ...pair, exclude: ["10.0.3.0"], serverSettings: "replicate" });
new dhcp.FailoverScope("one", { ...pair, scopeId: "10.0.3.0" });
new dhcp.FailoverRelationship("pair", { ...pair, name: "server1/server2", mode: "hotStandby", adopt: true, kea: {
  heartbeatDelay: 200, maxResponseDelay: 20_000, maxAckDelay: 2000, maxUnackedClients: 0, peerUser: "partner", peerPassword: { file: ${JSON.stringify(peerPassword())} },
  multiThreading: { enableMultiThreading: true, httpDedicatedListener: true, httpListenerThreads: 2, httpClientThreads: 2 },
} });
dhcp.getScope({ server: pair.primary });
`,
    });
    const processes = watched();
    const said: string[] = [];
    const run = async (...command: readonly string[]) => {
      const { output, code } = await stack.pulumi(...command);
      said.push(output);
      return { output, code };
    };
    const logged = ["--logtostderr", "-v=9", "--logflow"];

    const preview = await run("preview", "--diff", "--show-full-output", ...logged);
    expect(preview.code, preview.output.slice(-2000)).toBe(0);
    for (const leaf of [
      "user-context.snmp.community",
      "reservations.10.0.1.13.user-context.api-token",
      "user-context.password",
    ])
      expect(preview.output).toContain(leaf); // they are compared, and told
    expect(preview.output).toContain("(secret, changed)");
    await run("preview", "--json");
    await run("preview", "--save-plan", "plan.json");
    expect(
      (await run("up", "--yes", "--plan", "plan.json", "--show-full-output", ...logged)).code,
    ).toBe(0);
    expect(
      (await servers.server2.command("config-get")).arguments!.Dhcp4.subnet4.find(
        ({ subnet }: { subnet: string }) => subnet === id(1),
      )["user-context"].snmp.community,
    ).toBe(one.found.community); // copied, server to server
    await run("stack", "export", "--show-secrets");
    await run("refresh", "--preview-only", "--diff", ...logged);

    // What the servers show each other is changed.
    writeFileSync(peerPassword(), nextPeers);
    expect((await run("preview", "--diff", ...logged)).output).toMatch(
      /peers\.server1\.basicAuthPassword *: "\(secret, changed\)"/,
    );
    const rotated = await run("up", "--yes", "--skip-preview", "--show-full-output", ...logged);
    expect(rotated.code, rotated.output.slice(-2000)).toBe(0);
    expect(
      JSON.stringify(
        (await servers.server2.command("config-get")).arguments!.Dhcp4["hooks-libraries"],
      ),
    ).toContain(nextPeers);
    await run("stack", "export", "--show-secrets");

    // And when things go wrong: somebody edits a secret, then nobody answers.
    await servers.server2.command("config-set", await drifted(servers, two.found.community));
    expect((await run("refresh", "--preview-only", "--diff", "--expect-no-changes")).code).toBe(7);
    await servers.server2.agent!.stop();
    expect((await run("preview", "--diff", ...logged)).output).toContain(
      "the connection was refused",
    );

    const everything = [
      unpacked(said.join("\n")),
      unpacked(filesIn(stack.folder).replaceAll('\\"', '"')),
      processes.end(),
    ].join("\n");
    expect(everything).toContain('"community":"sealed '); // what is packed was looked into
    const found = [
      ...Object.values(one.found),
      ...Object.values(two.found),
      password,
      peers,
      nextPeers,
      Buffer.from(`admin:${password}`).toString("base64"),
    ].filter((secret) => everything.includes(secret));
    expect(found).toEqual([]);
  });
});

/** Returns the configuration of server2, with another community in one scope. */
async function drifted({ server2 }: KeaPair, community: string) {
  const { hash: _, ...held } = (await server2.command("config-get")).arguments!;
  const changed = structuredClone(held) as any;
  changed.Dhcp4.subnet4.find(({ subnet }: { subnet: string }) => subnet === id(1))[
    "user-context"
  ].snmp.community = `${community}-again`;
  return changed;
}
