// The command of the working copy, as a person or a script runs it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { root } from "../../../../setup/paths.mjs";

export const program = join(root, "dist", "commands", "main.js");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command of the working copy, in a folder, without a terminal. */
export function run(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return start([process.execPath, program, ...args], { cwd, env });
}

/** The same on a terminal, where somebody types `typed`; what the terminal shows is the output. */
export function runOnTerminal(
  cwd: string,
  args: readonly string[],
  typed: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const quoted = [process.execPath, program, ...args].map((word) => `'${word}'`).join(" ");
  const words = ["script", "--quiet", "--return", "--command", quoted, "/dev/null"];
  return start(words, { cwd, env, typed });
}

interface StartOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly typed?: string;
}

function start([command, ...args]: readonly string[], options: StartOptions): Promise<Ended> {
  const { cwd, env, typed } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [typed === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name]!.setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        // A person answers what is asked.
        if (typed !== undefined && /\(only "yes" writes\)/.test(text)) child.stdin!.write(typed);
      });
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? -1, ...said }));
  });
}

const folders: string[] = [];
afterAll(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

/** A folder with these files, until the tests of a file end. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = mkdtempSync(join(tmpdir(), "command-"));
  folders.push(made);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}
