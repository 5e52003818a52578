// npm run -s picture: draws docs/preview-light.svg and docs/preview-dark.svg from what the real CLI prints for
// examples/two-files. Lines with URNs are left out; nothing else is changed.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { createFolder, writeProject } from "./demo-project.mjs";
import { findCli, program, root } from "./paths.mjs";
import { run } from "./run.mjs";

const command = "pulumi preview --diff";

/** Colours of a terminal, by their numbers in the CLI's output. */
const themes = {
  light: { paper: "#f6f8fa", ink: "#1f2328", 2: "#116329", 3: "#7d4e00", 13: "#8250df" },
  dark: { paper: "#0d1117", ink: "#e6edf3", 2: "#7ee787", 3: "#e3b341", 13: "#d2a8ff" },
};

const character = 8.43;
const line = 19;
const margin = 16;

/** Returns what the CLI prints for a copy of examples/two-files, colours included. */
export async function previewOutput() {
  const project = createFolder("picture");
  try {
    writeProject(
      project.folder,
      "dev",
      "name: dhcp\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    await pulumi(project, "stack", "init", "dev");
    return await pulumi(project, "preview", "--diff", "--suppress-progress", "--color", "always");
  } finally {
    rmSync(project.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function pulumi({ folder, env }, ...args) {
  const { code, output } = await run(
    join(findCli().folder, program("pulumi")),
    [...args, "--non-interactive"],
    { cwd: folder, env, quiet: true },
  );
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
  return output;
}

/**
 * Returns the lines to draw, each as pieces of one colour.
 * @param {string} output
 * @returns {{ text: string, colour: string }[][]}
 */
export function lines(output) {
  let colour = "ink";
  const coloured = output.split("\n").map((text) => {
    const pieces = [];
    for (const [, code, piece] of `\u001b[m${text}`.matchAll(/\u001b\[([\d;]*)m([^\u001b]*)/g)) {
      const number = /^38;5;(\d+)$/.exec(code)?.[1];
      if (number !== undefined) colour = number;
      else if (code === "0") colour = "ink";
      if (piece !== "") pieces.push({ text: piece, colour });
    }
    return pieces;
  });
  return coloured.filter((pieces) => !pieces.some(({ text }) => text.includes("[urn=")));
}

const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Returns the picture of an output in one theme. */
export function picture(output, theme) {
  const colours = themes[theme];
  const drawn = [[{ text: `$ ${command}`, colour: "ink" }], ...lines(output)];
  const columns = Math.max(
    ...drawn.map((pieces) => pieces.reduce((sum, { text }) => sum + text.length, 0)),
  );
  const width = Math.ceil(columns * character + 2 * margin);
  const height = drawn.length * line + 2 * margin;
  const rows = drawn.map((pieces, i) => {
    const spans = pieces.map(
      ({ text, colour }) => `<tspan fill="${colours[colour]}">${escaped(text)}</tspan>`,
    );
    return `  <text x="${margin}" y="${margin + 14 + i * line}">${spans.join("")}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    "  <style>text { font: 14px ui-monospace, Menlo, Consolas, monospace; white-space: pre; }</style>",
    `  <rect width="${width}" height="${height}" rx="8" fill="${colours.paper}"/>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

/** Returns the path of the picture in one theme. */
export const pictureFile = (theme) => join(root, "docs", `preview-${theme}.svg`);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const output = await previewOutput();
  for (const theme of Object.keys(themes))
    writeFileSync(pictureFile(theme), picture(output, theme));
}
