// What cannot be made of two servers is an error before anything is written.
import { afterAll, beforeAll, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { id } from "../helpers/kea/edits.js";
import type { KeaPair } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { asked, plain, unequal, unpaired, writes } from "../helpers/kea/relationship-args.js";

withKea("2.2.0")("a failover relationship is refused", () => {
  let servers: KeaPair;
  beforeAll(async () => {
    servers = await unpaired(plain(1, 2));
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

withKea("2.6.3")("two servers with different scopes", () => {
  it("are refused a relationship while their subnet ids differ, or the partner has more scopes", async () => {
    const servers = await unequal("2.6.3", [{ ...plain(1)[0], id: 7 }]);
    try {
      const reasons = async (given: object) =>
        (
          await new Engine(drivers, "relationship").preview({ ha: asked(servers, given) })
        ).ha!.failures.map(({ reason }) => reason);
      expect(await reasons({})).toEqual([
        `Scopes have different subnet ids on the partner, ${servers.server2.url}, and the primary: ${id(1)} 7 => 1. The server finds leases by that id: after a change the partner no longer finds its existing leases. Use the partner's ids on the primary, or set force: true once the leases were moved or may be lost. [subnet-ids-differ]`,
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
  it("is not created unless other relationships of the program have them", async () => {
    const servers = await unpaired(plain(1, 2));
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
