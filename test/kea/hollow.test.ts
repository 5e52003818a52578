// Bytes that a server keeps to itself: 2.6 and 3.0 tell of an option that is written as others inside it that it is there, and not what is in it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { repeats } from "../parts.js";
import { id } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { versions, withKea } from "../helpers/kea/versions.js";

const vendor = { code: 43, "csv-format": false, data: "0a0201ff" };
const subnet = (n: number, more: object = {}) => ({
  id: n,
  subnet: id(n),
  pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
  ...more,
});
const reservation = { "hw-address": "02:00:00:00:02:0d", "ip-address": "10.0.2.13" };
const primary = {
  subnet4: [
    subnet(1, { "option-data": [{ name: "routers", data: "10.0.1.1" }, vendor] }),
    subnet(2, { reservations: [{ ...reservation, "option-data": [vendor] }] }),
  ],
};
const partner = { subnet4: [subnet(1), subnet(2, { reservations: [reservation] })] };
/** Updates a pair, and expects that it is refused for this reason, or copied whole where there is none. */
async function expectUpdate(
  program: Parameters<Engine["up"]>[0],
  reason: string | undefined,
): Promise<void> {
  const engine = new Engine(drivers, "replication");
  const { all } = await engine.up(program);
  if (reason === undefined)
    expect([all!.failures, (await engine.preview(program)).all!.op]).toEqual([[], "same"]);
  else
    expect(all!.failures.map((failure) => failure.reason)).toEqual([
      expect.stringContaining(reason),
    ]);
}

const leaves = [`${id(1)} options.dhcp4:43`, `${id(2)} reservations.10.0.2.13.options.dhcp4:43`];

describe.each(repeats(versions))("Kea %s", (version) => {
  withKea(version)("option 43, written as bytes", () => {
    let servers: KeaPair;
    afterEach(() => servers.end());
    const start = async (definitions: object = {}) => {
      servers = await pair({
        version,
        access: "unix",
        alone: ["server1", "server2"],
        serves: (name) => ({ ...(name === "server1" ? primary : partner), ...definitions }),
      });
      const { args } = servers.server2;
      return (
        target: object = { ...args, backupDir: servers.server2.folder },
        more: object = {},
      ) => ({ all: { primary: servers.server1.args, partner: target, ...more } });
    };
    const held = async () =>
      JSON.stringify((await servers.server2.command("config-get")).arguments!.Dhcp4.subnet4);

    if (version === "2.2.0") {
      it("is reported, and copied", async () => {
        const program = await start();
        await new Engine(drivers, "replication").up(program());
        expect((await held()).match(/0A0201FF/g)).toHaveLength(2);
      });
      return;
    }

    it("is never replaced by an empty one, on a server or in a file that has the bytes", async () => {
      const program = await start();
      const before = await held();
      const { all } = await new Engine(drivers, "replication").up(program());
      const refused = (reason: string) =>
        expect(reason).toContain(
          `The primary, ${servers.server1.unixUrl}, does not return the value of ${leaves.join(", ")}, so they would be replicated as empty.`,
        );
      expect(all!.failures).toHaveLength(1);
      refused(all!.failures[0]!.reason);
      expect(await held()).toBe(before);

      const path = join(servers.server2.folder, "file.conf");
      const text = JSON.stringify({ Dhcp4: primary });
      writeFileSync(path, text);
      const { all: onFile } = await new Engine(drivers, "replication").up(
        program({ driver: "file", path, backupDir: servers.server2.folder }),
      );
      refused(onFile!.failures[0]!.reason);
      expect(readFileSync(path, "utf8")).toBe(text);
    });

    const forms: readonly (readonly [
      what: string,
      dhcp4: object,
      untold?: string | Partial<Record<"2.6.3" | "3.0.3", string>>,
    ])[] = [
      [
        "of a reservation for all subnets",
        {
          reservations: [
            { "hw-address": "02:00:00:00:09:0d", hostname: "x", "option-data": [vendor] },
          ],
        },
        "server.reservations.hw:02-00-00-00-09-0d.options.dhcp4:43",
      ],
      // Only 3.0 has options for clients of a class.
      ...(version === "3.0.3"
        ? [
            [
              "for clients of a class",
              {
                subnet4: [subnet(1, { "option-data": [{ ...vendor, "client-classes": ["foo"] }] })],
              },
              `${id(1)} options.dhcp4:43@foo`,
            ] as const,
          ]
        : []),
      [
        "as a class defines it, a text",
        {
          "client-classes": [
            {
              name: "foo",
              "option-def": [{ name: "own", code: 43, type: "string" }],
              "option-data": [{ name: "own", data: "abc" }],
            },
          ],
        },
        { "2.6.3": "classes.foo.options.dhcp4:43" },
      ],
      [
        "as a class defines it, with options of its own inside",
        {
          "client-classes": [
            {
              name: "foo",
              "option-def": [{ name: "own", code: 43, type: "empty", encapsulate: "APC" }],
              "option-data": [{ code: 43, "csv-format": false, data: "0a0201ff" }],
            },
          ],
        },
        "classes.foo.options.dhcp4:43",
      ],
      [
        "defined as binary for all and in a class",
        {
          "option-def": [{ name: "vendor-bytes", code: 43, type: "binary" }],
          "client-classes": [
            {
              name: "foo",
              "option-def": [{ name: "own", code: 43, type: "binary" }],
              "option-data": [vendor],
            },
          ],
        },
      ],
      [
        "or one that is but a sign, and empty",
        {
          "option-def": [{ name: "flag", code: 200, type: "empty" }],
          subnet4: [subnet(1, { "option-data": [{ name: "flag" }] })],
        },
      ],
    ];
    for (const [what, dhcp4, untold] of forms) {
      const leaf = typeof untold === "object" ? untold[version] : untold;
      it(`${what}, is ${leaf === undefined ? "copied" : "refused from a server and from a file, by its leaf"}`, async () => {
        servers = await pair({
          version,
          access: "unix",
          alone: ["server1", "server2"],
          serves: (name) =>
            name === "server1" ? { subnet4: [subnet(1)], ...dhcp4 } : { subnet4: [subnet(1)] },
        });
        const path = join(servers.server1.folder, "file.conf");
        writeFileSync(path, JSON.stringify({ Dhcp4: { subnet4: [subnet(1)], ...dhcp4 } }));
        const sources = [
          { source: servers.server1.args, reason: `${leaf},` },
          { source: { driver: "file", path }, reason: `${leaf} is written as bytes` },
        ];
        for (const { source, reason } of sources) {
          const program = {
            all: {
              primary: source,
              partner: { ...servers.server2.args, backupDir: servers.server2.folder },
              serverSettings: "replicate",
            },
          };
          await expectUpdate(program, leaf === undefined ? undefined : reason);
        }
      });
    }

    it("is refused before anything is sent where it comes from a file", async () => {
      await start();
      const path = join(servers.server1.folder, "file.conf");
      writeFileSync(path, JSON.stringify({ Dhcp4: primary }));
      const { all } = await new Engine(drivers, "replication").up({
        all: {
          primary: { driver: "file", path },
          partner: { ...servers.server2.args, backupDir: servers.server2.folder },
        },
      });
      for (const leaf of leaves)
        expect(all!.failures[0]!.reason).toContain(
          `${leaf} is written as bytes, which Kea ${version.slice(0, 3)} accepts but does not return`,
        );
      expect((await servers.server2.received())["config-set"] ?? 0).toBe(0);
    });

    it("is left alone where keep names it, and everything else is copied", async () => {
      const program = await start();
      const { all } = await new Engine(drivers, "replication").up(
        program(undefined, { keep: leaves }),
      );
      expect(all).toMatchObject({ failures: [], added: [`${id(1)} options.dhcp4:3: + 10.0.1.1`] });
      expect(await held()).not.toContain("vendor-encapsulated-options");
    });

    it("is reported, and copied, where it is defined as binary", async () => {
      const program = await start({
        "option-def": [{ name: "vendor-bytes", code: 43, type: "binary", space: "dhcp4" }],
      });
      const { all } = await new Engine(drivers, "replication").up(program());
      expect(all!.failures).toEqual([]);
      expect((await held()).match(/0A0201FF/g)).toHaveLength(2);
    });
  });
});
