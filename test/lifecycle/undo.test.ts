// Going back to a kept configuration: of Kea's files, of Windows exports, and of running Windows servers.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { canonicalText } from "../../provider/core/canonical.js";
import { UserError } from "../../provider/core/messages.js";
import { formatPlanByGroup } from "../../provider/core/text.js";
import { drivers, type Drivers } from "../../provider/drivers/index.js";
import type { ServerArgs } from "../../provider/lifecycle/arguments.js";
import { listKept } from "../../provider/lifecycle/kept.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { carryOutUndo, planUndo } from "../../provider/lifecycle/undo.js";
import { allEdited, edited, edits, kea } from "../helpers/cli/engine/pair.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { pair as windowsPair, scopesOf, windowsDrivers } from "../helpers/windows/live/pair.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { addingTo } from "../helpers/unit/lifecycle/said.js";
import { useOwnFolder } from "../helpers/unit/storage/own-folder.js";

const { at: path, put: write, read } = useOwnFolder();

const server = (name: string, more: object = {}): ServerArgs => ({
  driver: "file",
  path: path(name),
  backupDir: path("kept"),
  ...more,
});
const begin = (all: Drivers = drivers) => {
  const said: string[] = [];
  return { said, ...operation(all, addingTo(said)) };
};

/** Replicates everything from the first server to the second. */
async function up(primary: ServerArgs, partner: ServerArgs, more: object = {}): Promise<void> {
  const all = { primary, partner, serverSettings: "replicate", prune: true, ...more };
  const { all: outcome } = await new Engine(drivers, "replication").up({ all });
  expect(outcome!.failures).toEqual([]);
}

async function holds(args: ServerArgs, all: Drivers = drivers): Promise<string> {
  const { session } = begin(all);
  const { configuration } = await session.read(args);
  await session.end();
  return canonicalText(configuration);
}

/** Plans and writes the way back to the newest kept configuration. Returns the plan as a preview words it. */
async function goBack(
  args: ServerArgs,
  more: { force?: boolean; all?: Drivers; nth?: number } = {},
) {
  const { session, said } = begin(more.all);
  const { states } = await listKept(session, args);
  const { copy } = states[more.nth ?? 0]!;
  const planned = await planUndo(session, { server: args, copy, force: more.force ?? false });
  const result = await carryOutUndo(session, planned);
  await session.end();
  return { shown: formatPlanByGroup(planned.plan), result, planned, said };
}

describe("a Kea file after an update", () => {
  it.each(edits.map((edit) => [edit.what, edit] as const))(
    "is canonically what it was: %s",
    async (_, edit) => {
      write("dhcp1.conf", kea("dhcp1"));
      write("dhcp2.conf", kea("dhcp2"));
      const name = edit.on === "primary" ? "dhcp1.conf" : "dhcp2.conf";
      write(name, edited(read(name), edit));
      const before = await holds(server("dhcp2.conf"));
      await up(server("dhcp1.conf"), server("dhcp2.conf"), { force: true });
      expect(await holds(server("dhcp2.conf"))).not.toBe(before);
      await goBack(server("dhcp2.conf"), { force: true });
      expect(await holds(server("dhcp2.conf"))).toBe(before);
    },
  );

  it("keeps what it overwrites, so that going back can itself be undone", async () => {
    write("dhcp1.conf", allEdited(kea("dhcp1"), "primary"));
    write("dhcp2.conf", allEdited(kea("dhcp2"), "partner"));
    await up(server("dhcp1.conf"), server("dhcp2.conf"), { force: true });
    const after = await holds(server("dhcp2.conf"));
    await goBack(server("dhcp2.conf"), { force: true });
    await goBack(server("dhcp2.conf"), { force: true });
    expect(await holds(server("dhcp2.conf"))).toBe(after);
  });

  it("is what it was outside scopes too", async () => {
    const global = kea("dhcp1").replace('"valid-lifetime": 3600', '"valid-lifetime": 5400');
    write(
      "dhcp1.conf",
      global.replace(/.*"name": "guests".*\n/, "").replace("Aastra'\" },", "Aastra'\" }"),
    );
    write("dhcp2.conf", kea("dhcp2"));
    const before = await holds(server("dhcp2.conf"));
    await up(server("dhcp1.conf"), server("dhcp2.conf"), { force: true });
    expect(read("dhcp2.conf")).toContain('"valid-lifetime": 5400');
    expect(read("dhcp2.conf")).not.toContain("guests");
    await goBack(server("dhcp2.conf"), { force: true });
    expect(await holds(server("dhcp2.conf"))).toBe(before);
  });

  it("shows the way back in the words of a preview, and tells what each kept configuration differs in", async () => {
    write("dhcp1.conf", kea("dhcp1").replace('"valid-lifetime": 28800', '"valid-lifetime": 43200'));
    write("dhcp2.conf", kea("dhcp2"));
    await up(server("dhcp1.conf"), server("dhcp2.conf"));
    const { session } = begin();
    const { states } = await listKept(session, server("dhcp2.conf"));
    expect(states.map(({ plan }) => formatPlanByGroup(plan as never))).toEqual([
      { "10.0.1.0/24": { leaseDuration: "43200 => 28800" } },
    ]);
    const { shown } = await goBack(server("dhcp2.conf"));
    expect(shown).toEqual({ "10.0.1.0/24": { leaseDuration: "43200 => 28800" } });
  });

  it("goes back in the files that it includes, wherever they stand", async () => {
    mkdirSync(path("parts"));
    const lease = '"valid-lifetime": 28800,';
    write("parts/lease.json", lease);
    write("dhcp1.conf", kea("dhcp1").replace(lease, '"valid-lifetime": 43200,'));
    const included = `<?include "${path("parts/lease.json")}"?>`;
    write("dhcp2.conf", kea("dhcp2").replace(lease, included));
    await up(server("dhcp1.conf"), server("dhcp2.conf"));
    expect(read("parts/lease.json")).toContain("43200");
    await goBack(server("dhcp2.conf"));
    expect(read("parts/lease.json")).toBe(lease);
    expect(read("dhcp2.conf")).toContain(included);
  });
});

describe("a Windows export after an update", () => {
  it("is canonically what it was", async () => {
    const longer = rich.replace(
      /<LeaseDuration>[^<]*<\/LeaseDuration>/,
      "<LeaseDuration>2.00:00:00</LeaseDuration>",
    );
    write("dhcp1.xml", longer);
    write("dhcp2.xml", rich);
    const [primary, partner] = ["dhcp1.xml", "dhcp2.xml"].map((name) =>
      server(name, { format: "windows" }),
    );
    const before = await holds(partner!);
    await up(primary!, partner!);
    expect(await holds(partner!)).not.toBe(before);
    await goBack(partner!);
    expect(await holds(partner!)).toBe(before);
  });
});

describe("a running Windows server after an update", () => {
  it("is what it was in every scope", async () => {
    const longer = rich.replace(
      /<LeaseDuration>[^<]*<\/LeaseDuration>/,
      "<LeaseDuration>2.00:00:00</LeaseDuration>",
    );
    const { primary, partner, engine, program } = windowsPair(longer, rich);
    const before = scopesOf(partner.server);
    expect((await engine.up(program())).all!.failures).toEqual([]);
    expect(scopesOf(partner.server)).not.toBe(before);
    await goBack(program().all.partner as ServerArgs, { all: windowsDrivers([primary, partner]) });
    expect(scopesOf(partner.server)).toBe(before);
  });
});

describe("a way back that is refused", () => {
  const partner = () => server("dhcp2.conf");
  const kept = () => {
    const [sets] = readdirSync(path("kept"));
    const [time] = readdirSync(join(path("kept"), sets!)).filter((name) => name.endsWith("Z"));
    return join(path("kept"), sets!, time!, path("dhcp2.conf"));
  };
  const refused = async (args = partner(), more = {}): Promise<string> => {
    const before = read("dhcp2.conf");
    const error: unknown = await goBack(args, more).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UserError);
    expect(read("dhcp2.conf")).toBe(before);
    return (error as UserError).message;
  };
  beforeEach(async () => {
    write("dhcp1.conf", kea("dhcp1").replace('"valid-lifetime": 28800', '"valid-lifetime": 43200'));
    write("dhcp2.conf", kea("dhcp2"));
    await up(server("dhcp1.conf"), partner());
  });

  it("because the kept file is cut off", async () => {
    writeFileSync(kept(), readFileSync(kept(), "utf8").slice(0, 400));
    expect(await refused()).toMatch(
      /^The kept configuration .* cannot be read: .*\. Nothing was written\. Choose another one: .* \[kept-damaged\]$/,
    );
    const { session } = begin();
    const { states } = await listKept(session, partner());
    expect(states.map(({ plan }) => (plan as UserError).code)).toEqual(["kept-damaged"]);
  });

  it("because it is of another server that had this path before", async () => {
    writeFileSync(kept(), kea("dhcp1"));
    expect(await refused()).toMatch(/headquarters.*\[kept-relationships\]$/);
  });

  it("because the failover relationship was another one, unless it is forced", async () => {
    writeFileSync(
      kept(),
      kea("dhcp2").replace('"hot-standby"', '"load-balancing"').replace('"standby"', '"secondary"'),
    );
    expect(await refused()).toMatch(
      /^At 20.* the failover of .*dhcp2\.conf was configured otherwise \("headquarters"\)\..*\[kept-relationships\]$/,
    );
    const { planned } = await goBack(partner(), { force: true });
    expect(planned.warnings.join()).toContain(
      'the failover relationship "headquarters" stays as it is now',
    );
    expect(read("dhcp2.conf")).toBe(kea("dhcp2"));
  });

  it("because a guard finds that most reservations would go, unless it is forced", async () => {
    const reservations = Array.from(
      { length: 20 },
      (_, n) => `{ "hw-address": "02:00:00:00:02:${10 + n}", "ip-address": "10.0.1.${20 + n}" },`,
    );
    write(
      "dhcp2.conf",
      read("dhcp2.conf").replace(
        '"reservations": [',
        `"reservations": [ ${reservations.join(" ")}`,
      ),
    );
    expect(await refused()).toContain("[many-reservations-removed]");
    await goBack(partner(), { force: true });
    expect(await holds(partner())).toBe(await holds(server("dhcp2.conf")));
    expect(read("dhcp2.conf")).not.toContain("10.0.1.39");
  });

  it("because somebody edited the server after the plan was shown", async () => {
    const { session } = begin();
    const { states } = await listKept(session, partner());
    const planned = await planUndo(session, {
      server: partner(),
      copy: states[0]!.copy,
      force: false,
    });
    const theirs = read("dhcp2.conf").replace('"data": "10.0.1.1"', '"data": "10.0.1.2"');
    write("dhcp2.conf", theirs);
    await expect(carryOutUndo(session, planned)).rejects.toMatchObject({ code: "server-changed" });
    expect(read("dhcp2.conf")).toBe(theirs);
  });
});
