// npm run -s picture: draws docs/preview-light.svg and docs/preview-dark.svg from what the real CLI shows on a
// terminal for examples/two-files.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { createFolder, writeProject } from "./demo-project.mjs";
import { findCli, program, root } from "./paths.mjs";
import { run } from "./run.mjs";
import { drawPicture, themes } from "./svg.mjs";
import { runOnTerminal, screens } from "./terminal.mjs";

/** Returns the lines that a plain preview of examples/two-files leaves on a terminal, without empty ones at the end. */
export async function previewLines() {
  const { folder, env } = createFolder("picture");
  const cli = join(findCli().folder, program("pulumi"));
  try {
    writeProject(
      folder,
      "dev",
      "name: dhcp\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    const { code, output } = await run(cli, ["stack", "init", "dev", "--non-interactive"], {
      cwd: folder,
      env,
      quiet: true,
    });
    if (code !== 0) throw new Error(`pulumi stack init ended with ${code}:\n${output}`);
    const preview = await runOnTerminal([cli, "preview"], { cwd: folder, env });
    const last = (await screens(preview.pieces)).at(-1);
    if (preview.code !== 0)
      throw new Error(`pulumi preview ended with ${preview.code}:\n${JSON.stringify(last)}`);
    return last.lines;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Returns the path of the picture in one theme. */
export const pictureFile = (theme) => join(root, "docs", `preview-${theme}.svg`);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lines = [[{ text: "$ pulumi preview", colour: "ink" }], ...(await previewLines())];
  for (const theme of Object.keys(themes))
    writeFileSync(pictureFile(theme), drawPicture(lines, theme));
}
