// The command of the working copy, as a person or a script runs it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { root } from "../../../../setup/paths.mjs";
import { runOnTerminal as onTerminal } from "../../../../setup/terminal.mjs";

export const program = join(root, "dist", "commands", "main.js");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command of the working copy in a folder, without a terminal. */
export function run(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? -1, ...said }));
  });
}

/** Runs it on a terminal, where somebody answers its question with `typed`; returns what the terminal gets. */
export async function runOnTerminal(
  cwd: string,
  args: readonly string[],
  typed: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Omit<Ended, "stderr">> {
  const { code, pieces } = await onTerminal([process.execPath, program, ...args], {
    cwd,
    env: { ...process.env, ...env },
    answers: [{ to: '(only "yes" writes)', keys: [typed] }],
    keyPauseMs: 0,
  });
  return { code, stdout: pieces.map(({ text }) => text).join("") };
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
