// A pair that its own drift has stopped: real clients, a scope missing on the partner, and one update that mends it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { project, type Project } from "../helpers/cli/engine/cli.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { allAnswered, lab, wire, type Lab } from "../helpers/kea/lab.js";
import { networks } from "../helpers/kea/network.js";
import { pair as pairOf } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";

const scope = { id: 1, subnet: wire, pools: [{ pool: "10.20.1.0 - 10.20.255.254" }] };

withKea("3.0.3", networks)("a pair terminated by a scope that its partner lacks", () => {
  let pair: Lab;
  let stack: Project | undefined;
  afterEach(async () => {
    await stack?.remove();
    stack = undefined;
    await pair?.end();
  });
  const states = async () => [await pair.server1.state(), await pair.server2.state()];

  async function terminated(hasCommands = false): Promise<void> {
    pair = await lab({
      hasCommands,
      serves: (server) => ({ subnet4: server === "server1" ? [scope] : [] }),
    });
    const lost = await pair.clients(50, 2);
    expect(lost.acks).toBeLessThan(lost.discovers);
    await until("both servers to give up", async () =>
      (await states()).every((state) => state === "terminated"),
    );
  }
  const live = (more: object = {}) => ({
    all: {
      primary: pair.server1.args,
      partner: { ...pair.server2.args, backupDir: pair.server2.folder },
      ...more,
    },
  });

  it("works in hot standby after one up, and its clients are answered again", async () => {
    await terminated();
    const { server1, server2 } = pair;
    const at = (url: string) => JSON.stringify({ driver: "kea", url });
    stack = await project({
      refresh: "always",
      program: `new (require("pulumi-dhcp-failover").FailoverReplication)("all", { primary: ${at(server1.unixUrl)}, partner: { ...${at(server2.unixUrl)}, backupDir: "kept" } });`,
    });
    const preview = await stack.preview("--diff");
    expect(preview.output).toContain(
      `Failover has stopped (terminated): the configurations differ, or their clocks differ by more than a minute. After the write, ha-reset is sent to ${server1.unixUrl}, which restarts failover. If the clocks are the cause, set them first.`,
    );
    const up = await stack.up();
    expect(up.code, up.output).toBe(0);
    expect(up.output).toContain(`${server1.unixUrl}: ha-reset was sent.`);
    expect(await states()).toEqual(["hot-standby", "hot-standby"]);
    await allAnswered(pair);
    expect((await stack.preview("--expect-no-changes")).code).toBe(0);
  });

  it("works after one up by commands, for which both servers are told to start again", async () => {
    await terminated(true);
    const { server1, server2 } = pair;
    const engine = new Engine(drivers, "replication");
    await engine.preview(live());
    expect(engine.said.join("\n")).toContain(`${server2.unixUrl}: this write is 1 command.\n`);
    expect(engine.said.join("\n")).toContain(
      `After the write, ha-reset is sent to ${server1.unixUrl}, ${server2.unixUrl}, which restarts failover: no client is answered for about 0.6 s, until both servers have found each other.`,
    );
    const { failures, said } = (await engine.up(live())).all!;
    expect(failures).toEqual([]);
    for (const { unixUrl } of [server1, server2])
      expect(said.join("\n")).toContain(`${unixUrl}: ha-reset was sent.`);
    expect(await states()).toEqual(["hot-standby", "hot-standby"]);
    expect((await server2.received())["config-set"] ?? 0).toBe(0);
    await allAnswered(pair);
  });

  it("is reported with what to do where somebody made the servers equal by hand", async () => {
    await terminated();
    const { Dhcp4 } = (await pair.server2.command("config-get")).arguments!;
    await pair.server2.command("config-set", { Dhcp4: { ...Dhcp4, subnet4: [scope] } });
    await until("the partner to wait", async () => (await pair.server2.state()) === "waiting");
    const engine = new Engine(drivers, "replication");
    expect((await engine.preview(live())).all).toMatchObject({ added: [] });
    expect(engine.said.join("\n")).toContain(
      'If nothing is left to replicate, restart it by hand (ha-reset on the server that reports "terminated").',
    );
  });

  it("is left alone where the primary is not its other server, because nobody would start it again", async () => {
    await terminated();
    const { Dhcp4 } = (await pair.server1.command("config-get")).arguments!;
    const path = join(pair.server1.folder, "source.conf");
    writeFileSync(
      path,
      JSON.stringify({
        Dhcp4: {
          "hooks-libraries": Dhcp4["hooks-libraries"],
          subnet4: [{ ...scope, "valid-lifetime": 1234 }],
        },
      }),
    );
    const { all } = await new Engine(drivers, "replication").preview({
      all: {
        primary: { driver: "file", path },
        partner: { ...pair.server1.args, backupDir: pair.server1.folder },
      },
    });
    expect(all!.failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("does not work at the moment: "),
    ]);
    expect(await states()).toEqual(["terminated", "terminated"]);
  });

  it("gets no command when its server is replicated to one outside it", async () => {
    await terminated();
    const strangers = await pairOf({
      version: "3.0.3",
      access: "unix",
      serves: () => ({ subnet4: [] }),
    });
    try {
      await new Engine(drivers, "replication").up({
        all: {
          primary: pair.server1.args,
          partner: { ...strangers.server2.args, backupDir: strangers.server2.folder },
        },
      });
      expect((await pair.server1.received())["ha-reset"] ?? 0).toBe(0);
      expect(await states()).toEqual(["terminated", "terminated"]);
      expect(await strangers.server2.state()).toBe("hot-standby");
    } finally {
      await strangers.end();
    }
  });
});
