// explain as a person runs it: two servers beside each other, and what they would give.
import { beforeEach, describe, expect, it } from "vitest";
import { kea } from "../helpers/cli/engine/pair.js";
import { folder, run } from "../helpers/cli/commands/command.js";

let here: string;
beforeEach(() => {
  const partner = kea("dhcp2")
    .replace('"valid-lifetime": 28800', '"valid-lifetime": 43200')
    .replace('"ip-address": "10.0.1.14"', '"ip-address": "10.0.1.24"');
  here = folder({ "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": partner });
});
const explain = (...words: string[]) => run(here, ["explain", ...words]);
const both = ["--primary", "dhcp1.conf", "--partner", "dhcp2.conf"];

describe("explain", () => {
  it("shows what each server would give to a client, where it comes from, and what differs", async () => {
    const { code, stdout } = await explain("02:00:00:00:01:0e", ...both);
    expect(code).toBe(0);
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/).filter(Boolean));
    expect(rows[0]).toEqual(["10.0.1.0/24", `${here}/dhcp1.conf`, `${here}/dhcp2.conf`]);
    expect(rows[1]).toEqual([
      "≠ address",
      "10.0.1.14, reserved for hw:02-00-00-00-01-0e printer-2",
      "10.0.1.24, reserved for hw:02-00-00-00-01-0e printer-2",
    ]);
    expect(rows).toContainEqual([
      "class phones",
      ...Array(2).fill(
        "cannot be decided without a packet: substring(option[60].hex, 0, 6) == 'Aastra'",
      ),
    ]);
    expect(rows).toContainEqual(["≠ leaseDuration", "28800 (scope)", "43200 (scope)"]);
    expect(rows).toContainEqual(["options.dhcp4:3", "10.0.1.1 (scope)", "10.0.1.1 (scope)"]);
  });

  it("says the same as JSON", async () => {
    const { stdout } = await explain("printer-2", ...both, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      question: "printer-2",
      scopes: [
        {
          scope: "10.0.1.0/24",
          differs: ["address", "leaseDuration"],
          servers: [
            { server: `${here}/dhcp1.conf`, origin: "reservation", address: "10.0.1.14" },
            { server: `${here}/dhcp2.conf`, origin: "reservation", address: "10.0.1.24" },
          ],
        },
      ],
    });
  });

  it.each([
    ["nothing to explain", [], 2, /^explain needs an address or a client\. .* \[usage\]\n$/],
    ["no server", ["10.0.1.13"], 2, /^explain 10\.0\.1\.13 needs a server\. .* \[usage\]\n$/],
    [
      "a client that no reservation is for",
      ["02:00:00:00:77:77", ...both],
      1,
      /give that with --scope\. \[explain-unknown\]\n$/,
    ],
    [
      "an address of no scope",
      ["192.0.2.1", ...both],
      1,
      /^No scope of .* contains 192\.0\.2\.1\. .* \[explain-outside\]\n$/,
    ],
  ] as const)("refuses %s", async (_, words, expected, sentence) => {
    const { code, stderr } = await explain(...words);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(expected);
  });

  it("of a client without a reservation tells what it would get in a scope", async () => {
    const words = ["02:00:00:00:77:77", ...both, "--scope", "10.0.1.0"];
    const { code, stdout } = await explain(...words);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("any free address of 10.0.1.100-10.0.1.199, no reservation"),
    ]);
  });
});
