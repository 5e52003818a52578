// The two constant scripts as texts: every call of a cmdlet is legal for the real module, and no text is ever made of data.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyScript, readScript } from "../../../provider/drivers/windows/live/scripts/index.js";
import { findCmdlet, findParameter } from "../../../provider/drivers/windows/rules/binder.js";
import { legalCalls } from "../../helpers/windows/script.js";
import { children, parsed, type Node } from "../../helpers/windows/tree-sitter.js";

const scripts = { read: readScript, apply: applyScript };
const names = Object.keys(scripts) as (keyof typeof scripts)[];

function nodes(node: Node): readonly Node[] {
  return [node, ...children(node).flatMap(nodes)];
}

/** Returns the entries of a hashtable of the script: `$name = @{ … }`, or an entry of one. */
const table = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+) = '(\w+)'/g)].map(([, name, kind]) => [name!, kind!]),
  );

describe.each(names)("the script that is to %s", (name) => {
  const script = scripts[name];
  const all = nodes(parsed(script));

  it("calls cmdlets as the real module has them", () => {
    expect(() => legalCalls(script)).not.toThrow();
  });

  it("begins with what both scripts begin with", () => {
    const folder = join(
      import.meta.dirname,
      "..",
      "..",
      "..",
      "provider",
      "drivers",
      "windows",
      "live",
      "scripts",
    );
    const text = (file: string) => readFileSync(join(folder, `${file}.ps1`), "utf8");
    expect(script).toBe(`${text("shared")}${text("reading")}${text(name)}`);
  });

  it("turns no data into script text, and runs no text", () => {
    // Texts stand in single quotes; nothing is joined, formatted, replaced or read as a script.
    expect(
      all
        .filter(({ type }) =>
          /expandable|here_string|script_block_expression|sub_expression/.test(type),
        )
        .map(({ text }) => text),
    ).toEqual([]);
    expect(
      all
        .filter(
          ({ type, childCount }) =>
            [
              "additive_expression",
              "format_expression",
              "range_expression",
              "multiplicative_expression",
            ].includes(type) && childCount > 1,
        )
        .map(({ text }) => text),
    ).toEqual([]);
    expect(script).not.toMatch(
      /Invoke-Expression|\biex\b|ScriptBlock|\.Invoke|-join\b|-replace\b|-split\b|Start-Process|\[char\]|\.Format\(|\.Replace\(|\.Concat\(/i,
    );
  });

  it("names each command that it runs, but for the cmdlet out of its table", () => {
    const functions = all.filter(({ type }) => type === "function_name").map(({ text }) => text);
    const commands = all.filter(({ type }) => type === "command").map((one) => children(one)[0]!);
    const known = [
      ...functions,
      "Set-StrictMode",
      "Remove-TypeData",
      "Import-Module",
      "Get-Command",
      "ConvertFrom-Json",
      "ConvertTo-Json",
    ];
    const strange = commands
      .map(({ text }) => text)
      .filter((text) => !known.includes(text) && !/^Get-DhcpServer/.test(text));
    expect(strange).toEqual(
      name === "apply" ? ["&", "Set-DhcpServerv4Scope", "Set-DhcpServerv4Scope"] : [],
    );
    expect(script.match(/Get-Command.*/g)).toEqual([
      "Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore')",
    ]);
  });

  it("is what Windows PowerShell 5.1 reads, whatever its code page", () => {
    expect(script).toMatch(/^[\n\x20-\x7e]+$/);
    expect(script).not.toMatch(/\?\?|\?\.|&&|\|\||-AsHashtable|-AsArray/);
  });
});

describe("the script that reads", () => {
  it("changes nothing", () => {
    expect(legalCalls(readScript).filter((cmdlet) => !cmdlet.startsWith("Get-"))).toEqual([]);
  });

  it("asks for everything that a server holds", () => {
    expect([...new Set(legalCalls(readScript))].sort()).toEqual([
      "Get-DhcpServerSetting",
      "Get-DhcpServerVersion",
      "Get-DhcpServerv4Class",
      "Get-DhcpServerv4DnsSetting",
      "Get-DhcpServerv4ExclusionRange",
      "Get-DhcpServerv4Failover",
      "Get-DhcpServerv4Filter",
      "Get-DhcpServerv4FilterList",
      "Get-DhcpServerv4Lease",
      "Get-DhcpServerv4OptionDefinition",
      "Get-DhcpServerv4OptionValue",
      "Get-DhcpServerv4Policy",
      "Get-DhcpServerv4PolicyIPRange",
      "Get-DhcpServerv4Reservation",
      "Get-DhcpServerv4Scope",
      "Get-DhcpServerv4ScopeStatistics",
    ]);
  });
});

describe("the script that changes", () => {
  const entries = [...applyScript.matchAll(/^ {2}'([\w-]+)' = @\{\s+([^}]*?)\s+\}$/gm)]
    .filter(([, name]) => !name!.includes("*"))
    .map(([, cmdlet, parameters]) => ({ cmdlet: cmdlet!, parameters: table(parameters!) }));
  /** The forms that each kind of value becomes, and the types of parameters that take it. */
  const kinds: Readonly<Record<string, readonly string[]>> = {
    text: ["string"],
    texts: ["string[]"],
    address: ["ipaddress"],
    addresses: ["ipaddress[]"],
    number: ["uint16", "uint32", "int32"],
    numbers: ["uint32[]"],
    flag: ["bool", "switch"],
    duration: ["timespan"],
  };

  it("has a table of all cmdlets, and calls none that is not in it", () => {
    expect(entries.length).toBeGreaterThan(25);
    expect(applyScript.match(/& /g)).toEqual(["& "]);
    expect(applyScript.indexOf("$cmdlets.ContainsKey($cmdlet)")).toBeLessThan(
      applyScript.indexOf("& $cmdlet @given"),
    );
    expect(
      entries.filter(({ cmdlet }) => !/^(Add|Set|Remove|Invoke)-DhcpServer/.test(cmdlet)),
    ).toEqual([]);
  });

  it.each(entries)("passes to $cmdlet what its parameters take", ({ cmdlet, parameters }) => {
    expect(findCmdlet(cmdlet)).toBe(cmdlet);
    for (const [name, kind] of Object.entries(parameters)) {
      const { name: spelled, type } = findParameter(cmdlet, name);
      expect(spelled).toBe(name);
      expect(kinds[kind], `${cmdlet} -${name} is ${type}, and made a ${kind}`).toContain(type);
    }
  });

  it("can call every cmdlet that a plan may need", () => {
    const folder = join(
      import.meta.dirname,
      "..",
      "..",
      "..",
      "provider",
      "drivers",
      "windows",
      "plan",
    );
    const planned = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/cmdlet: "([\w-]+)"/g)].map(
        ([, cmdlet]) => cmdlet!,
      ),
    );
    expect(planned.length).toBeGreaterThan(20);
    expect(planned.filter((cmdlet) => !entries.some((entry) => entry.cmdlet === cmdlet))).toEqual(
      [],
    );
  });
});
