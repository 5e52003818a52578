// Generated scripts as a person runs them: a file, a parameter, a real PowerShell. Each is run twice.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import fc from "../../helpers/draws.js";
import { apply } from "../../../provider/core/apply.js";
import { compare } from "../../../provider/core/compare.js";
import { ignoreNothing } from "../../../provider/core/keep.js";
import { readDocument } from "../../../provider/drivers/windows/export/document.js";
import { normalizeForWindows } from "../../../provider/drivers/windows/normalize.js";
import { renameLike } from "../../../provider/drivers/windows/model/rename-classes.js";
import { formatScript } from "../../../provider/drivers/windows/plan/script.js";
import type { Step } from "../../../provider/drivers/windows/plan/step.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { movable, withEdits } from "../../helpers/unit/drivers/windows/rows.js";
import type { Machine } from "../../helpers/windows/live/model.js";
import { anExport, faulty } from "../../helpers/windows/random-export.js";
import { modelServer, type ModelServer } from "../../helpers/windows/server.js";
import { realPowerShell, type Ran } from "../../helpers/windows/powershell/host.js";

const powerShell = await realPowerShell();
const folder = mkdtempSync(join(tmpdir(), "generated-"));

const read = (xml: string) => readDocument("dhcp.xml", xml).configuration;

function holding(xml: string): ModelServer {
  const server = modelServer("dhcp2");
  server.import(xml);
  return server;
}

let files = 0;

/** Runs a script for a server from a machine that has the tools, as `.\the-file.ps1 -ComputerName dhcp2`. */
async function carryOut(text: string, server: ModelServer): Promise<Ran> {
  const path = join(folder, `plan-${++files}.ps1`);
  writeFileSync(path, text);
  const tools: Machine = { name: "tools", reaches: [server] };
  return powerShell.runFile(tools, path, "dhcp2");
}

const worked: Ran = { written: "", output: [] };

/** Expects a second run of a script to change nothing. */
async function expectNothingLeft(text: string, server: ModelServer): Promise<void> {
  const { changes } = server;
  expect(await carryOut(text, server)).toEqual(worked);
  expect(server.changes).toBe(changes);
}

/** How many pairs are drawn. */
const numRuns = Number(process.env["RANDOM_EXPORTS"] ?? 60);

describe("a generated script under a real PowerShell", () => {
  it("makes any two servers that differ in some properties equal, and changes nothing when run again", async () => {
    const some = fc.subarray(movable);
    const pairs = fc.asyncProperty(some, some, async (mine, theirs) => {
      const [primary, partner] = [withEdits(mine), withEdits(theirs)];
      const [from, to] = [read(partner), read(primary)];
      const scopes = [...new Set([...Object.keys(from.scopes), ...Object.keys(to.scopes)])];
      const extent = { scopes, settings: false, isIgnored: ignoreNothing };
      const { unsupported, steps } = normalizeForWindows(
        from,
        apply(compare(from, to, extent), from, to),
      );
      fc.pre(unsupported.length === 0);
      const server = holding(partner);
      const made = formatScript("dhcp2.xml", steps);
      expect(await carryOut(made, server)).toEqual(worked);
      expect(compare(read(server.export()), to, extent)).toEqual([]);
      expect(server.dangers).toEqual([]);
      await expectNothingLeft(made, server);
    });
    await fc.assert(pairs, { numRuns: Math.ceil(numRuns / 2) });
  });

  it("ends in an error exactly where the preview refuses, and makes any other pair equal", async () => {
    let refused = 0;
    const pairs = fc.asyncProperty(
      faulty(anExport),
      anExport,
      fc.boolean(),
      async (primary, partner, settings) => {
        const [from, theirs] = [read(partner), read(primary)];
        const scopes = [...new Set([...Object.keys(from.scopes), ...Object.keys(theirs.scopes)])];
        const extent = { scopes, settings, isIgnored: ignoreNothing };
        const left = (held: string) => compare(read(held), renameLike(read(held), theirs), extent);
        const { unsupported, steps } = normalizeForWindows(
          from,
          apply(left(partner), from, theirs),
        );
        const server = holding(partner);
        const made = formatScript("dhcp2.xml", steps);
        const ran = await carryOut(made, server);
        if (unsupported.length > 0) {
          refused++;
          expect(ran.failure).toBeDefined();
          return;
        }
        expect(ran).toEqual(worked);
        expect(left(server.export())).toEqual([]);
        expect(server.dangers).toEqual([]);
        await expectNothingLeft(made, server);
      },
    );
    await fc.assert(pairs, { numRuns });
    expect(refused).toBeLessThan(numRuns);
  });

  // -eq takes two spellings of one letter for the same, and in Windows PowerShell "Straße" for "Strasse".
  it.each([
    ["Caf\u00e9", "Cafe\u0301"],
    ["Straße", "Strasse"],
    ["visitors", "visi\u00adtors"],
  ])("tells %j and %j apart", async (name, other) => {
    const server = holding(rich);
    const data = { [name]: "0x0102", [other]: "0x0103" };
    const steps = Object.entries(data).map(
      ([Name, Data]): Step => ({
        cmdlet: "Add-DhcpServerv4Class",
        parameters: { Name, Type: "User", Data },
        unless: { name: "Test-Class", arguments: [Name, "User"] },
        reason: Name,
      }),
    );
    const made = formatScript("dhcp2.xml", steps);
    expect(await carryOut(made, server)).toEqual(worked);
    const held = [...server.classes.values()].map((each) => each.name);
    expect(held).toEqual(expect.arrayContaining([name, other]));
    await expectNothingLeft(made, server);
  });

  it("hands every text to the cmdlet, to the letter", async () => {
    const seen: unknown[] = [];
    const server = holding(rich);
    server.call = (cmdlet, parameters = {}) => {
      if (cmdlet === "Set-DhcpServerv4Scope") seen.push(parameters.Description);
      return [];
    };
    const likely = [
      "it's",
      "‘’‚‛“”„",
      "$(exit)",
      "a`'; exit; '",
      "a\r\nb",
      "#>",
      "<#",
      "--%",
      "@'\n'@",
    ];
    const any = fc.string({ unit: "binary", maxLength: 40 });
    const texts = fc.oneof(fc.constantFrom(...likely), any);
    const usable = texts.map((text) => text.replaceAll("\0", "").toWellFormed());
    const lists = fc.asyncProperty(
      fc.array(usable, { minLength: 100, maxLength: 200 }),
      async (list) => {
        const steps = list.map(
          (text): Step => ({
            cmdlet: "Set-DhcpServerv4Scope",
            parameters: { ScopeId: "10.0.1.0", Description: text },
            reason: text,
          }),
        );
        seen.length = 0;
        expect(await carryOut(formatScript("dhcp2.xml", steps), server)).toEqual(worked);
        expect(seen).toEqual(list);
      },
    );
    await fc.assert(lists, { numRuns: Math.ceil(numRuns / 4) });
  });

  it("reports what is missing where there is no module, and where no server has that name", async () => {
    const path = join(folder, "missing.ps1");
    writeFileSync(path, formatScript("dhcp2.xml", []));
    const without = await powerShell.runFile({ name: "tools", module: false }, path, "dhcp2");
    expect(without.failure?.message).toContain("DhcpServer");
    const parameters = { Name: ["x"], Type: "User" };
    const step: Step = { cmdlet: "Remove-DhcpServerv4Class", parameters, reason: "x" };
    writeFileSync(path, formatScript("dhcp2.xml", [step]));
    const nobody = await powerShell.runFile({ name: "tools", reaches: [] }, path, "dhcp2");
    expect(nobody.failure?.id).toMatch(/^WIN32 1753,/);
  });
});
