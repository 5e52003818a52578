// Secrets by reference: what stands where one should is said in a sentence, and never waited for.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reveal } from "../../provider/transports/credentials.js";

const folder = mkdtempSync(join(tmpdir(), "credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

it("a secret comes from a file, without the line break at its end", () => {
  writeFileSync(at("secret"), "a b\n\r\n");
  expect(reveal({ file: at("secret") }, "the password")).toBe("a b\n");
});

it.each([
  ["does not exist", () => {}, "Create the file, or correct the path."],
  ["is a folder", (path: string) => mkdirSync(path), "Correct the path."],
  [
    "is a device, a pipe or a socket",
    (path: string) => execFileSync("mkfifo", [path]),
    "Give the path of a file.",
  ],
  [
    "is larger than 1 MiB",
    (path: string) => {
      writeFileSync(path, "");
      truncateSync(path, 2 ** 20 + 1);
    },
    "Correct the path.",
  ],
  [
    "is empty",
    (path: string) => writeFileSync(path, "\n"),
    "Write the value into the file, or correct the path.",
  ],
])("a file %s", (is, make, remedy) => {
  const path = at(String(is.length));
  make(path);
  expect(() => reveal({ file: path }, "the password")).toThrow(
    `the password is read from the file "${path}", which ${is}. ${remedy} [credential-unreadable]`,
  );
});

it("a device without an end is not read as a secret", () => {
  expect(() => reveal({ file: "/dev/zero" }, "the password")).toThrow(
    "which is a device, a pipe or a socket.",
  );
});
