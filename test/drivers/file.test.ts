// Kea's configuration files as servers: what is written, where, and what stays.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { file } from "../../provider/drivers/file/index.js";
import { parseDocument } from "../../provider/drivers/kea/dialect/document.js";
import { editText } from "../../provider/drivers/kea/dialect/edit-text.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { replication } from "../../provider/lifecycle/replication.js";
import type { Json } from "../../provider/core/model.js";
import { kea, edited, allEdited } from "../helpers/cli/engine/pair.js";
import { contract } from "../helpers/unit/drivers/contract.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";
import { useOwnFolder } from "../helpers/unit/storage/own-folder.js";

const { at: path, put: write, read } = useOwnFolder();

contract("Kea file", async () => {
  const here = mkdtempSync(join(tmpdir(), "file-contract-"));
  const at = (name: string) => join(here, name);
  writeFileSync(at("dhcp1.conf"), allEdited(kea("dhcp1"), "primary"));
  writeFileSync(at("dhcp2.conf"), allEdited(kea("dhcp2"), "partner"));
  const open = (name: string) => file({ path: at(name), backupDir: at("kept") });
  return {
    primary: open("dhcp1.conf"),
    partner: open("dhcp2.conf"),
    async meddle() {
      writeFileSync(at("dhcp2.conf"), kea("dhcp2"));
    },
    async end() {
      rmSync(here, { recursive: true });
    },
  };
});

/** An `up` of one FailoverReplication between two files of the folder. Answers what was said. */
async function up(args: Record<string, unknown> = {}): Promise<readonly string[]> {
  const said: string[] = [];
  const provider = replication(operation(drivers, addingTo(said)));
  const server = (name: string) => ({ driver: "file", path: path(name), backupDir: path("kept") });
  const { inputs, failures = [] } = (await provider.check(
    {},
    { primary: server("dhcp1.conf"), partner: server("dhcp2.conf"), ...args },
  )) as { inputs: Record<string, unknown>; failures?: { reason: string }[] };
  if (failures.length > 0) throw new Error(failures[0]!.reason);
  await provider.create(inputs);
  return said;
}

const lease = {
  what: "a lease time",
  from: '"valid-lifetime": 28800',
  to: '"valid-lifetime": 4800',
};
/** The lines of the new text that the old one has not. */
const newLines = (before: string, after: string) =>
  after.split("\n").filter((line) => !before.split("\n").includes(line));

describe("pulumi up on files", () => {
  it("changes the one value, and no other byte", async () => {
    write("dhcp1.conf", edited(kea("dhcp1"), lease));
    write("dhcp2.conf", kea("dhcp2"));
    await up();
    expect(read("dhcp2.conf")).toBe(edited(kea("dhcp2"), lease));
  });

  it("writes nothing, and keeps no copy, when nothing differs", async () => {
    write("dhcp1.conf", kea("dhcp1"));
    write("dhcp2.conf", kea("dhcp2"));
    const before = statSync(path("dhcp2.conf")).mtimeMs;
    await up();
    expect(statSync(path("dhcp2.conf")).mtimeMs).toBe(before);
    expect(existsSync(path("kept"))).toBe(false);
  });

  it("keeps a copy of the former file, readable by its owner alone", async () => {
    write("dhcp1.conf", edited(kea("dhcp1"), lease));
    write("dhcp2.conf", kea("dhcp2"));
    await up();
    const [server] = readdirSync(path("kept"));
    const [set] = readdirSync(join(path("kept"), server!));
    const kept = readdirSync(join(path("kept"), server!, set!), {
      recursive: true,
      encoding: "utf8",
    })
      .map((name) => join(path("kept"), server!, set!, name))
      .filter((name) => statSync(name).isFile());
    expect(kept.map((name) => readFileSync(name, "utf8"))).toEqual([kea("dhcp2")]);
    expect(statSync(kept[0]!).mode & 0o777).toBe(0o600);
  });

  it("preserves the mode and the link of a file", async () => {
    write("dhcp1.conf", edited(kea("dhcp1"), lease));
    mkdirSync(path("etc"));
    write("etc/kea.conf", kea("dhcp2"));
    chmodSync(path("etc/kea.conf"), 0o640);
    symlinkSync("etc/kea.conf", path("dhcp2.conf"));
    await up();
    expect(lstatSync(path("dhcp2.conf")).isSymbolicLink()).toBe(true);
    expect(statSync(path("etc/kea.conf")).mode & 0o777).toBe(0o640);
    expect(read("etc/kea.conf")).toBe(edited(kea("dhcp2"), lease));
  });

  it("changes an included scope in the file that contains it", async () => {
    write("dhcp1.conf", edited(kea("dhcp1"), lease));
    const whole = kea("dhcp2");
    const from = whole.indexOf('            {\n                "id": 1,');
    const to = whole.indexOf('            {\n                "id": 2,');
    const included = whole.slice(from, to).trimEnd().replace(/,$/, "");
    write("offices.json", `# the offices\n${included}\n`);
    const main = `${whole.slice(0, from)}            <?include "offices.json"?>,\n${whole.slice(to)}`;
    write("dhcp2.conf", main);
    await up();
    expect(read("dhcp2.conf")).toBe(main);
    expect(read("offices.json")).toBe(edited(`# the offices\n${included}\n`, lease));
  });

  it("throws where a change would concern a text that is included twice", async () => {
    write("options.json", '{ "name": "domain-name-servers", "data": "10.0.0.53" }\n');
    const twice =
      '{ "Dhcp4": { "subnet4": [\n  { "id": 1, "subnet": "10.0.1.0/24", "option-data": [ <?include "options.json"?> ] },\n  { "id": 2, "subnet": "10.0.2.0/24", "option-data": [ <?include "options.json"?> ] }\n] } }\n';
    write("dhcp2.conf", twice);
    write(
      "dhcp1.conf",
      twice.replace(
        '<?include "options.json"?>',
        '{ "name": "domain-name-servers", "data": "10.0.0.54" }',
      ),
    );
    await expect(up()).rejects.toThrow(
      /options\.json is included 2 times, at .*: a change to it would affect every place\. Use a separate file, or text in the main file, for the place that has to change\./,
    );
    expect(read("options.json")).toContain("10.0.0.53");
  });

  it("gives a new scope its interface by the partner's name", async () => {
    const scope = '{ "id": 9, "subnet": "10.0.9.0/24", "interface": "eth1" }';
    write("dhcp1.conf", `{ "Dhcp4": { "subnet4": [ ${scope} ] } }\n`);
    write(
      "dhcp2.conf",
      '{ "Dhcp4": { "interfaces-config": { "interfaces": [ "ens192" ] }, "subnet4": [] } }\n',
    );
    await up({
      partner: {
        driver: "file",
        path: path("dhcp2.conf"),
        backupDir: path("kept"),
        interfaces: { eth1: "ens224" },
      },
    });
    expect(read("dhcp2.conf")).toContain('"interface": "ens224"');
  });

  it("keeps automatic subnet ids when a scope is removed", async () => {
    write(
      "dhcp1.conf",
      '{ "Dhcp4": { "subnet4": [ { "subnet": "10.0.2.0/24", "id": 2 }, { "subnet": "10.0.3.0/24", "id": 3 } ] } }\n',
    );
    write(
      "dhcp2.conf",
      '{ "Dhcp4": { "subnet4": [\n  { "subnet": "10.0.1.0/24" },\n  { "subnet": "10.0.2.0/24" },\n  { "subnet": "10.0.3.0/24" }\n] } }\n',
    );
    await up({ prune: true });
    const { configuration } = await file({ path: path("dhcp2.conf") }).read();
    expect(
      Object.entries(configuration.scopes).map(([id, { properties }]) => [id, properties.id]),
    ).toEqual([
      ["10.0.2.0/24", 2],
      ["10.0.3.0/24", 3],
    ]);
  });

  it("gives a scope an explicit value where the inherited value would change", async () => {
    const conf = (server: number, own: string) =>
      `{ "Dhcp4": { "valid-lifetime": ${server}, "subnet4": [ { "id": 1, "subnet": "10.0.1.0/24"${own} } ] } }\n`;
    write("dhcp1.conf", conf(3600, ', "valid-lifetime": 7200'));
    write("dhcp2.conf", conf(7200, ""));
    await up({ serverSettings: "replicate" });
    const { configuration } = await file({ path: path("dhcp2.conf") }).read();
    expect(configuration.settings.properties).toMatchObject({ leaseDuration: 3600 });
    expect(configuration.scopes["10.0.1.0/24"]!.properties).toMatchObject({ leaseDuration: 7200 });
  });

  it("leaves inherited values inherited", async () => {
    write(
      "dhcp1.conf",
      kea("dhcp1").replace(
        '"subnet": "10.0.2.0/24",',
        '"subnet": "10.0.2.0/24", "next-server": "10.0.2.5",',
      ),
    );
    write("dhcp2.conf", kea("dhcp2"));
    await up();
    write(
      "dhcp2.conf",
      read("dhcp2.conf").replace('"valid-lifetime": 3600', '"valid-lifetime": 7200'),
    );
    const { configuration } = await file({ path: path("dhcp2.conf") }).read();
    expect(configuration.scopes["10.0.2.0/24"]!.properties).toMatchObject({
      nextServer: "10.0.2.5",
      leaseDuration: 7200,
    });
  });
});

const examples = join(import.meta.dirname, "../data/kea-doc");
const exampleFiles = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((name) =>
  /kea-?dhcp4-\d\.conf$|\.json$/.test(name),
);

describe("comments in a file", () => {
  const scope = (...pools: readonly string[]): string =>
    `{ "Dhcp4": { "subnet4": [\n  { "id": 1, "subnet": "10.0.1.0/24", "pools": [\n    ${pools.join("\n    ")}\n  ] }\n] } }\n`;

  it("are counted in a warning before those of a removed range are lost", async () => {
    write("dhcp1.conf", scope('{ "pool": "10.0.1.10 - 10.0.1.30" }'));
    write(
      "dhcp2.conf",
      scope(
        '{ "pool": "10.0.1.10 - 10.0.1.20" }, # staff',
        "# for the fair",
        '{ "pool": "10.0.1.100 - 10.0.1.120" } # until May',
      ),
    );
    expect(await up()).toContain(
      `${path("dhcp2.conf")}: 2 comments belong to removed entries and are removed with them.`,
    );
    expect(read("dhcp2.conf")).toBe(scope('{ "pool": "10.0.1.10 - 10.0.1.30" } # staff'));
  });

  it("lead to no warning where none is lost", async () => {
    write("dhcp1.conf", scope('{ "pool": "10.0.1.10 - 10.0.1.30" }'));
    write("dhcp2.conf", scope('{ "pool": "10.0.1.10 - 10.0.1.20" } # staff'));
    expect((await up()).filter((sentence) => sentence.includes("comment"))).toEqual([]);
    expect(read("dhcp2.conf")).toBe(scope('{ "pool": "10.0.1.10 - 10.0.1.30" } # staff'));
  });
});

describe("Kea's own example files", () => {
  it("are all present in the test data", () => {
    expect(exampleFiles).toHaveLength(27);
  });

  it.each(exampleFiles)(
    "%s: an up that changes one subnet leaves a diff of that subnet alone",
    async (name) => {
      const reading = (present: string) =>
        parseDocument(path("dhcp2.conf"), (opened) => ({ path: opened, text: present }));
      const changing = (present: string, edits: Parameters<typeof editText>[1]) =>
        editText(reading(present), edits).get(path("dhcp2.conf")) ?? present;
      let text = readFileSync(join(examples, name), "utf8");
      const dhcp4 = () => (reading(text).value as { Dhcp4: Record<string, Json> }).Dhcp4;
      if (dhcp4()["config-control"] !== undefined) {
        // A server that is fed by a database keeps nothing of what is written: it is never written.
        write(
          "dhcp1.conf",
          changing(text, [
            {
              kind: "set",
              path: ["Dhcp4", "subnet4"],
              value: [{ id: 5242, subnet: "10.42.0.0/24" }],
            },
          ]),
        );
        write("dhcp2.conf", text);
        await expect(up()).rejects.toThrow("its configuration comes from a database");
        expect(read("dhcp2.conf")).toBe(text);
        text = changing(text, [{ kind: "remove", path: ["Dhcp4", "config-control"] }]);
      }
      if (name === "kea4/config-backend.json") return; // its subnets are in the database: there is none in the file
      const networks = (dhcp4()["shared-networks"] ?? []) as { subnet4?: Json[] }[];
      const where =
        ((dhcp4().subnet4 ?? []) as Json[]).length > 0
          ? ["Dhcp4", "subnet4", 0]
          : [
              "Dhcp4",
              "shared-networks",
              networks.findIndex(({ subnet4 }) => (subnet4 ?? []).length > 0),
              "subnet4",
              0,
            ];
      write(
        "dhcp1.conf",
        changing(text, [{ kind: "set", path: [...where, "valid-lifetime"], value: 5242 }]),
      );
      write("dhcp2.conf", text);
      await up();
      const added = newLines(text, read("dhcp2.conf"));
      expect(added.length, added.join("\n")).toBeLessThanOrEqual(2); // the value, and the line before it where it gained a comma
      expect(added.join("\n")).toContain("5242");
      const at = (value: unknown, steps: readonly (string | number)[]) =>
        steps.reduce<unknown>(
          (inner, step) => (inner as Record<string | number, unknown>)[step],
          value,
        ) as Record<string | number, unknown>;
      const wanted = structuredClone(reading(text).value);
      at(wanted, where)["valid-lifetime"] = 5242;
      expect(reading(read("dhcp2.conf")).value).toEqual(wanted);
    },
  );
});

describe("a file with an error in one scope", () => {
  const healthy = '{ "id": 1, "subnet": "10.0.1.0/24", "valid-lifetime": 600 }';
  const broken =
    '{ "id": 2, "subnet": "10.0.2.0/24",\n    "pools": [\n      { "pool": "10.0.2.9 - 10.0.2.5" } ] }';
  const document = (...subnets: readonly string[]) =>
    `{ "Dhcp4": {\n  "subnet4": [\n  ${subnets.join(",\n  ")}\n  ] } }\n`;
  beforeEach(() => {
    write("dhcp1.conf", document(healthy, broken));
    write("dhcp2.conf", document(healthy.replace("600", "900"), broken));
  });

  it("leads to an error with the file, the line and the column where the scope is selected", async () => {
    await expect(up()).rejects.toThrow(
      `${path("dhcp1.conf")}, line 6, column 7: "10.0.2.9-10.0.2.5" `,
    );
  });

  it("is replicated where the scope is excluded, and the scope stays unchanged", async () => {
    const said = await up({ exclude: ["10.0.2.0"] });
    expect(read("dhcp2.conf")).toBe(document(healthy, broken));
    expect(said).toContainEqual(
      expect.stringContaining(
        `10.0.2.0/24 cannot be replicated until this error is corrected: ${path("dhcp2.conf")}, line 6, column 7: `,
      ),
    );
  });

  it("leads to an error with the position in an included file", async () => {
    write("subnets.json", `# those of the second floor\n${broken}\n`);
    write("dhcp1.conf", document(healthy, `<?include "${path("subnets.json")}"?>`));
    await expect(up()).rejects.toThrow(`${path("subnets.json")}, line 4, column 7: `);
  });
});
