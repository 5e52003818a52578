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
    const tell = ({ stdout: out, stderr, ...others }: Printed["what"]) => {
      const bytes = (text?: string) => text && Buffer.from(text, "utf8").toString("base64");
      connection.write(
        `${JSON.stringify({ stdout: bytes(out), stderr: bytes(stderr), ...others })}\n`,
      );
    };

    const begun = await heard();
    if (!begun) return;
    const { argv, pid, variables } = begun as Pick<Call, "argv" | "pid" | "variables">;
    const command = Buffer.from(argv.at(-1)!, "base64").toString("utf16le");
    if (
      argv.length !== flags.length + 1 ||
      flags.some((flag, i) => argv[i] !== flag) ||
      command !== bootstrap
    )
      return tell({ stderr: `this is not how it is started: ${argv.join(" ")}`, code: 64 });
    const { stdout = "", code, ...rest } = await beginning({ pid });
    tell({
      stdout: stdout + (code === undefined ? readyMarker : ""),
      ...rest,
      ...(code !== undefined && { code }),
    });
    if (code !== undefined) return;

    const given = await heard();
    if (!given) return;
    const [script, request, ...more] = (given.input as string)
      .split("\n")
      .map((line) => Buffer.from(line, "base64").toString("utf8"));
    if (more.join("") !== "" || script === undefined || request === undefined)
      return tell({ stderr: "there are to be two lines", code: 65 });
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
