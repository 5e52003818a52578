// A failover relationship that runs on both servers and is not in both files, after processes that were ended in between.
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { again, once } from "../parts.js";
import { between } from "../helpers/kea/between.js";
import { endedAt } from "../helpers/kea/ended.js";
import { asked, plain, unpaired } from "../helpers/kea/relationship-args.js";
import type { KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";
import { commands, filed } from "../helpers/kea/configuration-file.js";

/** Tells of each server whether its file has the failover hook. */
const haveHook = (...servers: readonly KeaServer[]): readonly boolean[] =>
  servers.map((server) =>
    filed(server)["hooks-libraries"].some(({ library }: { library: string }) =>
      library.endsWith("libdhcp_ha.so"),
    ),
  );

/** A relationship between two servers that are reached through somebody in between. */
async function offices(version: "3.0.3" | "2.2.0") {
  const servers = await unpaired(plain(1), { version });
  const [first, second] = await Promise.all([
    between(servers.server1.url),
    between(servers.server2.url),
  ]);
  const { server1, server2 } = servers;
  const args = (more: object = {}) =>
    asked(servers, {
      primary: { driver: "kea", url: first.url, backupDir: server1.folder },
      partner: { driver: "kea", url: second.url, backupDir: server2.folder },
      onDelete: "remove",
      ...more,
    });
  const end = async () => {
    await Promise.all([first.end(), second.end()]);
    await servers.end();
  };
  return { servers, first, second, args, end };
}

const relationships = (version: "3.0.3" | "2.2.0") =>
  withKea(version)(`a failover relationship of Kea ${version}`, () => {
    it("is completed without adopt where the process that created it was ended, and is in both files then", async () => {
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
        expect(haveHook(server1, server2)).toEqual([false, true]);

        const { op, failures, added, said } = (await engine.preview({ ha: args() })).ha!;
        expect([op, failures, added]).toEqual(["create", [], [`(not persisted): ${first.url}`]]);
        expect(said).toContain(
          `The failover relationship "offices" already exists on ${first.url} and ${second.url} exactly as in the program: it is adopted.`,
        );
        await engine.up({ ha: args() });
        expect(await Promise.all([server1, server2].map(commands))).toEqual(
          before.map(({ sets, writes }) => ({ sets, writes: writes + 1 })),
        );
        expect(haveHook(server1, server2)).toEqual([true, true]);
        expect(await engine.up({ ha: args() })).toMatchObject({ ha: { op: "same" } });

        const { id: urn, outputs } = engine.states.get("ha")!;
        await endedAt(second, "config-write", ["relationship", "delete", [urn, outputs]]);
        expect(await engine.refresh(true)).toMatchObject({
          ha: expect.arrayContaining([`(not persisted): ${second.url}`]),
        });
        await engine.destroy("ha");
        expect(haveHook(server1, server2)).toEqual([false, false]);
      } finally {
        await end();
      }
    });

    again(() => {
      it("is reported with what each server holds where it stops halfway, and the next update does the rest", async () => {
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
