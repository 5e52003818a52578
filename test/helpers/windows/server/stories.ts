// What is tried on a real Windows DHCP Server: everything that an export can say is written to it by
// its cmdlets, read back and compared, and removed again.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import fc from "../../draws.js";
import { compare } from "../../../../provider/core/compare.js";
import { ignoreNothing } from "../../../../provider/core/keep.js";
import type { Configuration } from "../../../../provider/core/model.js";
import type { Drivers } from "../../../../provider/drivers/index.js";
import { readDocument } from "../../../../provider/drivers/windows/export/document.js";
import { renameLike } from "../../../../provider/drivers/windows/model/rename-classes.js";
import { rich } from "../../unit/drivers/windows/exports.js";
import { edited } from "../../unit/drivers/windows/rows.js";
import type { Row } from "../../unit/drivers/windows/row.js";
import { Engine } from "../../unit/lifecycle/engine.js";
import { anExport } from "../random-export.js";

/** A server for tests. */
export interface TestServer {
  readonly drivers: Drivers;
  /** How a program reaches it. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Returns its own export of all that it holds. */
  exported(): Promise<string>;
}

const read = (xml: string): Configuration => readDocument("dhcp.xml", xml).configuration;

/** Throws where a server holds scopes: what these stories write and remove is all that it holds. */
export function assertEmpty(xml: string): void {
  const scopes = Object.keys(read(xml).scopes);
  if (scopes.length === 0) return;
  throw new Error(
    `This server has scopes (${scopes.join(", ")}). These tests write and remove all that a server ` +
      "holds: run them on a server for tests, without scopes.",
  );
}

/** Elements of one name in an export's IPv4 part, each by what its kind is known by. */
function elements(xml: string, name: string, keyNames: readonly string[]): Map<string, string> {
  const [ipv4 = ""] = xml.split("<IPv6");
  const found = ipv4.match(new RegExp(`<${name}>[^]*?</${name}>`, "g")) ?? [];
  const text = (element: string, key: string) =>
    new RegExp(`<${key}>([^<]*)<`).exec(element)?.[1] ?? "";
  return new Map(
    found.map((one) => [keyNames.map((key) => text(one, key).toLowerCase()).join(" "), one]),
  );
}

/**
 * Returns an export with the definitions and classes that a server has by itself: an export of ours has
 * some of them, and what it has not would be removed.
 */
function withOwn(xml: string, own: string): string {
  const definitions = (text: string) =>
    elements(text, "OptionDefinition", ["OptionId", "VendorClass"]);
  const classes = (text: string) => elements(text, "Class", ["Type", "Data"]);
  const all = (name: string, found: Map<string, string>) =>
    `<${name}>${[...found.values()].join("")}</${name}>`;
  return xml
    .replace(/<Classes>[^]*?<\/Classes>/, () =>
      all("Classes", new Map([...classes(own), ...classes(xml)])),
    )
    .replace(/<OptionDefinitions>[^]*?<\/OptionDefinitions>/, () =>
      all("OptionDefinitions", new Map([...definitions(xml), ...definitions(own)])),
    );
}

export function stories(
  reach: () => Promise<TestServer>,
  rows: readonly Row[],
  draws: number,
): void {
  const folder = mkdtempSync(join(tmpdir(), "windows-server-"));
  const primary = join(folder, "primary.xml");
  let server: TestServer;
  let before: string;

  const program = () => ({
    all: {
      primary: { driver: "file", format: "windows", path: primary },
      partner: { ...server.args, backupDir: join(folder, "kept") },
      serverSettings: "replicate",
      prune: true,
      force: true,
    },
  });

  /** Returns the changes that the server still needs for its own export to equal another. */
  async function left(xml: string): Promise<readonly unknown[]> {
    const [held, desired] = [read(await server.exported()), read(withOwn(xml, before))];
    const scopes = [...new Set([...Object.keys(held.scopes), ...Object.keys(desired.scopes)])];
    return compare(held, renameLike(held, desired), {
      scopes,
      settings: true,
      isIgnored: ignoreNothing,
    });
  }

  /** Makes the server hold what an export says, and returns what a preview refused. */
  async function hold(xml: string): Promise<readonly string[]> {
    writeFileSync(primary, withOwn(xml, before));
    const { all: preview } = await new Engine(server.drivers, "replication").preview(program());
    if (preview!.failures.length > 0) return preview!.failures.map(({ reason }) => reason);
    const engine = new Engine(server.drivers, "replication");
    await engine.up(program());
    expect((await engine.preview(program())).all).toMatchObject({ op: "same", added: [] });
    return [];
  }

  beforeAll(async () => {
    server = await reach();
    before = await server.exported();
    assertEmpty(before);
  });
  afterAll(async () => {
    if (before === undefined) return;
    expect(await hold(before)).toEqual([]);
    assertEmpty(await server.exported());
  });

  describe("a Windows DHCP Server", () => {
    it("holds everything that an export says", async () => {
      expect(await hold(rich)).toEqual([]);
      expect(await left(rich)).toEqual([]);
    });

    it.each(rows)("takes another $property, and the previous one again", async (row) => {
      for (const xml of [rich, edited(rich, row), rich]) {
        expect(await hold(xml)).toEqual([]);
        expect(await left(xml)).toEqual([]);
      }
    });

    it("holds any configuration after any other, or the preview says why not", async () => {
      const drawn = fc.asyncProperty(anExport, async (xml) => {
        if ((await hold(xml)).length === 0) expect(await left(xml)).toEqual([]);
      });
      await fc.assert(drawn, { numRuns: draws, endOnFailure: true });
    });
  });
}
