// A terminal: runs a command on one of its own (`script` of util-linux), and tells what stands on its screen.

import { spawn } from "node:child_process";

import xterm from "@xterm/headless";

/**
 * @typedef {{ readonly to: string, readonly keys: readonly string[] }} Answer Keys that are pressed once the output has a text.
 * @typedef {{ readonly seconds: number, readonly text: string }} Piece Output, and when it came.
 */

/** Columns and rows of the terminal. */
export const size = { columns: 150, rows: 45 };

const shellWord = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Runs a command on a terminal. Each of `answers` is given once, in their order.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, limitMs?: number, answers?: readonly Answer[], keyPauseMs?: number }} options
 *   `keyPauseMs`: how long to wait before each key, where a program asks before it listens.
 * @returns {Promise<{ code: number, pieces: Piece[] }>}
 */
export function runOnTerminal(command, options) {
  const { cwd, env, limitMs = 600_000, answers = [], keyPauseMs = 1_000 } = options;
  const { columns, rows } = size;
  const line = `stty cols ${columns} rows ${rows}; exec ${command.map(shellWord).join(" ")}`;
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["-qefc", line, "/dev/null"], {
      cwd,
      env: { ...env, TERM: "xterm-256color", SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const begin = Date.now();
    const pieces = [];
    const waiting = [...answers];
    let unanswered = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      pieces.push({ seconds: (Date.now() - begin) / 1_000, text });
      unanswered += text;
      if (waiting.length === 0 || !unanswered.includes(waiting[0].to)) return;
      unanswered = "";
      press(child.stdin, waiting.shift().keys, keyPauseMs);
    });
    const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
    child.once("error", reject).once("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? -1, pieces });
    });
  });
}

async function press(stdin, keys, keyPauseMs) {
  for (const key of keys) {
    await new Promise((done) => setTimeout(done, keyPauseMs));
    stdin.write(key);
  }
}

/**
 * Returns what stands on the screen after each piece of output, with what has scrolled away: its lines, each as
 * pieces of one colour. A colour is its number in the palette, or "ink".
 * @param {readonly Piece[]} pieces
 * @returns {Promise<{ seconds: number, lines: { text: string, colour: string }[][] }[]>}
 */
export async function screens(pieces) {
  const terminal = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 10_000,
    allowProposedApi: true,
  });
  const shown = [];
  for (const { seconds, text } of pieces) {
    await new Promise((done) => terminal.write(text, done));
    shown.push({ seconds, lines: linesOf(terminal.buffer.active) });
  }
  terminal.dispose();
  return shown;
}

function linesOf(buffer) {
  const lines = [];
  for (let row = 0; row < buffer.length; row++) lines.push(lineOf(buffer.getLine(row)));
  while (lines.length > 0 && lines.at(-1).length === 0) lines.pop();
  return lines;
}

function lineOf(line) {
  const pieces = [];
  const width = line.translateToString(true).trimEnd().length;
  for (let column = 0; column < width; column++) {
    const cell = line.getCell(column);
    const text = cell.getChars() || " ";
    const colour = cell.isFgPalette() ? String(cell.getFgColor()) : "ink";
    const last = pieces.at(-1);
    if (last && (last.colour === colour || text === " ")) last.text += text;
    else pieces.push({ text, colour });
  }
  return pieces;
}

/** Returns the text of a line. */
export const textOf = (line) => line.map(({ text }) => text).join("");
