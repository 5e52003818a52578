// test/helpers: each helper is listed in the README of its folder, and draws by chance have a fixed seed.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";

const helpers = join(root, "test", "helpers");
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "README.md")
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));

describe("the helpers of the tests", () => {
  it.each(["unit", "kea", "windows", "cli"])("in %s are all listed in its README", (project) => {
    const folder = join(helpers, project);
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const listed = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file!);
    expect(listed.sort()).toEqual(filesIn(folder).toSorted());
  });

  it("are the only files that are no tests, but for the two that configure a run", () => {
    const tests = join(root, "test");
    const others = filesIn(tests).filter(
      (file) => /\.ts$/.test(file) && !/(\.test|\.d)\.ts$/.test(file) && !/^helpers\b/.test(file),
    );
    expect(others.toSorted()).toEqual(["parts.ts", "temporary.ts"]);
  });

  it("draw with a fixed seed: no other file imports fast-check", () => {
    const tests = join(root, "test");
    const importing = filesIn(tests).filter(
      (file) =>
        file.endsWith(".ts") &&
        / from "fast-check";$/m.test(readFileSync(join(tests, file), "utf8")),
    );
    expect(importing).toEqual([join("helpers", "draws.ts")]);
  });
});
