// A generated script is data: it is read, checked and carried out without a PowerShell, and nothing in a text of it can become a call.
import { describe, expect, it } from "vitest";
import fc from "../helpers/draws.js";
import { formatScript } from "../../provider/drivers/windows/plan/script.js";
import { modelServer } from "../helpers/windows/server.js";
import { carryOut, legal, statements } from "../helpers/windows/script.js";

/** How a script begins: constant text, which is not read but checked for legal calls. */
const prelude = `param([Parameter(Mandatory = $true)][string] $ComputerName)
Set-StrictMode -Version 2
Import-Module -Name 'DhcpServer' -ErrorAction 'Continue'
if (-not (Get-Command -Name 'Get-DhcpServerv4Scope' -ErrorAction 'Ignore')) { throw 'There is no module.' }
$ErrorActionPreference = 'Stop'
$PSDefaultParameterValues = @{ '*-DhcpServer*:ComputerName' = $ComputerName; '*-DhcpServer*:ErrorAction' = 'Stop'; 'Set-DhcpServer*:Confirm' = $false }

function Test-Scope($ScopeId) { [bool] @(Get-DhcpServerv4Scope | Where-Object { "$($_.ScopeId)" -eq $ScopeId }) }
function Test-Reservation($ScopeId, $IPAddress, $ClientId) { [bool] @(Get-DhcpServerv4Reservation -ScopeId $ScopeId | Where-Object { "$($_.IPAddress)" -eq $IPAddress }) }
function Test-OptionValue($OptionId, $VendorClass, $UserClass, $ScopeId, $ReservedIP, $PolicyName) {
  $level = @{}
  if ($ScopeId -ne '') { $level['ScopeId'] = $ScopeId }
  if ($PolicyName -ne '') { $level['PolicyName'] = $PolicyName }
  [bool] @(Get-DhcpServerv4OptionValue -All -Brief @level | Where-Object { $_.OptionId -eq $OptionId })
}
`;

const calls = `
# a scope, and what is in it
if (-not (Test-Scope '10.0.1.0')) { Add-DhcpServerv4Scope -StartRange '10.0.1.10' -EndRange '10.0.1.200' -SubnetMask '255.255.255.0' -Name ('It''s' + [char]0x000A + '“ours”') -LeaseDuration ([timespan]::FromSeconds(600)) -State 'InActive' -ActivatePolicies:$true -NapEnable:$false }
Set-DhcpServerv4OptionValue -ScopeId '10.0.1.0' -OptionId 6 -Value @('10.0.0.53', '10.0.0.54') -Force
if (-not (Test-Reservation '10.0.1.0' '10.0.1.5')) { Add-DhcpServerv4Reservation -ScopeId '10.0.1.0' -IPAddress '10.0.1.5' -ClientId 'aa-bb-cc-00-00-05' -Name '‘‘printer’’' }
if (Test-OptionValue 3 '' '' '10.0.1.0' '' '') { Remove-DhcpServerv4OptionValue -ScopeId '10.0.1.0' -OptionId 3 }
if (-not (Test-Policy 'Phones' '10.0.1.0')) { Add-DhcpServerv4Policy -Name 'Phones' -ScopeId '10.0.1.0' -Condition 'Or' -MacAddress @('EQ', 'aabbcc*') }
if (Test-PolicyKinds 'Phones' '10.0.1.0' @('UserClass', 'Fqdn')) { Remove-DhcpServerv4Policy -Name 'Phones' -ScopeId '10.0.1.0' }
if (-not (Test-PolicyRange 'Phones' '10.0.1.0' '10.0.1.20' '10.0.1.29')) { Add-DhcpServerv4PolicyIPRange -Name 'Phones' -ScopeId '10.0.1.0' -StartRange '10.0.1.20' -EndRange '10.0.1.29' }
if (-not (Test-Exclusion '10.0.1.0' '10.0.1.30' '10.0.1.39')) { Add-DhcpServerv4ExclusionRange -ScopeId '10.0.1.0' -StartRange '10.0.1.30' -EndRange '10.0.1.39' }
if (-not (Test-Class 'Acme' 'Vendor')) { Add-DhcpServerv4Class -Name 'Acme' -Type 'Vendor' -Data '0x41' }
if (-not (Test-Definition 1 'Acme')) { Add-DhcpServerv4OptionDefinition -Name 'x' -OptionId 1 -Type 'Byte' -VendorClass 'Acme' }
if (-not (Test-Filter 'Deny' 'AA-BB-CC-00-00-09')) { Add-DhcpServerv4Filter -List 'Deny' -MacAddress @('AA-BB-CC-00-00-09') }
Set-DhcpServerv4Policy -Name 'Phones' -ScopeId '10.0.1.0' -VendorClass $null -Description ''
Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -State 'Active'
if (-not (Test-Range '10.0.1.0' '10.0.1.10' '10.0.1.220')) { Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -StartRange '10.0.1.10' -EndRange '10.0.1.220' }
`;
const windows = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n")}`;

// To -eq two spellings of one letter are the same, and to Windows PowerShell "Straße" and "Strasse"
// (it compares texts by the rules of the invariant culture: StringOps.Equals in its source).
it("the questions of a generated script compare names letter by letter, in any case", () => {
  const text = formatScript("dhcp2.xml", []);
  expect(text.match(/Test-Same \$_\.\w+/g)).toHaveLength(8);
  expect(text).not.toMatch(/(Name|VendorClass|UserClass)\)?"? -eq/);
});

describe("a script of ours", () => {
  it("is read as its calls, with their values", () => {
    const found = statements(prelude + calls);
    expect(found).toHaveLength(14);
    expect(found[0]).toEqual({
      line: 18,
      cmdlet: "Add-DhcpServerv4Scope",
      parameters: {
        StartRange: "10.0.1.10",
        EndRange: "10.0.1.200",
        SubnetMask: "255.255.255.0",
        Name: "It's\n“ours”",
        LeaseDuration: { seconds: 600 },
        State: "InActive",
        ActivatePolicies: true,
        NapEnable: false,
      },
      test: { name: "Test-Scope", arguments: ["10.0.1.0"], negated: true },
    });
    expect(found[1]).toMatchObject({
      parameters: { OptionId: 6, Value: ["10.0.0.53", "10.0.0.54"], Force: true },
    });
    expect(found[2]).toMatchObject({ parameters: { Name: "‘printer’" } });
    expect(found[3]).toMatchObject({
      test: {
        name: "Test-OptionValue",
        arguments: [3, "", "", "10.0.1.0", "", ""],
        negated: false,
      },
    });
    expect(found[11]).toMatchObject({ parameters: { VendorClass: null, Description: "" } });
  });

  it("binds legally, the calls in its functions included", () => {
    expect(legal(prelude + calls)).toBe(3 + 14);
    expect(legal(windows(prelude + calls))).toBe(3 + 14);
  });

  it("makes a server what it says, and changes nothing the second time", () => {
    const server = modelServer("dhcp2.test");
    expect(carryOut(windows(prelude + calls), server).map(({ line }) => line)).toEqual([
      18, 19, 20, 22, 24, 25, 26, 27, 28, 29, 30, 31,
    ]);
    expect(server.call("Get-DhcpServerv4Scope")[0]).toMatchObject({
      Name: "It's\n“ours”",
      State: "Active",
      EndRange: "10.0.1.220",
    });
    const [before, held] = [server.changes, server.export()];
    expect(carryOut(windows(prelude + calls), server).map(({ cmdlet }) => cmdlet)).toEqual([
      "Set-DhcpServerv4OptionValue",
      "Set-DhcpServerv4Policy",
      "Set-DhcpServerv4Scope",
    ]);
    expect([server.changes, server.export()]).toEqual([before, held]);
    expect(server.dangers).toEqual([]);
  });

  it("ends at the first refusal, with what was done before", () => {
    const server = modelServer("dhcp2.test");
    const script =
      "Set-DhcpServerSetting -NapEnabled $true\nRemove-DhcpServerv4Scope -ScopeId '10.0.9.0'\nSet-DhcpServerSetting -ConflictDetectionAttempts 2\n";
    expect(() => carryOut(script, server)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("line 2: Failed: Remove-DhcpServerv4Scope"),
        cause: expect.objectContaining({ id: "DHCP 20005,Remove-DhcpServerv4Scope" }),
      }),
    );
    expect(server.call("Get-DhcpServerSetting")[0]).toMatchObject({
      NapEnabled: true,
      ConflictDetectionAttempts: 0,
    });
  });
});

describe("a script that is not ours", () => {
  const name = (value: string) => `Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -Name ${value}\n`;
  it.each<readonly [what: string, script: string]>([
    ["another command", "Get-Process\n"],
    ["a cmdlet that only reads", "Get-DhcpServerv4Scope\n"],
    ["a cmdlet that does not exist", "Set-DhcpServerv4Everything -ScopeId '10.0.1.0'\n"],
    ["a second call on a line", `${name("'x'").trimEnd()}; Get-Process\n`],
    ["two calls by a semicolon", `${name("'x'").trimEnd()};${name("'x'")}`],
    ["a pipeline", "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' | Out-Null\n"],
    ["a background call", "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' &\n"],
    ["a call operator", "& Set-DhcpServerv4Scope -ScopeId '10.0.1.0'\n"],
    ["an assignment", "$x = 1\n"],
    [
      "an assignment to preferences after the first call",
      `${name("'x'")}$ErrorActionPreference = 'Stop'\n`,
    ],
    [
      "preferences that run something",
      "$PSDefaultParameterValues = @{ '*:ErrorAction' = $(Get-Process) }\n",
    ],
    ["parameters that run something", "param($x = (Get-Process))\n"],
    ["a loop", "foreach ($x in 1) { Set-DhcpServerSetting -NapEnabled $true }\n"],
    [
      "an else",
      "if (Test-Scope '10.0.1.0') { Set-DhcpServerSetting -NapEnabled $true } else { Get-Process }\n",
    ],
    [
      "two calls in a block",
      "if (Test-Scope '10.0.1.0') { Set-DhcpServerSetting -NapEnabled $true; Get-Process }\n",
    ],
    [
      "a question nobody knows",
      "if (Test-Connection 'x') { Set-DhcpServerSetting -NapEnabled $true }\n",
    ],
    [
      "a question of an object's own name",
      "if (Test-toString 'x') { Set-DhcpServerSetting -NapEnabled $true }\n",
    ],
    [
      "a question with too few arguments",
      "if (Test-Range '10.0.1.0') { Set-DhcpServerSetting -NapEnabled $true }\n",
    ],
    [
      "a question that is more",
      "if (Test-Scope '10.0.1.0' -or (Get-Process)) { Set-DhcpServerSetting -NapEnabled $true }\n",
    ],
    ["a function after the first call", `${name("'x'")}function Test-Scope { Get-Process }\n`],
    ["a function with a cmdlet's name", "function Set-DhcpServerv4Scope() { Get-Process }\n"],
    ["an unknown function", "function Invoke-Data() { }\n"],
    ["a text in double quotes", name('"x"')],
    ["a text without quotes", name("x")],
    ["a text in typographic quotes", name("‘x’")],
    ["a text in a here-string", name("@'\nx\n'@")],
    ["a line break in a text", name("'a\nb'")],
    ["a text that ends early by a typographic quote", name("'a’; Get-Process; ‘b'")],
    ["a text that ends early by a low one", name("'a‚; Get-Process #'")],
    ["a text that ends early by a reversed one", name("'a‛; Get-Process #'")],
    ["a text that ends by two different ones", name("'a‘’b'")],
    ["a text that goes on after its end", name("'a'’; Get-Process #'")],
    ["a text without an end", name("'a")],
    ["a sum with something that runs", name("('a' + (Get-Process))")],
    ["a sum of numbers", name("([char]0x41 + [char]0x42)")],
    ["a sum with another cast", name("('a' + [int]0x41)")],
    ["a subexpression", name("$(Get-Process)")],
    ["a variable", name("$env:PATH")],
    ["an expression", name("(1 + 1)")],
    [
      "a value beside a colon that is no boolean",
      "Set-DhcpServerSetting -NapEnabled:(Get-Process)\n",
    ],
    ["a script block", name("{ Get-Process }")],
    [
      "a list with something that runs",
      "Set-DhcpServerv4OptionValue -OptionId 3 -Value @('x', (Get-Process))\n",
    ],
    [
      "another static call",
      "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -LeaseDuration ([timespan]::FromDays(6))\n",
    ],
    ["a splat", "Set-DhcpServerv4Scope @x\n"],
    ["a redirection", `${name("'x'").trimEnd()} > x\n`],
    ["the end of parsing", `${name("'x'").trimEnd()} --% x\n`],
    ["a dash that is none", "Set-DhcpServerv4Scope –ScopeId '10.0.1.0'\n"],
    ["a line that goes on", "Set-DhcpServerv4Scope `\n-ScopeId '10.0.1.0'\n"],
    ["a parameter twice", "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -ScopeId '10.0.2.0'\n"],
    ["an unknown parameter", "Set-DhcpServerv4Scope -Scope '10.0.1.0'\n"],
    ["a comment that a carriage return ends", `# harmless\rGet-Process\n${name("'x'")}`],
    ["a comment over lines", "<# x\n#>\n"],
    ["a demand in a comment", `${name("'x'")}#Requires -Modules Evil\n`],
    ["another demand in the first comment", "#Requires -Modules Evil\n"],
    // It refuses to run where the module's body reports an error (tried: ScriptRequiresMissingModules).
    ["a demand for the module", "#Requires -Modules DhcpServer\n"],
    ["a signature in a comment", "# SIG # Begin signature block\n"],
    ["a space that is none", "Set-DhcpServerv4Scope\u00A0-ScopeId '10.0.1.0'\n"],
    ["something before a comment", "\u2028# x\n"],
  ])("is refused: %s", (_, script) => {
    expect(() => statements(script)).toThrow(/^(line \d+|at the end): /);
  });

  it("is reported with its line and its text", () => {
    expect(() =>
      statements(`${prelude}\n# first\nSet-DhcpServerSetting -NapEnabled $true\nGet-Process\n`),
    ).toThrow('line 19: not a statement of ours, from "Get-Process" in "Get-Process"');
  });
});

describe("calls that do not bind", () => {
  const within = (body: string) => `function Test-Scope($ScopeId) { ${body} }\n`;
  it.each<readonly [what: string, script: string, id: RegExp]>([
    [
      "a word that is none of the set",
      "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -State 'Off'\n",
      /is none of Active, InActive/,
    ],
    [
      "parameters of two sets",
      "Remove-DhcpServerv4Reservation -ScopeId '10.0.1.0' -IPAddress '10.0.1.5'\n",
      /no single parameter set/,
    ],
    [
      "a number that is too big",
      "Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -Delay 70000\n",
      /takes uint16/,
    ],
    [
      "an unknown parameter in a function",
      within("Get-DhcpServerv4Scope -Scopes $ScopeId"),
      /no parameter -Scopes/,
    ],
    [
      "a word that is none of the set, in a function",
      within("Get-DhcpServerv4Class -Type 'Any'"),
      /is none of Vendor, User/,
    ],
    [
      "a missing parameter in a function",
      within("Get-DhcpServerv4Reservation"),
      /missing -ScopeId/,
    ],
    [
      "a value without a name in a function",
      within("Get-DhcpServerv4Scope $ScopeId"),
      /without a name/,
    ],
    [
      "a splat with a name that does not exist",
      within("$x = @{}; $x['Scope'] = $ScopeId; Get-DhcpServerv4Policy @x"),
      /no parameter -Scope/,
    ],
    [
      "a splat with names from elsewhere",
      within("$x = @{}; $x[$ScopeId] = $ScopeId; Get-DhcpServerv4Policy @x"),
      /may hold other names/,
    ],
    [
      "a cmdlet that does not exist, in a function",
      within("Get-DhcpServerv4Everything"),
      /no such cmdlet/,
    ],
  ])("are refused: %s", (_, script, id) => {
    expect(() => legal(script)).toThrow(id);
  });
});

describe("a text in a script cannot hide a call", () => {
  /** A text as PowerShell, by the rules of about_Quoting_Rules. */
  const written = (text: string) => {
    const parts = text.split(/([\u0000-\u001F\u007F])/).filter((part) => part !== "");
    return `(${["''", ...parts.map((part) => (/^[\u0000-\u001F\u007F]$/.test(part) ? `[char]0x${part.charCodeAt(0).toString(16)}` : `'${part.replace(/['‘’‚‛]/g, "$&$&")}'`))].join(" + ")})`;
  };
  const hostile = fc.string({
    unit: fc.constantFrom(
      "'",
      "‘",
      "’",
      "‚",
      "‛",
      '"',
      "“",
      "”",
      "„",
      "$",
      "(",
      ")",
      "`",
      "\n",
      "\r",
      ";",
      "#",
      "{",
      "}",
      "|",
      "&",
      "@",
      "-",
      " ",
      "a",
      "\u202E",
      "\u00A0",
      "\u2028",
      "😀",
    ),
    maxLength: 40,
  });

  it("where it is quoted: it comes back as it was", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [found, ...more] = statements(
          `Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -Description ${written(text)}\n`,
        );
        expect(more).toEqual([]);
        expect(found!.parameters).toEqual({ ScopeId: "10.0.1.0", Description: text });
      }),
      { numRuns: 500 },
    );
  });

  it("where it is not quoted correctly: the script is refused, or one call is left with the text before its end", () => {
    // PowerShell's own rule, written down a second time: a text ends at the first quote of any kind that no other follows; of two, the second counts.
    const ended = (rest: string): readonly [text: string, after: string] => {
      let text = "";
      for (let at = 0; at < rest.length; at++) {
        if (/['‘’‚‛]/.test(rest[at]!) && !/['‘’‚‛]/.test(rest[++at] ?? ""))
          return [text, rest.slice(at)];
        text += rest[at];
      }
      return [text, "no end"];
    };
    fc.assert(
      fc.property(hostile, (text) => {
        let found: ReturnType<typeof statements>;
        try {
          found = statements(`Set-DhcpServerv4Scope -ScopeId '10.0.1.0' -Description '${text}'\n`);
        } catch {
          return;
        }
        const [description, after] = ended(`${text}'\n`);
        expect(found.map(({ parameters }) => parameters)).toEqual([
          { ScopeId: "10.0.1.0", Description: description },
        ]);
        for (const line of after.split("\n")) expect(line).toMatch(/^ *(#[^\r]*)?\r?$/);
      }),
      { numRuns: 2000 },
    );
  });
});
