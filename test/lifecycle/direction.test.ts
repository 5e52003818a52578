import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";

const text = (...lifetimes: readonly number[]): string => {
  const subnet4 = lifetimes.map((lifetime, n) => ({
    id: n + 1,
    subnet: `10.0.${n}.0/24`,
    "valid-lifetime": lifetime,
  }));
  return JSON.stringify({ Dhcp4: { subnet4 } }, undefined, 1);
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "direction-"));
});

const path = (name: string): string => join(folder, `${name}.conf`);
const server = (name: string, kept = "kept") => ({
  driver: "file",
  path: path(name),
  backupDir: join(folder, kept),
});
const edit = (name: string, ...lifetimes: readonly number[]) =>
  writeFileSync(path(name), text(...lifetimes));

describe.each(["replication", "scope"] as const)("a new %s", (kind) => {
  const scopeId = "10.0.0.0";
  const program = (name: string, from: string, to: string, more: object = {}) =>
    ({
      [name]: {
        primary: server(from),
        partner: server(to),
        ...(kind === "scope" && { scopeId }),
        ...more,
      },
    }) as never;
  let engine: Engine;
  beforeEach(async () => {
    engine = new Engine(drivers, kind);
    edit("dhcp1", 7200, 7200);
    edit("dhcp2", 3600, 7200);
    await engine.up(program("first", "dhcp1", "dhcp2"));
    engine.states.clear(); // the resource has another name from here on
  });
  /** Returns the errors of a preview of a new resource; empty where there are none. */
  const refused = async (from: string, to: string, more: object = {}) =>
    (await engine.preview(program("renamed", from, to, more))).renamed!.failures.map(
      ({ reason }) => reason,
    );

  it("is refused that would replicate the other way round, with who did last, when and where that is noted", async () => {
    edit("dhcp1", 1800, 7200);
    const [reason, ...more] = await refused("dhcp2", "dhcp1");
    expect(more).toEqual([]);
    expect(reason).toMatch(
      new RegExp(
        `^Failover\\w+ first last replicated from ${path("dhcp1")} to ${path("dhcp2")}, at 20[\\d-]+T[\\d:.]+Z \\(recorded in ${folder}/kept/\\S+/replicated.json\\)`,
      ),
    );
    expect(reason).toContain(
      `If ${path("dhcp2")} is to become the source, set force: true for one run. Otherwise swap primary and partner. [direction-reversed]`,
    );
  });

  it("may replicate in the same direction, and where nothing is to be written", async () => {
    expect(await refused("dhcp2", "dhcp1")).toEqual([]);
    edit("dhcp1", 1800, 7200);
    expect(await refused("dhcp1", "dhcp2")).toEqual([]);
  });

  it("turns the direction round where it is forced, for all that come later", async () => {
    edit("dhcp1", 1800, 7200);
    expect(await refused("dhcp2", "dhcp1", { force: true })).toEqual([]);
    await engine.up(program("renamed", "dhcp2", "dhcp1", { force: true }));
    engine.states.clear();
    edit("dhcp2", 1900, 7200);
    expect(await refused("dhcp2", "dhcp1")).toEqual([]);
    expect(await refused("dhcp1", "dhcp2")).toEqual([
      expect.stringContaining("renamed last replicated from"),
    ]);
  });

  it("may replicate the other way round what was never replicated, between these two or with another", async () => {
    edit("dhcp1", 1800, 7200);
    edit("dhcp3", 900, 7200);
    expect(await refused("dhcp2", "dhcp3")).toEqual([]);
    expect(await refused("dhcp3", "dhcp1")).toEqual([]);
    if (kind === "replication") {
      writeFileSync(path("dhcp1"), text(1800, 7200, 1800));
      writeFileSync(path("dhcp2"), text(3600, 7200, 3600));
      expect(await refused("dhcp2", "dhcp1", { scopeIds: ["10.0.2.0"] })).toEqual([]);
    }
  });

  it("is not refused where no note can be read: those of another machine, and none that is broken", async () => {
    edit("dhcp1", 1800, 7200);
    const elsewhere = {
      primary: server("dhcp2", "elsewhere"),
      partner: server("dhcp1", "elsewhere"),
    };
    expect(await refused("dhcp2", "dhcp1", elsewhere)).toEqual([]);
    const notes = readdirSync(join(folder, "kept")).map((name) =>
      join(folder, "kept", name, "replicated.json"),
    );
    const note = notes.find((one) => statSync(one, { throwIfNoEntry: false }))!;
    expect(statSync(note).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(note, "utf8"))).toHaveLength(1);
    for (const broken of ["", "[", "null", '[{"resource":1}]', "\u0000", "[[[]]]"]) {
      writeFileSync(note, broken);
      expect(await refused("dhcp2", "dhcp1")).toEqual([]);
    }
  });
});
