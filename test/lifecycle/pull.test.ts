// Copying edits of the partner to the primary: of Kea's files and of Windows exports.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../provider/core/messages.js";
import type { Configuration } from "../../provider/core/model.js";
import { formatPlanByGroup } from "../../provider/core/text.js";
import { drivers } from "../../provider/drivers/index.js";
import type { ServerArgs } from "../../provider/lifecycle/arguments.js";
import { operation } from "../../provider/lifecycle/operation.js";
import { carryOutPull, planPull } from "../../provider/lifecycle/pull.js";
import { rich } from "../helpers/unit/drivers/windows/exports.js";
import { allEdited, kea } from "../helpers/cli/engine/pair.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "pull-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const server = (name: string): ServerArgs => ({
  driver: "file",
  path: join(folder, name),
  backupDir: join(folder, "kept"),
  ...(name.endsWith(".xml") && { format: "windows" }),
});

async function holds(args: ServerArgs): Promise<Configuration> {
  const { session } = operation(drivers, () => {});
  const { configuration } = await session.read(args);
  await session.end();
  return JSON.parse(JSON.stringify(configuration)) as Configuration;
}

interface Pulled {
  readonly only?: readonly string[];
  readonly force?: boolean;
  readonly meanwhile?: () => void;
}

/** Pulls scopes from the second server to the first one. Returns the plan as a preview words it. */
async function pull(
  names: string,
  scopes: readonly string[],
  { only = [], force = false, meanwhile }: Pulled = {},
) {
  const [primary, partner] = names.split(" ").map(server) as [ServerArgs, ServerArgs];
  const current = operation(drivers, () => {});
  try {
    const planned = await planPull(current, { primary, partner, scopes, only, force });
    meanwhile?.();
    if (planned.plan.length > 0) await carryOutPull(planned);
    return formatPlanByGroup(planned.plan);
  } finally {
    await current.session.end();
  }
}
const files = "dhcp1.conf dhcp2.conf";
const refused = (pulled: Promise<unknown>): Promise<string> =>
  pulled.then(
    () => "nothing was refused",
    (error: unknown) => (error instanceof UserError ? error.message : String(error)),
  );

/** The partner has everything that a person may edit there. */
function drift(): void {
  write("dhcp1.conf", kea("dhcp1"));
  write("dhcp2.conf", allEdited(kea("dhcp2"), "primary"));
}

describe("pull of one property", () => {
  const scanner = "reservations.10.0.1.16";
  it.each([
    ["as a preview names it", scanner],
    ["in brackets", 'reservations["10.0.1.16"]'],
    ["by its hardware address", 'reservations["02:00:00:00:01:10"]'],
    ["with its scope", `10.0.1.0 ${scanner}`],
  ])("changes nothing else on the primary, where a reservation is named %s", async (_, only) => {
    drift();
    const [before, partner] = [
      await holds(server("dhcp1.conf")),
      await holds(server("dhcp2.conf")),
    ];
    expect(await pull(files, ["10.0.1.0"], { only: [only] })).toEqual({
      "10.0.1.0/24": { [scanner]: "+ hw:02-00-00-00-01-10 scanner" },
    });
    const expected = structuredClone(before) as any;
    const { reservations } = partner.scopes["10.0.1.0/24"]!.properties as any;
    expected.scopes["10.0.1.0/24"].properties.reservations["10.0.1.16"] = reservations["10.0.1.16"];
    expect(await holds(server("dhcp1.conf"))).toEqual(expected);
    expect(await holds(server("dhcp2.conf"))).toEqual(partner);
    expect(await pull(files, ["10.0.1.0"], { only: [only] })).toEqual({});
  });

  it("copies a value that the partner removed, and one that it changed, by their names", async () => {
    drift();
    const only = ["reservations.10.0.1.13", "leaseDuration"];
    expect(await pull(files, ["10.0.1.0"], { only })).toEqual({
      "10.0.1.0/24": {
        leaseDuration: "28800 => 43200",
        "reservations.10.0.1.13": "- hw:02-00-00-00-01-0d printer-1",
      },
    });
  });

  it("is no replication on record: the program's direction stays", async () => {
    drift();
    await pull(files, ["10.0.1.0"], { only: [scanner] });
    const program = { all: { primary: server("dhcp1.conf"), partner: server("dhcp2.conf") } };
    const { all } = await new Engine(drivers, "replication").preview(program);
    expect(all!.failures).toEqual([]);
    expect(all!.added.join()).not.toContain(scanner);
  });

  it("works between Windows exports", async () => {
    const mine = /<LeaseDuration>[^<]*<\/LeaseDuration>/;
    write("dhcp1.xml", rich);
    write("dhcp2.xml", rich.replace(mine, "<LeaseDuration>2.00:00:00</LeaseDuration>"));
    const [scope] = Object.keys((await holds(server("dhcp1.xml"))).scopes);
    const before = (await holds(server("dhcp1.xml"))) as any;
    const shown = await pull("dhcp1.xml dhcp2.xml", [scope!], { only: ["leaseDuration"] });
    expect(shown).toEqual({ [scope!]: { leaseDuration: expect.stringMatching(/ => 172800$/) } });
    before.scopes[scope!].properties.leaseDuration = 172800;
    expect(await holds(server("dhcp1.xml"))).toEqual(before);
  });
});

describe("pull of a scope", () => {
  it("makes it what it is on the partner, and leaves the other scopes", async () => {
    drift();
    const before = await holds(server("dhcp1.conf"));
    await pull(files, ["10.0.1.0/24"]);
    const [primary, partner] = [
      await holds(server("dhcp1.conf")),
      await holds(server("dhcp2.conf")),
    ];
    expect(primary.scopes["10.0.1.0/24"]).toEqual(partner.scopes["10.0.1.0/24"]);
    expect(primary.scopes["10.0.2.0/24"]).toEqual(before.scopes["10.0.2.0/24"]);
    expect(primary.shared).toEqual(before.shared);
  });
});

describe("a pull that is refused", () => {
  it.each([
    ["a name that neither server has", "reservation.10.0.1.16", "[only-nothing]"],
    [
      "a part of what only the partner has",
      "reservations.10.0.1.16.name",
      "Name 10.0.1.0/24 reservations.10.0.1.16 as a whole. [only-part]",
    ],
  ])("because of %s", async (_, only, sentence) => {
    drift();
    expect(await refused(pull(files, ["10.0.1.0"], { only: [only] }))).toContain(sentence);
    expect(read("dhcp1.conf")).toBe(kea("dhcp1"));
  });

  it("because the partner has no such scope, which pull does not remove", async () => {
    drift();
    expect(await refused(pull(files, ["10.9.9.0"]))).toMatch(
      /^.*The partner has no scope "10\.9\.9\.0"/,
    );
    write("dhcp2.conf", kea("dhcp2").replaceAll("10.0.3.", "10.0.33."));
    expect(await refused(pull(files, ["10.0.3.0"]))).toContain("pull removes no scope. ");
    expect(read("dhcp1.conf")).toBe(kea("dhcp1"));
  });

  it("because a guard finds a lease time that would fall to seconds, unless it is forced", async () => {
    write("dhcp1.conf", kea("dhcp1"));
    write("dhcp2.conf", kea("dhcp2").replace('"valid-lifetime": 28800', '"valid-lifetime": 30'));
    const sentence = await refused(pull(files, ["10.0.1.0"]));
    expect(sentence).toMatch(
      /^pull copies from .*dhcp2\.conf to .*dhcp1\.conf, so "primary" means .*dhcp2\.conf here: .* \[lease-time-shortened\]$/,
    );
    expect(read("dhcp1.conf")).toBe(kea("dhcp1"));
    await pull(files, ["10.0.1.0"], { force: true });
    expect(read("dhcp1.conf")).toContain('"valid-lifetime": 30');
  });

  it.each(["dhcp1.conf", "dhcp2.conf"])(
    "because somebody edited %s after the plan was shown",
    async (name) => {
      drift();
      let edited = "";
      const meanwhile = () => {
        edited = read(name).replace('"data": "10.0.1.1"', '"data": "10.0.1.2"');
        write(name, edited);
      };
      expect(await refused(pull(files, ["10.0.1.0"], { meanwhile }))).toContain("[server-changed]");
      expect(read(name)).toBe(edited);
      expect(read("dhcp1.conf")).toBe(name === "dhcp1.conf" ? edited : kea("dhcp1"));
    },
  );
});
