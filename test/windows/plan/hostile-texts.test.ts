// No text of an export becomes a command of the script.
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../../provider/core/canonical.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { read, replicated } from "../../helpers/windows/replicated.js";
import { statements } from "../../helpers/windows/script.js";
import { repeats } from "../../parts.js";

describe("a hostile text of an export is never executed", () => {
  const hostile: Readonly<Record<string, string>> = {
    "a plain quote": "it's",
    "every quote PowerShell knows": "'\u2018\u2019\u201a\u201b\"\u201c\u201d\u201e",
    "a subexpression": "$(Remove-DhcpServerv4Scope -ScopeId 10.0.1.0)",
    "a backtick": "a`'; Stop-Service DHCPServer; '`",
    "a semicolon": "x'; Remove-DhcpServerv4Scope -ScopeId 10.0.1.0 #",
    "a line break": "one\ntwo'\nRemove-DhcpServerv4Scope -ScopeId 10.0.1.0\n",
    "right-to-left marks": "abc\u202edef\u2066ghi\u200b",
    "a block comment's end": "#> } Remove-DhcpServerv4Scope <#",
    "very much": "x".repeat(5_000),
    "characters of every plane": "ü€🖨\u{10ffff}",
    "a here-string": "@'\nx\n'@",
    "a variable": "$env:PATH ${x} %PATH%",
  };
  const xml = (value: string) =>
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  /** Places of a text, by the text that stands there in the export. */
  const places: Readonly<Record<string, readonly [from: string, to: (value: string) => string]>> = {
    "a scope's name": ["<Name>Offices<", (value) => `<Name>${value}<`],
    "a scope's description": ["<Description>first floor<", (value) => `<Description>${value}<`],
    "a superscope": ["<SuperScopeName>Campus<", (value) => `<SuperScopeName>${value}<`],
    "a reservation's name": ["<Name>scanner<", (value) => `<Name>${value}<`],
    "a reservation's description": [
      "<Description>by the door<",
      (value) => `<Description>${value}<`,
    ],
    "an option": ["<Value>4711<", (value) => `<Value>${value}<`],
    "a policy's name": ["<Name>Laptops<", (value) => `<Name>${value}<`],
    "a policy's description": ["<Description>portable<", (value) => `<Description>${value}<`],
    "a policy's suffix": ["<DnsSuffix>laptops.example.com<", (value) => `<DnsSuffix>${value}<`],
    "a NAP profile": [
      "<NapEnable>false</NapEnable>\n        <Delay>0</Delay>\n        <NapProfile />",
      (value) => `<NapEnable>true</NapEnable><Delay>0</Delay><NapProfile>${value}</NapProfile>`,
    ],
    "a class's description": ["<Description>Desk phones<", (value) => `<Description>${value}<`],
    "a definition's default": ["<DefaultValue>none<", (value) => `<DefaultValue>${value}<`],
    "a policy's domain name": ["<Fqdn>*.example.com<", (value) => `<Fqdn>${value}<`],
  };

  /** Every place with every text; each quarter has every place and every text. */
  const quarters = Object.keys(places).flatMap((place, i) =>
    Object.keys(hostile).map((kind, j) => ({ place, kind, quarter: (i + j) % 4 })),
  );
  const cases = quarters
    .toSorted((a, b) => a.quarter - b.quarter)
    .map(({ place, kind }) => [place, kind] as const);

  it.each(repeats(cases, quarters.filter(({ quarter }) => quarter === 0).length))(
    "in %s where it is %s",
    async (place, kind) => {
      const [from, to] = places[place]!;
      const { preview, script, after } = await replicated(
        rich.replace(from, to(xml(hostile[kind]!))),
        rich,
      );
      if (preview.failures.length > 0)
        return expect(preview.failures[0]!.reason).toMatch(
          /holds .*, which cannot be handed to a cmdlet|is longer than a server takes/,
        );
      const calls = statements(script!);
      expect(
        calls.filter(({ cmdlet }) => /^(Stop-|Remove-DhcpServerv4Scope$)/.test(cmdlet)),
      ).toEqual([]);
      // What arrives is what was there, to the letter.
      expect(canonicalText(read(after!).scopes)).toBe(
        canonicalText(read(rich.replace(from, to(xml(hostile[kind]!)))).scopes),
      );
      const handed = calls.flatMap(({ parameters }) => Object.values(parameters)).flat();
      expect(handed).toContain(hostile[kind]!);
    },
  );

  // The module behind Export-DhcpServer writes with CheckCharacters = false.
  const controls = { "a NUL": "&#x0;", "a unit separator": "&#x1F;", "one as it stands": "\u0002" };

  it.each(repeats(Object.entries(controls), 1))(
    "and hinders nothing where both exports hold %s",
    async (_, control) => {
      const held = rich.replace("first floor<", () => `first${control} floor<`);
      const primary = held.replace("<Name>Offices<", "<Name>Rooms<");
      const { preview, after } = await replicated(primary, held);
      expect(preview.failures).toEqual([]);
      expect(canonicalText(read(after!))).toBe(canonicalText(read(primary)));
    },
  );

  it.each(repeats(Object.entries(controls), 1))(
    "and is refused where it would have to be written: %s",
    async (_, control) => {
      const { preview } = await replicated(
        rich.replace(/offices.example.com<\/Value/, (found) => `${control}${found}`),
        rich,
      );
      expect(preview.failures.map(({ reason }) => reason)).toEqual([
        expect.stringContaining("which cannot be handed to a cmdlet"),
      ]);
      expect(preview.failures[0]!.reason).not.toMatch(/[\u0000-\u001f]/);
    },
  );

  it.each(repeats(Object.entries(controls), 1))(
    "and is removed where only the partner has it: %s",
    async (_, control) => {
      const partner = rich.replace("first floor<", () => `first${control} floor<`);
      expect((await replicated(rich, partner)).preview.failures).toEqual([]);
    },
  );
});
