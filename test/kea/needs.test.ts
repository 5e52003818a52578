// What scopes need from outside of them, on real servers: it comes with the scope, and a preview says what comes and whom else it concerns.
// What none of them needs is one line, and stays.
import { afterEach, beforeEach, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { id } from "../helpers/kea/edits.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

const subnet = (n: number, more: object = {}) => ({
  id: n,
  subnet: id(n),
  pools: [{ pool: `10.0.${n}.100 - 10.0.${n}.199` }],
  ...more,
});
const needing = {
  "require-client-classes": ["phones"],
  "option-data": [{ code: 240, data: "1234" }],
};
/** On the primary the first two scopes need a class, which needs another, and a definition; on the partner there is neither, and the third names the class all the same. */
const primary = {
  "valid-lifetime": 3600,
  "client-classes": [
    { name: "staff", test: "member('KNOWN')" },
    { name: "phones", test: "member('staff')" },
  ],
  "option-def": [{ name: "door-code", code: 240, type: "string", space: "dhcp4" }],
  subnet4: [
    subnet(1, needing),
    subnet(2, needing),
    ...Array.from({ length: 10 }, (_, i) => subnet(i + 3)),
  ],
};
const partner = {
  "valid-lifetime": 7200,
  subnet4: [
    subnet(3, { "require-client-classes": ["phones"] }),
    ...Array.from({ length: 9 }, (_, i) => subnet(i + 4)),
  ],
};

withKea("2.6.3")("what a scope needs from outside of it", () => {
  let servers: KeaPair;
  beforeEach(async () => {
    servers = await pair({
      version: "2.6.3",
      alone: ["server1", "server2"],
      serves: (name) => (name === "server1" ? primary : partner),
    });
  });
  afterEach(() => servers.end());
  const args = (more: object = {}) => ({
    primary: servers.server1.args,
    partner: { ...servers.server2.args, backupDir: servers.server1.folder },
    ...more,
  });
  const dhcp4 = async (server: KeaServer) => (await server.command("config-get")).arguments!.Dhcp4;
  const global =
    "server.leaseDuration (the partner has 7200, the primary 3600; in force in 10 scopes of the partner)";

  it.each([
    ["replication" as const, { scopeIds: [id(1)] }, `${id(1)} `],
    ["scope" as const, { scopeId: id(1) }, ""],
  ])(
    "is copied with the scope in a %s, and reported by name and with who else uses it",
    async (kind, choice, where) => {
      const engine = new Engine(drivers, kind);
      const { all } = await engine.preview({ all: args(choice) });
      const separator = kind === "replication" ? " " : ".";
      expect(all!.added.map((line) => line.replace(/: .*/, ""))).toEqual(
        [
          `${where}(scope)`,
          ...["classes.phones", "classes.staff", "optionDefinitions.dhcp4:240"].map((part) =>
            `${part}${separator}(all)`.replace(".(all)", ""),
          ),
        ].sort(),
      );
      const url = servers.server2.url;
      expect(all!.said).toContain(
        `classes.phones on ${url} is also used by ${id(3)}: a change to it affects them too.`,
      );
      expect(all!.said).toContain(
        `classes.phones will be created on ${url} because a selected scope uses it. On ${servers.server1.url} it is also used by ${id(2)}.`,
      );
      expect(all!.said).toContain(
        `optionDefinitions.dhcp4:240 will be created on ${url} because a selected scope uses it. On ${servers.server1.url} it is also used by ${id(2)}.`,
      );
      await engine.up({ all: args(choice) });
      const [{ "client-classes": here, "option-def": defined }, there] = await Promise.all([
        dhcp4(servers.server1),
        dhcp4(servers.server2),
      ]);
      expect([there["client-classes"], there["option-def"]]).toEqual([here, defined]);
      expect(there.subnet4.find((one: { id: number }) => one.id === 1)).toMatchObject({
        "require-client-classes": ["phones"],
        "option-data": [{ code: 240, data: "1234" }],
      });
      expect((await engine.preview({ all: args(choice) })).all).toMatchObject({
        op: "same",
        added: [],
      });
    },
  );

  it("is not copied where no scope needs it, and a setting that differs is one warning and stays", async () => {
    const engine = new Engine(drivers, "replication");
    const program = { all: args() };
    const outside = ({ said }: { said: readonly string[] }) =>
      said.filter((sentence) => sentence.startsWith("Outside scopes"));
    const first = (await engine.preview(program)).all!;
    expect(outside(first)).toEqual([
      `Outside scopes, ${servers.server2.url} differs from ${servers.server1.url} in one place, which only serverSettings: "replicate" writes: ${global}.`,
    ]);
    expect(first.added.filter((line) => line.includes("leaseDuration"))).toEqual([]);
    await engine.up(program);
    const { "valid-lifetime": lifetime, subnet4 } = await dhcp4(servers.server2);
    expect([
      lifetime,
      new Set(subnet4.map((one: { "valid-lifetime": number }) => one["valid-lifetime"])),
    ]).toEqual([7200, new Set([7200])]);
    const second = (await engine.preview(program)).all!;
    expect(second).toMatchObject({ op: "same", added: [] });
    expect(outside(second)).toHaveLength(1);
  });
});
