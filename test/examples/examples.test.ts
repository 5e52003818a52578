// Each example runs on the real CLI. The one that starts servers has a file of its own, kea-pair.test.ts.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { added } from "../engine/cli.js";
import { example, examples } from "./example.js";

it("there is a test for each", () => {
  expect(readdirSync(examples).sort()).toEqual(["git-to-pair", "kea-pair", "two-files"]);
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
