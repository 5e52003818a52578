// What a restart of a server would undo: a configuration that runs and is not in its file, on real servers.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { failoverReader } from "../../provider/lifecycle/failovers.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { project } from "../helpers/cli/engine/cli.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { again, repeats } from "../parts.js";
import { between, type Between } from "../helpers/kea/between.js";
import { id, serves } from "../helpers/kea/edits.js";
import { endedAt } from "../helpers/kea/ended.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { commands, filed } from "../helpers/kea/configuration-file.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";

const unfinished =
  "an update sent it a configuration and ended before config-write: a restart may bring the previous one back.";
const only =
  "is already in sync: only its configuration file is written, so that a restart keeps the configuration.";

/** The router of the first subnet, of a server and of its file. */
const routerOf = ({ subnet4 }: any): string => subnet4[0]["option-data"][0].data;
const runs = async (server: KeaServer) =>
  routerOf((await server.command("config-get")).arguments!.Dhcp4);
const inFile = (server: KeaServer) => routerOf(filed(server));

async function router(server: KeaServer, last: number, ...then: string[]): Promise<void> {
  const { hash: _, ...held } = (await server.command("config-get")).arguments as any;
  held.Dhcp4.subnet4[0]["option-data"][0].data = `10.0.1.${last}`;
  expect(await server.command("config-set", held)).toMatchObject({ result: 0 });
  for (const command of then) expect(await server.command(command)).toMatchObject({ result: 0 });
}

describe.each(repeats(["3.0.3", "2.2.0", "2.6.3"] as const))("Kea %s", (version) => {
  withKea(version)("a configuration that runs and is not in the file", () => {
    let servers: KeaPair;
    let way: Between;
    let kept: string;
    beforeEach(async () => {
      servers = await pair({ version, serves: () => serves(3) });
      way = await between(servers.server2.url);
      kept = join(servers.server2.folder, "kept");
    });
    afterEach(async () => {
      await way.end();
      await servers.end();
    });
    const both = (more: object = {}) => ({
      primary: servers.server1.args,
      partner: { driver: "kea", url: way.url, backupDir: kept },
      ...more,
    });
    const program = (more: object = {}) => ({ all: both(more) });
    /** Forgets the notes of this machine, as in a pipeline whose machines last for one run. */
    const forget = () =>
      readdirSync(kept).forEach((server) => {
        rmSync(join(kept, server, "not-persisted.json"), { force: true });
      });

    it("is a difference in every preview and refresh after the process was ended, until an update has the server write its file", async () => {
      const { server1, server2 } = servers;
      const engine = new Engine(drivers, "replication");
      await engine.up(program());
      await router(server2, 43, "config-write");
      await servers.working();
      await endedAt(way, "config-write", ["replication", "create", [both()]]);
      await servers.working();
      expect([await runs(server2), inFile(server2)]).toEqual(["10.0.1.1", "10.0.1.43"]);

      const before = await commands(server2);
      for (let time = 0; time < 2; time++) {
        const { op, added, said } = (await engine.preview(program())).all!;
        expect([op, added]).toEqual(["update", [`(not persisted): ${way.url}`]]);
        expect(said).toEqual([`${way.url}: ${unfinished}`, `${way.url} ${only}`]);
        expect(await engine.refresh(false)).toEqual({ all: [`(not persisted): ${way.url}`] });
      }
      const said: string[] = [];
      await failoverReader(operation(drivers, addingTo(said))).read("asked", {
        server: both().partner,
      });
      expect(said).toEqual([`${way.url}: ${unfinished}`]);
      expect(await commands(server2)).toEqual(before);

      expect((await engine.up(program())).all!.op).toBe("update");
      expect(await commands(server2)).toEqual({ ...before, writes: before.writes + 1 });
      expect(inFile(server2)).toBe("10.0.1.1");
      expect(await engine.preview(program())).toMatchObject({ all: { op: "same", said: [] } });
      expect(await engine.up(program())).toMatchObject({ all: { op: "same", said: [] } });
      expect(await engine.refresh(true)).toEqual({ all: [] });
      expect(await commands(server2)).toEqual({ ...before, writes: before.writes + 1 });

      await server2.daemon.stop();
      await server2.daemon.start();
      await servers.working();
      expect(await engine.preview(program())).toMatchObject({ all: { op: "same" } });
      expect(await runs(server1)).toBe(await runs(server2));
    });

    // Told of servers in memory in lifecycle/persistence.test.ts.
    again(() => {
      it("is written to the file by a create, and by an update of the revision alone, on a machine that does not know of the ended process", async () => {
        const { server1, server2 } = servers;
        const engine = new Engine(drivers, "replication");
        for (const [op, last] of [
          ["create", 50],
          ["update", 60],
        ] as const) {
          await router(server1, last);
          await servers.working();
          await endedAt(way, "config-write", ["replication", "create", [both()]]);
          await servers.working();
          forget();
          expect(inFile(server2)).not.toBe(`10.0.1.${last}`);
          const before = await commands(server2);
          expect(await engine.preview(program())).toMatchObject({
            all: { op, added: [], said: [`${way.url} ${only}`] },
          });
          expect(await commands(server2)).toEqual(before);
          await engine.up(program());
          expect(inFile(server2)).toBe(`10.0.1.${last}`);
          expect(await commands(server2)).toEqual({ ...before, writes: before.writes + 1 });
        }
      });

      it("is left to the administrator with persist: false", async () => {
        const { server1, server2 } = servers;
        const engine = new Engine(drivers, "replication");
        const unfiled = { all: { ...both(), partner: { ...both().partner, persist: false } } };
        await router(server1, 50);
        await servers.working();
        await engine.up(unfiled);
        expect(await engine.preview(unfiled)).toMatchObject({ all: { op: "same", said: [] } });
        await router(server1, 60);
        await router(server2, 60);
        await servers.working();
        expect(await engine.up(unfiled)).toMatchObject({ all: { op: "update" } });
        expect([
          (await commands(server2)).writes,
          existsSync(join(kept, readdirSync(kept)[0]!, "not-persisted.json")),
        ]).toEqual([0, false]);
      });

      it("keeps a removed scope in the file until the next delete has the server write it", async () => {
        const { server2 } = servers;
        const engine = new Engine(drivers, "scope");
        const hq = { hq: both({ scopeId: id(1), onDelete: "remove" }) };
        await engine.up(hq);
        const { id: urn, outputs } = engine.states.get("hq")!;
        await endedAt(way, "config-write", ["scope", "delete", [urn, outputs]]);
        await servers.working();
        forget();
        expect(filed(server2).subnet4.map(({ subnet }: { subnet: string }) => subnet)).toContain(
          id(1),
        );

        // A file that cannot be written is no file without the scope: the resource stays.
        renameSync(server2.configuration, `${server2.configuration}.moved`);
        mkdirSync(server2.configuration);
        await expect(engine.destroy("hq")).rejects.toThrow(
          /^The removal took effect in the running configuration, but a restart would bring the removed scopes back\. .*: the new configuration is running, but not persisted: /,
        );
        expect(engine.states.has("hq")).toBe(true);
        rmdirSync(server2.configuration);
        renameSync(`${server2.configuration}.moved`, server2.configuration);
        const before = await commands(server2);
        await engine.destroy("hq");
        expect(await commands(server2)).toEqual({ ...before, writes: before.writes + 1 });
        expect(
          filed(server2).subnet4.map(({ subnet }: { subnet: string }) => subnet),
        ).not.toContain(id(1));
      });

      it("is recorded in the state where the server cannot write its file, and is a difference on every machine until it can", async () => {
        const { server1, server2 } = servers;
        const engine = new Engine(drivers, "replication");
        await engine.up(program());
        await router(server1, 50);
        await servers.working();
        renameSync(server2.configuration, `${server2.configuration}.moved`);
        mkdirSync(server2.configuration);
        const { said } = (await engine.up(program())).all!;
        const why = said.find((sentence) => sentence.includes("running, but not persisted"))!;
        expect(engine.states.get("all")!.outputs.__notPersisted).toEqual({
          [way.url]: why.slice(`${way.url}: `.length),
        });
        const [here, elsewhere] = [[`(not persisted): ${way.url}`], []];
        for (const added of [here, elsewhere]) {
          if (added === elsewhere) forget();
          expect(await engine.preview(program())).toMatchObject({
            all: { op: "update", added, said: expect.arrayContaining([why, `${way.url} ${only}`]) },
          });
          expect(await engine.refresh(false)).toEqual({ all: here });
        }
        expect(await engine.up(program())).toMatchObject({
          all: { op: "update", said: expect.arrayContaining([why]) },
        });
        expect(await engine.preview(program())).toMatchObject({ all: { op: "update" } });

        rmdirSync(server2.configuration);
        renameSync(`${server2.configuration}.moved`, server2.configuration);
        await engine.up(program());
        expect(inFile(server2)).toBe("10.0.1.50");
        expect(await engine.preview(program())).toMatchObject({ all: { op: "same", said: [] } });
        expect(engine.states.get("all")!.outputs).not.toHaveProperty("__notPersisted");
      });
    });
  });
});

again(() => {
  withKea("3.0.3")("pulumi with a server that cannot write its file", () => {
    it("ends with the exit code of a difference until the file was written", async () => {
      const servers = await pair({ version: "3.0.3", serves: () => serves(3) });
      try {
        const { server1, server2 } = servers;
        const stack = await project({
          program: `
const dhcp = require("pulumi-dhcp-failover");
const partner = { ...${JSON.stringify(server2.args)}, backupDir: "kept" };
new dhcp.FailoverReplication("all", { primary: ${JSON.stringify(server1.args)}, partner });
`,
        });
        expect(await stack.up()).toMatchObject({ code: 0 });
        await router(server1, 50);
        await servers.working();
        renameSync(server2.configuration, `${server2.configuration}.moved`);
        mkdirSync(server2.configuration);
        const asked = async () => {
          const preview = await stack.preview("--expect-no-changes", "--diff");
          const refresh = await stack.refresh("--preview-only", "--expect-no-changes");
          return { preview, codes: [preview.code, refresh.code] };
        };
        for (const known of [true, false]) {
          if (!known) rmSync(join(stack.folder, "kept"), { recursive: true });
          else
            expect(await stack.up()).toMatchObject({
              code: 0,
              output: expect.stringContaining("running, but not persisted"),
            });
          const { preview, codes } = await asked();
          expect(codes, preview.output).toEqual([7, 7]);
          expect(preview.output).toContain("running, but not persisted");
          if (known) expect(preview.output).toContain(`+ (not persisted): "${server2.url}"`);
        }
        rmdirSync(server2.configuration);
        renameSync(`${server2.configuration}.moved`, server2.configuration);
        expect(await stack.up()).toMatchObject({ code: 0 });
        expect((await asked()).codes).toEqual([0, 0]);
        expect(inFile(server2)).toBe("10.0.1.50");
      } finally {
        await servers.end();
      }
    });
  });
});
