// Each example runs on the real CLI: its program, its Pulumi.yaml, its files, in a folder as a user would have it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../setup/paths.mjs";
import { added, project, type Project } from "../engine/cli.js";

const examples = join(root, "examples");
/** In the repository an example is compiled with it; a user has a tsconfig of his own. */
const tsconfig = JSON.stringify({ compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0", strict: true, esModuleInterop: true, skipLibCheck: true }, files: ["index.ts"] });

async function example(name: string): Promise<Project> {
  const files = Object.fromEntries(readdirSync(join(examples, name)).map((file) => [file, readFileSync(join(examples, name, file), "utf8")]));
  return project({ program: "", files: { ...files, "tsconfig.json": tsconfig } });
}

it("there is a test for each", () => {
  expect(readdirSync(examples).sort()).toEqual(["git-to-pair", "two-files"]);
});

describe("two-files", () => {
  it("shows what differs, and makes it equal", async () => {
    const pair = await example("two-files");
    expect(added(await pair.previewJson())).toEqual([
      "10.0.1.0/24 options.dhcp4:6.value: 10.0.0.8 => 10.0.0.53, 10.0.0.54",
      "10.0.1.0/24 reservations.10.0.1.14: + hw:02-00-00-00-01-0e printer-2",
      "10.0.1.0/24 reservations.10.0.1.99: - hw:02-00-00-00-01-63 borrowed-laptop",
    ]);
    expect(await pair.up()).toMatchObject({ code: 0 });
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(JSON.parse((await pair.pulumi("stack", "output", "--json")).stdout)).toEqual({ replicated: ["10.0.1.0/24", "10.0.2.0/24"] });
  });
});

describe("git-to-pair", () => {
  it("brings both servers to what the file says", async () => {
    const pair = await example("git-to-pair");
    const wanted = ["10.0.1.0/24 reservations.10.0.1.13: + hw:02-00-00-00-01-0d printer-1", expect.stringMatching(/^10\.0\.2\.0\/24 \(scope\): \+ 1 range #/), expect.stringMatching(/^classes\.phones \(all\): \+ /)];
    expect(added(await pair.previewJson())).toEqual([wanted[0], wanted[0], wanted[1], wanted[1], wanted[2], wanted[2]]);
    expect(await pair.up()).toMatchObject({ code: 0 });
    for (const name of ["dhcp1.conf", "dhcp2.conf"]) {
      const text = await pair.read(name);
      expect(text).toContain(`// Kea on ${name.slice(0, 5)}.`);
      expect(text).toContain('"client-class": "phones"');
    }
    expect(await pair.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });
});
