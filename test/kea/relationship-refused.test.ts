// What cannot be made of two servers, said before anything is written; what is taken over; what is left behind.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../lifecycle/engine.js";
import { between } from "./between.js";
import { id } from "./edits.js";
import { freePorts } from "./ports.js";
import { pair, type KeaPair } from "./servers.js";
import { withKea, type Version } from "./versions.js";

const threads = { enableMultiThreading: true, httpDedicatedListener: true };
const plain = (...numbers: number[]) =>
  numbers.map((n) => ({ id: n, subnet: id(n), pools: [{ pool: `10.0.${n}.10 - 10.0.${n}.100` }] }));

const asked = ({ server1, server2, peerUrls }: KeaPair, more: object = {}, kea: object = {}) => ({
  primary: server1.args,
  partner: { ...server2.args, backupDir: server2.folder },
  name: "offices",
  mode: "hotStandby",
  kea: {
    primaryUrl: peerUrls.server1,
    partnerUrl: peerUrls.server2,
    heartbeatDelay: 200,
    multiThreading: threads,
    ...kea,
  },
  ...more,
});
const writes = ({ server1, server2 }: KeaPair) =>
  Promise.all(
    [server1, server2].map(async (server) => (await server.received())["config-set"] ?? 0),
  );

withKea("2.2.0")("a failover relationship is refused", () => {
  let servers: KeaPair;
  beforeAll(async () => {
    servers = await pair({
      alone: ["server1", "server2"],
      serves: (name) => ({ subnet4: name === "server1" ? plain(1, 2) : [] }),
    });
  });
  afterAll(async () => {
    expect(await writes(servers)).toEqual([0, 0]);
    await servers.end();
  });
  const refusal = async (args: object) => {
    const { failures } = (await new Engine(drivers, "relationship").preview({ ha: args as never }))
      .ha!;
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };

  const kea: readonly (readonly [string, object, object, string])[] = [
    [
      "for a share that Kea cannot give",
      { mode: "loadBalance", loadBalancePercent: 70 },
      {},
      "loadBalancePercent: Kea does not support loadBalancePercent: Kea halves the clients, always. Leave loadBalancePercent out, or write 50. [kea-unsupported-argument]",
    ],
    [
      "for a reserve",
      { reservePercent: 10 },
      {},
      "reservePercent: Kea does not support reservePercent: in hot standby its active server answers all clients, and the other one takes over the same ranges. Leave reservePercent out. [kea-unsupported-argument]",
    ],
    [
      "for a lead time",
      { maxClientLeadTime: 3600 },
      {},
      "maxClientLeadTime: Kea does not support maxClientLeadTime: each server learns of the other's leases before the client does, so no lease is cut short. Leave maxClientLeadTime out; kea.maxAckDelay and kea.maxUnackedClients say when a silent partner is taken for down. [kea-unsupported-argument]",
    ],
    [
      "for a state transition",
      { autoStateTransition: true },
      {},
      "autoStateTransition: Kea does not support autoStateTransition: a server always takes over from a partner that stays silent. Leave autoStateTransition out; kea.maxResponseDelay says after how long, kea.autoFailover: false that it does not. [kea-unsupported-argument]",
    ],
    [
      "for its interval",
      { stateSwitchInterval: 60 },
      {},
      "stateSwitchInterval: Kea does not support stateSwitchInterval: it has a time of its own for that, in milliseconds. Write kea.maxResponseDelay. [kea-unsupported-argument]",
    ],
    [
      "for a shared secret",
      { sharedSecret: { env: "SECRET" } },
      {},
      ": Kea does not support sharedSecret: the servers show each other a user and a password, or certificates. Write kea.peerUser and kea.peerPassword, or kea.peerTls. [kea-unsupported-argument]",
    ],
    [
      "for a partner that is down",
      { partnerDown: true },
      {},
      'partnerDown: A server with the driver "kea" detects by itself that its partner is down. Omit partnerDown. [partner-down-unsupported]',
    ],
    [
      "for a role without a standby",
      { mode: "loadBalance", serverRole: "standby" },
      {},
      'serverRole: serverRole has no effect in the mode "loadBalance". Omit it, or set mode: "hotStandby". [role-without-standby]',
    ],
    [
      "for a scope that is not there",
      { scopeIds: ["10.9.9.0"] },
      {},
      'scopeIds: The primary has no scope "10.9.9.0"; it has 10.0.1.0/24, 10.0.2.0/24. Write the network address of an existing scope. [scope-unknown]',
    ],
    [
      "for ranges that both would give out",
      { mode: "loadBalance" },
      {},
      `: URL1 cannot be in this failover relationship: With load balancing, both servers of "offices" would hand out the same addresses of 10.0.1.0/24 10.0.1.10-10.0.1.100, 10.0.2.0/24 10.0.2.10-10.0.2.100. Split each in two on the primary, one with client-class "HA_server1", one with "HA_server2". [relationship-unsupported]`,
    ],
    [
      "for an address that is missing",
      {},
      { primaryUrl: undefined },
      ": kea.primaryUrl is missing. It is the URL at which that server's failover hook listens for its partner. Set it, such as http://192.0.2.1:8000/: an address and a free port of the server that its partner can reach; without a dedicated listener (multiThreading), the URL of its Control Agent. [kea-peer-url-missing]",
    ],
    [
      "for a name in place of an address",
      {},
      { partnerUrl: "http://dhcp2.example.com:8000/" },
      ": kea.partnerUrl is not a URL at which a failover hook can listen. Write http:// or https:// with an IP address (Kea does not accept a host name) and a port, such as http://192.0.2.1:8000/. [kea-peer-url]",
    ],
    [
      "for a password in an address",
      {},
      { partnerUrl: "http://admin:s3cret-canary@127.0.0.1:8000/" },
      ': kea.partnerUrl contains a user name or a password. Remove them and set user, and password as { env: "NAME" } or { file: "path" }. Literal values would be stored in the Pulumi state. [kea-url-secret]',
    ],
    [
      "for TLS that nobody has",
      {},
      { partnerUrl: "https://127.0.0.1:8000/" },
      ": kea.partnerUrl begins with https://, but kea.peerTls is missing. Set its ca, cert and key, or write http://. [kea-peer-tls]",
    ],
    [
      "for half a certificate",
      {},
      { peerTls: { ca: "/ca.pem", cert: "/cert.pem" } },
      ": kea.peerTls has no key, but Kea requires ca, cert and key together. Set all three, or omit peerTls. [kea-tls-part]",
    ],
    [
      "for a user without a password",
      {},
      { peerUser: "partner" },
      ": kea: peerUser is given without peerPassword. Give both, or neither. [kea-user-alone]",
    ],
    [
      "for a password in its place",
      {},
      { peerUser: "partner", peerPassword: "s3cret-canary" },
      ': kea.peerPassword is not a reference. Give { env: "NAME" } or { file: "path" }. Literal values would be stored in the Pulumi state. [reference-required]',
    ],
    [
      "for a password that is not set",
      {},
      { peerUser: "partner", peerPassword: { env: "NOT_SET_ANYWHERE" } },
      ': kea.peerPassword of the failover relationship offices is read from the environment variable "NOT_SET_ANYWHERE", which is not set. Set the variable in the environment of pulumi. [credential-unset]',
    ],
    [
      "for one name twice",
      {},
      { primaryName: "one", partnerName: "one" },
      ': kea.primaryName and kea.partnerName are both "one". Give the two servers different names. [kea-names-equal]',
    ],
    [
      "for a fraction",
      {},
      { heartbeatDelay: 0.5 },
      ": kea.heartbeatDelay is 0.5. Give a whole number, 0 or more. [property-invalid]",
    ],
    [
      "for a misspelled parameter",
      {},
      { heartbeat: 5 },
      ': kea: there is no property "heartbeat". Write ',
    ],
    [
      "for a mode that nobody has",
      { mode: "hot-standby" },
      {},
      'mode: mode is "hot-standby". Give "loadBalance", "hotStandby" or "passiveBackup". [property-not-one-of]',
    ],
    [
      "without a name",
      { name: undefined },
      {},
      "name: name is missing. Give a string. [property-missing]",
    ],
    [
      "between a server and itself",
      { partner: "same" },
      {},
      ": primary (URL1) and partner (URL1) are the same server. Name two servers. [same-server]",
    ],
    [
      "with a file",
      { partner: { driver: "file", path: "dhcp2.conf" } },
      {},
      `: partner has the driver "file", which cannot manage failover relationships. Use servers with the driver "kea", "windows". [relationship-driver]`,
    ],
  ];
  it.each(kea)("%s", async (_, more, knobs, said) => {
    const args = asked(servers, more, knobs);
    const clean = JSON.parse(
      JSON.stringify({
        ...args,
        ...("partner" in more && more.partner === "same" && { partner: args.primary }),
      }),
    );
    const [reason, ...others] = await refusal(clean);
    expect(others).toEqual([]);
    const wanted = said
      .replaceAll("URL1", servers.server1.url)
      .replaceAll("URL2", servers.server2.url);
    if (said.endsWith(" ")) expect(reason!.startsWith(wanted), reason).toBe(true);
    else expect(reason).toBe(wanted);
    expect(JSON.stringify(await refusal(clean))).not.toContain("s3cret-canary");
  });
});

withKea("2.2.0")("a failover relationship whose servers change places in the program", () => {
  it("takes their addresses along, and then their roles", async () => {
    const servers = await pair({
      alone: ["server1", "server2"],
      serves: (name) => ({ subnet4: name === "server1" ? plain(1) : [] }),
    });
    try {
      const { server1, server2, peerUrls } = servers;
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers) });
      const swapped = (kea: object) => ({
        ha: asked(
          servers,
          { primary: { ...server2.args, backupDir: server2.folder }, partner: server1.args },
          kea,
        ),
      });
      for (const names of [{}, { primaryName: "server1", partnerName: "server2" }])
        expect(
          (await engine.preview(swapped(names))).ha!.failures.map(({ reason }) => reason),
        ).toEqual([
          `kea.primaryUrl is the current listener of ${server1.url}, and kea.partnerUrl that of ${server2.url}: a server cannot listen at the other's address. If you swap primary and partner in the program, also swap primaryUrl and partnerUrl, and primaryName and partnerName. [kea-urls-crossed]`,
        ]);
      const program = swapped({ primaryUrl: peerUrls.server2, partnerUrl: peerUrls.server1 });
      await engine.up(program);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      const hook = (await server2.command("config-get")).arguments!.Dhcp4["hooks-libraries"].at(-1)
        .parameters["high-availability"][0];
      expect(hook.peers.map(({ name, role }: Record<string, string>) => `${name} ${role}`)).toEqual(
        ["server1 standby", "server2 primary"],
      );
      expect((await engine.up(program)).ha!.op).toBe("same");
    } finally {
      await servers.end();
    }
  });
});

withKea("2.2.0")("a failover relationship whose hooks do not listen", () => {
  it("is told of before it is made, and as long as it does not work", async () => {
    const servers = await pair({
      alone: ["server1", "server2"],
      serves: (name) => ({ subnet4: name === "server1" ? plain(1) : [] }),
    });
    try {
      const { server1, server2, peerUrls } = servers;
      const engine = new Engine(drivers, "relationship");
      const deaf = (kea: object = {}) => ({
        ha: asked(servers, {}, { multiThreading: {}, maxResponseDelay: 1000, ...kea }),
      });
      const nobody = (property: string, url: string) =>
        `Unless ${url} (kea.${property}) is the Control Agent's address, nothing listens there: the failover hook has no listener of its own without kea.multiThreading: { enableMultiThreading: true, httpDedicatedListener: true }, which Kea 2.2 needs explicitly. Each server then assumes that the other is down, and both answer all clients.`;
      expect((await engine.preview(deaf())).ha!.said).toEqual(
        expect.arrayContaining([
          nobody("primaryUrl", peerUrls.server1),
          nobody("partnerUrl", peerUrls.server2),
        ]),
      );
      expect(
        (await engine.preview({ ha: asked(servers) })).ha!.said.filter((sentence) =>
          sentence.startsWith("Unless"),
        ),
      ).toEqual([]);
      // The Control Agents' own addresses: then failover works without a listener.
      const through = deaf({ primaryUrl: `${server1.url}/`, partnerUrl: `${server2.url}/` });
      expect(
        (await engine.up(through)).ha!.said.filter((sentence) => sentence.startsWith("Unless")),
      ).toEqual([]);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect((await server2.command("ha-maintenance-start")).result).toBe(0);
      const { op, said } = (await engine.preview(through)).ha!;
      expect([op, said]).toEqual([
        "same",
        [
          `${server1.url}: failover does not work at the moment: it reports "in-maintenance" for "offices".`,
          `${server2.url}: failover does not work at the moment: it reports "partner-in-maintenance" for "offices".`,
        ],
      ]);
    } finally {
      await servers.end();
    }
  });
});

/** Two servers without failover that do not have the same scopes. */
async function unequal(
  version: Version,
  partner: readonly object[],
  more: object = {},
): Promise<KeaPair> {
  return pair({
    version,
    alone: ["server1", "server2"],
    serves: (name) => ({
      subnet4: name === "server1" ? plain(1, 2) : partner,
      ...(name === "server1" && more),
    }),
  });
}

withKea("2.6.3")("two servers that are not alike", () => {
  it("are not given one failover while their subnet ids differ, or the partner has more scopes", async () => {
    const servers = await unequal("2.6.3", [{ ...plain(1)[0], id: 7 }]);
    try {
      const reasons = async (more: object) =>
        (
          await new Engine(drivers, "relationship").preview({ ha: asked(servers, more) })
        ).ha!.failures.map(({ reason }) => reason);
      expect(await reasons({})).toEqual([
        `Scopes have different subnet ids on the partner, ${servers.server2.url}, and the primary: ${id(1)} 7 => 1. Kea finds leases by that id: after a change the partner no longer finds its existing leases. Use the partner's ids on the primary, or set force: true once the leases were moved or may be lost. [subnet-ids-differ]`,
      ]);
    } finally {
      await servers.end();
    }
    const more = await unequal("2.6.3", plain(1, 9));
    try {
      const { failures } = (await new Engine(drivers, "relationship").preview({ ha: asked(more) }))
        .ha!;
      expect(failures.map(({ reason }) => reason)).toEqual([
        `${more.server2.url} has scopes that ${more.server1.url} does not have: ${id(9)}. Once both servers share leases, clients of these scopes get no acknowledgement. Create them on the primary too, remove them from the partner, or set force: true. [relationship-extra-scopes]`,
      ]);
    } finally {
      await more.end();
    }
  });
});

withKea("2.2.0")("a failover relationship that leaves scopes out", () => {
  it("is not made unless other relationships of the program have them", async () => {
    const servers = await pair({
      alone: ["server1", "server2"],
      serves: (name) => ({ subnet4: name === "server1" ? plain(1, 2) : [] }),
    });
    try {
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { scopeIds: ["10.0.1.0"] }) };
      expect((await engine.preview(program)).ha!.said).toContain(
        `"offices" omits ${id(2)} of ${servers.server1.url}: other relationships of this program must contain it. All are written together, or none.`,
      );
      await expect(engine.up(program)).rejects.toThrow(
        `scopeIds of "offices" omits ${id(2)} of ${servers.server1.url}, and no other relationship of this program has it. Clients of a scope without a partner get no acknowledgement. Name every scope, omit scopeIds, or assign the others to relationships of their own, without dependsOn between them. Nothing was written. [relationship-undivided]`,
      );
      expect(await writes(servers)).toEqual([0, 0]);
    } finally {
      await servers.end();
    }
  });
});

withKea("2.2.0")("a failover relationship that is there already", () => {
  it("that has no name of its own is called by its peers where another name is to be taken over", async () => {
    const servers = await pair({ serves: () => ({ subnet4: plain(1) }) });
    try {
      const { failures } = (
        await new Engine(drivers, "relationship").preview({
          ha: asked(servers, { adopt: true, mode: "hotStandby" }),
        })
      ).ha!;
      expect(failures).toEqual([
        {
          property: "name",
          reason:
            `${servers.server1.url} and ${servers.server2.url} have no failover relationship "offices", but one called "server1/server2". ` +
            'Set name: "server1/server2" to adopt it; you can rename it afterwards. [relationship-other-name]',
        },
      ]);
      expect(await writes(servers)).toEqual([0, 0]);
    } finally {
      await servers.end();
    }
  });

  it("is taken over as it is, and changed afterwards; one that differs is named", async () => {
    const servers = await pair({
      relationshipName: "offices",
      serves: () => ({ subnet4: plain(1) }),
    });
    try {
      const { server1, server2 } = servers;
      const hook = (await server1.command("config-get")).arguments!.Dhcp4["hooks-libraries"].at(-1)
        .parameters["high-availability"][0];
      const same = {
        heartbeatDelay: hook["heartbeat-delay"],
        maxResponseDelay: 20_000,
        maxAckDelay: 2000,
        maxUnackedClients: 0,
        multiThreading: { ...threads, httpListenerThreads: 2, httpClientThreads: 2 },
      };
      const program = (more: object = {}, kea: object = {}) => ({
        primary: server1.args,
        partner: { ...server2.args, backupDir: server2.folder },
        name: "offices",
        mode: "hotStandby",
        kea: { ...same, ...kea },
        ...more,
      });
      const engine = new Engine(drivers, "relationship");
      const reason = async (args: ReturnType<typeof program>) =>
        (await engine.preview({ ha: args })).ha!.failures.map(
          ({ property, reason }) => `${property}: ${reason}`,
        );
      expect(await reason(program({}, { maxAckDelay: 9_000 }))).toEqual([
        `name: ${server1.url} and ${server2.url} already have a failover relationship "offices". Set adopt: true to manage it as it is, or choose another name. [relationship-exists]`,
      ]);
      const whole = `The failover relationship "offices" already exists on ${server1.url} and ${server2.url} exactly as in the program: it is adopted.`;
      expect((await engine.preview({ ha: program() })).ha).toMatchObject({
        op: "create",
        failures: [],
        added: [],
        said: expect.arrayContaining([whole]),
      });
      expect(await reason(program({ adopt: true }, { maxAckDelay: 9_000 }))).toEqual([
        `name: The failover relationship "offices" already exists on ${server1.url} and differs from the program: maxAckDelay 2000 => 9000. Change the program to match it and adopt it with adopt: true. You can change it afterwards. [relationship-differs]`,
      ]);
      const { op, added } = (await engine.up({ ha: program({ adopt: true }) })).ha!;
      expect([op, added, await writes(servers)]).toEqual(["create", [], [0, 0]]);
      expect((await engine.up({ ha: program({ adopt: true }) })).ha!.op).toBe("same");
      expect(
        (await engine.preview({ ha: program({ adopt: true }, { maxAckDelay: 9_000 }) })).ha!.added,
      ).toEqual(["partner maxAckDelay: 2000 => 9000", "primary maxAckDelay: 2000 => 9000"]);
    } finally {
      await servers.end();
    }
  });
});

withKea("2.6.3")("load balancing", () => {
  it("is of ranges divided by classes of classes, as the manual has it for several kinds of clients", async () => {
    const kinds = ["phones", "others"].flatMap((kind) =>
      ["server1", "server2"].map((server) => ({
        name: `${kind}_${server}`,
        test: `${kind === "others" ? "not " : ""}substring(option[60].hex,0,5) == 'phone' and member('HA_${server}')`,
      })),
    );
    const divided = {
      id: 1,
      subnet: id(1),
      pools: kinds.map(({ name }, i) => ({
        pool: `10.0.1.${i * 40 + 10} - 10.0.1.${i * 40 + 30}`,
        "client-class": name,
      })),
    };
    const servers = await pair({
      version: "2.6.3",
      alone: ["server1", "server2"],
      serves: (name) => ({ "client-classes": kinds, subnet4: name === "server1" ? [divided] : [] }),
    });
    try {
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { mode: "loadBalance", onDelete: "remove" }) };
      expect((await engine.up(program)).ha!.failures).toEqual([]);
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "load-balancing",
        "load-balancing",
      ]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      await expect(engine.destroy("ha")).rejects.toThrow(
        `${servers.server1.url} would hand out no address of ${id(1)} 10.0.1.10-10.0.1.30, `,
      );
    } finally {
      await servers.end();
    }
  });
});

withKea("2.2.0")("a failover relationship whose servers have their password in a file", () => {
  it("is taken over and changed with it, and loses it to a password of the program", async () => {
    const servers = await pair({
      alone: ["server1", "server2"],
      serves: (name) => ({ subnet4: name === "server1" ? plain(1) : [] }),
    });
    process.env.PEER_PASSWORD = "of-the-program";
    try {
      const { server1, server2 } = servers;
      const file = join(server1.folder, "peers");
      writeFileSync(file, "of-the-file");
      await new Engine(drivers, "relationship").up({ ha: asked(servers) });
      for (const server of [server2, server1]) {
        const held = (await server.command("config-get")).arguments as any;
        for (const peer of held.Dhcp4["hooks-libraries"].at(-1).parameters["high-availability"][0]
          .peers)
          Object.assign(peer, { "basic-auth-user": "partner", "basic-auth-password-file": file });
        expect((await server.command("config-set", held)).result).toBe(0);
      }
      await servers.working();
      const before = await writes(servers);
      const engine = new Engine(drivers, "relationship");
      const program = (kea: object = {}) => ({ ha: asked(servers, { adopt: true }, kea) });
      const { op, added, failures } = (await engine.up(program())).ha!;
      expect([op, added, failures, await writes(servers)]).toEqual(["create", [], [], before]);
      await engine.up(program({ maxAckDelay: 9_000 }));
      const peers = async () =>
        (await server2.command("config-get"))
          .arguments!.Dhcp4["hooks-libraries"].at(-1)
          .parameters["high-availability"][0].peers.map((peer: any) => [
            peer["basic-auth-user"],
            peer["basic-auth-password-file"],
            peer["basic-auth-password"],
          ]);
      expect(await peers()).toEqual(Array(2).fill(["partner", file, undefined]));
      expect(await engine.refresh(true)).toEqual({ ha: [] });
      await engine.up(program({ peerUser: "other", peerPassword: { env: "PEER_PASSWORD" } }));
      expect(await peers()).toEqual(Array(2).fill(["other", undefined, "of-the-program"]));
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
    } finally {
      delete process.env.PEER_PASSWORD;
      await servers.end();
    }
  });
});

withKea("3.0.3")("a failover relationship", () => {
  it("is finished by the next update where the first one got no further than the partner", async () => {
    const servers = await unequal("3.0.3", []);
    const cut = await between(servers.server1.url);
    try {
      const program = {
        ha: { ...asked(servers), primary: { ...servers.server1.args, url: cut.url } },
      };
      const engine = new Engine(drivers, "relationship");
      cut.next("config-set", "swallow");
      await expect(engine.up(program)).rejects.toThrow(
        `${cut.url} was sent the new configuration, but still had the previous one when it was last read`,
      );
      expect(await writes(servers)).toEqual([0, 1]);
      const next = (await engine.preview(program)).ha!;
      // Where the answer is lost the configuration may still come, and then it is in no file.
      expect(next.added.map((entry) => entry.replace(/: .*/, ""))).toEqual([
        "(not persisted)",
        "primary (relationship)",
      ]);
      expect(next.said).toContain(
        `The failover relationship "offices" already exists on ${servers.server2.url} as defined, but not on ${cut.url}: it is created there.`,
      );
      await engine.up(program);
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect(await writes(servers)).toEqual([1, 1]);
    } finally {
      await cut.end();
      await servers.end();
    }
  });

  it("is finished with another address where its primary would not listen at the first one", async () => {
    const servers = await unequal("3.0.3", []);
    const busy = createServer().listen(Number(new URL(servers.peerUrls.server1).port), "127.0.0.1");
    const [free] = await freePorts(1);
    try {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      await expect(engine.up({ ha: asked(servers) })).rejects.toThrow("Address already in use");
      expect(await writes(servers)).toEqual([2, 1]); // the primary was given back what it held
      const apart = `The failover relationship "offices" is as defined on ${server2.url}, but not on ${server1.url}: they do not communicate, and after a while ${server2.url} answers clients independently, without the leases of ${server1.url}. Correct the error and update again soon, or remove the relationship from both servers.`;
      expect(engine.said).toContain(apart);
      const elsewhere = (more: object = {}) => ({
        ha: asked(servers, more, { primaryUrl: `http://127.0.0.1:${free}/` }),
      });
      expect((await engine.preview(elsewhere())).ha!.failures.map(({ reason }) => reason)).toEqual([
        `The failover relationship "offices" already exists on ${server2.url} and differs from the program: peers.server1.url ${servers.peerUrls.server1} => http://127.0.0.1:${free}/. Change the program to match it. If an earlier update stopped after that server, set force: true to change it there. [relationship-differs]`,
      ]);
      await engine.up(elsewhere({ force: true }));
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      await engine.up(elsewhere());
      expect((await engine.up(elsewhere())).ha!.op).toBe("same");

      await expect(engine.up({ ha: asked(servers) })).rejects.toThrow("Address already in use");
      expect(engine.said).toContain(apart);
      await engine.up(elsewhere());
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
    } finally {
      busy.close();
      await servers.end();
    }
  });

  it("is refreshed where a scope that it names left the primary, so that the program can be told otherwise", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const { server1 } = servers;
      const engine = new Engine(drivers, "relationship");
      await engine.up({ ha: asked(servers, { scopeIds: ["10.0.1.0", "10.0.2.0"] }) });
      const { hash: _, ...held } = (await server1.command("config-get")).arguments as any;
      held.Dhcp4.subnet4.pop();
      expect((await server1.command("config-set", held)).result).toBe(0);
      await servers.working();
      expect(await engine.refresh(true)).toEqual({ ha: ["primary scopes.10.0.2.0: - member"] });
      expect(
        (
          await engine.preview({ ha: asked(servers, { scopeIds: ["10.0.1.0", "10.0.2.0"] }) })
        ).ha!.failures.map(({ reason }) => reason),
      ).toEqual([expect.stringContaining('The primary has no scope "10.0.2.0"')]);
      const program = { ha: asked(servers, { scopeIds: ["10.0.1.0"] }) };
      expect((await engine.up(program)).ha!.failures).toEqual([]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(await engine.refresh(true)).toEqual({ ha: [] });
    } finally {
      await servers.end();
    }
  });

  it("is found changed by hand, mended, found gone, made again, and taken off both servers, the partner last", async () => {
    const servers = await unequal("3.0.3", []);
    try {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "relationship");
      const program = { ha: asked(servers, { onDelete: "remove" }) };
      await engine.up(program);
      const edit = async (server: typeof server1, change: (libraries: any[]) => any[]) => {
        const { hash: _, ...held } = (await server.command("config-get")).arguments as any;
        held.Dhcp4["hooks-libraries"] = change(held.Dhcp4["hooks-libraries"]);
        expect((await server.command("config-set", held)).result).toBe(0);
      };
      await edit(
        server2,
        (libraries) => (
          (libraries.at(-1).parameters["high-availability"][0]["max-ack-delay"] = 5_000), libraries
        ),
      );
      await servers.working();
      expect(await engine.refresh(false)).toEqual({ ha: ["partner maxAckDelay: + 5000"] });
      expect((await engine.preview(program)).ha!.added).toEqual(["partner maxAckDelay: - 5000"]);
      await engine.up(program);
      expect(await engine.refresh(true)).toEqual({ ha: [] });

      await edit(server1, (libraries) => libraries.slice(0, -1));
      expect(await engine.refresh(false)).toEqual({
        ha: [
          expect.stringMatching(/^primary \(relationship\): - hotStandby active server1 server2 #/),
        ],
      });
      await engine.up(program);
      expect(await Promise.all([server1.state(), server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);

      const order: string[] = [];
      const [first, second] = await Promise.all([between(server1.url), between(server2.url)]);
      first.before("config-set", async () => void order.push("primary"));
      second.before("config-set", async () => void order.push("partner"));
      const through = {
        ha: {
          ...program.ha,
          primary: { ...server1.args, url: first.url },
          partner: { ...server2.args, url: second.url, backupDir: server2.folder },
        },
      };
      await engine.up(through);
      await engine.destroy("ha");
      expect(order).toEqual(["primary", "partner"]);
      expect(engine.said).toContain(
        `${second.url} keeps its 2 scopes and answers clients independently from then on, without sharing leases. Stop it, or make sure that only one server serves each range.`,
      );
      for (const server of [server1, server2])
        expect(
          (await server.command("config-get")).arguments!.Dhcp4["hooks-libraries"].map(
            ({ library }: { library: string }) => library.split("/").at(-1),
          ),
        ).toEqual(["libdhcp_lease_cmds.so", "libdhcp_stat_cmds.so"]);
      await Promise.all([first.end(), second.end()]);
    } finally {
      await servers.end();
    }
  });

  it("shows what the servers show each other to nobody, and changes it", async () => {
    const servers = await unequal("3.0.3", []);
    process.env.PEER_PASSWORD = "first-canary-of-peers";
    try {
      const engine = new Engine(drivers, "relationship");
      const program = {
        ha: asked(servers, {}, { peerUser: "partner", peerPassword: { env: "PEER_PASSWORD" } }),
      };
      const made = await engine.up(program);
      process.env.PEER_PASSWORD = "second-canary-of-peers";
      const rotated = await engine.up(program);
      expect(rotated.ha!.added).toEqual(
        ["partner", "primary"].flatMap((side) =>
          ["server1", "server2"].map(
            (peer) => `${side} peers.${peer}.basicAuthPassword: (secret, changed)`,
          ),
        ),
      );
      expect(await Promise.all([servers.server1.state(), servers.server2.state()])).toEqual([
        "hot-standby",
        "hot-standby",
      ]);
      expect((await engine.up(program)).ha!.op).toBe("same");
      expect(JSON.stringify([made, rotated, [...engine.states.values()]])).not.toMatch(/canary/);
      const hook = (await servers.server2.command("config-get")).arguments!.Dhcp4[
        "hooks-libraries"
      ].at(-1).parameters["high-availability"][0];
      expect(hook.peers.map((peer: Record<string, string>) => peer["basic-auth-password"])).toEqual(
        ["second-canary-of-peers", "second-canary-of-peers"],
      );
    } finally {
      delete process.env.PEER_PASSWORD;
      await servers.end();
    }
  });
});
