// Texts and numbers that a server tells in its own way, through a write: what no plan speaks of is the same afterwards, byte for byte.
import { connect } from "node:net";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { repeats } from "../parts.js";
import { pair, type KeaServer } from "../helpers/kea/servers.js";
import { versions, withKea } from "../helpers/kea/versions.js";

/** Returns the answer of a server, each byte a character, as it came. */
function answered({ unixUrl }: KeaServer, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const connection = connect(unixUrl.slice("unix://".length), () => connection.write(question));
    connection
      .on("data", (part: Buffer) => parts.push(part))
      .once("error", reject)
      .once("end", () => resolve(Buffer.concat(parts).toString("latin1")));
  });
}
/** Returns the server's value of one name. */
const toldOf = async (server: KeaServer, name: string) =>
  [
    ...(await answered(server, '{"command":"config-get"}')).matchAll(
      new RegExp(`"${name}": ?(\\{[^}]*\\}|[^,}]*)`, "g"),
    ),
  ].map(([, value]) => value);

for (const version of repeats(versions)) {
  withKea(version)(`Kea ${version}`, () => {
    it.each([
      ["a text beyond ASCII", "user-context", { description: "Büro Zürich €🖨" }],
      ["a text with bytes that are no UTF-8", "user-context", { description: "@@" }],
      ["a real that is whole", "t2-percent", "1.0"],
    ])("keeps %s", async (_, name, value) => {
      const subnet = (lease: number) => ({
        id: 1,
        subnet: "10.0.1.0/24",
        "valid-lifetime": lease,
        ...(typeof value === "object" && { [name]: value }),
      });
      const servers = await pair({
        version,
        serves: (server) => ({
          ...(typeof value === "string" && { "t1-percent": 0.5, [name]: 0.9 }),
          subnet4: [subnet(server === "server1" ? 7200 : 3600)],
        }),
      });
      try {
        for (const server of [servers.server1, servers.server2]) {
          const { hash: _hash, ...held } = (await server.command("config-get")).arguments!;
          const question = JSON.stringify({ command: "config-set", arguments: held })
            .replaceAll('"@@"', '"B\\u00fcro"')
            .replaceAll(`"${name}":0.9`, `"${name}":${String(value)}`);
          // What the harness read is bytes taken for characters.
          expect(
            await answered(
              server,
              Buffer.from(question, "latin1").toString("utf8").includes("\ufffd")
                ? question
                : Buffer.from(question, "latin1").toString("utf8"),
            ),
          ).toContain("successful");
        }
        await servers.ready();
        const before = await toldOf(servers.server2, name);
        expect(before.length).toBeGreaterThan(0);
        const engine = new Engine(drivers, "replication");
        const program = {
          all: {
            primary: servers.server1.args,
            partner: { ...servers.server2.args, backupDir: servers.server2.folder },
          },
        };
        expect((await engine.up(program)).all).toMatchObject({
          op: "create",
          added: ["10.0.1.0/24 leaseDuration: 3600 => 7200"],
        });
        expect(await toldOf(servers.server2, name)).toEqual(before);
        expect((await engine.preview(program)).all).toMatchObject({ op: "same" });
      } finally {
        await servers.end();
      }
    });

    it("takes a text beyond ASCII, and returns it as it is", async () => {
      const servers = await pair({
        version,
        serves: (server) => ({
          subnet4: [
            {
              id: 1,
              subnet: "10.0.1.0/24",
              ...(server === "server1" && { "user-context": { description: "Büro" } }),
            },
          ],
        }),
      });
      try {
        const engine = new Engine(drivers, "replication");
        const program = {
          all: {
            primary: servers.server1.args,
            partner: { ...servers.server2.args, backupDir: servers.server2.folder },
          },
        };
        expect((await engine.up(program)).all!.added).toEqual([
          "10.0.1.0/24 user-context: + description Büro",
        ]);
        expect(await toldOf(servers.server2, "user-context")).toEqual(
          await toldOf(servers.server1, "user-context"),
        );
      } finally {
        await servers.end();
      }
    });
  });
}
