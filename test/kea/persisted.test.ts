// What a restart of a server would undo: a configuration that runs and is not in its file, after processes that were ended in between and
// files that could not be written. On real servers.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { failoverReader } from "../../provider/lifecycle/failovers.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { project } from "../engine/cli.js";
import { Engine } from "../lifecycle/engine.js";
import { again, once, repeats } from "../parts.js";
import { between, type Between } from "./between.js";
import { id, serves } from "./edits.js";
import { endedAt } from "./ended.js";
import { pair, type KeaPair, type KeaServer } from "./servers.js";
import { withKea } from "./versions.js";

const unfinished =
  "an update sent it a configuration and ended before config-write: a restart may bring the previous one back.";
const only =
  "is already in sync: only its configuration file is written, so that a restart keeps the configuration.";

/** The router of the first subnet, of a server and of its file. */
const routerOf = ({ subnet4 }: any): string => subnet4[0]["option-data"][0].data;
const runs = async (server: KeaServer) =>
  routerOf((await server.command("config-get")).arguments!.Dhcp4);
const filed = (server: KeaServer) =>
  (JSON.parse(readFileSync(server.configuration, "utf8")) as { Dhcp4: any }).Dhcp4;
const inFile = (server: KeaServer) => routerOf(filed(server));

async function router(server: KeaServer, last: number, ...then: string[]): Promise<void> {
  const { hash: _, ...held } = (await server.command("config-get")).arguments as any;
  held.Dhcp4.subnet4[0]["option-data"][0].data = `10.0.1.${last}`;
  expect(await server.command("config-set", held)).toMatchObject({ result: 0 });
  for (const command of then) expect(await server.command(command)).toMatchObject({ result: 0 });
}
const commands = async (server: KeaServer) => {
  const { "config-set": sets = 0, "config-write": writes = 0 } = await server.received();
  return { sets, writes };
};

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
    /** What this machine knows of it is gone, as in a pipeline whose machines last for one run. */
    const forget = () =>
      readdirSync(kept).forEach((server) =>
        rmSync(join(kept, server, "not-persisted.json"), { force: true }),
      );

    it("differs in every preview and refresh after a process was ended, until an update has it written; then nothing more is asked", async () => {
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
      await failoverReader(operation(drivers, (sentence) => said.push(sentence))).read("asked", {
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
      it("is written by a create and by an update of the revision alone, where this machine knows nothing of the former process", async () => {
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

      it("is left to its owner with persist: false", async () => {
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

      it("holds a scope that was removed, until the next delete has it written", async () => {
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

      it("stays in the state where the server cannot write its file, and is a difference on every machine until it can", async () => {
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
  withKea("3.0.3")("pulumi, of a server that cannot write its file", () => {
    it("says in each exit code that something is left, and no longer once the file was written", async () => {
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

const threads = { enableMultiThreading: true, httpDedicatedListener: true };
const plain = (n: number) => ({
  id: n,
  subnet: id(n),
  pools: [{ pool: `10.0.${n}.10 - 10.0.${n}.100` }],
});
const hooksInFile = (server: KeaServer): readonly string[] =>
  filed(server)["hooks-libraries"].map(({ library }: { library: string }) =>
    library.split("/").at(-1),
  );

/** A relationship between two servers that are reached through somebody in between. */
async function offices(version: "3.0.3" | "2.2.0") {
  const servers = await pair({
    version,
    alone: ["server1", "server2"],
    serves: (name) => ({ subnet4: name === "server1" ? [plain(1)] : [] }),
  });
  const [first, second] = await Promise.all([
    between(servers.server1.url),
    between(servers.server2.url),
  ]);
  const { server1, server2, peerUrls } = servers;
  const args = (more: object = {}) => ({
    primary: { driver: "kea", url: first.url, backupDir: server1.folder },
    partner: { driver: "kea", url: second.url, backupDir: server2.folder },
    name: "offices",
    mode: "hotStandby",
    onDelete: "remove",
    ...more,
    kea: {
      primaryUrl: peerUrls.server1,
      partnerUrl: peerUrls.server2,
      heartbeatDelay: 200,
      multiThreading: threads,
    },
  });
  const end = async () => {
    await Promise.all([first.end(), second.end()]);
    await servers.end();
  };
  return { servers, first, second, args, end };
}

const relationships = (version: "3.0.3" | "2.2.0") =>
  withKea(version)(`a failover relationship of Kea ${version}`, () => {
    it("is finished without adopt where the process that made it was ended, and is in both files then", async () => {
      const {
        servers: { server1, server2 },
        first,
        second,
        args,
        end,
      } = await offices(version);
      try {
        const engine = new Engine(drivers, "relationship");
        await endedAt(second, "config-write", ["relationship", "create", [args()]]);
        expect(await engine.preview({ ha: args() })).toMatchObject({
          ha: { op: "create", failures: [] },
        });
        await endedAt(first, "config-write", ["relationship", "create", [args()]]);
        const before = await Promise.all([server1, server2].map(commands));
        expect(
          [server1, server2].map((server) => hooksInFile(server).includes("libdhcp_ha.so")),
        ).toEqual([false, true]);

        const { op, failures, added, said } = (await engine.preview({ ha: args() })).ha!;
        expect([op, failures, added]).toEqual(["create", [], [`(not persisted): ${first.url}`]]);
        expect(said).toContain(
          `The failover relationship "offices" already exists on ${first.url} and ${second.url} exactly as in the program: it is adopted.`,
        );
        await engine.up({ ha: args() });
        expect(await Promise.all([server1, server2].map(commands))).toEqual(
          before.map(({ sets, writes }) => ({ sets, writes: writes + 1 })),
        );
        expect(
          [server1, server2].map((server) => hooksInFile(server).includes("libdhcp_ha.so")),
        ).toEqual([true, true]);
        expect(await engine.up({ ha: args() })).toMatchObject({ ha: { op: "same" } });

        const { id: urn, outputs } = engine.states.get("ha")!;
        await endedAt(second, "config-write", ["relationship", "delete", [urn, outputs]]);
        expect(await engine.refresh(true)).toMatchObject({
          ha: expect.arrayContaining([`(not persisted): ${second.url}`]),
        });
        await engine.destroy("ha");
        expect(
          [server1, server2].map((server) => hooksInFile(server).includes("libdhcp_ha.so")),
        ).toEqual([false, false]);
      } finally {
        await end();
      }
    });

    again(() => {
      it("that stops halfway says what each server holds, and the next update does what is left", async () => {
        const {
          servers: { server1, server2 },
          first,
          second,
          args,
          end,
        } = await offices(version);
        try {
          const engine = new Engine(drivers, "relationship");
          first.next("config-set", "swallow");
          const held = `The failover relationship "offices" is not on both servers as the program defines it. ${second.url} has it as defined; ${first.url} does not have it. ${first.url} was sent the new configuration, but still had the previous one when it was last read`;
          await expect(engine.up({ ha: args() })).rejects.toThrow(held);
          await engine.up({ ha: args() });
          expect(await Promise.all([server1.state(), server2.state()])).toEqual([
            "hot-standby",
            "hot-standby",
          ]);

          first.next("config-set", "swallow");
          await expect(engine.up({ ha: args({ serverRole: "standby" }) })).rejects.toThrow(
            `${second.url} has it as defined; ${first.url} has it with differences (`,
          );
          await engine.up({ ha: args({ serverRole: "standby" }) });
          expect(await Promise.all([server1.state(), server2.state()])).toEqual([
            "hot-standby",
            "hot-standby",
          ]);
        } finally {
          await end();
        }
      });
    });
  });

once(() => relationships("3.0.3"));
again(() => relationships("2.2.0"));
