// Each link between the pages of the repository leads somewhere, to the heading that it names.
import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { allPages, readPage, type Page } from "../helpers/unit/docs/page.js";

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, "");

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchorsIn({ text }: Page): ReadonlySet<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Returns the links of a page that lead nowhere. */
function brokenLinks(page: Page): readonly string[] {
  const targets = [
    ...withoutCode(page.text).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g),
  ].map(([, link, source]) => (link ?? source)!);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file, anchor] = target.split("#") as [string, string?];
    const path = file === "" ? page.path : normalize(join(page.path, "..", file));
    if (!existsSync(join(root, path))) return true;
    return anchor !== undefined && !anchorsIn(readPage(path)).has(anchor);
  });
}

describe("the pages of the repository", () => {
  it.each(allPages())("$path has no broken link", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it("notices a link to a heading that does not exist", () => {
    const page = { ...readPage("docs/README.md"), text: "[none](limits.md#no-such-heading)" };
    expect(brokenLinks(page)).toEqual(["limits.md#no-such-heading"]);
  });
});
