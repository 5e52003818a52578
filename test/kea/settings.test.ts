// What stands outside scopes, on real servers: every setting that a server does not have for itself is told where it differs, copied when
// that is wanted, and left alone otherwise. The table is held against what the servers themselves say they hold.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serverSpecific } from "../../provider/drivers/kea/model/server-specific.js";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { repeats } from "../parts.js";
import type { JsonObject } from "../helpers/kea/configuration.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { versions, withKea, type Version } from "../helpers/kea/versions.js";

interface Setting {
  readonly key: string;
  /** On the primary and on the partner. */
  readonly values: readonly [unknown, unknown];
  /** How a person is told of it, where not by Kea's name. */
  readonly leaf?: string;
  /** Releases that have it; by default all. */
  readonly in?: readonly Version[];
}

const since24 = ["2.6.3", "3.0.3"] as const;
const settings: readonly Setting[] = [
  { key: "allocator", values: ["random", "iterative"], in: since24 },
  { key: "authoritative", values: [true, false] },
  { key: "boot-file-name", values: ["/one", "/other"], leaf: "bootFileName" },
  { key: "cache-max-age", values: [1000, 2000] },
  { key: "cache-threshold", values: [0.25, 0.5] },
  { key: "calculate-tee-times", values: [true, false] },
  {
    key: "compatibility",
    values: [{ "lenient-option-parsing": true }, { "ignore-rai-link-selection": true }],
    in: since24,
  },
  {
    key: "ddns-conflict-resolution-mode",
    values: ["check-with-dhcid", "no-check-with-dhcid"],
    in: since24,
  },
  { key: "ddns-generated-prefix", values: ["one", "other"] },
  { key: "ddns-override-client-update", values: [true, false] },
  { key: "ddns-override-no-update", values: [true, false] },
  { key: "ddns-qualifying-suffix", values: ["one.example.", "other.example."] },
  { key: "ddns-replace-client-name", values: ["always", "never"] },
  { key: "ddns-send-updates", values: [false, true] },
  { key: "ddns-update-on-renew", values: [true, false] },
  {
    key: "ddns-use-conflict-resolution",
    values: [false, true],
    leaf: "ddns-conflict-resolution-mode",
    in: ["2.2.0"],
  },
  { key: "decline-probation-period", values: [100, 200] },
  { key: "early-global-reservations-lookup", values: [true, false] },
  { key: "echo-client-id", values: [false, true] },
  {
    key: "expired-leases-processing",
    values: [{ "max-reclaim-time": 50 }, { "hold-reclaimed-time": 60 }],
  },
  {
    key: "host-reservation-identifiers",
    values: [
      ["hw-address", "duid"],
      ["duid", "hw-address"],
    ],
  },
  { key: "hostname-char-replacement", values: ["x", "y"] },
  { key: "hostname-char-set", values: ["[^a-z]", "[^a-z0-9]"] },
  { key: "ip-reservations-unique", values: [false, true] },
  { key: "match-client-id", values: [false, true] },
  { key: "max-valid-lifetime", values: [8000, 9000], leaf: "maximumLeaseDuration" },
  { key: "min-valid-lifetime", values: [2000, 1000], leaf: "minimumLeaseDuration" },
  { key: "next-server", values: ["192.0.2.1", "192.0.2.2"], leaf: "nextServer" },
  {
    key: "option-data",
    values: [
      [{ name: "domain-name", data: "one.example" }],
      [
        { name: "domain-name", data: "other.example" },
        { name: "ntp-servers", data: "192.0.2.9" },
      ],
    ],
    leaf: "options",
  },
  { key: "parked-packet-limit", values: [100, 200] },
  { key: "rebind-timer", values: [1800, 1900], leaf: "rebindingTime" },
  { key: "renew-timer", values: [900, 800], leaf: "renewalTime" },
  {
    key: "reservations",
    values: [
      [
        { "hw-address": "02:00:00:00:00:01", hostname: "everywhere" },
        { duid: "01:02:03:04:05", "option-data": [{ name: "boot-file-name", data: "a" }] },
      ],
      [
        { "hw-address": "02:00:00:00:00:01", hostname: "elsewhere" },
        { "client-id": "01:02:03", hostname: "only-here" },
      ],
    ],
  },
  { key: "reservations-global", values: [true, false] },
  { key: "reservations-in-subnet", values: [false, true] },
  { key: "reservations-lookup-first", values: [true, false] },
  { key: "reservations-out-of-pool", values: [true, false] },
  { key: "sanity-checks", values: [{ "lease-checks": "fix" }, { "lease-checks": "del" }] },
  { key: "server-hostname", values: ["one", "other"], leaf: "serverHostname" },
  { key: "stash-agent-options", values: [true, false], in: since24 },
  { key: "statistic-default-sample-age", values: [60, 120] },
  { key: "statistic-default-sample-count", values: [3, 5] },
  { key: "store-extended-info", values: [true, false] },
  { key: "t1-percent", values: [0.4, 0.45] },
  { key: "t2-percent", values: [0.8, 0.85] },
  { key: "user-context", values: [{ site: "one" }, { site: "other" }] },
  { key: "valid-lifetime", values: [7000, 6000], leaf: "leaseDuration" },
];

/**
 * Members that are no settings: scopes, and those with a name of their own, by which they are
 * shown.
 */
const parts = ["subnet4", "shared-networks", "client-classes", "option-def"];
const subnet4 = [
  {
    id: 1,
    subnet: "10.0.1.0/24",
    pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
    reservations: [{ "hw-address": "02:00:00:00:01:0d", "ip-address": "10.0.1.13" }],
  },
];

for (const version of repeats(versions)) {
  withKea(version)(`the settings outside scopes of Kea ${version}`, () => {
    const known = settings.filter((setting) => setting.in?.includes(version) ?? true);
    const all = (side: 0 | 1) =>
      Object.fromEntries(known.map(({ key, values }) => [key, values[side]]));
    let servers: KeaPair;
    /** The other members that each server was given besides its settings. */
    let bare: ReadonlyMap<KeaServer, JsonObject>;
    beforeAll(async () => {
      servers = await pair({ version, alone: ["server1", "server2"], serves: () => ({ subnet4 }) });
      bare = new Map(
        [servers.server1, servers.server2].map((server) => [
          server,
          JSON.parse(readFileSync(server.configuration, "utf8")).Dhcp4,
        ]),
      );
    });
    afterAll(() => servers.end());
    const args = (serverSettings: string) => ({
      all: {
        primary: servers.server1.args,
        partner: { ...servers.server2.args, backupDir: servers.server1.folder, persist: false },
        serverSettings,
      },
    });
    const told = async (server: KeaServer, more: JsonObject) => {
      const { result, text } = await server.command("config-set", {
        Dhcp4: { ...bare.get(server), ...more },
      });
      expect({ result, text }).toMatchObject({ result: 0 });
    };
    const held = async (server: KeaServer, which: (key: string) => boolean) =>
      Object.fromEntries(
        Object.entries((await server.command("config-get")).arguments!.Dhcp4 as JsonObject).filter(
          ([key]) => which(key),
        ),
      );
    const preview = async (serverSettings: string) => {
      const { all: outcome } = await new Engine(drivers, "replication").preview(
        args(serverSettings),
      );
      expect(outcome!.failures).toEqual([]);
      return {
        added: outcome!.added,
        said: outcome!.said.filter((sentence) => sentence.startsWith("Outside scopes")),
      };
    };

    it("have each a row in the table", async () => {
      await told(servers.server1, all(0));
      const holds = Object.keys(
        await held(
          servers.server1,
          (key) => serverSpecific[key] === undefined && !parts.includes(key),
        ),
      );
      expect(holds.filter((key) => !known.some((setting) => setting.key === key))).toEqual([]);
    });

    it.each(known)(
      "are reported in one sentence, planned with replicate, and left out with ignore: $key",
      async ({ key, values, leaf = key }) => {
        await told(servers.server1, all(0));
        await told(servers.server2, { ...all(0), [key]: values[1] });
        const report = await preview("report");
        expect(report).toEqual({
          added: [],
          said: [
            expect.stringMatching(
              /^Outside scopes, \S+ differs from \S+ in (one place|\d places), which only serverSettings: "replicate" writes: /,
            ),
          ],
        });
        const leaves = report.said[0]!.slice(
          report.said[0]!.indexOf("writes: ") + "writes: ".length,
        ).split(/; (?=server\.)/);
        expect(leaves.filter((one) => !one.startsWith(`server.${leaf}`))).toEqual([]);
        const replicate = await preview("replicate");
        expect(replicate.said).toEqual([]);
        expect(replicate.added).toHaveLength(leaves.length);
        expect(replicate.added.filter((one) => !one.startsWith(`server ${leaf}`))).toEqual([]);
        expect(await preview("ignore")).toEqual({ added: [], said: [] });
      },
    );

    it("are reported with classes, definitions and networks that no scope uses, and copied with replicate", async () => {
      const unused = {
        "client-classes": [{ name: "unused", test: "member('KNOWN')" }],
        "option-def": [{ name: "unused", code: 250, type: "string", space: "dhcp4" }],
        "shared-networks": [{ name: "unused", "valid-lifetime": 600 }],
      };
      await told(servers.server1, unused);
      await told(servers.server2, {});
      expect((await preview("report")).said).toEqual([
        expect.stringMatching(
          /in 3 places, which only serverSettings: "replicate" writes: classes\.unused.*; optionDefinitions\.dhcp4:250.*; sharedNetworks\.unused/,
        ),
      ]);
      const engine = new Engine(drivers, "replication");
      expect(
        (await engine.up(args("replicate"))).all!.added.map((line) => line.split(" ")[0]),
      ).toEqual(["classes.unused", "optionDefinitions.dhcp4:250", "sharedNetworks.unused"]);
      const [here, there] = await Promise.all(
        [servers.server1, servers.server2].map((server) =>
          held(server, (key) => parts.includes(key)),
        ),
      );
      expect(there).toEqual(here);
    });

    it.each([
      ["others", 0],
      ["none", undefined],
    ] as const)(
      "are all written with replicate where the primary has %s, and none otherwise",
      async (_, side) => {
        const isSetting = (key: string) =>
          serverSpecific[key] === undefined && !parts.includes(key);
        const own = (key: string) => serverSpecific[key] !== undefined && key !== "hash";
        await told(servers.server1, side === undefined ? {} : all(side));
        await told(servers.server2, all(1));
        const [before, count] = [
          await held(servers.server2, own),
          async () => (await servers.server2.received())["config-set"],
        ];
        const sent = await count();
        for (const policy of ["report", "ignore"])
          await new Engine(drivers, "replication").up(args(policy));
        expect(await count()).toBe(sent);
        const engine = new Engine(drivers, "replication");
        await engine.up(args("replicate"));
        expect(await count()).toBe(sent! + 1);
        expect(await held(servers.server2, isSetting)).toEqual(
          await held(servers.server1, isSetting),
        );
        expect(await held(servers.server2, own)).toEqual(before);
        expect((await engine.preview(args("replicate"))).all).toMatchObject({
          op: "same",
          added: [],
        });
        expect((await engine.refresh(false)).all).toEqual([]);
      },
    );
  });
}
