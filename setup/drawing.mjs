// npm run -s drawing: draws the folders of provider/ in docs/architecture.md, with an arrow where one imports another.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

const provider = join(root, "provider");
const page = join(root, "docs", "architecture.md");
const place = /<!-- drawing -->\n[^]*?<!-- end -->/;

/** Returns the files of provider/, relative to it, without their extension. */
const sources = () =>
  readdirSync(provider, { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => path.replace(/\.ts$/, ""));

/** Returns the box of a file: its folder at the top, of a driver the driver's own. */
function boxOf(file) {
  const [top, second, third] = file.split("/");
  if (second === undefined) return `${top}.ts`;
  return top === "drivers" && third !== undefined ? `drivers/${second}` : top;
}

/** Returns the arrows between boxes, as `from to` by name. */
function arrows() {
  const found = new Set();
  for (const file of sources()) {
    const text = readFileSync(join(provider, `${file}.ts`), "utf8");
    for (const [, target] of text.matchAll(/(?:from|import)\s+"(\.[^"]+)"/g)) {
      const imported = relative(provider, resolve(provider, dirname(file), target));
      const [from, to] = [boxOf(file), boxOf(imported.replaceAll("\\", "/").replace(/\.js$/, ""))];
      if (from !== to) found.add(`${from} ${to}`);
    }
  }
  return [...found].sort().map((arrow) => arrow.split(" "));
}

/** Returns the drawing as Mermaid's text. */
export function drawing() {
  const all = arrows();
  const boxes = [...new Set(all.flat())].sort();
  const id = (box) => box.replace(/\W/g, "_");
  return [
    "```mermaid",
    "flowchart TD",
    ...boxes.map((box) => `  ${id(box)}["${box}"]`),
    ...all.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
    "```",
  ].join("\n");
}

/** Returns the page with its drawing made anew. */
export const architectureText = () =>
  readFileSync(page, "utf8").replace(place, `<!-- drawing -->\n${drawing()}\n<!-- end -->`);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(page, architectureText());
