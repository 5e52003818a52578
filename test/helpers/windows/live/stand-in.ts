// A powershell.exe for PATH, whose scripts are run by a function of the test.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { bootstrap, readyMarker } from "../../../../provider/transports/powershell-frame.js";

/** The output and the exit code of a PowerShell, where that is not just an answer in its frame. */
export class Printed {
  constructor(
    readonly what: { readonly stdout?: string; readonly stderr?: string; readonly code?: number },
  ) {}
}
export const prints = (what: Printed["what"]): Printed => new Printed(what);

/** An answer as a script writes it. */
export const frame = (document: unknown): string =>
  `@@DHCP1:${Buffer.from(JSON.stringify(document), "utf8").toString("base64")}:@@`;

export interface Call {
  readonly script: string;
  readonly request: any;
  /** The arguments with which it was started. */
  readonly argv: readonly string[];
  /** The names of its environment variables. */
  readonly variables: readonly string[];
  /** Of the process that stands in. */
  readonly pid: number;
  /** Not before it has answered. */
  ended: boolean;
}

export interface StandInOptions {
  /** Runs a script: what it answers, or all that it prints. What it throws is printed as PowerShell prints an error. */
  readonly answer: (script: string, request: any, call: Call) => unknown;
  /** Returns the output before it is ready, such as a banner; with a code it ends there. */
  readonly beginning?: (process: {
    readonly pid: number;
  }) => Printed["what"] | Promise<Printed["what"]>;
}

export interface StandIn {
  /** For PATH: it holds `powershell.exe` and nothing else. */
  readonly path: string;
  /** All calls so far, in the order in which their scripts began. */
  readonly calls: readonly Call[];
  /** Ends what still runs and removes it. */
  end(): Promise<void>;
}

const flags = [
  "-NoLogo",
  "-NoProfile",
  "-NonInteractive",
  "-ExecutionPolicy",
  "Bypass",
  "-EncodedCommand",
];

/** Error text as Windows PowerShell writes it to a standard error that is no console, started with -EncodedCommand. */
export function clixml(text: string, kind = "Error"): string {
  const escaped = (line: string) =>
    line
      .replace(
        /[<>&"']/g,
        (c) => `&${{ "<": "lt", ">": "gt", "&": "amp", '"': "quot", "'": "apos" }[c]};`,
      )
      .replace(
        /_(?=x[0-9A-Fa-f]{4}_)|[\u0000-\u001f]/g,
        (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
      );
  const pieces = text
    .split(/(?<=\n)/)
    .map((line) => `<S S="${kind}">${escaped(line.replace(/\n$/, "\r\n"))}</S>`);
  return `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${pieces.join("")}</Objs>`;
}

/** How a process began, and what prints its output. */
type Begun = Pick<Call, "argv" | "pid" | "variables">;
type Tell = (what: Printed["what"]) => void;

/** True for the flags with which our code starts PowerShell, and its bootstrap. */
function isStartedAsOurs(argv: readonly string[]): boolean {
  const command = Buffer.from(argv.at(-1)!, "base64").toString("utf16le");
  return (
    argv.length === flags.length + 1 &&
    flags.every((flag, i) => argv[i] === flag) &&
    command === bootstrap
  );
}

export async function standIn({
  answer,
  beginning = () => ({}),
}: StandInOptions): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), "ps-"));
  const [path, socket] = [join(folder, "path"), join(folder, "socket")];
  const calls: Call[] = [];
  const open = new Set<Socket>();

  const serve = async (connection: Socket): Promise<void> => {
    const lines = createInterface({ input: connection })[Symbol.asyncIterator]();
    const heard = async () => {
      const { value, done } = await lines.next();
      return done ? undefined : JSON.parse(value);
    };
    const tell: Tell = ({ stdout: out, stderr, ...others }) => {
      const bytes = (text?: string) => text && Buffer.from(text, "utf8").toString("base64");
      connection.write(
        `${JSON.stringify({ stdout: bytes(out), stderr: bytes(stderr), ...others })}\n`,
      );
    };

    const begun: Begun | undefined = await heard();
    if (!begun || !(await begin(begun, tell))) return;
    const given = await heard();
    if (given) await carryOut(begun, given.input, tell);
  };

  /** Prints what comes before a script is taken. Answers whether one is. */
  const begin = async ({ argv, pid }: Begun, tell: Tell): Promise<boolean> => {
    if (!isStartedAsOurs(argv)) {
      tell({ stderr: `this is not how it is started: ${argv.join(" ")}`, code: 64 });
      return false;
    }
    const { stdout = "", code, ...rest } = await beginning({ pid });
    const isReady = code === undefined;
    tell({ ...rest, ...(isReady ? { stdout: stdout + readyMarker } : { stdout, code }) });
    return isReady;
  };

  const carryOut = async (begun: Begun, input: string, tell: Tell): Promise<void> => {
    const [script, request, ...more] = input
      .split("\n")
      .map((line) => Buffer.from(line, "base64").toString("utf8"));
    if (more.join("") !== "" || script === undefined || request === undefined) {
      tell({ stderr: "there are to be two lines", code: 65 });
      return;
    }
    const { argv, pid, variables } = begun;
    const call: Call = { script, request: JSON.parse(request), argv, pid, variables, ended: false };
    calls.push(call);
    const said = await Promise.resolve()
      .then(() => answer(script, call.request, call))
      .catch((error: Error) => prints({ stderr: clixml(`${error.message}\n`), code: 1 }));
    call.ended = true;
    tell(said instanceof Printed ? said.what : { stdout: frame(said) });
  };

  const server = createServer((connection) => {
    open.add(connection);
    connection.on("error", () => {}); // it was killed
    connection.on("close", () => open.delete(connection));
    void serve(connection);
  });
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(socket, resolve),
  );
  mkdirSync(path);
  const program = join(path, "powershell.exe");
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, "powershell.mjs")}" "${socket}" "$@"\n`,
  );
  chmodSync(program, 0o755);

  return {
    path,
    calls,
    async end() {
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
