// The CLI killed or interrupted during an update of a real pair: which steps of a write still begin, and which processes live on.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Project, Running } from "../helpers/cli/engine/cli.js";
import {
  type Declaration,
  type Door,
  dynamicDoor,
  pluginDoor,
} from "../helpers/cli/engine/doors.js";
import { startPlugin } from "../helpers/cli/engine/started-plugin.js";
import { processesWith } from "../helpers/in-sight.js";
import { again, once } from "../parts.js";
import { between, type Between } from "../helpers/kea/between.js";
import { serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { withKea } from "../helpers/kea/versions.js";

const lease = (dhcp4: any, seconds: number) => ({
  ...dhcp4,
  "valid-lifetime": seconds,
  "renew-timer": 900,
  "rebind-timer": 1800,
});

/** Tells what comes of an update of one pair that ends early, through a door. */
const tellEndings = ({ door, open }: Door) =>
  withKea("2.2.0")(`pulumi that ends during an update, ${door}`, () => {
    let servers: KeaPair;
    let [toPrimary, toPartner]: Between[] = [];
    let stack: Project;
    let run: Running;
    let args: Declaration["args"];
    beforeEach(async () => {
      servers = await pair({
        serves: (name) => (name === "server1" ? lease(serves(3), 7200) : serves(3)),
      });
      [toPrimary, toPartner] = await Promise.all([
        between(servers.server1.url),
        between(servers.server2.url),
      ]);
      const at = ({ url }: Between) => ({ driver: "kea", url, backupDir: "kept" });
      args = {
        primary: at(toPrimary!),
        partner: at(toPartner!),
        serverSettings: "replicate",
      };
      stack = await open({ all: { type: "FailoverReplication", args } });
    });
    afterEach(async () => {
      await stack.remove();
      await Promise.all([toPrimary, toPartner].map((way) => way?.end()));
      await servers.end();
    });

    /** How often the partner got each command that writes, as its log has it. */
    const written = async () => {
      const { "config-set": set = 0, "config-write": write = 0 } = await servers.server2.received();
      return { set, write };
    };
    const leaseTime = async () =>
      (await servers.server2.command("config-get")).arguments!.Dhcp4["valid-lifetime"];
    const persisted = () =>
      JSON.parse(readFileSync(servers.server2.configuration, "utf8")).Dhcp4["valid-lifetime"];
    /** Pulumi's own language host looks for its engine every few minutes only; it sends nothing to a server. */
    const processes = () =>
      processesWith(stack.folder).filter((line) => !/pulumi-language-(nodejs|yaml)/.test(line));
    // test:reliability counts the processes that are left after 5 s; a machine that stalls needs longer.
    const gone = () =>
      until("the processes of the update to end", async () => processes().length === 0);

    function isRunning(pid: number): boolean {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    }

    /** An update during which the CLI gets a signal when the partner is sent this command, which goes on its way a while after. */
    async function signalled(signal: NodeJS.Signals, command: string, held = 1_500): Promise<void> {
      const asked = new Promise<void>((resolve) => {
        toPartner!.before(command, async () => {
          process.kill(run.pid, signal);
          resolve();
          // A busy machine takes its time to end a process that was killed; until then it takes connections.
          if (signal === "SIGKILL") while (isRunning(run.pid)) await wait(10);
          await wait(held);
        });
      });
      run = await stack.begin("up", "--yes", "--skip-preview");
      await asked;
    }

    /** The next update, once the lock that a killed one leaves is taken away. */
    async function recovered(): Promise<void> {
      await stack.pulumi("cancel", "--yes");
      const up = await stack.up();
      expect(up.code, up.output).toBe(0);
      expect(await leaseTime()).toBe(7200);
      expect((await stack.preview("--expect-no-changes")).code).toBe(0);
    }

    once(() => {
      it("begins no write after it was killed, leaves no provider process, and the next up does the rest", async () => {
        await signalled("SIGKILL", "config-test");
        await run.ended;
        await gone();
        await wait(1_500);
        expect(await written()).toEqual({ set: 0, write: 0 });
        await recovered();
      });
    });

    again(() => {
      it.each([
        ["when the terminal closes", "SIGHUP", "config-test", 1_500],
        ["while the partner is read once more", "SIGKILL", "config-get", 1_500],
        ["right before the write, at the last look", "SIGKILL", "config-test", 0],
      ] as const)("begins no write after it ended %s", async (_, signal, command, held) => {
        await signalled(signal, command, held);
        await run.ended;
        await gone();
        await wait(1_500);
        expect((await written()).write).toBe(0);
        await recovered();
      });

      it("completes a config-set that was sent, and sends nothing after it", async () => {
        await signalled("SIGKILL", "config-set", 500);
        await run.ended;
        await gone();
        await wait(1_500);
        expect(await written()).toEqual({ set: 1, write: 0 });
        expect(await leaseTime()).toBe(7200);
        expect(persisted()).toBe(3600);
        await recovered();
        expect(persisted()).toBe(7200);
      });

      // The pipe to a dynamic provider is held by Pulumi's SDK.
      if (door === pluginDoor.door)
        it("begins no write after the engine's pipe closed, and ends within 5 s", async () => {
          const plugin = await startPlugin(stack.folder);
          let closed = 0;
          toPartner!.before("config-test", async () => {
            plugin.endEngine();
            closed = Date.now();
            await wait(1_500);
          });
          await expect(plugin.create("FailoverReplication", args)).rejects.toThrow();
          expect(await plugin.ended).toBe(1);
          expect(Date.now() - closed).toBeLessThan(5_000);
          await wait(1_500);
          expect(await written()).toEqual({ set: 0, write: 0 });
          await recovered();
        });

      it("stops its wait for failover", async () => {
        toPartner!.after("config-set", async () => toPartner!.before("status-get", () => signal()));
        let signal = async (): Promise<void> => {};
        const asked = new Promise<void>((resolve) => {
          signal = async () => {
            process.kill(run.pid, "SIGKILL");
            resolve();
            await wait(6_000);
          };
        });
        run = await stack.begin("up", "--yes", "--skip-preview");
        await asked;
        await gone();
        await recovered();
      });
    });
  });

tellEndings(dynamicDoor);
tellEndings(pluginDoor);

again(() => {
  withKea("2.2.0")("pulumi that is interrupted once during an update", () => {
    const stories = [dynamicDoor, pluginDoor].flatMap(({ door, open }) =>
      (["SIGINT", "SIGTERM"] as const).map((signal) => [door, signal, open] as const),
    );
    it.each(stories)(
      "finishes the write that it has begun, and begins no other (%s, %s)",
      async (_, signal, open) => {
        const edited = () => {
          const dhcp4 = structuredClone(serves(4)) as any;
          dhcp4.subnet4[1]["option-data"][0].data = "10.0.2.2";
          return dhcp4;
        };
        const servers = await pair({
          serves: (name) => (name === "server1" ? edited() : serves(4)),
        });
        const both = [servers.server1, servers.server2];
        const ways = await Promise.all(both.map(({ url }) => between(url)));
        try {
          const { Dhcp4 } = (await servers.server1.command("config-get")).arguments!;
          const source = {
            Dhcp4: {
              ...Dhcp4,
              subnet4: [
                { ...Dhcp4.subnet4[0], "valid-lifetime": 7200, "max-valid-lifetime": 7200 },
              ],
            },
          };
          const at = ({ url }: Between) => ({ driver: "kea", url, backupDir: "kept" });
          const direct = { driver: "kea", url: servers.server1.url, backupDir: "kept" };
          const file = { driver: "file", path: "source.json" };
          // Both servers are of one pair, so one is written when failover works again after the write of the other.
          const declare = (primary: object, way: Between, scopeId: string): Declaration => ({
            type: "FailoverScope",
            args: { primary, partner: at(way), scopeId },
          });
          const stack = await open(
            {
              first: declare(direct, ways[1]!, "10.0.2.0"),
              second: declare(file, ways[0]!, "10.0.1.0"),
            },
            { files: { "source.json": JSON.stringify(source) } },
          );
          let run: Running | undefined;
          let isSignalled = false;
          for (const way of ways) {
            way.before("config-set", async () => {
              if (!isSignalled) process.kill(run!.pid, signal);
              isSignalled = true;
              await wait(1_000);
            });
          }
          run = await stack.begin("up", "--yes", "--skip-preview");
          const { code, output } = await run.ended;
          expect(code, output).not.toBe(0);
          const received = await Promise.all(both.map((server) => server.received()));
          const first = received.findIndex((commands) => commands["config-set"] !== undefined);
          expect(received[first]).toMatchObject({ "config-set": 1, "config-write": 1 });
          expect(received[1 - first]).not.toHaveProperty("config-set");
          expect(output).toContain(
            `${ways[1 - first]!.url} was not written: pulumi was interrupted before this write began.`,
          );
          expect(output).toContain("failover works again after");
          expect(processesWith(stack.folder)).toEqual([]);
          const up = await stack.up();
          expect(up.code, up.output).toBe(0);
          expect((await stack.preview("--expect-no-changes")).code).toBe(0);
          await stack.remove();
        } finally {
          await Promise.all(ways.map((way) => way.end()));
          await servers.end();
        }
      },
    );
  });
});
