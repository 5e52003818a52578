// Where a copy is kept of what a server holds before it is written: whatever kind of server it is and whichever resource writes it, a
// preview says where that is not possible, and nothing comes to stand in the working folder.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drivers, type Drivers } from "../../provider/drivers/index.js";
import { kea as configuration } from "../helpers/cli/engine/pair.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { connect } from "../helpers/windows/failover.js";
import { pair as windowsPair, windowsDrivers } from "../helpers/windows/live/pair.js";
import { recorded, standIn, type StandIn } from "../helpers/unit/drivers/kea/stand-in.js";

const folder = mkdtempSync(join(tmpdir(), "backups-"));
const open: StandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.end()));
  vi.unstubAllEnvs();
});

interface Pair {
  readonly drivers: Drivers;
  readonly primary: Record<string, unknown>;
  readonly partner: Record<string, unknown>;
  /** A server that is in the relationship until the partner takes its place. */
  readonly former?: Record<string, unknown>;
}

function files(): Pair {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return { driver: "file", path: join(folder, name) };
  };
  const shorter = configuration("dhcp2").replace(
    '"valid-lifetime": 28800',
    '"valid-lifetime": 600',
  );
  return {
    drivers,
    primary: file("dhcp1.conf", configuration("dhcp1")),
    partner: file("dhcp2.conf", shorter),
  };
}

/** A quiet server that holds this: its failover works, where it has any. */
async function keaServer(
  dhcp4: object,
  role?: "primary" | "standby",
): Promise<Record<string, unknown>> {
  const local = {
    local: { role, scopes: [], state: "hot-standby" },
    remote: {
      "last-state": "hot-standby",
      role: role === "primary" ? "standby" : "primary",
      "in-touch": true,
    },
  };
  const status = {
    pid: 1,
    uptime: 1,
    reload: 1,
    ...(role && { "high-availability": [{ "ha-mode": "hot-standby", "ha-servers": local }] }),
  };
  const answer = (args: object) => ({ body: [{ result: 0, arguments: args }] });
  const made = await standIn(
    recorded("single-subnet", {
      "config-get": answer({ Dhcp4: { ...threads, ...dhcp4 } }),
      "status-get": answer(status),
    }),
  );
  open.push(made);
  return { driver: "kea", url: made.url };
}

const subnet = (lease: number) => ({
  id: 1,
  subnet: "10.0.1.0/24",
  pools: [{ pool: "10.0.1.100 - 10.0.1.199" }],
  "valid-lifetime": lease,
});
const hook = (self: string, urls: readonly string[]) => ({
  library: "/usr/lib/kea/hooks/libdhcp_ha.so",
  parameters: {
    "high-availability": [
      {
        "user-context": { name: "offices" },
        "this-server-name": self,
        mode: "hot-standby",
        "heartbeat-delay": 1000,
        peers: urls.map((url, i) => ({
          name: `server${i + 1}`,
          url,
          role: i === 0 ? "primary" : "standby",
          "auto-failover": true,
        })),
      },
    ],
  },
});
const threads = { "multi-threading": { "enable-multi-threading": true } };
const loaded = [{ library: "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" }];
const listeners = [
  "http://192.0.2.1:8001/",
  "http://192.0.2.2:8001/",
  "http://192.0.2.3:8001/",
] as const;

async function keaServers(): Promise<Pair> {
  const held = (lease: number) => ({ subnet4: [subnet(lease)], "hooks-libraries": loaded });
  return { drivers, primary: await keaServer(held(900)), partner: await keaServer(held(600)) };
}

async function windowsServers(): Promise<Pair> {
  const one = windowsPair(rich, rich.replace(/<Scopes>[^]*<\/Scopes>/, "<Scopes />"), {
    related: false,
  });
  connect(one.primary.server, one.partner.server);
  const server = (computerName: string) => ({ driver: "windows", computerName });
  return {
    drivers: windowsDrivers([one.primary, one.partner]),
    primary: server("dhcp1"),
    partner: server("dhcp2"),
  };
}

const kea = {
  primaryUrl: listeners[0],
  partnerUrl: listeners[1],
  multiThreading: { enableMultiThreading: true, httpDedicatedListener: true },
};
const resources = {
  replication: { serverSettings: "ignore" },
  scope: { scopeId: "10.0.1.0" },
  relationship: { name: "offices", mode: "hotStandby" },
} as const;

/** Homes in which no folder can be made, whoever runs this: root may write wherever rights forbid it to others. */
const homes = (file: string) => ["", "a/relative/home", "/proc/none", `${file}/home`];

const cases = [
  ["files", files, ["replication", "scope"], {}],
  ["running Kea servers", keaServers, ["replication", "scope", "relationship"], { kea }],
  ["running Windows servers", windowsServers, ["replication", "scope", "relationship"], {}],
] as const;

describe.each(
  cases.flatMap(([what, make, kinds, own]) => kinds.map((kind) => ({ what, make, kind, own }))),
)("a $kind of $what", ({ make, kind, own }) => {
  let before: readonly string[];
  beforeEach(() => {
    before = readdirSync(process.cwd());
  });

  it("reports in the preview that no copy can be kept in the user's folder, and names backupDir", async () => {
    const file = join(folder, "no-folder");
    writeFileSync(file, "");
    for (const home of homes(file)) {
      vi.stubEnv("HOME", home);
      vi.stubEnv("XDG_STATE_HOME", "");
      const { drivers: openers, primary, partner } = await make();
      const args = { primary, partner, ...resources[kind], ...(kind === "relationship" && own) };
      const refused = await new Engine(openers, kind).preview({ one: args });
      expect(
        refused.one!.failures.map(({ reason }) => reason),
        home,
      ).toEqual([
        expect.stringMatching(
          /^A server's configuration is backed up before each write, .*\. Set backupDir to a folder/,
        ),
      ]);
      const kept = { backupDir: join(folder, "kept") };
      const named = { ...args, primary: { ...primary, ...kept }, partner: { ...partner, ...kept } };
      expect((await new Engine(openers, kind).preview({ one: named })).one!.failures, home).toEqual(
        [],
      );
    }
    expect(readdirSync(process.cwd())).toEqual(before);
    expect(readFileSync(file, "utf8")).toBe("");
  });
});

it("reports in the preview that no copy can be kept of a server that leaves a relationship", async () => {
  vi.stubEnv("HOME", "/proc/none");
  vi.stubEnv("XDG_STATE_HOME", "");
  const held = (self: string) => ({
    subnet4: [subnet(900)],
    "hooks-libraries": [...loaded, hook(self, [listeners[0], listeners[2]])],
  });
  const kept = { backupDir: join(folder, "kept") };
  const primary = { ...(await keaServer(held("server1"), "primary")), ...kept };
  const former = await keaServer(held("server2"), "standby");
  const partner = { ...(await keaServer({ "hooks-libraries": loaded })), ...kept };
  const program = (now: object) => ({
    offices: {
      ...resources.relationship,
      primary,
      partner: now,
      kea: {
        ...kea,
        primaryUrl: listeners[0],
        partnerUrl: now === former ? listeners[2] : listeners[1],
      },
    },
  });
  const engine = new Engine(drivers, "relationship");
  engine.states.set("offices", {
    id: "offices",
    inputs: { ...program(former).offices, __resource: "offices" },
    outputs: {},
  });
  const refused = await engine.preview(program(partner));
  expect(refused.offices!.failures.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("Set backupDir to a folder"),
  ]);
  engine.states.set("offices", {
    id: "offices",
    inputs: { ...program({ ...former, ...kept }).offices, __resource: "offices" },
    outputs: {},
  });
  expect((await engine.preview(program(partner))).offices!.failures).toEqual([]);
});
