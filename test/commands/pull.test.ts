// pull as a person runs it: on a terminal, in a script, and with words that it does not understand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { kea } from "../helpers/cli/engine/pair.js";
import { folder, run, runOnTerminal } from "../helpers/cli/commands/command.js";

const renamed = (text: string): string => text.replace("printer-2", "plotter");

let here: string;
const servers = ["--primary", "dhcp1.conf", "--partner", "dhcp2.conf", "--backup-dir", "kept"];
const words = ["pull", "10.0.1.0", ...servers];
const primary = () => readFileSync(join(here, "dhcp1.conf"), "utf8");
beforeEach(() => {
  here = folder({ "dhcp1.conf": kea("dhcp1"), "dhcp2.conf": renamed(kea("dhcp2")) });
});

describe("pull", () => {
  it("without a terminal shows the edits, and writes nothing until --yes is given", async () => {
    const { code, stdout, stderr } = await run(here, words);
    expect(stdout).toBe(
      `${join(here, "dhcp1.conf")}: from ${join(here, "dhcp2.conf")}, 1 change\n` +
        "  10.0.1.0/24\n    reservations.10.0.1.14.name: printer-2 => plotter\n",
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining("[yes-needed]")]);
    expect(primary()).toBe(kea("dhcp1"));
    expect((await run(here, [...words, "--yes"])).code).toBe(0);
    expect(primary()).toBe(renamed(kea("dhcp1")));
    const again = await run(here, words);
    expect([again.code, again.stdout]).toEqual([
      0,
      `${join(here, "dhcp1.conf")} holds what ${join(here, "dhcp2.conf")} holds in 10.0.1.0/24: nothing to pull.\n`,
    ]);
  });

  it("on a terminal asks first, and what it overwrote can be brought back", async () => {
    const no = await runOnTerminal(here, words, "no\n");
    expect([no.code, primary()]).toEqual([1, kea("dhcp1")]);
    const yes = await runOnTerminal(here, words, "yes\n");
    expect([yes.code, primary()]).toEqual([0, renamed(kea("dhcp1"))]);
    const undo = ["undo", "dhcp1.conf", "--backup-dir", "kept", "--to", "20", "--yes"];
    expect((await run(here, undo)).code).toBe(0);
    expect(primary()).toBe(kea("dhcp1"));
  });

  const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["no scope", ["pull", ...servers], 2, /^pull needs a scope\. .* \[usage\]\n$/],
    [
      "no partner",
      ["pull", "10.0.1.0", "--primary", "dhcp1.conf"],
      2,
      /^--partner is missing\. .* \[usage\]\n$/,
    ],
    [
      "an unknown scope",
      ["pull", "10.7.7.0", ...servers],
      1,
      /^The partner has no scope "10\.7\.7\.0"; .* \[scope-unknown\]\n$/,
    ],
    [
      "a name of nothing",
      [...words, "--only", "leaseTime"],
      1,
      /^--only: neither server has "leaseTime" in these scopes\. There differs 10\.0\.1\.0\/24 reservations\.10\.0\.1\.14\.name\. \[only-nothing\]\n$/,
    ],
    [
      "one file as both",
      ["pull", "10.0.1.0", "--primary", "dhcp1.conf", "--partner", "dhcp1.conf"],
      1,
      /same server/,
    ],
  ];
  it.each(wrong)("refuses %s", async (_, given, expected, sentence) => {
    const { code, stderr } = await run(here, given);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(expected);
  });
});
