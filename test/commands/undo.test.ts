// undo as a person runs it: on a terminal, in a script, and with words that it does not understand.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { drivers } from "../../provider/drivers/index.js";
import { kea } from "../helpers/cli/engine/pair.js";
import { Engine } from "../helpers/unit/lifecycle/engine.js";
import { folder, run, runOnTerminal } from "../helpers/cli/commands/command.js";

const longer = (text: string): string =>
  text.replace('"valid-lifetime": 28800', '"valid-lifetime": 43200');

let here: string;
const partner = () => readFileSync(join(here, "dhcp2.conf"), "utf8");
const undo = (...more: string[]) =>
  run(here, ["undo", "dhcp2.conf", "--backup-dir", "kept", ...more]);

beforeEach(async () => {
  here = folder({ "dhcp1.conf": longer(kea("dhcp1")), "dhcp2.conf": kea("dhcp2") });
  const server = (name: string) => ({
    driver: "file",
    path: join(here, name),
    backupDir: join(here, "kept"),
  });
  const all = { primary: server("dhcp1.conf"), partner: server("dhcp2.conf") };
  expect((await new Engine(drivers, "replication").up({ all })).all!.failures).toEqual([]);
});

describe("undo", () => {
  it("lists what is kept with what differs now, and how to go back", async () => {
    const { code, stdout } = await undo();
    const [, time] = /To go back: pulumi-dhcp-failover undo dhcp2\.conf --to (\S+Z)/.exec(stdout)!;
    expect(stdout.split("\n")).toEqual([
      `${join(here, "dhcp2.conf")}: 1 kept configuration`,
      `  ${time}  1 difference: 10.0.1.0/24`,
      expect.stringContaining(`    ${join(here, "kept")}/`),
      `To go back: pulumi-dhcp-failover undo dhcp2.conf --to ${time} --backup-dir ${join(here, "kept")}`,
      "",
    ]);
    expect(code).toBe(0);
  });

  it("without a terminal shows the way back, and writes nothing until --yes is given", async () => {
    const before = partner();
    const { code, stdout, stderr } = await undo("--to", "20");
    expect(stdout).toMatch(
      /dhcp2\.conf: back to 20\S+Z, 1 change\n {2}10\.0\.1\.0\/24\n {4}leaseDuration: 43200 => 28800\n/,
    );
    expect([code, stderr]).toEqual([
      1,
      "Nothing was written: there is no terminal on which to ask. Give --yes to write what is shown above. [yes-needed]\n",
    ]);
    expect(partner()).toBe(before);
    const done = await undo("--to", "20", "--yes");
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/was written, read again, and holds what it held at 20\S+Z\./);
    expect(partner()).toBe(kea("dhcp2"));
  });

  it("on a terminal asks, and writes for yes alone", async () => {
    const words = ["undo", "dhcp2.conf", "--backup-dir", "kept", "--to", "20"];
    const before = partner();
    for (const answer of ["no\n", "y\n", "\n", "\u0003", "\u0004"]) {
      const { code, stdout } = await runOnTerminal(here, words, answer);
      expect([code, partner()], JSON.stringify(answer)).toEqual([1, before]);
      expect(stdout).toContain("Nothing was written.");
    }
    const { code, stdout } = await runOnTerminal(here, words, "yes\n");
    expect(stdout).toContain('dhcp2.conf? (only "yes" writes) ');
    expect([code, partner()]).toEqual([0, kea("dhcp2")]);
  });

  it("writes nothing where the server holds what it held", async () => {
    await undo("--to", "20", "--yes");
    const { stdout } = await undo();
    const [, oldest] = /(\S+Z) {2}as it is now/.exec(stdout)!;
    const { code, stdout: said } = await undo("--to", oldest!);
    expect([code, said]).toEqual([
      0,
      `${join(here, "dhcp2.conf")} holds what it held at ${oldest}: nothing to go back to.\n`,
    ]);
  });

  it("names the option instead of the argument where a guard refuses", async () => {
    const text = partner().replace(
      '"reservations": [',
      `"reservations": [ ${Array.from({ length: 20 }, (_, n) => `{ "hw-address": "02:00:00:00:02:${10 + n}", "ip-address": "10.0.1.${20 + n}" },`).join(" ")}`,
    );
    writeFileSync(join(here, "dhcp2.conf"), text);
    const { code, stderr } = await undo("--to", "20", "--yes");
    expect(code).toBe(1);
    expect(stderr).toMatch(/If this is intended, give --force\. \[many-reservations-removed\]\n$/);
    expect((await undo("--to", "20", "--yes", "--force")).code).toBe(0);
    expect(partner()).toBe(kea("dhcp2"));
  });

  const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["no server", ["undo"], 2, /^undo needs a server\. .* \[usage\]\n$/],
    [
      "an option of another command",
      ["undo", "dhcp2.conf", "--stack", "x"],
      2,
      /^--stack is no option of undo\. .* \[usage\]\n$/,
    ],
    [
      "--to for several servers",
      ["undo", "dhcp1.conf", "dhcp2.conf", "--to", "20"],
      2,
      /^--to is given with several servers\. .* \[usage\]\n$/,
    ],
    [
      "a time that is none",
      ["undo", "dhcp2.conf", "--backup-dir", "kept", "--to", "1999"],
      1,
      /^"1999" is no kept configuration of .*dhcp2\.conf\. There is 20\S+Z\. .* \[kept-unknown\]\n$/,
    ],
    [
      "a server of which nothing is kept",
      ["undo", "dhcp1.conf", "--backup-dir", "kept"],
      1,
      /^No configuration of .*dhcp1\.conf is kept on this machine\. .* \[kept-none\]\n$/,
    ],
  ];
  it.each(wrong)("refuses %s", async (_, words, expected, sentence) => {
    const { code, stderr } = await run(here, words);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(expected);
  });
});
