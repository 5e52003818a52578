// PowerShells that are started as the product starts them, and what only a real one does: modules
// that talk, ask or fail on the way, values that it could take for something else, large answers.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { drivers, type Drivers } from "../../../provider/drivers/index.js";
import { createWindowsDriver } from "../../../provider/drivers/windows/live/index.js";
import { applyScript, readScript } from "../../../provider/drivers/windows/live/scripts/index.js";
import {
  findAnswer,
  readyMarker,
  powerShellArguments,
  encodeQuestion,
} from "../../../provider/transports/powershell-frame.js";
import {
  openPowerShell as transport,
  type PowerShell,
} from "../../../provider/transports/powershell.js";
import { rich } from "../../helpers/unit/drivers/windows/exports.js";
import { Engine } from "../../helpers/unit/lifecycle/engine.js";
import { cmdletError, Cut, type Machine } from "../../helpers/windows/live/model.js";
import { machine, type Mutable, scopesOf } from "../../helpers/windows/live/pair.js";
import type { ModelServer } from "../../helpers/windows/server.js";
import { fileArguments, realPowerShell } from "../../helpers/windows/powershell/host.js";

const real = await realPowerShell();

/** Starts a PowerShell as the product does, gives it a script and a request, and returns its answer. */
function answered(env: NodeJS.ProcessEnv, script: string, request: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(real.program, powerShellArguments, { env, windowsHide: true });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    let isAsked = false;
    child.stdout.on("data", (part: Buffer) => {
      stdout.push(part);
      if (isAsked || !Buffer.concat(stdout).includes(readyMarker)) return;
      isAsked = true;
      child.stdin.end(encodeQuestion(script, request));
    });
    child.stderr.on("data", (part: Buffer) => stderr.push(part));
    child.once("error", reject);
    child.once("close", (code) => {
      const found = findAnswer(Buffer.concat(stdout));
      if (typeof found === "object") return resolve(found.answer);
      const text = Buffer.concat([...stdout, ...stderr]).toString("utf8");
      reject(new Error(`${found} (code ${code}): ${text.slice(0, 4_000)}`));
    });
  });
}

/** A PowerShell for each script on a machine. `more`: PowerShell that stands after the module's functions. */
const connection = (on: Machine, more?: string): PowerShell => ({
  label: on.name,
  address: on.name,
  run: (script, request) => answered(real.environmentOf(on, more), script, request),
  close: async () => {},
});

async function configurationOf(on: Machine, more?: string): Promise<unknown> {
  const server = createWindowsDriver(() => connection(on, more), 0)({ computerName: on.name });
  return (await server.read()).configuration;
}

interface Call {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

interface Made {
  readonly done: number;
  readonly failed: { readonly id: string } | null;
}

/** Has the script that changes a server make some calls. */
async function make(on: Machine, operations: readonly Call[], more?: string): Promise<Made> {
  const answer = await connection(on, more).run(applyScript, {
    computerName: null,
    operations,
    reading: null,
  });
  return (answer as { readonly data: Made }).data;
}

/** Returns the filters that the script that reads a server answers. */
async function filtersOf(on: Machine): Promise<readonly { readonly Description?: unknown }[]> {
  const request = {
    computerName: null,
    statistics: null,
    select: null,
    reservationOptions: "each",
  };
  const answer = await connection(on).run(readScript, request);
  return (answer as { readonly data: { readonly filters: readonly object[] } }).data.filters;
}

/** A function in the place of a cmdlet: what it does before it asks the model. */
const cmdletThat = (name: string, parameters: string, body: string): string => `
function ${name} {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param(${[parameters, "[string] $ComputerName"].filter((text) => text !== "").join(", ")})
  process {
    ${body}
    Invoke-Model '${name}' $PSBoundParameters $PSCmdlet $false
  }
}
`;

describe("a server is read all the same by a module that", () => {
  it.each([
    [
      "reports an error while it is imported",
      "Import-LocalizedData -BindingVariable 'texts' -BaseDirectory $PSScriptRoot -FileName 'nowhere.psd1'",
    ],
    [
      "handles errors of its own",
      cmdletThat(
        "Get-DhcpServerv4FilterList",
        "",
        "try { throw 'handled inside' } catch { $null = $_ }; $null = Get-Item -Path 'nowhere-at-all' -ErrorAction 'SilentlyContinue'",
      ),
    ],
    [
      "warns, and writes to every other stream",
      cmdletThat(
        "Get-DhcpServerv4Class",
        "[string[]] $Name, [string] $Type",
        "Write-Warning 'warned'; Write-Verbose 'talked' -Verbose; Write-Host 'said'; Write-Information 'informed' -InformationAction 'Continue'; Write-Progress -Activity 'Reading' -Status 'classes' -PercentComplete 50",
      ),
    ],
    [
      "prints to the console, while it is imported and later",
      [
        "[Console]::Out.WriteLine('DHCP tools, loaded'); [Console]::Error.WriteLine('loaded')",
        cmdletThat(
          "Get-DhcpServerVersion",
          "",
          "[Console]::Out.Write('@@ DHCP1 @@'); [Console]::Error.WriteLine('asked')",
        ),
      ].join("\n"),
    ],
  ])("%s", async (_, more) => {
    const one = machine("dhcp1", rich);
    expect(await configurationOf(one, more)).toEqual(await configurationOf(one));
  });
});

describe("a module that asks a person", () => {
  const asking = cmdletThat(
    "Remove-DhcpServerv4Scope",
    "[ipaddress[]] $ScopeId, [switch] $Force",
    "if (-not $Force -and -not $PSCmdlet.ShouldContinue('Is that certain?', 'Remove a scope')) { return }",
  );
  const removing = (more: Call["parameters"]): Call => ({
    cmdlet: "Remove-DhcpServerv4Scope",
    parameters: { ScopeId: ["10.0.2.0"], ...more },
  });
  const inactive = () => {
    const one = machine("dhcp1", rich);
    one.server.call("Set-DhcpServerv4Scope", { ScopeId: "10.0.2.0", State: "InActive" });
    return one;
  };

  it("gets no answer: the call fails, and nothing is done", async () => {
    const one = inactive();
    const { done, failed } = await make(one, [removing({})], asking);
    expect([done, failed === null]).toEqual([0, false]);
    expect(one.server.scopes.has("10.0.2.0")).toBe(true);
  });

  it("asks nothing where the call has -Force", async () => {
    const one = inactive();
    expect(await make(one, [removing({ Force: true })], asking)).toMatchObject({
      done: 1,
      failed: null,
    });
    expect(one.server.scopes.has("10.0.2.0")).toBe(false);
  });
});

describe("an error of a real PowerShell", () => {
  it("is reported in Windows' own words where the exception has them, and without them otherwise", async () => {
    const failing = (fields?: Readonly<Record<string, unknown>>): Machine => ({
      ...machine("dhcp1", rich),
      before: (cmdlet) => {
        throw cmdletError("DHCP 20046", cmdlet, "InvalidData", fields);
      },
    });
    const call: Call = {
      cmdlet: "Set-DhcpServerv4Scope",
      parameters: { ScopeId: "10.0.1.0", Name: "x" },
    };
    const data = { error_Code: 20046, error_WindowsErrorMessage: "Zu lang: „é“." };
    const [said, silent] = [await make(failing(data), [call]), await make(failing(), [call])];
    const id = "DHCP 20046,Set-DhcpServerv4Scope";
    const common = { id, category: "InvalidData", command: "Set-DhcpServerv4Scope" };
    expect(said.failed).toMatchObject({ ...common, code: "20046", reason: "Zu lang: „é“." });
    expect(silent.failed).toMatchObject({ ...common, code: "", reason: "" });
  });

  it.each([
    ["an empty list", [], "ParameterArgumentValidationErrorEmptyArrayNotAllowed"],
    ["nothing", null, "ParameterArgumentValidationErrorNullNotAllowed"],
  ])("of PowerShell's own refuses %s where a value must be given", async (_, Value, id) => {
    const one = machine("dhcp1", rich);
    const before = one.server.export();
    const parameters = { ScopeId: "10.0.1.0", OptionId: 66, Value };
    const { done, failed } = await make(one, [
      { cmdlet: "Set-DhcpServerv4OptionValue", parameters },
    ]);
    expect([done, failed!.id]).toEqual([0, `${id},Set-DhcpServerv4OptionValue`]);
    expect(one.server.export()).toBe(before);
  });
});

/** Texts that a reader of JSON, a shell or a console could take for something else. */
const texts = [
  "2026-11-30T12:00:00Z",
  "2026-11-30T12:00:00.0000000+01:00",
  "2026-11-30",
  "/Date(0)/",
  "12:00:00",
  "007",
  "1e3",
  "0x10",
  "-1",
  "1,5",
  "NaN",
  "true",
  "null",
  "[1]",
  "{}",
  "@{ a = 1 }",
  "$null",
  " x ",
  "\ufeffx",
  "it's „é“ ‘’ \u202e 🖨",
  "line\r\nline\ttab",
];

describe("a text that looks like a script or a number", () => {
  it("is written to the letter", async () => {
    const seen: unknown[] = [];
    const one = machine("dhcp1", rich);
    one.server.call = (_, parameters = {}) => {
      seen.push(parameters.Description, parameters.Name);
      return [];
    };
    const calls = texts.map(
      (text): Call => ({
        cmdlet: "Set-DhcpServerv4Scope",
        parameters: { ScopeId: "10.0.1.0", Description: text, Name: text },
      }),
    );
    expect(await make(one, calls)).toMatchObject({ done: texts.length, failed: null });
    expect(seen).toEqual(texts.flatMap((text) => [text, text]));
  });

  it("is read to the letter", async () => {
    const one = machine("dhcp1", rich);
    const call = one.server.call.bind(one.server);
    one.server.call = (cmdlet, parameters) =>
      cmdlet === "Get-DhcpServerv4Filter"
        ? texts.map((Description, i) => ({
            List: "Deny",
            MacAddress: `02-00-00-00-00-${10 + i}`,
            Description,
          }))
        : call(cmdlet, parameters);
    expect((await filtersOf(one)).map(({ Description }) => Description)).toEqual(texts);
  });
});

it("a PowerShell that runs one script after another ends with the tests that hand them out", async () => {
  const path = join(import.meta.dirname, "../../helpers/windows/powershell/jobs.ps1");
  const nowhere = {
    ...real.environmentOf(machine("dhcp1", rich)),
    DHCP_JOBS: "http://127.0.0.1:1/",
  };
  const child = spawn(real.program, [...fileArguments, path], { env: nowhere, stdio: "ignore" });
  await new Promise((resolve, reject) => child.once("exit", resolve).once("error", reject));
});

it("an answer of ten megabytes is taken whole", async () => {
  const one = machine("dhcp1", rich);
  const call = one.server.call.bind(one.server);
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    List: "Deny",
    MacAddress: `02-00-00-${i.toString(16).padStart(6, "0")}`,
    Description: `${i} ${"é".repeat(500)}`,
  }));
  one.server.call = (cmdlet, parameters) =>
    cmdlet === "Get-DhcpServerv4Filter" ? rows : call(cmdlet, parameters);
  expect(await filtersOf(one)).toEqual(rows);
});

// A program in place of powershell.exe is a shell script, which Windows would not start.
if (process.platform !== "win32") {
  describe("the product, by PowerShells of this machine", () => {
    const path = process.env["PATH"];
    afterEach(() => {
      process.env["PATH"] = path;
    });

    const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

    /** Two servers that are reached from here, over a PowerShell that leaves its number in a file. */
    function reached(one: ModelServer, two: ModelServer) {
      const folder = mkdtempSync(join(tmpdir(), "local-"));
      const tools: Mutable<Machine> = { name: "tools", reaches: [one, two] };
      const { PSModulePath, DHCP_MODEL } = real.environmentOf(tools);
      const [number, program] = [join(folder, "number"), join(folder, "powershell.exe")];
      const variables = Object.entries({ PSModulePath, DHCP_MODEL });
      const lines = [
        "#!/bin/sh",
        `echo $$ > ${quoted(number)}`,
        `export ${variables.map(([name, value]) => `${name}=${quoted(value!)}`).join(" ")}`,
        `exec ${quoted(real.program)} "$@"`,
      ];
      writeFileSync(program, `${lines.join("\n")}\n`);
      chmodSync(program, 0o755);
      process.env["PATH"] = `${folder}:${path}`;
      const open = createWindowsDriver(transport, 0) as never;
      const local: Drivers = { ...drivers, windows: { ...drivers.windows!, open } };
      const backupDir = join(folder, "kept");
      const server = (computerName: string) => ({
        driver: "windows",
        over: "local",
        computerName,
        backupDir,
      });
      return {
        tools,
        number,
        engine: new Engine(local, "replication"),
        program: { all: { primary: server("dhcp1.test"), partner: server("dhcp2.test") } },
      };
    }

    it("makes one server hold what the other holds", async () => {
      const [one, two] = [
        machine("dhcp1", rich).server,
        machine("dhcp2", rich.replace("<Name>Offices<", "<Name>Büros<")).server,
      ];
      const { engine, program } = reached(one, two);
      expect((await engine.preview(program)).all).toMatchObject({
        failures: [],
        added: ["10.0.1.0/24 name: Büros => Offices"],
      });
      await engine.up(program);
      expect(scopesOf(two)).toBe(scopesOf(one));
      expect((await engine.preview(program)).all).toMatchObject({ op: "same", added: [] });
    });

    it("reports what was done where a PowerShell is ended while it writes, and does the rest afterwards", async () => {
      const [one, two] = [
        machine("dhcp1", rich.replace("<Name>Offices<", "<Name>Rooms<")).server,
        machine("dhcp2", rich).server,
      ];
      const { tools, number, engine, program } = reached(one, two);
      tools.before = () => {
        delete tools.before;
        process.kill(Number(readFileSync(number, "utf8")), "SIGKILL");
        throw new Cut();
      };
      await expect(engine.up(program)).rejects.toThrow("was sent changes, but is unchanged");
      await engine.up(program);
      expect(scopesOf(two)).toBe(scopesOf(one));
    });
  });
}
