// Several runs that write one file at the same time: none of them loses what another one wrote.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const files = resolve(import.meta.dirname, "../../dist/storage/files.js");

/** Adds one to the number in a file as often as it can for a while, and prints how often it was told that it did. */
const counting = (path: string): string => `
  const { readText, replaceFiles } = require(${JSON.stringify(files)});
  const path = ${JSON.stringify(path)};
  const end = Date.now() + 1_500;
  let written = 0;
  const codes = new Set();
  while (Date.now() < end) {
    const before = readText(path).text;
    try {
      replaceFiles([{ path, before, after: String(Number(before) + 1) }]);
      written++;
    } catch (error) {
      codes.add(error.code);
    }
  }
  console.log(JSON.stringify({ written, codes: [...codes] }));
`;

it("every write that succeeded is in the file, and every other one was refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "two-runs-"));
  const path = join(folder, "count");
  writeFileSync(path, "0");
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => run(process.execPath, ["-e", counting(path)])),
  );
  const told = runs.map(({ stdout }) => JSON.parse(stdout) as { written: number; codes: string[] });
  const written = told.reduce((sum, one) => sum + one.written, 0);
  const codes = new Set(told.flatMap((one) => one.codes));
  expect(Number(readFileSync(path, "utf8"))).toBe(written);
  expect([...codes].filter((code) => !["file-locked", "file-changed"].includes(code))).toEqual([]);
  expect(readdirSync(folder)).toEqual(["count"]);
  rmSync(folder, { recursive: true });
});
