// The provider plugin on a real pair: a program in YAML takes it through its whole life, and an import takes over what is there.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Declarations, pluginDoor } from "../helpers/cli/engine/doors.js";
import type { Project } from "../helpers/cli/engine/cli.js";
import { pair, type KeaPair, type KeaServer } from "../helpers/kea/servers.js";
import { withKea } from "../helpers/kea/versions.js";

const password = "correct-horse-battery-staple";

/** Two subnets; on the partner the lease of the first one is shorter. */
const serves = (lease: number) => ({
  "valid-lifetime": 3600,
  subnet4: [1, 2].map((id) => ({
    id,
    subnet: `10.0.${id}.0/24`,
    "valid-lifetime": id === 1 ? lease : 7200,
    pools: [{ pool: `10.0.${id}.100 - 10.0.${id}.199` }],
  })),
});

/** Lists the files below a folder whose bytes contain a text. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .filter((path) => readFileSync(path).includes(text));
}

withKea("3.0.3")("a program in YAML on a real pair", () => {
  let servers: KeaPair;
  beforeAll(async () => {
    servers = await pair({
      version: "3.0.3",
      access: "https",
      password,
      serves: (name) => serves(name === "server1" ? 28800 : 4800),
    });
  });
  afterAll(() => servers?.end());

  /** The server as the program has it: the account is the stack's configuration. */
  const args = ({ args: { driver, url, tls } }: KeaServer) => ({
    ...{ driver, url, tls },
    password: { env: "KEA_PASSWORD" },
  });
  const offices = (): Declarations => ({
    offices: {
      type: "FailoverScope",
      args: { primary: args(servers.server1), partner: args(servers.server2), scopeId: "10.0.1.0" },
    },
  });
  const both = (): Declarations => ({
    ...offices(),
    rest: {
      type: "FailoverReplication",
      args: {
        primary: args(servers.server1),
        partner: args(servers.server2),
        exclude: ["10.0.1.0"],
      },
    },
  });
  const setSecret = async (stack: Project) => {
    const secret = ["--secret", "--path", "dhcp-failover:secrets.KEA_PASSWORD", password];
    expect(await stack.pulumi("config", "set", ...secret)).toMatchObject({ code: 0 });
  };
  const open = async (declarations: Declarations): Promise<Project> => {
    const config = { "dhcp-failover:backupDir": "kept", "dhcp-failover:kea": { user: "admin" } };
    const stack = await pluginDoor.open(declarations, { config, refresh: "always" });
    await setSecret(stack);
    return stack;
  };
  const leases = async ({ command }: KeaServer): Promise<readonly number[]> => {
    const { subnet4 } = (await command("config-get")).arguments!.Dhcp4;
    return subnet4.map((one: Record<string, unknown>) => one["valid-lifetime"]);
  };
  /** How often a server got each command that writes. */
  const received = async (server: KeaServer) => {
    const { "config-set": set = 0, "config-write": write = 0 } = await server.received();
    return { set, write };
  };
  /** Somebody edits the partner by hand. */
  const editPartner = async (seconds: number) => {
    const { Dhcp4 } = (await servers.server2.command("config-get")).arguments!;
    const [first, ...others] = Dhcp4.subnet4;
    const lease = Object.fromEntries(
      ["valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"].map((name) => [name, seconds]),
    );
    const subnet4 = [{ ...first, ...lease }, ...others];
    const edited = { Dhcp4: { ...Dhcp4, subnet4 } };
    const { result, text } = await servers.server2.command("config-set", edited);
    expect(result, text).toBe(0);
    await servers.ready();
  };

  it("is previewed, written in part and whole, found edited, planned and mended, and let go", async () => {
    const stack = await open(both());
    const outputs: string[] = [];
    const expectCode = async (code: number, running: ReturnType<Project["up"]>) => {
      const result = await running;
      outputs.push(result.output);
      expect(result.code, result.output).toBe(code);
      return result.output;
    };

    expect(await expectCode(0, stack.preview("--diff"))).toContain("leaseDuration: 4800 => 28800");
    expect(await leases(servers.server2)).toEqual([4800, 7200]);
    await expectCode(0, stack.up("--target", "**rest"));
    expect(await leases(servers.server2)).toEqual([4800, 7200]);
    await expectCode(0, stack.up());
    expect(await leases(servers.server2)).toEqual([28800, 7200]);
    await expectCode(0, stack.preview("--expect-no-changes"));

    await editPartner(900);
    await expectCode(0, stack.preview("--save-plan", "plan.json"));
    const drift = ["--preview-only", "--expect-no-changes", "--diff"];
    expect(await expectCode(7, stack.refresh(...drift))).toContain("28800 => 900");
    await editPartner(1800);
    expect((await stack.up("--plan", "plan.json")).code).not.toBe(0);
    expect(await leases(servers.server2)).toEqual([1800, 7200]);
    await expectCode(0, stack.preview("--save-plan", "plan.json"));
    await expectCode(0, stack.up("--plan", "plan.json"));
    expect(await leases(servers.server2)).toEqual([28800, 7200]);

    // The password is in nothing that was printed, and in no file of the project, its state included.
    // Backups are Kea's whole configuration, in which the peers of failover have it.
    const backups = join(stack.folder, "kept");
    expect(outputs.filter((output) => output.includes(password))).toEqual([]);
    expect(filesWith(stack.folder, password).filter((path) => !path.startsWith(backups))).toEqual(
      [],
    );
    expect(filesWith(backups, "4800")).not.toEqual([]);
    await expectCode(0, stack.destroy());
    expect(await leases(servers.server2)).toEqual([28800, 7200]);
  });

  const all = (): Declarations => ({
    all: {
      type: "FailoverReplication",
      args: { primary: args(servers.server1), partner: args(servers.server2) },
    },
  });
  const relationshipName = "server1/server2";
  /** The relationship as the servers have it, without what is Kea's default. */
  const relationship = (): Declarations => ({
    relationship: {
      type: "FailoverRelationship",
      args: {
        primary: args(servers.server1),
        partner: args(servers.server2),
        name: relationshipName,
        mode: "hotStandby",
        kea: {
          heartbeatDelay: 200,
          maxResponseDelay: 20_000,
          maxAckDelay: 2000,
          maxUnackedClients: 0,
          multiThreading: { httpListenerThreads: 2, httpClientThreads: 2 },
        },
      },
    },
  });

  it.each([
    ["a pair", { type: "FailoverReplication", name: "all", declare: all, third: [] }],
    [
      "one scope",
      { type: "FailoverScope", name: "offices", declare: offices, third: ["10.0.1.0"] },
    ],
    [
      "a relationship",
      {
        type: "FailoverRelationship",
        name: "relationship",
        declare: relationship,
        third: [relationshipName],
      },
    ],
  ] as const)(
    "takes over %s that is the same by an import, after which a preview is empty",
    async (_, { type, name, declare, third }) => {
      await editPartner(28800);
      const stack = await open(declare());
      const id = [servers.server1, servers.server2].map((server) => JSON.stringify(args(server)));
      const imported = await stack.pulumi(
        ...["import", `dhcp-failover:index:${type}`, name],
        ...[[...id, ...third].join("=>"), "--yes", "--protect=false"],
      );
      expect(imported, imported.output).toMatchObject({ code: 0 });
      const preview = await stack.preview("--expect-no-changes", "--diff");
      expect(preview, preview.output).toMatchObject({ code: 0 });
      expect((await stack.state()).deployment.resources?.length).toBeGreaterThan(1);
      const before = await Promise.all([servers.server1, servers.server2].map(received));
      expect(await stack.up()).toMatchObject({ code: 0 });
      expect(await Promise.all([servers.server1, servers.server2].map(received))).toEqual(before);
    },
  );
});
