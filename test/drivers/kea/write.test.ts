// What a write leaves of somebody else's change that came right after it, on a server that does not say what it took (2.2).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { KeaAnswer, Channel } from "../../../provider/drivers/kea/control/channel.js";
import { readKeaServer } from "../../../provider/drivers/kea/running/read-server.js";
import type { WriteRecord } from "../../../provider/drivers/kea/running/persistence.js";
import { writeConfiguration } from "../../../provider/drivers/kea/running/write-configuration.js";

type Raw = Record<string, any>;
const recorded = readFileSync(
  join(
    import.meta.dirname,
    "..",
    "..",
    "data",
    "kea",
    "config-get-2.2.0",
    "ha-load-balancing-primary.config-get.json",
  ),
  "utf8",
);

/** A server of 2.2 in memory. */
class Server {
  dhcp4: Raw = (JSON.parse(recorded) as Raw).Dhcp4;
  sent: string[] = [];
  noted: string[] = [];
  started = 0;
  commands = [
    "config-get",
    "config-set",
    "config-test",
    "config-write",
    "ha-heartbeat",
    "list-commands",
    "status-get",
    "version-get",
  ];
  /** The actions of somebody else once a config-set was answered. */
  meanwhile: (server: Server) => void = () => {};

  readonly channel: Channel = {
    label: "http://dhcp2:8000",
    address: "http://dhcp2:8000/",
    ask: async (command) => (await this.channel.send(command)).arguments,
    close: async () => {},
    keepConnections: (work) => work(),
    send: async (command, args): Promise<KeaAnswer> => {
      this.sent.push(command);
      if (command === "version-get") return { result: 0, text: "2.2.0" };
      if (command === "list-commands") return { result: 0, text: "", arguments: this.commands };
      if (command === "status-get")
        return {
          result: 0,
          text: "",
          arguments: {
            pid: 7,
            uptime: Math.floor(Date.now() / 1000) - this.started,
            "high-availability": [{ "ha-servers": { local: { state: "load-balancing" } } }],
          },
        };
      if (command === "config-get")
        return { result: 0, text: "", arguments: { Dhcp4: structuredClone(this.dhcp4) } };
      if (command === "config-set") {
        this.dhcp4 = structuredClone((args as Raw).Dhcp4);
        const { meanwhile } = this;
        this.meanwhile = () => {};
        meanwhile(this);
      }
      return { result: 0, text: "done" };
    },
  };

  private readonly record: WriteRecord = {
    begin: () => void this.noted.push("begin"),
    cancel: () => void this.noted.push("cancel"),
    end: (why) => void this.noted.push(why ?? "end"),
    reason: () => undefined,
  };

  /** Gives it another name of the boot file in its first subnet. */
  async write(): Promise<void> {
    const from = await readKeaServer(this.channel);
    const document = structuredClone(from.current.document()) as { Dhcp4: Raw };
    document.Dhcp4.subnet4[0]["boot-file-name"] = "ours";
    const wanted = new Server();
    wanted.dhcp4 = document.Dhcp4;
    const expected = (await readKeaServer(wanted.channel)).current.parsed.configuration;
    const read = () => readKeaServer(this.channel, from);
    await writeConfiguration({
      channel: this.channel,
      from,
      document: document as never,
      expected,
      read,
      keepCopy: () => "kept",
      isPrimaryFile: false,
      record: this.record,
    });
  }
}

let server: Server;
beforeEach(() => {
  server = new Server();
});
const sets = () => server.sent.filter((command) => command === "config-set").length;

describe("somebody else's change right after a write", () => {
  it.each<[string, (dhcp4: Raw) => void]>([
    [
      "a reservation",
      ({ subnet4: [first] }) =>
        first.reservations.push({ "hw-address": "02:00:00:00:00:01", "ip-address": "192.0.3.7" }),
    ],
    ["a lifetime of the server", (dhcp4) => (dhcp4["valid-lifetime"] = 4321)],
    ["a subnet", ({ subnet4 }) => subnet4.push({ id: 77, subnet: "10.77.0.0/16" })],
    [
      "a class",
      (dhcp4) =>
        (dhcp4["client-classes"] = [...(dhcp4["client-classes"] ?? []), { name: "theirs" }]),
    ],
    ["what this write did", ({ subnet4: [first] }) => (first["boot-file-name"] = "theirs")],
    ["a logger", (dhcp4) => (dhcp4.loggers = [{ name: "kea-dhcp4", severity: "DEBUG" }])],
    [
      "its DNS updates",
      (dhcp4) => (dhcp4["dhcp-ddns"] = { ...dhcp4["dhcp-ddns"], "server-port": 53_002 }),
    ],
  ])("stays: %s", async (_, change) => {
    server.meanwhile = ({ dhcp4 }) => change(dhcp4);
    await expect(server.write()).rejects.toThrow(
      /^http:\/\/dhcp2:8000 was sent the new configuration, but reads differently right afterwards, first in .*It was left unchanged, and config-write was not sent. A backup of the previous configuration is in kept\./,
    );
    const theirs = structuredClone((JSON.parse(recorded) as Raw).Dhcp4);
    theirs.subnet4[0]["boot-file-name"] = "ours";
    change(theirs);
    expect(server.dhcp4.loggers).toEqual(theirs.loggers);
    expect(sets()).toBe(1);
    expect(server.sent).not.toContain("config-write");
    expect(server.noted).toEqual(["begin"]);
  });

  it.each<[string, (server: Server) => void]>([
    [
      "its sockets",
      ({ dhcp4 }) =>
        (dhcp4["control-socket"] = { "socket-type": "unix", "socket-name": "/elsewhere" }),
    ],
    ["its interfaces", ({ dhcp4 }) => (dhcp4["interfaces-config"] = { interfaces: ["none"] })],
    [
      "its leases",
      ({ dhcp4 }) =>
        (dhcp4["lease-database"] = { type: "memfile", persist: false, name: "/elsewhere" }),
    ],
    [
      "its databases of reservations",
      ({ dhcp4 }) => (dhcp4["hosts-databases"] = [{ type: "mysql", name: "other" }]),
    ],
    ["its hooks", ({ dhcp4 }) => (dhcp4["hooks-libraries"] = [{ library: "/elsewhere.so" }])],
    [
      "a hook's commands",
      (one) => (one.commands = one.commands.filter((command) => command !== "ha-heartbeat")),
    ],
  ])("is undone where the server would not run with it: %s", async (_, change) => {
    const { commands } = server;
    server.meanwhile = (one) => {
      change(one);
      one.meanwhile = (again) => {
        again.commands = commands;
      };
    };
    await expect(server.write()).rejects.toThrow(
      / failed verification after config-set \(.*\)\. The previous configuration was restored\./,
    );
    expect(sets()).toBe(2);
    expect(server.dhcp4.subnet4[0]["boot-file-name"]).not.toBe("ours");
    expect(server.noted).toEqual(["begin", "cancel"]);
  });
});

it("a server that was started again with its file is not restored, and the message calls it a restart", async () => {
  const filed = structuredClone(server.dhcp4);
  server.meanwhile = (one) => {
    one.dhcp4 = filed;
    one.started = Math.floor(Date.now() / 1000) - 1;
  };
  await expect(server.write()).rejects.toThrow(
    "http://dhcp2:8000 was sent the new configuration, but restarted before its file was written: it has the configuration from its file.",
  );
  expect(sets()).toBe(1);
});

it("a write is recorded as not persisted from before the configuration is sent until the file was written", async () => {
  await server.write();
  expect(server.noted).toEqual(["begin", "end"]);
  expect(server.sent.filter((command) => /set|write/.test(command))).toEqual([
    "config-set",
    "config-write",
  ]);
});
