// The Markdown pages of the repository, and the blocks of code in them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../setup/paths.mjs";

export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  /** Returns the blocks of code of a language, in order. */
  blocks(language: string): readonly string[];
}

export function readPage(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  return {
    path,
    text,
    blocks: (language) =>
      [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
      ),
  };
}

/** Returns all Markdown pages that git keeps or would offer to keep. */
export function allPages(): readonly Page[] {
  const paths = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    { cwd: root, encoding: "utf8" },
  );
  return paths.trim().split("\n").map(readPage);
}
