// Letters of every script, in every text of a configuration: a file as a person wrote it is no different from the one that Kea's own
// config-write makes of it, where each byte beyond ASCII is an escape.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { releaseNamed } from "../../provider/drivers/kea/model/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { repeats } from "../parts.js";
import { written, type JsonObject } from "../helpers/kea/configuration.js";
import { ending, makeFolder, removeFolder } from "../helpers/kea/ending.js";
import { keaSays } from "../helpers/kea/judge.js";
import { server } from "../helpers/kea/server.js";
import { started } from "../helpers/kea/servers.js";
import { kea as find, versions, withKea, type Version } from "../helpers/kea/versions.js";

const range = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));

/** Every letter of Latin-1 and of Cyrillic, and some of other scripts and planes; controls of Latin-1 as well. */
const letters: readonly string[] = [
  ...range(0x80, 0xff),
  ...range(0x400, 0x4ff),
  ...range(0x391, 0x3c9).filter((one) => /\p{L}/u.test(one)),
  ...range(0x5d0, 0x5ea),
  ...range(0x627, 0x64a),
  ...range(0x3042, 0x3061),
  ...range(0x4e00, 0x4e3f),
  ...range(0x20000, 0x20007),
  ..."事務所사무실",
  ..."🖨🏢☎️👩‍💻🇨🇭",
  "\u00ad",
  "\u200b",
  "\u202e",
  "\ufeff",
  "\u0301",
];

/** Texts of a few letters each, which fit where Kea takes 63 bytes. */
const texts = Array.from(
  { length: Math.ceil(letters.length / 12) },
  (_, i) => `a${letters.slice(12 * i, 12 * (i + 1)).join("")}z`,
);

/** A configuration with each of the texts wherever one may stand. */
const serves: JsonObject = {
  "user-context": { comment: texts[0], nested: { list: texts } },
  "host-reservation-identifiers": ["flex-id", "circuit-id", "hw-address"],
  "option-def": texts.map((text, i) => ({
    name: `lamp-${i}`,
    code: i + 1,
    space: "lamps",
    type: "string",
    "user-context": { note: text },
  })),
  "client-classes": texts.map((text) => ({
    name: text,
    test: `option[60].text == '${text}'`,
    "boot-file-name": text,
    "server-hostname": text,
    "user-context": { [text]: text },
    "option-data": [{ name: "root-path", data: text, "user-context": { note: text } }],
  })),
  "shared-networks": texts.map((text, i) => ({
    name: text,
    "user-context": { note: text },
    "option-data": [{ name: "merit-dump", data: text }],
    subnet4: [subnet(text, i)],
  })),
};

function subnet(text: string, i: number): JsonObject {
  const network = `10.${i >> 8}.${i & 255}`;
  return {
    id: i + 1,
    subnet: `${network}.0/24`,
    "user-context": { comment: text, more: [text, { [text]: text }] },
    "boot-file-name": text,
    "server-hostname": text,
    "require-client-classes": [text],
    "option-data": [
      { name: "domain-name", data: text, "user-context": { note: text } },
      { name: "tftp-server-name", "csv-format": false, data: Buffer.from(text).toString("hex") },
      { name: `lamp-${i}`, space: "lamps", data: text },
    ],
    pools: [
      {
        pool: `${network}.10 - ${network}.20`,
        "client-class": text,
        "user-context": { note: text },
        "option-data": [{ name: "nis-domain", data: text }],
      },
    ],
    reservations: [
      {
        "flex-id": `'${text}'`,
        "ip-address": `${network}.30`,
        hostname: `desk-${i}`,
        "boot-file-name": text,
        "user-context": { note: text },
      },
      {
        "circuit-id": `'${text}'`,
        "ip-address": `${network}.31`,
        "client-classes": [text],
        "option-data": [{ name: "host-name", data: text }],
      },
    ],
  };
}

/**
 * Returns the file that a person wrote, and the one that the server that ran it wrote with
 * config-write.
 */
async function bothFiles(
  version: Version,
): Promise<{ readonly hand: string; readonly kea: string }> {
  const kea = find(version);
  const folder = makeFolder(kea);
  const text = (inside: string) =>
    written({ version, hooks: kea.hooks, folder: inside, interfaces: [], serves });
  const one = server({ kea, folder: join(folder, "server"), text });
  const hand = readFileSync(one.configuration, "utf8");
  const end = ending(async () => {
    await one.daemon.stop();
    removeFolder(folder);
  });
  await started([one], async () => {}, end);
  expect(await one.command("config-write")).toMatchObject({ result: 0 });
  const files = { hand, kea: readFileSync(one.configuration, "utf8") };
  await end();
  return files;
}

for (const version of repeats(versions)) {
  withKea(version)(`Kea ${version}`, () => {
    it("writes every character as the file driver does: nothing differs from the file of a person", async () => {
      const files = await bothFiles(version);
      expect(files.kea).toMatch(/\\u00c3\\u00bc/i);
      expect(files.hand).toContain("ü");
      const folder = join(makeFolder(find(version)), "files");
      mkdirSync(folder);
      const path = (name: string) => join(folder, `${name}.conf`);
      writeFileSync(path("hand"), files.hand);
      writeFileSync(path("kea"), files.kea);
      const file = (name: string) => ({
        driver: "file",
        path: path(name),
        release: releaseNamed(version),
        backupDir: join(folder, "kept"),
      });
      const all = (primary: string, partner: string) => ({
        primary: file(primary),
        partner: file(partner),
        serverSettings: "replicate",
        prune: true,
        force: true,
      });
      for (const [primary, partner] of [
        ["hand", "kea"],
        ["kea", "hand"],
      ] as const) {
        const { all: shown } = await new Engine(drivers, "replication").preview({
          all: all(primary, partner),
        });
        expect(shown).toMatchObject({ failures: [], added: [] });
      }

      // What is written between such files is taken by Kea, and is the same again.
      writeFileSync(
        path("empty"),
        JSON.stringify({
          Dhcp4: {
            "interfaces-config": { interfaces: [] },
            "lease-database": { type: "memfile", persist: false },
          },
        }),
      );
      const engine = new Engine(drivers, "replication");
      expect((await engine.up({ all: all("kea", "empty") })).all!.failures).toEqual([]);
      expect(await keaSays(version, readFileSync(path("empty"), "utf8"))).toEqual({
        takes: true,
        text: expect.anything(),
      });
      expect(
        (await new Engine(drivers, "replication").preview({ all: all("hand", "empty") })).all,
      ).toMatchObject({ failures: [], added: [] });
    });
  });
}
