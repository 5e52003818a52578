// A Windows machine with the DhcpServer module: our two scripts, carried out to the letter on model servers. What they answer is what the text
// of the scripts makes of the cmdlets' output.
import type { PowerShell } from "../../../../provider/transports/powershell.js";
import type { PowerShellOptions } from "../../../../provider/transports/powershell-options.js";
import { Unanswered } from "../../../../provider/transports/unanswered.js";
import { messages } from "../../../../provider/core/messages.js";
import {
  BindingError,
  findCmdlet,
  findParameter,
  type Value,
} from "../../../../provider/drivers/windows/rules/binder.js";
import { DhcpError } from "../errors.js";
import type { ModelServer, Output } from "../server.js";
import { bootstrap, listenForProgress } from "../../../../provider/transports/powershell-frame.js";
import { run } from "./interpreter.js";
import type { Given, Globals, Host, Start } from "./machine.js";
import { Address, Duration, fromJson, jsonOf, stringOf, Thing, Thrown } from "./values.js";

/** A machine that scripts run on. */
export interface Machine {
  /** The name of the computer, without its domain. */
  readonly name: string;
  readonly domain?: string;
  readonly build?: number;
  readonly user?: string;
  /** Without the module: it is not installed. */
  readonly module?: boolean;
  /** The module has no text file for the display language: `Import-LocalizedData` in its body reports an error. */
  readonly unlocalized?: boolean;
  /** An error that the module handled itself: it is in `$Error` and nowhere else. */
  readonly handled?: (cmdlet: string) => Thrown | undefined;
  /** The DHCP server on it, and those that its cmdlets reach by name. */
  readonly server?: ModelServer;
  readonly reaches?: readonly ModelServer[];
  /** Before a call that changes something: may throw what the cmdlet throws, or `Cut`. Counted from 1 over all scripts. */
  before?: (cmdlet: string, number: number) => void;
  /** The same before a call that reads. */
  asked?: (cmdlet: string) => void;
}

/** The connection breaks: the answer is lost, and the script ends where it is. */
export class Cut extends Error {}

/** An error of a cmdlet, by its id; `data`: what the CIM error behind it has. */
export const cmdletError = (
  code: string,
  cmdlet: string,
  category = "NotSpecified",
  data?: Thrown["errorData"],
): Thrown =>
  new Thrown(`${code},${cmdlet}`, `Failed: ${cmdlet}. (${code})`, category, {
    activity: cmdlet,
    errorData: data,
  });

/** The report of the module's body where it has no text file for the display language. */
const unlocalized = new Thrown(
  "ImportLocalizedData,Microsoft.PowerShell.Commands.ImportLocalizedData",
  "Cannot find the Windows PowerShell data file 'DhcpServerMigration.psd1'.",
  "ObjectNotFound",
  { activity: "Import-LocalizedData" },
);

/**
 * The preference that the bootstrap leaves in the global scope, where -EncodedCommand runs it: modules
 * see that one (about_Scopes), and no preference of a script's own scope.
 */
const globals: Given = {
  ErrorActionPreference: topLevel(bootstrap, "ErrorActionPreference") ?? "Continue",
};

/** Returns the text that a script assigns to a variable outside of blocks. */
function topLevel(text: string, variable: string): string | undefined {
  const outside = text.replace(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, "");
  return new RegExp(`\\$${variable}\\s*=\\s*'(\\w+)'`).exec(outside)?.[1];
}

const addresses = new Set(["ScopeId", "SubnetMask", "StartRange", "EndRange", "IPAddress"]);

/**
 * Returns the output of a cmdlet as the module gives it: addresses and durations are .NET's own.
 */
function thing(output: Output): Thing {
  const value = (name: string, held: unknown): unknown => {
    if (typeof held === "object" && held !== null && "seconds" in held)
      return new Duration(Number((held as { seconds: number }).seconds));
    if (typeof held === "string" && addresses.has(name)) return new Address(held);
    return Array.isArray(held) ? [...(held as readonly unknown[])] : held;
  };
  return new Thing(
    Object.fromEntries(Object.entries(output).map(([name, held]) => [name, value(name, held)])),
    true,
  );
}

/** An argument as the model's binder takes it. */
export function argument(value: unknown): Value {
  if (value instanceof Address) return value.text;
  if (value instanceof Duration) return { seconds: value.seconds };
  if (Array.isArray(value)) return value.map(argument);
  if (value === null || ["string", "number", "boolean"].includes(typeof value))
    return value as Value;
  throw new Error(`no argument: ${stringOf(value)}`);
}

/** Arguments of a call, spelled as the module spells them. */
export type Arguments = Readonly<Record<string, Value>>;

/** Makes a call of a cmdlet on a machine and returns what it writes. Throws what the cmdlet throws, or `Cut`. */
export function call(machine: Machine, cmdlet: string, given: Arguments): readonly unknown[] {
  const { ComputerName: computer, ...rest } = given;
  try {
    if (cmdlet.startsWith("Get-")) machine.asked?.(cmdlet);
    else {
      const number = ++counted(machine).changes;
      machine.before?.(cmdlet, number);
    }
    const server =
      computer === undefined
        ? machine.server
        : machine.reaches?.find((one) => one.name.toLowerCase() === String(computer).toLowerCase());
    if (!server) throw cmdletError("WIN32 1753", cmdlet);
    const output = server.call(cmdlet, rest);
    return cmdlet.startsWith("Invoke-") ? output.map(({ ScopeId }) => ScopeId) : output.map(thing);
  } catch (error) {
    if (error instanceof DhcpError) {
      const number = /^(?:DHCP|WIN32) (\d+),/.exec(error.id)?.[1];
      const errorData =
        number === undefined
          ? undefined
          : { error_Code: Number(number), error_WindowsErrorMessage: "" };
      throw new Thrown(error.id, error.message, error.category, { activity: cmdlet, errorData });
    }
    throw error;
  }
}

/** Calls a cmdlet with a script's values. Its errors end nothing unless they are told to (seen on real servers). */
function callCmdlet(
  machine: Machine,
  cmdlet: string,
  given: Given,
  mention: (error: Thrown) => void,
): readonly unknown[] {
  const spelled = Object.entries(given).map(([parameter, value]) => [
    findParameter(cmdlet, parameter).name,
    argument(value),
  ]);
  const { ErrorAction: action, Confirm: confirm, ...rest } = Object.fromEntries(spelled);
  if (!cmdlet.startsWith("Get-") && confirm !== false)
    throw new Error(`${cmdlet}: it may ask for confirmation`);
  try {
    const handled = machine.handled?.(cmdlet);
    if (handled) mention(handled);
    return call(machine, cmdlet, rest);
  } catch (error) {
    if (error instanceof Thrown && action !== "Stop") {
      mention(error);
      return [];
    }
    if (error instanceof BindingError)
      throw new Thrown(error.id, error.message, "InvalidArgument", { activity: cmdlet });
    throw error;
  }
}

/** True where a real PowerShell takes the interpreter's place (`npm run test:powershell`). */
const isReal = process.env["POWERSHELL_PROGRAM"] !== undefined;

/** Runs a script on a machine with a request as JSON and returns what it writes to the console. `start`: by the bootstrap, or by -File. */
export async function runOn(
  machine: Machine,
  script: string,
  json: string,
  start: Start = "called",
): Promise<string> {
  if (!isReal) return interpret(machine, script, json, start);
  const { realPowerShell } = await import("../powershell/host.js");
  return (await realPowerShell()).run(machine, script, json);
}

/** `start`: by the bootstrap, or by -File. */
function interpret(machine: Machine, script: string, json: string, start: Start): string {
  let written = "";
  let loaded = false;
  /** Loads the module, as an import does and the first use of a cmdlet. Answers why it cannot be. */
  const load = (global: Globals): Thrown | undefined => {
    if (machine.module === false)
      return new Thrown(
        "Modules_ModuleNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand",
        "The specified module 'DhcpServer' was not loaded.",
        "ResourceUnavailable",
        { activity: "Import-Module" },
      );
    // The error ends the module's body where the global preference says so, whatever -ErrorAction the import has (tried under PowerShell 7.6).
    if (machine.unlocalized && global("erroractionpreference") === "Stop") return unlocalized;
    loaded = true;
    return undefined;
  };
  const dhcp = (
    name: string,
    given: Given,
    mention: (error: Thrown) => void,
    global: Globals,
  ): readonly unknown[] => {
    if (!loaded && load(global))
      throw new Thrown(
        "CouldNotAutoloadMatchingModule",
        `The '${name}' command was found in the module 'DhcpServer', but the module could not be loaded.`,
        "ObjectNotFound",
        { activity: name },
      );
    return callCmdlet(machine, findCmdlet(name), given, mention);
  };
  const statics: Host["statics"] = {
    "console.out": {
      write(text: string): void {
        written += text;
      },
    },
    "convert.tobase64string": (bytes: Buffer) => bytes.toString("base64"),
    "text.encoding.utf8": { getBytes: (text: string) => Buffer.from(text, "utf8") },
    "net.networkinformation.ipglobalproperties.getipglobalproperties": () => ({
      hostName: machine.name,
      domainName: machine.domain ?? "",
    }),
    "environment.osversion": { version: { build: machine.build ?? 20_348 } },
    "net.dns.gethostentry": (name: string) => {
      const found = machine.reaches?.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (!found) throw new Thrown("SocketException", "No such host is known", "NotSpecified");
      return { hostName: found.name };
    },
    "security.principal.windowsidentity.getcurrent": () => ({
      name: machine.user ?? "EXAMPLE\\admin",
    }),
    "datetime.utcnow": { toString: () => new Date().toISOString() },
    "string.concat": (...parts: readonly unknown[]) => parts.map(stringOf).join(""),
    // The interpreter takes no time that a script could measure.
    "diagnostics.stopwatch.startnew": () => ({ elapsedMilliseconds: 0 }),
    "timespan.fromseconds": (seconds: number) => new Duration(seconds),
  };
  const commands: Readonly<
    Record<
      string,
      (given: Given, mention: (error: Thrown) => void, global: Globals) => readonly unknown[]
    >
  > = {
    "set-strictmode": () => [],
    "remove-typedata": () => [],
    "import-module": ({ ErrorAction }, mention, global) => {
      const problem = load(global) ?? (machine.unlocalized ? unlocalized : undefined);
      if (problem && !loaded && ErrorAction === "Stop") throw problem;
      if (problem) mention(problem);
      return [];
    },
    // It loads the module where that is not done yet.
    "get-command": ({ Name }, _mention, global) =>
      loaded || load(global) === undefined ? [stringOf(Name)] : [],
    "convertfrom-json": ({ InputObject }) => [fromJson(JSON.parse(stringOf(InputObject)))],
    "convertto-json": ({ InputObject, Depth = 2 }) => [
      JSON.stringify(jsonOf(InputObject, Number(Depth))),
    ],
  };
  const host: Host = {
    statics,
    command: (name, given, mention, global) =>
      /-Dhcp/i.test(name)
        ? dhcp(name, given, mention, global)
        : commands[name.toLowerCase()]?.(given, mention, global),
    boundBy: (name, property) => {
      try {
        return findParameter(name, property).name;
      } catch {
        return undefined;
      }
    },
    takesValue: (name, parameter) =>
      /-Dhcp/i.test(name)
        ? findParameter(name, parameter).type !== "switch"
        : parameter.toLowerCase() !== "compress",
  };
  const lower = Object.fromEntries(
    Object.entries(globals).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const output = run(script, [json], host, { start, globals: lower });
  if (output.length > 0)
    throw new Error(`the script writes to the pipeline: ${output.map(stringOf).join(", ")}`);
  return written;
}

const counts = new WeakMap<Machine, { changes: number }>();
function counted(machine: Machine): { changes: number } {
  if (!counts.has(machine)) counts.set(machine, { changes: 0 });
  return counts.get(machine)!;
}

/** How many calls that change something were made on a machine. */
export const changesOn = (machine: Machine): number => counted(machine).changes;

/** The document in what a script wrote, besides how far it was. */
export function documentIn(written: string): unknown {
  const found = /^@@DHCP1:([A-Za-z0-9+/=]+):@@$/.exec(written.replace(/@@DHCP1\+\d+\/\d+@@/g, ""));
  if (!found) throw new Error(`no document of a script: ${written}`);
  return JSON.parse(Buffer.from(found[1]!, "base64").toString("utf8"));
}

/** Connections to machines by name or by another one of theirs, in place of ssh; `local` runs here, on `here`. */
export function connections(
  machines: readonly Machine[],
  here?: Machine,
  aliases: Readonly<Record<string, string>> = {},
): (options: PowerShellOptions) => PowerShell {
  return ({ computerName, over = "ssh" }) => {
    const label = computerName ?? here!.name;
    const machine =
      over === "local" ? here : machines.find(({ name }) => name === (aliases[label] ?? label));
    return {
      label,
      address: label,
      async run(script, request, _patience, heard) {
        if (!machine) throw messages.connectionRefused(label, undefined);
        const written = await runOn(machine, script, JSON.stringify(request)).catch(
          (error: unknown) => {
            if (!(error instanceof Cut)) throw error;
            throw new Unanswered(messages.connectionCut(label, "unix", error));
          },
        );
        if (heard) listenForProgress(heard)(Buffer.from(written, "latin1"));
        return documentIn(written);
      },
      async close() {},
    };
  };
}
