// A real PowerShell in the interpreter's place. Its module DhcpServer is a stand-in that asks the
// model servers of this process over HTTP, on the loopback. One process runs many scripts, each in a
// scope of its own; what is about its start is run in a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { BindingError } from "../../../../provider/drivers/windows/rules/binder.js";
import { call, Cut, type Machine } from "../live/model.js";
import { Thing, Thrown } from "../live/values.js";
import { writeModule } from "./module.js";
import { askedIn, errorText, outputText, spelled, unpacked } from "./wire.js";

/** The outcome of one script. */
export interface Ran {
  /** The text that it wrote to the console. */
  readonly written: string;
  /** The texts that it left in the pipeline. */
  readonly output: readonly string[];
  readonly failure?: { readonly id: string; readonly message: string };
}

interface Job {
  readonly machine: Machine;
  /** `text` and a script, or `file` and a path; then its argument. */
  readonly words: readonly [kind: "text" | "file", script: string, argument: string];
  resolve(ran: Ran): void;
  reject(error: unknown): void;
}

/** A PowerShell that takes jobs, one at a time. */
interface Worker {
  readonly child: ChildProcess;
  readonly pool: string;
  stderr: string;
  job?: Job;
  /** The response with which it waits for its next job. */
  waiting?: ServerResponse;
}

/** Which functions of the module stand for what Windows alone knows. */
const machineQuestion = "Read-Machine";

/** Returns what a machine says of itself, whoever asks. */
function machineText(machine: Machine, computerName: unknown): string {
  const asked = computerName === null ? undefined : String(computerName);
  const reached = machine.reaches?.find(({ name }) => name.toLowerCase() === asked?.toLowerCase());
  const names =
    asked === undefined
      ? { host: machine.name, domain: machine.domain ?? "", build: machine.build ?? 20_348 }
      : { host: reached?.name ?? asked, domain: "", build: null };
  return outputText([new Thing({ ...names, user: machine.user ?? "EXAMPLE\\admin" })]);
}

/** Answers a call of the module. Throws what is no error of a cmdlet. */
export function answerOf(machine: Machine, text: string): string {
  const asked = askedIn(text);
  if (asked.cmdlet === machineQuestion) return machineText(machine, asked.parameters.ComputerName);
  try {
    const { cmdlet, parameters } = spelled(asked);
    return outputText(call(machine, cmdlet, parameters));
  } catch (error) {
    if (error instanceof Thrown) return errorText(error, false);
    if (error instanceof BindingError) {
      return errorText({ id: error.id, message: error.message, category: "InvalidArgument" }, true);
    }
    throw error;
  }
}

const nobody = {
  id: "Gone",
  message: "Nobody waits for this script.",
  category: "ConnectionError",
};
const gone = errorText(nobody, true);

/** How a PowerShell is started that reads a script file. */
export const fileArguments = [
  "-NoLogo",
  "-NoProfile",
  "-NonInteractive",
  "-ExecutionPolicy",
  "Bypass",
  "-File",
];

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function ranIn(text: string): Ran {
  const lines = text.split("\n").map((line) => line.split(" "));
  const texts = (what: string) =>
    lines.filter(([first]) => first === what).map(([, ...words]) => words.map(unpacked));
  const [[id, message] = []] = texts("failure");
  return {
    written: texts("written")[0]?.[0] ?? "",
    output: texts("output").map(([one]) => one!),
    ...(id !== undefined && { failure: { id, message: message ?? "" } }),
  };
}

/** The environment of a PowerShell whose modules are in a folder. */
function environment(folder: string, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows PowerShell does not add its own modules to a path that it is given.
  const own = join(
    process.env["SystemRoot"] ?? "",
    "System32",
    "WindowsPowerShell",
    "v1.0",
    "Modules",
  );
  const PSModulePath = process.platform === "win32" ? [folder, own].join(delimiter) : folder;
  return {
    ...process.env,
    PSModulePath,
    POWERSHELL_UPDATECHECK: "Off",
    POWERSHELL_TELEMETRY_OPTOUT: "1",
    ...more,
  };
}

export interface RealPowerShell {
  /** The program, for a process of its own. */
  readonly program: string;
  /** Runs a script with one argument on a machine, and returns what it wrote to the console. */
  run(machine: Machine, script: string, argument: string): Promise<string>;
  /** Runs a script file for a server. */
  runFile(machine: Machine, path: string, computerName: string): Promise<Ran>;
  /** Returns the environment of a process whose cmdlets ask this machine. `more`: PowerShell that stands after the module's functions. */
  environmentOf(machine: Machine, more?: string): NodeJS.ProcessEnv;
}

/** Two for each file of tests: a pair of servers is read side by side. */
const most = 2;

async function started(program: string): Promise<RealPowerShell> {
  const folder = mkdtempSync(join(tmpdir(), "powershell-"));
  const pools = { with: join(folder, "with"), without: join(folder, "without") };
  writeModule(pools.with);
  mkdirSync(pools.without);

  const workers = new Map<string, Worker>();
  const machines = new Map<string, Machine>();
  const queue: { readonly pool: string; readonly job: Job }[] = [];
  let count = 0;

  const hand = (worker: Worker): void => {
    const at = queue.findIndex(({ pool }) => pool === worker.pool);
    if (at < 0 || !worker.waiting) return;
    const { job } = queue.splice(at, 1)[0]!;
    const [kind, script, argument] = job.words;
    const packed = [script, argument].map((text) => Buffer.from(text, "utf8").toString("base64"));
    worker.job = job;
    worker.waiting.end([kind, ...packed].join(" "));
    delete worker.waiting;
  };

  async function work(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const worker = workers.get(id)!;
    if (request.method === "GET") {
      worker.waiting = response;
      return hand(worker);
    }
    const ran = ranIn(await bodyOf(request));
    worker.job?.resolve(ran);
    delete worker.job;
    response.end();
  }

  async function answer(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const job = workers.get(id)?.job;
    const machine = job?.machine ?? machines.get(id);
    const text = await bodyOf(request);
    if (!machine) return void response.end(gone);
    try {
      response.end(answerOf(machine, text));
    } catch (error) {
      // The connection broke, or a test is wrong: the script goes on, and whatever it asks is refused.
      // A process of its own that is cut off is ended by its test, and hears nothing more.
      const worker = workers.get(id);
      if (worker) {
        delete worker.job;
        job?.reject(error);
        response.end(gone);
      } else if (!(error instanceof Cut)) {
        response.end(errorText({ ...nobody, message: String(error) }, true));
      }
    }
  }

  const server = createServer((request, response) => {
    const [, what, id] = request.url!.split("/") as [string, string, string];
    void (what === "jobs" ? work : answer)(id, request, response);
  });
  // A connection that is closed while it is used again would fail a call now and then.
  Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addresses = (id: string) => ({
    DHCP_JOBS: `${url}/jobs/${id}`,
    DHCP_MODEL: `${url}/call/${id}`,
  });

  function start(pool: keyof typeof pools): void {
    const id = String(++count);
    const child = spawn(program, [...fileArguments, join(import.meta.dirname, "jobs.ps1")], {
      env: environment(pools[pool], addresses(id)),
      stdio: ["ignore", "ignore", "pipe"],
      windowsHide: true,
    });
    child.unref();
    const worker: Worker = { child, pool, stderr: "" };
    workers.set(id, worker);
    child.stderr!.on("data", (part: Buffer) => {
      worker.stderr += part.toString("utf8");
    });
    (child.stderr as unknown as { unref(): void }).unref();
    const end = (why: string): void => {
      workers.delete(id);
      const error = new Error(`${program} ended (${why}): ${worker.stderr.slice(-2_000)}`);
      if (worker.job) worker.job.reject(error);
      else for (const { job } of queue.splice(0)) job.reject(error);
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(String(signal ?? code)));
  }
  process.once("exit", () => {
    for (const { child } of workers.values()) child.kill("SIGKILL");
  });

  function run(machine: Machine, words: Job["words"]): Promise<Ran> {
    const pool = machine.module === false ? "without" : "with";
    return new Promise((resolve, reject) => {
      queue.push({ pool, job: { machine, words, resolve, reject } });
      const mine = [...workers.values()].filter((worker) => worker.pool === pool);
      const free = mine.find(({ waiting }) => waiting);
      if (free) hand(free);
      else if (mine.length < most) start(pool);
    });
  }

  return {
    program,
    async run(machine, script, argument) {
      const { written, output, failure } = await run(machine, ["text", script, argument]);
      if (failure) throw new Error(failure.message);
      if (output.length > 0)
        throw new Error(`the script writes to the pipeline: ${output.join(", ")}`);
      return written;
    },
    runFile: (machine, path, computerName) => run(machine, ["file", path, computerName]),
    environmentOf(machine, more) {
      const id = String(++count);
      machines.set(id, machine);
      const modules = more === undefined ? pools.with : join(folder, id);
      if (more !== undefined) writeModule(modules, more);
      return environment(modules, addresses(id));
    },
  };
}

let only: Promise<RealPowerShell> | undefined;

/** The one of this process: the program that POWERSHELL_PROGRAM names. */
export const realPowerShell = (): Promise<RealPowerShell> =>
  (only ??= started(process.env["POWERSHELL_PROGRAM"] ?? "pwsh"));
